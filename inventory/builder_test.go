package inventory_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	. "gwbplan/inventory"
)

func TestSnapshotOfTenant(t *testing.T) {
	s := build(t, allRecords()...)
	if s.Tenant == nil || s.Tenant.ID != oid(1) || len(s.Groups) != 3 || len(s.Principals) != 2 || len(s.Jobs) != 1 || len(s.Agents) != 1 || len(s.Licences) != 1 || len(s.Gaps) != 2 || len(s.Connect) != 1 {
		t.Errorf("%+v", s)
	}
	g := s.Group(oid(10))
	var members []ObjectID
	for _, r := range g.Members {
		members = append(members, s.Member(r))
	}
	if want := []ObjectID{oid(11), oid(100), oid(101), oid(199)}; !reflect.DeepEqual(members, want) {
		t.Errorf("members %v, want %v", members, want)
	}
	if got := s.MemberGroup(g.Members[0]); got != s.Group(oid(11)) || got == nil {
		t.Errorf("the member that is a group: %v", got)
	}
	if got := s.MemberPrincipal(g.Members[1]); got != s.Principal(oid(100)) || got.DisplayName != "Ada" {
		t.Errorf("the member that is a user: %v", got)
	}
	if s.MemberGroup(g.Members[3]) != nil || s.MemberPrincipal(g.Members[3]) != nil {
		t.Error("a member whose facts nobody read has facts")
	}
	if g.OwnersReading != ReadWhole || !reflect.DeepEqual(g.Owners, []ObjectID{oid(100), oid(102)}) {
		t.Errorf("owners %v %v", g.OwnersReading, g.Owners)
	}
	if o := s.Group(oid(12)); o.OwnersReading != NotCollected || o.Owners != nil {
		t.Errorf("owners that nobody asked for: %v %v", o.OwnersReading, o.Owners)
	}
	if s.Group(oid(13)) != nil || s.Principal(oid(13)) != nil {
		t.Error("an id that nobody has is found")
	}
	if s.TakenDay() != "2026-08-03" {
		t.Errorf("taken on %s", s.TakenDay())
	}
}

func TestSnapshotOfForest(t *testing.T) {
	s := build(t, adRecords()...)
	sales := s.ObjectByGUID(guid(10))
	if sales == nil || sales != s.ObjectByDN("cn=SALES, ou=groups,dc=contoso,dc=com") || len(s.ObjectsBySID(sid(2000))) != 1 || s.ObjectsBySID(sid(2000))[0] != sales {
		t.Fatalf("the object is not found by each of its names: %v", sales)
	}
	var members []ADPrincipal
	for _, r := range sales.Members {
		members = append(members, *s.ADPrincipal(r))
	}
	if want := []ADPrincipal{
		{DN: "CN=Ada,CN=Users,DC=contoso,DC=com", GUID: guid(100), SID: sid(1100)},
		{DN: "CN=Contact,CN=Users,DC=contoso,DC=com", GUID: guid(101)},
		{DN: "CN=Plain,DC=contoso,DC=com"},
	}; !reflect.DeepEqual(members, want) {
		t.Errorf("members %v, want %v", members, want)
	}
	parent := s.ADPrincipalObject(sales.MemberOf[0])
	if parent == nil || parent != s.ObjectByGUID(guid(11)) || s.ADPrincipal(sales.MemberOf[0]).SID != sid(2001) || s.ADPrincipal(sales.MemberOf[0]).ObjectClass != "group" {
		t.Errorf("the parent is not the object that was read: %v", parent)
	}
	if s.ADPrincipalObject(sales.Members[0]) != nil {
		t.Error("a member that was not read has an object")
	}
	for i := range s.Objects {
		r, ok := s.ADRefOf(i)
		if ok && s.ADPrincipalObject(r) != &s.Objects[i] || ok == s.Objects[i].Deleted {
			t.Errorf("%s has the reference %d, %t", s.Objects[i].DN, r, ok)
		}
	}
	if s.ObjectByGUID(GUID{}) != nil || s.ObjectByGUID(guid(4)) != nil || s.ObjectByDN("CN=none") != nil || s.ObjectByDN("") != nil || s.ObjectsBySID("") != nil {
		t.Error("an object that does not exist is found")
	}
}

// TestOrder: no order of the records changes the snapshot.
func TestOrder(t *testing.T) {
	records := append(allRecords(), allRecords()...) // everything twice
	records = append(records,
		&Principal{ID: oid(100), Type: OtherPrincipal, FactsUnread: true},
		&Principal{ID: oid(101), Type: OtherPrincipal},
		&Principal{ID: oid(102), Type: User, DisplayName: "B"}, &Principal{ID: oid(102), Type: User, DisplayName: "A", UserType: "Guest"},
		&Principal{ID: oid(10), Type: GroupPrincipal, DisplayName: "a group of the list"},
		&CloudGroupRecord{CloudGroup{ID: oid(10), DisplayName: "Sales", SecurityEnabled: true, Description: "more"}, nil},
		&CloudGroupRecord{CloudGroup{ID: oid(12), DisplayName: "Half read", DeletedDateTime: when(3), MembersReading: ReadFailed, MembersWhy: "reset"}, []ObjectID{oid(101)}},
		&ADObjectRecord{ADObject{DN: "cn=sales,ou=Groups,dc=contoso,dc=com", Domain: "contoso.com", ObjectClass: "group", Mail: "x"}, nil, []ADKey{key(12)}},
		&ADPrincipal{DN: "cn=ada,cn=users,dc=contoso,dc=com"},
		&ADPrincipal{DN: "CN=Ada Moved,DC=contoso,DC=com", GUID: guid(100), ObjectClass: "user"},
		&ADDomain{DN: "dc=contoso,dc=com", Name: "contoso.com", AnchorInSchema: FlagTrue, RecycleBin: FlagFalse, Covered: []DN{"OU=More,DC=contoso,DC=com"}},
	)
	want := build(t, records...)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		rng.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		if got := build(t, records...); !reflect.DeepEqual(got, want) {
			t.Fatalf("another order gives\n%+v\ninstead of\n%+v", got, want)
		}
	}
	if g := want.Group(oid(10)); g.Description != "more" || len(g.Members) != 4 || g.MembersReading != ReadWhole {
		t.Errorf("a group that was read twice: %+v", g)
	}
	if g := want.Group(oid(12)); len(g.Members) != 2 || g.MembersReading != ReadFailed || g.MembersWhy != "reset" {
		t.Errorf("a group that was read in part twice: %+v", g)
	}
	if p := want.Principal(oid(100)); p.Type != User || p.FactsUnread || p.DisplayName != "Ada" {
		t.Errorf("a principal that was read once: %+v", p)
	}
	if o := want.ObjectByGUID(guid(10)); o.Mail != "x" || len(o.MemberOf) != 2 || len(o.Members) != 3 {
		t.Errorf("an object that was read twice: %+v", o)
	}
	if want.Principal(oid(10)) != nil || len(want.Domains) != 1 || len(want.Domains[0].Covered) != 2 {
		t.Errorf("%+v, %+v", want.Principal(oid(10)), want.Domains)
	}
}

// TestUnify: a principal is one, whatever a source shows of it.
func TestUnify(t *testing.T) {
	const ada, adaKey = "CN=Ada,DC=contoso,DC=com", ADKey("cn=ada,dc=contoso,dc=com")
	group := func(n int, members ...ADKey) Record {
		return &ADObjectRecord{ADObject{DN: DN(fmt.Sprintf("CN=g%d", n)), ObjectGUID: guid(n), MembersReading: ReadWhole}, members, nil}
	}
	user := &ADObjectRecord{ADObject{DN: ada, ObjectGUID: guid(1), ObjectSID: sid(1), ObjectClass: "user"}, nil, nil}
	for name, tc := range map[string]struct {
		records []Record
		want    []ADPrincipal
	}{
		"by DN and by GUID":       {[]Record{group(10, adaKey, key(1)), &ADPrincipal{DN: ada, GUID: guid(1), SID: sid(1)}}, []ADPrincipal{{ada, guid(1), sid(1), ""}}},
		"by DN, and the object":   {[]Record{group(10, adaKey), &ADPrincipal{DN: ada}, user}, []ADPrincipal{{ada, guid(1), sid(1), "user"}}},
		"by GUID, and the object": {[]Record{group(10, key(1)), user}, []ADPrincipal{{ada, guid(1), sid(1), "user"}}},
		"by DN in other spelling": {[]Record{group(10, "CN=ADA , dc=contoso,dc=com", adaKey)}, []ADPrincipal{{DN: DN(adaKey)}}},
		"object without GUID":     {[]Record{group(10, adaKey), &ADObjectRecord{ADObject{DN: ada, ObjectSID: sid(1), ObjectClass: "user"}, nil, nil}}, []ADPrincipal{{DN: ada, SID: sid(1), ObjectClass: "user"}}},
		"moved between readings": {[]Record{group(10, adaKey, key(1)), &ADPrincipal{DN: ada, GUID: guid(1)}, &ADObjectRecord{ADObject{DN: "CN=Ada,OU=New", ObjectGUID: guid(1)}, nil, nil}},
			[]ADPrincipal{{DN: "CN=Ada,OU=New", GUID: guid(1)}}},
		"a GUID and nothing else": {[]Record{group(10, key(1))}, []ADPrincipal{{GUID: guid(1)}}},
		"a DN that two had": {[]Record{group(10, adaKey), &ADPrincipal{DN: ada, GUID: guid(1)}, &ADPrincipal{DN: ada, GUID: guid(2)}},
			[]ADPrincipal{{DN: ada, GUID: guid(1)}, {DN: ada, GUID: guid(2)}, {DN: DN(adaKey)}}},
		"one SID, two objects": {[]Record{group(10, key(1), key(2)), &ADPrincipal{DN: ada, GUID: guid(1), SID: sid(1)}, &ADPrincipal{DN: "CN=S-1,CN=ForeignSecurityPrincipals", GUID: guid(2), SID: sid(1)}},
			[]ADPrincipal{{ada, guid(1), sid(1), ""}, {"CN=S-1,CN=ForeignSecurityPrincipals", guid(2), sid(1), ""}}},
	} {
		s := build(t, tc.records...)
		if !reflect.DeepEqual(s.ADPrincipals, tc.want) {
			t.Errorf("%s: %v, want %v", name, s.ADPrincipals, tc.want)
		}
		for _, r := range s.ObjectByGUID(guid(10)).Members {
			if int(r) >= len(s.ADPrincipals) {
				t.Errorf("%s: a reference to nothing, %d", name, r)
			}
		}
	}
}

func TestContradictions(t *testing.T) {
	group := func(name string, r Reading, members ...ObjectID) Record {
		return &CloudGroupRecord{CloudGroup{ID: oid(1), DisplayName: name, MembersReading: r}, members}
	}
	object := func(o ADObject, members ...ADKey) Record {
		o.DN, o.ObjectGUID = "CN=x", guid(1)
		return &ADObjectRecord{o, members, nil}
	}
	for name, tc := range map[string]struct {
		a, b Record
		says string
	}{
		"group's name":     {group("A", ReadWhole), group("B", ReadWhole), "differs in displayName"},
		"group's members":  {group("A", ReadWhole, oid(1)), group("A", ReadWhole, oid(2)), "differs in members"},
		"group's kind":     {&CloudGroupRecord{CloudGroup: CloudGroup{ID: oid(1), MailEnabled: true}}, &CloudGroupRecord{CloudGroup: CloudGroup{ID: oid(1)}}, "differs in mailEnabled"},
		"object's class":   {object(ADObject{ObjectClass: "group"}), object(ADObject{ObjectClass: "user"}), "differs in objectClass"},
		"object's members": {object(ADObject{MembersReading: ReadWhole}, key(1)), object(ADObject{MembersReading: ReadWhole}), "differs in members"},
		"tenant":           {&Tenant{ID: oid(1)}, &Tenant{ID: oid(2)}, "the tenant was read twice and differs in id"},
		"domain":           {&ADDomain{DN: "DC=x", SID: "S-1-5-21-1-2-3"}, &ADDomain{DN: "dc=X", SID: "S-1-5-21-1-2-4"}, "differs in sid"},
		"job":              {&ProvisioningJob{ID: "a"}, &ProvisioningJob{ID: "a", HasRun: FlagTrue}, "differs in hasRun"},
		"Connect server":   {&ConnectServer{Name: "A"}, &ConnectServer{Name: "a", Staging: FlagTrue}, "differs in "},
		"owners":           {&Owners{Group: oid(9), Reading: ReadWhole}, &Owners{Group: oid(9), Reading: ReadFailed}, "differs in reading"},
	} {
		var texts []string
		for _, records := range [][]Record{{tc.a, tc.b}, {tc.b, tc.a}} {
			_, err := Build(Header{}, records...)
			var twice *DuplicateError
			if !errors.As(err, &twice) || !strings.Contains(err.Error(), tc.says) || twice.Hint() == "" {
				t.Errorf("%s: %v", name, err)
				continue
			}
			texts = append(texts, err.Error())
		}
		if len(texts) == 2 && texts[0] != texts[1] {
			t.Errorf("%s: the error depends on the order: %q", name, texts)
		}
	}
	if _, err := Build(Header{}, &Owners{Group: oid(9)}); err == nil || !strings.Contains(err.Error(), oid(9).String()) {
		t.Errorf("owners of no group: %v", err)
	}
}

// TestFullerReading: an object of a container that turns out to be a stamped
// group is that group.
func TestFullerReading(t *testing.T) {
	s := build(t,
		&ADObjectRecord{ADObject{DN: "CN=x", ObjectGUID: guid(1), ObjectClass: "group", Description: "old", CN: "x"}, nil, nil},
		&ADObjectRecord{ADObject{DN: "CN=x", ObjectGUID: guid(1), ObjectClass: "group", Description: "new", MembersReading: ReadWhole}, []ADKey{key(2)}, nil})
	o := s.ObjectByGUID(guid(1))
	if len(s.Objects) != 1 || o.Description != "new" || o.CN != "x" || len(o.Members) != 1 || o.MembersReading != ReadWhole {
		t.Errorf("%+v", s.Objects)
	}
}

func TestBuilderEnds(t *testing.T) {
	b := NewBuilder(Header{})
	if err := b.Put(nil); err == nil {
		t.Error("no record is taken for one")
	}
	if _, err := b.Snapshot(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Snapshot(); err == nil {
		t.Error("a second snapshot is given")
	}
}

// TestRecordIsKept: the builder does not change what it was given.
func TestRecordIsKept(t *testing.T) {
	records := allRecords()
	build(t, records...)
	if !reflect.DeepEqual(records, allRecords()) {
		t.Error("a record was changed")
	}
}
