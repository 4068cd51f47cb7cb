package planner

func ruleCloudOnlyMembers() Rule {
	return Rule{
		ID: FindingCloudOnlyMembers, Severities: []Severity{SeverityWarning},
		Title:  "members without an AD account",
		When:   "The group has members that Cloud Sync writes no reference for: cloud-only users, guests, service principals, contacts, converted users, mail-enabled or distribution groups.",
		Why:    "They are skipped without a message. The group in AD then looks complete and is not.",
		Remedy: "Tell the owner that these members have no access to what AD grants through the group. Give those who need it an account in AD.",
		Facts:  []string{"F52", "F56"}, Waivable: true,
		Check: checkCloudOnlyMembers,
	}
}

func checkCloudOnlyMembers(c *Case) []Hit {
	if !c.Bound() {
		return nil
	}
	skipped := c.byReason(ReasonCloudOnlyUser, ReasonGuest, ReasonServicePrincipal, ReasonContact,
		ReasonConvertedUser, ReasonMailEnabledGroup, ReasonOther)
	if len(skipped) == 0 {
		return nil
	}
	return oneHit(count(len(skipped), "member is", "members are")+" not written to AD: "+reasonCounts(skipped), memberEvidence(skipped)...)
}
