package planner

import (
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
)

// listed renders a group's matches as "cn:match", conflicting ones with "!".
func listed(c *Case) string {
	var out []string
	for _, m := range c.Matches {
		s := m.Object.SAMAccountName + ":" + string(m.By)
		if m.Conflicting {
			s += "!"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func called(name string) func(*inventory.ADObjectRecord) {
	return func(o *inventory.ADObjectRecord) { o.SAMAccountName = name }
}

func stamped(anchor, adminDescription string) func(*inventory.ADObjectRecord) {
	return func(o *inventory.ADObjectRecord) { o.Anchor, o.AdminDescription = anchor, adminDescription }
}

func TestMatches(t *testing.T) {
	type group = *inventory.CloudGroupRecord
	const other = "Group_aaaaaaaa-0000-4000-8000-00000000ffff" // names nobody
	claim := func(g group) string { return "Group_" + g.ID.String() }
	tests := []struct {
		name string
		make func(b *tenant, g group)
		want string
	}{
		{"anchor before adminDescription", func(b *tenant, g group) { b.written(g, called("a")) }, "a:anchor"},
		{"adminDescription", func(b *tenant, g group) { b.written(g, called("a"), noAnchor) }, "a:admin-description"},
		{"taken over", func(b *tenant, g group) {
			b.object(groupsOU.Child("x"), called("a"), stamped("", "TakenOver_"+claim(g)))
		}, "a:admin-description"},
		{"case does not matter", func(b *tenant, g group) {
			b.object(groupsOU.Child("x"), called("a"), stamped(strings.ToUpper(claim(g)), ""))
			b.object(groupsOU.Child("y"), called("b"), stamped("", strings.ToUpper("takenover_"+claim(g))))
		}, "a:anchor b:admin-description"},
		{"TakenOver is no anchor", func(b *tenant, g group) {
			b.object(groupsOU.Child("x"), called("a"), stamped("TakenOver_"+claim(g), ""))
		}, ""},
		{"a note that starts alike is no claim", func(b *tenant, g group) {
			b.object(groupsOU.Child("x"), called("a"), stamped(claim(g)+" old", "see "+claim(g)))
		}, ""},
		{"sid of a converted group", func(b *tenant, g group) {
			g.OnPremisesSecurityIdentifier = b.object(groupsOU.Child("x"), called("a")).ObjectSID
		}, "a:sid"},
		{"adminDescription before sid", func(b *tenant, g group) {
			o := b.object(groupsOU.Child("x"), called("a"), stamped("", claim(g)))
			g.OnPremisesSecurityIdentifier = o.ObjectSID
		}, "a:admin-description"},
		{"a synced group has no sid match", func(b *tenant, g group) {
			g.OnPremisesSecurityIdentifier = b.object(groupsOU.Child("x"), called("a")).ObjectSID
			g.OnPremisesSyncEnabled = flagTrue
		}, ""},
		{"cn is the guid", func(b *tenant, g group) {
			b.object(groupsOU.Child("GROUP_"+strings.ToUpper(g.ID.String())), called("a"))
		}, "a:cn-guid"},
		{"cn is name and suffix", func(b *tenant, g group) {
			b.object(groupsOU.Child("SALES, emea_"+strings.ToUpper(g.ID.String()[24:])), called("a"))
		}, "a:cn-suffix"},
		{"the suffix alone is too weak", func(b *tenant, g group) {
			b.object(groupsOU.Child("Marketing_"+g.ID.String()[24:]), called("a"))
		}, ""},
		{"the name alone is too weak", func(b *tenant, g group) {
			b.object(groupsOU.Child("Sales, EMEA_00000000ffff"), called("a"))
		}, ""},
		{"an empty name is no part of a match", func(b *tenant, g group) {
			g.DisplayName = "  "
			b.object(groupsOU.Child("_"+g.ID.String()[24:]), called("a"))
		}, ""},
		{"several objects, strongest first, then by DN", func(b *tenant, g group) {
			b.object(groupsOU.Child("z"), called("z"), stamped("", claim(g)))
			b.object(groupsOU.Child("y"), called("y"), stamped(claim(g), ""))
			b.object(groupsOU.Child("x"), called("x"), stamped(claim(g), other))
		}, "x:anchor y:anchor z:admin-description"},
		{"an anchor that names nobody does not stop a weaker match", func(b *tenant, g group) {
			b.object(groupsOU.Child("x"), called("a"), stamped(other, claim(g)))
		}, "a:admin-description"},
		{"an anchor that names another group does", func(b *tenant, g group) {
			rival := b.security("Rival", flagTrue)
			b.object(groupsOU.Child(defaultCN(&g.CloudGroup)), called("a"), stamped(claim(rival), ""))
		}, ""},
		{"so does the anchor of a soft-deleted group", func(b *tenant, g group) {
			rival := b.security("Rival", flagTrue)
			b.delete(rival)
			g.OnPremisesSecurityIdentifier = b.object(groupsOU.Child("x"), called("a"), stamped(claim(rival), "")).ObjectSID
		}, ""},
		{"claim conflict: listed with both", func(b *tenant, g group) {
			b.object(groupsOU.Child("x"), called("a"), stamped(claim(b.security("Rival", flagTrue)), claim(g)))
		}, "a:admin-description!"},
		{"the zero id names nobody", func(b *tenant, g group) {
			b.object(groupsOU.Child("x"), called("a"), stamped("Group_00000000-0000-0000-0000-000000000000", claim(g)))
		}, "a:admin-description"},
		{"deleted objects do not match", func(b *tenant, g group) { b.written(g, func(o *inventory.ADObjectRecord) { o.Deleted = true }) }, ""},
		{"only groups match", func(b *tenant, g group) {
			b.written(g, func(o *inventory.ADObjectRecord) { o.ObjectClass = "contact" })
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			g := b.security(" Sales, EMEA ", flagTrue)
			tt.make(b, g)
			if got := listed(b.caseOf(g)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSuffixMatchCutsTheNameAsCloudSyncDoes(t *testing.T) {
	b := newTenant(t)
	g := b.security("  "+strings.Repeat("ä", 50)+"😀 tail", flagTrue) // unit 51 is half a surrogate pair
	tail := "_" + g.ID.String()[24:]
	b.object(groupsOU.Child(strings.Repeat("Ä", 50)+"\ufffd"+tail), called("half")) // as UTF-8 carries it
	b.object(groupsOU.Child(strings.Repeat("ä", 50)+"😀"+tail), called("longer"))
	b.object(groupsOU.Child(strings.Repeat("ä", 50)+tail), called("shorter"))
	if got := listed(b.caseOf(g)); got != "half:cn-suffix" {
		t.Errorf("got %q", got)
	}
}

func TestTombstonesKeepTheAnchor(t *testing.T) {
	b := newTenant(t)
	g := b.security("Sales", flagTrue)
	b.written(g, noAdminDescription, func(o *inventory.ADObjectRecord) { o.Deleted = true })
	c := b.caseOf(g)
	if len(c.Tombstones) != 1 || c.Object != nil || c.State != StatePending {
		t.Errorf("got %d tombstones, object %v, state %s", len(c.Tombstones), c.Object, c.State)
	}
}

// TestMatcherAnswersGenerously: beside a stream of groups nobody knows yet
// which of them exist, so a weaker match counts too.
func TestMatcherAnswersGenerously(t *testing.T) {
	b := newTenant(t)
	g, rival := b.security("Sales", flagTrue), b.security("Rival", flagTrue)
	b.object(groupsOU.Child("x"), stamped("Group_"+rival.ID.String(), "Group_"+g.ID.String()))
	m := NewMatcher(b.snapshot().Objects)
	for _, c := range []*inventory.CloudGroupRecord{g, rival} {
		if len(m.Matches(&c.CloudGroup)) != 1 {
			t.Errorf("%s: want its object", c.DisplayName)
		}
	}
	if got := m.Matches(&inventory.CloudGroup{ID: objectID(0x999), DisplayName: "None"}); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestKind(t *testing.T) {
	for _, tt := range []struct {
		g    inventory.CloudGroup
		want Kind
	}{
		{inventory.CloudGroup{SecurityEnabled: true}, KindSecurity},
		{inventory.CloudGroup{SecurityEnabled: true, OnPremisesSyncEnabled: flagFalse}, KindSecurity},
		{inventory.CloudGroup{SecurityEnabled: true, OnPremisesSyncEnabled: flagTrue}, KindSynced},
		{inventory.CloudGroup{SecurityEnabled: true, MailEnabled: true}, KindMailEnabledSecurity},
		{inventory.CloudGroup{SecurityEnabled: true, MailEnabled: true, GroupTypes: []string{"DynamicMembership", "unified"}}, KindMicrosoft365},
		{inventory.CloudGroup{SecurityEnabled: true, GroupTypes: []string{"DynamicMembership"}}, KindSecurity},
		{inventory.CloudGroup{MailEnabled: true}, KindDistribution},
		{inventory.CloudGroup{}, KindDistribution},
	} {
		if got := kindOf(&tt.g); got != tt.want {
			t.Errorf("%+v: got %s, want %s", tt.g, got, tt.want)
		}
	}
}

func TestOwnerPrefersTheLiveGroup(t *testing.T) {
	b := newTenant(t)
	gone, live := b.security("Sales", flagTrue), b.security("Sales", flagTrue)
	b.delete(gone)
	sid := b.object(groupsOU.Child("x"), called("a")).ObjectSID
	gone.OnPremisesSecurityIdentifier, live.OnPremisesSecurityIdentifier = sid, sid
	w := b.world()
	got, by := w.Owner(w.WithSID(sid))
	if got == nil || got.ID != live.ID || by != MatchSID {
		t.Errorf("got %v by %s, want the live group by sid", got, by)
	}
	if named := w.GroupsWithSID(sid); len(named) != 1 || named[0].ID != live.ID {
		t.Errorf("GroupsWithSID: got %d groups, want the live one", len(named))
	}
}

func TestNesting(t *testing.T) {
	b := newTenant(t)
	a, c, d, e := b.security("A", flagTrue), b.security("B", flagTrue), b.security("C", flagTrue), b.security("D", flagTrue)
	member(a, c)
	member(c, d)
	member(d, a, e)
	self := b.security("Self", flagTrue)
	member(self, self)
	w := b.world()
	for _, tt := range []struct {
		g    *inventory.CloudGroupRecord
		want bool
	}{{a, true}, {c, true}, {d, true}, {e, false}, {self, true}} {
		if got := w.InCycle(&tt.g.CloudGroup); got != tt.want {
			t.Errorf("%s in a cycle: got %v, want %v", tt.g.DisplayName, got, tt.want)
		}
	}
	names := func(groups []*inventory.CloudGroup) (out []string) {
		for _, g := range groups {
			out = append(out, g.DisplayName)
		}
		return out
	}
	if got := names(w.Nested(&d.CloudGroup)); !slices.Equal(got, []string{"A", "D"}) {
		t.Errorf("nested in C: %v", got)
	}
}

// TestDeepNesting: a chain as long as a tenant must not exhaust the stack.
func TestDeepNesting(t *testing.T) {
	var down []edge
	const n = 200_000
	for i := range int32(n - 1) {
		down = append(down, edge{i, i + 1})
	}
	if slices.Contains(componentsOf(n, down).cyclic, true) {
		t.Error("a chain has no cycle")
	}
	down = append(down, edge{n - 1, n - 2})
	if got := componentsOf(n, down).cyclic; got[n-3] || !got[n-2] || !got[n-1] {
		t.Error("the last two are a cycle, the one before is not")
	}
}
