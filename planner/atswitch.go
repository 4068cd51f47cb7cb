package planner

// atSwitch is what switching v2 off (P5b) does to the group's object, whatever
// wave the group is in: it takes the writer from every v2 group at once.
func atSwitch(c *Case, findings []Finding) AtSwitch {
	switch {
	case !c.World.V2On(): // P5b is behind us
		return SwitchNone
	case c.Kind == KindSynced:
		return SwitchNone
	case c.Deleted && c.Kind == KindSecurity:
		return SwitchFrozen
	case c.Deleted:
		return SwitchUnknown
	case c.Kind == KindMicrosoft365:
		return m365AtSwitch(c)
	case c.Kind == KindSecurity:
		return securityAtSwitch(c, findings)
	case c.Object == nil && c.AbsenceProven:
		return SwitchNone
	}
	return SwitchUnknown
}

// m365AtSwitch: v1 takes over what v2 wrote, writes what was switched off for
// v2 (F13), and does nobody knows what with an object of a security type (C15).
func m365AtSwitch(c *Case) AtSwitch {
	if !c.World.V1On() {
		return withoutV1(c)
	}
	switch c.BaseAction {
	case ActionCreate:
		return SwitchAppears
	case ActionRetype, ActionUnknown:
		return SwitchUnknown
	}
	return SwitchKeep
}

func withoutV1(c *Case) AtSwitch {
	switch {
	case c.Object != nil:
		return SwitchKeep
	case c.AbsenceProven:
		return SwitchNone
	}
	return SwitchUnknown
}

// securityAtSwitch: an object that Connect wrote loses its writer. The rules
// of P3 and P4 protect it, unless something stands in their way (F80, T10).
func securityAtSwitch(c *Case, findings []Finding) AtSwitch {
	if c.Object != nil && has(findings, FindingMailNotNull, FindingDeleteRisk) {
		return SwitchDeleteRisk
	}
	switch c.State {
	case StateWritten, StateStale:
		return SwitchFrozen
	case StateOnCloudSync:
		return SwitchKeep
	case StatePending, StateOff:
		return SwitchNone
	}
	return SwitchUnknown
}
