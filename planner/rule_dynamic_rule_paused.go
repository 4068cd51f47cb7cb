package planner

import (
	"slices"
	"strings"
)

func ruleDynamicRulePaused() Rule {
	return Rule{
		ID: FindingDynamicRulePaused, Severities: []Severity{SeverityWarning},
		Title:  "the membership rule is paused",
		When:   "The group's membership is dynamic, and the processing of its rule is paused.",
		Why:    "The members are those of the day it was paused. If the rule is resumed after the switch, many members can change at once, in AD too.",
		Remedy: "Ask the owner whether the pause is meant. Resume the rule and let it settle before the group goes, or make the membership assigned.",
		Facts:  []string{"F46", "F101", "C12"}, Waivable: true,
		Check: checkDynamicRulePaused,
	}
}

func checkDynamicRulePaused(c *Case) []Hit {
	if !c.Bound() || !isDynamic(c) || !strings.EqualFold(c.Group.MembershipRuleProcessingState, "Paused") {
		return nil
	}
	return oneHit("the dynamic membership rule is paused",
		entraEvidence("membershipRuleProcessingState", c.Group.MembershipRuleProcessingState),
		entraEvidence("membershipRule", c.Group.MembershipRule))
}

func isDynamic(c *Case) bool {
	return slices.ContainsFunc(c.Group.GroupTypes, func(t string) bool { return strings.EqualFold(t, "DynamicMembership") })
}
