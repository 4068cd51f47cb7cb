package cutover

import (
	"fmt"
	"slices"

	"gwbplan/planner"
	"gwbplan/report"
)

// prepare is P0: what is done in the days before, with v2 still writing.
func (k *Kit) prepare() *section {
	s := &section{ID: "p0", Title: "P0 Prepare, in the days before"}
	s.para("Nothing here stops anything. v2 goes on writing.")
	for _, st := range []step{k.checkKit(), k.readAgain(), k.backUp(), k.findUsers(), k.replication(), k.connectorRights(), k.agents(), k.configureCloudSync(), k.fixFirst(), k.tell()} {
		s.step(st)
	}
	return s
}

func (k *Kit) checkKit() step {
	return step{
		ID: "P0.1", Title: "Check that the kit is whole", Who: say(lead), Where: say("the folder of the kit, on each machine that gets a copy"),
		Run:    []lines{shell("sha256sum -c " + FileSums), pwsh("Get-Content ." + `\` + FileSums + " | ForEach-Object { $hash, $file = $_ -split '  ', 2; if ((Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash -ne $hash) { \"CHANGED: $file\" } }")},
		Notes:  []text{say("Then unblock the scripts: `Get-ChildItem -Recurse -Filter *.ps1 | Unblock-File`. They are not signed. Where the execution policy stops them, ask who sets it. **They were checked with a PowerShell grammar, and have not run on Windows (docs/cutover-scripts.md): rehearse them in a lab.** **Each has `-WhatIf`, and `Get-Help .\\SCRIPT.ps1 -Full` explains it.**")},
		Expect: []text{say("`sha256sum` says OK for each file; PowerShell says nothing")},
		Check:  []text{say("The plan file's own hash, `sha256sum {}`, is {}, and that is the hash on the approval", planName, name(k.PlanHash))},
		Undo:   say("nothing to undo"),
	}
}

func (k *Kit) readAgain() step {
	return step{
		ID: "P0.2", Title: "Read again on the day, and compare", Who: say(anybody), Where: say("workstation"),
		Run:    []lines{shell(k.inventory("today.jsonl"), "gwbplan plan today.jsonl --out today.json", "gwbplan diff "+planName+" today.json")},
		Expect: []text{say("exit code 0: no decision of an approved group changed")},
		Check:  []text{say("Exit code 3, or another number of Microsoft 365 groups: stop, let the board decide on the new plan, write a new kit")},
		Undo:   say("nothing to undo: gwbplan only reads"),
		Notes:  []text{say("Give the configuration file of the approved plan with `--config`, or the two plans differ for that alone.")},
	}
}

func (k *Kit) backUp() step {
	st := step{
		ID: "P0.3", Title: "Back up groups, members and rules", Who: say("Domain administrator and Connect operator"), Where: say("a domain controller of each domain, then {}", k.active()),
		Expect: []text{say("one LDIF file a domain, and one folder a server, on a share that outlives the night")},
		Check:  []text{say("The LDIF files hold {} groups of this kit with their `objectGUID`, `objectSid` and `member`", k.all().adopt), say("The Recycle Bin is on in each forest: `(Get-ADOptionalFeature 'Recycle Bin Feature').EnabledScopes` is not empty. {}", k.gateWord(planner.GateADRecycleBin))},
		Undo:   say("nothing to undo. Switching the Recycle Bin on, where it is off, cannot be undone; do it"),
		Facts:  []string{"F35", "F59", "F95", "T5"},
	}
	var ldif []string
	for _, d := range k.domains(k.In) {
		ldif = append(ldif, fmt.Sprintf(`ldifde -f "groups-%s.ldf" -s "%s" -r "(&(objectClass=group)(adminDescription=*Group_*))"`, bareWord(d), controller(d)))
	}
	if len(ldif) > 0 {
		st.Run = append(st.Run, prompt(ldif...))
	}
	st.Run = append(st.Run, pwsh(loadADSync, `Get-ADSyncServerConfiguration -Path "$env:USERPROFILE\Desktop\before-$env:COMPUTERNAME"`))
	return st
}

// gateWord is how a gate stands in the plan.
func (k *Kit) gateWord(id planner.GateID) text {
	g := k.gate(id)
	if g == nil {
		return say("The plan does not say.")
	}
	return say("By the plan: **{}**.", report.GateStatusLabel(g.Status))
}

func (k *Kit) findUsers() step {
	t := k.all()
	return step{
		ID: "P0.4", Title: "Find out who uses the groups by name", Who: say("Owners of file servers and applications"), Where: say("their own systems"),
		Notes:  []text{say("Permissions by SID survive: {} keep SID and objectGUID. What looks a group up by CN or DN breaks when it is renamed or moved. Which permissions hang on a group is **not read** by gwbplan.", report.Count(t.adopt, "object"))},
		Expect: []text{say("a list of systems that use CN or DN of {} renamed and {} moved objects", t.renames, t.moves), say("who grants permissions to the new SIDs: {}", report.Count(t.create, "created group"))},
		Check:  []text{say("Old and new DN of each group: groups.csv, columns AD DN and New DN")},
		Undo:   say("nothing to undo"),
		Facts:  []string{"F69", "F71"},
	}
}

func (k *Kit) replication() step {
	return step{
		ID: "P0.5", Title: "Check replication", Who: say(domainAdm), Where: say("any domain controller of the forest"),
		Run:    []lines{prompt("repadmin /replsummary", "repadmin /showrepl * /errorsonly")},
		Expect: []text{say("0 fails, and no delta over an hour")},
		Check:  []text{say("Run it again on the night: the anchors of P1 must reach every global catalog")},
		Undo:   say("nothing to undo"),
		Facts:  []string{"F66"},
	}
}

// connectorContainers is how many containers get a line of their own.
const connectorContainers = 10

func (k *Kit) connectorRights() step {
	run := []string{
		`Import-Module 'C:\Program Files\Microsoft Azure Active Directory Connect\AdSyncConfig\AdSyncConfig.psm1'`,
		"Get-ADSyncADConnectorAccount   # the DN of the account of each AD connector",
		"$account = '<DN of the AD connector account>'",
	}
	var n, more int
	for i := range k.Plan.Scope {
		for _, c := range k.Plan.Scope[i].Container.Containers {
			if n++; n > connectorContainers {
				more++
				continue
			}
			run = append(run, "Set-ADSyncUnifiedGroupWritebackPermissions -ADConnectorAccountDN $account -ADObjectDN "+literal(string(c.DN)))
		}
	}
	notes := []text{say("v1 goes on and needs the same rights as v2. Run this only where exports to AD ended with permission errors. The cmdlet grants read and write of all properties, create and delete child, delete and delete tree on groups. Leave `-IncludeAdminSdHolders` away.")}
	if more > 0 {
		notes = append(notes, say("{} containers more: plan.json has them under `scope`.", more))
	}
	if n == 0 {
		run = append(run, "Set-ADSyncUnifiedGroupWritebackPermissions -ADConnectorAccountDN $account -ADObjectDN '<DN of the writeback OU>'")
	}
	return step{
		ID: "P0.6", Title: "Rights of the Connect account", Who: say("Domain administrator with the Connect operator"), Where: say("{}, Windows PowerShell as administrator", k.active()),
		Notes: notes, Run: []lines{pwsh(run...)},
		Expect: []text{say("no output, no error")},
		Check:  []text{say("`dsacls` of the container shows the account on group objects; the next export has no permission-issue error")},
		Undo:   say("take the account's entries out of the container's access control list"),
		Facts:  []string{"F20"},
	}
}

func (k *Kit) agents() step {
	var run []string
	run = append(run, `Import-Module 'C:\Program Files\Microsoft Azure AD Connect Provisioning Agent\Microsoft.CloudSync.PowerShell.dll'`, "$credential = Get-Credential   # an enterprise administrator")
	for _, d := range k.domains(k.In) {
		run = append(run, fmt.Sprintf("Set-AADCloudSyncPermissions -PermissionType UserGroupCreateDelete -TargetDomain %s -EACredential $credential", literal(bareWord(d))))
	}
	return step{
		ID: "P0.7", Title: "Agents: build, reach, rights", Who: say("Hybrid Identity Administrator and domain administrator"), Where: say("each host of a provisioning agent"),
		Notes:  []text{say("Rights are set by a clean installation only. After an upgrade, or with a managed service account of your own, set them. They never apply to objects that AdminSDHolder protects (adminCount 1).")},
		Run:    []lines{pwsh(run...), pwsh("Test-NetConnection '<domain controller>' -Port 389", "Test-NetConnection '<domain controller>' -Port 3268")},
		Expect: []text{say("builds of at least {} (the procedure's own page names an older one: T11, T12)", quote(k.setting("limits.agentFloor"))), say("both ports answer: the agent finds group members in the global catalog")},
		Check:  []text{say("Builds. {}", k.gateWord(planner.GateAgentBuild)), say("Rights. {}", k.gateWord(planner.GateAgentRights)), say("Agents that are active. {}", k.gateWord(planner.GateAgentsActive))},
		Undo:   say("take the account's entries out of the access control list"),
		Facts:  []string{"F84", "F87", "F88", "F89", "T11", "T12"},
	}
}

func (k *Kit) setting(key string) string {
	for _, s := range k.Plan.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return "not set"
}

func (k *Kit) configureCloudSync() step {
	st := step{
		ID: "P0.8", Title: "Make the Cloud Sync configurations, and leave them disabled", Who: say(hybridAdm), Where: say("Entra admin center, Entra Connect, Cloud Sync"),
		Notes: []text{say("**Four defaults are wrong for a tenant that leaves v2 (T14).** Set all four before anything is enabled. The values below are those that the plan **forecasts with**: another container or cn makes another forecast, so plan again if you choose one.")},
		Expect: []text{
			say("**disabled** (paused), one configuration a domain"),
			say("scope: **selected groups**, and none assigned yet. Mode all without a filter creates every cloud security group (F61)"),
			say("**Provision membership to on-premises users: ON.** Off, groups are written without their synced users (F54)"),
		},
		Check: []text{say("{}", quote(k.gateMessage(planner.GateCloudSyncConfig))), say("Prevent accidental deletion: **on, with a few objects** instead of 500 (F97, F99). Write the old value down: ______")},
		Undo:  say("correct the value. **Do not delete a configuration: it asks for no confirmation (F78)**"),
		Facts: []string{"F50", "F54", "F61", "F67", "F68", "F69", "F78", "F97", "F99", "T14", "C16"},
	}
	for i := range k.Plan.Scope {
		st.Run = append(st.Run, lines{"text", k.mapping(&k.Plan.Scope[i])})
	}
	if t := k.all(); t.moves+t.renames > 0 {
		st.Notes = append(st.Notes, say("With these values {} of this kit are renamed and {} moved. An expression that leaves each object in its container stands in plan.json under `scope`.", report.Count(t.renames, "object"), t.moves))
	}
	return st
}

func (k *Kit) gateMessage(id planner.GateID) string {
	g := k.gate(id)
	if g == nil {
		return "The plan does not say how they stand."
	}
	return "By the plan: " + g.Message + "."
}

// mapping are the two expressions of a configuration that decide where objects
// lie and how they are called.
func (k *Kit) mapping(sc *planner.Scope) []string {
	out := []string{"Domain:                  " + sc.Domain}
	for _, t := range k.Plan.Targets {
		if t.Domain != sc.Domain {
			continue
		}
		container := t.Container
		if container == planner.ContainerKeep {
			container = sc.Container.Expression
		}
		expression := t.CN
		for _, e := range sc.CN {
			if e.Name == t.CN {
				expression = e.Expression
			}
		}
		out = append(out, "parentDistinguishedName: "+notRead(container), "cn:                      "+notRead(expression))
	}
	return out
}

func notRead(value string) string {
	if value == "" {
		return "(not read: see the configuration)"
	}
	return value
}

func (k *Kit) fixFirst() step {
	st := step{
		ID: "P0.9", Title: "Do what has to be fixed first", Who: say("as the finding says"), Where: say("AD, or Cloud Sync's scope"),
		Expect: []text{say("{} of this kit need a fix. Missing anchors are P1; the others stand here:", report.Count(k.all().fixGroups, "group"))},
		Undo:   say("as the finding says"),
	}
	counts := map[planner.FindingID]int{}
	for _, g := range k.In {
		for _, f := range g.Findings {
			if f.Severity == planner.SeverityFix && !f.Waived {
				counts[f.ID]++
			}
		}
	}
	for _, r := range planner.Rules() {
		if n := counts[r.ID]; n > 0 && r.ID != planner.FindingAnchorMissing {
			st.Expect = append(st.Expect, say("{} ({}): {}. {}", quote(report.Capital(r.Title)), name(r.ID), report.Count(n, "group"), quote(r.Remedy)))
			st.Facts = append(st.Facts, r.Facts...)
		}
	}
	if len(st.Expect) == 1 {
		st.Expect = []text{say("nothing: no group of this kit needs another fix than its anchor")}
	}
	slices.Sort(st.Facts)
	st.Facts = slices.Compact(st.Facts)
	st.Check = []text{say("`gwbplan explain {} GROUP` names the object; plan again, and the finding is gone", planName)}
	return st
}

func (k *Kit) tell() step {
	owners, unknown := k.ownerCounts()
	return step{
		ID: "P0.10", Title: "Tell the owners", Who: say("Service desk"), Where: say("`{}/`, one text for each owner; `{}` lists them", FolderOwners, FileOwners),
		Expect: []text{say("{} have a text; {} no known owner and need somebody who answers for them", report.Count(owners, "owner"), hasHave(unknown, "group"))},
		Check:  []text{say("The groups without an owner are in `{}/no-owner.md`: name a person for each before its wave", FolderOwners)},
		Undo:   say("send a correction"),
	}
}

func hasHave(n int, noun string) string {
	if n == 1 {
		return report.Count(n, noun) + " has"
	}
	return report.Count(n, noun) + " have"
}
