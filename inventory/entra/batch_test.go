package entra_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory"
)

// TestNothingIsLostInABatch disturbs the requests inside batches, in ways that
// pass and that last.
func TestNothingIsLostInABatch(t *testing.T) {
	base := graphsim.Options{BetaWriteback: true, PageCap: 7}
	clean, _, err := simulate(t, base)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		kind graphsim.FaultKind
		nth  int
		n    int
	}{
		{"every other one is left out", graphsim.Unanswered, 1, 30},
		{"throttled", graphsim.TooManyRequests, 3, 25},
		{"all rounds throttled", graphsim.TooManyRequests, 1, 200},
		{"a server error", graphsim.InternalError, 2, 9},
		{"a gateway's page", graphsim.ProxyPage, 2, 5},
		{"broken JSON", graphsim.MalformedJSON, 2, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			opts := base
			opts.Faults = []graphsim.Fault{{Path: "/beta/groups/*/members", Nth: c.nth, Times: c.n, Kind: c.kind, RetryAfter: 2 * time.Second}}
			s, server, err := simulate(t, opts)
			if err != nil || s.lines() != clean.lines() {
				t.Errorf("error %v, gaps %+v", err, s.gaps())
			}
			if st := server.Stats(); st.Inner == 0 {
				t.Error("no batch was sent")
			}
			wantReads(t, server)
		})
	}
}

// TestFaultsInABatchThatLast become gaps of the groups concerned, and of no
// others.
func TestFaultsInABatchThatLast(t *testing.T) {
	for _, c := range []struct {
		kind graphsim.FaultKind
		why  string
	}{
		{graphsim.Unanswered, "connection reset"},
		{graphsim.GatewayTimeout, "HTTP 504 UnknownError"},
		{graphsim.Forbidden, "HTTP 403 Authorization_RequestDenied"},
		{graphsim.EmptyObject, "answer without a list"},
	} {
		s, _, err := simulate(t, graphsim.Options{BetaWriteback: true, Faults: []graphsim.Fault{{Path: "*/groups/" + simGroup(2) + "/members", Times: graphsim.Always, Kind: c.kind}}})
		if err != nil {
			t.Fatal(err)
		}
		if gap := s.gap(t, inventory.GapGroupMembers); gap.Why != c.why || gap.Count != 1 || s.group(t, simGroup(2)).MembersReading != inventory.ReadFailed {
			t.Errorf("gap %+v, want %q", gap, c.why)
		}
		if g := s.group(t, simGroup(3)); g.MembersReading != inventory.ReadWhole || len(g.MemberIDs) != 3 {
			t.Errorf("another group: %s", g.MembersReading)
		}
	}
}

// TestABatchThatIsRefused is not tried again, and everything is read by itself.
func TestABatchThatIsRefused(t *testing.T) {
	clean, _, err := simulate(t, graphsim.Options{BetaWriteback: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, opts := range []graphsim.Options{
		{NoBatch: true},
		{Faults: []graphsim.Fault{{Path: "*/$batch", Times: graphsim.Always, Kind: graphsim.ServiceUnavailable}}},
		{Faults: []graphsim.Fault{{Path: "*/$batch", Times: graphsim.Always, Kind: graphsim.ProxyPage, Status: 200}}},
	} {
		opts.BetaWriteback = true
		s, _, err := simulate(t, opts)
		if err != nil || s.lines() != clean.lines() {
			t.Errorf("error %v, gaps %+v", err, s.gaps())
		}
	}
}

// TestABurstOfThrottling over HTTP/1.1: every connection is free again at once,
// so that the reading costs no more than the waits that were asked for.
func TestABurstOfThrottling(t *testing.T) {
	s, server, err := simulate(t, graphsim.Options{BetaWriteback: true, Latency: time.Millisecond,
		Faults: []graphsim.Fault{{Path: "*/$batch", Nth: 1, Times: 8, Kind: graphsim.TooManyRequests, RetryAfter: 10 * time.Second}}})
	if err != nil || len(s.gaps()) > 0 {
		t.Fatalf("%v %+v", err, s.gaps())
	}
	if st := server.Stats(); st.Throttled != 8 {
		t.Errorf("stats %+v", st)
	}
}

// TestInsideABatch: lists that go on behind their first page are followed, a
// wait that one answer asks for is kept by all, and what is asked for is
// marked as of low priority.
func TestInsideABatch(t *testing.T) {
	clean, _, err := simulate(t, graphsim.Options{BetaWriteback: true})
	if err != nil {
		t.Fatal(err)
	}
	var unmarked atomic.Int64
	s, server, err := simulate(t, graphsim.Options{BetaWriteback: true, PageCap: 2, Faults: []graphsim.Fault{
		{Path: "/beta/groups/*/members", Kind: graphsim.TooManyRequests, RetryAfter: 7 * time.Second},
		{Kind: graphsim.Slow, Times: graphsim.Always, Match: func(r *http.Request) bool {
			if r.Header.Get("x-ms-throttle-priority") != "low" {
				unmarked.Add(1)
			}
			return false
		}},
	}})
	if err != nil || strings.Join(sortedLines(s), "\n") != strings.Join(sortedLines(clean), "\n") {
		t.Errorf("error %v, gaps %+v", err, s.gaps())
	}
	if n := unmarked.Load(); n > 0 {
		t.Errorf("%d requests are not marked", n)
	}
	inner, pages := 0, 0
	for _, r := range server.Requests() {
		inner += len(r.Inner)
		if strings.Contains(r.Path, "/members?") && strings.Contains(r.Path, "skiptoken") {
			pages++
		}
	}
	if inner == 0 || pages < 37 {
		t.Errorf("%d requests in batches, %d further pages", inner, pages)
	}
}
