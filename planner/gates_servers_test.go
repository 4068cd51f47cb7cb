package planner

import (
	"slices"

	"gwbplan/inventory"
)

func ruleGateCases() []gateCase {
	deletes, clones, rules, ou := GateOutOfScopeDeleteRule, GateClonedRules, GateCoexistenceRules, GateWritebackOUInScope
	active := func(edit func(s *inventory.ConnectServer)) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) { edit(b.active()) }
	}
	unread := active(func(s *inventory.ConnectServer) { s.RulesRead, s.Rules = false, nil })
	partition := func(s *inventory.ConnectServer) *inventory.ConnectorDomain { return &s.Connectors[1].Partitions[0] }
	noActive := func(b *tenant, _ *cloudRecord) { b.active().Staging = flagTrue }
	const noneActive = "unknown: of the Connect servers that were read none is known to be the active one"
	cases := []gateCase{
		{deletes, "none", nil, "pass: no such rule on the active server", "connect:SYNC01 Get-ADSyncRule = 3 rules read, none deletes"},
		{deletes, "there", active(func(s *inventory.ConnectServer) {
			s.Rules = append(s.Rules, inventory.SyncRule{Identifier: idDeleteRule, Name: "Delete"})
		}), `fail: on the active server "Delete" deletes groups that are not written any more`, "connect:SYNC01 Get-ADSyncRule = Delete"},
		{deletes, "rules not read", unread, "unknown: the rules of the active Connect server were not read whole", "connect:SYNC01 Get-ADSyncRule = not read"},

		{clones, "none", nil, "pass: no clone of the group rules by its name", "connect:SYNC01 Get-ADSyncRule = 3 rules read, no clone of In from AAD - Group SOAInAAD, Out to AD - Group SOAInAAD, Out to AD - Group SOAInAAD - Exchange"},
		{clones, "a clone", active(func(s *inventory.ConnectServer) {
			s.Rules = append(s.Rules, inventory.SyncRule{Name: "In from AAD - Group SOAInAAD - Cloned - 10/14/2019 11:09:04 AM"})
		}), "fail: the group rules of the active server were cloned or switched off", "connect:SYNC01 Get-ADSyncRule = clone in force: In from AAD - Group SOAInAAD - Cloned - 10/14/2019 11:09:04 AM"},
		{clones, "the original is off", active(func(s *inventory.ConnectServer) {
			s.Rules = append(s.Rules, inventory.SyncRule{Name: "In from AAD - Group SOAInAAD", Disabled: true, Standard: flagTrue})
		}), "fail: the group rules of the active server were cloned or switched off", "connect:SYNC01 Get-ADSyncRule = original switched off: In from AAD - Group SOAInAAD"},
		{clones, "rules not read", unread, "unknown: the rules of the active Connect server were not read whole", "connect:SYNC01 Get-ADSyncRule = not read"},

		{rules, "right", nil, "pass: both rules are right on the active server", "connect:SYNC01 Get-ADSyncRule = the inbound rule, and the outbound rule for contoso.com"},
		{rules, "connectors swapped", active(func(s *inventory.ConnectServer) {
			s.Rules[0].Connector, s.Rules[1].Connector = s.Rules[1].Connector, s.Rules[0].Connector
		}), "fail: on the active server the inbound rule is wrong: on another connector; for contoso.com the outbound rule is wrong: on another connector",
			"connect:SYNC01 Get-ADSyncRule = for contoso.com the outbound rule is wrong: on another connector"},
		{rules, "missing", active(func(s *inventory.ConnectServer) { s.Rules = s.Rules[2:] }),
			"fail: on the active server the inbound rule is missing; for contoso.com the outbound rule is missing", "connect:SYNC01 Get-ADSyncRule = the inbound rule is missing"},
		{rules, "a second domain has no connector", func(b *tenant, _ *cloudRecord) {
			b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso), DefaultTarget("emea.contoso.com")}
		}, "fail: on the active server for emea.contoso.com the outbound rule is wrong: on another connector", "connect:SYNC01 Get-ADSyncRule = for emea.contoso.com the outbound rule is wrong: on another connector"},
		{rules, "rules not read", unread, "unknown: the rules of the active Connect server were not read whole", "connect:SYNC01 Get-ADSyncRule = not read"},
		{rules, "connectors not read", active(func(s *inventory.ConnectServer) { s.ConnectorsRead, s.Connectors = false, nil }),
			"unknown: on which connectors the two rules stand was not read", "connect:SYNC01 Get-ADSyncConnector = not read"},

		{ou, "in scope", nil, "pass: 1 container with written-back objects is in the scope of the active server", "connect:SYNC01 OU=Groups,DC=contoso,DC=com = 1 object, in scope"},
		{ou, "excluded", active(func(s *inventory.ConnectServer) { partition(s).Excluded = []inventory.DN{groupsOU} }),
			`fail: not in the scope of the active server: "OU=Groups,DC=contoso,DC=com"`, `connect:SYNC01 OU=Groups,DC=contoso,DC=com = 1 object, its OU is not in the scope of connector "contoso.com"`},
		{ou, "domain not selected", active(func(s *inventory.ConnectServer) { partition(s).Selected = flagFalse }),
			`fail: not in the scope of the active server: "OU=Groups,DC=contoso,DC=com"`, `connect:SYNC01 OU=Groups,DC=contoso,DC=com = 1 object, its domain is not selected in connector "contoso.com"`},
		{ou, "a pilot group", active(func(s *inventory.ConnectServer) { s.Connectors[1].GroupFilter = "CN=Pilot,DC=contoso,DC=com" }),
			`fail: not in the scope of the active server: "OU=Groups,DC=contoso,DC=com"`, `connect:SYNC01 OU=Groups,DC=contoso,DC=com = 1 object, connector "contoso.com" takes only the members of "CN=Pilot,DC=contoso,DC=com"`},
		{ou, "connectors not read", active(func(s *inventory.ConnectServer) { s.ConnectorsRead, s.Connectors = false, nil }),
			"unknown: the connectors of the active server were not read whole", "connect:SYNC01 Get-ADSyncConnector = not read"},
		{ou, "an object that nobody could see", func(b *tenant, _ *cloudRecord) {
			b.security("New", flagTrue)
			b.gap("ad:contoso.com", inventory.GapADGroups)
		}, "unknown: where the AD objects of 1 security group are, if there are any, was not read", "connect:SYNC01 OU=Groups,DC=contoso,DC=com = 1 object, in scope"},
		{ou, "groups not read whole", func(b *tenant, _ *cloudRecord) { b.gap(SourceEntra, inventory.GapCloudGroups) }, "unknown: not every cloud group was read",
			"connect:SYNC01 OU=Groups,DC=contoso,DC=com = 1 object, in scope"},
		{ou, "nothing is written", func(b *tenant, _ *cloudRecord) { b.objects = nil }, "not-applicable: no container holds an object of a cloud group", "plan containers with written-back objects = 0"},
	}
	procedure := func(b *tenant, g *cloudRecord) {
		noActive(b, g)
		b.opt.Settings.Attest.ActiveServer = &Attested[string]{"SYNC01", "Ada", "2026-11-19"}
	}
	cases = append(cases,
		gateCase{rules, "in the middle of the procedure", procedure, "pass: both rules are right on the active server", "connect:SYNC01 Get-ADSyncRule = the inbound rule, and the outbound rule for contoso.com"},
		gateCase{GateStandbyServers, "in the middle of the procedure", procedure, "pass: all other servers have the rules of the active one", "connect:SYNC01 StagingModeEnabled = true, build 2.5.79.0"},
	)
	for _, id := range []GateID{deletes, clones, rules, ou, GateStandbyServers} {
		cases = append(cases, gateCase{id, "no active server", noActive, noneActive, "connect:SYNC02 Get-ADSyncScheduler StagingModeEnabled = true"})
	}
	return cases
}

func serverGateCases() []gateCase {
	others, build, flow := GateStandbyServers, GateConnectBuild, GateObjectIdentifierFlow
	standby := func(edit func(s *inventory.ConnectServer)) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) { edit(b.standby()) }
	}
	version := func(v string) func(*tenant, *cloudRecord) {
		return standby(func(s *inventory.ConnectServer) { s.Version = v })
	}
	noFlow := func(b *tenant, _ *cloudRecord) {
		b.active().Rules = b.active().Rules[:2]
		b.standby().Rules = b.standby().Rules[:2]
	}
	return []gateCase{
		{others, "alike, connectors named otherwise", standby(func(s *inventory.ConnectServer) {
			s.Connectors[1].Identifier, s.Rules[1].Connector = "22222222-0000-4000-8000-000000000002", "22222222-0000-4000-8000-000000000002"
		}), "pass: all other servers have the rules of the active one", "connect:SYNC02 StagingModeEnabled = true, build 2.5.79.0"},
		{others, "the rules are missing there", standby(func(s *inventory.ConnectServer) { s.Rules = s.Rules[2:] }),
			`fail: on "SYNC02" the inbound rule is missing; on "SYNC02" for contoso.com the outbound rule is missing; ` +
				`"In from Entra - no flow" of SYNC01 is not on SYNC02, or otherwise; "Out to AD - no flow" of SYNC01 is not on SYNC02, or otherwise`,
			`connect:SYNC02 Get-ADSyncRule = on "SYNC02" the inbound rule is missing`},
		{others, "a rule of one's own more there", standby(func(s *inventory.ConnectServer) {
			s.Rules = append(s.Rules, inventory.SyncRule{Name: "Mine", Precedence: 50, Standard: flagFalse})
		}), `fail: "Mine" of SYNC02 is not on SYNC01, or otherwise`, `connect:SYNC02 Get-ADSyncRule = "Mine" of SYNC02 is not on SYNC01, or otherwise`},
		{others, "a deleting rule there", standby(func(s *inventory.ConnectServer) {
			s.Rules = append(s.Rules, inventory.SyncRule{Identifier: idDeleteRule, Name: "Delete", Precedence: 500})
		}), `fail: on "SYNC02" "Delete" deletes groups that are not written any more`, `connect:SYNC02 Get-ADSyncRule = on "SYNC02" "Delete" deletes groups that are not written any more`},
		{others, "a clone there", standby(func(s *inventory.ConnectServer) {
			s.Rules = append(s.Rules, inventory.SyncRule{Name: "Out to AD - Group SOAInAAD - Cloned - x", Precedence: 500})
		}), `fail: on "SYNC02" clone in force: Out to AD - Group SOAInAAD - Cloned - x`, "connect:SYNC01 StagingModeEnabled = false, build 2.5.79.0"},
		{others, "two are active", standby(func(s *inventory.ConnectServer) { s.Staging = flagFalse }), `fail: these Connect servers are active at the same time: "SYNC01", "SYNC02"`,
			"connect:SYNC02 Get-ADSyncScheduler StagingModeEnabled = false"},
		{GateCoexistenceRules, "two are active", standby(func(s *inventory.ConnectServer) { s.Staging = flagFalse }),
			`unknown: which server writes is not known: these Connect servers are active at the same time: "SYNC01", "SYNC02"`,
			"connect:SYNC01 Get-ADSyncScheduler StagingModeEnabled = false"},
		{others, "its rules were not read", standby(func(s *inventory.ConnectServer) { s.RulesRead, s.Rules = false, nil }),
			`unknown: the rules of "SYNC02" were not read whole`, "connect:SYNC02 StagingModeEnabled = true, build 2.5.79.0"},
		{others, "its mode was not read", standby(func(s *inventory.ConnectServer) { s.Staging = flagUnread }),
			`unknown: whether "SYNC02" is in staging mode was not read`, "connect:SYNC02 StagingModeEnabled = unread, build 2.5.79.0"},
		{others, "a third is named and not read", func(b *tenant, _ *cloudRecord) {
			b.opt.Settings.Attest.ConnectServers.Value = []string{"sync01", "SYNC02", "SYNC03"}
		}, `unknown: the facts of these servers were not read: "SYNC03"`, "plan attest.connectServers = sync01 SYNC02 SYNC03, by Ada on 2026-11-19"},
		{others, "nobody named them", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Attest.ConnectServers = nil },
			"unknown: whether there are other Connect servers is not known", "plan attest.connectServers = not attested"},
		{others, "the only one", func(b *tenant, _ *cloudRecord) {
			b.rest = slices.DeleteFunc(b.rest, func(r inventory.Record) bool { return r == inventory.Record(b.standby()) })
			b.opt.Settings.Attest.ConnectServers.Value = []string{"SYNC01"}
		}, "not-applicable: there is one Connect server, as attested", "connect:SYNC01 StagingModeEnabled = false, build 2.5.79.0"},

		{build, "new enough", nil, "pass: every build that was read is new enough and in support", "connect:SYNC02 version = 2.5.79.0"},
		{build, "too old", version("2.1.20.0"), `fail: "SYNC02" has build 2.1.20.0, below 2.2.8.0 for what Cloud Sync needs; "SYNC02" has build 2.1.20.0, below 2.5.0.0 for what is in support`, "connect:SYNC02 version = 2.1.20.0"},
		{build, "out of support", version("2.4.18.0"), `fail: "SYNC02" has build 2.4.18.0, below 2.5.0.0 for what is in support`, "plan limits.connectSupportFloor = 2.5.0.0"},
		{build, "not read", version(""), `unknown: the build of "SYNC02" is not known`, "connect:SYNC02 version = not read"},
		{build, "nobody said what is in support", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Limits.ConnectSupportFloor = "" },
			"unknown: the builds are new enough; whether they are in support is not known, as no limits.connectSupportFloor is given", "plan limits.connectSupportFloor = none"},
		{build, "no server", func(b *tenant, _ *cloudRecord) { noServers(b) }, "unknown: no Connect server's facts were read", "connect: version = not read"},

		{flow, "sent", nil, "pass: the active server sends onPremisesObjectIdentifier", "connect:SYNC01 Get-ADSyncRule = Out to AAD - User Join"},
		{flow, "not sent", noFlow, "fail: no enabled rule of the active server sends onPremisesObjectIdentifier", "connect:SYNC01 Get-ADSyncRule = no enabled outbound rule sends onPremisesObjectIdentifier"},
		{flow, "disabled", func(b *tenant, _ *cloudRecord) { b.active().Rules[2].Disabled = true }, "fail: no enabled rule of the active server sends onPremisesObjectIdentifier", "connect:SYNC01 Get-ADSyncRule = no enabled outbound rule sends onPremisesObjectIdentifier"},
		{flow, "attested", func(b *tenant, g *cloudRecord) {
			noFlow(b, g)
			b.opt.Settings.Attest.ObjectIdentifierFlow = &Attested[bool]{true, "Ada", "2026-11-19"}
		}, "pass: onPremisesObjectIdentifier reaches the cloud, as attested", "plan attest.objectIdentifierFlow = true, by Ada on 2026-11-19"},
		{flow, "no server", func(b *tenant, _ *cloudRecord) { noServers(b) }, "unknown: whether onPremisesObjectIdentifier reaches the cloud was not read", "plan attest.objectIdentifierFlow = not attested"},
	}
}

func agentGateCases() []gateCase {
	build, active, rights := GateAgentBuild, GateAgentsActive, GateAgentRights
	agent := func(b *tenant) *inventory.Agent {
		i := slices.IndexFunc(b.rest, func(r inventory.Record) bool { _, ok := r.(*inventory.Agent); return ok })
		return b.rest[i].(*inventory.Agent)
	}
	return []gateCase{
		{build, "attested", nil, "pass: every attested agent build reaches 1.1.2334.0", "plan attest.agentBuilds = 1.1.2505.0, by Ada on 2026-11-19"},
		{build, "one is old", func(b *tenant, _ *cloudRecord) {
			b.opt.Settings.Attest.AgentBuilds.Value = []Build{"1.1.2505.0", "1.1.1370.0"}
		}, "fail: agents with build 1.1.1370.0, the floor is 1.1.2334.0", "plan limits.agentFloor = 1.1.2334.0"},
		{build, "not attested", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Attest.AgentBuilds = nil }, "unknown: the builds of the agents are not attested", "plan attest.agentBuilds = not attested"},

		{active, "one", nil, "pass: 1 of 1 provisioning agent is active", "entra agent SYNC01.contoso.com = active"},
		{active, "none", func(b *tenant, _ *cloudRecord) { agent(b).Status = "inactive" }, "fail: none of 1 provisioning agent is active", "entra agent SYNC01.contoso.com = inactive"},
		{active, "no agent at all", func(b *tenant, _ *cloudRecord) { removed[*inventory.Agent](b) }, "fail: none of 0 provisioning agents is active", "entra provisioning agents = 0"},
		{active, "an agent of another kind", func(b *tenant, _ *cloudRecord) { agent(b).Types = []string{"authentication"} }, "fail: none of 0 provisioning agents is active", "entra provisioning agents = 0"},
		{active, "not read", func(b *tenant, _ *cloudRecord) { b.gap(SourceEntra, inventory.GapAgents) }, "unknown: the provisioning agents were not read", "entra onPremisesPublishingProfiles/provisioning/agents = not read"},

		{rights, "attested", nil, "pass: the agents' account has its rights, as attested", "plan attest.agentRights = true, by Ada on 2026-11-19"},
		{rights, "attested to be missing", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Attest.AgentRights.Value = false }, "fail: the agents' account lacks rights, as attested", "plan attest.agentRights = false, by Ada on 2026-11-19"},
		{rights, "not attested", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Attest.AgentRights = nil }, "unknown: whether the agents' account may write the groups is not attested", "plan attest.agentRights = not attested"},
	}
}
