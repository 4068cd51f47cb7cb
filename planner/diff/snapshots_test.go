package diff_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory"
	"gwbplan/planner/diff"
)

func oid(n int) inventory.ObjectID {
	o, err := inventory.ParseObjectID(id(n))
	if err != nil {
		panic(err) // a constant of the test is wrong
	}
	return o
}

// picture is a snapshot in the making.
type picture struct {
	tenant  *inventory.Tenant
	groups  []*inventory.CloudGroupRecord
	people  []*inventory.Principal
	domains []*inventory.ADDomain
	objects []*inventory.ADObjectRecord
	members []*inventory.ADPrincipal
	servers []*inventory.ConnectServer
	rest    []inventory.Record
}

// small is a tenant with two groups, two objects and a server.
func small() *picture {
	p := &picture{tenant: &inventory.Tenant{ID: oid(1000), DisplayName: "Contoso"}}
	for n := 1; n <= 2; n++ {
		p.groups = append(p.groups, &inventory.CloudGroupRecord{
			CloudGroup: inventory.CloudGroup{ID: oid(n), DisplayName: fmt.Sprintf("Group %d", n), SecurityEnabled: true, WritebackEnabled: inventory.FlagTrue, MembersReading: inventory.ReadWhole},
			MemberIDs:  []inventory.ObjectID{oid(101), oid(103)},
		})
		o := &inventory.ADObjectRecord{ADObject: inventory.ADObject{
			DN: inventory.DN(fmt.Sprintf("CN=G%d,OU=GWB,DC=contoso,DC=com", n)), Domain: "contoso.com", ObjectGUID: guid(n), ObjectClass: "group",
			AdminDescription: "Group_" + id(n), GroupType: inventory.UniversalSecurity, MembersReading: inventory.ReadWhole,
		}, MemberKeys: []inventory.ADKey{inventory.ADKey(guid(101).String()), inventory.ADKey(guid(103).String())}}
		p.objects = append(p.objects, o)
	}
	for n := 101; n <= 105; n++ {
		p.people = append(p.people, &inventory.Principal{ID: oid(n), Type: inventory.User, UserPrincipalName: fmt.Sprintf("user%d@contoso.com", n)})
		p.members = append(p.members, &inventory.ADPrincipal{DN: inventory.DN(fmt.Sprintf("CN=User %d,DC=contoso,DC=com", n)), GUID: guid(n)})
	}
	p.domains = []*inventory.ADDomain{{DN: "DC=contoso,DC=com", Name: "contoso.com", Covered: []inventory.DN{"DC=contoso,DC=com"}, Containers: []inventory.DN{"OU=GWB,DC=contoso,DC=com"}}}
	p.servers = []*inventory.ConnectServer{{Name: "SYNC01", Version: "2.4.0.0", RulesRead: true, ConnectorsRead: true,
		Rules:    []inventory.SyncRule{{Identifier: "r1", Name: "In from AD", Precedence: 90, LinkType: "Join"}},
		Features: []inventory.ConnectFeature{{Name: "GroupWritebackV2", State: inventory.FeatureOn}}}}
	return p
}

func (p *picture) snapshot(t *testing.T, day int) *inventory.Snapshot {
	t.Helper()
	h := inventory.Header{Schema: inventory.Schema, TakenAt: time.Date(2026, 11, day, 8, 0, 0, 0, time.UTC)}
	var records []inventory.Record
	if p.tenant != nil {
		h.Sources = append(h.Sources, inventory.Source{Kind: "graph"})
		records = append(records, p.tenant)
	}
	for _, g := range p.groups {
		records = append(records, g)
	}
	for _, u := range p.people {
		records = append(records, u)
	}
	for _, d := range p.domains {
		records = append(records, d)
	}
	for _, m := range p.members {
		records = append(records, m)
	}
	for _, o := range p.objects {
		records = append(records, o)
	}
	for _, s := range p.servers {
		records = append(records, s)
	}
	s, err := inventory.Build(h, append(records, p.rest...)...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func snapshots(t *testing.T, before, after *picture) (*diff.Report, error) {
	t.Helper()
	return diff.Snapshots(before.snapshot(t, 20), after.snapshot(t, 23), diff.Side{File: "old.jsonl"}, diff.Side{File: "new.jsonl"})
}

// TestSnapshotChanges: one change each, and what is told of it.
func TestSnapshotChanges(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	extra := 9
	for _, c := range []struct {
		name   string
		change func(p *picture)
		want   []string
	}{
		{"nothing", func(*picture) {}, nil},
		{"a group is new", func(p *picture) {
			p.groups = append(p.groups, &inventory.CloudGroupRecord{CloudGroup: inventory.CloudGroup{ID: oid(3), DisplayName: "New"}})
		}, []string{"groups added New:"}},
		{"a group is gone", func(p *picture) { p.groups = p.groups[:1] }, []string{"groups removed Group 2:"}},
		{"a group is gone, where groups were not read to the end", func(p *picture) {
			p.groups = p.groups[:1]
			p.rest = append(p.rest, &inventory.Gap{Source: "entra", What: inventory.GapCloudGroups, Why: "HTTP 500", Hides: "groups"})
		}, []string{"groups not-seen Group 2:", "gaps added entra: cloud-groups:"}},
		{"a group is renamed", func(p *picture) { p.groups[0].DisplayName = "Other" }, []string{"groups renamed Other: displayName=Group 1>Other"}},
		{"a group is deleted", func(p *picture) { p.groups[0].DeletedDateTime = &now }, []string{"groups deleted Group 1: deletedDateTime=>2026-11-22T00:00:00Z"}},
		{"a flag, a mail and a kind", func(p *picture) {
			p.groups[0].WritebackEnabled, p.groups[0].Mail, p.groups[0].GroupTypes = inventory.FlagFalse, "a@b", []string{"Unified"}
		}, []string{"groups changed Group 1: mail=>a@b groupTypes=>[\"Unified\"] writebackEnabled=true>false"}},
		{"members come and go", func(p *picture) { p.groups[0].MemberIDs = []inventory.ObjectID{oid(105), oid(101), oid(102)} },
			[]string{"groups changed Group 1: members=2>3 +user102@contoso.com +user105@contoso.com -user103@contoso.com"}},
		{"members were not read", func(p *picture) { p.groups[0].MembersReading, p.groups[0].MemberIDs = inventory.ReadFailed, nil },
			[]string{"groups changed Group 1: membersReading=read>failed"}},
		{"a count", func(p *picture) { p.groups[0].MemberCount = &extra }, []string{"groups changed Group 1: memberCount=>9"}},
		{"an owner", func(p *picture) {
			p.rest = append(p.rest, &inventory.Owners{Group: oid(1), Reading: inventory.ReadWhole, Owners: []inventory.ObjectID{oid(101)}})
		}, []string{"groups changed Group 1: owners=>user101@contoso.com"}},
		{"a user is converted", func(p *picture) { p.people[0].OnPremisesSyncEnabled = inventory.FlagFalse }, []string{"principals changed user101@contoso.com: onPremisesSyncEnabled=unread>false"}},
		{"a feature of the tenant", func(p *picture) { p.tenant.WritebackV2 = inventory.FeatureOff }, []string{"tenant changed Contoso: writebackV2=unread>off"}},
		{"a job", func(p *picture) {
			p.rest = append(p.rest, &inventory.ProvisioningJob{ID: "AAD2ADGroupProvisioning.1", ServicePrincipalName: "contoso.com"})
		}, []string{"jobs added contoso.com:"}},

		{"an object is gone", func(p *picture) { p.objects = p.objects[1:] }, []string{"ad-objects removed CN=G1,OU=GWB,DC=contoso,DC=com:"}},
		{"an object is gone, where its container was not read", func(p *picture) {
			p.objects, p.domains[0].Containers = p.objects[1:], nil
		}, []string{`ad-domains changed contoso.com: containers=["OU=GWB,DC=contoso,DC=com"]>`, "ad-objects not-seen CN=G1,OU=GWB,DC=contoso,DC=com:"}},
		{"an object is made anew", func(p *picture) { p.objects[0].ObjectGUID = guid(99) },
			[]string{"ad-objects removed CN=G1,OU=GWB,DC=contoso,DC=com:", "ad-objects added CN=G1,OU=GWB,DC=contoso,DC=com:"}},
		{"an object is renamed", func(p *picture) { p.objects[0].DN = "CN=X,OU=GWB,DC=contoso,DC=com" },
			[]string{"ad-objects renamed CN=X,OU=GWB,DC=contoso,DC=com: dn=CN=G1,OU=GWB,DC=contoso,DC=com>CN=X,OU=GWB,DC=contoso,DC=com"}},
		{"an object is moved", func(p *picture) { p.objects[0].DN = "CN=G1,OU=Else,DC=contoso,DC=com" },
			[]string{"ad-objects moved CN=G1,OU=Else,DC=contoso,DC=com: dn=CN=G1,OU=GWB,DC=contoso,DC=com>CN=G1,OU=Else,DC=contoso,DC=com"}},
		{"an object is deleted", func(p *picture) { p.objects[0].Deleted = true }, []string{"ad-objects deleted CN=G1,OU=GWB,DC=contoso,DC=com: deleted=false>true"}},
		{"anchor, mark and type", func(p *picture) {
			o := p.objects[0]
			o.Anchor, o.AdminDescription, o.GroupType = "Group_x", "", inventory.UniversalDistribution
		}, []string{"ad-objects changed CN=G1,OU=GWB,DC=contoso,DC=com: groupType=-2147483640>8 adminDescription=Group_" + id(1) + "> anchor=>Group_x"}},
		{"members of an object", func(p *picture) { p.objects[0].MemberKeys = []inventory.ADKey{inventory.ADKey(guid(104).String())} },
			[]string{"ad-objects changed CN=G1,OU=GWB,DC=contoso,DC=com: members=2>1 +CN=User 104,DC=contoso,DC=com -CN=User 101,DC=contoso,DC=com -CN=User 103,DC=contoso,DC=com"}},
		{"only the day of the last change", func(p *picture) { p.objects[0].WhenChanged = &now }, nil},

		{"a rule", func(p *picture) { p.servers[0].Rules[0].Precedence = 80 }, []string{"connect-rules changed SYNC01: In from AD: precedence=90>80"}},
		{"a rule more", func(p *picture) {
			p.servers[0].Rules = append(p.servers[0].Rules, inventory.SyncRule{Identifier: "r2", Name: "Mine"})
		}, []string{"connect-rules added SYNC01: Mine:"}},
		{"a feature of a server", func(p *picture) { p.servers[0].Features[0].State = inventory.FeatureOff }, []string{"connect-features changed SYNC01: GroupWritebackV2: state=on>off"}},
		{"staging", func(p *picture) { p.servers[0].Staging = inventory.FlagTrue }, []string{"connect-servers changed SYNC01: staging=unread>true"}},
		{"another domain", func(p *picture) {
			p.domains = append(p.domains, &inventory.ADDomain{DN: "DC=emea,DC=contoso,DC=com", Name: "emea.contoso.com"})
		}, []string{"ad-domains added emea.contoso.com:"}},
	} {
		after := small()
		c.change(after)
		r, err := snapshots(t, small(), after)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := told(r); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		if r.Complete != (len(after.rest) == 0 || r.New.Gaps == 0) || r.Approval != nil {
			t.Errorf("%s: complete %v, %q", c.name, r.Complete, r.Unknowns)
		}
	}
}

// TestAdded: what the older one may not have read is not called new for certain.
func TestAdded(t *testing.T) {
	before, after := small(), small()
	before.groups, before.objects = before.groups[:1], before.objects[:1]
	why := func() (out []int) {
		r, err := snapshots(t, before, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range r.Entries {
			if e.Change == diff.Added {
				out = append(out, len(e.Why))
			}
		}
		return out
	}
	if got := why(); !slices.Equal(got, []int{0, 0}) {
		t.Errorf("read to the end: %v reasons for doubt", got)
	}
	before.rest = []inventory.Record{&inventory.Gap{Source: "entra", What: inventory.GapCloudGroups}}
	before.domains[0].Covered, before.domains[0].Containers = nil, nil
	if got := why(); !slices.Equal(got, []int{1, 1}) {
		t.Errorf("not read to the end: %v reasons for doubt", got)
	}
}

// TestMembersNamed: members are counted to the last and named up to the limit.
func TestMembersNamed(t *testing.T) {
	after := small()
	for n := range 300 {
		after.groups[0].MemberIDs = append(after.groups[0].MemberIDs, oid(2000+n))
	}
	r, err := snapshots(t, small(), after)
	if err != nil {
		t.Fatal(err)
	}
	if m := r.Entries[0].Joined; m.Count != 300 || len(m.Named) != diff.NamedMembers {
		t.Errorf("%d members, %d of them named", m.Count, len(m.Named))
	}
}

// TestSnapshotUnknown: what the newer one cannot show is not known.
func TestSnapshotUnknown(t *testing.T) {
	before, after := small(), small()
	before.domains = append(before.domains, &inventory.ADDomain{DN: "DC=emea,DC=contoso,DC=com", Name: "emea.contoso.com"})
	after.servers = nil
	after.rest = []inventory.Record{&inventory.Gap{Source: "entra", What: inventory.GapGroupMembers, Subject: id(1), Why: "HTTP 403", Hides: "members"}}
	r, err := snapshots(t, before, after)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"the AD domain emea.contoso.com is not in new.jsonl", "the Connect server SYNC01 is not in new.jsonl", "new.jsonl has a gap, entra: group-members of " + id(1)}
	if len(r.Unknowns) != len(want) || r.Complete {
		t.Fatalf("%q", r.Unknowns)
	}
	for i := range want {
		if !strings.HasPrefix(r.Unknowns[i], want[i]) {
			t.Errorf("%q, want %q", r.Unknowns[i], want[i])
		}
	}
	if got := told(r); !slices.Equal(got, []string{"gaps added entra: group-members:"}) {
		t.Errorf("%q", got)
	}
}

func TestSnapshotsThatCannotBeCompared(t *testing.T) {
	adOnly := func(p *picture) { p.tenant, p.groups, p.people = nil, nil, nil }
	for name, spoil := range map[string]func(p *picture){
		"two tenants":    func(p *picture) { p.tenant.ID = oid(1) },
		"AD alone":       adOnly,
		"cloud alone":    func(p *picture) { p.domains, p.objects, p.members = nil, nil, nil },
		"another forest": func(p *picture) { p.domains[0].Name, p.domains[0].DN = "fabrikam.com", "DC=fabrikam,DC=com" },
		"Connect alone":  func(p *picture) { adOnly(p); p.domains, p.objects, p.members = nil, nil, nil },
	} {
		other := small()
		spoil(other)
		for _, pair := range [][2]*picture{{small(), other}, {other, small()}} {
			_, err := snapshots(t, pair[0], pair[1])
			var mismatch *diff.MismatchError
			if !errors.As(err, &mismatch) || mismatch.Hint() == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	before, after := small(), small()
	adOnly(before)
	adOnly(after)
	if _, err := snapshots(t, before, after); err != nil {
		t.Errorf("AD alone on both sides: %v", err)
	}
}

// TestSnapshotsTwice: the same two give the same report.
func TestSnapshotsTwice(t *testing.T) {
	after := small()
	after.groups[0].MemberIDs, after.objects = nil, after.objects[:1]
	a, err := snapshots(t, small(), after)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(after.groups)
	slices.Reverse(after.people)
	b, err := snapshots(t, small(), after)
	if err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("the order of the records matters: %v", err)
	}
}
