package planner

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gwbplan/inventory"
)

// tenant builds a snapshot in few words, through inventory.Builder as any
// reader does. As it stands both features are on, contoso.com was read whole
// (forest contoso.com + emea.contoso.com), and so was OU=Groups in it.
type tenant struct {
	t          testing.TB
	org        *inventory.Tenant // nil: no cloud side
	domains    []*inventory.ADDomain
	groups     []*inventory.CloudGroupRecord
	principals []*inventory.Principal
	objects    []*inventory.ADObjectRecord
	adRefs     []*inventory.ADPrincipal
	jobs       []*inventory.ProvisioningJob
	rest       []inventory.Record // gaps, lookups, Connect servers, owners
	opt        Options
	serial     int
	shuffle    *rand.Rand
}

const (
	flagTrue   = inventory.FlagTrue
	flagFalse  = inventory.FlagFalse
	flagNull   = inventory.FlagNull
	flagUnread = inventory.FlagUnread

	contoso  = "contoso.com"
	groupsOU = inventory.DN("OU=Groups,DC=contoso,DC=com")
)

func newTenant(t testing.TB) *tenant {
	b := &tenant{t: t, org: &inventory.Tenant{
		ID: objectID(0xc0), DisplayName: "Contoso", Domains: []string{contoso}, Cloud: "public",
		WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOn, OnPremisesSyncEnabled: flagTrue,
	}}
	b.opt.Settings = DefaultSettings()
	d := b.domain(contoso)
	d.ForestDomains = []string{contoso, "emea.contoso.com"}
	d.Containers = []inventory.DN{groupsOU}
	return b
}

// objectID and adGUID make ids that tell what they belong to.
func objectID(n int) inventory.ObjectID {
	id, _ := inventory.ParseObjectID(fmt.Sprintf("aaaaaaaa-0000-4000-8000-%012x", n))
	return id
}

func adGUID(n int) inventory.GUID {
	g, _ := inventory.ParseGUID(fmt.Sprintf("bbbbbbbb-0000-4000-8000-%012x", n))
	return g
}

func domainDN(name string) inventory.DN {
	dn := ""
	for _, label := range splitDots(name) {
		dn += ",DC=" + label
	}
	return inventory.DN(dn[1:])
}

func splitDots(s string) (out []string) {
	for len(s) > 0 {
		i := 0
		for i < len(s) && s[i] != '.' {
			i++
		}
		out = append(out, s[:i])
		s = s[min(i+1, len(s)):]
	}
	return out
}

// domain adds an AD domain that was read whole, a forest of its own unless the
// caller says otherwise.
func (b *tenant) domain(name string) *inventory.ADDomain {
	dn := domainDN(name)
	d := &inventory.ADDomain{
		DN: dn, Name: name, SID: domainSID(len(b.domains)), ForestRoot: dn,
		AnchorInSchema: flagTrue, RecycleBin: flagTrue, DeletedReadable: flagTrue, Covered: []inventory.DN{dn},
	}
	b.domains = append(b.domains, d)
	return d
}

func domainSID(n int) inventory.SID { return inventory.SID(fmt.Sprintf("S-1-5-21-1-2-%d", n+3)) }

func (b *tenant) next() int { b.serial++; return b.serial }

// group adds a live cloud group of no kind yet, with no members, read whole.
func (b *tenant) group(name string, flag inventory.Flag, edit ...func(*inventory.CloudGroupRecord)) *inventory.CloudGroupRecord {
	g := &inventory.CloudGroupRecord{CloudGroup: inventory.CloudGroup{
		ID: objectID(b.next()), DisplayName: name, MailNickname: "nick", OnPremisesSyncEnabled: flagNull,
		WritebackEnabled: flag, MembersReading: inventory.ReadWhole,
	}}
	for _, e := range edit {
		e(g)
	}
	b.groups = append(b.groups, g)
	return g
}

// security, m365, mailSecurity, distribution and synced add a group of a kind.
func (b *tenant) security(name string, flag inventory.Flag, edit ...func(*inventory.CloudGroupRecord)) *inventory.CloudGroupRecord {
	g := b.group(name, flag)
	g.SecurityEnabled = true
	return edited(g, edit)
}

func (b *tenant) m365(name string, flag inventory.Flag, edit ...func(*inventory.CloudGroupRecord)) *inventory.CloudGroupRecord {
	g := b.group(name, flag)
	g.MailEnabled, g.GroupTypes, g.Mail = true, []string{"Unified"}, "team@contoso.com"
	g.MembersReading = inventory.NotCollected
	return edited(g, edit)
}

func (b *tenant) mailSecurity(name string) *inventory.CloudGroupRecord {
	g := b.group(name, flagNull)
	g.MailEnabled, g.SecurityEnabled, g.Mail = true, true, "mes@contoso.com"
	return g
}

func (b *tenant) distribution(name string) *inventory.CloudGroupRecord {
	g := b.group(name, flagNull)
	g.MailEnabled, g.Mail = true, "dl@contoso.com"
	return g
}

func (b *tenant) synced(name string) *inventory.CloudGroupRecord {
	g := b.security(name, flagNull)
	g.OnPremisesSyncEnabled, g.OnPremisesSecurityIdentifier = flagTrue, b.sid(contoso)
	g.OnPremisesDomainName = contoso
	return g
}

func edited[T any](v *T, edit []func(*T)) *T {
	for _, e := range edit {
		e(v)
	}
	return v
}

// delete makes a group soft-deleted.
func (b *tenant) delete(g *inventory.CloudGroupRecord) {
	when := time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC)
	g.DeletedDateTime = &when
}

func (b *tenant) sid(domain string) inventory.SID {
	for i, d := range b.domains {
		if d.Name == domain {
			return inventory.SID(fmt.Sprintf("%s-%d", domainSID(i), 1000+b.next()))
		}
	}
	return inventory.SID(fmt.Sprintf("S-1-5-21-9-9-9-%d", 1000+b.next()))
}

// object adds a live AD group at a DN, universal security, with no members.
func (b *tenant) object(dn inventory.DN, edit ...func(*inventory.ADObjectRecord)) *inventory.ADObjectRecord {
	o := &inventory.ADObjectRecord{ADObject: inventory.ADObject{
		DN: dn, Domain: dn.DNSName(), ObjectGUID: adGUID(b.next()), ObjectSID: b.sid(dn.DNSName()), ObjectClass: "group",
		CN: dn.RDN().Value, GroupType: inventory.UniversalSecurity, MembersReading: inventory.ReadWhole,
	}}
	b.objects = append(b.objects, edited(o, edit))
	return o
}

// written adds the AD object that Connect wrote for a group, stamped, named as
// Cloud Sync will name it, in OU=Groups; M365 groups get a distribution group.
func (b *tenant) written(g *inventory.CloudGroupRecord, edit ...func(*inventory.ADObjectRecord)) *inventory.ADObjectRecord {
	o := b.object(groupsOU.Child(defaultCN(&g.CloudGroup)))
	o.Anchor, o.AdminDescription = "Group_"+g.ID.String(), "Group_"+g.ID.String()
	o.DisplayName, o.Description = g.DisplayName, g.Description
	if len(g.GroupTypes) > 0 {
		o.GroupType = inventory.UniversalDistribution
	}
	return edited(o, edit)
}

func noAnchor(o *inventory.ADObjectRecord)           { o.Anchor = "" }
func noAdminDescription(o *inventory.ADObjectRecord) { o.AdminDescription = "" }

// job adds a provisioning job for contoso.com that has run and that has these
// groups assigned; its container keeps OU=Groups.
func (b *tenant) job(groups ...*inventory.CloudGroupRecord) *inventory.ProvisioningJob {
	j := &inventory.ProvisioningJob{
		ID: fmt.Sprintf("AAD2ADGroupProvisioning.%d", b.next()), ServicePrincipalID: objectID(b.next()), ServicePrincipalName: contoso,
		HasRun: flagTrue, SchemaReading: inventory.ReadWhole, AssignedReading: inventory.ReadWhole,
		CN:        inventory.Mapping{Type: "Expression", Expression: defaultCNText},
		Container: inventory.Mapping{Type: "Constant", Expression: `"` + string(groupsOU) + `"`},
		Member:    inventory.Mapping{Type: "Direct", Expression: "[members]"},
	}
	for _, g := range groups {
		j.Assigned = append(j.Assigned, g.ID)
	}
	b.jobs = append(b.jobs, j)
	return j
}

func (b *tenant) gap(source string, what inventory.GapKind) {
	b.rest = append(b.rest, &inventory.Gap{Source: source, What: what, Why: "HTTP 403 Authorization_RequestDenied", Hides: "it"})
}

// lookedUp says that a SID was looked up in AD and found nowhere.
func (b *tenant) lookedUp(sid inventory.SID) {
	b.rest = append(b.rest, &inventory.SIDLookup{SID: sid, Domain: contoso})
}

func (b *tenant) snapshot() *inventory.Snapshot {
	b.t.Helper()
	records := b.records()
	if b.shuffle != nil {
		b.shuffle.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	}
	h := inventory.Header{Tool: "test", TakenAt: time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)}
	s, err := inventory.Build(h, records...)
	if err != nil {
		b.t.Fatalf("building the snapshot: %v", err)
	}
	return s
}

func (b *tenant) records() []inventory.Record {
	var out []inventory.Record
	if b.org != nil {
		out = append(out, b.org)
	}
	return append(appendAll(appendAll(appendAll(appendAll(appendAll(appendAll(out, b.domains), b.groups), b.principals), b.adRefs), b.objects), b.jobs), b.rest...)
}

func appendAll[T inventory.Record](out []inventory.Record, list []T) []inventory.Record {
	for _, r := range list {
		out = append(out, r)
	}
	return out
}

func (b *tenant) world() *World {
	b.t.Helper()
	w, err := newWorld(b.snapshot(), b.opt)
	if err != nil {
		b.t.Fatalf("newWorld: %v", err)
	}
	return w
}

// caseOf builds the tenant's world and one group's case in it.
func (b *tenant) caseOf(g *inventory.CloudGroupRecord) *Case {
	b.t.Helper()
	w := b.world()
	return w.CaseOf(w.Group(g.ID))
}

// plan decides on the whole tenant; decided on one group of it.
func (b *tenant) plan() *Plan {
	b.t.Helper()
	p, err := New(b.snapshot(), b.opt)
	if err != nil {
		b.t.Fatalf("New: %v", err)
	}
	plan, err := p.Plan()
	if err != nil {
		b.t.Fatalf("Plan: %v", err)
	}
	return plan
}

func (b *tenant) decided(g *inventory.CloudGroupRecord) *Group {
	b.t.Helper()
	plan := b.plan()
	for i := range plan.Groups {
		if plan.Groups[i].ID == g.ID.String() {
			return &plan.Groups[i]
		}
	}
	b.t.Fatalf("group %s is not in the plan", g.DisplayName)
	return nil
}
