package planner

import "fmt"

func ruleNearMemberLimit() Rule {
	return Rule{
		ID: FindingNearMemberLimit, Severities: []Severity{SeverityWarning},
		Title:  "close to the member limit",
		When:   "The group has more than 90 % of the direct members that Cloud Sync takes in one group.",
		Why:    "It may grow over the limit between approval and switch, and no engine writes it then.",
		Remedy: "Watch the number until the switch. Plan to split the group before it grows over the limit.",
		Facts:  []string{"F48"},
		Check:  checkNearMemberLimit,
	}
}

func checkNearMemberLimit(c *Case) []Hit {
	n, limit := c.directMembers(), c.World.Settings.Limits.GroupMembers
	if !c.Bound() || n > limit || n*10 <= limit*9 {
		return nil
	}
	return oneHit(fmt.Sprintf("%d direct members are more than 90 %% of the limit of %d", n, limit), sizeEvidence(n, limit)...)
}
