package planner

import (
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
)

func TestOrphans(t *testing.T) {
	b := newTenant(t)
	gone := "Group_aaaaaaaa-0000-4000-8000-00000000ffff"
	b.object(groupsOU.Child("b"), stamped(gone, ""))
	b.object(groupsOU.Child("a"), stamped("", "TakenOver_"+gone))
	b.object(groupsOU.Child(gone))
	b.object(groupsOU.Child("plain"))
	b.written(b.security("Sales", flagTrue))
	p := b.plan()
	var got []string
	for _, o := range p.Orphans {
		got = append(got, o.DN.RDN().Value+" "+string(o.Claim)+" "+o.Status)
	}
	if want := []string{"a admin-description orphan", "b anchor orphan", gone + " cn-guid orphan"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if r := p.Summary.Reconciliation; r.ObjectsSeen != 4 || r.Matched != 1 || r.Orphans != 3 {
		t.Errorf("got %+v", r)
	}
	if n := p.Orphans[0].Members; n == nil || *n != 0 {
		t.Error("no members, all of them read, are 0")
	}
	b.gap("entra", inventory.GapDeletedGroups)
	b.object(groupsOU.Child("half read"), stamped(gone, ""), func(o *inventory.ADObjectRecord) { o.MembersReading = inventory.ReadFailed })
	p = b.plan()
	if o := p.Orphans[3]; o.DN.RDN().Value != "half read" || o.Members != nil {
		t.Errorf("members that were not read have no number: %+v", o)
	}
	if p.Orphans[0].Status != OrphanUnproven || p.Summary.Reconciliation.Unproven != 4 {
		t.Errorf("a gap among the deleted groups leaves orphans unproven: %+v", p.Orphans[0])
	}
}

func TestConflictCountsOnce(t *testing.T) {
	b := newTenant(t)
	a, c := b.security("A", flagTrue), b.security("B", flagTrue)
	b.written(a, func(o *inventory.ADObjectRecord) { o.AdminDescription = "Group_" + c.ID.String() })
	p := b.plan()
	if r := p.Summary.Reconciliation; r.ObjectsSeen != 1 || r.Conflicting != 1 || r.Matched != 0 {
		t.Errorf("got %+v", r)
	}
	if p.Groups[0].ADObjects[0].Match != MatchAnchor || p.Groups[1].ADObjects[0].Match != MatchAdminDescription {
		t.Errorf("the object is listed with both: %v, %v", p.Groups[0].ADObjects, p.Groups[1].ADObjects)
	}
}

func TestReconciliationThatDoesNotAddUp(t *testing.T) {
	for _, r := range []Reconciliation{{GroupsRead: 2, GroupsInSum: 1}, {ObjectsSeen: 3, Matched: 1, Orphans: 1}} {
		if err := r.check(); err == nil || !strings.Contains(err.Error(), "does not add up") {
			t.Errorf("%+v: got %v", r, err)
		}
	}
}

func TestHeadline(t *testing.T) {
	b := newTenant(t)
	for _, f := range []inventory.Flag{flagFalse, flagFalse, flagNull, flagTrue, flagUnread} {
		b.m365("Team", f)
	}
	b.m365("ACL", flagTrue, wants("universalSecurityGroup"))
	b.written(b.m365("There", flagFalse))
	b.security("New", flagTrue)
	if got, want := b.plan().Summary.Headline, (Headline{6, 2, 3, 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	b.org.WritebackV1 = inventory.FeatureOff
	if got := b.plan().Summary.Headline; got != (Headline{}) {
		t.Errorf("v1 off: got %+v", got)
	}
}

func TestFindingsCountGroups(t *testing.T) {
	count := newTally()
	twice := []Finding{finding("a", SeverityInfo), finding("a", SeverityInfo), finding("a", SeverityFix), finding("b", SeverityInfo)}
	count.countFindings(twice)
	count.countFindings(twice[3:])
	s, err := count.summary()
	want := []FindingCount{{"b", SeverityInfo, 2}, {"a", SeverityFix, 1}, {"a", SeverityInfo, 1}}
	if err != nil || !slices.Equal(s.Findings, want) {
		t.Errorf("got %v %v, want %v", s.Findings, err, want)
	}
}

func TestPlanHead(t *testing.T) {
	b := newTenant(t)
	p := b.plan()
	if p.Schema != Schema || p.AsOf != "2026-11-20" || p.RuleSet == "" || !slices.Equal(p.Tenant.Domains, []string{contoso}) || p.Tenant.DisplayName != "Contoso" {
		t.Errorf("got %+v", p)
	}
	b.opt.AsOf = "2026-12-01"
	if got := b.plan().AsOf; got != "2026-12-01" {
		t.Errorf("as of %s", got)
	}
}

func TestResult(t *testing.T) {
	b := newTenant(t)
	b.written(b.m365("Team", flagTrue))
	if r := b.plan().Result(); r.AnyBlocked || !r.Complete {
		t.Errorf("got %+v", r)
	}
	b.written(b.security("Left", flagFalse)) // stale-writeback blocks
	if r := b.plan().Result(); !r.AnyBlocked {
		t.Error("a blocked group does not show")
	}
}
