package entra_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

func throttle(status int, retryAfter string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		odata(w, status, "TooManyRequests")
	}
}

// dated sets the answer's own date; it has none where that is empty.
func dated(date string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		if date != "" {
			w.Header().Set("Date", date)
		}
		h(w, r)
	}
}

// raw answers with bytes of its own and closes the connection.
func raw(bytes string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			fmt.Fprint(conn, bytes)
			conn.Close()
		}
	}
}

func contentType(kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		fmt.Fprint(w, body)
	}
}

func TestWaitsAsGraphAsks(t *testing.T) {
	stamp := func(d time.Duration) string { return newClock().now.Add(d).Format(http.TimeFormat) }
	for _, c := range []struct {
		name string
		bad  http.HandlerFunc
		n    int
		want []time.Duration
	}{
		{"seconds", throttle(429, "7"), 2, []time.Duration{7 * time.Second, 7 * time.Second}},
		{"date", dated("", throttle(429, stamp(90*time.Second))), 1, []time.Duration{90 * time.Second}},
		{"date of a clock that is an hour ahead", dated(stamp(time.Hour), throttle(429, stamp(time.Hour+5*time.Second))), 1, []time.Duration{5 * time.Second}},
		{"date that has passed", dated("", throttle(429, stamp(-time.Hour))), 1, []time.Duration{time.Second}},
		{"503 with seconds", throttle(503, "3"), 1, []time.Duration{3 * time.Second}},
		{"504 with seconds", throttle(504, "3"), 1, []time.Duration{3 * time.Second}},
		{"429 without the header", throttle(429, ""), 3, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}},
		{"nonsense in the header", throttle(429, "soon"), 1, []time.Duration{time.Second}},
		{"500", refuse(500, "x"), 2, []time.Duration{time.Second, 2 * time.Second}},
		{"502", refuse(502, "x"), 1, []time.Duration{time.Second}},
		{"408", refuse(408, "x"), 1, []time.Duration{time.Second}},
		{"connection closed", raw("HTTP/1.1 20"), 1, []time.Duration{time.Second}},
		{"half a body", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"value\":["), 1, []time.Duration{time.Second}},
		{"half a body without a length", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"value\":[]"), 1, []time.Duration{time.Second}},
		{"malformed JSON", answer(`{"value":[}`), 1, []time.Duration{time.Second}},
		{"empty answer", answer(``), 1, []time.Duration{time.Second}},
		{"a proxy's page", contentType("text/html", "<html>"), 1, []time.Duration{time.Second}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			cfg := g.config()
			cfg.Workers = 1
			const path = "/beta/groups/" + secGroup + "/members"
			g.on(path, times(c.n, c.bad, g.handlers[path]))
			s := &sink{}
			if err := newCollector(t, cfg).Collect(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			if got := cfg.Clock.(*clock).slept; !slices.Equal(got, c.want) {
				t.Errorf("waited %v, want %v", got, c.want)
			}
			if n := len(s.group(t, secGroup).MemberIDs); n != 8 {
				t.Errorf("%d members of 8", n)
			}
		})
	}
}

func TestGivesUpWithAGap(t *testing.T) {
	for _, c := range []struct {
		name, why string
		handler   http.HandlerFunc
		attempts  int
	}{
		{"throttled for ever", "HTTP 429 TooManyRequests", throttle(429, "60"), 16},
		{"a wait of a day", "HTTP 429 TooManyRequests", throttle(429, "86400"), 1},
		{"an absurd wait", "HTTP 429 TooManyRequests", throttle(429, "9223372036"), 1},
		{"sick for ever", "HTTP 503 TooManyRequests", throttle(503, ""), 8},
		{"reset for ever", "connection reset", raw("HTTP/1.1 20"), 8},
		{"malformed for ever", "malformed JSON in the answer", answer("{"), 8},
		{"a proxy's page", "answer of content type text/html instead of JSON", contentType("text/html; charset=utf-8", "<html>"), 8},
		{"a strange type", "answer of content type unknown instead of JSON", contentType("evil/=1+1", "{}"), 8},
		{"an HTML error", "HTTP 403", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(403)
			fmt.Fprint(w, "<html>")
		}, 1},
		{"an error without an object", "HTTP 400", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(400)
			fmt.Fprint(w, "{}")
		}, 1},
		{"an error with a hostile code", "HTTP 400", refuse(400, "at 10:45 on host\n=1+1"), 1},
		{"a redirect", "HTTP 302", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://evil.example/")
			w.WriteHeader(302)
		}, 1},
		{"no content", "HTTP 204", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, 1},
		{"not implemented", "HTTP 501 x", refuse(501, "x"), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			g.on("/v1.0/subscribedSkus", c.handler)
			if gap := g.collect(t).gap(t, inventory.GapLicences); gap.Why != c.why {
				t.Errorf("gap %q, want %q", gap.Why, c.why)
			}
			if n := len(g.requests("/v1.0/subscribedSkus")); n != c.attempts {
				t.Errorf("%d attempts, want %d", n, c.attempts)
			}
		})
	}
}

// TestThrottlingStarvesNobody pins a defect seen elsewhere: over HTTP/1.1 an
// unread 429 holds its connection, and many of them hold all.
func TestThrottlingStarvesNobody(t *testing.T) {
	g := newGraph(t)
	var rows []string
	for i := range 200 {
		id := fmt.Sprintf("a1000000-0000-4000-8000-%012d", i)
		rows = append(rows, groupJSON(id, ``))
		g.on("/beta/groups/"+id+"/members", times(1+i%3, throttle(429, "10"), pages(userJSON(i), userJSON(i+1), userJSON(i+2))))
	}
	g.on("/beta/groups", answer(`{"value":[`+strings.Join(rows, ",")+`]}`))
	cfg := g.config()
	cfg.Workers = 25
	cfg.Transport = &http.Transport{MaxConnsPerHost: 5}
	c := newCollector(t, cfg)
	s := &sink{}
	if err := c.Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for _, group := range of[*inventory.CloudGroupRecord](s)[:200] {
		if group.MembersReading != inventory.ReadWhole || len(group.MemberIDs) != 3 {
			t.Fatalf("group %s: %s, %d members", group.ID, group.MembersReading, len(group.MemberIDs))
		}
	}
	if st := c.Stats(); st.Throttled != 399 || st.Retries != 399 || st.Waited == 0 {
		t.Errorf("stats %+v", st)
	}
}

// failing fails every attempt from the first one about members on. Whatever
// else is read at that time fails, too: an answer would count as recovery.
type failing struct {
	fail func(*http.Request) (*http.Response, error)

	mu sync.Mutex
	// attempts are those of each request since then; request is what the last
	// one asked for, since two batches have the same address.
	attempts []int
	request  string
}

func (f *failing) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.attempts) == 0 && !strings.HasSuffix(r.URL.Path, "/members") {
		return http.DefaultTransport.RoundTrip(r)
	}
	request := r.URL.String()
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		request += string(body)
	}
	if request != f.request {
		f.request, f.attempts = request, append(f.attempts, 0)
	}
	f.attempts[len(f.attempts)-1]++
	return f.fail(r)
}

// read reads a hundred groups, one request at a time.
func (f *failing) read(t *testing.T) (*sink, entra.Stats) {
	g := newGraph(t)
	g.on("/v1.0/servicePrincipals", answer(`{"value":[]}`))
	var rows []string
	for i := range 100 {
		rows = append(rows, groupJSON(fmt.Sprintf("a1000000-0000-4000-8000-%012d", i), ``))
	}
	g.on("/beta/groups", answer(`{"value":[`+strings.Join(rows, ",")+`]}`))
	cfg := g.config()
	cfg.Workers, cfg.Transport = 1, f
	c, s := newCollector(t, cfg), &sink{}
	if err := c.Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s, c.Stats()
}

// shrink checks that the attempts shrink after twenty requests.
func (f *failing) shrink(t *testing.T, first int) {
	for i, n := range f.attempts {
		want := 1
		if i < 20 {
			want = first
		}
		if n != want {
			t.Errorf("request %d of %d: %d attempts, want %d", i+1, len(f.attempts), n, want)
		}
	}
}

// TestASickServerIsNotAskedForHours pins that the attempts shrink when nothing
// succeeds any more.
func TestASickServerIsNotAskedForHours(t *testing.T) {
	wire := &failing{fail: inProcess{refuse(500, "x")}.RoundTrip}
	s, _ := wire.read(t)
	wire.shrink(t, 8)
	if len(wire.attempts) < 100 {
		t.Errorf("only %d requests", len(wire.attempts))
	}
	if gap := s.gap(t, inventory.GapGroupMembers); gap.Count != 100 {
		t.Errorf("gap %+v", gap)
	}
}

// TestADeadServerIsNotWaitedFor: each request would wait for its timeout.
func TestADeadServerIsNotWaitedFor(t *testing.T) {
	wire := &failing{fail: func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded }}
	s, _ := wire.read(t)
	wire.shrink(t, 5)
	if n := len(wire.attempts); n != 40 {
		t.Errorf("%d requests, want 40", n)
	}
	if gap := s.gap(t, inventory.GapGroupMembers); gap.Count != 100 || gap.Why != "no answer in time" {
		t.Errorf("gap %+v", gap)
	}
}

// TestThrottledForGood: waiting for a server that never lets a request pass
// has an end.
func TestThrottledForGood(t *testing.T) {
	wire := &failing{fail: inProcess{throttle(429, "600")}.RoundTrip}
	s, st := wire.read(t)
	wire.shrink(t, 2)
	if n := int64(len(wire.attempts)); n < 100 || st.Throttled != n+20 || st.Waited != 20*10*time.Minute {
		t.Errorf("%d requests, stats %+v", n, st)
	}
	if gap := s.gap(t, inventory.GapGroupMembers); gap.Count != 100 || gap.Why != "HTTP 429 TooManyRequests" {
		t.Errorf("gap %+v", gap)
	}
}
