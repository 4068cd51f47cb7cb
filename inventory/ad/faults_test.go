package ad_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
)

// The filters and bases by which faults find the searches they strike.
const (
	stampedSearch = "(adminDescription=Group_*)"
	sidSearch     = "(objectSid="
	guidSearch    = "(objectGUID="
	othersSearch  = "(!(objectCategory=group))"
)

// TestInterruptionsAreOvercome: what a second attempt can bring must not be
// missing, nor stand twice.
func TestInterruptionsAreOvercome(t *testing.T) {
	undisturbed, usual := countedLab(t)
	want := undisturbed.lines(t)
	for name, f := range map[string]ldapsim.Fault{
		"reset in the first page":     {Kind: ldapsim.Reset, Filter: stampedSearch, AfterEntries: 2},
		"reset in the second page":    {Kind: ldapsim.Reset, Filter: stampedSearch, Page: 2, AfterEntries: 1},
		"hangup twice":                {Kind: ldapsim.Hangup, Filter: stampedSearch, Times: 2},
		"half a message":              {Kind: ldapsim.HalfMessage, Filter: stampedSearch, AfterEntries: 3},
		"busy":                        {Filter: stampedSearch, Code: 51},
		"unavailable, three times":    {Filter: stampedSearch, Code: 52, Times: 3},
		"page cookie forgotten":       {Filter: stampedSearch, Page: 2, Code: 53},
		"page cookie of another time": {Filter: stampedSearch, Page: 2, Code: 12},
		"time limit":                  {Filter: stampedSearch, Code: 3},
		"administrative limit":        {Filter: othersSearch, Code: 11},
		"reset in a range":            {Kind: ldapsim.Reset, Base: "<GUID=", Nth: 2},
		"reset in a look-up":          {Kind: ldapsim.Reset, Filter: sidSearch},
		"busy above the groups":       {Filter: guidSearch, Code: 51},
		"busy schema":                 {Base: "CN=Schema", Code: 51},
	} {
		t.Run(name, func(t *testing.T) {
			got, requests := countedLab(t, f)
			if requests <= usual {
				t.Errorf("%d requests, %d without the fault: it did not strike", requests, usual)
			}
			sameLines(t, got.lines(t), want)
		})
	}
}

// TestWhatStaysUnreadIsAGap: what no attempt brings is a gap with a stable
// text, and what was read before it is kept.
func TestWhatStaysUnreadIsAGap(t *testing.T) {
	always := func(f ldapsim.Fault) ldapsim.Fault { f.Times = -1; return f }
	for name, c := range map[string]struct {
		fault ldapsim.Fault
		gap   string
		check func(t *testing.T, f *facts)
	}{
		"stamped groups cut": {always(ldapsim.Fault{Kind: ldapsim.Reset, Filter: stampedSearch, Page: 2}),
			"ad-groups DC=contoso,DC=com: the connection was cut", notCovered(4)},
		"stamped groups refused": {always(ldapsim.Fault{Filter: stampedSearch, Code: 53}),
			"ad-groups DC=contoso,DC=com: LDAP result 53 unwillingToPerform", notCovered(0)},
		"size limit": {ldapsim.Fault{Filter: stampedSearch, Code: 4, AfterEntries: 3},
			"ad-groups DC=contoso,DC=com: LDAP result 4 sizeLimitExceeded", notCovered(3)},
		"one page without end": {always(ldapsim.Fault{Kind: ldapsim.SamePage, Filter: stampedSearch, Page: 0, Nth: 2}),
			"ad-groups DC=contoso,DC=com: the server sends pages without a new entry and without an end", notCovered(4)},
		"no paging control": {ldapsim.Fault{Kind: ldapsim.NoPagingControl, Filter: stampedSearch},
			"ad-groups DC=contoso,DC=com: the server left out the paging control: the list may be short", notCovered(4)},
		"referral": {always(ldapsim.Fault{Filter: stampedSearch, Code: 10, Referral: "ldap://dc9.contoso.com/"}),
			"ad-groups DC=contoso,DC=com: the server does not hold this part of the directory (LDAP result 10 referral)", notCovered(0)},
		"container": {always(ldapsim.Fault{Base: gwb, Filter: othersSearch, Code: 50}),
			"ad-container OU=GWB,DC=contoso,DC=com: LDAP result 50 insufficientAccessRights", func(t *testing.T, f *facts) {
				if slices.Contains(f.domain(t).Containers, gwb) {
					t.Error("the container counts as read")
				}
				if o := f.object(t, "Team_0123456789ab"); o.MembersReading != inventory.ReadWhole {
					t.Errorf("the lookalike's members are %v", o.MembersReading)
				}
			}},
		"container out of sight": {always(ldapsim.Fault{Base: gwb, Filter: "(objectClass=*)", Code: 32}),
			"ad-container OU=GWB,DC=contoso,DC=com: LDAP result 32 noSuchObject", func(t *testing.T, f *facts) {
				if slices.Contains(f.domain(t).Containers, gwb) {
					t.Error("a container that holds groups counts as absent")
				}
			}},
		"lookalikes": {always(ldapsim.Fault{Filter: guidSearch, Code: 53}),
			"ad-members CN=Team_0123456789ab,OU=GWB,DC=contoso,DC=com: LDAP result 53 unwillingToPerform", func(t *testing.T, f *facts) {
				if o := f.object(t, "Team_0123456789ab"); o.MembersReading != inventory.ReadFailed {
					t.Errorf("members %v", o.MembersReading)
				}
				if want := "ad-parents: LDAP result 53 unwillingToPerform (1)"; !slices.Contains(f.gaps(), want) {
					t.Errorf("gaps %q, want %q among them", f.gaps(), want)
				}
			}},
		"SID": {always(ldapsim.Fault{Filter: sidSearch, Code: 52}),
			"ad-sid-lookup " + rootSID + "-9999: LDAP result 52 unavailable", func(t *testing.T, f *facts) {
				if l := of[*inventory.SIDLookup](f); len(l) > 0 {
					t.Errorf("a failed look-up proves nothing, but there is %v", *l[0])
				}
			}},
		"deleted objects": {ldapsim.Fault{Base: "CN=Deleted Objects", Code: 50},
			"ad-deleted-objects CN=Deleted Objects,DC=contoso,DC=com: LDAP result 50 insufficientAccessRights", func(t *testing.T, f *facts) {
				if got := f.domain(t).DeletedReadable; got != inventory.FlagFalse {
					t.Errorf("deletedReadable %v", got)
				}
			}},
		"domain": {ldapsim.Fault{Base: contoso, Filter: "(objectClass=*)", Code: 50},
			"ad-domain DC=contoso,DC=com: LDAP result 50 insufficientAccessRights", func(t *testing.T, f *facts) {
				if l := of[*inventory.SIDLookup](f); len(l) > 0 {
					t.Error("SIDs were looked up though the domain's own is unknown")
				}
			}},
		"forest": {ldapsim.Fault{Filter: "(objectClass=crossRef)", Code: 50},
			"ad-forest: LDAP result 50 insufficientAccessRights", func(t *testing.T, f *facts) {
				if d := f.domain(t).ForestDomains; d != nil {
					t.Errorf("forest domains %v", d)
				}
			}},
		"recycle bin": {ldapsim.Fault{Base: "CN=Partitions", Filter: "(objectClass=*)", Code: 50},
			"ad-recycle-bin: LDAP result 50 insufficientAccessRights", func(t *testing.T, f *facts) {
				if got := f.domain(t).RecycleBin; got != inventory.FlagUnread {
					t.Errorf("recycleBin %v", got)
				}
			}},
		"schema": {ldapsim.Fault{Base: "CN=Schema", Code: 50, Times: 2},
			"ad-schema CN=Schema,CN=Configuration,DC=contoso,DC=com: LDAP result 50 insufficientAccessRights", func(t *testing.T, f *facts) {
				if got := f.domain(t).AnchorInSchema; got != inventory.FlagUnread {
					t.Errorf("anchorInSchema %v", got)
				}
				f.object(t, "Anchor only") // the anchor is searched for all the same
			}},
	} {
		t.Run(name, func(t *testing.T) {
			f := readLab(t, ldapsim.Options{}, c.fault)
			if !slices.Contains(f.gaps(), c.gap) {
				t.Errorf("gaps %q, want %q among them", f.gaps(), c.gap)
			}
			c.check(t, f)
			snapshotOf(t, f)
		})
	}
}

// notCovered checks that the domain is not covered and that at least so many
// stamped groups were kept.
func notCovered(kept int) func(*testing.T, *facts) {
	return func(t *testing.T, f *facts) {
		t.Helper()
		if d := f.domain(t); len(d.Covered) != 0 {
			t.Errorf("covered %v", d.Covered)
		}
		n := 0
		for _, o := range of[*inventory.ADObjectRecord](f) {
			if o.MembersReading == inventory.ReadWhole && strings.Contains(o.AdminDescription+o.Anchor+o.CN, "Group_") {
				n++
			}
		}
		if n < kept {
			t.Errorf("%d stamped groups kept, want at least %d", n, kept)
		}
	}
}

func TestMembersOfALargeGroupFail(t *testing.T) {
	f := readLab(t, ldapsim.Options{}, ldapsim.Fault{Base: "<GUID=", Code: 53, Times: -1, Nth: 2})
	o := f.object(t, "Large")
	if o.MembersReading != inventory.ReadFailed || o.MembersWhy != "LDAP result 53 unwillingToPerform" || len(o.MemberKeys) != 10 {
		t.Errorf("members %v (%s), %d of them", o.MembersReading, o.MembersWhy, len(o.MemberKeys))
	}
	want := []string{"ad-members CN=Large,OU=GWB,DC=contoso,DC=com: LDAP result 53 unwillingToPerform"}
	if !slices.Equal(f.gaps(), want) {
		t.Errorf("gaps %q, want %q", f.gaps(), want)
	}
}

func TestHoldersThatCannotBeFound(t *testing.T) {
	f := readLab(t, ldapsim.Options{Accounts: []ldapsim.Account{{Name: "svc-inventory", Password: password, ReadDeleted: true,
		Denied: []ldapsim.Denial{{Under: "CN=Holder B," + it}}}}})
	want := []string{"ad-parents: the objects were not found (1)"}
	if !slices.Equal(f.gaps(), want) {
		t.Errorf("gaps %q, want %q", f.gaps(), want)
	}
}

// TestSigningInAgain: a connection on which signing in failed is not used.
func TestSigningInAgain(t *testing.T) {
	want := readLab(t, ldapsim.Options{})
	for name, bind := range map[string]ldapsim.Fault{
		"busy": {Op: ldapsim.OpBind, Code: 51}, "cut": {Op: ldapsim.OpBind, Kind: ldapsim.Reset},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, lab(ldapsim.Forest{RecycleBin: true}), ldapsim.Options{})
			src := dial(t, config(s))
			s.Inject(bind)
			s.Inject(ldapsim.Fault{Kind: ldapsim.Reset, Filter: stampedSearch, Page: 2})
			sameLines(t, read(t, src, request()).lines(t), want.lines(t))
			for _, r := range s.Requests() {
				if r.Op == ldapsim.OpSearch && r.User == "" {
					t.Errorf("searched anonymously: %s", r.Filter)
				}
			}
		})
	}
}

// TestContainerCutShort: an answer that does not prove its end is no list.
func TestContainerCutShort(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	s.Inject(ldapsim.Fault{Base: gwb, Filter: "(objectCategory=group)", Code: 0, Times: -1})
	f := read(t, dial(t, config(s)))
	want := "ad-container OU=GWB,DC=contoso,DC=com: the server left out the paging control: the list may be short"
	if !slices.Contains(f.gaps(), want) {
		t.Errorf("gaps %q, want %q among them", f.gaps(), want)
	}
}

// TestGroupInManyGroups reads a memberOf of more values than one answer holds.
func TestGroupInManyGroups(t *testing.T) {
	d := ldapsim.NewForest(ldapsim.Forest{Root: "contoso.com", SID: rootSID})
	held := d.Root().AddGroup(ldapsim.Spec{Name: "Held", AdminDescription: "Group_" + groupID(1)})
	var want []string
	for i := range 9 {
		want = append(want, d.Root().AddGroup(ldapsim.Spec{Name: fmt.Sprintf("Holder %d", i), Members: []string{held.DN}}).DN)
	}
	s := serve(t, d, ldapsim.Options{MaxValRange: 4})
	f := read(t, dial(t, config(s)))
	if got := f.names(f.object(t, "Held").MemberOfKeys); !slices.Equal(got, want) {
		t.Errorf("memberOf %q", got)
	}

	src := dial(t, config(s))
	s.Inject(ldapsim.Fault{Base: "<GUID=", Code: 50})
	f = read(t, src)
	if got := "ad-parents CN=Held,CN=Users,DC=contoso,DC=com: LDAP result 50 insufficientAccessRights"; !slices.Contains(f.gaps(), got) {
		t.Errorf("gaps %q, want %q among them", f.gaps(), got)
	}
	if n := len(f.object(t, "Held").MemberOfKeys); n != 4 {
		t.Errorf("%d holders kept, want 4", n)
	}
}

func TestDeletedObjectsNeedARight(t *testing.T) {
	f := readLab(t, ldapsim.Options{Accounts: []ldapsim.Account{{Name: "svc-inventory", Password: password}}})
	if got := f.domain(t).DeletedReadable; got != inventory.FlagFalse {
		t.Errorf("deletedReadable %v", got)
	}
	g := of[*inventory.Gap](f)
	if len(g) != 1 || g[0].What != inventory.GapADDeleted || !strings.Contains(g[0].Permission, "LCRP") {
		t.Errorf("gaps %q", f.gaps())
	}
}
