package cutover

import (
	"gwbplan/planner"
	"gwbplan/report"
)

// rollback says what can be undone at which point, and what not.
func (k *Kit) rollback() *document {
	d := &document{
		Title:    "Rollback: what can be undone, and until when",
		Subtitle: say("{}, plan of {}, SHA-256 {}", k.tenantLabel(), quote(k.Plan.AsOf), name(k.PlanHash)),
	}
	d.Sections = []*section{k.undoTable(), k.neverUndone(), k.emergencies()}
	return d
}

func (k *Kit) undoTable() *section {
	s := &section{ID: "undo", Title: "Point by point"}
	s.para("Find the last step that was done. Undo from there upwards, the latest first. **gwbplan executes nothing**: people do each of these.")
	t := k.all()
	n, _ := k.appearing()
	yes, part, no := tagged(signGood, "yes", nil), tagged(signFix, "in part", nil), tagged(signRed, "no", nil)
	rows := [][]cell{
		{{Text: say("P0 Prepare")}, yes, {Text: say("nothing was changed but rights and paused configurations")}, {Text: say("nothing")}},
		{{Text: say("P1 Anchors")}, yes, {Text: say("`.\\{}` with `-Undo`, or load `{}`: it clears {}", FileSetAnchors, FileAnchorsUndo, report.Count(t.stamp, "anchor"))}, {Text: say("nothing, until P7 has taken the object over")}},
		{{Text: say("P2 Staging mode, scheduler off")}, yes, {Text: say("`{}`, wizard: staging mode off", startCycle)}, {Text: say("the time without exports and password synchronisation")}},
		{{Text: say("P3, P4 Rules")}, yes, {Text: say("`.\\{}` on each server, then a full synchronisation. **Before P5b only**", FileRemoveSyncRules)}, {Text: say("nothing")}},
		{{Text: say("P5a Full synchronisation")}, yes, {Text: say("undo P4 to P2")}, {Text: say("nothing: nothing was exported")}},
		{{Text: say("**P5b Switch**")}, no, {Text: say("nothing brings v2 back (F6). AD is untouched as long as staging mode is on: stay there, up to 7 days, and decide (F83)")}, {Text: say("**v2.** {} AD objects have no writer any more; {} Microsoft 365 groups will appear", k.least(k.Plan.AtSwitch.Frozen), k.least(n))}},
		{{Text: say("P5c, P5d Synchronise, read")}, part, {Text: say("as P5b: nothing was exported")}, {Text: say("as P5b")}},
		{{Text: say("**P6 First export**")}, no, {Text: say("staging mode on again stops the next export. Deleted objects: Recycle Bin, see below")}, {Text: say("{} Microsoft 365 groups in AD: deleted there, v1 makes them again", k.least(n))}},
	}
	for i := range k.Plan.Waves {
		w := k.wave(k.Plan.Waves[i].Number)
		rows = append(rows, []cell{
			{Text: say("P7 Wave {}, {}", k.Plan.Waves[i].Number, report.Count(w.groups, "group"))}, part,
			{Text: say("pause the configuration. By hand: names ({}), containers ({})", w.renames, w.moves)},
			{Text: say("objects taken over ({}) stay, with their SID. Nothing puts back memberships lost ({}) and gained ({}), or objects created ({})", w.adopt, w.lost, w.gained, w.create)},
		})
	}
	s.table([]string{"Done up to", "Can be undone", "How", "What stays"}, rows)
	if len(k.Out) > 0 {
		s.para("{} not in the kit. Their AD objects stand still from P5b on, whatever else is undone.", isAre(len(k.Out), "group"))
	}
	return s
}

func (k *Kit) neverUndone() *section {
	s := &section{ID: "never", Title: "What cannot be undone at all"}
	n, open := k.appearing()
	m365 := say("**The write-out of Microsoft 365 groups: {}.** v1 writes every one and ignores the flag (F13). Only deleting the cloud group, or switching v1 off with everything that it wrote (F21), takes them away.", k.least(n))
	if open > 0 {
		m365 = m365.and(say("Of {} more it is not known whether they appear.", open))
	}
	s.list(
		say("**v2 is gone** after P5b (F6). There is no rollback to Group Writeback v2, and no support for it."),
		m365,
		say("**A deleted AD object without the Recycle Bin.** Its SID, and every permission given to it, is lost (F35). {}", k.gateWord(planner.GateADRecycleBin)),
	)
	if n := k.actions(planner.ActionRetype); n > 0 {
		s.list(say("**Expected to become distribution groups: {}** (C15, unverified). Permissions given to them stop working.", k.leastCount(n, "Microsoft 365 group")))
	}
	if n := k.atRisk(); n > 0 {
		s.list(say("**AD objects that the first export after the switch may delete: those of {}.** Clear this up before P5b.", k.leastCount(n, "group")))
	}
	return s
}

func (k *Kit) emergencies() *section {
	s := &section{ID: "emergencies", Title: "If it went wrong"}
	s.step(step{
		ID: "R1", Title: "AD objects were deleted", Who: say("Domain administrator, Connect operator"), Where: say("a domain controller of the domain"),
		Notes: []text{say("**First stop the engine, then restore, then find out why.** Made anew instead of restored, the object has a new SID (F35). Cloud Sync does not make a deleted object again (F59).")},
		Run: []lines{
			pwsh(stopCycle + "   # on the active Connect server; pause the Cloud Sync configurations too"),
			pwsh("Get-ADObject -Server '<domain controller>' -IncludeDeletedObjects -LDAPFilter '(&(isDeleted=TRUE)(objectClass=group)(|(adminDescription=*Group_*)(msDS-ExternalDirectoryObjectId=Group_*)))' -Properties lastKnownParent, objectSid, whenChanged", "Restore-ADObject -Server '<domain controller>' -Identity '<objectGUID of the plan>'"),
		},
		Expect: []text{say("the object is back with the objectGUID and SID of the plan, and its members")},
		Check:  []text{say("`gwbplan verify {} SNAPSHOT` no longer says failed for it. Members that were deleted with their links are compared with the backup of P0.3", planName)},
		Undo:   say("nothing to undo"),
		Facts:  []string{"F35", "F59", "F95"},
	})
	s.step(step{
		ID: "R2", Title: "Cloud Sync made a second object", Who: say("Hybrid Identity Administrator, domain administrator"), Where: say("Cloud Sync, then a domain controller"),
		Notes: []text{
			say("The anchor of the first object was empty, wrong or in another domain (F66). In this order: pause the configuration. Take the anchor and `adminDescription` off the second object. Write the anchor on the first with `{}`. Provision the group on demand. Delete the second object when nothing grants it access.", FileSetAnchors),
		},
		Expect: []text{say("one object with the right anchor: the first one, with the old SID")},
		Check:  []text{say("the provisioning log says Update; one object in the forest has the anchor")},
		Undo:   say("restore the second object from the Recycle Bin"),
		Facts:  []string{"F66", "C14"},
	})
	s.step(step{
		ID: "R3", Title: "The pending exports show deletions in AD", Who: say("Connect operator"), Where: k.active(),
		Notes:  []text{say("**Do not leave staging mode.** Nothing has happened yet. Usual causes: a rule of P3 or P4 is missing, disabled or on the wrong connector (T6); a second AD connector without its rule (T9); a group with a mail value (T10); the rule that deletes what is out of scope (F34); an OU outside the filter.")},
		Expect: []text{say("after the cause is mended and P5c is run again: 0 deletions")},
		Check:  []text{say("P5d again: nothing unexpected")},
		Undo:   say("nothing to undo"),
		Facts:  []string{"F34", "F81", "T6", "T9", "T10"},
	})
	s.step(step{
		ID: "R4", Title: "Groups were emptied or lost members", Who: say("Hybrid Identity Administrator"), Where: say("Cloud Sync, the configuration"),
		Notes:  []text{say("Usual cause: **Provision membership to on-premises users** is off (F54). Thresholds count objects, not members, so that nothing stopped it (F98).")},
		Expect: []text{say("pause; switch it on; restart the provisioning; the members that have an AD account come back. Whether it also clears members at once is not documented (C16)")},
		Check:  []text{say("`gwbplan verify {} SNAPSHOT --wave N`: members kept, lost and extra as forecast", planName)},
		Undo:   say("members from the backup of P0.3"),
		Facts:  []string{"F54", "F98", "C16"},
	})
	return s
}
