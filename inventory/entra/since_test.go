package entra_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

// moving is a tenant that changes between readings.
type moving struct {
	t      *testing.T
	dir    *graphsim.Directory
	server *graphsim.Server
	url    string
	random *rand.Rand
	made   int
	story  []string
}

func newMoving(t *testing.T, seed uint64, opts graphsim.Options) *moving {
	t.Helper()
	m := &moving{t: t, dir: manifold(), random: rand.New(rand.NewPCG(seed, 11))}
	opts.Token = testJWT
	m.server = graphsim.New(m.dir.Clone(), opts)
	var err error
	if m.url, err = m.server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.server.Close() })
	return m
}

// manifold is the simulated tenant with members of every kind.
func manifold() *graphsim.Directory {
	d := simulated()
	for i := range 6 {
		d.Devices = append(d.Devices, graphsim.Device{ID: fmt.Sprintf("d1000000-0000-4000-8000-%012d", i), DisplayName: "PC", DeviceID: fmt.Sprintf("d2000000-0000-4000-8000-%012d", i)})
		d.ServicePrincipals = append(d.ServicePrincipals, graphsim.ServicePrincipal{ID: fmt.Sprintf("d3000000-0000-4000-8000-%012d", i), DisplayName: "App"})
		d.Contacts = append(d.Contacts, graphsim.Contact{ID: fmt.Sprintf("d4000000-0000-4000-8000-%012d", i), DisplayName: "Contact"})
		d.Groups[10+i].Members = append(d.Groups[10+i].Members, d.Devices[i].ID)
		d.Groups[12+i].Members = append(d.Groups[12+i].Members, d.ServicePrincipals[i+1].ID)
		d.Groups[20+i].Members = append(d.Groups[20+i].Members, d.Groups[(21+i)%40].ID)
		d.Groups[28+i].Owners = append(d.Groups[28+i].Owners, d.Users[10+i].ID, d.ServicePrincipals[i+1].ID)
	}
	d.Groups[30].Members = append(d.Groups[30].Members, d.Contacts[0].ID)
	d.Groups[31].Members = nil
	for i := 32; i < 38; i++ { // of these the number of members is read, not the list
		d.Groups[i].GroupTypes = []string{"Unified"}
	}
	return d
}

// read reads the tenant as it is now, lists that have not changed from since.
func (m *moving) read(since *inventory.Snapshot) (*inventory.Snapshot, entra.Refresh) {
	m.t.Helper()
	c, s := newCollector(m.t, entra.Config{
		Tenant: "contoso.com", Auth: entra.AuthToken, GraphURL: m.url, Workers: 8, Clock: newClock(), Since: since,
		Members: entra.WantAll, Owners: entra.WantAll, Getenv: env(map[string]string{"GWBPLAN_GRAPH_TOKEN": testJWT}),
	}), &sink{}
	if err := c.Collect(m.t.Context(), s); err != nil {
		m.t.Fatal(err)
	}
	if err := c.CollectOwners(m.t.Context(), s); err != nil {
		m.t.Fatal(err)
	}
	snap, err := inventory.Build(inventory.Header{}, s.records...)
	if err != nil {
		m.t.Fatal(err)
	}
	return snap, c.Refresh()
}

// facts are what a plan is made of.
func facts(t *testing.T, s *inventory.Snapshot) []string {
	t.Helper()
	var out []string
	add := func(v any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(text))
	}
	add(s.Tenant)
	for _, g := range s.Groups {
		var members []inventory.ObjectID
		for _, r := range g.Members {
			members = append(members, s.Member(r))
		}
		add([]any{g, members, g.OwnersReading, g.Owners})
	}
	add(s.Jobs)
	add(s.Gaps)
	for _, p := range s.Principals {
		add(p)
	}
	return out
}

func (m *moving) compare(got, want *inventory.Snapshot) {
	m.t.Helper()
	a, b := facts(m.t, got), facts(m.t, want)
	if slices.Equal(a, b) {
		return
	}
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			m.t.Fatalf("after %s\nrefreshed %s\nwhole     %s", strings.Join(m.story, ", "), slices.Concat(a[i:], []string{"-"})[0], slices.Concat(b[i:], []string{"-"})[0])
		}
	}
}

func (m *moving) group() *graphsim.Group { return &m.dir.Groups[m.random.IntN(len(m.dir.Groups))] }
func (m *moving) user() *graphsim.User   { return &m.dir.Users[m.random.IntN(len(m.dir.Users))] }

// anybody is an object that can be a member.
func (m *moving) anybody() string {
	switch m.random.IntN(8) {
	case 0:
		return m.dir.Devices[m.random.IntN(len(m.dir.Devices))].ID
	case 1:
		return m.dir.ServicePrincipals[m.random.IntN(len(m.dir.ServicePrincipals))].ID
	case 2:
		return m.dir.Contacts[m.random.IntN(len(m.dir.Contacts))].ID
	case 3:
		return m.group().ID
	}
	return m.user().ID
}

func toggled(list []string, id string) []string {
	if i := slices.Index(list, id); i >= 0 {
		return slices.Delete(slices.Clone(list), i, i+1)
	}
	return append(slices.Clone(list), id)
}

func toggleDay(day **time.Time) {
	if *day != nil {
		*day = nil
		return
	}
	*day = ptr(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC))
}

// changes are what can happen to a tenant.
var changes = []struct {
	name string
	do   func(*moving)
}{
	{"member", func(m *moving) { g := m.group(); g.Members = toggled(g.Members, m.anybody()) }},
	{"members", func(m *moving) {
		g := m.group()
		g.Members = nil
		for range m.random.IntN(5) {
			g.Members = append(g.Members, m.dir.Users[m.random.IntN(len(m.dir.Users))].ID)
		}
		slices.Sort(g.Members)
		g.Members = slices.Compact(g.Members)
	}},
	{"owner", func(m *moving) { g := m.group(); g.Owners = toggled(g.Owners, m.user().ID) }},
	{"user renamed", func(m *moving) { u := m.user(); u.DisplayName += "x" }},
	{"user's SID", func(m *moving) {
		m.made++
		m.user().OnPremisesSecurityIdentifier = ptr(fmt.Sprintf("S-1-5-21-9-9-9-%d", m.made))
	}},
	{"user cleared", func(m *moving) { m.user().OnPremisesSyncEnabled = nil }},
	{"user deleted or restored", func(m *moving) { toggleDay(&m.dir.Users[m.random.IntN(4)].DeletedDateTime) }},
	{"member of many deleted or restored", func(m *moving) { toggleDay(&m.dir.Users[32+m.random.IntN(3)].DeletedDateTime) }},
	{"user made", func(m *moving) {
		m.made++
		id := fmt.Sprintf("c9000000-0000-4000-8000-%012d", m.made)
		m.dir.Users = append(m.dir.Users, graphsim.User{ID: id, DisplayName: "New", UserPrincipalName: id + "@contoso.com", UserType: "Member", OnPremisesSyncEnabled: ptr(true)})
		g := m.group()
		g.Members = append(slices.Clone(g.Members), id)
	}},
	{"group renamed", func(m *moving) { m.group().DisplayName += "x" }},
	{"flag", func(m *moving) {
		g := m.group()
		g.Writeback = []*graphsim.Writeback{nil, {}, {IsEnabled: ptr(true)}, {IsEnabled: ptr(false), OnPremisesGroupType: ptr("universalSecurityGroup")}}[m.random.IntN(4)]
	}},
	{"group deleted or restored", func(m *moving) { toggleDay(&m.dir.Groups[20+m.random.IntN(4)].DeletedDateTime) }},
	{"group gone", func(m *moving) {
		i := len(m.dir.Groups) - 1 - m.random.IntN(3)
		id := m.dir.Groups[i].ID
		m.dir.Groups = slices.Delete(m.dir.Groups, i, i+1)
		m.forget(id)
	}},
	{"group made", func(m *moving) {
		m.made++
		m.dir.Groups = append(m.dir.Groups, graphsim.Group{ID: fmt.Sprintf("a9000000-0000-4000-8000-%012d", m.made), DisplayName: "New", SecurityEnabled: true, Members: []string{m.user().ID}, Owners: []string{m.user().ID}})
	}},
	{"hidden", func(m *moving) { g := m.group(); g.HiddenMembers, g.Visibility = true, ptr("HiddenMembership") }},
	{"device renamed", func(m *moving) { m.dir.Devices[m.random.IntN(len(m.dir.Devices))].DisplayName += "x" }},
	{"device gone", func(m *moving) {
		if i := m.random.IntN(len(m.dir.Devices)); len(m.dir.Devices) > 2 {
			id := m.dir.Devices[i].ID
			m.dir.Devices = slices.Delete(m.dir.Devices, i, i+1)
			m.forget(id)
		}
	}},
	{"app renamed", func(m *moving) {
		m.dir.ServicePrincipals[1+m.random.IntN(len(m.dir.ServicePrincipals)-1)].DisplayName += "x"
	}},
	{"contact renamed", func(m *moving) { m.dir.Contacts[m.random.IntN(len(m.dir.Contacts))].DisplayName += "x" }},
	{"kind", func(m *moving) { g := m.group(); g.GroupTypes = toggled(g.GroupTypes, "Unified") }},
}

// forget takes a hard-deleted object out of all lists.
func (m *moving) forget(id string) {
	for i := range m.dir.Groups {
		g := &m.dir.Groups[i]
		same := func(s string) bool { return s == id }
		g.Members = slices.DeleteFunc(slices.Clone(g.Members), same)
		g.Owners = slices.DeleteFunc(slices.Clone(g.Owners), same)
	}
}

func (m *moving) move(n int) {
	for range n {
		c := changes[m.random.IntN(len(changes))]
		c.do(m)
		m.story = append(m.story, c.name)
	}
	m.server.Replace(m.dir.Clone())
}

// TestARefreshedReadingIsAWholeOne: after any changes, a reading that takes
// what has not changed from the last snapshot has the facts of a whole one.
func TestARefreshedReadingIsAWholeOne(t *testing.T) {
	kept := 0
	for seed := range uint64(6) {
		m := newMoving(t, seed, graphsim.Options{BetaWriteback: true, PageCap: 7, DeltaGroups: 3, DeltaRefs: 4})
		last, _ := m.read(nil)
		for range 6 {
			m.story = nil
			m.move(m.random.IntN(7))
			got, how := m.read(last)
			want, _ := m.read(nil)
			m.compare(got, want)
			if how.Whole != "" {
				t.Errorf("seed %d: everything was read: %s", seed, how.Whole)
			}
			kept += how.Kept
			last = got
		}
	}
	if kept < 500 {
		t.Errorf("%d lists were kept", kept)
	}
}

// TestARefreshCostsLittle: without a change, hardly a list is asked for.
func TestARefreshCostsLittle(t *testing.T) {
	m := newMoving(t, 1, graphsim.Options{BetaWriteback: true})
	last, _ := m.read(nil)
	m.server.ResetRequests()
	_, how := m.read(last)
	var lists []string
	for _, r := range m.server.Requests() {
		if strings.Contains(r.Path, "/members") || strings.Contains(r.Path, "/owners") {
			lists = append(lists, r.Path)
		}
	}
	// Read again: one with hidden members (list, count, no owners kept), one with
	// a contact.
	if n := len(m.server.Requests()); n > 25 || len(lists) > 4 || how.Read != 2 || how.Kept != 30 {
		t.Errorf("%d requests, %+v, lists %q", n, how, lists)
	}
}

// TestWhatEndsARefresh: what delta cannot tell is read anew, and says why.
func TestWhatEndsARefresh(t *testing.T) {
	opts := graphsim.Options{BetaWriteback: true, PageCap: 7}
	for _, c := range []struct {
		name  string
		spoil func(*moving, *inventory.Snapshot)
		why   string
	}{
		{"expired", func(m *moving, _ *inventory.Snapshot) { m.server.ExpireTokens() }, "the changes of groups: HTTP 410 syncStateNotFound"},
		{"no links", func(_ *moving, s *inventory.Snapshot) { s.DeltaLinks = nil }, "the changes of groups: the earlier snapshot has no link to them"},
		{"no link of devices", func(_ *moving, s *inventory.Snapshot) { s.DeltaLinks = s.DeltaLinks[1:] }, "the changes of devices: the earlier snapshot has no link to them"},
		{"elsewhere", func(_ *moving, s *inventory.Snapshot) { s.DeltaLinks[1].Link = "https://evil.example/x" },
			"the changes of groups: the earlier snapshot has a link that leads elsewhere"},
		{"elsewhere below", func(_ *moving, s *inventory.Snapshot) { s.DeltaLinks[1].Link = "@evil.example/x" },
			"the changes of groups: the earlier snapshot has a link that leads elsewhere"},
		{"refused", func(m *moving, _ *inventory.Snapshot) {
			m.server.Inject(graphsim.Fault{Path: "/v1.0/users/delta?*deltatoken*", Kind: graphsim.Forbidden})
		}, "the changes of users: HTTP 403 Authorization_RequestDenied"},
		{"holders refused", func(m *moving, _ *inventory.Snapshot) {
			m.server.Inject(graphsim.Fault{Path: "/v1.0/users/*/memberOf*", Kind: graphsim.Forbidden, Times: graphsim.Always})
		}, "users that are new: HTTP 403 Authorization_RequestDenied"},
		{"endless", func(m *moving, _ *inventory.Snapshot) {
			m.server.Inject(graphsim.Fault{Path: "/beta/groups/delta?*deltatoken*", Kind: graphsim.EndlessNextLink, Times: 1},
				graphsim.Fault{Path: "/beta/groups/delta?*skiptoken*", Kind: graphsim.EndlessNextLink, Times: graphsim.Always})
		}, "the changes of groups: pages repeat without an end"},
		{"without beta", func(_ *moving, s *inventory.Snapshot) {
			s.Gaps = append(s.Gaps, inventory.Gap{What: inventory.GapGroupMembers, Why: "beta is not available, and v1.0 leaves service principals out"})
		}, "the earlier snapshot was read without beta"},
	} {
		m := newMoving(t, 3, opts)
		last, _ := m.read(nil)
		m.move(6)
		for _, c := range changes {
			if c.name == "user made" {
				c.do(m)
			}
		}
		m.server.Replace(m.dir.Clone())
		c.spoil(m, last)
		got, how := m.read(last)
		m.server.ClearFaults()
		want, _ := m.read(nil)
		m.compare(got, want)
		if how.Whole != c.why || how.Kept != 0 {
			t.Errorf("%s: %+v, want %q", c.name, how, c.why)
		}
	}
}

// TestARestoredUser was deleted when the snapshot was taken: it is back in its
// groups and owns what it owned, and groups/delta says nothing of that.
func TestARestoredUser(t *testing.T) {
	m := newMoving(t, 1, graphsim.Options{BetaWriteback: true})
	restored := &m.dir.Users[4]
	m.dir.Groups[20].Owners = append(m.dir.Groups[20].Owners, restored.ID)
	toggleDay(&restored.DeletedDateTime)
	m.server.Replace(m.dir.Clone())
	last, _ := m.read(nil)
	toggleDay(&restored.DeletedDateTime)
	m.server.Replace(m.dir.Clone())
	got, how := m.read(last)
	want, _ := m.read(nil)
	m.compare(got, want)
	if how.Kept < 20 || got.Principal(mustID(t, restored.ID)) == nil {
		t.Errorf("%+v", how)
	}
}

func mustID(t *testing.T, id string) inventory.ObjectID {
	t.Helper()
	out, err := inventory.ParseObjectID(id)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
