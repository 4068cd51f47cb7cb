package planner

func ruleM365ResumesUpdates() Rule {
	return Rule{
		ID: FindingM365ResumesUpdates, Severities: []Severity{SeverityWarning},
		Title:  "v1 updates it again",
		When:   "A Microsoft 365 group that is switched off for writeback still has an AD object.",
		Why:    "The object has been frozen since. v1 does not look at the flag and brings it up to date after the switch: members that left are removed, new ones are added.",
		Remedy: "Tell the owner, and check what uses the object in AD before the switch.",
		Facts:  []string{"F13", "F33"}, Unverified: true, Waivable: true,
		Check: checkM365ResumesUpdates,
	}
}

func checkM365ResumesUpdates(c *Case) []Hit {
	if c.Row != 6 || c.BaseAction != ActionResume {
		return nil
	}
	return oneHit("v1 will update this group's frozen AD object again",
		entraEvidence("writebackConfiguration.isEnabled", c.Group.WritebackEnabled.String()),
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)))
}
