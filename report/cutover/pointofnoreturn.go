package cutover

import (
	"fmt"

	"gwbplan/planner"
	"gwbplan/report"
)

// theSwitch is P5: the full synchronisations and the switch between them.
func (k *Kit) theSwitch() *section {
	s := &section{ID: "p5", Title: "P5 The switch"}
	s.step(k.syncBefore())
	s.step(k.exportsBefore())
	s.step(k.switchOff())
	s.step(k.syncAfter())
	s.step(k.exportsAfter())
	return s
}

func (k *Kit) syncBefore() step {
	return step{
		ID: "P5a.1", Title: "Full synchronisation with the rules", Who: say(connectOp), Where: say("{}, Windows PowerShell as administrator, this folder", k.active()),
		Notes:  []text{say("The script stops where staging mode is off, the scheduler is on, or one of the two rules is missing or wrong on this server. Then it runs `{}` and waits.", fullSync)},
		Run:    []lines{pwsh(`.\` + FileSwitch + " -Step P5a")},
		Expect: []text{say("full import and full synchronisation end with **success** on each connector; nothing is exported")},
		Check:  []text{say("Operations tab: no `completed-*-errors`. An error about a local group in a universal group is F36, not new")},
		Undo:   say("`.\\{}` on each server, another full synchronisation, then undo P2", FileRemoveSyncRules),
		Facts:  []string{"F36", "F80"},
	}
}

func (k *Kit) exportsBefore() step {
	st := step{
		ID: "P5a.2", Title: "Read the pending exports a first time", Who: say(connectOp), Where: say("{}, Command Prompt, folder `C:\\Program Files\\Microsoft Azure AD Sync\\Bin`", k.active()),
		Notes:  []text{say("The published procedure does not ask for this. It costs minutes, and it is **the last look that can still be undone**.")},
		Run:    k.readExports(k.server(planner.ServerActive)),
		Expect: []text{say("0 deletions in AD. 0 Microsoft 365 groups added: v2 is still on")},
		Check:  []text{say("`OMODT` or `AMODT` is nowhere Delete. If it is: **stop, and undo P3 to P2**")},
		Undo:   say("nothing to undo"),
		Facts:  []string{"F81"},
	}
	return st
}

// readExports are the commands for each AD connector of a server.
func (k *Kit) readExports(s *planner.PlanServer) []lines {
	var run []string
	for _, e := range k.exporters(s) {
		run = append(run, csexport(e)...)
	}
	return []lines{pwsh("Get-ADSyncConnector | Format-Table Name, Type, Identifier   # the names of the connectors"), prompt(run...)}
}

func (k *Kit) switchOff() step {
	n, open := k.appearing()
	expect := []text{say("`GroupWritebackV2` False, `UnifiedGroupWriteback` True")}
	if open > 0 {
		expect = append(expect, say("of {} Microsoft 365 groups it is **not known** whether they appear", open))
	}
	return step{
		ID: "P5b", Title: "Switch v2 off",
		Danger: say("v2 cannot be switched on again: Connect has refused it since build 2.3.2.0 (F6). From the next export on v1 writes **every** Microsoft 365 group; not in AD today, and appearing: **{}** (F13). AD objects that lose their writer at once, whatever their wave: **{}** (T13).", k.least(n), k.least(k.Plan.AtSwitch.Frozen)),
		Who:    say("Hybrid Identity Administrator at the keyboard, change lead beside"), Where: say("{}, Windows PowerShell as administrator, this folder", k.active()),
		Notes:  []text{say("The list before P5 is ticked and signed. The script looks at staging mode, scheduler, v1 and the two rules, and stops where the plan says no-go. Then it asks for the plan's hash and for the number of Microsoft 365 groups. **Read both from the approved plan: {} and {}.** It runs `Set-ADSyncAADCompanyFeature -GroupWritebackV2 $false`. That is not the wizard's box: clearing **Group writeback** there would delete the groups (F21, F42).", name(k.PlanHash), n)},
		Run:    []lines{pwsh(`.\` + FileSwitch + " -WhatIf"), pwsh(`.\` + FileSwitch), pwsh(loadADSync, "Get-ADSyncAADCompanyFeature | Format-List GroupWritebackV2, UnifiedGroupWriteback")},
		Expect: expect,
		Check:  []text{say("Note the time: ______ UTC. Nothing has been exported yet: staging mode is still on")},
		Undo:   say("**none.** AD is untouched until P6: see {}", FileRollback),
		Facts:  []string{"F6", "F13", "F21", "F42", "T13"},
	}
}

func (k *Kit) syncAfter() step {
	return step{
		ID: "P5c", Title: "Full synchronisation again", Who: say(connectOp), Where: k.active(),
		Notes:  []text{say("The published text switches the scheduler on here. **Leave it off until the pending exports are read (P5d)**: staging mode stays on anyway.")},
		Run:    []lines{pwsh(`.\` + FileSwitch + " -Step P5c")},
		Expect: []text{say("full import and full synchronisation end with **success** on each connector; nothing is exported")},
		Check:  []text{say("`Get-ADSyncScheduler` still shows `StagingModeEnabled` True")},
		Undo:   say("run it again as often as you like"),
		Facts:  []string{"F80", "F81"},
	}
}

func (k *Kit) exportsAfter() step {
	n, open := k.appearing()
	var verify []string
	for _, e := range k.exporters(k.server(planner.ServerActive)) {
		verify = append(verify, fmt.Sprintf("gwbplan verify-export %s %s.xml", planName, e.file))
	}
	adds := say("adds in AD: **{}** Microsoft 365 groups", k.least(n))
	if open > 0 {
		adds = adds.and(say("(not known of {} more)", open))
	}
	return step{
		ID: "P5d", Title: "Read the pending exports, and compare them with the plan", Who: say("Connect operator, change lead"), Where: say("{}, then the workstation", k.active()),
		Notes: []text{say("**This is the one chance to see AD deletions and the Microsoft 365 write-out before they happen.** The published procedure leaves it out. Connect's own delete threshold is documented for exports to Entra ID only: take AD as unprotected (F95).")},
		Run:   append(k.readExports(k.server(planner.ServerActive)), shell(verify...)),
		Expect: []text{
			say("nothing unexpected on any connector"), say("**0 deletions in AD**"), adds,
			say("updates: {} that v1 takes up again; no security group is renamed, moved or emptied", k.leastCount(k.actions(planner.ActionResume), "Microsoft 365 group")),
		},
		Check: []text{
			say("exit code 3 names each export that the plan did not expect: **do not go on to P6**"),
			say("write the outcome into the configuration file under `acknowledge.pendingExportReviewed`, with who and when, and plan again: the verdict on P6 must be go. {}", k.gateWord(planner.GatePendingExportReviewed)),
		},
		Undo:  say("nothing to undo. **Staying here is safe for days, not for weeks**: a delta synchronisation must happen within 7 days (F83)"),
		Facts: []string{"F81", "F83", "F95"},
	}
}

// export is P6: the first export after the switch.
func (k *Kit) export() *section {
	s := &section{ID: "p6", Title: "P6 Leave staging mode"}
	n, _ := k.appearing()
	s.step(step{
		ID: "P6.1", Title: "Scheduler on, staging mode off",
		Danger: say("The first real export. Microsoft 365 groups are created in AD, **{}**; deleted there, they come back (F13). An AD object that is deleted takes its SID with it, and only the Recycle Bin brings it back (F35).", k.least(n)),
		Who:    say(connectOp), Where: k.active(),
		Notes:  []text{say("First the scheduler, with staging mode still on: nothing is exported yet. Then the Microsoft Entra Connect wizard, **Configure**, **Configure staging mode**, clear **Enable staging mode**, leave **Start the synchronization process** unticked. Then the first cycle:")},
		Run:    []lines{pwsh(`.\` + FileSwitch + " -Step Scheduler"), pwsh(loadADSync, "Start-ADSyncSyncCycle -PolicyType Delta", waitSync)},
		Expect: []text{say("export to AD: {} adds, **0 deletes**. Password hashes flow again", k.least(n)), say("**members** of protected groups can still flow from Connect: JoinNoFlow holds back adds, deletes and attributes, not references (F80)")},
		Check:  []text{say("Operations tab, run **Export** of each AD connector: the numbers are those of P5d. One delete: scheduler off at once, then {}", FileRollback)},
		Undo:   say("**none for what was exported.** Staging mode on again stops the next export"),
		Facts:  []string{"F13", "F35", "F80", "F95"},
	})
	s.step(step{
		ID: "P6.2", Title: "Prove that nothing is gone", Who: say(anybody), Where: say("workstation"),
		Run:    []lines{shell(k.inventory("after-switch.jsonl"), "gwbplan verify "+planName+" after-switch.jsonl")},
		Expect: []text{say("all {} groups of this kit **pending**, 0 failed: same objectGUID and SID, nothing deleted", k.all().groups), say("exit code 3, since the waves are still to come: what counts is **0 failed**")},
		Check:  []text{say("`gwbplan diff` of the two snapshots shows the Microsoft 365 groups that appeared, by name")},
		Undo:   say("nothing to undo: gwbplan only reads"),
	})
	return s
}

// takeOver is P7: Cloud Sync takes the groups, wave by wave.
func (k *Kit) takeOver() *section {
	s := &section{ID: "p7", Title: "P7 Cloud Sync takes over, wave by wave"}
	s.para("Matching is by the anchor, per domain (F66). **Plan with assignments that only grow.** What a group's object becomes when the group leaves the scope is not documented for groups: it may be deleted (F76, C13). **Do not take a group out of scope to undo a wave. Pause the configuration instead.**")
	if len(k.Plan.Waves) == 0 {
		s.notice(signFix, "NO WAVE", say("No group of this plan has a wave."))
	}
	for i := range k.Plan.Waves {
		w := &k.Plan.Waves[i]
		s.heading(fmt.Sprintf("Wave %s: %s, %s", waveLabel(w), report.Count(w.Groups, "group"), report.WindowText(w.Window)))
		if w.Pilot {
			s.step(k.tryOne(w.Number))
		}
		s.step(k.takeWave(w))
		s.step(k.proveWave(w))
	}
	return s
}

func (k *Kit) tryOne(wave int) step {
	return step{
		ID: "P7.0", Title: "Try one group on demand", Who: say(hybridAdm), Where: say("Entra admin center, Cloud Sync, the configuration, **Provision on demand**"),
		Hard:   say("It writes. The object that it takes over is renamed and moved as the mappings say, at once (F69)."),
		Notes:  []text{say("Take one group of wave {} with at most 5 members and no nested group, assign it to the configuration, then provision it on demand.", wave)},
		Expect: []text{say("**Update**, not Create: the object was found by its anchor. CN and container as forecast, members kept")},
		Check:  []text{say("Get-ADGroup by the objectGUID of the plan: same SID. **If the log says Create: stop.** There is a second object; see {}", FileRollback)},
		Undo:   say("rename and move the object back by hand, and correct the mapping. Members that were dropped are added again by hand"),
		Facts:  []string{"F66", "F69", "F75", "C16"},
	}
}

func (k *Kit) takeWave(w *planner.Wave) step {
	t := k.wave(w.Number)
	st := step{
		ID: fmt.Sprintf("P7.%d.1", w.Number), Title: fmt.Sprintf("Put wave %d into scope, and start", w.Number), Who: say(hybridAdm),
		Where:  say("workstation with Microsoft Graph PowerShell, then Entra admin center, Cloud Sync"),
		Notes:  []text{say("In the portal: pick the groups of the wave's CSV file. The portal picks and shows 999; beyond that use the script (F64). It can be run again, and takes nothing away.")},
		Expect: []text{say("{} taken over with the same SID, {} created with a **new SID**; {} renamed, {} moved", t.adopt, t.create, t.renames, t.moves), accessText(&t)},
		Check:  []text{say("Provisioning logs: no entry-level error, no Create beyond {}; the configuration is not in quarantine (`StagedDelete` means the threshold held, F97)", t.create)},
		Undo:   say("pause the configuration. Taken-over objects keep their SID and stay; a rename or move is undone by hand. Created objects stay until somebody decides"),
		Facts:  []string{"F64", "F66", "F69", "F74", "F76", "F97", "C13", "C14"},
	}
	if t.lost > 0 || t.renames > 0 || t.moves > 0 || t.create > 0 {
		st.Hard = waveHard(&t)
	}
	if n := k.in("", k.waves[w.Number]).groups; n > 0 {
		st.Notes = append(st.Notes, say("**Of {} the plan does not tell the domain**: nothing of them is in AD yet, and there are several configurations. They stand in `{}`. Choose one, and assign them by hand.", report.Count(n, "group"), FileWaveCSV("unassigned", w.Number)))
	}
	if t.comeAlong > 0 {
		st.Notes = append(st.Notes, say("**{} must come along**: AD holds them in groups of this wave now, and the plan leaves them out. The file lists them with the action decide. Settle each and put it into scope with this wave, or that membership is lost.", report.Count(t.comeAlong, "nested group")))
	}
	run := []string{"Connect-MgGraph -TenantId '" + bareWord(k.Plan.Tenant.ID) + "' -Scopes 'AppRoleAssignment.ReadWrite.All', 'Application.Read.All'"}
	for _, d := range k.domains(k.waves[w.Number]) {
		n := k.in(d, k.waves[w.Number]).groups
		run = append(run, fmt.Sprintf(`.\%s -Wave %d   # %d groups, as listed in %s`, windowsPath(FileAddScope(d)), w.Number, n, FileWaveCSV(d, w.Number)))
	}
	st.Run = []lines{pwsh(run...)}
	if w.Pilot {
		st.Notes = append(st.Notes, say("Then **enable the configuration**. From now on it runs by itself, about every 20 minutes (F74)."))
	}
	return st
}

// waveHard says what of a wave is hard to take back.
func waveHard(t *tally) text {
	var parts []text
	if t.lost > 0 {
		parts = append(parts, say("**{} lost**, each to be added again by hand", report.Count(t.lost, "membership")))
	}
	if t.renames+t.moves > 0 {
		parts = append(parts, say("{} and {} are found under the old name no more", report.Count(t.renames, "renamed object"), report.Count(t.moves, "moved object")))
	}
	if t.create > 0 {
		parts = append(parts, say("{}: nothing grants access to a new SID yet", report.Count(t.create, "new object")))
	}
	return say("With the first cycle: {}.", joined(parts, "; "))
}

func accessText(t *tally) text {
	out := say("nobody in AD now loses a membership")
	if t.lost > 0 {
		out = say("**{} lost**, in {}: {}", report.Count(t.lost, "membership"), report.Count(t.lostGroups, "group"), t.losing())
	}
	if t.gained > 0 {
		out = append(out, say("; {} gained, in {}", report.Count(t.gained, "membership"), report.Count(t.gainedGroups, "group"))...)
	}
	if t.extra > 0 {
		out = append(out, say("; in AD alone, and stay (F58): {}", report.Count(t.extra, "member"))...)
	}
	return out
}

func (k *Kit) proveWave(w *planner.Wave) step {
	file := fmt.Sprintf("after-wave-%02d.jsonl", w.Number)
	return step{
		ID: fmt.Sprintf("P7.%d.2", w.Number), Title: fmt.Sprintf("Prove wave %d", w.Number), Who: say(anybody), Where: say("workstation, after the next full cycle"),
		Run:    []lines{shell(k.inventory(file), fmt.Sprintf("gwbplan verify %s %s --wave %d", planName, file, w.Number))},
		Expect: []text{say("{} **done**, 0 pending, 0 failed", report.Count(w.Groups, "group"))},
		Check:  []text{say("**pending** after two cycles: read the provisioning log of that group. **failed** says why: stop before the next wave")},
		Undo:   say("nothing to undo: gwbplan only reads"),
		Facts:  []string{"F58", "F66"},
	}
}

// afterwards is what stays to be done when the last wave is through.
func (k *Kit) afterwards() *section {
	s := &section{ID: "after", Title: "Afterwards"}
	s.list(
		say("Prove everything once more: `gwbplan verify {} LAST-SNAPSHOT`, all {} groups done.", planName, k.all().groups),
		say("**Keep both sync rules on every server, and the writeback containers in Connect's OU filter, as long as Connect runs.** Microsoft asks for them until Cloud Sync is validated; v1 goes on, so they stay (F80, unverified)."),
		say("Put the delete threshold of Cloud Sync back to the value noted in P0.8."),
		say("Add the members that were lost, where the owners want that, by hand or by an account that Cloud Sync can write."),
		say("Decide on the {} left-out groups and the {} orphans. Plan again, write a new kit, go through P1 and P7 for them.", len(k.Out), len(k.Plan.Orphans)),
		say("Update the recovery plan: groups that Cloud Sync holds are not made again when somebody deletes them in AD (F59). Restore them from the Recycle Bin."),
		say("Archive this folder with the transcripts, the export files and the snapshots."),
	)
	return s
}
