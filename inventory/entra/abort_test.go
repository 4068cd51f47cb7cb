package entra_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"gwbplan/inventory"
)

func TestNothingToReachIsAnError(t *testing.T) {
	g := newGraph(t)
	cfg := g.config()
	g.Close()
	s := &sink{}
	err := newCollector(t, cfg).Collect(t.Context(), s)
	if err == nil || !strings.Contains(err.Error(), "check the network") || len(s.records) > 0 {
		t.Errorf("error %v after %d records", err, len(s.records))
	}

	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	defer tls.Close()
	cfg.GraphURL = tls.URL
	if err := newCollector(t, cfg).Collect(t.Context(), s); err == nil || !strings.Contains(err.Error(), "TLS connection refused or not trusted") {
		t.Errorf("an unknown authority: %v", err)
	}

	cfg.GraphURL, cfg.Transport = "", lost{}
	if err := newCollector(t, cfg).Collect(t.Context(), s); err == nil || !strings.Contains(err.Error(), "reaching graph.microsoft.com: host name not found") {
		t.Errorf("an unknown host: %v", err)
	}
}

type lost struct{}

func (lost) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", Name: "graph.microsoft.com", IsNotFound: true}
}

func TestAProxyIsNotATenant(t *testing.T) {
	proxy := httptest.NewServer(contentType("text/html", "<html>sign in to the network"))
	defer proxy.Close()
	g := newGraph(t)
	cfg := g.config()
	cfg.GraphURL = proxy.URL
	if err := newCollector(t, cfg).Collect(t.Context(), &sink{}); err == nil || !strings.Contains(err.Error(), "proxy") {
		t.Errorf("error %v", err)
	}
}

func TestATokenThatIsRefusedEndsTheRun(t *testing.T) {
	g := newGraph(t)
	g.on("/beta/groups/"+other+"/members", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="", claims=unquoted`)
		odata(w, 401, "InvalidAuthenticationToken")
	})
	err := newCollector(t, g.config()).Collect(t.Context(), &sink{})
	if err == nil || !strings.Contains(err.Error(), "HTTP 401 InvalidAuthenticationToken") || !strings.Contains(hint(err), "GWBPLAN_GRAPH_TOKEN") {
		t.Errorf("error %v", err)
	}
	if strings.Contains(fmt.Sprint(err), testJWT) {
		t.Errorf("the token is in %v", err)
	}
}

func TestCancelling(t *testing.T) {
	g := newGraph(t)
	ctx, cancel := context.WithCancel(t.Context())
	var once sync.Once
	g.on("/beta/groups/"+secGroup+"/members", func(w http.ResponseWriter, r *http.Request) {
		once.Do(cancel)
		throttle(429, "60")(w, r)
	})
	if err := newCollector(t, g.config()).Collect(ctx, &sink{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// hanging stands for a server that accepts a request and never answers it.
type hanging struct{ t *testing.T }

func (h hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path != "/v1.0/subscribedSkus" {
		return http.DefaultTransport.RoundTrip(r)
	}
	if _, ok := r.Context().Deadline(); !ok {
		h.t.Error("an attempt has no end")
	}
	return nil, context.DeadlineExceeded
}

func TestAServerThatHangs(t *testing.T) {
	g := newGraph(t)
	cfg := g.config()
	cfg.Transport = hanging{t}
	s := &sink{}
	if err := newCollector(t, cfg).Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if gap := s.gap(t, inventory.GapLicences); gap.Why != "no answer in time" {
		t.Errorf("gap %+v", gap)
	}
}

type brokenSink struct{}

func (brokenSink) Put(inventory.Record) error { return errors.New("disk full") }

func TestABrokenSinkEndsTheRun(t *testing.T) {
	g := newGraph(t)
	if err := newCollector(t, g.config()).Collect(t.Context(), brokenSink{}); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("error %v", err)
	}
}
