package planner

func ruleSOAConverted() Rule {
	return Rule{
		ID: FindingSOAConverted, Severities: []Severity{SeverityWarning},
		Title:  "the group was converted to cloud authority",
		When:   "The AD object was recognised because the cloud group, which is not synced, carries its SID.",
		Why:    "This is no written-back copy but the original AD group. Cloud Sync accepts it, and does not remember its container and name: with the default mappings it is renamed and moved. That it was converted is concluded from the SID; the property that says so is readable with a permission to write only.",
		Remedy: "Confirm with the owner that source of authority was converted on purpose. Make the AD group universal first, and keep its place with a container and cn expression on the GroupDN extension.",
		Facts:  []string{"F45", "F72", "F103"}, Unverified: true, Waivable: true,
		Check: checkSOAConverted,
	}
}

func checkSOAConverted(c *Case) []Hit {
	if !c.boundWithObject() || c.matchedBy() != MatchSID {
		return nil
	}
	return oneHit("the cloud group carries the SID of the AD object: it was converted to cloud authority",
		entraEvidence("onPremisesSecurityIdentifier", string(c.Group.OnPremisesSecurityIdentifier)),
		adEvidence(c.Object, "objectSid", string(c.Object.ObjectSID)),
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)))
}
