package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
)

// graphKind is a way in which Graph or what stands before it misbehaves.
type graphKind struct {
	name string
	graphsim.Fault
	// passes: met once, it leaves no trace.
	passes bool
	// only is the exit code, where nothing else will do.
	only int
}

func graphKinds() []graphKind {
	passing := func(name string, f graphsim.Fault) graphKind { return graphKind{name, f, true, 0} }
	staying := func(name string, f graphsim.Fault) graphKind { return graphKind{name, f, false, 0} }
	return []graphKind{
		passing("429", graphsim.Fault{Kind: graphsim.TooManyRequests}),
		passing("429 for 7 s", graphsim.Fault{Kind: graphsim.TooManyRequests, RetryAfter: 7 * time.Second}),
		passing("500", graphsim.Fault{Kind: graphsim.InternalError}),
		passing("503", graphsim.Fault{Kind: graphsim.ServiceUnavailable}),
		passing("503 until a date", graphsim.Fault{Kind: graphsim.ServiceUnavailable, RetryAfter: time.Minute, RetryAfterDate: true}),
		passing("504", graphsim.Fault{Kind: graphsim.GatewayTimeout}),
		passing("reset", graphsim.Fault{Kind: graphsim.ResetBeforeHeaders}),
		passing("reset behind the headers", graphsim.Fault{Kind: graphsim.ResetAfterHeaders}),
		passing("half a body", graphsim.Fault{Kind: graphsim.HalfBody}),
		passing("malformed JSON", graphsim.Fault{Kind: graphsim.MalformedJSON}),
		passing("wrong content type", graphsim.Fault{Kind: graphsim.WrongContentType}),
		passing("silence", graphsim.Fault{Kind: graphsim.Slow, Delay: hangs}),
		passing("no gzip", graphsim.Fault{Kind: graphsim.FalseGzip}),
		passing("502 of a proxy", graphsim.Fault{Kind: graphsim.ProxyPage}),
		passing("a proxy's page with 200", graphsim.Fault{Kind: graphsim.ProxyPage, Status: http.StatusOK}),
		passing("an empty page", graphsim.Fault{Kind: graphsim.EmptyPage}),
		staying("an empty object", graphsim.Fault{Kind: graphsim.EmptyObject}),
		staying("a redirect", graphsim.Fault{Kind: graphsim.ProxyPage, Status: http.StatusFound}),
		staying("403", graphsim.Fault{Kind: graphsim.Forbidden}),
		staying("expired page token", graphsim.Fault{Kind: graphsim.ExpiredToken}),
		staying("endless pages", graphsim.Fault{Kind: graphsim.EndlessNextLink}),
		staying("a page on another server", graphsim.Fault{Kind: graphsim.ForeignNextLink, Elsewhere: "http://127.0.0.1:1"}),
		{"401", graphsim.Fault{Kind: graphsim.Unauthorized}, false, exitFailed},
	}
}

// TestGraphMatrix disturbs each request that a calm run sends to Graph.
func TestGraphMatrix(t *testing.T) {
	r := startHandful(t)
	r.read(t)
	var strikes []strike
	for _, path := range pathsOf(r.Graph.Requests()) {
		for _, k := range graphKinds() {
			strikes = append(strikes, k.strike(path, 1), k.strike(path, graphsim.Always))
		}
	}
	runMatrix(t, strikes, 31)
}

func (k graphKind) strike(path string, times int) strike {
	var met atomic.Int64
	f := k.Fault
	f.Path, f.Times = path, times
	f.Match = func(q *http.Request) bool {
		same := strings.Contains(path, "?") || q.URL.RawQuery == ""
		if same {
			met.Add(1)
		}
		return same
	}
	s := strike{
		name: fmt.Sprintf("%s at %s", k.name, path), only: k.only,
		arm: func(d *disturbed) {
			if f.Delay > 0 {
				f.Silent = d.clock.elapse
			}
			d.Graph.Inject(f)
		},
		struck: func(*disturbed) bool { return met.Load() > 0 },
	}
	if s.passes = k.passes && times == 1; !s.passes && times != 1 {
		s.name += ", for good"
	}
	return s
}

// pathsOf are the paths with their queries, each once.
func pathsOf(requests []graphsim.Request) (paths []string) {
	for _, q := range requests {
		paths = append(paths, q.Path)
		for _, inner := range q.Inner {
			paths = append(paths, inner.Path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}
