package planner

import (
	"slices"

	"gwbplan/inventory"
)

func ruleNestedGroupOutOfScope() Rule {
	return Rule{
		ID: FindingNestedGroupOutOfScope, Severities: []Severity{SeverityFix, SeverityWarning},
		Title:  "a nested group is not bound for Cloud Sync",
		When:   "A nested cloud security group is not in the plan for Cloud Sync. To be fixed where AD holds the nesting now, else a warning.",
		Why:    "Cloud Sync writes a reference to a nested group only if that group is in its scope itself. Where the nesting exists in AD today, everybody in the nested group loses access.",
		Remedy: "Where the nesting is in AD now, bring the nested group into the scope in the same wave or before. Where it is not, leave it: adding it would grant access that nobody approved.",
		Facts:  []string{"F56", "F36"}, Waivable: true,
		Check: checkNestedGroupOutOfScope,
	}
}

func checkNestedGroupOutOfScope(c *Case) []Hit {
	if !c.Bound() {
		return nil
	}
	var hits []Hit
	children := c.byReason(ReasonGroupOutOfScope)
	if nested := inAD(children); len(nested) > 0 {
		hits = append(hits, Hit{
			Severity: SeverityFix,
			Message:  count(len(nested), "nested group is", "nested groups are") + " in AD now and not bound for Cloud Sync",
			Evidence: memberEvidence(nested),
			Remedy:   "Bring the nested groups that AD holds now into Cloud Sync's scope, in the same wave or before: settle what keeps each of them out, then assign it to the configuration. Until then this group has to wait: what is forecast of its members assumes that they come along.",
		})
	}
	others := slices.DeleteFunc(children, func(m MemberFate) bool { return m.InAD == inventory.FlagTrue })
	if len(others) > 0 {
		hits = append(hits, Hit{
			Severity: SeverityWarning,
			Message:  count(len(others), "nested group is", "nested groups are") + " not bound for Cloud Sync; " + referenceState(others),
			Evidence: memberEvidence(others),
			Remedy:   "Leave the nested groups out unless their owner asks for it: adding them would grant access that nobody approved.",
		})
	}
	return hits
}
