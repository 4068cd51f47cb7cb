package verify

import (
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// Options say what is verified.
type Options struct {
	// Wave asks for the groups of one wave; 0 for the whole plan.
	Wave int
	// PlanHash is the SHA-256 of the plan file, in hexadecimal.
	PlanHash string
}

// Compare compares a plan with a later snapshot. It fails with a [*RefusedError]
// for a plan or a snapshot that cannot be compared.
func Compare(p *planner.Plan, s *inventory.Snapshot, o Options) (*Verification, error) {
	if err := refusal(p, s, o.Wave); err != nil {
		return nil, err
	}
	now, err := planner.New(s, planner.Options{Settings: p.Assumptions()})
	if err != nil {
		return nil, fmt.Errorf("understanding the new snapshot: %w", err)
	}
	v := &Verification{
		Schema: Schema, PlanAsOf: p.AsOf, PlanHash: o.PlanHash, Tenant: p.Tenant, Snapshots: now.World().Readings(),
		Wave: o.Wave, CloudSide: s.Tenant != nil, Gaps: now.Gaps(), Groups: []Group{},
	}
	j := newJudge(p, now.World())
	for i := range p.Groups {
		if g := j.group(&p.Groups[i], o.Wave); g.Disposition != planner.NotInPlan || len(p.Groups[i].ADObjects) > 0 || g.Status == Failed {
			v.Groups = append(v.Groups, g)
		}
	}
	slices.SortStableFunc(v.Groups, func(a, b Group) int { return strings.Compare(a.ID, b.ID) })
	v.Summary = summaryOf(v.Groups, len(p.Waves))
	v.Complete = v.Summary.Asked.Unknown == 0
	return v, nil
}

// judge knows the plan and the new snapshot as a whole.
type judge struct {
	plan *planner.Plan
	w    *planner.World
	// waves tells the wave of each group, waiting those that wait for one.
	waves     map[inventory.ObjectID]int
	waiting   map[string]bool
	overrides map[string]planner.OverrideDecision
	// targetsWhole: every domain that Cloud Sync writes to was read whole;
	// domainsWhole: every domain of the plan.
	targetsWhole, domainsWhole bool
	// notWhole are the domains of the plan that were not.
	notWhole []string
}

func newJudge(p *planner.Plan, w *planner.World) *judge {
	j := &judge{plan: p, w: w, waves: map[inventory.ObjectID]int{}, waiting: map[string]bool{}, overrides: map[string]planner.OverrideDecision{}}
	for i := range p.Groups {
		if id, err := inventory.ParseObjectID(p.Groups[i].ID); err == nil {
			j.waves[id] = p.Groups[i].Wave
		}
	}
	for _, g := range p.Waiting {
		j.waiting[g.ID] = true
	}
	for _, o := range p.Decisions.Overrides {
		if o.Applied {
			j.overrides[o.Group] = o.Decision
		}
	}
	j.coverage()
	return j
}

// coverage notes how far AD was read.
func (j *judge) coverage() {
	j.targetsWhole, j.domainsWhole = len(j.plan.Targets) > 0, len(j.plan.Tenant.Domains) > 0
	for i := range j.plan.Targets {
		j.targetsWhole = j.targetsWhole && j.w.DomainWhole(j.plan.Targets[i].Domain)
	}
	for _, d := range j.plan.Tenant.Domains {
		if !j.w.DomainWhole(d) {
			j.domainsWhole, j.notWhole = false, append(j.notWhole, d)
		}
	}
}

// group judges one group of the plan.
func (j *judge) group(g *planner.Group, wave int) Group {
	part := j.partOf(g)
	b := &exam{judge: j, plan: g, out: Group{
		ID: g.ID, DisplayName: g.DisplayName, Kind: g.Kind, Disposition: g.Disposition, Action: g.Action,
		Part: part, Wave: g.Wave, Asked: part != PartWaits && wave == 0 || wave > 0 && g.Wave == wave,
		Members: Members{Compared: NotCompared, Expected: len(g.Members.Gained) + g.Members.Kept + len(g.Members.ExtraInAD), Missing: []planner.Member{}, Unexpected: []planner.Member{}},
		Reasons: []Reason{}, Notes: []Reason{},
	}}
	b.open()
	switch {
	case len(g.ADObjects) > 0:
		b.existing()
	case g.Action == planner.ActionCreate:
		b.created()
	default:
		b.absent()
	}
	b.settle()
	return b.out
}

func (j *judge) partOf(g *planner.Group) Part {
	undecided := j.waiting[g.ID] || g.Readiness == planner.Blocked || g.Readiness == planner.ReadinessUnknown
	switch {
	case g.Wave > 0:
		return PartWave
	case undecided:
		return PartWaits
	case g.Kind == planner.KindMicrosoft365 && g.Disposition != planner.NotInPlan:
		return PartV1
	}
	return PartStays
}

// exam is the look at one group.
type exam struct {
	*judge
	plan *planner.Group
	out  Group
	// cloud is the cloud group, live or soft-deleted, or no more than what the
	// plan knows of it; known tells which.
	cloud *inventory.CloudGroup
	known bool
	// at is the group as the planner sees it now; nil where it is not known.
	at *planner.Case
	// gone: the cloud group was deleted since the approval.
	gone bool
	// o is the AD object.
	o *inventory.ADObject
}

// open finds the cloud group.
func (b *exam) open() {
	id, _ := inventory.ParseObjectID(b.plan.ID)
	if b.cloud = b.w.Group(id); b.cloud != nil {
		b.known, b.at = true, b.w.CaseOf(b.cloud)
	} else {
		b.cloud = &inventory.CloudGroup{ID: id, DisplayName: b.plan.DisplayName}
	}
	b.gone = !b.known && b.w.CloudWhole() || b.known && b.cloud.DeletedDateTime != nil && !b.found(planner.FindingSoftDeleted)
	if b.gone {
		b.add(CloudGroupGone, "the cloud group was deleted since the approval", planner.Evidence{Source: planner.SourceEntra, Attribute: "id", Value: b.plan.ID})
	}
}

// found reports whether the plan has a finding of the group.
func (b *exam) found(ids ...planner.FindingID) bool {
	return slices.ContainsFunc(b.plan.Findings, func(f planner.Finding) bool { return slices.Contains(ids, f.ID) })
}

// add notes a reason.
func (b *exam) add(id ReasonID, message string, evidence ...planner.Evidence) {
	d := Doc(id)
	if evidence == nil {
		evidence = []planner.Evidence{}
	}
	r := Reason{ID: id, Status: d.Status, Message: message, Evidence: evidence, Next: d.Next}
	if d.Status == "" {
		b.out.Notes = append(b.out.Notes, r)
	} else {
		b.out.Reasons = append(b.out.Reasons, r)
	}
}

// settle derives the status from the reasons: the worst decides. What is pending
// is of no interest beside what failed or is unknown.
func (b *exam) settle() {
	rank := func(r Reason) int { return slices.Index(Statuses(), r.Status) }
	slices.SortStableFunc(b.out.Reasons, func(x, y Reason) int { return rank(x) - rank(y) })
	b.out.Status = Done
	if len(b.out.Reasons) > 0 {
		b.out.Status = b.out.Reasons[0].Status
	}
	if b.out.Status == Failed || b.out.Status == Unknown {
		b.out.Reasons = slices.DeleteFunc(b.out.Reasons, func(r Reason) bool { return r.Status == Pending })
	}
}
