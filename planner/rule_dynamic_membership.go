package planner

func ruleDynamicMembership() Rule {
	return Rule{
		ID: FindingDynamicMembership, Severities: []Severity{SeverityInfo},
		Title:  "the membership is dynamic",
		When:   "A rule decides who is a member of the group.",
		Why:    "Cloud Sync supported dynamic groups in 2025; the pages of 2026 do not repeat it. A rule can also change many members between approval and switch.",
		Remedy: "Provision one dynamic group on demand before the waves, and compare the members again shortly before the switch.",
		Facts:  []string{"F46", "C12", "F24"}, Unverified: true, Waivable: true,
		Check: checkDynamicMembership,
	}
}

func checkDynamicMembership(c *Case) []Hit {
	if !c.Bound() || !isDynamic(c) {
		return nil
	}
	return oneHit("a rule decides the membership", entraEvidence("membershipRule", c.Group.MembershipRule))
}
