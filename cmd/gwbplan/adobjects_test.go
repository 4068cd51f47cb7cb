package main

import (
	"errors"
	"testing"

	"gwbplan/inventory"
)

// TestADObjects: what a group is matched by is kept, whatever shows it twice. An
// object that differs from one domain to the other stops the reading.
func TestADObjects(t *testing.T) {
	object := func(dn inventory.DN, catalog bool) *inventory.ADObjectRecord {
		return &inventory.ADObjectRecord{
			ADObject: inventory.ADObject{DN: dn, ObjectGUID: inventory.GUID{1}, ObjectSID: "S-1-5-21-1-2-3-4", ObjectClass: "group",
				Anchor: "Group_1", DisplayName: "of no use here", Catalog: catalog},
			MemberKeys: []inventory.ADKey{"CN=x"},
		}
	}
	const here, there = inventory.DN("CN=A,DC=contoso,DC=com"), inventory.DN("CN=A,DC=emea,DC=contoso,DC=com")
	for _, c := range []struct {
		name    string
		records []inventory.Record
		kept    int
		differs string
	}{
		{"one, and what it holds", []inventory.Record{object(here, false), &inventory.ADPrincipal{DN: "CN=x"}}, 1, ""},
		{"without objectGUID", []inventory.Record{&inventory.ADObjectRecord{ADObject: inventory.ADObject{DN: here}}, &inventory.ADObjectRecord{ADObject: inventory.ADObject{DN: there}}}, 2, ""},
		{"in the global catalog too", []inventory.Record{object(here, true), object(here, false)}, 2, ""},
		{"moved to another domain meanwhile", []inventory.Record{object(here, false), object(there, false)}, 2, "dn"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var a adObjects
			for _, r := range c.records {
				if err := a.Put(r); err != nil {
					t.Fatal(err)
				}
			}
			list, err := a.objects()
			var d *inventory.DuplicateError
			if c.differs == "" && err != nil || c.differs != "" && (!errors.As(err, &d) || d.Field != c.differs) {
				t.Errorf("error %v, want one about %q", err, c.differs)
			}
			if len(list) != c.kept || list[0].DisplayName != "" {
				t.Errorf("kept %+v", list)
			}
		})
	}
}
