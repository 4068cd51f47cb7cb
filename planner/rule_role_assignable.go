package planner

func ruleRoleAssignable() Rule {
	return Rule{
		ID: FindingRoleAssignable, Severities: []Severity{SeverityWarning},
		Title:  "the group can hold Entra roles",
		When:   "The cloud group is role-assignable.",
		Why:    "No page says whether Cloud Sync writes role-assignable groups. And one group that grants roles in the cloud and access in AD joins two worlds of administrators.",
		Remedy: "Provision the group on demand to see whether it works. Better: use a group of its own for AD.",
		Facts:  []string{"F47", "F102", "C20"}, Unverified: true, Waivable: true,
		Check: checkRoleAssignable,
	}
}

func checkRoleAssignable(c *Case) []Hit {
	if !c.Bound() || !c.Group.IsAssignableToRole {
		return nil
	}
	return oneHit("the group is role-assignable; nothing says that Cloud Sync writes such groups", entraEvidence("isAssignableToRole", "true"))
}
