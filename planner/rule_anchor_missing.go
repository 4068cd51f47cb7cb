package planner

func ruleAnchorMissing() Rule {
	return Rule{
		ID: FindingAnchorMissing, Severities: []Severity{SeverityFix},
		Title:  "the AD object has no anchor",
		When:   "The AD object that matches the group has no msDS-ExternalDirectoryObjectId.",
		Why:    "Cloud Sync finds an existing object by that attribute alone. Without it, it creates a second group with a new SID, and permissions given to today's object stay behind.",
		Remedy: "Before Cloud Sync is started, set msDS-ExternalDirectoryObjectId to Group_<object id> on the object, and wait until the global catalogs have it. Use -Replace: the published script's -Add fails when it is run again.",
		Facts:  []string{"F66", "F38", "T1", "T4"},
		Check:  checkAnchorMissing,
	}
}

func checkAnchorMissing(c *Case) []Hit {
	// Not read is not absent: see absence-unproven.
	if !c.boundWithObject() || c.Object.Anchor != "" || c.anchorUnread() {
		return nil
	}
	return []Hit{{
		Message: "the AD object has no msDS-ExternalDirectoryObjectId: Cloud Sync would create a second object",
		Evidence: []Evidence{
			adEvidence(c.Object, "distinguishedName", string(c.Object.DN)),
			adEvidence(c.Object, "msDS-ExternalDirectoryObjectId", "absent"),
		},
		Remedy: stampAnchor(c),
	}}
}

// stampAnchor is the command that writes the group's own anchor. Stamped on the
// wrong object it hands that one's permissions to the members of this group.
func stampAnchor(c *Case) string {
	before := "Before Cloud Sync is started, run "
	if c.matchedBy() == MatchCNSuffix || len(c.Matches) > 1 {
		before = "Once it is settled that this object is the group's, and before Cloud Sync is started, run "
	}
	return before +
		setADGroup(c.Object, "-Replace @{'msDS-ExternalDirectoryObjectId'='"+c.stamp()+"'}") +
		" and wait until the global catalogs have it."
}
