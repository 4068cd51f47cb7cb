package ad_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// FuzzLDIF: whatever a file holds, it is refused by name or read into records
// that make a snapshot, the same each time.
func FuzzLDIF(f *testing.F) {
	f.Add([]byte(group("G", "member: CN=x,"+contoso, "memberOf: CN=G,"+gwb)))
	f.Add(asUTF16([]byte(group("G", "displayName:: VMOkbQ==", "whenCreated: 20240131120000.0Z"))))
	f.Add([]byte("version: 1\n\ndn: <GUID=04030201-0605-0807-090a-0b0c0d0e0f10>;" + contoso + "\nobjectClass: domainDNS\nobjectSid: S-1-5-21-1-2-3\n"))
	f.Add([]byte(group("a_0123456789ab", "member;range=0-1: CN=x,"+contoso) + "# numEntries: 7\nresult: 4 x\n"))
	f.Add([]byte("dn: CN=x\\0ADEL:1,CN=Deleted Objects," + contoso + "\nisDeleted: TRUE\nmsDS-ExternalDirectoryObjectId: Group_1\nchangetype: add\n"))
	f.Add([]byte("dn: CN=a,CN=Partitions,CN=Configuration," + contoso + "\nobjectClass: crossRef\nnCName: " + contoso + "\n\ndn: CN=b," + contoso + "\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		first, err := fuzzRead(raw)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f.ldif:") && !strings.Contains(err.Error(), "the LDIF files hold no entry") {
				t.Fatalf("the error names no file: %v", err)
			}
			return
		}
		second, err := fuzzRead(raw)
		if err != nil {
			t.Fatal(err)
		}
		sameLines(t, second.lines(t), first.lines(t))
		snapshotOf(t, first)
	})
}

func fuzzRead(raw []byte) (*facts, error) {
	src, err := ad.OpenLDIF(ad.LDIFConfig{Inputs: []ad.LDIFInput{{Name: "f.ldif", Reader: bytes.NewReader(raw)}}})
	if err != nil {
		return nil, err
	}
	f := &facts{}
	if err := src.Collect(context.Background(), f); err != nil {
		return nil, err
	}
	req := ad.LookupRequest{SIDs: []inventory.SID{"S-1-5-21-1-2-3-4"}, Containers: []inventory.DN{it}}
	if err := src.Lookup(context.Background(), req, f); err != nil {
		return nil, err
	}
	return f, src.Finish(f)
}
