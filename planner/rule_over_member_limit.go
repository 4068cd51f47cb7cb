package planner

import (
	"fmt"
	"strconv"
)

func ruleOverMemberLimit() Rule {
	return Rule{
		ID: FindingOverMemberLimit, Severities: []Severity{SeverityBlocker},
		Title:  "too many direct members",
		When:   "The group has more direct members than Cloud Sync takes in one group.",
		Why:    "Such a group is not supported by Cloud Sync, and v1 does not write security groups: after the switch it has no engine.",
		Remedy: "Split the group: put the members into several nested groups, each below the limit, and bring those into Cloud Sync too. A nested group counts as one member.",
		Facts:  []string{"F48", "F12"},
		Check:  checkOverMemberLimit,
	}
}

func checkOverMemberLimit(c *Case) []Hit {
	n, limit := c.directMembers(), c.World.Settings.Limits.GroupMembers
	if !c.Bound() || n <= limit {
		return nil
	}
	return oneHit(fmt.Sprintf("%d direct members, the limit of Cloud Sync is %d", n, limit), sizeEvidence(n, limit)...)
}

func sizeEvidence(n, limit int) []Evidence {
	return []Evidence{entraEvidence("direct members", strconv.Itoa(n)), planEvidence("limit", strconv.Itoa(limit))}
}
