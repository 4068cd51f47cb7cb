package planner

import "fmt"

func ruleM365OverV1MemberCap() Rule {
	return Rule{
		ID: FindingM365OverV1MemberCap, Severities: []Severity{SeverityWarning},
		Title:  "more members than v1 writes",
		When:   "A Microsoft 365 group has more direct members than v1's cap.",
		Why:    "With the member-limit rule on, v1 leaves such a group out. The pages differ on the number: 50,000 by the rule, 250,000 without it, or no cap.",
		Remedy: "Check on the Connect server whether \"Out to AD - Group Writeback Member Limit\" is on. Set the cap in the configuration file to what holds there, or split the group.",
		Facts:  []string{"F17", "F32", "C7"}, Unverified: true, Waivable: true,
		Check: checkM365OverV1MemberCap,
	}
}

func checkM365OverV1MemberCap(c *Case) []Hit {
	n, limit := c.directMembers(), c.World.Settings.Limits.V1MemberCap
	if !c.onV1() || n <= limit {
		return nil
	}
	return oneHit(fmt.Sprintf("%d direct members, v1's cap is %d", n, limit), sizeEvidence(n, limit)...)
}
