package planner

import (
	"slices"
	"testing"

	"gwbplan/inventory"
)

const emea = "emea.contoso.com"

// second adds EMEA as a domain of contoso.com's forest; both were asked about
// each other's groups.
func (b *tenant) second() *inventory.ADDomain {
	d := b.domain(emea)
	d.ForestRoot = b.domains[0].DN
	d.HoldersOf, b.domains[0].HoldersOf = []string{contoso}, []string{emea}
	return d
}

// catalog adds a global catalog of contoso.com's forest.
func (b *tenant) catalog(anchored ...string) *inventory.ADCatalog {
	c := &inventory.ADCatalog{ForestRoot: domainDN(contoso), Anchored: anchored}
	b.rest = append(b.rest, c)
	return c
}

// fromCatalog makes an object one that the global catalog alone shows.
func fromCatalog(o *inventory.ADObjectRecord) {
	o.Catalog, o.AdminDescription, o.MembersReading = true, "", inventory.NotCollected
}

func TestForestCoverage(t *testing.T) {
	for name, c := range map[string]struct {
		make    func(b *tenant)
		reading []DomainReading // of contoso.com, of emea.contoso.com
		anchors bool
	}{
		"one domain of two":   {func(*tenant) {}, []DomainReading{DomainRead, DomainUnread}, false},
		"both":                {func(b *tenant) { b.second() }, []DomainReading{DomainRead, DomainRead}, true},
		"one and the catalog": {func(b *tenant) { b.catalog(contoso, emea) }, []DomainReading{DomainRead, DomainUnread}, true},
		"a catalog that lacks the other": {func(b *tenant) { b.catalog(contoso) },
			[]DomainReading{DomainRead, DomainUnread}, false},
		"both, one in part": {func(b *tenant) { b.second().Covered = nil }, []DomainReading{DomainRead, DomainInPart}, false},
		"both, one in part, and the catalog": {func(b *tenant) {
			b.second().Covered = nil
			b.catalog(contoso, emea)
		}, []DomainReading{DomainRead, DomainInPart}, true},
		"the list of domains was not read": {func(b *tenant) {
			b.second()
			b.domains[0].ForestDomains = nil
		}, []DomainReading{DomainRead, DomainRead}, false},
		"stamps that may not be read": {func(b *tenant) {
			b.second()
			b.denied("adminDescription", 2)
		}, []DomainReading{DomainInPart, DomainRead}, false},
		"groups that look odd": {func(b *tenant) {
			b.second()
			b.denied(string(groupsOU), 2)
		}, []DomainReading{DomainRead, DomainRead}, true},
		"reading rights that could not be tested": {func(b *tenant) {
			b.second()
			b.denied("DC=contoso,DC=com", 0)
		}, []DomainReading{DomainInPart, DomainRead}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTenant(t)
			c.make(b)
			forests := b.world().Forests()
			if len(forests) != 1 || len(forests[0].Domains) != 2 || forests[0].Root != contoso {
				t.Fatalf("forests %+v", forests)
			}
			f := forests[0]
			if got := []DomainReading{f.Domains[0].Reading, f.Domains[1].Reading}; !slices.Equal(got, c.reading) {
				t.Errorf("read %q, want %q", got, c.reading)
			}
			if got := f.ListKnown && f.Domains[0].Anchors && f.Domains[1].Anchors; got != c.anchors {
				t.Errorf("anchors known: %v, want %v", got, c.anchors)
			}
		})
	}
}

func (b *tenant) denied(subject string, n int) {
	b.rest = append(b.rest, &inventory.Gap{Source: "ad:contoso.com", What: inventory.GapADAttributes, Subject: subject, Why: "x", Hides: "y", Count: n})
}

// TestForestGaps: a domain that nobody read shows in the plan, and leaves the
// decisions to the gate; one that was read and not asked does not.
func TestForestGaps(t *testing.T) {
	b := newTenant(t)
	group := adopted(b)
	p := b.plan()
	if !slices.ContainsFunc(p.Gaps, func(g inventory.Gap) bool { return g.Source == "ad:"+emea && g.What == inventory.GapADForest }) || !p.Complete {
		t.Errorf("complete %v, gaps %v", p.Complete, p.Gaps)
	}
	b.catalog(contoso, emea)
	if p := b.plan(); len(p.Gaps) != 1 || p.Gaps[0].Why != "the domain of the forest was read from the global catalog alone" {
		t.Errorf("gaps %v", p.Gaps)
	}
	b.second()
	if p := b.plan(); len(p.Gaps) != 0 || b.decided(group).Readiness != Ready {
		t.Errorf("gaps %v, readiness %s", p.Gaps, b.decided(group).Readiness)
	}
	b.domains[1].HoldersOf = nil
	if p := b.plan(); p.Complete || len(p.Gaps) != 1 || p.Gaps[0].What != inventory.GapADParents {
		t.Errorf("complete %v, gaps %v", p.Complete, p.Gaps)
	}
	if got := b.decided(group); got.Readiness != ReadinessUnknown || !has(got.Findings, FindingAbsenceUnproven) {
		t.Errorf("readiness %s, findings %v", got.Readiness, got.Findings)
	}
}

// TestAnchorsInTheCatalog: a second bearer of the anchor that only the global
// catalog shows makes it no less a duplicate.
func TestAnchorsInTheCatalog(t *testing.T) {
	b := newTenant(t)
	g := b.security("Sales", flagTrue)
	o := b.written(g)
	b.job(g).HasRun = flagFalse
	b.catalog(contoso, emea)
	b.object("CN=Again,OU=G,DC=emea,DC=contoso,DC=com", stamped(o.Anchor, ""), fromCatalog)
	got := b.decided(g)
	if !has(got.Findings, FindingAnchorDuplicate) || !has(got.Findings, FindingDuplicateADObject) {
		t.Errorf("findings %v", got.Findings)
	}
}

// TestObjectInTheCatalogAlone: what the catalog lacks is unknown, not absent.
func TestObjectInTheCatalogAlone(t *testing.T) {
	b := newTenant(t)
	g := b.security("Sales", flagTrue)
	b.catalog(contoso, emea)
	b.object("CN=Sales,OU=G,DC=emea,DC=contoso,DC=com", stamped("Group_"+g.ID.String(), ""), fromCatalog)
	other := b.security("New", flagTrue)
	got := b.decided(g)
	if has(got.Findings, FindingAdminDescriptionMismatch) || !has(got.Findings, FindingAbsenceUnproven) || got.Action == ActionCreate {
		t.Errorf("action %s, findings %v", got.Action, got.Findings)
	}
	// Objects are written back to EMEA, which nobody read: nothing is absent.
	if s := b.decided(other).Writeback.State; s != StateUnknown {
		t.Errorf("state of the other group %s", s)
	}
}

// TestParentInTheCatalogAlone: the catalog does not have adminCount.
func TestParentInTheCatalogAlone(t *testing.T) {
	b := newTenant(t)
	g := b.security("Sales", flagTrue)
	o := b.written(g)
	b.catalog(contoso, emea)
	p := b.object("CN=Wide,OU=G,DC=emea,DC=contoso,DC=com", fromCatalog)
	b.adRefs = append(b.adRefs, &inventory.ADPrincipal{DN: p.DN, GUID: p.ObjectGUID, SID: p.ObjectSID})
	o.MemberOfKeys = append(o.MemberOfKeys, inventory.ADKey(p.ObjectGUID.String()))
	if got := b.decided(g); !has(got.Findings, FindingAbsenceUnproven) {
		t.Errorf("findings %v", got.Findings)
	}
}

// TestParentOfAnotherDomain: a domain-local group that syncs up pins the group
// wherever it lies.
func TestParentOfAnotherDomain(t *testing.T) {
	b := newTenant(t)
	b.second()
	g := b.security("Sales", flagTrue)
	o := b.written(g)
	copy := b.synced("Local")
	p := b.object("CN=Local,DC=emea,DC=contoso,DC=com")
	p.GroupType, p.ObjectSID = inventory.GroupTypeSecurity|inventory.GroupTypeDomainLocal, copy.OnPremisesSecurityIdentifier
	b.adRefs = append(b.adRefs, &inventory.ADPrincipal{DN: p.DN, GUID: p.ObjectGUID, SID: p.ObjectSID}, &inventory.ADPrincipal{DN: o.DN, GUID: o.ObjectGUID})
	b.rest = append(b.rest, &inventory.ADHolding{Group: inventory.ADKey(o.ObjectGUID.String()), Holder: inventory.ADKey(p.ObjectGUID.String())})
	got := b.decided(g)
	if !has(got.Findings, FindingParentSyncedByConnect) || got.Disposition != SideBySide {
		t.Errorf("disposition %s, findings %v", got.Disposition, got.Findings)
	}
}

// TestDeniedOfOneObject: an attribute that the account may not read is not
// absent.
func TestDeniedOfOneObject(t *testing.T) {
	for attribute, never := range map[string]FindingID{
		"adminDescription":               FindingAdminDescriptionMismatch,
		"msDS-ExternalDirectoryObjectId": FindingAnchorMissing,
	} {
		b := newTenant(t)
		g := b.security("Sales", flagTrue)
		o := b.written(g)
		o.Denied = []string{attribute}
		if attribute == "adminDescription" {
			o.AdminDescription = ""
		} else {
			o.Anchor = ""
		}
		got := b.decided(g)
		if has(got.Findings, never) || !has(got.Findings, FindingAbsenceUnproven) || got.Readiness != ReadinessUnknown {
			t.Errorf("%s: readiness %s, findings %v", attribute, got.Readiness, got.Findings)
		}
	}
}

// TestDeletedObjectsWithoutAnchor: Connect sets no anchor, so that most deleted
// objects show adminDescription or the name alone.
func TestDeletedObjectsWithoutAnchor(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(o *inventory.ADObjectRecord, id string)
		want bool
	}{
		"adminDescription": {func(o *inventory.ADObjectRecord, id string) { o.AdminDescription = "Group_" + id }, true},
		"name":             {func(o *inventory.ADObjectRecord, id string) { o.CN = "Group_" + id + "\nDEL:x" }, true},
		"another's anchor": {func(o *inventory.ADObjectRecord, id string) {
			o.AdminDescription, o.Anchor = "Group_"+id, "Group_"+objectID(99).String()
		}, false},
		"no mark": {func(*inventory.ADObjectRecord, string) {}, false},
	} {
		b := newTenant(t)
		g := b.security("Sales", flagTrue)
		o := b.object(`CN=Sales\0ADEL:x,CN=Deleted Objects,DC=contoso,DC=com`)
		o.Deleted, o.CN = true, "Sales\nDEL:x"
		c.edit(o, g.ID.String())
		if got := b.decided(g); has(got.Findings, FindingDeletedADObject) != c.want {
			t.Errorf("%s: findings %v", name, got.Findings)
		}
	}
}
