package pendingexport_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
	"gwbplan/planner/facts"
	"gwbplan/planner/pendingexport"
)

func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func guid(n int) inventory.GUID {
	g, err := inventory.ParseGUID(fmt.Sprintf("a0000000-0000-4000-8000-%012d", n))
	if err != nil {
		panic(err) // a constant of the test is wrong
	}
	return g
}

const gwb = ",OU=GWB,DC=contoso,DC=com"

func object(n int) planner.ADObject {
	return planner.ADObject{DN: inventory.DN(fmt.Sprintf("CN=G%d", n) + gwb), Domain: "contoso.com", ObjectGUID: guid(n)}
}

// plan has a group of v2 (1), groups on v1 that keep (2), resume (3) and
// appear (4, 5), a group that is not in the plan (6), and an orphan (9).
func plan() *planner.Plan {
	m365 := func(n int, a planner.Action, objects ...planner.ADObject) planner.Group {
		return planner.Group{ID: id(n), DisplayName: fmt.Sprintf("Team %d", n), Kind: planner.KindMicrosoft365, Disposition: planner.KeepOnV1, Action: a, ADObjects: objects}
	}
	p := &planner.Plan{
		Schema: planner.Schema, AsOf: "2026-11-23", Complete: true,
		Tenant:   planner.PlanTenant{ID: id(1000), DisplayName: "Contoso", Domains: []string{"contoso.com"}},
		Settings: []planner.Setting{{Key: "limits.m365WriteOut", Value: "2"}},
		Groups: []planner.Group{
			{ID: id(1), DisplayName: "Sales", Kind: planner.KindSecurity, Disposition: planner.MoveToCloudSync, Action: planner.ActionAdopt, AtSwitch: planner.SwitchFrozen, ADObjects: []planner.ADObject{object(1)}},
			m365(2, planner.ActionKeep, object(2)), m365(3, planner.ActionResume, object(3)),
			m365(4, planner.ActionCreate), m365(5, planner.ActionCreate),
			{ID: id(6), DisplayName: "Left out", Kind: planner.KindSecurity, Disposition: planner.NotInPlan, Action: planner.ActionFreeze, AtSwitch: planner.SwitchFrozen, ADObjects: []planner.ADObject{object(6)}},
		},
		Orphans: []planner.Orphan{{DN: "CN=G9" + gwb, ObjectGUID: guid(9)}},
	}
	p.Groups[2].Changes = []planner.Change{{Attribute: "cn", Before: "G3", After: "New"}, {Attribute: "description", Before: "a", After: "b"}, {Attribute: "groupType", Before: "2", After: "8"}}
	p.Summary.Headline = planner.Headline{M365WillAppear: 2}
	return p
}

// change is a pending change of the object that is called so in the tests' OU.
func change(cn string, op pending.Operation, attributes ...pending.Attribute) pending.Change {
	return pending.Change{Line: 7, ObjectType: "group", DN: inventory.DN("CN=" + cn + gwb), Operation: op, Attributes: attributes}
}

func update(cn string, attributes ...pending.Attribute) pending.Change {
	return change(cn, pending.Update, attributes...)
}

func rename(cn, to string) pending.Change {
	c := update(cn)
	c.NewDN = inventory.DN(to)
	return c
}

func value(name, v string) pending.Attribute {
	return pending.Attribute{Name: name, Operation: pending.Replace, Listed: true, Added: []string{v}, AddedCount: 1, RemovedCount: -1}
}

func member(added, removed int) pending.Attribute {
	a := pending.Attribute{Name: "member", Operation: pending.Update, Reference: true, Listed: true, AddedCount: added, RemovedCount: removed}
	for i := range added {
		a.Added = append(a.Added, fmt.Sprintf("CN=New %d", i))
	}
	for i := range removed {
		a.Removed = append(a.Removed, fmt.Sprintf("CN=Old %d", i))
	}
	return a
}

// appears are the two groups that the plan forecasts.
func appears() []pending.Change {
	return []pending.Change{change("Group_"+id(4), pending.Add, value("groupType", "8")), change("Team 5_000000000005", pending.Add, value("groupType", "8"))}
}

// compare compares one file of the AD connector.
func compare(t *testing.T, p *planner.Plan, changes ...pending.Change) *pendingexport.Report {
	t.Helper()
	c, err := pendingexport.New(p, "abc", nil)
	if err != nil {
		t.Fatal(err)
	}
	add(t, c, pending.Info{Format: pending.CSExportXML, Connector: pending.ActiveDirectory}, "export.xml", changes...)
	return c.Report()
}

func add(t *testing.T, c *pendingexport.Comparison, info pending.Info, name string, changes ...pending.Change) {
	t.Helper()
	c.Begin(name)
	for i := range changes {
		if err := c.Add(&changes[i]); err != nil {
			t.Fatal(err)
		}
	}
	info.Changes = len(changes)
	if err := c.End(info); err != nil {
		t.Fatal(err)
	}
}

// kinds are the kinds and names of what is not expected.
func kinds(r *pendingexport.Report) (out []string) {
	for _, i := range r.Unexpected {
		out = append(out, string(i.Kind)+" "+i.Name)
	}
	return out
}

// byGUID finds an object by its objectGUID under another name.
func byGUID(n int, c pending.Change) pending.Change {
	c.GUID, c.DN = guid(n), "CN=Renamed by somebody"+gwb
	return c
}

func typed(kind string, c pending.Change) pending.Change {
	c.ObjectType = kind
	return c
}

func named(c pending.Change, attribute, v string) pending.Change {
	c.Known = map[string]string{attribute: v}
	return c
}

// TestRules: one change each beside the two additions that are forecast, and
// what is not expected of it.
func TestRules(t *testing.T) {
	for _, c := range []struct {
		name   string
		change pending.Change
		want   []string
	}{
		// Deletions: all of them.
		{"a group of v2 is deleted", change("G1", pending.Delete), []string{"ad-delete Sales"}},
		{"found by objectGUID", byGUID(1, change("x", pending.Delete)), []string{"ad-delete Sales"}},
		{"deleted and made anew", change("G1", pending.DeleteAdd), []string{"ad-delete Sales"}},
		{"a group on v1 is deleted", change("G2", pending.Delete), []string{"ad-delete Team 2"}},
		{"a group that is left out is deleted", change("G6", pending.Delete), []string{"ad-delete Left out"}},
		{"an orphan is deleted", change("G9", pending.Delete), []string{"ad-delete G9"}},
		{"a group that the plan does not have is deleted", named(change("Other", pending.Delete), "displayname", "Shown"), []string{"ad-delete Shown"}},
		{"a user is deleted", typed("user", change("Ada", pending.Delete)), []string{"ad-delete Ada"}},

		// Groups of v2: nothing at all.
		{"a group of v2 gets members", update("G1", member(2, 0)), []string{"member-change Sales"}},
		{"a group of v2 is renamed", rename("G1", "CN=Other"+gwb), []string{"rename Sales"}},
		{"a group of v2 is moved", rename("G1", "CN=G1,OU=Else,DC=contoso,DC=com"), []string{"rename Sales"}},
		{"a group of v2 is described anew", update("G1", value("description", "x")), []string{"attribute-change Sales"}},
		{"a group of v2 gets another type", update("G1", value("groupType", "8")), []string{"type-change Sales"}},
		{"a group of v2 loses its mark", update("G1", pending.Attribute{Name: "adminDescription", Operation: pending.Delete, RemovedCount: -1}), []string{"mark-change Sales"}},
		{"a group of v2 gets another anchor", update("G1", value("msDS-ExternalDirectoryObjectId", "x")), []string{"mark-change Sales"}},
		{"a group that is left out is changed", update("G6", member(0, 1)), []string{"member-change Left out"}},
		{"an orphan is changed", update("G9", value("mail", "x")), []string{"attribute-change G9"}},
		{"all at once", rename2("G1"), []string{"mark-change Sales", "member-change Sales", "rename Sales", "type-change Sales", "attribute-change Sales"}},
		{"a group of v2 is replaced", change("G1", pending.Replace, value("mail", "x")), []string{"attribute-change Sales"}},

		// Groups on v1: names and types as forecast, nobody leaves.
		{"v1 adds members", update("G2", member(3, 0)), nil},
		{"v1 removes a member", update("G2", member(0, 1)), []string{"member-change Team 2"}},
		{"v1 changes members, the file does not say how", update("G2", pending.Attribute{Name: "member", Operation: pending.Update, Reference: true, AddedCount: -1, RemovedCount: -1}), []string{"member-change Team 2"}},
		{"v1 writes an address", update("G2", value("proxyAddresses", "x")), nil},
		{"v1 changes the type", update("G2", value("groupType", "2")), []string{"type-change Team 2"}},
		{"v1 renames", rename("G2", "CN=New"+gwb), []string{"rename Team 2"}},
		{"v1 changes the mark", update("G2", value("adminDescription", "x")), []string{"mark-change Team 2"}},
		{"v1 renames as forecast", rename("G3", "cn=new,ou=gwb,dc=contoso,dc=com"), nil},
		{"v1 renames otherwise", rename("G3", "CN=Newer"+gwb), []string{"rename Team 3"}},
		{"v1 describes as forecast", update("G3", value("description", "b")), nil},
		{"v1 describes otherwise", update("G3", value("description", "c")), []string{"attribute-change Team 3"}},
		{"v1 changes the type as forecast", update("G3", value("groupType", "8")), nil},

		// What the plan has no object of.
		{"another group gets an attribute", update("Other", value("msExchMasterAccountSid", "x")), nil},
		{"another group loses members", update("Other", member(0, 1)), []string{"member-change Other"}},
		{"another group is renamed", rename("Other", "CN=x"+gwb), []string{"rename Other"}},
		{"another group gets a type", update("Other", value("groupType", "8")), []string{"type-change Other"}},
		{"a user gets an address", typed("user", update("Ada", value("proxyAddresses", "x"))), nil},
		{"a user is renamed", typed("user", rename("Ada", "CN=x"+gwb)), []string{"rename Ada"}},

		// Additions.
		{"a new team", change("Group_"+id(77), pending.Add), []string{"unexpected-add Group_" + id(77), "write-out-over-acknowledged Microsoft 365 groups"}},
		{"a team that has an object", change("Group_"+id(2), pending.Add), []string{"unexpected-add Team 2", "write-out-over-acknowledged Microsoft 365 groups"}},
		{"a security group, by its name", change("Sales_000000000001", pending.Add), []string{"security-group-add Sales"}},
		{"a security group, by its mark", change("x", pending.Add, value("adminDescription", "group_"+id(1))), []string{"security-group-add Sales"}},
		{"a contact", typed("contact", change("Carol", pending.Add)), []string{"unexpected-add Carol"}},
		{"the tail of another id", change("Sale_000000000002", pending.Add), []string{"unexpected-add Sale_000000000002", "write-out-over-acknowledged Microsoft 365 groups"}},
		{"the same team twice", change("Team 4_000000000004", pending.Add), []string{"unexpected-add Team 4", "write-out-over-acknowledged Microsoft 365 groups"}},
	} {
		r := compare(t, plan(), append(appears(), c.change)...)
		if got := kinds(r); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		for _, i := range r.Unexpected {
			if i.What == "" || i.Why == "" || i.Remedy == "" {
				t.Errorf("%s: an item without what, why or remedy: %+v", c.name, i)
			}
			for _, f := range i.Facts {
				if _, ok := facts.ByID(f); !ok {
					t.Errorf("%s: there is no fact %s", c.name, f)
				}
			}
		}
		if !r.Complete {
			t.Errorf("%s: not known: %v", c.name, r.Unknowns)
		}
	}
}

// rename2 changes all that can be changed.
func rename2(cn string) pending.Change {
	c := rename(cn, "CN=x"+gwb)
	c.Attributes = []pending.Attribute{member(1, 1), value("groupType", "8"), value("adminDescription", "x"), value("mail", "x")}
	return c
}

// TestForecastAlone: what the plan forecasts is expected, and counted.
func TestForecastAlone(t *testing.T) {
	r := compare(t, plan(), append(appears(), update("G2", member(1, 0)), typed("user", update("Ada")))...)
	if len(r.Unexpected) > 0 || !r.Complete {
		t.Errorf("not expected: %+v, not known: %+v", r.Unexpected, r.Unknowns)
	}
	if w := (pendingexport.WriteOut{Forecast: 2, Acknowledged: 2, Pending: 2, AsForecast: 2, Missing: []pendingexport.GroupRef{}}); !reflect.DeepEqual(r.WriteOut, w) {
		t.Errorf("%+v, want %+v", r.WriteOut, w)
	}
	want := []pendingexport.Count{{Word: "unexpected"}, {Word: "write-out-as-forecast", Objects: 2}, {Word: "updates-by-v1", Objects: 1}, {Word: "updates-of-other-objects", Objects: 1}}
	if !slices.Equal(r.Counts, want) {
		t.Errorf("%+v, want %+v", r.Counts, want)
	}
}

// TestWriteOut sets forecast, acknowledged and pending numbers against each
// other.
func TestWriteOut(t *testing.T) {
	r := compare(t, plan(), appears()[0])
	if got := kinds(r); !slices.Equal(got, []string{"write-out-missing Microsoft 365 groups"}) {
		t.Errorf("one of two is pending: %q", got)
	}
	if want := []pendingexport.GroupRef{{ID: id(5), Name: "Team 5"}}; !slices.Equal(r.WriteOut.Missing, want) {
		t.Errorf("missing: %v, want %v", r.WriteOut.Missing, want)
	}
	p := plan()
	p.Settings[0].Value = "1"
	if got := kinds(compare(t, p, appears()...)); !slices.Equal(got, []string{"write-out-over-acknowledged Microsoft 365 groups"}) {
		t.Errorf("two as forecast, one acknowledged: %q", got)
	}
	security := appears()
	security[0].Attributes[0].Added[0] = "-2147483640"
	if got := kinds(compare(t, plan(), security...)); !slices.Equal(got, []string{"type-change Team 4"}) {
		t.Errorf("a security group appears: %q", got)
	}
}
