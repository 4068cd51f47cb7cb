package planner

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
	children := c.byReason(ReasonGroupOutOfScope)
	if len(children) == 0 {
		return nil
	}
	hit := Hit{
		Severity: SeverityWarning,
		Message:  count(len(children), "nested group is", "nested groups are") + " not bound for Cloud Sync; " + referenceState(children),
		Evidence: memberEvidence(children),
		Remedy:   "Leave the nested groups out unless their owner asks for it: adding them would grant access that nobody approved.",
	}
	if len(inAD(children)) > 0 {
		hit.Severity = SeverityFix
		hit.Remedy = "Bring the nested groups that AD holds now into Cloud Sync's scope, in the same wave or before: settle what keeps each of them out, then assign it to the configuration."
	}
	return []Hit{hit}
}
