package planner

import "fmt"

// read counts what was read: the group, and the objects that count for it.
func (t *tally) read(c *Case) {
	if !inPlan(c) {
		t.rec.DeletedUnclaimed++
		return
	}
	t.rec.GroupsRead++
	for _, m := range c.Matches {
		if !c.World.Conflicting(m.Object) {
			t.rec.Matched++
		}
	}
}

// reconciliation adds up the other side: the dispositions.
func (t *tally) reconciliation(matrix []MatrixRow) Reconciliation {
	r := t.rec
	for _, m := range matrix {
		r.GroupsInSum += m.Ready + m.FixFirst + m.Blocked + m.Unknown + m.None
	}
	return r
}

// check compares the two sides of each sum.
func (r *Reconciliation) check() error {
	if r.GroupsRead != r.GroupsInSum {
		return fmt.Errorf("the plan does not add up: %d cloud groups were read and %d have a disposition; this is a fault of gwbplan, please report it",
			r.GroupsRead, r.GroupsInSum)
	}
	if sum := r.Matched + r.Orphans + r.Unproven + r.Conflicting; r.ObjectsSeen != sum {
		return fmt.Errorf("the plan does not add up: %d AD objects are stamped or matched, but %d are matched, orphans, unproven or conflicting; this is a fault of gwbplan, please report it",
			r.ObjectsSeen, sum)
	}
	return nil
}
