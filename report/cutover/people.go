package cutover

import (
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/report"
)

// The roles of the night.
const (
	lead      = "Change lead"
	domainAdm = "Domain administrator"
	connectOp = "Connect operator: local administrator and member of ADSyncAdmins on the server"
	hybridAdm = "Hybrid Identity Administrator"
	anybody   = "Anybody who can read both directories"
)

// people are who and what the night needs.
func (k *Kit) people() *section {
	s := &section{ID: "people", Title: "People, places, tools"}
	s.table([]string{"Who", "Does", "Name, phone"}, [][]cell{
		row(say(lead), say("keeps this runbook, ticks the lists, says go or no go"), nil),
		row(say(domainAdm), say("P1, replication, Recycle Bin (F90)"), nil),
		row(say("Connect operator"), say("P2 to P6 on each Connect server"), nil),
		row(say(hybridAdm), say("the switch, the Cloud Sync configurations, P7 (F90)"), nil),
		row(say("Service desk"), say("sends the texts of `{}/`, takes the calls", FolderOwners), nil),
	})
	servers := k.serverNames()
	if len(servers) == 0 {
		servers = []text{say("**No Connect server was read.** Nothing lists them: ask, and do P3 and P4 on each (F82).")}
	}
	s.para("Connect servers of this plan:")
	s.list(servers...)
	s.para("On the workstation: `gwbplan`, the plan file as `{}`, this folder, and the DNS names that stand in pointed brackets in the commands. Copy the folder to each Connect server and to the workstation of the domain administrator.", planName)
	return s
}

// freeze is when nothing else may change.
func (k *Kit) freeze() *section {
	s := &section{ID: "freeze", Title: "Freeze window"}
	s.para("Two things stand still, for different times:")
	s.list(
		say("**From P2 to the end of P6:** Connect exports nothing, password hashes do not go to the cloud, passwords are not written back (C17). New accounts and password changes wait. **A delta synchronisation must happen within 7 days** (F83)."),
		say("**From P5b to each wave's first Cloud Sync cycle:** nobody updates these AD groups. A member added or removed in the cloud does not reach AD (T13)."),
	)
	s.table([]string{"Wave", ">Objects that stand still", "From", "To", "Ends with"}, k.frozenRows())
	if n := k.Plan.AtSwitch.WithoutWave; n > 0 {
		s.notice(signRed, "NO END", say("Objects that stand still without a wave: **{}**. Nothing ends that but a decision.", k.least(n)))
	}
	s.para("Until the last wave is done, nobody may:")
	s.list(
		say("delete or restore a cloud group of this plan, or change its writeback flag or its mail value (T10): a group with mail is not protected"),
		say("rename, move, delete or edit an AD group of this plan by hand: such members stay for good (F58)"),
		say("clear **Group writeback** in the Connect wizard: it deletes every group that Connect wrote (F21)"),
		say("upgrade Connect or the agents, change sync rules or the OU filter, make a standby server active"),
		say("delete a Cloud Sync configuration: it asks for no confirmation (F78)"),
	)
	return s
}

func (k *Kit) frozenRows() [][]cell {
	var rows [][]cell
	for _, w := range k.Plan.AtSwitch.Waves {
		rows = append(rows, row(say(fmt.Sprint(w.Wave)), say("{}", w.Frozen), say("{}", orNotSet(report.Moment(w.From))), say("{}", orNotSet(report.Moment(w.To))), say("{}", quote(w.Until))))
	}
	return rows
}

func orNotSet(moment string) string {
	if moment == "" {
		return "not set"
	}
	return moment
}

// goNoGo is the list that is gone through before a point of no return.
func (k *Kit) goNoGo(point planner.Phase) *section {
	s := &section{ID: "go-" + string(point), Title: fmt.Sprintf("Go or no go before %s: %s", point, report.PointLabel(point))}
	for _, v := range k.Plan.Verdict {
		if v.Point == point {
			s.verdict(verdictSign(v.Verdict), report.VerdictLabel(v.Verdict), pointText(&v))
			k.otherReasons(s, &v)
		}
	}
	s.para("Read each line aloud. The status is that of the plan's day: see whether it still holds. **One line without a tick is no go.** Who says go signs with name and time.")
	var rows [][]cell
	for _, phase := range before(point) {
		for i := range k.Plan.Gates {
			if g := &k.Plan.Gates[i]; g.Phase == phase && g.Status != planner.GateNotApplicable {
				rows = append(rows, gateRow(g))
			}
		}
	}
	for _, t := range k.questions(point) {
		rows = append(rows, []cell{{Text: say("☐")}, tagged(signPlain, "ask", nil), {Text: t}, {}})
	}
	s.table([]string{"Tick", "Status", "Condition", "What to do"}, rows)
	s.para("Go said by: ______________________  at: ____________ UTC")
	return s
}

// before are the phases whose gates are new at a point of no return.
func before(point planner.Phase) []planner.Phase {
	if point == planner.PhaseSwitch {
		return []planner.Phase{planner.PhaseStamp, planner.PhaseSwitch}
	}
	return []planner.Phase{point}
}

func pointText(v *planner.Verdict) text {
	switch v.Verdict {
	case planner.Go:
		return say("Nothing that was read or attested stands against {}.", string(v.Point))
	case planner.NoGo:
		return say("**Stop.** By this plan {} must not be done. What fails earlier counts here too.", string(v.Point))
	}
	return say("**Stop.** For {} something is not known, and unknown is no go. What is open earlier counts here too.", string(v.Point))
}

// otherReasons are those of a verdict that are no gates.
func (k *Kit) otherReasons(s *section, v *planner.Verdict) {
	var items []text
	for _, r := range v.Reasons {
		if k.gate(planner.GateID(r.ID)) == nil {
			items = append(items, say("{} ({})", quote(r.Message), name(r.ID)))
		}
	}
	s.list(items...)
}

func gateRow(g *planner.Gate) []cell {
	title := string(g.ID)
	if r, known := planner.GateByID(g.ID); known {
		title = r.Title
	}
	return []cell{
		{Text: say("☐")}, tagged(gateSign(g.Status), strings.ToLower(report.GateStatusLabel(g.Status)), nil),
		{Text: say("**{}:** {} ({})", quote(title), quote(g.Message), name(g.ID))}, {Text: say("{}", quote(g.Remedy))},
	}
}

// questions are what no plan can know.
func (k *Kit) questions(point planner.Phase) []text {
	n, _ := k.appearing()
	switch point {
	case planner.PhaseSwitch:
		return []text{
			say("The change board approved the plan with this SHA-256: {}", name(k.PlanHash)),
			say("`gwbplan diff {} NEW-PLAN` of today shows no changed decision (P0.2)", planName),
			say("P0 to P4 are done on every server, and each check came out as expected"),
			say("The pending exports before the switch (P5a.2) show no deletion in AD"),
			say("Those who look after AD and Exchange know that {} Microsoft 365 groups appear", k.least(n)),
			say("Whoever can restore from the Recycle Bin is awake and reachable"),
		}
	case planner.PhaseExport:
		return []text{
			say("`gwbplan verify-export` found nothing unexpected on any AD connector (P5d)"),
			say("No deletion in AD is pending, on any connector"),
			say("Each Microsoft 365 group to be added is one that the plan names ({})", k.least(n)),
		}
	}
	return []text{
		say("P6 ended without export errors, and the objects of the plan are all there"),
		say("The configuration's four defaults are set as in P0.8, and the delete threshold is low"),
		say("The owners of wave 1 have their text"),
	}
}
