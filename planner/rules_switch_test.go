package planner

import (
	"strings"

	"gwbplan/inventory"
)

func sized(n int) func(*inventory.CloudGroupRecord) {
	return func(g *inventory.CloudGroupRecord) { g.MemberCount = &n }
}

func typed(groupType int32) func(*inventory.ADObjectRecord) {
	return func(o *inventory.ADObjectRecord) { o.GroupType = groupType }
}

func switchCases() []ruleCase {
	const mail, over, near = FindingMailNotNull, FindingOverMemberLimit, FindingNearMemberLimit
	const scope, typ = FindingScopeNotUniversal, FindingTypeNotSecurity
	withMail := func(g *inventory.CloudGroupRecord) { g.Mail = "old@contoso.com" }
	one := func(edit ...func(*inventory.CloudGroupRecord)) func(*tenant) *inventory.CloudGroupRecord {
		return func(b *tenant) *inventory.CloudGroupRecord { return b.security("Sales", flagTrue, edit...) }
	}
	with := func(edit func(*inventory.ADObjectRecord)) func(*tenant) *inventory.CloudGroupRecord {
		return func(b *tenant) *inventory.CloudGroupRecord { return adopted(b, edit) }
	}
	return []ruleCase{
		{id: mail, name: "written", want: `blocker: the group has the mail value "old@contoso.com": the rule that protects it at the switch misses it`,
			seen:  "entra mail = old@contoso.com",
			build: func(b *tenant) *inventory.CloudGroupRecord { g := adopted(b); withMail(g); return g }},
		{id: mail, name: "pending", want: `blocker: the group has the mail value "old@contoso.com": the rule that protects it at the switch misses it`,
			seen: "entra mail = old@contoso.com", build: one(withMail)},
		{id: mail, name: "nothing that Connect Sync writes", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := b.security("Quiet", flagFalse, withMail)
			b.job(g)
			return g
		}},
		{id: mail, name: "Microsoft 365 groups have mail", build: func(b *tenant) *inventory.CloudGroupRecord { return b.m365("Team", flagTrue) }},

		{id: over, name: "one too many", want: "blocker: 50001 direct members, the limit of Cloud Sync is 50000",
			seen: "entra direct members = 50001", build: one(sized(50001))},
		{id: over, name: "the limit itself", build: one(sized(50000))},
		{id: over, name: "the list is longer than the count", want: "blocker: 3 direct members, the limit of Cloud Sync is 2", seen: "plan limit = 2",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.opt.Settings.Limits.GroupMembers = 2
				g := b.security("Sales", flagTrue, sized(1))
				member(g, b.cloudUser("a"), b.cloudUser("b"), b.cloudUser("c"))
				return g
			}},
		{id: near, name: "the limit itself", want: "warning: 50000 direct members are more than 90 % of the limit of 50000",
			seen: "entra direct members = 50000", build: one(sized(50000))},
		{id: near, name: "90 %", build: one(sized(45000))},
		{id: near, name: "over it is another finding", build: one(sized(50001))},

		{id: scope, name: "global", want: "blocker: the AD object is a global group, Cloud Sync needs a universal one",
			seen: "ad:contoso.com groupType = -2147483646", build: with(typed(inventory.GroupTypeSecurity | inventory.GroupTypeGlobal))},
		{id: scope, name: "domain-local", want: "blocker: the AD object is a domain-local group, Cloud Sync needs a universal one",
			seen: "ad:contoso.com groupType = -2147483644", build: with(typed(inventory.GroupTypeSecurity | inventory.GroupTypeDomainLocal))},
		{id: scope, name: "not read", build: with(typed(0))},
		{id: FindingAbsenceUnproven, name: "groupType not read", want: "unknown: the AD object was not read with all that identifies it: groupType",
			seen: "ad:contoso.com not read = groupType", build: with(typed(0))},
		{id: scope, name: "universal distribution", build: with(typed(inventory.UniversalDistribution))},
		{id: typ, name: "distribution", want: "blocker: the AD object is a distribution group",
			seen: "ad:contoso.com groupType = 8", build: with(typed(inventory.UniversalDistribution))},
		{id: typ, name: "global security", build: with(typed(inventory.GroupTypeSecurity | inventory.GroupTypeGlobal))},
		{id: typ, name: "not read", build: with(typed(0))},
	}
}

// connectServer is an active server with both rules of the coexistence right.
func connectServer() *inventory.ConnectServer {
	return &inventory.ConnectServer{
		Name: "SYNC01", Staging: flagFalse, WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOn,
		RulesRead: true, ConnectorsRead: true,
		Connectors: []inventory.SyncConnector{
			{Identifier: idEntra, Name: "contoso.onmicrosoft.com - AAD", Kind: "Entra"},
			{Identifier: "11111111-0000-4000-8000-000000000001", Name: "contoso.com", Kind: "AD",
				Partitions: []inventory.ConnectorDomain{{DN: "DC=contoso,DC=com", Included: []inventory.DN{"DC=contoso,DC=com"}}}},
		},
		Rules: []inventory.SyncRule{
			{Identifier: idInboundRule, Name: "In from Entra - no flow", Direction: "Inbound", Connector: idEntra, LinkType: "Join", Precedence: 88,
				Scope: [][]inventory.FilterClause{{{Attribute: "cloudMastered", Operator: "EQUAL", Values: []string{"true"}}, {Attribute: "mail", Operator: "ISNULL"}}},
				Flows: []inventory.RuleFlow{{Destination: "cloudNoFlow", FlowType: "Constant", Source: []string{"True"}}}},
			{Identifier: idOutboundRule, Name: "Out to AD - no flow", Direction: "Outbound", Connector: "{11111111-0000-4000-8000-000000000001}", LinkType: "JoinNoFlow", Precedence: 89,
				Scope: [][]inventory.FilterClause{{{Attribute: "cloudNoFlow", Operator: "EQUAL", Values: []string{"True"}}}}},
		},
	}
}

// movedWithoutRules is a group that Cloud Sync has, beside a server without the
// rules of the coexistence.
func movedWithoutRules(b *tenant) *inventory.CloudGroupRecord {
	s := connectServer()
	s.Rules = nil
	b.rest = append(b.rest, s)
	g := b.security("Moved", flagFalse)
	b.written(g)
	b.job(g)
	return g
}

func deleteRiskCases() []ruleCase {
	server := func(name, want, seen string, edit func(*inventory.ConnectServer)) ruleCase {
		if want != "" {
			want = "blocker: Connect Sync may delete the AD object: " + want
		}
		return ruleCase{id: FindingDeleteRisk, name: name, want: want, seen: seen, build: func(b *tenant) *inventory.CloudGroupRecord {
			s := connectServer()
			edit(s)
			b.rest = append(b.rest, s)
			return adopted(b)
		}}
	}
	const rules, connectors = "connect:SYNC01 Get-ADSyncRule = ", "connect:SYNC01 Get-ADSyncConnector = "
	partition := func(s *inventory.ConnectServer) *inventory.ConnectorDomain { return &s.Connectors[1].Partitions[0] }
	return []ruleCase{
		server("all right", "", "", func(*inventory.ConnectServer) {}),
		server("made by hand, found by its scope", "", "", func(s *inventory.ConnectServer) { s.Rules[0].Identifier, s.Rules[1].Identifier = "1", "2" }),
		server("no rules", "the inbound rule is missing; the outbound rule is missing", rules+"the outbound rule is missing",
			func(s *inventory.ConnectServer) { s.Rules = nil }),
		server("rules not read", "", "", func(s *inventory.ConnectServer) { s.Rules, s.RulesRead = nil, false }),
		server("a standby proves nothing", "", "", func(s *inventory.ConnectServer) { s.Rules, s.Staging = nil, flagTrue }),
		server("staging not read", "", "", func(s *inventory.ConnectServer) { s.Rules, s.Staging = nil, flagUnread }),
		server("connectors swapped", "the inbound rule is wrong: on another connector; the outbound rule is wrong: on another connector",
			rules+"the inbound rule is wrong: on another connector",
			func(s *inventory.ConnectServer) {
				s.Rules[0].Connector, s.Rules[1].Connector = s.Rules[1].Connector, s.Rules[0].Connector
			}),
		server("link type", `the outbound rule is wrong: link type "Join", want JoinNoFlow`, rules+`the outbound rule is wrong: link type "Join", want JoinNoFlow`,
			func(s *inventory.ConnectServer) { s.Rules[1].LinkType = "Join" }),
		server("precedence", "the inbound rule is wrong: precedence 100, want below 100", rules+"the inbound rule is wrong: precedence 100, want below 100",
			func(s *inventory.ConnectServer) { s.Rules[0].Precedence = 100 }),
		server("mail clause forgotten", "the inbound rule is wrong: another scope", rules+"the inbound rule is wrong: another scope",
			func(s *inventory.ConnectServer) { s.Rules[0].Scope[0] = s.Rules[0].Scope[0][:1] }),
		server("a second scope group", "the outbound rule is wrong: another scope", rules+"the outbound rule is wrong: another scope",
			func(s *inventory.ConnectServer) { s.Rules[1].Scope = append(s.Rules[1].Scope, s.Rules[1].Scope[0]) }),
		server("disabled", "the inbound rule is wrong: disabled", rules+"the inbound rule is wrong: disabled",
			func(s *inventory.ConnectServer) { s.Rules[0].Disabled = true }),
		server("a wrong one beside the right one", "", "", func(s *inventory.ConnectServer) {
			wrong := s.Rules[1]
			wrong.LinkType = "Join"
			s.Rules = append([]inventory.SyncRule{wrong}, s.Rules...)
		}),
		server("deleting rule", `the rule "In from AAD - delete" deletes groups that are not written any more`, rules+`the rule "In from AAD - delete" deletes groups that are not written any more`,
			func(s *inventory.ConnectServer) {
				s.Rules = append(s.Rules, inventory.SyncRule{Identifier: strings.ToUpper(idDeleteRule), Name: "In from AAD - delete"})
			}),
		server("deleting rule by another id", `the rule "mine" deletes groups that are not written any more`, rules+`the rule "mine" deletes groups that are not written any more`,
			func(s *inventory.ConnectServer) {
				s.Rules = append(s.Rules, inventory.SyncRule{Name: "mine", Flows: []inventory.RuleFlow{{Destination: "reasonFiltered", Expression: `IIF(1=1,"DeleteThisGroupInAD","")`}}})
			}),
		server("deleting rule, disabled", "", "", func(s *inventory.ConnectServer) {
			s.Rules = append(s.Rules, inventory.SyncRule{Identifier: idDeleteRule, Disabled: true})
		}),
		server("OU excluded", `its OU is not in the scope of connector "contoso.com"`, connectors+`its OU is not in the scope of connector "contoso.com"`,
			func(s *inventory.ConnectServer) {
				partition(s).Excluded = []inventory.DN{"ou=groups,dc=contoso,dc=com"}
			}),
		server("OU included again below an excluded one", "", "", func(s *inventory.ConnectServer) {
			partition(s).Included = append(partition(s).Included, groupsOU)
			partition(s).Excluded = []inventory.DN{"OU=Elsewhere,DC=contoso,DC=com"}
		}),
		server("only another OU", `its OU is not in the scope of connector "contoso.com"`, connectors+`its OU is not in the scope of connector "contoso.com"`,
			func(s *inventory.ConnectServer) { partition(s).Included = []inventory.DN{"OU=Users,DC=contoso,DC=com"} }),
		server("OU filter not listed", "", "", func(s *inventory.ConnectServer) { partition(s).Included = nil }),
		server("domain not selected", `its domain is not selected in connector "contoso.com"`, connectors+`its domain is not selected in connector "contoso.com"`,
			func(s *inventory.ConnectServer) { partition(s).Selected = flagFalse }),
		server("another forest's connector", "the outbound rule is wrong: on another connector; no AD connector has its domain", connectors+"no AD connector has its domain",
			func(s *inventory.ConnectServer) { partition(s).DN = "DC=fabrikam,DC=com" }),
		{id: FindingDeleteRisk, name: "Cloud Sync has it, and v2 is on", seen: "connect:SYNC01 Get-ADSyncRule = the outbound rule is missing",
			want:  "blocker: Connect Sync may delete the AD object: the inbound rule is missing; the outbound rule is missing",
			build: func(b *tenant) *inventory.CloudGroupRecord { return movedWithoutRules(b) }},
		{id: FindingDeleteRisk, name: "Cloud Sync has it, and the switch is behind", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.org.WritebackV2 = inventory.FeatureOff
			return movedWithoutRules(b)
		}},
		{id: FindingDeleteRisk, name: "no Connect facts", build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b) }},
		{id: FindingDeleteRisk, name: "pending has no object to lose", build: func(b *tenant) *inventory.CloudGroupRecord {
			s := connectServer()
			s.Rules = nil
			b.rest = append(b.rest, s)
			return b.security("Sales", flagTrue)
		}},
	}
}

func nameCases() []ruleCase {
	guidNamed := func(b *tenant) *inventory.CloudGroupRecord {
		g := adopted(b)
		o := b.objects[len(b.objects)-1]
		o.CN = "Group_" + g.ID.String()
		o.DN = groupsOU.Child(o.CN)
		return g
	}
	elsewhere := func(b *tenant) *inventory.CloudGroupRecord {
		b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso)}
		b.opt.Settings.Targets[0].Container = "OU=New,DC=contoso,DC=com"
		b.domains[0].Containers = append(b.domains[0].Containers, "OU=New,DC=contoso,DC=com")
		return adopted(b)
	}
	described := func(n int) func(b *tenant) *inventory.CloudGroupRecord {
		return func(b *tenant) *inventory.CloudGroupRecord {
			g := adopted(b)
			g.Description = " " + strings.Repeat("x", n) + " "
			return g
		}
	}
	return []ruleCase{
		{id: FindingCNChanges, name: "named by GUID", build: guidNamed, seen: "plan cn = Sales_000000000001",
			want: `warning: Cloud Sync renames the AD object from "Group_aaaaaaaa-0000-4000-8000-000000000001" to "Sales_000000000001"`},
		{id: FindingCNChanges, name: "only the case differs", seen: "ad:contoso.com cn = SALES_000000000001",
			want: `warning: Cloud Sync renames the AD object from "SALES_000000000001" to "Sales_000000000001"`,
			build: func(b *tenant) *inventory.CloudGroupRecord {
				return adopted(b, func(o *inventory.ADObjectRecord) { o.CN = strings.ToUpper(o.CN); o.DN = groupsOU.Child(o.CN) })
			}},
		{id: FindingCNChanges, name: "guid names kept", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso)}
			b.opt.Settings.Targets[0].CN = CNGUID
			return guidNamed(b)
		}},
		{id: FindingCNChanges, name: "Cloud Sync has it already", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := guidNamed(b)
			b.job(g)
			return g
		}},

		{id: FindingDNMoves, name: "another container", build: elsewhere, seen: "plan container = OU=New,DC=contoso,DC=com",
			want: `warning: Cloud Sync moves the AD object from "OU=Groups,DC=contoso,DC=com" to "OU=New,DC=contoso,DC=com"`},
		{id: FindingDNMoves, name: "same container in other letters", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso)}
			b.opt.Settings.Targets[0].Container = "ou=groups, dc=contoso, dc=com"
			return adopted(b)
		}},

		{id: FindingCNCollision, name: "a contact has the name", want: `blocker: the name "Sales_000000000001" is taken by 1 AD object`,
			seen: "ad:contoso.com contact = CN=SALES_000000000001,OU=New,DC=contoso,DC=com",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := elsewhere(b)
				b.object("CN=SALES_000000000001,OU=New,DC=contoso,DC=com", func(o *inventory.ADObjectRecord) { o.ObjectClass = "contact" })
				return g
			}},
		{id: FindingCNCollision, name: "two groups of the plan", want: `blocker: the name "Sales" is taken by 1 other group of the plan`,
			seen: `entra group with the same computed cn = "SALES" (aaaaaaaa-0000-4000-8000-000000000002)`,
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := b.security("Sales", flagTrue)
				b.security("SALES", flagTrue)
				b.job().CN.Expression = "[displayName]"
				return g
			}},
		{id: FindingCNCollision, name: "its own object", build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b) }},
		{id: FindingCNCollision, name: "the same name in another container", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := elsewhere(b)
			b.object("CN=Sales_000000000001,OU=Old,DC=contoso,DC=com", func(o *inventory.ADObjectRecord) { o.ObjectClass = "contact" })
			return g
		}},

		{id: FindingExpressionUnevaluated, name: "unknown function", want: "unknown: what Cloud Sync computes is not known: cn",
			seen: "entra cn mapping = Random([displayName])",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.job().CN.Expression = "Random([displayName])"
				return adopted(b)
			}},
		{id: FindingExpressionUnevaluated, name: "jobs not read", want: "unknown: what Cloud Sync computes is not known: cn and container",
			seen: "entra provisioning-jobs = not read: HTTP 403 Authorization_RequestDenied",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.gap("entra", inventory.GapProvisioningJobs)
				return adopted(b, noAnchor)
			}},
		{id: FindingExpressionUnevaluated, name: "jobs not read, but the settings say it", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.gap("entra", inventory.GapProvisioningJobs)
			b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso)}
			return adopted(b, noAnchor)
		}},
		{id: FindingExpressionUnevaluated, name: "65 characters", want: "unknown: what Cloud Sync computes is not known: cn",
			seen: "plan computed cn, which AD does not take = " + strings.Repeat("x", 65),
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.job().CN.Expression = "[displayName]"
				return b.security(strings.Repeat("x", 65), flagTrue)
			}},
		{id: FindingExpressionUnevaluated, name: "64 characters", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.job().CN.Expression = "[displayName]"
			return b.security(strings.Repeat("x", 64), flagTrue)
		}},
		{id: FindingExpressionUnevaluated, name: "cut through a character", want: "unknown: what Cloud Sync computes is not known: cn",
			seen: `entra cn mapping = ` + defaultCNText,
			build: func(b *tenant) *inventory.CloudGroupRecord {
				return b.security(strings.Repeat("x", 50)+"😀", flagTrue)
			}},
		{id: FindingExpressionUnevaluated, name: "schema not read", want: "unknown: what Cloud Sync computes is not known: cn and container",
			seen: "entra cn mapping = not read",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				j := b.job()
				j.SchemaReading, j.CN, j.Container = inventory.ReadFailed, inventory.Mapping{}, inventory.Mapping{}
				return adopted(b)
			}},
		{id: FindingExpressionUnevaluated, name: "keep needs no container for a new object",
			build: func(b *tenant) *inventory.CloudGroupRecord { return b.security("Sales", flagTrue) }},
		{id: FindingExpressionUnevaluated, name: "default expressions",
			build: func(b *tenant) *inventory.CloudGroupRecord { b.job(); return adopted(b) }},

		{id: FindingDescriptionTruncated, name: "one too many", want: "info: the description has 449 characters, 448 of them are written",
			seen: "entra description =  " + strings.Repeat("x", valueCap-1) + "… (451 characters)", build: described(449)},
		{id: FindingDescriptionTruncated, name: "spaces do not count", build: described(448)},
	}
}
