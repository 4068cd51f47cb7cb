package planner

func ruleWeakMatch() Rule {
	return Rule{
		ID: FindingWeakMatch, Severities: []Severity{SeverityBlocker},
		Title:  "the object is known by its name alone",
		When:   "The only thing that ties the AD object to the group is its cn: display name, underscore, last 12 digits of the object id.",
		Why:    "A name is no proof. Whoever stamps the anchor on the wrong object hands its permissions to the members of this group.",
		Remedy: "Compare members, whenCreated and description with the owner. If it is the group's object, set adminDescription and msDS-ExternalDirectoryObjectId to Group_<object id>; if not, rename it.",
		Facts:  []string{"F15", "F67", "F38"}, Unverified: true,
		Check: checkWeakMatch,
	}
}

func checkWeakMatch(c *Case) []Hit {
	if c.matchedBy() != MatchCNSuffix || !(c.Bound() || c.onV1()) {
		return nil
	}
	return oneHit("the AD object matches by its name alone",
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)),
		adEvidence(c.Object, "cn", c.Object.DN.RDN().Value),
		entraEvidence("id", c.Group.ID.String()))
}
