package planner

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"gwbplan/inventory"
)

// benchSnapshot is a tenant of written groups with 30 members each, a few of
// whom AD lacks, and every tenth group nested in another.
func benchSnapshot(b *testing.B, groups int) *inventory.Snapshot {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	users := groups / 2
	records := []inventory.Record{
		&inventory.Tenant{ID: objectID(0xc0), Cloud: "public", WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOn},
		&inventory.ADDomain{DN: domainDN(contoso), Name: contoso, SID: domainSID(0), ForestRoot: domainDN(contoso), ForestDomains: []string{contoso},
			AnchorInSchema: flagTrue, RecycleBin: flagTrue, DeletedReadable: flagTrue, Covered: []inventory.DN{domainDN(contoso)}, Containers: []inventory.DN{groupsOU}},
	}
	for u := range users {
		sid := inventory.SID(fmt.Sprintf("%s-%d", domainSID(0), 10_000_000+u))
		records = append(records, &inventory.Principal{ID: objectID(10_000_000 + u), Type: inventory.User, DisplayName: fmt.Sprint("user", u), UserType: "Member",
			OnPremisesSyncEnabled: flagTrue, OnPremisesDomainName: contoso, OnPremisesSecurityIdentifier: sid},
			&inventory.ADPrincipal{DN: inventory.DN("CN=Users,DC=contoso,DC=com").Child(fmt.Sprint("user", u)), GUID: adGUID(10_000_000 + u), SID: sid})
	}
	for i := range groups {
		g := &inventory.CloudGroupRecord{CloudGroup: inventory.CloudGroup{ID: objectID(i), DisplayName: fmt.Sprint("Group ", i), SecurityEnabled: true,
			OnPremisesSyncEnabled: flagNull, WritebackEnabled: flagTrue, MembersReading: inventory.ReadWhole}}
		dn := groupsOU.Child(defaultCN(&g.CloudGroup))
		o := &inventory.ADObjectRecord{ADObject: inventory.ADObject{DN: dn, Domain: contoso, ObjectGUID: adGUID(i + 1), ObjectClass: "group", CN: dn.RDN().Value,
			ObjectSID: inventory.SID(fmt.Sprintf("%s-%d", domainSID(0), 1000+i)), GroupType: inventory.UniversalSecurity, MembersReading: inventory.ReadWhole,
			Anchor: stampOf(g.ID), AdminDescription: stampOf(g.ID), DisplayName: g.DisplayName}}
		for m := range 30 {
			u := r.IntN(users)
			g.MemberIDs = append(g.MemberIDs, objectID(10_000_000+u))
			if m > 0 {
				o.MemberKeys = append(o.MemberKeys, inventory.ADKey(adGUID(10_000_000+u).String()))
			}
		}
		if i%10 == 9 {
			child := r.IntN(i)
			g.MemberIDs = append(g.MemberIDs, objectID(child))
			o.MemberKeys = append(o.MemberKeys, inventory.ADKey(adGUID(child+1).String()))
		}
		records = append(records, g, o)
	}
	s, err := inventory.Build(inventory.Header{Tool: "bench", TakenAt: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}, records...)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkPlan makes a snapshot ready and writes its plan, step by step.
func BenchmarkPlan(b *testing.B) {
	s := benchSnapshot(b, 10_000)
	b.Run("world", func(b *testing.B) {
		for b.Loop() {
			if _, err := newWorld(s, Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			if _, err := New(s, Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("write", func(b *testing.B) {
		p, err := New(s, Options{})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := p.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
}
