package planner

func ruleNestedSyncedGroup() Rule {
	return Rule{
		ID: FindingNestedSyncedGroup, Severities: []Severity{SeverityBlocker, SeverityInfo},
		Title:    "a nested group that AD owns",
		When:     "A direct member is a group synced from AD. Blocker where the AD object holds the reference now, else for information.",
		Why:      "Cloud Sync writes the group without such references. Everybody in the nested group loses what this group grants, and no engine puts the reference back.",
		Remedy:   "Convert the nested group to cloud authority and bring it into Cloud Sync, or turn the nesting round: put this group's AD object into an AD group that also holds the nested one, and give the permissions to that.",
		Facts:    []string{"F56", "F45"},
		Waivable: true,
		Check:    checkNestedSyncedGroup,
	}
}

func checkNestedSyncedGroup(c *Case) []Hit {
	return droppedReferences(c, c.byReason(ReasonSyncedGroup), "nested group is synced from AD", "nested groups are synced from AD", PinNestedSyncedGroup)
}

// droppedReferences reports members of a sort that Cloud Sync never writes:
// a pin where AD holds the reference now, since nobody holds it afterwards.
func droppedReferences(c *Case, members []MemberFate, one, many string, pin PinID) []Hit {
	if !c.Bound() || len(members) == 0 {
		return nil
	}
	hit := Hit{
		Severity: referenceSeverity(members),
		Message:  count(len(members), one, many) + ", the reference is not written; " + referenceState(members),
		Evidence: memberEvidence(members),
	}
	if hit.Severity == SeverityBlocker {
		hit.Pin = &Pin{ID: pin, HeldBy: HeldByNobody}
	}
	return []Hit{hit}
}
