package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gwbplan/planner"
	"gwbplan/planner/verify"
)

// retirement is the day on which Group Writeback v2 was discontinued (F7).
var retirement = time.Date(2024, time.June, 30, 0, 0, 0, 0, time.UTC)

// view is the one reading of a plan that all documents share: its order and
// its counts. It points into the plan and never changes it.
type view struct {
	plan *planner.Plan
	// days since the retirement of v2; negative before it.
	days int
	// shown are the groups that are in the plan or have a finding, worst
	// first; rest are the others, by name.
	shown, rest []*planner.Group
	orphans     []*planner.Orphan
	// rules document the findings, by id.
	rules map[planner.FindingID]planner.Rule
	// members counts what happens to members over all groups; unread are the
	// groups whose members could not all be read.
	members memberTotals
	unread  int
	// byID are the groups without a wave, and waiting says why one has no wave.
	byID    map[string]*planner.Group
	waiting map[string]planner.WaitReason
	// verified is what came of the plan; nil where nobody has looked.
	verified *verify.Verification
}

// memberTotals adds up the member forecasts of all groups.
type memberTotals struct {
	// leaving are lost members that are in AD now, by reason; absent are lost
	// members that AD does not have today either.
	leaving map[planner.MemberReason]int
	absent  int
	gained  int
	extra   int
}

func newView(p *planner.Plan) (*view, error) {
	asOf, err := time.Parse(time.DateOnly, p.AsOf)
	if err != nil {
		return nil, fmt.Errorf("the plan's asOf %q is not a date like 2026-11-30: write the plan again", p.AsOf)
	}
	v := &view{plan: p, days: int(asOf.Sub(retirement).Hours() / 24)}
	v.rules = map[planner.FindingID]planner.Rule{}
	for _, r := range planner.Rules() {
		v.rules[r.ID] = r
	}
	v.members.leaving = map[planner.MemberReason]int{}
	v.byID, v.waiting = map[string]*planner.Group{}, map[string]planner.WaitReason{}
	for _, w := range p.Waiting {
		v.waiting[w.ID] = w.Why
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		if g.Disposition != planner.NotInPlan || len(g.Findings) > 0 {
			v.shown = append(v.shown, g)
		} else {
			v.rest = append(v.rest, g)
		}
		if v.waits(g) {
			v.byID[g.ID] = g
		}
		v.members.add(&g.Members)
		if membersUnread(g) {
			v.unread++
		}
	}
	sortGroups(v.shown)
	sortGroups(v.rest)
	for i := range p.Orphans {
		v.orphans = append(v.orphans, &p.Orphans[i])
	}
	slices.SortFunc(v.orphans, compareOrphans)
	return v, nil
}

// waits reports whether the waves name the group.
func (v *view) waits(g *planner.Group) bool {
	_, ok := v.waiting[g.ID]
	return ok
}

// membersUnread reports that the group's member counts are no more than what
// was seen.
func membersUnread(g *planner.Group) bool {
	return slices.ContainsFunc(g.Findings, func(f planner.Finding) bool {
		return f.ID == planner.FindingHiddenMembers || f.ID == planner.FindingMembersUnreadable || f.ID == planner.FindingMembersNotCollected
	})
}

// adMembersUnread reports that the AD object's own members were not read to
// their end: the finding shows it by its member attribute.
func adMembersUnread(g *planner.Group) bool {
	return slices.ContainsFunc(g.Findings, func(f planner.Finding) bool {
		return (f.ID == planner.FindingMembersUnreadable || f.ID == planner.FindingMembersNotCollected) &&
			slices.ContainsFunc(f.Evidence, func(e planner.Evidence) bool {
				return strings.HasPrefix(e.Source, planner.SourceAD("")) && e.Attribute == "member"
			})
	})
}

func (t *memberTotals) add(m *planner.Members) {
	for _, l := range m.Lost {
		if l.InADNow {
			t.leaving[l.Reason]++
		} else {
			t.absent++
		}
	}
	t.gained += len(m.Gained)
	t.extra += len(m.ExtraInAD)
}

// readinessOrder is the order of the documents: worst first.
func readinessOrder() []planner.Readiness {
	return []planner.Readiness{planner.Blocked, planner.ReadinessUnknown, planner.FixFirst, planner.Ready, ""}
}

// severityRank orders worst first too; a word from a newer plan comes first, so
// that it is not overlooked.
func severityRank(s planner.Severity) int {
	return slices.Index([]planner.Severity{
		planner.SeverityBlocker, planner.SeverityUnknown, planner.SeverityFix,
		planner.SeverityWarning, planner.SeverityInfo,
	}, s)
}

// sortGroups orders by readiness, then by name without regard to case, then by
// name, then by id. The keys are made once, as a plan can have a million groups.
func sortGroups(groups []*planner.Group) {
	type keyed struct {
		rank  int
		lower string
		g     *planner.Group
	}
	keys := make([]keyed, len(groups))
	for i, g := range groups {
		keys[i] = keyed{slices.Index(readinessOrder(), g.Readiness), strings.ToLower(g.DisplayName), g}
	}
	slices.SortFunc(keys, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.lower, b.lower),
			cmp.Compare(a.g.DisplayName, b.g.DisplayName), cmp.Compare(a.g.ID, b.g.ID))
	})
	for i := range keys {
		groups[i] = keys[i].g
	}
}

// compareOrphans puts the proven ones first, as they can be acted upon.
func compareOrphans(a, b *planner.Orphan) int {
	return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.DN.Key(), b.DN.Key()),
		cmp.Compare(a.ObjectGUID.String(), b.ObjectGUID.String()))
}

// of returns the shown groups with a readiness, in order.
func (v *view) of(r planner.Readiness) []*planner.Group {
	var out []*planner.Group
	for _, g := range v.shown {
		if g.Readiness == r {
			out = append(out, g)
		}
	}
	return out
}

// findings returns a group's findings, worst first; waived ones come last
// within their severity.
func findings(g *planner.Group) []*planner.Finding {
	out := make([]*planner.Finding, len(g.Findings))
	for i := range g.Findings {
		out[i] = &g.Findings[i]
	}
	slices.SortStableFunc(out, func(a, b *planner.Finding) int {
		return cmp.Or(
			cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)),
			compareBool(a.Waived, b.Waived),
			cmp.Compare(a.ID, b.ID),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// cluster is one finding id with the groups that have it.
type cluster struct {
	id       planner.FindingID
	severity planner.Severity
	// title and meaning explain the finding, remedy says what to do about it;
	// empty where this build does not know the rule or the remedies differ.
	title, meaning, remedy string
	hits                   []hit
}

// hit is one group's finding.
type hit struct {
	group   *planner.Group
	finding *planner.Finding
}

// clusters groups the findings of all groups by id and severity: worst first,
// then the most frequent, then by id. Only the wanted severities are returned.
func (v *view) clusters(wanted ...planner.Severity) []*cluster {
	type key struct {
		id       planner.FindingID
		severity planner.Severity
	}
	index := map[key]*cluster{}
	var out []*cluster
	for _, g := range v.shown {
		for _, f := range findings(g) {
			if !slices.Contains(wanted, f.Severity) {
				continue
			}
			k := key{f.ID, f.Severity}
			if index[k] == nil {
				index[k] = v.newCluster(f)
				out = append(out, index[k])
			}
			index[k].hits = append(index[k].hits, hit{g, f})
		}
	}
	slices.SortFunc(out, func(a, b *cluster) int {
		return cmp.Or(
			cmp.Compare(severityRank(a.severity), severityRank(b.severity)),
			cmp.Compare(b.groups(), a.groups()),
			cmp.Compare(a.id, b.id),
		)
	})
	return out
}

func (v *view) newCluster(f *planner.Finding) *cluster {
	r := v.rules[f.ID]
	return &cluster{id: f.ID, severity: f.Severity, title: v.titleOf(f.ID), meaning: r.Why, remedy: r.Remedy}
}

// titleOf names a finding; where this build does not know the rule, by its id.
func (v *view) titleOf(id planner.FindingID) string {
	if r, ok := v.rules[id]; ok {
		return capital(r.Title)
	}
	return string(id)
}

// groups counts the groups for which the finding stands, waived those for which
// somebody waived it. A group that has the finding twice counts once.
func (c *cluster) groups() int { return c.count(false) }
func (c *cluster) waived() int { return c.count(true) }

func (c *cluster) count(waived bool) int {
	n := 0
	var last *planner.Group
	for _, h := range c.hits { // hits of one group stand together
		if h.finding.Waived == waived && h.group != last {
			n++
			last = h.group
		}
	}
	return n
}

// basis lists the facts that the findings rest on, and whether one of them is
// unverified.
func (c *cluster) basis() (facts []string, unverified bool) {
	for _, h := range c.hits {
		unverified = unverified || h.finding.Unverified
		for _, f := range h.finding.Facts {
			if !slices.Contains(facts, f) {
				facts = append(facts, f)
			}
		}
	}
	return facts, unverified
}

// readinessTotals adds up the columns of the table disposition by readiness.
func (v *view) readinessTotals() map[planner.Readiness]int {
	t := map[planner.Readiness]int{}
	for _, row := range v.plan.Summary.Matrix {
		t[planner.Ready] += row.Ready
		t[planner.FixFirst] += row.FixFirst
		t[planner.Blocked] += row.Blocked
		t[planner.ReadinessUnknown] += row.Unknown
		t[""] += row.None
	}
	return t
}

// matrixCells returns a row in the documents' order, with its sum.
func matrixCells(row planner.MatrixRow) []int {
	return []int{row.Blocked, row.Unknown, row.FixFirst, row.Ready, row.None,
		row.Blocked + row.Unknown + row.FixFirst + row.Ready + row.None}
}

// domainsRead names the AD domains that were read.
func (v *view) domainsRead() string {
	if len(v.plan.Tenant.Domains) == 0 {
		return "none"
	}
	return strings.Join(v.plan.Tenant.Domains, ", ")
}
