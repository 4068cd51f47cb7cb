package entra_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

// largeTenant has n security groups of so many members each, out of so many
// users.
func largeTenant(n, members, users int) *graphsim.Directory {
	d := simulated()
	d.Groups, d.Users = nil, nil
	for i := range users {
		d.Users = append(d.Users, graphsim.User{ID: fmt.Sprintf("c0000000-0000-4000-8000-%012d", i), DisplayName: fmt.Sprintf("User %d", i),
			UserPrincipalName: fmt.Sprintf("u%d@contoso.com", i), UserType: "Member", OnPremisesSyncEnabled: ptr(true), OnPremisesSecurityIdentifier: ptr(fmt.Sprintf("S-1-5-21-1-2-3-%d", 1000+i))})
	}
	for i := range n {
		g := graphsim.Group{ID: simGroup(i), DisplayName: fmt.Sprintf("A group with a name of some length %d", i), SecurityEnabled: true, GroupTypes: []string{},
			CreatedDateTime: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), Writeback: &graphsim.Writeback{IsEnabled: ptr(true), OnPremisesGroupType: ptr("universalSecurityGroup")}}
		for m := range members {
			g.Members = append(g.Members, d.Users[(i*7+m)%users].ID)
		}
		d.Groups = append(d.Groups, g)
	}
	return d
}

// inProcess hands requests to a server without a network, so that a bubble of
// testing/synctest can let its latency pass at once.
type inProcess struct{ server http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.server.ServeHTTP(w, r)
	if r.Body != nil {
		r.Body.Close()
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// tally is a sink that only counts.
type tally struct{ groups, members, principals, gaps int }

func (t *tally) Put(r inventory.Record) error {
	switch r := r.(type) {
	case *inventory.CloudGroupRecord:
		t.groups++
		t.members += len(r.MemberIDs)
	case *inventory.Principal:
		t.principals++
	case *inventory.Gap:
		t.gaps++
	}
	return nil
}

func largeConfig(wire http.RoundTripper, url string) entra.Config {
	return entra.Config{Tenant: "contoso.com", Auth: entra.AuthToken, Members: entra.WantAll, Owners: entra.WantNone,
		GraphURL: url, Transport: wire, Getenv: env(map[string]string{"GWBPLAN_GRAPH_TOKEN": testJWT})}
}

// outcome is what a reading in simulated time came to.
type outcome struct {
	tally
	took    time.Duration
	server  graphsim.Stats
	reading *inventory.GraphReading
}

// share429 is the part of all requests, in batches or not, that was throttled.
func (o *outcome) share429() float64 {
	return float64(o.server.Throttled) / float64(o.server.Requests+o.server.Inner)
}

// readLarge reads a tenant while only the latency and the quota take time.
func readLarge(t *testing.T, dir *graphsim.Directory, opts graphsim.Options) (o outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		opts.Token, opts.BetaWriteback, opts.NoLog = testJWT, true, true
		server := graphsim.New(dir, opts)
		c := newCollector(t, largeConfig(inProcess{server}, "http://127.0.0.1:1"))
		began := time.Now()
		if err := c.Collect(t.Context(), &o.tally); err != nil {
			t.Fatal(err)
		}
		o.took, o.server, o.reading = time.Since(began), server.Stats(), c.Reading()
	})
	t.Logf("%v in simulated time, %d requests and %d in batches, %d units, %d throttled; %+v",
		o.took, o.server.Requests, o.server.Inner, o.server.ResourceUnits, o.server.Throttled, *o.reading)
	return o
}

func (o *outcome) wantAll(t *testing.T, groups, members int) {
	t.Helper()
	if o.groups != groups || o.members != groups*members || o.gaps > 0 {
		t.Errorf("%d groups of %d, %d memberships of %d, %d gaps", o.groups, groups, o.members, groups*members, o.gaps)
	}
}

// by is how many groups were read by a way.
func (o *outcome) by(s inventory.MemberStrategy) (groups int, why string) {
	for _, w := range o.reading.Members {
		if w.Strategy == s {
			return w.Groups, w.Why
		}
	}
	return 0, ""
}

func TestALargeTenantInSimulatedTime(t *testing.T) {
	dir := largeTenant(4000, 20, 2000)
	for _, c := range []struct {
		name    string
		opts    graphsim.Options
		by      inventory.MemberStrategy
		atLeast int
		units   int
		within  time.Duration
	}{
		{"delta", graphsim.Options{Latency: 80 * time.Millisecond}, inventory.MembersByDelta, 1003, 6200, 2 * time.Second},
		{"delta that differs", graphsim.Options{Latency: 80 * time.Millisecond, DeltaOmits: []string{dir.Users[3].ID}}, inventory.MembersByList, 4000, 8300, 2 * time.Second},
		{"no batches", graphsim.Options{Latency: 80 * time.Millisecond, NoBatch: true}, inventory.MembersByDelta, 1003, 6200, 10 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := readLarge(t, dir, c.opts)
			o.wantAll(t, 4000, 20)
			if n, why := o.by(c.by); n < c.atLeast || o.server.ResourceUnits > c.units || int64(o.server.ResourceUnits) != o.reading.ResourceUnits {
				t.Errorf("%d groups by %s (%s), %d units charged, %d seen", n, c.by, why, o.server.ResourceUnits, o.reading.ResourceUnits)
			}
			if o.took > c.within || o.server.MaxInFlight > 32 {
				t.Errorf("took %v, %d at a time", o.took, o.server.MaxInFlight)
			}
		})
	}
}

// TestUnderAQuotaInSimulatedTime reads by plain lists, which cost the most, and
// holds that the wait is little more than what the budget demands, and that
// hardly anything is throttled.
func TestUnderAQuotaInSimulatedTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		quota graphsim.Quota
		users int
		most  float64
		least time.Duration
	}{
		{"large", graphsim.Quota{Units: 8000}, 600, 0.001, 1500 * time.Millisecond},
		{"medium", graphsim.Quota{Units: 5000}, 300, 0.001, 8500 * time.Millisecond},
		{"small", graphsim.Quota{Units: 3500}, 40, 0.001, 16 * time.Second},
		{"smaller than the users let expect", graphsim.Quota{Units: 3500}, 600, 0.06, 16 * time.Second},
		{"fixed windows", graphsim.Quota{Units: 8000, Fixed: true}, 600, 0.01, 10 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := readLarge(t, largeTenant(4600, 3, c.users), graphsim.Options{Latency: 80 * time.Millisecond, Quota: &c.quota, NoDelta: true,
				Faults: []graphsim.Fault{{Path: "/beta/groups?*expand*", Kind: graphsim.Forbidden, Times: graphsim.Always}}})
			o.wantAll(t, 4600, 3)
			if o.share429() > c.most || o.took < c.least || o.took > c.least+c.least/8+2500*time.Millisecond {
				t.Errorf("%.2f%% throttled, took %v, the budget demands %v", 100*o.share429(), o.took, c.least)
			}
		})
	}
}

// TestDeltaThatDiffersLater is not seen in the groups that are compared at the
// beginning. Nothing is lost of the pages that are checked then, and what was
// handed over before is named as doubtful.
func TestDeltaThatDiffersLater(t *testing.T) {
	dir := largeTenant(4000, 3, 28_100) // nobody is in two groups
	var omit []string
	for _, g := range dir.Groups[3500:] {
		omit = append(omit, g.Members[2])
	}
	o := readLarge(t, dir, graphsim.Options{DeltaOmits: omit, PageCap: 100, Latency: 80 * time.Millisecond})
	by, why := o.by(inventory.MembersByDelta)
	if o.members != 4000*3 || o.gaps != 1 || by == 0 || by > 3500-1600 || !strings.Contains(why, "dropped: not the members of the plain list") {
		t.Errorf("%d members, %d gaps, %d groups by delta: %s", o.members, o.gaps, by, why)
	}
}

// TestABurstOf429InSimulatedTime costs no more than the waits that were asked
// for: the requests that are under way when it begins wait side by side.
func TestABurstOf429InSimulatedTime(t *testing.T) {
	dir := largeTenant(1400, 3, 600)
	calm := readLarge(t, dir, graphsim.Options{Latency: 20 * time.Millisecond})
	o := readLarge(t, dir, graphsim.Options{Latency: 20 * time.Millisecond,
		Faults: []graphsim.Fault{{Path: "/beta/$batch", Times: 40, Kind: graphsim.TooManyRequests, RetryAfter: 5 * time.Second}}})
	o.wantAll(t, 1400, 3)
	if waited := o.took - calm.took; o.server.Throttled != 40 || waited < 5*time.Second || waited > 11*time.Second {
		t.Errorf("%d throttled, %v more than without", o.server.Throttled, waited)
	}
}
