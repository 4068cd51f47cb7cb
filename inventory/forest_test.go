package inventory_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	. "gwbplan/inventory"
)

// forestRecords are a group of one domain that two others hold, as its own
// domain, another one and the global catalog show it.
func forestRecords() []Record {
	sales := ADObject{DN: "CN=Sales,DC=contoso,DC=com", Domain: "contoso.com", ObjectGUID: guid(1), ObjectClass: "group"}
	own, stale := sales, sales
	own.AdminDescription, own.Description, own.MembersReading = "Group_x", "now", NotCollected
	stale.Description, stale.Mail, stale.Catalog = "a minute ago", "not@there", true
	remote := ADObject{DN: "CN=Far,DC=apac,DC=contoso,DC=com", Domain: "apac.contoso.com", ObjectGUID: guid(4), ObjectClass: "group", Catalog: true}
	named := ADObject{DN: "CN=Ops,DC=contoso,DC=com", Domain: "contoso.com", ObjectClass: "group"}
	return []Record{
		&ADDomain{DN: "DC=contoso,DC=com", Name: "contoso.com", HoldersOf: []string{"emea.contoso.com"}},
		&ADObjectRecord{own, nil, []ADKey{key(2)}},
		&ADObjectRecord{stale, nil, []ADKey{key(2), key(4)}},
		&ADObjectRecord{remote, nil, nil},
		&ADObjectRecord{named, nil, nil},
		&ADPrincipal{DN: sales.DN, GUID: guid(1)},
		&ADPrincipal{DN: "CN=Own,DC=contoso,DC=com", GUID: guid(2)},
		&ADPrincipal{DN: "CN=Local,DC=emea,DC=contoso,DC=com", GUID: guid(3)},
		&ADPrincipal{DN: named.DN},
		&ADHolding{Group: key(1), Holder: key(3)},
		&ADHolding{Group: key(1), Holder: key(3)},
		&ADHolding{Group: ADKey(named.DN.Key()), Holder: key(3)},
	}
}

// TestForest: what holds a group adds up over the domains and the catalog, which
// outweighs no domain's own reading; the order of the records does not matter.
func TestForest(t *testing.T) {
	records := forestRecords()
	want := build(t, records...)
	o := want.ObjectByGUID(guid(1))
	if o.Catalog || o.AdminDescription != "Group_x" || o.Description != "now" || o.Mail != "" {
		t.Errorf("object %+v", o)
	}
	held := func(o *ADObject) (by []GUID) {
		for _, r := range o.MemberOf {
			by = append(by, want.ADPrincipal(r).GUID)
		}
		return by
	}
	if got := held(o); !slices.Equal(got, []GUID{guid(2), guid(3), guid(4)}) {
		t.Errorf("held by %v", got)
	}
	if got := held(want.ObjectByDN("CN=Ops,DC=contoso,DC=com")); !slices.Equal(got, []GUID{guid(3)}) {
		t.Errorf("a group known by its name is held by %v", got)
	}
	if far := want.ObjectByGUID(guid(4)); !far.Catalog {
		t.Error("an object that the catalog alone shows does not say so")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		if got := build(t, records...); !reflect.DeepEqual(got, want) {
			t.Fatal("the snapshot depends on the order of the records")
		}
	}
}

// TestTwoCatalogsOfOneForest is a double reading. Two files: TestMergeRefusals.
func TestTwoCatalogsOfOneForest(t *testing.T) {
	one := &ADCatalog{ForestRoot: "DC=contoso,DC=com", Anchored: []string{"contoso.com"}}
	two := &ADCatalog{ForestRoot: "dc=contoso,dc=com", Anchored: []string{"emea.contoso.com"}}
	var twice *DuplicateError
	if _, err := Build(header("ldap", "x"), one, two); !errors.As(err, &twice) || twice.Kind != "global catalog" {
		t.Error(err)
	}
}
