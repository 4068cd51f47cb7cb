package cutover

import "gwbplan/planner"

// stamp is P1: the anchor by which Cloud Sync finds the objects.
func (k *Kit) stamp() *section {
	s := &section{ID: "p1", Title: "P1 Stamp the anchors"}
	n := k.all().stamp
	s.para("Cloud Sync finds an AD object by `msDS-ExternalDirectoryObjectId`, and by nothing else. An object without it would get a **second group with a new SID** beside it (F66). Of this kit {} an empty anchor; the other {} that are taken over have the right one already. Microsoft 365 groups are not stamped (T3).",
		hasHave(n, "object"), k.all().adopt-n)
	if n == 0 {
		s.notice(signGood, "NOTHING TO WRITE", say("Each object of this kit has its anchor. Do P1.3 all the same."))
	} else {
		s.step(k.tryAnchors(n))
		s.step(k.writeAnchors(n))
	}
	s.step(k.waitForAnchors())
	return s
}

func (k *Kit) tryAnchors(n int) step {
	return step{
		ID: "P1.1", Title: "Try it without writing", Who: say(domainAdm), Where: say("a workstation with the ActiveDirectory module, this folder"),
		Run:    []lines{pwsh(k.setAnchors(" -WhatIf")...)},
		Expect: []text{say("last line, over all domains: 0 done, {} not done for -WhatIf, 0 refused, 0 failed", n)},
		Check:  []text{say("A warning names each refused object and why: another value stands there, or another object has the anchor. Find out who wrote it before you go on: `gwbplan explain {} GROUP`", planName)},
		Undo:   say("nothing to undo"),
		Facts:  []string{"T1", "T2", "T4", "T5"},
	}
}

func (k *Kit) writeAnchors(n int) step {
	return step{
		ID: "P1.2", Title: "Write the anchors", Who: say(domainAdm), Where: say("the same place, the same domain controllers"),
		Notes:  []text{say("The script takes each object by its objectGUID, compares, then sets, and can be run again. **Or** load the LDIF file on a domain controller of its domain, not both.")},
		Run:    []lines{pwsh(k.setAnchors("")...), prompt(k.loadAnchors(FileAnchors)...)},
		Expect: []text{say("{} done, 0 refused, 0 failed; a second run says that they were so already", n)},
		Check:  []text{say("the transcript lists each object with its value. Keep it, and `Set-Anchors-undo.csv` beside it")},
		Undo:   say("the same commands with `-Undo`, or `{}` the same way: they take back exactly what was written. Possible until Cloud Sync has taken the object over (P7)", FileAnchorsUndo),
		Facts:  []string{"F66", "F90", "T1", "T2", "T3", "T4", "T5"},
	}
}

func (k *Kit) waitForAnchors() step {
	return step{
		ID: "P1.3", Title: "Wait for the global catalogs", Who: say(domainAdm), Where: say("a global catalog of each site"),
		Run:    []lines{pwsh("@(Get-ADObject -Server '<global catalog>:3268' -SearchBase '' -LDAPFilter '(msDS-ExternalDirectoryObjectId=Group_*)').Count")},
		Expect: []text{say("the same number on each global catalog, **at least {}**: the objects of this kit. Objects of groups that are left out may be among them", k.all().adopt)},
		Check:  []text{say("`repadmin /replsummary` shows 0 fails; no anchor stands on two objects. {}", k.gateWord(planner.GateForestCovered))},
		Undo:   say("nothing to undo"),
		Facts:  []string{"F66", "F38"},
	}
}

// stage is P2: nothing is exported any more.
func (k *Kit) stage() *section {
	s := &section{ID: "p2", Title: "P2 Staging mode, scheduler off"}
	s.para("From here Connect exports nothing: **no group, no password hash, no password writeback** (C17). The outage ends with P6.")
	s.step(step{
		ID: "P2.1", Title: "See that no synchronisation runs", Who: say(connectOp), Where: say("{}, Windows PowerShell as administrator", k.active()),
		Run:    []lines{pwsh(loadADSync, noCycle)},
		Expect: []text{say("`SyncCycleInProgress` False. Wait if it is True")},
		Check:  []text{say("the Operations tab of the Synchronization Service shows no run in progress")},
		Undo:   say("nothing to undo"),
	})
	s.step(step{
		ID: "P2.2", Title: "Switch staging mode on, then the scheduler off", Who: say(connectOp), Where: k.active(),
		Notes:  []text{say("Microsoft Entra Connect wizard, **Configure**, **Configure staging mode**, tick **Enable staging mode**. On the last page leave **Start the synchronization process** unticked. Then:")},
		Run:    []lines{pwsh(stopCycle, noCycle)},
		Expect: []text{say("`StagingModeEnabled` True, `SyncCycleEnabled` False. The scheduler's setting is stored in the cloud: it stops the standby servers too (F82)")},
		Check:  []text{say("Note the time: ______ UTC. The clock of 7 days runs (F83)"), say("The outage is announced and accepted. {}", k.gateWord(planner.GateStagingOutage))},
		Undo:   say("`{}`, then the wizard: staging mode off. Possible without a trace until P5b", startCycle),
		Facts:  []string{"C17", "F82", "F83"},
	})
	return s
}

// rules is P3 and P4: what keeps Connect from deleting the groups.
func (k *Kit) rules() *section {
	s := &section{ID: "p3", Title: "P3 and P4 The two sync rules, on every Connect server"}
	s.para("After the switch Connect takes the v2 groups for left over. These two rules keep it from **deleting their AD objects**. Rules live on each server (F82): a standby without them that becomes active is a deletion risk. They stay as long as Connect runs.")
	s.table([]string{"Setting", "P3 inbound", "P4 outbound"}, [][]cell{
		row(say("Connector"), say("Entra ID, `b891884f-051e-4a83-95af-2544101c9083`"), say("each AD connector with written-back groups (T9)")),
		row(say("Objects"), say("group to group"), say("group to group")),
		row(say("Link"), say("Join"), say("JoinNoFlow")),
		row(say("Precedence"), say("88, below 100"), say("89, below 100")),
		row(say("Scope"), say("`cloudMastered EQUAL true` and `mail ISNULL`"), say("`cloudNoFlow EQUAL True`")),
		row(say("Flow"), say("constant `True` to `cloudNoFlow`"), say("none")),
		row(say("Identifier"), say("`e4eae1c9-b9bc-4328-ade9-df871cdd3027`"), say("`419fda18-75bb-4e23-b947-8b06e7246551`")),
	})
	s.para("An early page had the two connectors **swapped** (T6), and a heading calls the outbound rule inbound (T7). Compare with this table, not with the page. `mail ISNULL` does not mean \"security group\": a security group with a mail value is **not protected** (T10).")
	s.step(step{
		ID: "P3.1", Title: "Make both rules", Who: say(connectOp), Where: k.everyServer(),
		Notes:  []text{say("The script has a part for each server of the plan, with that server's own connectors. It compares first, and makes nothing beside a rule that is there and wrong: remove that one with `.\\{}`, then run it again. On a server that the plan did not read add `-AllowUnreadServer`, and check the connectors that it shows. On the active server they may stand already. {}", FileRemoveSyncRules, quote(k.gateMessage(planner.GateCoexistenceRules)))},
		Run:    []lines{pwsh(`.\` + FileNewSyncRules + " -WhatIf"), pwsh(`.\` + FileNewSyncRules)},
		Expect: []text{say("1 inbound rule, and 1 outbound rule for each of: {}", k.targetNames())},
		Check: []text{
			say("Run `Get-ADSyncRule -Identifier e4eae1c9-b9bc-4328-ade9-df871cdd3027`: `Direction` Inbound, `LinkType` Join. Each outbound rule: `LinkType` JoinNoFlow, `Connector` that of AD"),
			say("Better: run the script of `gwbplan connect-script` on each server, and plan with its files. The gates coexistence-rules and standby-servers must pass. {}", quote(k.gateMessage(planner.GateStandbyServers))),
		},
		Undo:  say("`.\\{}` on the same server. **Only before P5b**: afterwards it takes the protection away", FileRemoveSyncRules),
		Facts: []string{"F80", "F82", "T6", "T7", "T8", "T9", "T10"},
	})
	s.step(step{
		ID: "P4.1", Title: "See that no rule deletes, and no rule is a clone", Who: say(connectOp), Where: k.everyServer(),
		Run:    []lines{pwsh("Get-ADSyncRule | Where-Object { $_.Identifier -eq 'cb871f2d-0f01-4c32-a333-ff809145b947' }", "Get-ADSyncRule | Where-Object { $_.Name -like '*SOAInAAD*' } | Sort-Object Precedence | Format-Table Name, Disabled, Precedence, IsStandardRule")},
		Expect: []text{say("the first command shows nothing. The second shows the standard rules enabled and no copy of them")},
		Check:  []text{say("Rule that deletes: {} Clones: {}", k.gateWord(planner.GateOutOfScopeDeleteRule), k.gateWord(planner.GateClonedRules))},
		Undo:   say("nothing to undo"),
		Facts:  []string{"F34", "F40"},
	})
	return s
}

// targetNames are the AD domains that Cloud Sync writes to.
func (k *Kit) targetNames() text {
	var names []text
	for _, t := range k.Plan.Targets {
		names = append(names, say("{}", name(t.Domain)))
	}
	if len(names) == 0 {
		return say("**the plan knows no domain**")
	}
	return joined(names, ", ")
}
