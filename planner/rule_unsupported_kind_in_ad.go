package planner

func ruleUnsupportedKindInAD() Rule {
	return Rule{
		ID: FindingUnsupportedKindInAD, Severities: []Severity{SeverityBlocker},
		Title:  "a kind of group that no engine writes",
		When:   "An AD object claims the id of a cloud distribution or mail-enabled security group.",
		Why:    "v2 never wrote these kinds, v1 writes Microsoft 365 groups only, and Cloud Sync refuses mail-enabled groups. Somebody stamped the object, or the cloud group was replaced by one of another kind; nobody updates it after the switch.",
		Remedy: "Find out what uses the object. Build a cloud security group for the access and have Cloud Sync write that, or keep the AD object by hand and remove adminDescription and msDS-ExternalDirectoryObjectId from it: it is an ordinary AD group from then on, which Connect Sync brings to the cloud unless its OU is out of scope.",
		Facts:  []string{"F23", "F43", "F12", "F39", "C3"}, Waivable: true,
		Check: checkUnsupportedKindInAD,
	}
}

func checkUnsupportedKindInAD(c *Case) []Hit {
	if c.Kind != KindDistribution && c.Kind != KindMailEnabledSecurity {
		return nil
	}
	switch c.matchedBy() {
	case MatchAnchor, MatchAdminDescription, MatchCNGUID:
		return oneHit("an AD object claims this "+string(c.Kind)+" group, which no engine writes",
			adEvidence(c.Object, "distinguishedName", string(c.Object.DN)),
			adEvidence(c.Object, string(c.matchedBy()), claimText(c)))
	}
	return nil
}

// claimText is the value by which the object claims the group.
func claimText(c *Case) string {
	switch c.matchedBy() {
	case MatchAnchor:
		return c.Object.Anchor
	case MatchAdminDescription:
		return c.Object.AdminDescription
	}
	return c.Object.DN.RDN().Value
}
