package planner

func ruleM365WillAppearInAD() Rule {
	return Rule{
		ID: FindingM365WillAppearInAD, Severities: []Severity{SeverityWarning},
		Title:  "it will appear in AD",
		When:   "While v1 and v2 are on, a Microsoft 365 group that is switched off for writeback has no AD object.",
		Why:    "v1 does not look at the flag. From the first export after the switch it writes every Microsoft 365 group of the tenant, this one too. Its name, mail address and members become visible in AD.",
		Remedy: "Tell the owner. Nothing keeps a single group out of v1: clean up Microsoft 365 groups that nobody uses before the switch, and make room for the rest in the target OU.",
		Facts:  []string{"F13", "F14"}, Waivable: true,
		Check: checkM365WillAppearInAD,
	}
}

func checkM365WillAppearInAD(c *Case) []Hit {
	if c.Row != 6 || c.BaseAction != ActionCreate {
		return nil
	}
	return oneHit("v1 will write this group to AD although writeback is switched off for it",
		entraEvidence("writebackConfiguration.isEnabled", c.Group.WritebackEnabled.String()))
}
