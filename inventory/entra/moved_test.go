package entra_test

import (
	"net/http"
	"sync/atomic"
	"testing"

	"gwbplan/inventory"
)

// inTurn answers each request by the next handler, and goes on with the last.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		handlers[min(int(n.Add(1)), len(handlers))-1](w, r)
	}
}

// TestGroupsThatMove between the lists of live and of deleted groups while
// they are read are lost in none of them.
func TestGroupsThatMove(t *testing.T) {
	const deletedPath = "/beta/directory/deletedItems/microsoft.graph.group"
	row := groupJSON(gone, `"deletedDateTime":"2026-09-30T00:00:00Z"`)
	for _, c := range []struct {
		name          string
		first, second http.HandlerFunc
		live          []string
		deleted       bool
		gap           string
	}{
		{"stays deleted", pages(row), pages(row), nil, true, ""},
		{"restored before its place in the live list", pages(row), pages(), []string{groupJSON(gone, ``)}, false, ""},
		{"restored behind its place in the live list", pages(row), pages(), nil, true, "deleted groups went away while the tenant was read"},
		{"deleted before its place in the live list", pages(), pages(row), nil, true, ""},
		{"deleted behind its place in the live list", pages(), pages(row), []string{groupJSON(gone, ``)}, false, ""},
		{"second list refused", pages(row), refuse(403, "Authorization_RequestDenied"), nil, true, "HTTP 403 Authorization_RequestDenied"},
		{"first list refused", inTurn(refuse(400, "x"), refuse(400, "x")), pages(row), nil, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			g.on("/beta/groups", pages(append(c.live, groupJSON(secGroup, ``))...))
			g.on(deletedPath, inTurn(c.first, c.second))
			g.on("/v1.0/directory/deletedItems/microsoft.graph.group", inTurn(c.second))
			s := g.collect(t)
			if got := s.group(t, gone); (got.DeletedDateTime != nil) != c.deleted {
				t.Errorf("deleted on %v", got.DeletedDateTime)
			}
			for _, gap := range s.gaps() {
				if gap.What == inventory.GapDeletedGroups && gap.Why != c.gap {
					t.Errorf("gap %q, want %q", gap.Why, c.gap)
				}
			}
			if c.gap != "" {
				s.gap(t, inventory.GapDeletedGroups)
			}
			if n := len(of[*inventory.CloudGroupRecord](s)); n != 2 {
				t.Errorf("%d groups, want 2", n)
			}
		})
	}
}
