package entra_test

import (
	"strings"
	"testing"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory"
)

// mixedTenant has groups with members of every type, empty ones, and some that
// $expand does not show whole.
func mixedTenant() *graphsim.Directory {
	dir := largeTenant(420, 4, 300)
	device := graphsim.Device{ID: "c1000000-0000-4000-8000-000000000001", DisplayName: "PC", DeviceID: "11111111-2222-4333-8444-555555555555"}
	sp := graphsim.ServicePrincipal{ID: "c2000000-0000-4000-8000-000000000001", DisplayName: "App"}
	contact := graphsim.Contact{ID: "c3000000-0000-4000-8000-000000000001", DisplayName: "Contact"}
	dir.Devices, dir.Contacts = append(dir.Devices, device), append(dir.Contacts, contact)
	dir.ServicePrincipals = append(dir.ServicePrincipals, sp)
	for i := range dir.Groups {
		g := &dir.Groups[i]
		switch i % 32 {
		case 0, 8, 16, 24:
			g.Members = append(g.Members, device.ID)
		case 1:
			g.Members = append(g.Members, sp.ID)
		case 18:
			g.Members = append(g.Members, contact.ID)
		case 3, 11, 19, 27:
			g.Members = append(g.Members, dir.Groups[0].ID)
		case 4, 12, 20, 28:
			g.Members = nil
		case 5, 13, 21, 29:
			for m := range 60 {
				g.Members = append(g.Members, dir.Users[100+m].ID)
			}
		}
	}
	return dir
}

// TestWaysToReadMembers reads one tenant by each way, with members of every
// type, and holds that the facts are the same.
func TestWaysToReadMembers(t *testing.T) {
	dir := mixedTenant()
	var want string
	for _, c := range []struct {
		name string
		opts graphsim.Options
		by   inventory.MemberStrategy
	}{
		{"list", graphsim.Options{NoDelta: true, Faults: []graphsim.Fault{{Path: "/beta/groups?*expand*", Kind: graphsim.Forbidden, Times: graphsim.Always}}}, inventory.MembersByList},
		{"expand", graphsim.Options{NoDelta: true}, inventory.MembersByExpand},
		{"delta", graphsim.Options{}, inventory.MembersByDelta},
		{"delta that repeats groups", graphsim.Options{DeltaRepeats: true, DeltaGroups: 60, DeltaRefs: 150}, inventory.MembersByDelta},
		{"delta of which every ninth page fails for a while", graphsim.Options{Faults: []graphsim.Fault{{Path: "/beta/groups/delta", Kind: graphsim.ServiceUnavailable, Every: 9}}}, inventory.MembersByDelta},
		{"delta that ends in an error", graphsim.Options{Faults: []graphsim.Fault{{Path: "/beta/groups/delta", Nth: 4, Times: graphsim.Always, Kind: graphsim.ExpiredToken}}}, inventory.MembersByList},
		{"a page of delta without rows for ever", graphsim.Options{Faults: []graphsim.Fault{{Path: "/beta/groups/delta", Nth: 4, Times: graphsim.Always, Kind: graphsim.EmptyPage}}}, inventory.MembersByList},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, reading := readWays(t, dir, c.opts)
			if want == "" {
				want = lines
			}
			if lines != want {
				t.Error("the facts are not those of the plain lists")
			}
			for _, w := range reading.Members {
				if w.Strategy == c.by && w.Groups == 0 {
					t.Errorf("no group was read by %s: %+v", c.by, reading)
				}
			}
		})
	}
}

// readWays reads the tenant and returns its facts, principals in the order of
// their ids, and how its members were read.
func readWays(t *testing.T, dir *graphsim.Directory, opts graphsim.Options) (string, *inventory.GraphReading) {
	t.Helper()
	opts.Token, opts.BetaWriteback, opts.NoLog, opts.PageCap = testJWT, true, true, 150
	cfg := largeConfig(inProcess{graphsim.New(dir, opts)}, "http://127.0.0.1:1")
	cfg.Clock, cfg.PlainFirst = newClock(), 1
	c, s := newCollector(t, cfg), &sink{}
	if err := c.Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return strings.Join(sortedLines(s), "\n"), c.Reading()
}
