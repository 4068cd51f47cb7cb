package diff

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// Plans says which decisions changed, why, and whether what was approved still
// holds. Plans of two tenants, redacted plans and excerpts are a
// [*MismatchError].
func Plans(before, after *planner.Plan, old, new Side) (*Report, error) {
	for _, side := range []struct {
		to   *Side
		plan *planner.Plan
	}{{&old, before}, {&new, after}} {
		if err := whole(side.plan, side.to.File); err != nil {
			return nil, err
		}
		side.to.Date, side.to.Tenant, side.to.Gaps = side.plan.AsOf, side.plan.Tenant.ID, len(side.plan.Gaps)
		side.to.Holds = []string{}
		for _, d := range side.plan.Tenant.Domains {
			side.to.Holds = append(side.to.Holds, "AD "+d)
		}
	}
	if before.Tenant.ID != after.Tenant.ID {
		return nil, &MismatchError{fmt.Sprintf("they are of two tenants, %s and %s", before.Tenant.ID, after.Tenant.ID), "give two plans of one tenant"}
	}
	p := &plans{comparison: newComparison(OfPlans, old, new), before: before, after: after, personal: map[string][]string{}}
	p.report.Approval = &Approval{Verdicts: []string{}}
	p.verdict()
	p.tenant()
	p.settings()
	p.groups()
	p.rest()
	if !after.Complete {
		p.report.Unknowns = append(p.report.Unknowns, fmt.Sprintf("%s is incomplete: what could not be read could change a decision", new.File))
	}
	r := p.finish()
	r.Approval.Answer = p.answer()
	return r, nil
}

// Compact drops what no comparison reads from a plan's findings, so that two
// plans need less memory than both would whole. The plan is changed.
func Compact(p *planner.Plan) {
	for i := range p.Groups {
		for j := range p.Groups[i].Findings {
			f := &p.Groups[i].Findings[j]
			f.Evidence, f.Remedy, f.Facts = nil, "", nil
		}
	}
}

// whole refuses a plan in which absence means nothing.
func whole(p *planner.Plan, file string) error {
	switch {
	case p.Redacted:
		return &MismatchError{file + " is redacted: pseudonyms stand in the place of the ids", "give the plan it was made from"}
	case p.Excerpt != nil:
		return &MismatchError{file + " is an excerpt: what it leaves out would look gone", "give the whole plan"}
	}
	return nil
}

// plans compares two plans.
type plans struct {
	*comparison
	before, after *planner.Plan
	// general are the reasons that concern every group, personal those of one, by
	// its id: what people decided on it.
	general  []string
	personal map[string][]string
}

func (p *plans) answer() Answer {
	a := p.report.Approval
	switch {
	case a.Broken > 0 || len(a.Verdicts) > 0:
		return DoesNotHold
	case !p.report.Complete:
		return Unknown
	}
	return Holds
}

// verdict compares the points of no return and the gates behind them.
func (p *plans) verdict() {
	point := func(v *planner.Verdict) string { return string(v.Point) }
	pairs(p.before.Verdict, p.after.Verdict, point, func(a, b *planner.Verdict) {
		if a == nil || b == nil {
			return // every plan has them all
		}
		f := differing("verdict", string(a.Verdict), string(b.Verdict))
		broken := len(f) > 0 && a.Verdict == planner.Go
		if broken {
			f[0].Breaks = true
			p.report.Approval.Verdicts = append(p.report.Approval.Verdicts, string(b.Point))
		}
		p.changed(Entry{Section: SectionVerdict, Change: Changed, ID: string(b.Point), Name: string(b.Point), Breaks: broken,
			Fields: append(f, differing("reasons", reasons(a), reasons(b))...)})
	})
	id := func(g *planner.Gate) string { return string(g.ID) }
	list(p.comparison, SectionGates, p.before.Gates, p.after.Gates, id, id, "evidence", "remedy", "facts", "phase")
}

func reasons(v *planner.Verdict) string {
	var ids []string
	for _, r := range v.Reasons {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, ", ")
}

// tenant compares what the plan says of the tenant as a whole.
func (p *plans) tenant() {
	a, b := p.before, p.after
	one := func(name string, f []Field) {
		p.changed(Entry{Section: SectionPlan, Change: Changed, ID: name, Name: name, Fields: f})
	}
	rules := differing("ruleSet", a.RuleSet, b.RuleSet)
	if len(rules) > 0 {
		p.general = append(p.general, fmt.Sprintf("the rules changed from %s to %s", a.RuleSet, b.RuleSet))
	}
	one("rules", append(rules, differing("complete", strconv.FormatBool(a.Complete), strconv.FormatBool(b.Complete))...))
	tenant := fields(&a.Tenant, &b.Tenant)
	for _, f := range tenant {
		p.general = append(p.general, fmt.Sprintf("%s of the tenant changed from %s to %s", f.Name, orNothing(f.Before), orNothing(f.After)))
	}
	one("tenant", tenant)
	one("between the switch and the waves", fields(&a.AtSwitch, &b.AtSwitch, "waves"))
	one("topology", append(differing("topology", string(a.Topology.Topology), string(b.Topology.Topology)), differing("reasons", standing(&a.Topology), standing(&b.Topology))...))
	one("headline number", fields(&a.Summary.Headline, &b.Summary.Headline))
	one("summary", append(fields(&a.Summary, &b.Summary, "matrix", "actions", "atSwitch", "states", "kinds", "findings", "headline", "peopleLosingAccess", "peopleGainingAccess", "reconciliation"),
		append(differing("peopleLosingAccess", people(a.Summary.PeopleLosingAccess), people(b.Summary.PeopleLosingAccess)),
			differing("peopleGainingAccess", people(a.Summary.PeopleGainingAccess), people(b.Summary.PeopleGainingAccess))...)...))
	server := func(c *planner.PlanServer) string { return c.Name }
	list(p.comparison, SectionServers, a.Connect, b.Connect, server, server)
	scope := func(c *planner.Scope) string { return "scope of " + c.Domain }
	list(p.comparison, SectionPlan, a.Scope, b.Scope, scope, scope, "limits", "cn")
	number := func(w *planner.Wave) string { return fmt.Sprintf("wave %d", w.Number) }
	list(p.comparison, SectionPlan, a.Waves, b.Waves, number, number, "why")
}

// standing names the reasons for which Connect Sync stays, and those that nobody
// knows of.
func standing(t *planner.Topology) string {
	var out []string
	for _, r := range t.Reasons {
		out = append(out, fmt.Sprintf("%s (%s)", r.ID, r.Status))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// settings compares the configuration and the decisions of people.
func (p *plans) settings() {
	before := len(p.report.Entries)
	key := func(s *planner.Setting) string { return s.Key }
	list(p.comparison, SectionSettings, p.before.Settings, p.after.Settings, key, key)
	domain := func(t *planner.PlanTarget) string { return "Cloud Sync configuration of " + t.Domain }
	list(p.comparison, SectionSettings, p.before.Targets, p.after.Targets, domain, domain)
	for _, e := range p.report.Entries[before:] {
		p.general = append(p.general, "the setting "+e.Name+" changed")
	}
	override := func(o *planner.PlanOverride) string { return "override of " + o.Group }
	list(p.comparison, SectionDecisions, p.before.Decisions.Overrides, p.after.Decisions.Overrides, override, override)
	pairs(p.before.Decisions.Overrides, p.after.Decisions.Overrides, override, func(a, b *planner.PlanOverride) {
		switch {
		case b == nil:
			p.because(a.Group, fmt.Sprintf("override gone: %s", a.Decision))
		case a == nil || a.Decision != b.Decision || a.Applied != b.Applied:
			p.because(b.Group, fmt.Sprintf("override: %s, approved by %s: %s", b.Decision, orNothing(b.ApprovedBy), b.Reason))
		}
	})
	waiver := func(w *planner.PlanWaiver) string { return "waiver of " + string(w.Finding) + " of " + w.Group }
	list(p.comparison, SectionDecisions, p.before.Decisions.Waivers, p.after.Decisions.Waivers, waiver, waiver)
}

func (p *plans) because(group, why string) {
	id := strings.ToLower(group)
	p.personal[id] = append(p.personal[id], why)
}

// rest compares orphans and gaps.
func (p *plans) rest() {
	id := func(o *planner.Orphan) string {
		if !o.ObjectGUID.IsZero() {
			return o.ObjectGUID.String()
		}
		return o.DN.Key()
	}
	list(p.comparison, SectionOrphans, p.before.Orphans, p.after.Orphans, id, func(o *planner.Orphan) string { return string(o.DN) }, "whenChanged")
	list(p.comparison, SectionGaps, p.before.Gaps, p.after.Gaps, gapKey, func(g *inventory.Gap) string { return g.Source + ": " + string(g.What) })
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
