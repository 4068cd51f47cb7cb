package report

import (
	"fmt"
	"strings"

	"gwbplan/planner"
)

// reference is a finding or a gate with its documentation, as explain and the
// pages in docs/ show it.
type reference struct {
	id, title string
	gate      bool
	// grade is how bad a finding is, or before which step a gate must hold.
	grade string
	// notes say what else holds of it, a sentence each.
	notes []string
	// when fires the finding, or passes the gate.
	when, why, remedy, findOut string
	facts                      []string
}

// references are all findings in the order of the rules, then all gates.
func references() []reference {
	var out []reference
	for _, r := range planner.Rules() {
		out = append(out, findingReference(&r))
	}
	for _, g := range planner.Gates() {
		out = append(out, gateReference(&g))
	}
	return out
}

func findingReference(r *planner.Rule) reference {
	var severities []string
	for _, s := range r.Severities {
		severities = append(severities, severityWording(s).label)
	}
	waiver := "No waiver can lift it."
	if r.Waivable {
		waiver = "A waiver can lift it."
	}
	notes := []string{waiver}
	if r.Unverified {
		notes = append(notes, "It rests on an inference, or on a point that no page settles: verify it first.")
	}
	return reference{
		id: string(r.ID), title: r.Title, grade: strings.Join(severities, " or "), notes: notes,
		when: r.When, why: r.Why, remedy: r.Remedy, facts: r.Facts,
	}
}

func gateReference(g *planner.GateRule) reference {
	var notes []string
	if g.Attest != "" {
		notes = append(notes, "Where nothing can be read, the configuration attests it under "+g.Attest+", with who and when.")
	}
	return reference{
		id: string(g.ID), title: g.Title, gate: true, notes: notes,
		grade: fmt.Sprintf("must hold before %s, %s", g.Phase, pointLabel(g.Phase)),
		when:  g.When, why: g.Why, remedy: g.Remedy, findOut: g.FindOut, facts: g.Facts,
	}
}

// kind names what it is, and how bad or how early.
func (r *reference) kind() string {
	if r.gate {
		return "gate, " + r.grade
	}
	return "finding, " + r.grade
}

// passage is a part of the documentation under a title of its own.
type passage struct{ title, text string }

// passages are those that have a text, in the order in which they are read.
func (r *reference) passages() []passage {
	all := []passage{
		{"When it fires", r.when}, {"Why it matters", r.why}, {"What to do", r.remedy}, {"How to find out", r.findOut},
	}
	if r.gate {
		all[0].title, all[2].title = "When it passes", "What to do when it fails"
	}
	var out []passage
	for _, p := range all {
		if p.text != "" {
			out = append(out, p)
		}
	}
	return out
}

// UnknownRuleError says that no finding and no gate has the id asked for.
type UnknownRuleError struct {
	ID string
	// Similar are ids that come near, at most five.
	Similar []string
}

// Error names the id.
func (e *UnknownRuleError) Error() string {
	return fmt.Sprintf("no finding and no gate has the id %q", terminal(e.ID))
}

// Hint says what to try instead.
func (e *UnknownRuleError) Hint() string {
	const list = "gwbplan explain --rule list names them all"
	if len(e.Similar) == 0 {
		return list
	}
	return "did you mean " + quoted(e.Similar) + "? " + list
}

// findReference looks an id up; case and surrounding space do not count.
func findReference(id string) (*reference, error) {
	id = strings.TrimSpace(id)
	var names []string
	for _, r := range references() {
		if strings.EqualFold(r.id, id) {
			return &r, nil
		}
		names = append(names, r.id)
	}
	unknown := &UnknownRuleError{ID: id}
	if id != "" {
		unknown.Similar = similar(names, id)
	}
	return nil, unknown
}
