package cutover

import (
	"fmt"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/report"
	"gwbplan/report/escape"
)

// runbook puts the document together.
func (k *Kit) runbook() *document {
	d := &document{
		Title:    "Runbook: leaving Group Writeback v2",
		Subtitle: say("{}, plan of {}", k.tenantLabel(), quote(k.Plan.AsOf)),
		Sections: []*section{
			k.verdictSection(), k.overview(), k.leftOut(), k.gaps(), k.people(), k.freeze(),
			k.prepare(), k.stamp(), k.stage(), k.rules(),
			k.goNoGo(planner.PhaseSwitch), k.theSwitch(),
			k.goNoGo(planner.PhaseExport), k.export(),
			k.goNoGo(planner.PhaseTakeOver), k.takeOver(), k.afterwards(),
			k.swing(), k.article(), k.traps(),
		},
	}
	d.Sections = append(d.Sections, factSection(d))
	return d
}

func (k *Kit) tenantLabel() text {
	if k.Plan.Tenant.DisplayName == "" {
		return say("an unnamed tenant")
	}
	return say("{}", quote(escape.Shorten(k.Plan.Tenant.DisplayName, 200)))
}

// verdictSection comes before everything else: whether the night may begin.
func (k *Kit) verdictSection() *section {
	s := &section{ID: "verdict", Title: "Go or no go"}
	worst, label := signGood, "GO"
	for _, v := range k.Plan.Verdict {
		switch {
		case v.Verdict == planner.NoGo:
			worst, label = signRed, "NO GO"
		case v.Verdict != planner.Go && worst == signGood:
			worst, label = signUnknown, "NOT KNOWN"
		}
	}
	if len(k.Plan.Verdict) == 0 {
		worst, label = signUnknown, "NOT KNOWN"
	}
	s.verdict(worst, label, verdictText(worst))
	if !k.Plan.Complete {
		s.notice(signUnknown, "INCOMPLETE", say("What could not be read could change a decision. Numbers of the whole plan are lower bounds: they say **at least**."))
	}
	if k.Plan.Tenant.WritebackV2 == inventory.FeatureOff {
		s.notice(signFix, "V2 IS OFF ALREADY", say("The switch is behind you. Do P0 and P1, check P3 and P4, read the pending exports (P5d), then go on with P7. **Skip P5a, P5b and P5c.**"))
	}
	var rows [][]cell
	for i := range k.Plan.Verdict {
		v := &k.Plan.Verdict[i]
		rows = append(rows, []cell{
			{Text: say("{}, {}", string(v.Point), report.PointLabel(v.Point))},
			tagged(verdictSign(v.Verdict), report.VerdictLabel(v.Verdict), nil), {Text: reasonCounts(v)},
		})
	}
	s.table([]string{"Point of no return", "Verdict", "Why"}, rows)
	if reasons := k.reasonRows(); len(reasons) > 0 {
		s.heading("What stands against it")
		s.table([]string{"From", "Status", "What was found"}, reasons)
	}
	s.para("**gwbplan executes nothing.** It wrote these files and changed nothing in Entra ID, in Active Directory or on a Connect server. People read the files, and people run them.")
	s.table([]string{"This kit", "Value"}, [][]cell{
		row(say("Plan, SHA-256"), say("{}", name(k.PlanHash))),
		row(say("Plan of"), say("{}, rule set {}{}", quote(k.Plan.AsOf), quote(k.Plan.RuleSet), k.expiry())),
		row(say("Tenant"), say("{}, cloud {}", name(k.Plan.Tenant.ID), quote(k.Plan.Tenant.Cloud))),
		row(say("Writeback today"), say("v1 {}, v2 {}", feature(k.Plan.Tenant.WritebackV1), feature(k.Plan.Tenant.WritebackV2))),
	})
	return s
}

func (k *Kit) expiry() text {
	day, known := report.Expiry(k.Plan)
	if !known {
		return say("; how old its readings are is **not known**")
	}
	return say("; **it expires on {}**: plan again after that day", day)
}

func feature(f inventory.Feature) string {
	if f == inventory.FeatureUnread {
		return "**not read**"
	}
	return f.String()
}

func verdictSign(v planner.VerdictWord) sign {
	switch v {
	case planner.Go:
		return signGood
	case planner.NoGo:
		return signRed
	}
	return signUnknown
}

func verdictText(s sign) text {
	switch s {
	case signRed:
		return say("**Do not begin.** Something stands against at least one point of no return. Work off the reasons below, plan again, and write a new kit. Use this one to rehearse.")
	case signUnknown:
		return say("**Do not begin.** Something that decides is not known. Unknown is no go. Find it out or attest it, plan again, and write a new kit.")
	}
	return say("Nothing that was read or attested stands against the change. Go through each go/no-go list all the same: the plan does not know what happened since.")
}

func reasonCounts(v *planner.Verdict) text {
	failed := 0
	for _, r := range v.Reasons {
		failed += one(r.Status == planner.GateFail)
	}
	if len(v.Reasons) == 0 {
		return say("nothing that was read or attested stands against it")
	}
	return say("{} against it, {} not known", failed, len(v.Reasons)-failed)
}

// reasonRows are the reasons of all verdicts, each with the first point at which
// it counts: it counts for the later ones too.
func (k *Kit) reasonRows() [][]cell {
	var rows [][]cell
	seen := map[string]bool{}
	for _, v := range k.Plan.Verdict {
		for _, r := range v.Reasons {
			if seen[r.ID] {
				continue
			}
			seen[r.ID] = true
			rows = append(rows, []cell{
				{Text: say("{}", string(v.Point))}, tagged(gateSign(r.Status), strings.ToLower(report.GateStatusLabel(r.Status)), nil),
				{Text: say("{} ({})", quote(r.Message), name(r.ID))},
			})
		}
	}
	return rows
}

func gateSign(s planner.GateStatus) sign {
	switch s {
	case planner.GatePass:
		return signGood
	case planner.GateFail:
		return signRed
	}
	return signUnknown
}

// overview is what the kit does, wave by wave.
func (k *Kit) overview() *section {
	s := &section{ID: "overview", Title: "What this kit does"}
	t := k.all()
	if t.groups == 0 {
		s.notice(signFix, "NO GROUPS", say("No group of this plan is ready, so that no group is handed to Cloud Sync. The runbook shows the procedure for rehearsal."))
	}
	s.para("It carries out **{}**: {} that Cloud Sync takes over with SID and objectGUID, {} that it creates with a new SID. {} to be stamped in P1. {} ready, {} to fix first, {} with a finding that was waived.",
		report.Count(t.groups, "group"), t.adopt, t.create, report.Count(t.stamp, "anchor"), t.groups-t.fixGroups, t.fixGroups, t.waivedGroups)
	s.table([]string{"Wave", "Window", ">Groups", ">Take over", ">Create", ">Anchors to write", ">Renamed", ">Moved", ">Memberships lost", ">Memberships gained"}, k.waveRows())
	s.para("Lost are members that are in AD now and will not be. Names: `members.csv` of `gwbplan report {} --out reports --only wave=1`. Gained are members that AD lacks today. {}", planName, k.waveLosses())
	var people []text
	for _, sentence := range report.PeopleSentences(k.Plan) {
		people = append(people, say("{}", sentence))
	}
	people = append(people, say("These two count the whole plan, groups without a wave among them."))
	s.list(people...)
	s.heading("What happens beside them")
	n, open := k.appearing()
	m365 := say("Microsoft 365 groups that appear in AD when v2 is switched off: **{}**. v1 writes every one and ignores the flag (F13).", k.least(n))
	if open > 0 {
		m365 = m365.and(say("Of {} more it is **not known**.", open))
	}
	at := &k.Plan.AtSwitch
	s.list(m365,
		say("v1 goes on with {}, and updates again what stood still: {}.", k.leastCount(k.actions(planner.ActionKeep), "Microsoft 365 group"), k.least(k.actions(planner.ActionResume))),
		say("Expected to become distribution groups, so that permissions given to them stop working: **{}** (C15, unverified).", k.leastCount(k.actions(planner.ActionRetype), "Microsoft 365 group")),
		say("AD objects that lose their writer at the switch: **{}**. Without a wave: **{}** (T13).", k.least(at.Frozen), k.least(at.WithoutWave)),
		say("Written security groups that nobody decided on: **{}**. Their objects stand still with nobody knowing for how long.", k.least(at.Undecided)),
		say("AD objects whose cloud group was not found: {}. The kit does not touch them.", k.least(len(k.Plan.Orphans))))
	return s
}

func (k *Kit) waveRows() [][]cell {
	var rows [][]cell
	add := func(label string, window text, t *tally) {
		r := row(say("{}", label), window)
		for _, n := range []int{t.groups, t.adopt, t.create, t.stamp, t.renames, t.moves, t.lost, t.gained} {
			r = append(r, cell{Text: say("{}", n)})
		}
		rows = append(rows, r)
	}
	for i := range k.Plan.Waves {
		w := &k.Plan.Waves[i]
		t := k.wave(w.Number)
		add(waveLabel(w), say("{}", report.WindowText(w.Window)), &t)
	}
	if t := k.all(); len(rows) > 1 {
		add("**All**", say(""), &t)
	}
	return rows
}

func waveLabel(w *planner.Wave) string {
	if w.Pilot {
		return fmt.Sprintf("%d, the pilot", w.Number)
	}
	return fmt.Sprint(w.Number)
}

// waveLosses tells for each wave what the lost members are.
func (k *Kit) waveLosses() text {
	var parts []text
	for i := range k.Plan.Waves {
		t := k.wave(k.Plan.Waves[i].Number)
		if t.lost > 0 {
			parts = append(parts, say("Wave {} loses {}, in {}.", k.Plan.Waves[i].Number, t.losing(), report.Count(t.lostGroups, "group")))
		}
	}
	if len(parts) == 0 {
		return say("No wave takes a member away that is in AD now.")
	}
	return joined(parts, " ")
}
