package planner

func ruleStaleWriteback() Rule {
	return Rule{
		ID: FindingStaleWriteback, Severities: []Severity{SeverityBlocker},
		Title:  "left over from an earlier writeback",
		When:   "An AD object matches the security group, and the flag does not ask for writeback any more.",
		Why:    "Switching writeback off for a group freezes its object, it does not delete it. Nobody has updated it since, and permissions may still hang on it. Taking it over brings AD up to date at once; leaving it keeps a frozen list of members in use.",
		Remedy: "Ask the owner: move (Cloud Sync takes the object over and updates it) or clean up (the object stays frozen and is deleted when nothing uses it). Write the decision down as an override before the switch.",
		Facts:  []string{"F33", "F25", "F35"}, Waivable: true,
		Check: checkStaleWriteback,
	}
}

func checkStaleWriteback(c *Case) []Hit {
	if c.Row != 9 || c.Object == nil {
		return nil
	}
	return oneHit("the AD object is left over: writeback is "+c.Group.WritebackEnabled.String()+" for this group",
		entraEvidence("writebackConfiguration.isEnabled", c.Group.WritebackEnabled.String()),
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)))
}
