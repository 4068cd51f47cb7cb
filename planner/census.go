package planner

import (
	"fmt"
	"strings"

	"gwbplan/inventory"
)

// census is what gates and topology want to know of the groups, counted while
// they go by, so that a plan of a million groups needs no more memory.
type census struct {
	// undecided are written security groups that are blocked or unknown and on
	// which nobody decided: how many, and the first of them.
	undecided      int
	firstUndecided []string
	// unseen are security groups of which it is not known whether they have an
	// AD object that would lose its writer.
	unseen int
	// headline is the number of M365 groups that appear in AD; m365Open are
	// those of which that is not known.
	headline, m365Open int
	// onV1 are groups that v1 goes on writing.
	onV1 int
	// pinned counts groups by pin, with the first findings counted too.
	pinned map[PinID]int
	// otherForest are groups with members of another forest.
	otherForest int
	// scopes are the recipes of the configurations, which count them.
	scopes []Scope
	// homes are the containers that hold matched objects, by DN key.
	homes map[string]*home
	// moves is what a job does to the containers that are to be kept, by the
	// target domain's name in lower case.
	moves map[string]*moves
	// objects are matched objects of groups bound for Cloud Sync; losing are
	// groups whose object loses its writer at the switch.
	objects, losing int
}

// moves counts the objects that a job's container expression would move, and
// those of which that could not be computed.
type moves struct {
	moved, open int
	first       string
}

// home is a container with written-back objects.
type home struct {
	dn      inventory.DN
	domain  string
	objects int
	// bound are those of groups bound for Cloud Sync.
	bound int
}

func newCensus() *census {
	return &census{pinned: map[PinID]int{}, homes: map[string]*home{}, moves: map[string]*moves{}}
}

// add counts one group of the plan.
func (s *census) add(c *Case, g *Group) {
	s.addM365(c, g)
	s.addSecurity(c, g)
	if g.AtSwitch == SwitchFrozen || g.AtSwitch == SwitchDeleteRisk {
		s.losing++
	}
	for _, p := range g.Pins {
		s.pinned[p.ID]++
	}
	if has(g.Findings, FindingOtherForestMembers) {
		s.otherForest++
	}
	for _, m := range c.Matches {
		s.addHome(m.Object, c.Bound())
	}
}

func (s *census) addM365(c *Case, g *Group) {
	if c.Kind != KindMicrosoft365 {
		return
	}
	switch g.Action {
	case ActionCreate:
		s.headline++
	case ActionUnknown:
		s.m365Open++
	}
	if g.Disposition == KeepOnV1 || g.Disposition == SideBySide {
		s.onV1++
	}
}

func (s *census) addSecurity(c *Case, g *Group) {
	if c.undecided(g.Readiness, g.AtSwitch) {
		s.undecided++
		if len(s.firstUndecided) < evidenceCap {
			s.firstUndecided = append(s.firstUndecided, fmt.Sprintf("%s, %s", cloudName(c.Group), worstOf(g.Findings)))
		}
	}
	if c.Kind == KindSecurity && c.Object == nil && !c.leftOut() && has(g.Findings, FindingAbsenceUnproven) {
		s.unseen++
	}
	if !c.Bound() {
		return
	}
	if c.Object != nil {
		s.objects++
		s.addMove(c)
	}
}

// ofAllObjects makes a ruling on the objects that were seen one on all objects:
// nothing is known of those that nobody could see, or whose groups were not read.
func (s *census) ofAllObjects(w *World, r ruling) ruling {
	switch {
	case r.status == GateFail, r.status == GateUnknown:
		return r
	case !w.CloudWhole():
		return unknown("not every cloud group was read", r.evidence...)
	case s.unseen > 0:
		return unknown("where the AD objects of "+count(s.unseen, "security group", "security groups")+" are, if there are any, was not read", r.evidence...)
	}
	return r
}

// undecided tells whether the switch takes the writer from a group on which
// nobody decided, or the security type from a Microsoft 365 group. Once v2 is
// off a frozen group waits all the same.
func (c *Case) undecided(r Readiness, at AtSwitch) bool {
	if c.Kind != KindSecurity && (c.Row != 4 || c.Object == nil) {
		return false
	}
	writer := c.State == StateWritten || c.State == StateStale || c.State == StateFrozen || c.State == StateUnknown && c.Object != nil
	decided := c.leftOut() && at != SwitchDeleteRisk // to be frozen, not to be deleted
	return writer && !decided && (r == Blocked || r == ReadinessUnknown)
}

// worstOf is the id of the finding that decides a readiness; findings stand
// worst first, waived ones among them.
func worstOf(findings []Finding) FindingID {
	for _, f := range findings {
		if !f.Waived {
			return f.ID
		}
	}
	return "no finding"
}

// addMove: where the containers are to be kept, the job's expression has to
// give each object its own (F69).
func (s *census) addMove(c *Case) {
	t := c.Target
	if t == nil || !t.keep || t.Job == nil {
		return
	}
	m := s.moves[strings.ToLower(t.Domain)]
	if m == nil {
		m = &moves{}
		s.moves[strings.ToLower(t.Domain)] = m
	}
	to, known := "", false
	if t.jobContainer != nil {
		to, known = t.jobContainer.eval(c.Group)
	}
	switch today := c.Object.DN.Parent(); {
	case !known:
		m.open++
	case !today.Equal(inventory.DN(to)):
		if m.moved++; m.first == "" {
			m.first = fmt.Sprintf("from %s to %s", quoted(string(today)), quoted(to))
		}
	}
}

func (s *census) addHome(o *inventory.ADObject, bound bool) {
	parent := o.DN.Parent()
	h := s.homes[parent.Key()]
	if h == nil {
		h = &home{dn: parent, domain: o.Domain}
		s.homes[parent.Key()] = h
	}
	h.objects++
	if bound {
		h.bound++
	}
}

// homesIn lists the containers of a domain that hold matched objects, in the
// order of their DNs; of every domain where none is named.
func (s *census) homesIn(domain string) []*home {
	var out []*home
	for _, key := range sortedKeys(s.homes) {
		if h := s.homes[key]; domain == "" || strings.EqualFold(h.domain, domain) {
			out = append(out, h)
		}
	}
	return out
}
