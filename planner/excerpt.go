package planner

// Excerpt says that a plan shows only some groups of a whole one.
type Excerpt struct {
	// Only are the conditions that its groups meet, such as owner=NAME.
	Only []string `json:"only"`
	// GroupsInPlan counts the groups of the whole plan; GroupsLeftOut and
	// OrphansLeftOut what the excerpt does not show.
	GroupsInPlan   int `json:"groupsInPlan"`
	GroupsLeftOut  int `json:"groupsLeftOut"`
	OrphansLeftOut int `json:"orphansLeftOut"`
}

// ExcerptOf is the plan with some of its groups, named by their positions.
// Orphans are left out, and so are decisions on other groups. The summary
// counts the groups that are left; what is judged of the tenant as a whole
// (gates, verdict, waves, people and the reconciliation) stays that of the whole
// plan. The plan itself is not changed; the two share their groups.
func (p *Plan) ExcerptOf(groups []int, only []string) *Plan {
	out := *p
	out.Groups, out.Waiting, out.Orphans = []Group{}, []Waiting{}, []Orphan{}
	kept := map[string]bool{}
	t := newTally()
	for _, i := range groups {
		g := p.Groups[i]
		kept[g.ID] = true
		out.Groups = append(out.Groups, g)
		t.add(&g)
	}
	for _, w := range p.Waiting {
		if kept[w.ID] {
			out.Waiting = append(out.Waiting, w)
		}
	}
	out.Decisions = p.Decisions.of(kept)
	out.Summary = t.counts()
	out.Summary.PeopleLosingAccess, out.Summary.PeopleGainingAccess = p.Summary.PeopleLosingAccess, p.Summary.PeopleGainingAccess
	out.Summary.Reconciliation = p.Summary.Reconciliation
	out.Excerpt = p.excerpt(len(groups), only)
	return &out
}

// excerpt describes an excerpt of a plan that may be one itself.
func (p *Plan) excerpt(groups int, only []string) *Excerpt {
	e := &Excerpt{Only: []string{}, GroupsInPlan: len(p.Groups), OrphansLeftOut: len(p.Orphans)}
	if p.Excerpt != nil {
		e.Only = append(e.Only, p.Excerpt.Only...)
		e.GroupsInPlan, e.OrphansLeftOut = p.Excerpt.GroupsInPlan, p.Excerpt.OrphansLeftOut+len(p.Orphans)
	}
	e.Only = append(e.Only, only...)
	e.GroupsLeftOut = e.GroupsInPlan - groups
	return e
}

// of keeps the decisions on some groups. Warnings can name others.
func (d Decisions) of(kept map[string]bool) Decisions {
	out := Decisions{Overrides: []PlanOverride{}, Waivers: []PlanWaiver{}, Warnings: []Warning{}}
	for _, o := range d.Overrides {
		if kept[o.Group] {
			out.Overrides = append(out.Overrides, o)
		}
	}
	for _, w := range d.Waivers {
		if kept[w.Group] {
			out.Waivers = append(out.Waivers, w)
		}
	}
	return out
}
