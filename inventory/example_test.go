package inventory_test

import (
	"bytes"
	"fmt"
	"time"

	"gwbplan/inventory"
)

// A collector hands records to a sink as it reads them; here the sink writes a
// snapshot, which is read back into memory.
func Example() {
	user, _ := inventory.ParseObjectID("7c1e4f5a-0d6b-4a55-9b77-0d2f0b1c2d3e")
	group, _ := inventory.ParseObjectID("0b9a8c7d-1111-4222-8333-444455556666")

	var file bytes.Buffer
	w, err := inventory.NewWriter(&file, inventory.Header{Tool: "example", TakenAt: time.Date(2026, 8, 3, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range []inventory.Record{
		&inventory.CloudGroupRecord{
			CloudGroup: inventory.CloudGroup{ID: group, DisplayName: "Sales", WritebackEnabled: inventory.FlagTrue, MembersReading: inventory.ReadWhole},
			MemberIDs:  []inventory.ObjectID{user},
		},
		&inventory.Principal{ID: user, Type: inventory.User, DisplayName: "Ada"},
	} {
		if err := w.Put(r); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}

	b := inventory.NewBuilder(inventory.Header{})
	if _, err := inventory.Read(&file, "snapshot.jsonl", b.Put); err != nil {
		fmt.Println(err)
		return
	}
	s, err := b.Snapshot()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range s.Groups {
		for _, m := range g.Members {
			fmt.Printf("%s (writeback %s) holds %s\n", g.DisplayName, g.WritebackEnabled, s.MemberPrincipal(m).DisplayName)
		}
	}
	// Output: Sales (writeback true) holds Ada
}

func ExampleDN() {
	dn := inventory.DN("OU=Groups,DC=contoso,DC=com").Child("Smith, Jane")
	fmt.Println(dn)
	fmt.Println(dn.RDN().Value)
	fmt.Println(dn.Equal(`cn="smith, jane", ou=GROUPS,dc=contoso,dc=com`), dn.Under("DC=contoso,DC=com"), dn.DNSName())
	// Output:
	// CN=Smith\, Jane,OU=Groups,DC=contoso,DC=com
	// Smith, Jane
	// true true contoso.com
}
