package cutover

import (
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/planner/facts"
)

// swing is the variant of P2 to P6 that keeps the active server as it is until
// the other one has shown what it would export (F82a).
func (k *Kit) swing() *section {
	s := &section{ID: "swing", Title: "Variant: swing migration"}
	standby := say("a standby server (**none was read: build one first**)")
	server := k.server(planner.ServerStaging)
	if server != nil {
		standby = say("the standby server {}", name(server.Name))
	}
	n, _ := k.appearing()
	s.para("Take this **instead of P2 to P6**. Instead of putting the active server into staging mode, prepare a standby and swap the roles. The active server goes on synchronising until S3: **the outage is shorter by the first full synchronisation and the first look at the exports**, and the old server stays as it was. Microsoft advised this shape for introducing v2; **for leaving it that is our conclusion, unverified** (F82a). The tenant-wide switch (P5b) is as final as ever: the old server is no way back to v2.")
	who := say(connectOp)
	s.step(step{ID: "S1", Title: "Prepare the standby", Who: who, Where: standby,
		Notes:  []text{say("P0 and P1 are done. The standby has the build, the OU filter, the rules of your own and the full import of the active server.")},
		Run:    []lines{pwsh(loadADSync, noCycle), pwsh(`.\` + FileNewSyncRules)},
		Expect: []text{say("`StagingModeEnabled` True; both rules stand, as in P3.1")}, Check: []text{say("P3.1 and P4.1 on this server")},
		Undo: say("`.\\{}`", FileRemoveSyncRules), Facts: []string{"F82", "F82a"}})
	s.step(step{ID: "S2", Title: "Let it show what it would export today", Who: who, Where: standby,
		Run: append([]lines{pwsh(fullSync)}, k.readExports(server)...), Expect: []text{say("0 deletions in AD, 0 Microsoft 365 groups added")},
		Check: []text{say("differences from the active server are differences of the two servers: mend them first")}, Undo: say("nothing to undo"), Facts: []string{"F81", "F82a"}})
	s.step(step{ID: "S3", Title: "Make both rules on the active server too, then stop every cycle", Who: who, Where: k.active(),
		Notes:  []text{say("This server still exports. From its cycle with the rules on, adds, deletes and attributes of the security groups are held back. **With the last command the outage begins (C17).** Without the rules here, a late cycle of this server could delete the groups after the switch.")},
		Run:    []lines{pwsh(`.\` + FileNewSyncRules), pwsh(loadADSync, fullSync, waitSync), pwsh(stopCycle)},
		Expect: []text{say("the cycle ends without deletions in AD; `SyncCycleEnabled` False on both servers")}, Check: []text{say("both servers: `Get-ADSyncScheduler`")},
		Undo: say("`{}`, `.\\{}` on both servers", startCycle, FileRemoveSyncRules), Facts: []string{"F82", "F82a", "C17"}})
	s.step(step{ID: "S4", Title: "Swap the roles: the active server into staging mode", Who: who, Where: k.active(),
		Expect: []text{say("`StagingModeEnabled` True on **both** servers")}, Check: []text{say("never two active servers, not for a minute")},
		Undo: say("the wizard: staging mode off, on this server only"), Facts: []string{"F82a"}})
	s.step(step{ID: "S5", Title: "Go through the list before P5, then P5b, P5c and P5d on the standby", Who: say("as in P5"), Where: standby,
		Danger: say("As P5b: v2 cannot be switched on again. Microsoft 365 groups that appear with the next export: **{}**.", k.least(n)),
		Expect: []text{say("as in P5d: `gwbplan verify-export` finds nothing that the plan did not expect")}, Check: []text{say("as in P5d")}, Undo: say("**none**"), Facts: []string{"F6", "F13", "F81"}})
	s.step(step{ID: "S6", Title: "Go through the list before P6, then take the standby out of staging mode", Who: who, Where: standby,
		Danger: say("The first real export, as P6.1."), Expect: []text{say("as in P6.1; this server is the active one from now on")},
		Check: []text{say("P6.2, then P7")}, Undo: say("**none for what was exported**. The old server may become active again: it has both rules, and v2 is off for it too"), Facts: []string{"F82a", "F80"}})
	return s
}

// article tells of each step by which v2 was once set up what it means now.
func (k *Kit) article() *section {
	s := &section{ID: "article", Title: "The article by which v2 was switched on: what still matters"}
	s.para("Whoever set v2 up followed \"Enable Microsoft Entra Connect group writeback\". Some of its steps are part of this runbook, some would now do harm.")
	s.table([]string{"Its step", "Today"}, [][]cell{
		row(say("Switch v2 on, then v1, in that order"), say("**v2 cannot be switched on since build 2.3.2.0 (F6).** v1 stays on: `UnifiedGroupWriteback` must be True after P5b")),
		row(say("See that no synchronisation runs, `{}`", stopCycle), say("P2.1 and P2.2, now with staging mode on first")),
		row(say("`Import-Module` of ADSync.psd1"), say("the same. Older migration text loads ADSyncTools.psm1 (T8)")),
		row(say("`Set-ADSyncAADCompanyFeature -GroupWritebackV2 $true`"), say("**$false, once, in P5b.** No way back")),
		row(say("`{}`", startCycle), say("P6.1, after the pending exports were read")),
		row(say("`{}`", fullSync), say("P5a.1 and P5c: twice")),
		row(say("Wizard, Optional features: select **Group Writeback**"), say("**leave it selected.** Clearing it deletes every group that Connect wrote (F21). Look at it each time the wizard runs for staging mode")),
		row(say("Wizard, Writeback page: one OU"), say("v1 has one OU for everything (F14). Leave it; the {} new Microsoft 365 groups go there", k.least(k.Plan.Summary.Headline.M365WillAppear))),
		row(say("Optional: CN from the cloud display name"), say("leave it as it is: v1 goes on with it. Cloud Sync has its own mapping (P0.8)")),
		row(say("`Set-ADSyncUnifiedGroupWritebackPermissions`"), say("P0.6: v1 needs the same rights (F20)")),
		row(say("Build 1.6.4.0 or later on every Connect server"), say("the floor is {} now: {}", quote(k.setting("limits.connectFeatureFloor")), quote(k.gateMessage(planner.GateConnectBuild)))),
		row(say("Swing migration"), say("the variant above")),
		row(say("Changes made in AD are overwritten in the next cycle"), say("true of Connect. **Cloud Sync does not reconcile:** members added in AD stay (F58)")),
	})
	return s
}

// traps are the flaws of the published procedure, and where the kit avoids each.
func (k *Kit) traps() *section {
	s := &section{ID: "traps", Title: "Traps of the published procedure, and how this kit avoids them"}
	avoided := map[string]text{
		"T1":  say("`{}` compares, then sets; it can be run again", FileSetAnchors),
		"T2":  say("each value is `Group_` and the cloud group's own id, taken from the plan, not from adminDescription"),
		"T3":  say("only security groups of the plan are in the files"),
		"T4":  say("each object is taken by objectGUID, on the server that you name"),
		"T5":  say("`-WhatIf`, a transcript and an undo file; before it the plan looked for duplicates in the domains of the forest. All read? {}", k.gateWord(planner.GateForestCovered)),
		"T6":  say("P3.1 compares connector, link type and scope; the gates coexistence-rules and standby-servers read them"),
		"T7":  say("P3.1 tells by direction and link type, not by a heading"),
		"T8":  say("every command loads ADSync.psd1"),
		"T9":  say("one outbound rule for each AD connector"),
		"T10": say("groups with a mail value are blocked (mail-not-null) and not in this kit; nobody may set one in the freeze window"),
		"T11": say("P0.7 asks for {}", quote(k.setting("limits.agentFloor"))),
		"T12": say("P0.7 and P0.6 have the right names"),
		"T13": say("freeze window with times; one wave after the other from P7 on"),
		"T14": say("P0.8 sets all four"),
	}
	var rows [][]cell
	for _, f := range facts.All() {
		if t, is := avoided[f.ID]; is {
			rows = append(rows, row(say(f.ID), say("{}", quote(f.Text)), t))
		}
	}
	s.table([]string{"Trap", "What is wrong", "How it is avoided"}, rows)
	return s
}

// factSection lists what the steps rest on.
func factSection(d *document) *section {
	s := &section{ID: "facts", Title: "What the steps rest on"}
	s.para("F: a fact. T: a trap of the published procedure. C: sources differ or are silent. **Unverified** is what no page settles.")
	var rows [][]cell
	for _, f := range d.citedFacts() {
		bases := make([]string, len(f.Bases))
		for i, b := range f.Bases {
			bases[i] = string(b)
		}
		known := cell{Text: say("{}", strings.Join(bases, ", in part "))}
		if !confirmed(f.ID) {
			known = tagged(signUnknown, "unverified", known.Text)
		}
		var sources []string
		for _, src := range f.Sources {
			sources = append(sources, fmt.Sprintf("%s (%s)", src.Name, src.Date))
		}
		rows = append(rows, []cell{{Text: say(f.ID)}, {Text: say("{}", quote(f.Text))}, known, {Text: say("{}", quote(strings.Join(sources, "; ")))}})
	}
	s.table([]string{"Fact", "In short", "Known as", "Source"}, rows)
	return s
}
