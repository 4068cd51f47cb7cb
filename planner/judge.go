package planner

import "gwbplan/inventory"

// judge builds a group's case up to its row. It asks nothing of other groups,
// so that every group can be judged before any forecast.
func (w *World) judge(i int, table []row) *Case {
	g := &w.Snap.Groups[i]
	c := &Case{World: w, Group: g, Kind: kindOf(g), Deleted: g.DeletedDateTime != nil, Matches: w.matchesOf(i), index: i}
	if len(c.Matches) > 0 {
		c.Object = c.Matches[0].Object
	}
	c.Asks = w.asks(c.Kind, g)
	c.AbsenceProven = c.Object == nil && w.AbsenceProvenFor(g)
	c.InScope = w.inScope(c)
	c.CloudSync = w.cloudSync(c)
	c.State = w.stateOf(c)
	var d decision
	c.Row, d = w.decide(c, table)
	c.BaseDisposition, c.BaseAction = d.disposition, d.action
	d = w.overridden(c, d)
	c.BaseDisposition, c.BaseAction = d.disposition, d.action
	return c
}

// named adds what Cloud Sync will call the object.
func (w *World) named(i int) *Case {
	c := w.judge(i, w.table)
	w.name(c)
	return c
}

func (w *World) name(c *Case) {
	c.Target = w.targetFor(c)
	c.NewCN, c.CNKnown = c.Target.newCN(c.Group)
	c.NewParent, c.ParentKnown = c.Target.newParent(c)
}

// caseOf builds the whole case of the group at a position of the snapshot.
func (w *World) caseOf(i int) *Case {
	c := w.named(i)
	c.Tombstones = w.Tombstones(c.Group.ID)
	if c.Bound() {
		c.Members = w.forecast(c)
	}
	return c
}

// judgeAll keeps every group's row, and the names that the plan's own groups
// will take.
func (w *World) judgeAll() {
	w.table = rows()
	w.base = newBaseFacts(len(w.Snap.Groups))
	for i := range w.Snap.Groups {
		c := w.judge(i, w.table)
		open := !c.leftOut() && (c.Row == 0 && c.Asks != inventory.FlagTrue || c.Row == 8 && c.InScope == inventory.FlagUnread)
		w.base.set(i, baseFact{c.Kind, c.State, uint8(c.Row), open, decision{c.BaseDisposition, c.BaseAction}})
		if c.Bound() && (c.BaseAction == ActionAdopt || c.BaseAction == ActionCreate) {
			w.reserve(c)
		}
	}
	w.planned.sort()
}

// reserve notes the name that a group of the plan will take.
func (w *World) reserve(c *Case) {
	if w.name(c); c.CNKnown && c.ParentKnown {
		w.planned = append(w.planned, hashed{nameHash(c.NewParent, c.NewCN), int32(c.index)})
	}
}

// inPlan reports whether a group has its place in the plan: all but the
// soft-deleted ones that no object claims.
func inPlan(c *Case) bool { return !c.Deleted || len(c.Matches) > 0 }
