package planner

import (
	"testing"

	"gwbplan/inventory"
)

// holding is a written group whose AD object holds what fill puts there.
func holding(fill func(b *tenant, g *cloudRecord, o *adRecord)) func(*tenant) *cloudRecord {
	return func(b *tenant) *cloudRecord {
		g := b.security("Sales", flagTrue)
		fill(b, g, b.written(g))
		return g
	}
}

// nestedInAD nests a stale group, which AD holds now.
func nestedInAD(b *tenant, g *cloudRecord, o *adRecord) {
	child := b.security("Child", flagFalse)
	member(g, child)
	b.adMember(o, entryOf(b.written(child)))
}

// inBoth puts any member into the cloud group and, by a SID of its own, into AD.
func inBoth(b *tenant, g *cloudRecord, o *adRecord, p *inventory.Principal) {
	p.OnPremisesSecurityIdentifier = b.sid(contoso)
	member(g, p)
	b.adMember(o, inventory.ADPrincipal{DN: inventory.DN("CN=Users,DC=contoso,DC=com").Child(p.DisplayName), SID: p.OnPremisesSecurityIdentifier})
}

func memberCases() []ruleCase {
	lost, only, none, other := FindingMembersWillBeLost, FindingCloudOnlyMembers, FindingNoEligibleMembers, FindingOtherForestMembers
	return []ruleCase{
		{id: lost, name: "a converted user and a device", want: "blocker: 2 members that are in AD now will not be kept: 1 × user converted to cloud authority, 1 × device",
			seen: `entra members = user "Ann" (aaaaaaaa-0000-4000-8000-000000000004): user converted to cloud authority`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				inBoth(b, g, o, b.cloudUser("Ann"))
				inBoth(b, g, o, b.principal("PC1", inventory.Device))
				b.both(g, o, b.user("Bob", contoso))
			})},
		{id: lost, name: "membership switch off", want: "blocker: 1 member that is in AD now will not be kept: 1 × membership of on-premises users switched off",
			seen: `entra members = user "Bob" (aaaaaaaa-0000-4000-8000-000000000004): membership of on-premises users switched off`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso)}
				b.opt.Settings.Targets[0].MembershipToOnPremisesUsers = false
				b.both(g, o, b.user("Bob", contoso))
			})},
		{id: lost, name: "a nested group that has to come along", build: holding(nestedInAD)},
		{id: lost, name: "a nested group of AD", want: "blocker: 1 member that is in AD now will not be kept: 1 × group synced from AD",
			seen: `entra members = group "HR" (aaaaaaaa-0000-4000-8000-000000000004): group synced from AD`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				hr := b.synced("HR")
				member(g, hr)
				b.adMember(o, inventory.ADPrincipal{DN: groupsOU.Child("HR"), SID: hr.OnPremisesSecurityIdentifier})
			})},
		{id: lost, name: "whom AD never had", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			member(g, b.cloudUser("Ann"))
		})},
		{id: lost, name: "whom AD alone has stays", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.adMember(o, accountOf(b.user("Eve", contoso)))
		})},
		{id: lost, name: "properties not readable is not lost", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			p := b.cloudUser("Ann")
			p.FactsUnread = true
			inBoth(b, g, o, p)
		})},

		{id: only, name: "by reason", want: "warning: 3 members are not written to AD: 2 × cloud-only user, 1 × guest",
			seen: `entra members = user "Guy" (aaaaaaaa-0000-4000-8000-000000000006): guest`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				member(g, b.cloudUser("Ann"), b.cloudUser("Bea"), b.cloudUser("Guy"))
				b.principals[2].UserType = "Guest"
			})},
		{id: only, name: "a distribution list", want: "warning: 1 member is not written to AD: 1 × mail-enabled or distribution group",
			seen:  `entra members = group "DL" (aaaaaaaa-0000-4000-8000-000000000004): mail-enabled or distribution group`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.distribution("DL")) })},
		{id: only, name: "synced users", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.both(g, o, b.user("Bob", contoso))
		})},

		{id: none, name: "guests only", want: "warning: no member will be written: 1 × cloud-only user",
			seen:  `entra members = user "Ann" (aaaaaaaa-0000-4000-8000-000000000004): cloud-only user`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.cloudUser("Ann")) })},
		{id: none, name: "devices only", want: "warning: no member will be written: 1 × device",
			seen:  `entra members = device "PC1" (aaaaaaaa-0000-4000-8000-000000000004): device`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.principal("PC1", inventory.Device)) })},
		{id: none, name: "a nested group has to come along", build: holding(nestedInAD)},
		{id: none, name: "one will be", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			member(g, b.cloudUser("Ann"), b.user("Bob", contoso))
		})},
		{id: none, name: "empty", build: func(b *tenant) *cloudRecord { return adopted(b) }},
		{id: none, name: "the list was cut", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			member(g, b.cloudUser("Ann"))
			g.MembersReading = inventory.ReadFailed
		})},
		{id: none, name: "one could not be read", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			member(g, b.cloudUser("Ann"), b.cloudUser("Who"))
			b.principals[1].FactsUnread = true
		})},

		{id: other, name: "fabrikam", want: "warning: 1 member comes from a domain outside the target forest",
			seen:  `entra onPremisesDomainName = fabrikam.com for "Fay" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.user("Fay", "fabrikam.com")) })},
		{id: other, name: "a child domain of the forest", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			member(g, b.user("Emma", "emea.contoso.com"))
		})},
	}
}

func readingCases() []ruleCase {
	hidden, unreadable, missing := FindingHiddenMembers, FindingMembersUnreadable, FindingMembersNotCollected
	return []ruleCase{
		{id: hidden, name: "Graph counts some", want: "unknown: no member is visible, but Graph counts 7", seen: "entra members/$count = 7",
			build: func(b *tenant) *cloudRecord { return b.security("Sales", flagTrue, sized(7)) }},
		{id: hidden, name: "AD has some", want: "unknown: no member is visible in the cloud, but AD holds 1", seen: "ad:contoso.com member = 1 value",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { b.adMember(o, accountOf(b.user("Eve", contoso))) })},
		{id: hidden, name: "hidden membership, Graph counts none", want: "unknown: no member is visible in the cloud, but AD holds 1", seen: "entra visibility = HiddenMembership",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				b.adMember(o, accountOf(b.user("Eve", contoso)))
				g.Visibility = "HiddenMembership"
				sized(0)(g)
			})},
		{id: hidden, name: "Graph counts none", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.adMember(o, accountOf(b.user("Eve", contoso)))
			sized(0)(g)
		})},
		{id: hidden, name: "empty on both sides", build: func(b *tenant) *cloudRecord { return adopted(b) }},

		{id: unreadable, name: "cloud side", want: "unknown: the members of the cloud group could not be read to the end: 1 was seen", seen: "entra members = HTTP 503 serviceUnavailable",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				member(g, b.user("Bob", contoso))
				g.MembersReading, g.MembersWhy = inventory.ReadFailed, "HTTP 503 serviceUnavailable"
			})},
		{id: unreadable, name: "AD side", want: "unknown: the members of the AD object could not be read to the end: 0 were seen", seen: "ad:contoso.com member = the read failed",
			build: func(b *tenant) *cloudRecord {
				return adopted(b, func(o *adRecord) { o.MembersReading = inventory.ReadFailed })
			}},
		{id: unreadable, name: "properties", want: "unknown: the properties of 1 member that decide its place in AD were not readable",
			seen: `entra members = user "Who" (aaaaaaaa-0000-4000-8000-000000000004): properties not readable`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				p := b.cloudUser("Who")
				p.FactsUnread = true
				member(g, p)
			})},
		{id: unreadable, name: "AD shows DNs alone", want: "unknown: for 1 member it cannot be told whether AD holds it now: SID or objectGUID is missing for a comparison with 1 AD member",
			seen: `entra members = user "Bob" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				member(g, b.user("Bob", contoso))
				b.adMember(o, inventory.ADPrincipal{DN: "CN=Bob,CN=Users,DC=contoso,DC=com"})
			})},
		{id: unreadable, name: "read whole", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.both(g, o, b.user("Bob", contoso))
		})},
		{id: unreadable, name: "a group that is not in the plan", build: func(b *tenant) *cloudRecord {
			return b.security("Quiet", flagFalse, func(g *cloudRecord) { g.MembersReading = inventory.ReadFailed })
		}},

		{id: missing, name: "cloud side", want: "unknown: the members of the cloud group were not collected", seen: "entra members = not-collected",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { g.MembersReading = inventory.NotCollected })},
		{id: missing, name: "AD side", want: "unknown: the members of the AD object were not collected", seen: "ad:contoso.com member = not-collected",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { o.MembersReading = inventory.NotCollected })},
		{id: missing, name: "Microsoft 365 groups need none", build: func(b *tenant) *cloudRecord { return b.m365("Team", flagTrue) }},
		{id: missing, name: "a group that is not in the plan", build: func(b *tenant) *cloudRecord {
			return b.security("Quiet", flagFalse, func(g *cloudRecord) { g.MembersReading = inventory.NotCollected })
		}},
	}
}

func driftCases() []ruleCase {
	gained, extra, missing := FindingAccessGained, FindingExtraADMembers, FindingMissingADMembers
	return []ruleCase{
		{id: gained, name: "drift", want: "warning: 1 person gets access that AD does not give today", seen: "plan people = 1",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				member(g, b.user("New", contoso))
				b.both(g, o, b.user("Bob", contoso))
			})},
		{id: gained, name: "over a nested group, each person once", want: "warning: 2 people get access that AD does not give today",
			seen: `entra members = group "Child" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				child := b.security("Child", flagTrue)
				b.written(child)
				member(g, child)
				bob, new1, new2 := b.user("Bob", contoso), b.user("New1", contoso), b.user("New2", contoso)
				member(child, bob, new1, new2, b.cloudUser("Ann"))
				member(g, new1)
				b.both(g, o, bob)
			})},
		{id: gained, name: "a nested group whose members are not known", want: "warning: whether people get access that AD does not give today is not known: not all members on the way could be read", seen: "plan people = 0",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				child := b.security("Child", flagTrue)
				child.MembersReading = inventory.ReadFailed
				b.written(child)
				member(g, child)
			})},
		{id: gained, name: "some known, some not", want: "warning: 1 person gets access that AD does not give today, as far as the members of all groups on the way could be read", seen: "plan people = 1",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				child := b.security("Child", flagTrue)
				child.MembersReading = inventory.ReadFailed
				b.written(child)
				member(g, child)
				member(child, b.user("New", contoso))
			})},
		{id: gained, name: "drift in a nested group", want: "warning: 1 person gets access that AD does not give today",
			seen: `plan nested group = "Child" (aaaaaaaa-0000-4000-8000-000000000004): 1 person gains access there`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				child := b.security("Child", flagTrue)
				member(g, child)
				b.adMember(o, entryOf(b.written(child)))
				member(child, b.user("New", contoso))
			})},
		{id: gained, name: "a long chain of nested groups", want: "warning: 150 people get access that AD does not give today", seen: "plan people = 150",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				for parent := g; len(b.groups) < 151; {
					child := b.security("Child", flagTrue)
					member(child, b.user("New", contoso))
					member(parent, child)
					parent = child
				}
			})},
		{id: gained, name: "in AD over a nested group already", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			child := b.security("Child", flagTrue)
			bob := b.user("Bob", contoso)
			b.both(child, b.written(child), bob)
			member(g, child)
			b.adMember(o, entryOf(b.objects[len(b.objects)-1]))
			member(g, bob)
		})},
		{id: gained, name: "the nested group in AD does not have him yet", want: "warning: 1 person gets access that AD does not give today", seen: "plan people = 1",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				child := b.security("Child", flagTrue)
				bob := b.user("Bob", contoso)
				member(child, bob)
				member(g, child)
				b.adMember(o, entryOf(b.written(child)))
				member(g, bob)
			})},
		{id: gained, name: "AD alone has her, and a nested group brings her too", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			child, eve := b.security("Child", flagTrue), b.user("Eve", contoso)
			b.both(child, b.written(child), eve)
			member(g, child)
			b.adMember(o, accountOf(eve))
		})},
		{id: gained, name: "a new object grants nothing yet", build: func(b *tenant) *cloudRecord {
			g := b.security("Sales", flagTrue)
			member(g, b.user("Bob", contoso))
			return g
		}},

		{id: extra, name: "AD alone has her", want: "warning: AD holds 1 member that the cloud group lacks; they stay", seen: "ad:contoso.com member = CN=Eve,CN=Users,DC=contoso,DC=com",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				b.both(g, o, b.user("Bob", contoso))
				b.adMember(o, accountOf(b.user("Eve", contoso)))
			})},
		{id: extra, name: "the same", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.both(g, o, b.user("Bob", contoso))
		})},
		{id: extra, name: "the cloud's list was cut", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.adMember(o, accountOf(b.user("Eve", contoso)))
			g.MembersReading = inventory.ReadFailed
		})},

		{id: missing, name: "synced user", want: "warning: 1 member with an AD account is not in the AD object", seen: `entra members = user "Bob" (aaaaaaaa-0000-4000-8000-000000000004)`,
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.user("Bob", contoso)) })},
		{id: missing, name: "no account, nothing missing", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			member(g, b.cloudUser("Ann"))
		})},
		{id: missing, name: "AD members not read", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			member(g, b.user("Bob", contoso))
			o.MembersReading = inventory.ReadFailed
		})},
	}
}

// A failed read is told once, not again for every member that it hides.
func TestFailedReadIsToldOnce(t *testing.T) {
	b := newTenant(t)
	g := holding(func(b *tenant, g *cloudRecord, o *adRecord) {
		member(g, b.user("Bob", contoso))
		o.MembersReading = inventory.ReadFailed
	})(b)
	n := 0
	for _, f := range b.decided(g).Findings {
		if f.ID == FindingMembersUnreadable {
			n++
		}
	}
	if n != 1 {
		t.Errorf("members-unreadable stands there %d times, want once", n)
	}
}
