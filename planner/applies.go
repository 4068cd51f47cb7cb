package planner

import (
	"maps"
	"slices"

	"gwbplan/inventory"
)

// boundWithObject is [Case.Bound] with an AD object to look at.
func (c *Case) boundWithObject() bool { return c.Bound() && c.Object != nil }

// endangered tells whether the switch can harm the group's object: it is bound
// for Cloud Sync, or left out with an object that only the two rules protect.
func (c *Case) endangered() bool { return c.Bound() || c.leftOut() && c.Object != nil }

// waiting is [Case.Bound], and Cloud Sync does not have the group yet: what it will
// do to the object is still ahead.
func (c *Case) waiting() bool { return c.Bound() && c.Row != 7 }

// onV1 tells whether v1 writes the group, now or after the switch.
func (c *Case) onV1() bool {
	return c.Kind == KindMicrosoft365 && !c.Deleted && c.BaseDisposition != NotInPlan
}

// matchedBy tells by what the first object was recognised; empty without one.
func (c *Case) matchedBy() MatchKind {
	if len(c.Matches) == 0 {
		return ""
	}
	return c.Matches[0].By
}

// stamp is the value that the anchor and adminDescription should hold.
func (c *Case) stamp() string { return stampOf(c.Group.ID) }

func stampOf(id inventory.ObjectID) string { return "Group_" + id.String() }

// directMembers is the number of direct cloud members: the count that Graph
// gave, or the list where it is longer.
func (c *Case) directMembers() int {
	n := len(c.Group.Members)
	if c.Group.MemberCount != nil {
		n = max(n, *c.Group.MemberCount)
	}
	return n
}

// sortedKeys lists a map's keys in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
