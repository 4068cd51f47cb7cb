package planner

import (
	"math/bits"
	"strings"

	"gwbplan/inventory"
)

// risk is what speaks against taking a group into the pilot, a bit a reason.
type risk uint16

const (
	riskFix     risk = 1 << iota // a remedy comes first
	riskNested                   // it holds a group, or an AD group holds it
	riskLoses                    // members lose access
	riskGains                    // members gain access
	riskPinned                   // another engine or a person holds a part
	riskMany                     // more members than a pilot should touch
	riskNew                      // it has no AD object, so it proves nothing about taking one over
	riskRenamed                  // its object is renamed or moved
	riskEmpty                    // no member stays, so it proves nothing about members
	riskWarned                   // some other warning
)

// pilotMembers is how many members a group of the pilot has at most, as long
// as there are enough of those.
const pilotMembers = 100

// weight counts the reasons: fewer is better.
func (r risk) weight() int { return bits.OnesCount16(uint16(r)) }

func riskWords() []string {
	return []string{
		"work comes first", "nesting", "members lose access", "members gain access", "a pin",
		"more than 100 members", "no AD object yet", "a rename or a move", "no member that stays", "another warning",
	}
}

// pilot says what the pilot's groups have against them.
func (r risk) pilot() string {
	if r == 0 {
		return "each is ready, keeps its name and its place, is nested in nothing and holds no group, has at most 100 members, of whom nobody loses or gains access, and has no warning"
	}
	var words []string
	for i, w := range riskWords() {
		if r&(1<<i) != 0 {
			words = append(words, w)
		}
	}
	return "no group is free of risk, and these have the least: " + strings.Join(words, ", ")
}

// riskOf weighs one group.
func riskOf(c *Case, v *verdict) risk {
	var r risk
	set := func(bit risk, is bool) {
		if is {
			r |= bit
		}
	}
	f := &c.Members
	set(riskFix, v.readiness == FixFirst)
	set(riskEmpty, f.count((*MemberFate).kept) == 0)
	set(riskNested, holdsGroup(f) || len(ends(c.World.nesting.up, int32(c.index))) > 0 || c.Object != nil && len(c.Object.MemberOf) > 0)
	set(riskLoses, f.count((*MemberFate).losesAccess) > 0)
	set(riskGains, f.count((*MemberFate).gained) > 0 || has(v.findings, FindingAccessGained))
	set(riskPinned, len(v.pins) > 0)
	set(riskMany, c.directMembers() > pilotMembers)
	set(riskNew, c.Object == nil)
	set(riskRenamed, has(v.findings, FindingCNChanges, FindingDNMoves))
	for _, f := range v.findings {
		set(riskWarned, f.Severity == SeverityWarning && !riskBits(f.ID))
	}
	return r
}

// riskBits tells the warnings that have a bit of their own.
func riskBits(id FindingID) bool {
	switch id {
	case FindingCNChanges, FindingDNMoves, FindingAccessGained, FindingMissingADMembers, FindingNewSID:
		return true
	}
	return false
}

func holdsGroup(f *Forecast) bool {
	for i := range f.Cloud {
		m := &f.Cloud[i] // a group that was not read itself has facts that nobody knows
		if m.Group != nil || m.Reason == ReasonFactsUnread && m.Type() == inventory.GroupPrincipal {
			return true
		}
	}
	return false
}
