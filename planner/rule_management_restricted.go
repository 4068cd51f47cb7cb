package planner

func ruleManagementRestricted() Rule {
	return Rule{
		ID: FindingManagementRestricted, Severities: []Severity{SeverityWarning},
		Title:  "a restricted administrative unit holds the group",
		When:   "The cloud group is a member of a restricted management administrative unit.",
		Why:    "Only administrators of that unit may change the group. Remedies in the cloud need one of them, and no page says how Cloud Sync deals with such groups.",
		Remedy: "Involve an administrator of the unit, and provision the group on demand before its wave.",
		Facts:  []string{"C20", "F101"}, Unverified: true, Waivable: true,
		Check: checkManagementRestricted,
	}
}

func checkManagementRestricted(c *Case) []Hit {
	if !c.Bound() || !c.Group.IsManagementRestricted {
		return nil
	}
	return oneHit("the group is in a restricted management administrative unit", entraEvidence("isManagementRestricted", "true"))
}
