package planner

import "gwbplan/inventory"

func ruleTypeNotSecurity() Rule {
	return Rule{
		ID: FindingTypeNotSecurity, Severities: []Severity{SeverityBlocker},
		Title:  "the AD group is no security group",
		When:   "The AD object of a cloud security group is a distribution group: groupType lacks the security bit.",
		Why:    "Cloud Sync maps the type to security. Nobody has documented what it does with a distribution object, and a distribution group grants nothing today: turning it into a security group can give access that nobody approved.",
		Remedy: "Ask the owner whether the group is meant to grant access. If so, turn it into a security group before Cloud Sync is started. Look also for a cloned inbound rule, which makes all groups land as distribution groups.",
		Facts:  []string{"F49", "F67", "F40", "F23"}, Waivable: true,
		Check: checkTypeNotSecurity,
	}
}

func checkTypeNotSecurity(c *Case) []Hit {
	if !c.boundWithObject() || c.Object.GroupType == 0 || c.Object.GroupType&inventory.GroupTypeSecurity != 0 {
		return nil
	}
	return []Hit{{
		Message:  "the AD object is a distribution group",
		Evidence: []Evidence{groupTypeEvidence(c.Object)},
		Remedy: "Ask the owner whether the group is meant to grant access. If so, run " +
			setADGroup(c.Object, "-GroupCategory Security") + " before Cloud Sync is started.",
	}}
}
