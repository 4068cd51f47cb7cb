package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/journal"
)

// hangs is the delay of a server that hangs: nobody waits for its end.
const hangs = 24 * time.Hour

// TestARefusedToken ends the run: no later request can do better. What was
// read stays under another name.
func TestARefusedToken(t *testing.T) {
	for _, path := range []string{"/beta/groups/*/members", "/v1.0/groups/*/owners"} {
		r := startDisturbed(t)
		r.Graph.Inject(graphsim.Fault{Path: path, Kind: graphsim.Unauthorized, Nth: 3})
		got := r.read(t)
		if got.code != exitFailed || got.plan != nil {
			t.Errorf("%s: exit code %d, want %d", path, got.code, exitFailed)
		}
		for _, want := range []string{"HTTP 401 InvalidAuthenticationToken", "GWBPLAN_GRAPH_TOKEN"} {
			if !strings.Contains(got.stderr, want) {
				t.Errorf("%s: no %q in %s", path, want, got.stderr)
			}
		}
		wantPartial(t, got.dir)
	}
}

// TestAnInterruptedRun is ended while Graph keeps silent: its answer would
// take a day.
func TestAnInterruptedRun(t *testing.T) {
	for _, path := range []string{"/v1.0/subscribedSkus", "/beta/groups/*/members", "/v1.0/groups/*/owners"} {
		r := startDisturbed(t)
		ctx, interrupt := context.WithCancel(t.Context())
		r.Graph.Inject(graphsim.Fault{Path: path, Kind: graphsim.Slow, Delay: hangs, Times: graphsim.Always,
			Match: func(*http.Request) bool { interrupt(); return true }})
		dir := t.TempDir()
		root := newRoot(&command{streams: r.hurried(&bytes.Buffer{}), globals: &globalFlags{}})
		root.SetArgs(r.inventoryArgs(filepath.Join(dir, "s.jsonl")))
		err := root.ExecuteContext(ctx)
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "s.jsonl"+journal.Suffix) {
			t.Errorf("%s: error %v", path, err)
		}
		wantPartial(t, dir)
	}
}

func wantPartial(t *testing.T, dir string) {
	t.Helper()
	if files := names(t, dir); !slices.Equal(files, []string{"s.jsonl" + journal.Suffix}) {
		t.Errorf("the run left %q", files)
	}
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// TestAServerThatHangs: what is not answered in time is a gap, and the run
// goes on.
func TestAServerThatHangs(t *testing.T) {
	r := startDisturbed(t)
	calm := r.read(t)
	for _, c := range []struct {
		name  string
		graph string
		ldap  []ldapFault
		what  inventory.GapKind
		why   string
	}{
		{"Graph", "/v1.0/subscribedSkus", nil, inventory.GapLicences, "no answer in time"},
		{"a controller", "", []ldapFault{{0, ldapsim.Fault{Kind: ldapsim.Silence, Base: "CN=Deleted Objects", Times: -1}}}, inventory.GapADDeleted, "timed out"},
		{"a controller in mid-list", "", []ldapFault{{1, ldapsim.Fault{Kind: ldapsim.Silence, Filter: "adminDescription", AfterEntries: 1, Times: -1}}}, inventory.GapADGroups, "timed out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.Graph.ClearFaults()
			if c.graph != "" {
				r.Graph.Inject(graphsim.Fault{Path: c.graph, Kind: graphsim.Slow, Delay: hangs, Times: graphsim.Always,
					Match: func(*http.Request) bool { r.clock.elapse(); return true }})
			}
			r.restartLDAP(t, c.ldap...)
			got := r.read(t)
			for _, broken := range judge(calm, got) {
				t.Error(broken)
			}
			if got.plan == nil || !slices.ContainsFunc(got.plan.Gaps, func(g inventory.Gap) bool { return g.What == c.what && g.Why == c.why }) {
				t.Errorf("no gap %s %q: %s", c.what, c.why, got.stderr)
			}
		})
	}
}
