package planner

func ruleExtraADMembers() Rule {
	return Rule{
		ID: FindingExtraADMembers, Severities: []Severity{SeverityWarning},
		Title:  "AD has members that the cloud lacks",
		When:   "The AD object holds members that are no members of the cloud group.",
		Why:    "Cloud Sync pushes changes and does not compare: a member that the cloud never had is not removed. These people keep their access, and nobody sees it in the cloud.",
		Remedy: "Show the owner the list. Remove from the AD object whoever should not be there, or add them to the cloud group, before Cloud Sync takes over.",
		Facts:  []string{"F58", "F16"}, Unverified: true, Waivable: true,
		Check: checkExtraADMembers,
	}
}

func checkExtraADMembers(c *Case) []Hit {
	extra := c.Members.Extra
	if !c.boundWithObject() || len(extra) == 0 {
		return nil
	}
	return oneHit("AD holds "+count(len(extra), "member", "members")+" that the cloud group lacks; they stay", adMemberEvidence(c.Object, extra)...)
}
