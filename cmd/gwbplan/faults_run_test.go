package main

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/ldapsim"
)

// TestGraphFaults disturbs a sample of a run's Graph requests, each once and
// for good. What passes must leave no trace; what stays must be a gap.
func TestGraphFaults(t *testing.T) {
	r := startDisturbed(t)
	calm := r.read(t)
	if calm.plan == nil || !calm.plan.Complete {
		t.Fatalf("the calm run is not complete: %s", calm.stderr)
	}
	passing := []graphsim.Fault{
		{Kind: graphsim.TooManyRequests, RetryAfter: 7 * time.Second}, {Kind: graphsim.ServiceUnavailable}, {Kind: graphsim.GatewayTimeout},
		{Kind: graphsim.ResetBeforeHeaders}, {Kind: graphsim.HalfBody}, {Kind: graphsim.MalformedJSON}, {Kind: graphsim.WrongContentType},
	}
	lasting := append(passing, graphsim.Fault{Kind: graphsim.Forbidden}, graphsim.Fault{Kind: graphsim.ExpiredToken},
		graphsim.Fault{Kind: graphsim.ProxyPage, Status: http.StatusOK}, graphsim.Fault{Kind: graphsim.EndlessNextLink})
	for i, path := range requestPaths(r) {
		once := passing[i%len(passing)]
		if got := r.disturb(t, path, once, 1); !bytes.Equal(got.text, calm.text) {
			t.Errorf("%s, disturbed once by kind %d: the plan differs: %v %s", path, once.Kind, newGaps(calm, got), got.stderr)
		}
		always := lasting[i%len(lasting)]
		for _, broken := range judge(calm, r.disturb(t, path, always, graphsim.Always)) {
			t.Errorf("%s, disturbed for good by kind %d: %s", path, always.Kind, broken)
		}
	}
}

// requestPaths samples what the calm run asked for: every request that is one
// of its kind, and every seventh of the others.
func requestPaths(r *disturbed) (paths []string) {
	for i, q := range r.Graph.Requests() {
		perGroup := strings.Contains(q.Path, "/groups/")
		if !perGroup || i%7 == 0 {
			paths = append(paths, q.Path)
		}
	}
	return paths
}

func (r *disturbed) disturb(t *testing.T, path string, f graphsim.Fault, times int) reading {
	t.Helper()
	f.Path, f.Times = path, times
	if !strings.Contains(path, "?") {
		f.Match = func(q *http.Request) bool { return q.URL.RawQuery == "" }
	}
	r.Graph.ClearFaults()
	r.Graph.Inject(f)
	return r.read(t)
}

// TestLDAPFaults does the same to the searches of the first controller.
func TestLDAPFaults(t *testing.T) {
	r := startDisturbed(t)
	calm := r.read(t)
	var searches []ldapsim.Request
	for _, q := range r.LDAP[0].Requests() {
		if q.Op == ldapsim.OpSearch {
			searches = append(searches, q)
		}
	}
	if len(searches) < 20 {
		t.Fatalf("only %d searches were seen", len(searches))
	}
	kinds := []ldapsim.Fault{
		{Code: 51}, {Kind: ldapsim.Reset}, {Code: 52}, {Kind: ldapsim.HalfMessage, AfterEntries: 1}, {Code: 1}, {Code: 53, AfterEntries: 1},
		{Code: 10, Referral: "ldap://dc9.contoso.com/DC=contoso,DC=com"}, {Kind: ldapsim.NoPagingControl}, {Code: 4, AfterEntries: 1}, {Code: 3},
	}
	for i, q := range searches {
		f := kinds[i%len(kinds)]
		f.Op, f.Base, f.Filter, f.Page, f.Times = q.Op, q.Base, q.Filter, q.Page, -1
		r.restartLDAP(t, ldapFault{0, f})
		for _, broken := range judge(calm, r.read(t)) {
			t.Errorf("search %d at %q for %s, page %d, fault %+v: %s", i, q.Base, q.Filter, q.Page, kinds[i%len(kinds)], broken)
		}
	}
}
