package entra_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory"
)

// TestWaysMatrix disturbs each kind of request that reading the members of a
// large tenant takes, inside batches and outside, in every way, once and for
// good. What is said to be whole is whole, whatever happens; what passes leaves
// no trace. An ordinary run takes a sample.
func TestWaysMatrix(t *testing.T) {
	dir := mixedTenant()
	calm, err := readDisturbed(t, dir, graphsim.Options{})
	if err != nil || len(calm.gaps()) > 0 {
		t.Fatalf("the calm run is not whole: %v %+v", err, calm.gaps())
	}
	stride := 29
	if os.Getenv("GWBPLAN_FULL_MATRIX") != "" {
		stride = 1
	}
	n := 0
	for _, path := range []string{"/beta/groups/delta?*filter*", "/v1.0/users?*filter*", "/v1.0/devices?*filter*", "/beta/groups?*expand*",
		"/beta/$batch", "/v1.0/$batch", "/beta/groups/*/members?*", "/v1.0/groups/*/members/$count"} {
		for kind := graphsim.TooManyRequests; kind <= graphsim.Unanswered; kind++ {
			for _, f := range []graphsim.Fault{{Nth: 1}, {Nth: 4, Times: 2}, {Nth: 1, Times: graphsim.Always}, {Nth: 6, Times: graphsim.Always}} {
				if n++; n%stride != 0 || kind == graphsim.Slow {
					continue
				}
				f.Path, f.Kind, f.RetryAfter, f.Elsewhere = path, kind, 2*time.Second, "http://127.0.0.1:1"
				opts := graphsim.Options{Faults: []graphsim.Fault{f}, NoDelta: n%2 == 0 && path == "/beta/groups?*expand*"}
				t.Run(fmt.Sprintf("%s kind %d from %d", path, kind, f.Nth), func(t *testing.T) {
					got, err := readDisturbed(t, dir, opts)
					if err == nil {
						wantHonest(t, calm, got, passes(kind) && f.Times != graphsim.Always)
					} else if kind != graphsim.Unauthorized {
						t.Errorf("error %v", err)
					}
				})
			}
		}
	}
}

// passes: met once or twice it leaves no trace.
func passes(kind graphsim.FaultKind) bool {
	switch kind {
	case graphsim.Unauthorized, graphsim.Forbidden, graphsim.ExpiredToken, graphsim.EmptyObject, graphsim.EndlessNextLink, graphsim.ForeignNextLink:
		return false
	}
	return true
}

func readDisturbed(t *testing.T, dir *graphsim.Directory, opts graphsim.Options) (*sink, error) {
	t.Helper()
	opts.Token, opts.BetaWriteback, opts.NoLog, opts.PageCap = testJWT, true, true, 150
	server := graphsim.New(dir, opts)
	url, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	cfg := largeConfig(nil, url)
	cfg.Clock, cfg.PlainFirst = newClock(), 1
	c, s := newCollector(t, cfg), &sink{}
	defer c.Close()
	return s, c.Collect(t.Context(), s)
}

// wantHonest compares what is claimed to be whole with the calm run.
func wantHonest(t *testing.T, calm, got *sink, same bool) {
	t.Helper()
	a, b := sortedLines(calm), sortedLines(got)
	if slices.Equal(a, b) {
		return
	}
	if same {
		t.Errorf("passing, and it left a trace: gaps %+v", got.gaps())
	}
	if len(got.gaps()) == 0 {
		t.Error("the facts differ, and no gap says why")
	}
	groups, principals := byGroup(calm), byPrincipal(calm)
	fromV1 := slices.ContainsFunc(got.gaps(), func(g inventory.Gap) bool { return strings.Contains(g.Why, "v1.0 leaves service principals out") })
	for _, g := range of[*inventory.CloudGroupRecord](got) {
		if g.MembersReading == inventory.ReadWhole && !fromV1 && !slices.Equal(g.MemberIDs, groups[g.ID].MemberIDs) {
			t.Errorf("group %s has %d members and is said to be whole, want %d", g.ID, len(g.MemberIDs), len(groups[g.ID].MemberIDs))
		}
	}
	for _, p := range of[*inventory.Principal](got) {
		if want := principals[p.ID]; !p.FactsUnread && *p != *want {
			t.Errorf("principal %+v, want %+v", p, want)
		}
	}
	if n := len(of[*inventory.CloudGroupRecord](got)); n != len(groups) {
		t.Errorf("%d groups of %d", n, len(groups))
	}
}

func byGroup(s *sink) map[inventory.ObjectID]*inventory.CloudGroupRecord {
	m := map[inventory.ObjectID]*inventory.CloudGroupRecord{}
	for _, g := range of[*inventory.CloudGroupRecord](s) {
		m[g.ID] = g
	}
	return m
}

func byPrincipal(s *sink) map[inventory.ObjectID]*inventory.Principal {
	m := map[inventory.ObjectID]*inventory.Principal{}
	for _, p := range of[*inventory.Principal](s) {
		m[p.ID] = p
	}
	return m
}
