package planner

func ruleAlreadyOnCloudSync() Rule {
	return Rule{
		ID: FindingAlreadyOnCloudSync, Severities: []Severity{SeverityInfo},
		Title:  "Cloud Sync has it already",
		When:   "The AD object carries the group's own anchor, and the group is in the scope of a provisioning job that has run.",
		Why:    "There is nothing left to move. The switch must not touch the object.",
		Remedy: "Nothing to do, but keep the group in the scope: leaving the scope may delete the object.",
		Facts:  []string{"F66", "F76", "C13"}, Waivable: true,
		Check: checkAlreadyOnCloudSync,
	}
}

func checkAlreadyOnCloudSync(c *Case) []Hit {
	if c.Row != 7 {
		return nil
	}
	return oneHit("Cloud Sync writes this group already",
		adEvidence(c.Object, "msDS-ExternalDirectoryObjectId", c.Object.Anchor), scopeEvidence(c))
}
