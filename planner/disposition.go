package planner

import "gwbplan/inventory"

// decision is what a row says of a group.
type decision struct {
	disposition Disposition
	action      Action
}

// row is one row of the disposition table. The rows stand in order, the first
// that matches decides. Number 0 marks what the evidence leaves open.
type row struct {
	number int
	when   func(*Case) bool
	then   func(*Case) decision
	facts  string
}

func rows() []row {
	return []row{
		{1, isKind(KindSynced), always(NotInPlan, ActionNone), "F43"},
		{2, isKind(KindDistribution, KindMailEnabledSecurity), always(NotInPlan, ActionNone), "F23 F43"},
		{3, func(c *Case) bool { return c.Deleted }, softDeleted, "F33 F76"},
		{4, isSecurityTyped, retyped, "F12 F23 C15"},
		{0, isUntypedM365, always(KeepOnV1, ActionUnknown), "F12 C15"},
		{0, isUnprovenM365, always(KeepOnV1, ActionUnknown), "F12"},
		{5, isM365(inventory.FlagTrue), keptByV1(ActionKeep), "F12 F13"},
		{6, isM365(inventory.FlagFalse), keptByV1(ActionResume), "F13 F33"},
		{0, isM365(inventory.FlagUnread), keptByV1(ActionUnknown), "F13"},
		{7, inState(StateOnCloudSync), always(MoveToCloudSync, ActionNone), "F66"},
		{8, inState(StateOff), scoped, "F61"},
		{9, inState(StateStale), always(MoveToCloudSync, ActionFreeze), "F33"},
		{10, inState(StateWritten, StateFrozen), always(MoveToCloudSync, ActionAdopt), "F66"},
		{11, inState(StatePending), always(MoveToCloudSync, ActionCreate), "F66"},
		{0, func(c *Case) bool { return c.Object != nil || c.Asks == inventory.FlagTrue }, always(MoveToCloudSync, ActionUnknown), "F66"},
		{0, func(*Case) bool { return true }, always(NotInPlan, ActionUnknown), "F61"},
	}
}

// decide finds the row. With v1 off nothing writes M365 groups any more, and
// what there is stays as it is (F29).
func (w *World) decide(c *Case, table []row) (number int, d decision) {
	for _, r := range table {
		if !r.when(c) {
			continue
		}
		d = r.then(c)
		if !w.V1On() && (r.number == 3 || c.Kind == KindMicrosoft365) {
			d = decision{NotInPlan, frozenIfThere(c)}
		}
		return r.number, d
	}
	return 0, decision{NotInPlan, ActionUnknown}
}

func frozenIfThere(c *Case) Action {
	switch {
	case c.Object != nil:
		return ActionFreeze
	case c.AbsenceProven:
		return ActionNone
	}
	return ActionUnknown
}

func isKind(kinds ...Kind) func(*Case) bool {
	return func(c *Case) bool {
		for _, k := range kinds {
			if c.Kind == k {
				return true
			}
		}
		return false
	}
}

func inState(states ...State) func(*Case) bool {
	return func(c *Case) bool {
		for _, s := range states {
			if c.State == s {
				return true
			}
		}
		return false
	}
}

func isM365(asks inventory.Flag) func(*Case) bool {
	return func(c *Case) bool { return c.Kind == KindMicrosoft365 && c.Asks == asks }
}

// isSecurityTyped: the object grants access, or would: v1 offers distribution
// groups only. With v2 off nobody creates the wanted type any more.
func isSecurityTyped(c *Case) bool {
	if c.Kind != KindMicrosoft365 {
		return false
	}
	has := c.Object != nil && c.Object.GroupType&inventory.GroupTypeSecurity != 0
	return has || c.World.V2On() && c.Asks == inventory.FlagTrue && wantsSecurityType(c.Group)
}

// isUntypedM365: there is an object, and whether it grants access is not known.
// Every group has a groupType, so 0 is one that was not read.
func isUntypedM365(c *Case) bool {
	return c.Kind == KindMicrosoft365 && c.Object != nil && c.Object.GroupType == 0
}

// isUnprovenM365: whether there is an object, and of which type, is not known.
func isUnprovenM365(c *Case) bool {
	return c.Kind == KindMicrosoft365 && c.Object == nil && !c.AbsenceProven
}

func always(d Disposition, a Action) func(*Case) decision {
	return func(*Case) decision { return decision{d, a} }
}

func softDeleted(c *Case) decision {
	if c.Kind == KindMicrosoft365 {
		return decision{KeepOnV1, ActionUnknown}
	}
	return decision{MoveToCloudSync, ActionFreeze}
}

func retyped(c *Case) decision {
	switch {
	case c.Object != nil:
		return decision{SideBySide, ActionRetype}
	case c.AbsenceProven:
		return decision{SideBySide, ActionCreate}
	}
	return decision{SideBySide, ActionUnknown}
}

// keptByV1: v1 creates what is not there. With v2 off it should have done so
// already: a fault, not a forecast.
func keptByV1(there Action) func(*Case) decision {
	return func(c *Case) decision {
		switch {
		case c.Object != nil:
			return decision{KeepOnV1, there}
		case !c.World.V2On():
			return decision{KeepOnV1, ActionNone}
		}
		return decision{KeepOnV1, ActionCreate}
	}
}

// scoped: Cloud Sync creates every group in its scope, whether or not anybody
// asked for it (F51, F61).
func scoped(c *Case) decision {
	switch c.InScope {
	case inventory.FlagTrue:
		return decision{MoveToCloudSync, ActionCreate}
	case inventory.FlagUnread: // "in no scope" is no evidence: see absence-unproven
		return decision{NotInPlan, ActionUnknown}
	}
	return decision{NotInPlan, ActionNone}
}
