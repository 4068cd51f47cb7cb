package planner

import (
	"slices"
	"testing"

	"gwbplan/inventory"
)

type (
	cloudRecord = inventory.CloudGroupRecord
	adRecord    = inventory.ADObjectRecord
)

func nestingCases() []ruleCase {
	synced, device, parent := FindingNestedSyncedGroup, FindingDeviceMembers, FindingParentSyncedByConnect
	split, stays, topology := FindingSplitNesting, FindingMemberDomainStaysOnConnect, FindingMembersSyncedByConnect
	nested, cycle := FindingNestedGroupOutOfScope, FindingNestingCycle
	inADToo := func(b *tenant, g *cloudRecord, o *adRecord, child *cloudRecord) {
		member(g, child)
		b.adMember(o, inventory.ADPrincipal{DN: groupsOU.Child(child.DisplayName), SID: child.OnPremisesSecurityIdentifier})
	}
	return []ruleCase{
		{id: synced, name: "reference in AD", want: "blocker: 1 nested group is synced from AD, the reference is not written; 1 in AD now",
			seen: `entra members = group "HR" (aaaaaaaa-0000-4000-8000-000000000004): group synced from AD`, pin: "nested-synced-group held by nobody",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { inADToo(b, g, o, b.synced("HR")) })},
		{id: synced, name: "reference not in AD", want: "info: 1 nested group is synced from AD, the reference is not written; none in AD now",
			seen:  `entra members = group "HR" (aaaaaaaa-0000-4000-8000-000000000004): group synced from AD`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.synced("HR")) })},
		{id: synced, name: "AD members not read", want: "info: 1 nested group is synced from AD, the reference is not written; whether AD holds the reference now is not known",
			seen: `entra members = group "HR" (aaaaaaaa-0000-4000-8000-000000000004): group synced from AD`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				member(g, b.synced("HR"))
				o.MembersReading = inventory.ReadFailed
			})},
		{id: synced, name: "a converted group is written", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, converted(b)) })},

		{id: device, name: "reference in AD", want: "blocker: 1 member is a device, the reference is not written; 1 in AD now",
			seen: `entra members = device "PC1" (aaaaaaaa-0000-4000-8000-000000000004): device`, pin: "device-members held by nobody",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				p := b.principal("PC1", inventory.Device)
				p.DeviceID = adGUID(77)
				member(g, p)
				b.adMember(o, inventory.ADPrincipal{DN: "CN=PC1,CN=Computers,DC=contoso,DC=com", GUID: p.DeviceID})
			})},
		{id: device, name: "cloud only", want: "info: 1 member is a device, the reference is not written; none in AD now",
			seen:  `entra members = device "PC1" (aaaaaaaa-0000-4000-8000-000000000004): device`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.principal("PC1", inventory.Device)) })},
		{id: device, name: "users", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { b.both(g, o, b.user("Bob", contoso)) })},

		{id: parent, name: "by SID", want: "warning: the AD object sits in 1 AD group that is synced to the cloud", pin: "parent-synced-by-connect held by connect",
			seen: `ad:contoso.com memberOf = CN=All,DC=contoso,DC=com, in the cloud "HR" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				b.adParent(o, inventory.ADPrincipal{DN: "CN=All,DC=contoso,DC=com", SID: b.synced("HR").OnPremisesSecurityIdentifier})
			})},
		{id: parent, name: "known by DN, its object was read", want: "warning: the AD object sits in 1 AD group that is synced to the cloud", pin: "parent-synced-by-connect held by connect",
			seen: `ad:contoso.com memberOf = CN=All,DC=contoso,DC=com, in the cloud "HR" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				sid := b.synced("HR").OnPremisesSecurityIdentifier
				b.object("CN=All,DC=contoso,DC=com", func(o *adRecord) { o.ObjectSID = sid })
				b.adParent(o, inventory.ADPrincipal{DN: "cn=all,dc=contoso,dc=com"})
			})},
		{id: parent, name: "a parent that is not synced", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.synced("All") // the same name is no evidence
			b.adParent(o, entryOf(b.object("CN=All,DC=contoso,DC=com")))
		})},

		{id: split, name: "cloud member", want: "warning: the group is nested with 1 Microsoft 365 group that stays on v1", pin: "split-nesting held by v1",
			seen:  `entra members = group "Team" (aaaaaaaa-0000-4000-8000-000000000004): Microsoft 365 group`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.m365("Team", flagTrue)) })},
		{id: split, name: "AD parent", want: "warning: the group is nested with 1 Microsoft 365 group that stays on v1", pin: "split-nesting held by v1",
			seen: `ad:contoso.com memberOf = CN=Team_000000000004,OU=Groups,DC=contoso,DC=com, in the cloud "Team" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				b.adParent(o, entryOf(b.written(b.m365("Team", flagTrue))))
			})},
		{id: split, name: "on both sides, once", want: "warning: the group is nested with 1 Microsoft 365 group that stays on v1", pin: "split-nesting held by v1",
			seen: `entra members = group "Team" (aaaaaaaa-0000-4000-8000-000000000004): Microsoft 365 group`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				team := b.m365("Team", flagTrue)
				member(g, team)
				b.adMember(o, entryOf(b.written(team)))
			})},
		{id: split, name: "v1 is off", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.org.WritebackV1 = inventory.FeatureOff
			member(g, b.m365("Team", flagTrue))
		})},
		{id: split, name: "security group in security group", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			child := b.security("Child", flagTrue)
			member(g, child)
			b.adMember(o, entryOf(b.written(child)))
		})},

		{id: stays, name: "named domain", want: `info: 1 member comes from a domain that stays on Connect Sync ("emea.contoso.com")`, pin: "member-domain-stays-on-connect held by connect",
			seen: `entra onPremisesDomainName = EMEA.contoso.com for "Emma" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				b.opt.Settings.StaysOnConnect = []string{"emea.contoso.com"}
				b.both(g, o, b.user("Emma", "EMEA.contoso.com"), b.user("Bob", contoso))
			})},
		{id: stays, name: "no domain is named", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { b.both(g, o, b.user("Emma", "emea.contoso.com")) })},
		{id: stays, name: "members of other domains", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.opt.Settings.StaysOnConnect = []string{"emea.contoso.com"}
			b.both(g, o, b.user("Bob", contoso))
		})},

		{id: topology, name: "a synced user", want: "info: 1 member is synced from AD", pin: "members-synced-by-connect held by connect",
			seen:  `entra members = user "Bob" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { b.both(g, o, b.user("Bob", contoso)) })},
		{id: topology, name: "cloud users only", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.cloudUser("Ann")) })},

		{id: nested, name: "nested in AD now", want: "fix: 1 nested group is in AD now and not bound for Cloud Sync",
			seen:  `entra members = group "Child" (aaaaaaaa-0000-4000-8000-000000000004): group not bound for Cloud Sync`,
			build: holding(nestedInAD)},
		{id: nested, name: "not in AD", want: "warning: 1 nested group is not bound for Cloud Sync; none in AD now",
			seen:  `entra members = group "Child" (aaaaaaaa-0000-4000-8000-000000000004): group not bound for Cloud Sync`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.security("Child", flagFalse)) })},
		{id: nested, name: "the child goes too", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.security("Child", flagTrue)) })},

		{id: cycle, name: "over another group", want: "info: the group is part of a nesting cycle",
			seen: `entra members = group "Child" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				child := b.security("Child", flagTrue)
				member(g, child)
				member(child, g)
			})},
		{id: cycle, name: "a chain", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			child, grandchild := b.security("Child", flagTrue), b.security("Grandchild", flagTrue)
			member(g, child, grandchild)
			member(child, grandchild)
		})},
	}
}

// A nested group that AD holds now has to come along: that is to be fixed, and
// what is forecast assumes it. So it is kept and not lost, and the group that
// holds it is no worse than fix-first. The nested group itself waits for its
// owner's decision. One that AD does not hold is never added by itself.
func TestNestedGroupComesAlong(t *testing.T) {
	b := newTenant(t)
	g := holding(nestedInAD)(b)
	child := b.groups[1]
	member(g, b.security("Never in AD", flagFalse))
	got := b.decided(g)
	var said []string
	for _, f := range got.Findings {
		said = append(said, string(f.ID)+": "+string(f.Severity))
	}
	want := []string{"nested-group-out-of-scope: fix", "nested-group-out-of-scope: warning"}
	if !slices.Equal(said, want) || got.Readiness != FixFirst {
		t.Errorf("readiness %s, findings %v; want fix-first, %v", got.Readiness, said, want)
	}
	m := got.Members
	if m.AD != 1 || m.Kept != 1 || len(m.Lost) != 1 || m.Lost[0].Name != "Never in AD" || m.Lost[0].InADNow {
		t.Errorf("members %+v", m)
	}
	if c := b.decided(child); c.Readiness != Blocked || !has(c.Findings, FindingStaleWriteback) {
		t.Errorf("the nested group is %s, findings %v", c.Readiness, c.Findings)
	}
}
