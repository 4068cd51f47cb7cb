package planner

import (
	"cmp"
	"slices"

	"gwbplan/inventory"
)

// tally counts a plan while its groups pass by.
type tally struct {
	groups   int
	matrix   map[Disposition]*MatrixRow
	actions  map[string]int
	switches map[string]int
	states   map[string]int
	kinds    map[string]int
	findings map[FindingCount]int // keyed with Groups 0
	waivers  map[int]bool         // the waivers that matched a finding
	census   *census
	sum      Summary
	rec      Reconciliation
}

func newTally() *tally {
	t := &tally{
		matrix: map[Disposition]*MatrixRow{}, actions: map[string]int{}, switches: map[string]int{},
		states: map[string]int{}, kinds: map[string]int{}, findings: map[FindingCount]int{}, waivers: map[int]bool{}, census: newCensus(),
	}
	for _, d := range dispositions() {
		t.matrix[d] = &MatrixRow{Disposition: d}
	}
	return t
}

// The words of the summary's tables, each table in this order.
func dispositions() []Disposition {
	return []Disposition{KeepOnV1, MoveToCloudSync, SideBySide, NotInPlan}
}

func actions() []Action {
	return []Action{ActionKeep, ActionResume, ActionAdopt, ActionCreate, ActionRetype, ActionDuplicate, ActionFreeze, ActionNone, ActionUnknown}
}

func switchWords() []AtSwitch {
	return []AtSwitch{SwitchKeep, SwitchFrozen, SwitchDeleteRisk, SwitchAppears, SwitchNone, SwitchUnknown}
}

func states() []State {
	return []State{StateWritten, StateStale, StateFrozen, StateOnCloudSync, StatePending, StateOff, StateUnknown}
}

func kinds() []Kind {
	return []Kind{KindSecurity, KindMicrosoft365, KindMailEnabledSecurity, KindDistribution, KindSynced}
}

// add counts one group of the plan.
func (t *tally) add(g *Group) {
	t.groups++
	t.countMatrix(g)
	t.actions[string(g.Action)]++
	t.switches[string(g.AtSwitch)]++
	t.states[string(g.Writeback.State)]++
	t.kinds[string(g.Kind)]++
	t.countFindings(g.Findings)
	t.countHeadline(g)
	t.countChanges(g.Changes)
	t.countLost(g.Members.Lost)
}

func (t *tally) countMatrix(g *Group) {
	r := t.matrix[g.Disposition]
	if r == nil { // shows in the reconciliation
		return
	}
	switch g.Readiness {
	case Ready:
		r.Ready++
	case FixFirst:
		r.FixFirst++
	case Blocked:
		r.Blocked++
	case ReadinessUnknown:
		r.Unknown++
	default:
		r.None++
	}
}

// countFindings counts each finding once a group.
func (t *tally) countFindings(findings []Finding) {
	seen := map[FindingCount]bool{}
	for _, f := range findings {
		k := FindingCount{ID: f.ID, Severity: f.Severity}
		if !seen[k] {
			t.findings[k]++
		}
		seen[k] = true
	}
}

// countHeadline counts the M365 groups that the switch makes appear in AD.
func (t *tally) countHeadline(g *Group) {
	if g.Kind != KindMicrosoft365 || g.Action != ActionCreate {
		return
	}
	t.sum.Headline.M365WillAppear++
	switch g.Writeback.Flag {
	case inventory.FlagFalse:
		t.sum.Headline.FlagFalse++
	case inventory.FlagUnread:
		t.sum.Headline.FlagUnread++
	default:
		t.sum.Headline.FlagNullOrTrue++
	}
}

func (t *tally) countChanges(changes []Change) {
	for _, c := range changes {
		if c.Before == "" { // a new object has no name to lose
			continue
		}
		switch c.Attribute {
		case "cn":
			t.sum.Renames++
		case "parent":
			t.sum.Moves++
		case "groupType":
			t.sum.Retypes++
		}
	}
}

func (t *tally) countLost(lost []LostMember) {
	n := 0
	for _, m := range lost {
		if m.InADNow {
			n++
		}
	}
	t.sum.MembersLosingAccess += n
	if n > 0 {
		t.sum.GroupsLosingMembers++
	}
}

// summary closes the count. It fails where the numbers do not add up: then
// something was lost between reading and deciding.
func (t *tally) summary() (Summary, error) {
	s := t.counts()
	s.Reconciliation = t.reconciliation(s.Matrix)
	return s, s.Reconciliation.check()
}

// counts is the summary without its reconciliation.
func (t *tally) counts() Summary {
	s := t.sum
	s.Groups = t.groups
	for _, d := range dispositions() {
		s.Matrix = append(s.Matrix, *t.matrix[d])
	}
	s.Actions = counted(t.actions, actions())
	s.AtSwitch = counted(t.switches, switchWords())
	s.States = counted(t.states, states())
	s.Kinds = counted(t.kinds, kinds())
	s.Findings = []FindingCount{}
	for f, n := range t.findings {
		f.Groups = n
		s.Findings = append(s.Findings, f)
	}
	slices.SortFunc(s.Findings, func(a, b FindingCount) int {
		return cmp.Or(cmp.Compare(b.Groups, a.Groups), cmp.Compare(a.ID, b.ID), cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)))
	})
	return s
}

func counted[W ~string](n map[string]int, words []W) []Count {
	out := []Count{}
	for _, w := range words {
		out = append(out, Count{string(w), n[string(w)]})
	}
	return out
}
