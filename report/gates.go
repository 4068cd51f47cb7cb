package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// pointLabel names a point of no return.
func pointLabel(p planner.Phase) string {
	switch p {
	case planner.PhaseSwitch:
		return "switching v2 off"
	case planner.PhaseExport:
		return "leaving staging mode, the first export"
	case planner.PhaseTakeOver:
		return "starting Cloud Sync"
	case planner.PhaseStamp:
		return "stamping the anchors"
	}
	return string(p)
}

// verdictLabel is a verdict for those who decide.
func verdictLabel(v planner.VerdictWord) string {
	switch v {
	case planner.Go:
		return "GO"
	case planner.NoGo:
		return "NO GO"
	case planner.VerdictUnknown:
		return "NOT KNOWN"
	}
	return string(v)
}

// gateStatusLabel is the status of a gate in a table.
func gateStatusLabel(s planner.GateStatus) string {
	switch s {
	case planner.GatePass:
		return "passes"
	case planner.GateFail:
		return "FAILS"
	case planner.GateUnknown:
		return "not known"
	case planner.GateNotApplicable:
		return "does not apply"
	}
	return string(s)
}

func topologyLabel(t planner.TopologyWord) string {
	switch t {
	case planner.TopologySideBySide:
		return "Connect Sync stays beside Cloud Sync."
	case planner.TopologyCloudSync:
		return "Nothing that was read or attested keeps Connect Sync: it could be retired once the groups have moved."
	case planner.TopologyUnknown:
		return "Whether Connect Sync could be retired is not known."
	}
	return string(t)
}

// gateOrder lists the gates of one phase, failures first, then what is unknown.
func (v *view) gateOrder(keep func(*planner.Gate) bool) []*planner.Gate {
	rank := []planner.GateStatus{planner.GateFail, planner.GateUnknown, planner.GatePass, planner.GateNotApplicable}
	var out []*planner.Gate
	for i := range v.plan.Gates {
		if g := &v.plan.Gates[i]; keep(g) {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b *planner.Gate) int {
		return cmp.Compare(slices.Index(rank, a.Status), slices.Index(rank, b.Status))
	})
	return out
}

// reasonCounts says how many reasons of a verdict fail and are unknown.
func reasonCounts(v *planner.Verdict) string {
	fails, unknowns := 0, 0
	for _, r := range v.Reasons {
		if r.Status == planner.GateFail {
			fails++
		} else {
			unknowns++
		}
	}
	var out []string
	if fails > 0 {
		out = append(out, thousands(fails)+" against it")
	}
	if unknowns > 0 {
		out = append(out, thousands(unknowns)+" not known")
	}
	return strings.Join(out, ", ")
}

// summaryGates is how many gates the summary lists.
const summaryGates = 12

// summaryVerdict shows the verdict of each point of no return, and the gates
// that stand in the way.
func (v *view) summaryVerdict(s *screen) {
	if len(v.plan.Verdict) == 0 {
		return
	}
	s.line("")
	s.paint(bold, "Verdict at the points of no return")
	for i := range v.plan.Verdict {
		d := &v.plan.Verdict[i]
		line := fmt.Sprintf("%-3s %s: %s", terminal(string(d.Point)), pointLabel(d.Point), verdictLabel(d.Verdict))
		if n := reasonCounts(d); n != "" {
			line += " (" + n + ")"
		}
		s.paint(map[planner.VerdictWord]paint{planner.Go: green, planner.NoGo: red}[d.Verdict], cut(line, columns))
	}
	open := v.gateOrder(func(g *planner.Gate) bool { return g.Status == planner.GateFail || g.Status == planner.GateUnknown })
	var rows [][]string
	for _, g := range open[:min(len(open), summaryGates)] {
		rows = append(rows, []string{gateStatusLabel(g.Status), cut(terminal(string(g.ID)), 24), terminal(string(g.Phase)), cut(terminal(g.Message), 48)})
	}
	if len(rows) > 0 {
		s.table([]string{"Gate", "Name", "Before", "In words"}, rows)
	}
	if more := len(open) - len(rows); more > 0 {
		s.linef("and %s: see the report.", count(more, "other gate"))
	}
	s.line(topologyLabel(v.plan.Topology.Topology))
}

// mdVerdict puts the answer first: what the board may approve today.
func (v *view) mdVerdict(m *markdown.Writer) {
	if len(v.plan.Verdict) == 0 {
		return
	}
	m.Heading(2, "Verdict")
	var rows [][]string
	for i := range v.plan.Verdict {
		d := &v.plan.Verdict[i]
		why := "nothing stands against it"
		if len(d.Reasons) > 0 {
			why = reasonCounts(d) + ": " + v.reasonNames(d)
		}
		rows = append(rows, []string{escape.MarkdownText(string(d.Point)), pointLabel(d.Point), "**" + verdictLabel(d.Verdict) + "**", why})
	}
	m.Table([]string{"Step", "Point of no return", "Verdict", "Why"}, rows)
	m.Para("What fails before an earlier step counts for the later ones too. Section 8 has every gate with its evidence and its remedy.")
}

// reasonNames lists the reasons of a verdict by their names.
func (v *view) reasonNames(d *planner.Verdict) string {
	var out []string
	for _, r := range d.Reasons {
		out = append(out, escape.MarkdownText(r.ID))
	}
	return strings.Join(out, ", ")
}

// mdGates shows every gate by the step before which it must hold, then what
// keeps Connect Sync and what the configuration decided.
func (v *view) mdGates(m *markdown.Writer) {
	if len(v.plan.Gates) == 0 {
		return
	}
	m.Heading(2, "8. Gates, topology and decisions")
	m.Para("A gate is a condition of the whole tenant. It must hold before the step under which it stands; what is not known does not count as passed.")
	for _, phase := range phases() {
		gates := v.gateOrder(func(g *planner.Gate) bool { return g.Phase == phase })
		if len(gates) == 0 {
			continue
		}
		m.Heading(3, fmt.Sprintf("Before %s, %s", phase, pointLabel(phase)))
		var rows [][]string
		for _, g := range gates {
			rows = append(rows, []string{gateStatusLabel(g.Status), v.gateTitle(g), escape.MarkdownText(g.Message), mdEvidence(g.Evidence), escape.MarkdownText(g.Remedy), escape.MarkdownText(strings.Join(g.Facts, " "))})
		}
		m.Table([]string{"Status", "Gate", "What was found", "Evidence", "What to do", "Facts"}, rows)
	}
	v.mdTopology(m)
	v.mdDecided(m)
}

// gateTitle is a gate's name with its title in words.
func (v *view) gateTitle(g *planner.Gate) string {
	name := escape.MarkdownText(string(g.ID))
	if r, ok := planner.GateByID(g.ID); ok {
		return name + ": " + escape.MarkdownText(r.Title)
	}
	return name
}

func mdEvidence(evidence []planner.Evidence) string {
	var out []string
	for _, e := range evidence {
		out = append(out, fmt.Sprintf("%s %s = %s", escape.MarkdownText(e.Source), escape.MarkdownText(escape.Shorten(e.Attribute, 200)), escape.MarkdownValue(escape.Shorten(e.Value, 300))))
	}
	return strings.Join(out, "; ")
}

func (v *view) mdTopology(m *markdown.Writer) {
	m.Heading(3, "Can Connect Sync be retired")
	m.Para(topologyLabel(v.plan.Topology.Topology))
	var rows [][]string
	for _, r := range v.plan.Topology.Reasons {
		status := map[planner.TopologyStatus]string{planner.TopologyStands: "keeps it", planner.TopologyOpen: "may keep it"}[r.Status]
		groups := ""
		if r.Groups > 0 {
			groups = thousands(r.Groups)
		}
		rows = append(rows, []string{status, escape.MarkdownText(string(r.ID)), escape.MarkdownText(r.Message), groups, mdEvidence(r.Evidence), escape.MarkdownText(strings.Join(r.Facts, " "))})
	}
	m.Table([]string{"Status", "Reason", "What was found", ">groups", "Evidence", "Facts"}, rows)
}

// mdDecided shows what people decided on single groups, and what that changed.
func (v *view) mdDecided(m *markdown.Writer) {
	d := v.plan.Decisions
	if len(d.Overrides)+len(d.Waivers)+len(d.Warnings) == 0 {
		return
	}
	m.Heading(3, "Decisions of the configuration")
	yes := map[bool]string{true: "yes", false: "no"}
	var rows [][]string
	for _, o := range d.Overrides {
		rows = append(rows, []string{escape.MarkdownText(o.Group), escape.MarkdownText(string(o.Decision)), escape.MarkdownText(escape.Shorten(o.Reason, 300)), escape.MarkdownText(escape.Shorten(o.ApprovedBy, 100)), yes[o.Applied]})
	}
	m.Table([]string{"Override of group", "Decision", "Reason", "Approved by", "Has an effect"}, rows)
	rows = nil
	for _, w := range d.Waivers {
		rows = append(rows, []string{escape.MarkdownText(w.Group), escape.MarkdownText(string(w.Finding)), escape.MarkdownText(escape.Shorten(w.Reason, 300)), escape.MarkdownText(escape.Shorten(w.Owner, 100)), escape.MarkdownText(w.Expires), waiverEffect(w)})
	}
	m.Table([]string{"Waiver for group", "Finding", "Reason", "Owner", "Until", "Has an effect"}, rows)
	var warnings []string
	for _, w := range d.Warnings {
		warnings = append(warnings, escape.MarkdownText(w.Key)+": "+escape.MarkdownText(w.Message))
	}
	m.List(warnings)
}

// mdSettings shows the choices of the configuration that are no defaults.
func (v *view) mdSettings(m *markdown.Writer) {
	var rows [][]string
	for _, s := range v.plan.Settings {
		if s.Source != planner.FromDefault {
			rows = append(rows, []string{escape.MarkdownText(s.Key), escape.MarkdownText(s.Value)})
		}
	}
	if len(rows) == 0 {
		m.Para("No configuration file was given, or it leaves everything to the defaults.")
		return
	}
	m.Para("The configuration file chooses; everything else is as documented by default:")
	m.Table([]string{"Key", "Value"}, rows)
}

// gateRow is a gate's row of groups.csv.
func gateRow(g *planner.Gate) *csvRow {
	r := &csvRow{
		key: "gate-" + string(g.ID), group: string(g.ID), kind: "gate",
		readiness: string(g.Status), action: "before " + string(g.Phase), remedy: g.Remedy,
	}
	switch g.Status {
	case planner.GateFail:
		r.blockers = g.Message
	case planner.GateUnknown:
		r.unknowns = g.Message
	}
	return r
}

// waiverEffect tells what a waiver comes to.
func waiverEffect(w planner.PlanWaiver) string {
	switch {
	case w.Expired:
		return "no, it has expired"
	case w.Matched:
		return "yes"
	}
	return "no"
}
