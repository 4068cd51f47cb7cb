package planner

func ruleM365NotWritten() Rule {
	return Rule{
		ID: FindingM365NotWritten, Severities: []Severity{SeverityWarning},
		Title:  "v1 has not written it",
		When:   "v2 is off, v1 is on, and a Microsoft 365 group has no AD object.",
		Why:    "v1 writes every Microsoft 365 group, so this one should be there. That it is not is a fault today: an export error, the member limit, a missing mail value, or a cycle that has not run.",
		Remedy: "Look at the export errors of the AD connector in the Synchronization Service Manager, at the group's size and its mail.",
		Facts:  []string{"F13", "F17", "F29"}, Waivable: true,
		Check: checkM365NotWritten,
	}
}

func checkM365NotWritten(c *Case) []Hit {
	if !c.onV1() || c.World.V2On() || !c.AbsenceProven {
		return nil
	}
	return oneHit("v2 is off and v1 is on, but v1 has written no AD object for this group",
		entraEvidence("groupWriteBackEnabled", c.World.V2.String()),
		entraEvidence("unifiedGroupWritebackEnabled", c.World.V1.String()))
}
