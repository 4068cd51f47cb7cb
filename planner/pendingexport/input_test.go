package pendingexport_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
	"gwbplan/planner/pendingexport"
)

// TestUnknown: what was not seen is said, and is never good.
func TestUnknown(t *testing.T) {
	ad := pending.Info{Connector: pending.ActiveDirectory}
	forest := plan()
	forest.Tenant.Domains = []string{"contoso.com", "emea.contoso.com", "fabrikam.com"}
	incomplete := plan()
	incomplete.Complete = false
	for _, c := range []struct {
		name    string
		plan    *planner.Plan
		covered []string
		info    pending.Info
		changes []pending.Change
		want    string
		kinds   []string
	}{
		{"nothing is pending, of which connector is not known", plan(), nil, pending.Info{Connector: pending.UnknownKind}, nil, "nothing is pending in the file", nil},
		{"nothing is pending, and somebody says of which", plan(), []string{"contoso.com"}, pending.Info{Connector: pending.UnknownKind}, nil, "", []string{"write-out-missing Microsoft 365 groups"}},
		{"Entra alone", plan(), nil, pending.Info{Connector: pending.Entra}, []pending.Change{{DN: "CN={41}", ObjectType: "user", Operation: pending.Update}}, "the pending exports of the AD connector were not given", nil},
		{"one forest of two", forest, nil, ad, appears(), "no pending export is of fabrikam.com", nil},
		{"the other one is empty", forest, []string{"fabrikam.com"}, ad, appears(), "", nil},
		{"an incomplete plan", incomplete, nil, ad, appears(), "the plan is incomplete", nil},
		{"bytes that are no UTF-8", plan(), nil, pending.Info{Connector: pending.ActiveDirectory, NotUTF8: 3}, appears(), "first in line 3", nil},
	} {
		cmp, err := pendingexport.New(c.plan, "abc", c.covered)
		if err != nil {
			t.Fatal(err)
		}
		add(t, cmp, c.info, "export.xml", c.changes...)
		r := cmp.Report()
		if r.Complete != (c.want == "") || c.want != "" && (len(r.Unknowns) != 1 || !strings.Contains(r.Unknowns[0].What, c.want) || r.Unknowns[0].Next == "") {
			t.Errorf("%s: %+v, want %q", c.name, r.Unknowns, c.want)
		}
		if got := kinds(r); !slices.Equal(got, c.kinds) {
			t.Errorf("%s: %q, want %q", c.name, got, c.kinds)
		}
	}
}

// TestEntra: deletions stand out there too, and groups that would be synced up.
func TestEntra(t *testing.T) {
	c, err := pendingexport.New(plan(), "abc", nil)
	if err != nil {
		t.Fatal(err)
	}
	add(t, c, pending.Info{Connector: pending.ActiveDirectory}, "ad.xml", appears()...)
	on := func(kind string, op pending.Operation) pending.Change {
		return pending.Change{DN: inventory.DN("CN={" + kind + string(op) + "}"), ObjectType: kind, Operation: op}
	}
	add(t, c, pending.Info{Connector: pending.Entra}, "entra.xml", on("user", pending.Delete), on("group", pending.Add), on("user", pending.Add), on("group", pending.Update))
	r := c.Report()
	if got, want := kinds(r), []string{"entra-delete {userdelete}", "entra-add {groupadd}"}; !slices.Equal(got, want) || !r.Complete {
		t.Errorf("%q, want %q; %v", got, want, r.Unknowns)
	}
}

// TestWrongInput: files and plans that cannot be meant.
func TestWrongInput(t *testing.T) {
	for name, want := range map[string]error{"redacted": pendingexport.ErrRedacted, "excerpt": pendingexport.ErrExcerpt} {
		p := plan()
		p.Redacted = name == "redacted"
		if name == "excerpt" {
			p.Excerpt = &planner.Excerpt{}
		}
		if _, err := pendingexport.New(p, "", nil); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		dn   inventory.DN
		kind pending.Connector
		want string
	}{
		"another forest": {"CN=x,DC=fabrikam,DC=com", pending.ActiveDirectory, "it is of fabrikam.com, and the plan is about contoso.com"},
		"another engine": {"uid=7,o=hr", pending.OtherConnector, "neither of AD nor of the Entra connector"},
	} {
		cmp, err := pendingexport.New(plan(), "", nil)
		if err != nil {
			t.Fatal(err)
		}
		cmp.Begin("export.xml")
		if err := cmp.Add(&pending.Change{DN: c.dn, Operation: pending.Add}); err != nil {
			t.Fatal(err)
		}
		err = cmp.End(pending.Info{Connector: c.kind, Changes: 1})
		var connector *pendingexport.ConnectorError
		if !errors.As(err, &connector) || !strings.Contains(err.Error(), c.want) || connector.Hint() == "" {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestExported: a server that exported is not in staging mode.
func TestExported(t *testing.T) {
	c, err := pendingexport.New(plan(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	add(t, c, pending.Info{Connector: pending.ActiveDirectory, Exported: 3, Retried: 2}, "export.xml", appears()...)
	r := c.Report()
	if got := kinds(r); !slices.Equal(got, []string{"already-exported export.xml"}) {
		t.Errorf("%q", got)
	}
	if notes := r.Files[0].Notes; len(notes) != 1 || !strings.HasSuffix(notes[0], "tried again: 2") {
		t.Errorf("%q", notes)
	}
}

// TestNear: a name that fits only in its end is told, and proves nothing.
func TestNear(t *testing.T) {
	for cn, want := range map[string]bool{"Sale_000000000002": true, "_000000000002": true, "Sale_000000000099": false, "Sale": false} {
		r := compare(t, plan(), append(appears(), change(cn, pending.Add))...)
		if got := strings.Contains(r.Unexpected[0].Why, `ends like the id of "Team 2"`); got != want || r.Unexpected[0].Group != "" {
			t.Errorf("%s: %s", cn, r.Unexpected[0].Why)
		}
	}
}

// TestOrder: the order of the changes in a file does not matter, but for lines.
func TestOrder(t *testing.T) {
	changes := append(appears(), change("G1", pending.Delete), update("G6", member(1, 1)), rename2("G9"), change("Group_"+id(77), pending.Add))
	want := compare(t, plan(), changes...)
	slices.Reverse(changes)
	if got := compare(t, plan(), changes...); !reflect.DeepEqual(got, want) {
		t.Errorf("the order matters:\n%+v\n%+v", got, want)
	}
}

// TestKinds: every kind is ordered.
func TestKinds(t *testing.T) {
	r := compare(t, plan(), append(appears(), rename2("G1"), change("G2", pending.Delete))...)
	for _, i := range r.Unexpected {
		if !slices.Contains(pendingexport.Kinds(), i.Kind) {
			t.Errorf("%q has no place in the order", i.Kind)
		}
	}
}
