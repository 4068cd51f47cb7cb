package entra_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory/entra"
	"gwbplan/inventory/headroom"
)

// dialTLS reads over HTTP/2, as Graph does it.
func dialTLS(b *testing.B, s *graphsim.Server) (string, http.RoundTripper) {
	url, roots, err := s.StartTLS()
	if err != nil {
		b.Fatal(err)
	}
	return url, &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 32}
}

// dialPlain reads over HTTP/1.1, as many proxies that look into TLS do it.
func dialPlain(b *testing.B, s *graphsim.Server) (string, http.RoundTripper) {
	url, err := s.Start()
	if err != nil {
		b.Fatal(err)
	}
	return url, nil
}

// BenchmarkInventory reads a whole tenant without owners from a server with the
// documented costs. Both share the processors.
func BenchmarkInventory(b *testing.B) {
	const ms = time.Millisecond
	for _, c := range []struct {
		groups  int
		latency time.Duration
		opts    graphsim.Options
		dial    func(*testing.B, *graphsim.Server) (string, http.RoundTripper)
		name    string
	}{
		{2000, 80 * ms, graphsim.Options{}, dialTLS, "h2"},
		{2000, 80 * ms, graphsim.Options{}, dialPlain, "http1"},
		{5000, 400 * ms, graphsim.Options{}, dialTLS, "h2"},
		{20000, 80 * ms, graphsim.Options{}, dialTLS, "h2"},
		{20000, 80 * ms, graphsim.Options{NoDelta: true}, dialTLS, "h2/no-delta"},
		{20000, 80 * ms, graphsim.Options{Quota: &graphsim.Quota{Units: 8000}}, dialTLS, "h2/quota-L"},
		{20000, 80 * ms, graphsim.Options{Quota: &graphsim.Quota{Units: 8000}, NoDelta: true}, dialTLS, "h2/quota-L/no-delta"},
		{20000, 80 * ms, graphsim.Options{Quota: &graphsim.Quota{Units: 8000, Fixed: true}, NoDelta: true}, dialPlain, "http1/quota-L-in-windows/no-delta"},
	} {
		b.Run(fmt.Sprintf("%dx20/%v/%s", c.groups, c.latency, c.name), func(b *testing.B) {
			dir := largeTenant(c.groups, 20, max(600, c.groups/2))
			for b.Loop() {
				b.StopTimer()
				opts := c.opts
				opts.Token, opts.BetaWriteback, opts.NoLog, opts.Latency = testJWT, true, true, c.latency
				server := graphsim.New(dir, opts) // a full bucket each time
				url, wire := c.dial(b, server)
				b.StartTimer()
				var got tally
				reader := benchCollector(b, largeConfig(wire, url))
				err := headroom.While(func() error { return reader.Collect(b.Context(), &got) }) // as the program reads
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if got.groups != c.groups || got.members != 20*c.groups || got.gaps > 0 {
					b.Fatalf("%+v", got)
				}
				st := server.Stats()
				b.ReportMetric(float64(st.Requests), "requests")
				b.ReportMetric(float64(st.ResourceUnits), "units")
				b.ReportMetric(100*float64(st.Throttled)/float64(st.Requests+st.Inner), "%429")
				reader.Close()
				server.Close()
				b.StartTimer()
			}
		})
	}
}

func benchCollector(b *testing.B, cfg entra.Config) *entra.Collector {
	c, err := entra.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkBurstOf429 throttles the first forty requests about members for two
// seconds each, over HTTP/1.1, where an answer that is not read to its end
// keeps its connection.
func BenchmarkBurstOf429(b *testing.B) {
	dir := largeTenant(2000, 20, 1000)
	for b.Loop() {
		server := graphsim.New(dir, graphsim.Options{Token: testJWT, BetaWriteback: true, NoLog: true, Latency: 20 * time.Millisecond,
			Faults: []graphsim.Fault{{Path: "/beta/$batch", Times: 40, Kind: graphsim.TooManyRequests, RetryAfter: 2 * time.Second}}})
		url, _ := dialPlain(b, server)
		var got tally
		reader := benchCollector(b, largeConfig(nil, url))
		if err := reader.Collect(b.Context(), &got); err != nil || got.members != 40000 || got.gaps > 0 {
			b.Fatal(err, got)
		}
		b.ReportMetric(float64(server.Stats().Throttled), "429s")
		reader.Close()
		server.Close()
	}
}

// pageOf999 is an answer with a page of groups.
func pageOf999(b *testing.B) []byte {
	server := graphsim.New(largeTenant(999, 1, 1), graphsim.Options{BetaWriteback: true})
	w := httptest.NewRecorder()
	server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/beta/groups?$top=999&$select="+entra.GroupProperties(), nil))
	if w.Code != http.StatusOK {
		b.Fatal(w.Body)
	}
	return w.Body.Bytes()
}

// BenchmarkDecodePage decodes a page of 999 groups into records.
func BenchmarkDecodePage(b *testing.B) {
	page := pageOf999(b)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if n, err := entra.DecodePage(page); err != nil || n != 999 {
			b.Fatal(n, err)
		}
	}
}
