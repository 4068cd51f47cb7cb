package planner

import (
	"fmt"
	"slices"
	"time"

	"gwbplan/inventory"
)

// Planner decides on one snapshot. It holds the snapshot and a few bytes a
// group; a group's decision is made when it is written.
type Planner struct {
	world *World
	rules []Rule
	gaps  []inventory.Gap
	// survey is what all groups together come to.
	survey *survey
}

// New makes a snapshot ready for planning. It fails for options that make no
// sense: a bad date, a target that stands twice or cannot be understood.
func New(snap *inventory.Snapshot, opt Options) (*Planner, error) {
	w, err := newWorld(snap, opt)
	if err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	p := &Planner{world: w, rules: Rules(), gaps: w.planGaps()}
	if p.survey, err = surveyOf(p); err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	return p, nil
}

// Result is what a run comes to, for who turns it into an exit code.
type Result struct {
	// Complete: no gap could have changed a group's decision.
	Complete bool
	// AnyBlocked: a group is blocked by a finding that nobody waived.
	AnyBlocked bool
	// AnyGateFailed: a gate fails. Like a blocked group it is something that
	// somebody must see to before the way can be gone.
	AnyGateFailed bool
	Summary       Summary
}

// Plan decides on every group and returns the plan in memory. What it returns
// is what [ReadPlan] reads from what [Planner.Write] writes.
func (p *Planner) Plan() (*Plan, error) {
	plan := p.head()
	t := newTally()
	err := p.eachGroup(t, func(g Group) error {
		plan.Groups = append(plan.Groups, g)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = p.survey.waitingGroups(func(w Waiting) error {
		plan.Waiting = append(plan.Waiting, w)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return plan, p.tail(plan, t)
}

// summary adds to what was counted group by group what only all groups
// together tell.
func (p *Planner) summary(t *tally) (Summary, error) {
	sum, err := t.summary()
	sum.PeopleLosingAccess, sum.PeopleGainingAccess = p.world.access.peopleCounts()
	return sum, err
}

// head is the plan without what is counted or listed group by group.
func (p *Planner) head() *Plan {
	w := p.world
	plan := &Plan{
		Schema: Schema, AsOf: w.AsOf.Format(time.DateOnly), RuleSet: RuleSet, Tenant: w.planTenant(), Snapshots: w.readings(),
		Complete: w.complete(p.gaps), Gaps: append([]inventory.Gap{}, p.gaps...),
		Targets: []PlanTarget{}, Settings: w.Settings.shown(), Scope: w.scopes(), Connect: w.planServers(), AtSwitch: p.survey.freezing(), Waves: p.survey.waves(&w.Settings.Waves),
		Groups: []Group{}, Waiting: []Waiting{}, Orphans: []Orphan{},
	}
	for i := range w.Targets {
		plan.Targets = append(plan.Targets, w.Targets[i].planTarget())
	}
	return plan
}

// tail adds what can be said only when every group has gone by.
func (p *Planner) tail(plan *Plan, t *tally) (err error) {
	plan.Orphans = p.world.orphans(t)
	t.census.scopes = plan.Scope
	plan.Topology = p.world.topology(t.census)
	plan.Gates = p.world.gates(t.census)
	plan.Verdict = p.world.verdicts(plan.Gates)
	plan.Decisions = p.world.decisions(t.waivers)
	plan.Summary, err = p.summary(t)
	return err
}

// eachGroup decides on the groups in the order of their ids.
func (p *Planner) eachGroup(t *tally, emit func(Group) error) error {
	for i := range p.world.Snap.Groups {
		c := p.world.caseOf(i)
		t.read(c)
		if !inPlan(c) {
			continue
		}
		g := groupOf(c, p.rules, p.survey.rulesFor(i))
		p.survey.place(i, &g)
		t.add(&g)
		t.census.add(c, &g)
		p.world.waiverMatches(c, g.Findings, func(i int) { t.waivers[i] = true })
		if err := emit(g); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) planTenant() PlanTenant {
	t := PlanTenant{WritebackV1: w.V1, WritebackV2: w.V2, Domains: []string{}}
	if s := w.Snap.Tenant; s != nil {
		t.ID, t.DisplayName, t.Cloud = s.ID.String(), s.DisplayName, s.Cloud
	}
	for i := range w.Snap.Domains {
		t.Domains = append(t.Domains, w.Snap.Domains[i].Name)
	}
	slices.Sort(t.Domains)
	return t
}

func (t *Target) planTarget() PlanTarget {
	p := PlanTarget{
		Domain: t.Domain, Container: t.Container, CN: t.CN, MembershipToOnPremisesUsers: t.MembershipToOnPremisesUsers,
		ProvisionUsers: t.ProvisionUsers, ScopeMode: t.ScopeMode, Sources: t.Sources,
	}
	if t.Job != nil {
		p.Job = t.Job.ID
	}
	return p
}

// asOfDate is the date of the plan: as asked, else the newest snapshot's day.
func asOfDate(snap *inventory.Snapshot, asked string) (time.Time, error) {
	if asked != "" {
		t, err := time.Parse(time.DateOnly, asked)
		if err != nil {
			return time.Time{}, fmt.Errorf("date %q: want the form 2006-01-02", asked)
		}
		return t, nil
	}
	var newest time.Time
	for _, h := range snap.Headers {
		if h.TakenAt.After(newest) {
			newest = h.TakenAt
		}
	}
	if newest.IsZero() {
		return time.Time{}, fmt.Errorf("the snapshot says nowhere when it was taken, give a date")
	}
	return newest.UTC().Truncate(24 * time.Hour), nil
}
