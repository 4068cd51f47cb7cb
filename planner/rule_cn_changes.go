package planner

import "fmt"

func ruleCNChanges() Rule {
	return Rule{
		ID: FindingCNChanges, Severities: []Severity{SeverityWarning},
		Title:  "the AD object is renamed",
		When:   "The cn that Cloud Sync computes differs from the one that the AD object has today.",
		Why:    "Cloud Sync renames the object when it takes it over. SID and objectGUID stay, so permissions hold; whatever names the group by its DN or cn breaks at once.",
		Remedy: "Search scripts, applications and LDAP filters for today's name. To keep names of the form Group_<object id>, set the cn mapping to Append(\"Group_\", [objectId]); to see the effect first, provision one group on demand.",
		Facts:  []string{"F67", "F69", "F70", "F71", "F75"}, Unverified: true, Waivable: true,
		Check: checkCNChanges,
	}
}

func checkCNChanges(c *Case) []Hit {
	if !c.waiting() || c.Object == nil || !c.CNKnown {
		return nil
	}
	today := objectCN(c.Object)
	if today == c.NewCN {
		return nil
	}
	return oneHit(fmt.Sprintf("Cloud Sync renames the AD object from %s to %s", quoted(today), quoted(c.NewCN)),
		adEvidence(c.Object, "cn", today), planEvidence("cn", c.NewCN),
		planEvidence("cn by display-name, "+defaultCNText, defaultCN(c.Group)), planEvidence("cn by guid, "+guidCNText, c.stamp()))
}
