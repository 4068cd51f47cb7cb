package report

import (
	"cmp"
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// htmlGates shows every gate by the step before which it must hold, what
// stands against the step first.
func (v *view) htmlGates() *htmlSection {
	s := &htmlSection{ID: "gates", Title: "Gates", Class: "new-page"}
	if len(v.plan.Gates) == 0 {
		s.para("This plan has no gates.")
		return s
	}
	s.para("A gate is a condition of the whole tenant. It must hold before the step under which it stands, and before every later one; what is not known does not count as passed.")
	for _, phase := range phases() {
		gates := v.gateOrder(func(g *planner.Gate) bool { return g.Phase == phase })
		var rows []htmlRow
		for _, g := range gates {
			rows = append(rows, cells(
				htmlCell{Text: gateName(g), Tag: strings.ToLower(gateStatusLabel(g.Status)), Badge: gateSign(g.Status), Sub: htmlText(string(g.ID))},
				htmlCell{Text: htmlText(capital(escape.Shorten(g.Message, 400))), Sub: evidenceLine(g.Evidence)},
				htmlCell{Text: htmlText(g.Remedy), Sub: htmlText(strings.Join(g.Facts, ", "))}))
		}
		s.table(fmt.Sprintf("Before %s: %s", phase, pointLabel(phase)), []string{"Gate", "What was found", "What to do"}, rows...).Class = "gates"
	}
	return s
}

func phases() []planner.Phase {
	return []planner.Phase{planner.PhaseStamp, planner.PhaseSwitch, planner.PhaseExport, planner.PhaseTakeOver}
}

func gateName(g *planner.Gate) string {
	if r, ok := planner.GateByID(g.ID); ok {
		return r.Title
	}
	return htmlText(string(g.ID))
}

func gateSign(s planner.GateStatus) string {
	switch s {
	case planner.GateFail:
		return "blocked"
	case planner.GateUnknown:
		return "unknown"
	case planner.GatePass:
		return "ready"
	}
	return "none"
}

// evidenceLine puts what was seen in one line.
func evidenceLine(evidence []planner.Evidence) string {
	var out []string
	for i, e := range evidence {
		if i == htmlEvidence {
			out = append(out, fmt.Sprintf("and %s more in plan.json", count(len(evidence)-i, "value")))
			break
		}
		out = append(out, htmlText(fmt.Sprintf("%s %s = %s", e.Source, escape.Shorten(e.Attribute, 200), escape.Shorten(e.Value, 300))))
	}
	return strings.Join(out, "; ")
}

func verdictSign(v planner.VerdictWord) string {
	switch v {
	case planner.Go:
		return "ready"
	case planner.NoGo:
		return "blocked"
	}
	return "unknown"
}

// verdictWord is a verdict as it stands in large letters.
func verdictWord(v planner.VerdictWord) string {
	switch v {
	case planner.Go:
		return "Go"
	case planner.NoGo:
		return "No-go"
	case planner.VerdictUnknown:
		return "Not known"
	}
	return htmlText(string(v))
}

// htmlVerdict is the answer on the first point of no return that is still
// ahead; the other points stand under it. Unknown is no go.
func (v *view) htmlVerdict() htmlVerdict {
	if len(v.plan.Verdict) == 0 {
		return htmlVerdict{Sign: "unknown", Word: "Not known", Text: "This plan has no verdict: write it again."}
	}
	next := v.nextPoint()
	out := htmlVerdict{Sign: verdictSign(next.Verdict), Word: verdictWord(next.Verdict),
		Text: fmt.Sprintf("%s (%s): %s", capital(pointLabel(next.Point)), next.Point, verdictReasons(next))}
	for i := range v.plan.Verdict {
		d := &v.plan.Verdict[i]
		out.Points = append(out.Points, htmlPoint{
			What: htmlText(fmt.Sprintf("%s · %s", d.Point, capital(pointLabel(d.Point)))),
			Sign: verdictSign(d.Verdict), Word: verdictWord(d.Verdict),
			Why: cmp.Or(reasonCounts(d), "nothing stands against it"),
		})
	}
	return out
}

// nextPoint skips the switch where it is behind.
func (v *view) nextPoint() *planner.Verdict {
	for i := range v.plan.Verdict {
		d := &v.plan.Verdict[i]
		if len(d.Reasons) == 0 || d.Reasons[0].ID != planner.ReasonAlreadySwitched {
			return d
		}
	}
	return &v.plan.Verdict[0]
}

// verdictReasons says in a sentence what stands against a step.
func verdictReasons(d *planner.Verdict) string {
	if len(d.Reasons) == 0 {
		return "nothing that was read or attested stands against it."
	}
	var out []string
	for _, r := range d.Reasons[:min(len(d.Reasons), 3)] {
		out = append(out, htmlText(strings.TrimRight(escape.Shorten(r.Message, 160), ".")))
	}
	text := strings.Join(out, "; ")
	if more := len(d.Reasons) - len(out); more > 0 {
		text += fmt.Sprintf("; and %s", count(more, "more reason"))
	}
	return text + "."
}

// htmlTopology says whether Connect Sync could be retired.
func (v *view) htmlTopology() *htmlSection {
	s := &htmlSection{ID: "topology", Title: "Can Connect Sync be retired"}
	s.para("**" + topologyLabel(v.plan.Topology.Topology) + "**")
	var rows []htmlRow
	for _, r := range v.plan.Topology.Reasons {
		head := htmlCell{Text: htmlText(capital(r.Message)), Tag: "may keep it", Badge: "unknown", Sub: htmlText(string(r.ID))}
		if r.Status == planner.TopologyStands {
			head.Tag, head.Badge = "keeps it", "fix"
		}
		groups := htmlCell{}
		if r.Groups > 0 {
			groups = numberCell(r.Groups)
		}
		rows = append(rows, cells(head, groups, htmlCell{Text: evidenceLine(r.Evidence), Sub: htmlText(strings.Join(r.Facts, ", "))}))
	}
	s.table("", []string{"Reason", ">groups", "Evidence"}, rows...).Class = "wide-head"
	return s
}
