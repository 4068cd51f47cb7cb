package verify

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// tenant is a small tenant and its domain as records, so that a test can plan
// on it, play the cut-over and damage single things.
type tenant struct {
	t       testing.TB
	org     *inventory.Tenant
	domain  *inventory.ADDomain
	groups  []*inventory.CloudGroupRecord
	users   []*inventory.Principal
	refs    []*inventory.ADPrincipal
	objects []*inventory.ADObjectRecord
	job     *inventory.ProvisioningJob
	rest    []inventory.Record
	taken   time.Time
	serial  int
	opt     planner.Options
}

const (
	domainName = "contoso.com"
	domainDN   = inventory.DN("DC=contoso,DC=com")
	groupsOU   = inventory.DN("OU=Groups,DC=contoso,DC=com")
)

func newTenant(t testing.TB) *tenant {
	b := &tenant{t: t, taken: time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)}
	b.org = &inventory.Tenant{ID: b.id(), DisplayName: "Contoso", Cloud: "public", WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOn}
	b.domain = &inventory.ADDomain{
		DN: domainDN, Name: domainName, SID: "S-1-5-21-1-2-3", ForestRoot: domainDN, ForestDomains: []string{domainName}, AnchorInSchema: inventory.FlagTrue,
		RecycleBin: inventory.FlagTrue, DeletedReadable: inventory.FlagTrue, Covered: []inventory.DN{domainDN}, Containers: []inventory.DN{groupsOU},
	}
	b.job = &inventory.ProvisioningJob{
		ID: "AAD2ADGroupProvisioning.1", ServicePrincipalID: b.id(), ServicePrincipalName: domainName, HasRun: inventory.FlagFalse,
		SchemaReading: inventory.ReadWhole, AssignedReading: inventory.ReadWhole,
		CN:        inventory.Mapping{Type: "Expression", Expression: `Append(Append(Left(Trim([displayName]),51),"_"),Mid([objectId],25,12))`},
		Container: inventory.Mapping{Type: "Constant", Expression: `"` + string(groupsOU) + `"`},
		Member:    inventory.Mapping{Type: "Direct", Expression: "[members]"},
	}
	b.opt.Settings = planner.DefaultSettings()
	return b
}

func (b *tenant) next() int { b.serial++; return b.serial }

func (b *tenant) id() inventory.ObjectID {
	id, err := inventory.ParseObjectID(fmt.Sprintf("aaaaaaaa-0000-4000-8000-%012x", b.next()))
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func (b *tenant) guid() inventory.GUID {
	g, err := inventory.ParseGUID(fmt.Sprintf("bbbbbbbb-0000-4000-8000-%012x", b.next()))
	if err != nil {
		b.t.Fatal(err)
	}
	return g
}

func (b *tenant) sid() inventory.SID {
	return inventory.SID(fmt.Sprintf("%s-%d", b.domain.SID, 1000+b.next()))
}

// user is a synced user with an account in the domain.
func (b *tenant) user(name string) *inventory.Principal {
	p := &inventory.Principal{
		ID: b.id(), Type: inventory.User, DisplayName: name, UserType: "Member", OnPremisesSyncEnabled: inventory.FlagTrue,
		OnPremisesSecurityIdentifier: b.sid(), OnPremisesDomainName: domainName,
	}
	b.users = append(b.users, p)
	b.refs = append(b.refs, &inventory.ADPrincipal{DN: "OU=Staff,DC=contoso,DC=com", GUID: b.guid(), SID: p.OnPremisesSecurityIdentifier})
	last := b.refs[len(b.refs)-1]
	last.DN = last.DN.Child(fmt.Sprintf("%s %d", name, b.serial))
	return p
}

// account is the member key of a user's account.
func (b *tenant) account(p *inventory.Principal) inventory.ADKey {
	i := slices.IndexFunc(b.refs, func(r *inventory.ADPrincipal) bool { return r.SID == p.OnPremisesSecurityIdentifier })
	return b.refs[i].Key()
}

// stranger is an account that no cloud user has.
func (b *tenant) stranger(name string) inventory.ADKey {
	b.refs = append(b.refs, &inventory.ADPrincipal{DN: inventory.DN("OU=Staff,DC=contoso,DC=com").Child(name), GUID: b.guid(), SID: b.sid()})
	return b.refs[len(b.refs)-1].Key()
}

func (b *tenant) group(name string, flag inventory.Flag) *inventory.CloudGroupRecord {
	g := &inventory.CloudGroupRecord{CloudGroup: inventory.CloudGroup{
		ID: b.id(), DisplayName: name, MailNickname: "nick", OnPremisesSyncEnabled: inventory.FlagNull, WritebackEnabled: flag, MembersReading: inventory.ReadWhole,
	}}
	b.groups = append(b.groups, g)
	return g
}

// security is a cloud security group with members.
func (b *tenant) security(name string, flag inventory.Flag, members ...*inventory.Principal) *inventory.CloudGroupRecord {
	g := b.group(name, flag)
	g.SecurityEnabled = true
	for _, m := range members {
		g.MemberIDs = append(g.MemberIDs, m.ID)
	}
	return g
}

func (b *tenant) m365(name string, flag inventory.Flag) *inventory.CloudGroupRecord {
	g := b.group(name, flag)
	g.MailEnabled, g.GroupTypes, g.Mail, g.MembersReading = true, []string{"Unified"}, "team@contoso.com", inventory.NotCollected
	return g
}

// written is the object that Connect wrote for a group, with the accounts of its
// members; M365 groups get a distribution group.
func (b *tenant) written(g *inventory.CloudGroupRecord, cn string, members ...inventory.ADKey) *inventory.ADObjectRecord {
	stamp := "Group_" + g.ID.String()
	dn := groupsOU.Child(cn)
	o := &inventory.ADObjectRecord{ADObject: inventory.ADObject{
		DN: dn, Domain: domainName, ObjectGUID: b.guid(), ObjectSID: b.sid(), ObjectClass: "group", CN: cn, DisplayName: g.DisplayName,
		GroupType: inventory.UniversalSecurity, AdminDescription: stamp, Anchor: stamp, MembersReading: inventory.ReadWhole,
	}, MemberKeys: members}
	if len(g.GroupTypes) > 0 {
		o.GroupType, o.Anchor = inventory.UniversalDistribution, ""
	}
	b.objects = append(b.objects, o)
	return o
}

// cloudSyncName is the default cn of Cloud Sync, as Connect may have made it.
func cloudSyncName(g *inventory.CloudGroupRecord) string {
	return g.DisplayName + "_" + g.ID.String()[24:]
}

func (b *tenant) snapshot() *inventory.Snapshot {
	b.t.Helper()
	var records []inventory.Record
	kinds := []inventory.Source{{Kind: "ldap", Name: "dc"}}
	if b.org != nil {
		records = append(records, b.org)
		kinds = append(kinds, inventory.Source{Kind: "graph", Name: "tenant"})
		if b.job != nil {
			records = append(records, b.job)
		}
		records = appendAll(appendAll(records, b.groups), b.users)
	}
	if b.domain != nil {
		records = appendAll(appendAll(append(records, b.domain), b.objects), b.refs)
	}
	s, err := inventory.Build(inventory.Header{Tool: "test", TakenAt: b.taken, Sources: kinds}, append(records, b.rest...)...)
	if err != nil {
		b.t.Fatalf("building the snapshot: %v", err)
	}
	return s
}

func appendAll[T inventory.Record](out []inventory.Record, list []T) []inventory.Record {
	for _, r := range list {
		out = append(out, r)
	}
	return out
}

func (b *tenant) planned() *planner.Plan {
	b.t.Helper()
	p, err := planner.New(b.snapshot(), b.opt)
	if err != nil {
		b.t.Fatal(err)
	}
	plan, err := p.Plan()
	if err != nil {
		b.t.Fatal(err)
	}
	return plan
}

func (b *tenant) verified(p *planner.Plan, wave int) *Verification {
	b.t.Helper()
	v, err := Compare(p, b.snapshot(), Options{Wave: wave})
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// object is the live object with this objectGUID.
func (b *tenant) object(g inventory.GUID) *inventory.ADObjectRecord {
	for _, o := range b.objects {
		if o.ObjectGUID == g {
			return o
		}
	}
	return nil
}
