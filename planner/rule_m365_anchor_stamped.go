package planner

func ruleM365AnchorStamped() Rule {
	return Rule{
		ID: FindingM365AnchorStamped, Severities: []Severity{SeverityInfo},
		Title:  "a Microsoft 365 object carries an anchor",
		When:   "The AD object of a Microsoft 365 group has msDS-ExternalDirectoryObjectId.",
		Why:    "The published script stamps every object in the writeback OU, Microsoft 365 ones too. Cloud Sync does not take such groups, so the value does nothing, but it makes a count of anchors misleading.",
		Remedy: "Nothing has to be done. Stamp by a list of security groups rather than by OU when the script is run again.",
		Facts:  []string{"T3", "F38", "F44"}, Waivable: true,
		Check: checkM365AnchorStamped,
	}
}

func checkM365AnchorStamped(c *Case) []Hit {
	if c.Kind != KindMicrosoft365 || c.Deleted || c.Object == nil || c.Object.Anchor == "" {
		return nil
	}
	return oneHit("the AD object of this Microsoft 365 group carries an anchor",
		adEvidence(c.Object, "msDS-ExternalDirectoryObjectId", c.Object.Anchor),
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)))
}
