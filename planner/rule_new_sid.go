package planner

func ruleNewSID() Rule {
	return Rule{
		ID: FindingNewSID, Severities: []Severity{SeverityWarning},
		Title:  "a new object with a new SID",
		When:   "The group asks for writeback and has no AD object yet: Cloud Sync creates one.",
		Why:    "The object is new in AD, with a SID that no permission names. If an earlier object once stood for this group, its permissions do not come back with it.",
		Remedy: "Tell the owner that permissions in AD have to be given to the new object after it was created. Where an earlier object existed, look for it among the deleted ones first.",
		Facts:  []string{"F66", "F35", "F71"}, Waivable: true,
		Check: checkNewSID,
	}
}

func checkNewSID(c *Case) []Hit {
	if c.Row != 11 || c.leftOut() {
		return nil
	}
	return oneHit("Cloud Sync creates a new AD object with a new SID",
		entraEvidence("writebackConfiguration.isEnabled", c.Group.WritebackEnabled.String()))
}
