package report

import (
	"fmt"
	"io"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// ruleGroups is how many groups of the plan an explained finding names.
const ruleGroups = 5

// ExplainRule writes what a finding or a gate means: when it fires, why, what to
// do, an example, and the facts it rests on. With a plan, which may be nil, it
// adds who has it there. It returns an [*UnknownRuleError] without writing
// anything.
func ExplainRule(w io.Writer, p *planner.Plan, id string, o Options) error {
	r, err := findReference(id)
	if err != nil {
		return err
	}
	examples, err := Examples()
	if err != nil {
		return err
	}
	var v *view
	if p != nil {
		if v, err = newView(p); err != nil {
			return err
		}
	}
	s := newScreen(w, o)
	s.paint(bold, r.id)
	s.line(wrap(capital(r.title)+".", "", columns))
	s.linef("%s; rule set %s", r.kind(), planner.RuleSet)
	for _, note := range r.notes {
		s.line(wrap(note, "", columns))
	}
	for _, part := range r.passages() {
		s.section(part.title)
		s.line(wrap(part.text, "  ", columns))
	}
	if e, ok := examples[r.id]; ok {
		explainExample(s, &e)
	}
	s.section("Facts")
	explainFactList(s, r.facts)
	if v != nil {
		v.explainInPlan(s, r)
	}
	if err := s.flush(); err != nil {
		return fmt.Errorf("writing the explanation: %w", err)
	}
	return nil
}

// section starts a part of an explanation.
func (s *screen) section(title string) {
	s.line("")
	s.paint(bold, title)
}

func explainExample(s *screen, e *Example) {
	s.section("Example")
	s.line(wrap(terminal(e.heading()), "  ", columns))
	shown, more := e.shown()
	explainEvidence(s, shown)
	if more > 0 {
		s.linef("    and %d more", more)
	}
	s.line(hang(terminal(e.label()+": "+e.Message), "    -> ", columns))
}

func explainEvidence(s *screen, evidence []planner.Evidence) {
	for _, e := range evidence {
		s.linef("    seen in %s: %s = %s", terminal(e.Source), terminal(e.Attribute), orEmpty(e.Value))
	}
}

// explainInPlan tells who has the finding in the plan, or how its gate stands.
func (v *view) explainInPlan(s *screen, r *reference) {
	s.section("In this plan")
	if v.plan.RuleSet != planner.RuleSet {
		s.line(hang(fmt.Sprintf("made with the rule set %s; this build explains the rule set %s.", terminal(v.plan.RuleSet), planner.RuleSet), "  ", columns))
	}
	if r.gate {
		v.explainGateInPlan(s, planner.GateID(r.id))
	} else {
		v.explainFindingInPlan(s, planner.FindingID(r.id))
	}
	if !v.plan.Complete {
		s.paint(red, wrap(v.completeness(), "  ", columns))
	}
}

func (v *view) explainGateInPlan(s *screen, id planner.GateID) {
	for i := range v.plan.Gates {
		g := &v.plan.Gates[i]
		if g.ID != id {
			continue
		}
		s.line(hang(gateStatusLabel(g.Status)+": "+terminal(g.Message), "  ", columns))
		explainEvidence(s, g.Evidence)
		if g.Remedy != "" {
			s.line(hang(terminal(g.Remedy), "    to do: ", columns))
		}
		return
	}
	s.line("  the plan does not have this gate")
}

func (v *view) explainFindingInPlan(s *screen, id planner.FindingID) {
	hits := v.hits(id)
	s.linef("  %s", countHave(len(hits), "group"))
	for i, h := range hits {
		if i == ruleGroups {
			s.linef("    and %s more: filter groups.csv for %s", thousands(len(hits)-i), id)
			break
		}
		waived := ""
		if h.finding.Waived {
			waived = ", waived"
		}
		s.line(hang(fmt.Sprintf("%s (%s), %s%s: %s", terminal(escape.Shorten(h.group.DisplayName, 120)), terminal(h.group.ID),
			severityWording(h.finding.Severity).label, waived, terminal(h.finding.Message)), "    ", columns))
	}
}

// hits are a finding's groups, each once, with what was found there: in the
// order of the documents.
func (v *view) hits(id planner.FindingID) []hit {
	var out []hit
	for _, list := range [][]*planner.Group{v.shown, v.rest} {
		for _, g := range list {
			for _, f := range findings(g) {
				if f.ID == id {
					out = append(out, hit{g, f})
					break
				}
			}
		}
	}
	return out
}

// ListRules writes the ids of all findings and gates, a line each, with a title;
// with a plan, which may be nil, with how many groups have the finding there and
// how the gate stands.
func ListRules(w io.Writer, p *planner.Plan, o Options) error {
	var v *view
	if p != nil {
		var err error
		if v, err = newView(p); err != nil {
			return err
		}
	}
	s := newScreen(w, o)
	s.linef("rule set %s", planner.RuleSet)
	for i, r := range references() {
		if i == 0 {
			s.section("Findings")
		} else if r.gate && r.id == string(planner.Gates()[0].ID) {
			s.section("Gates")
		}
		line := r.title
		if !r.gate {
			line += " (" + r.grade + ")"
		}
		if v != nil {
			line += ": " + v.standing(&r)
		}
		s.line(hang(line, fmt.Sprintf("  %-31s ", r.id), columns))
	}
	if err := s.flush(); err != nil {
		return fmt.Errorf("writing the list of rules: %w", err)
	}
	return nil
}

// standing is how a finding or gate stands in the plan, in a few words.
func (v *view) standing(r *reference) string {
	if !r.gate {
		return countHave(len(v.hits(planner.FindingID(r.id))), "group")
	}
	for i := range v.plan.Gates {
		if string(v.plan.Gates[i].ID) == r.id {
			return gateStatusLabel(v.plan.Gates[i].Status)
		}
	}
	return "not in the plan"
}
