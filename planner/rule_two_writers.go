package planner

import "gwbplan/inventory"

func ruleTwoWriters() Rule {
	return Rule{
		ID: FindingTwoWriters, Severities: []Severity{SeverityBlocker},
		Title:  "two engines write one object",
		When:   "Cloud Sync has the group, v2 is on in the tenant, and the flag still asks for writeback.",
		Why:    "Connect Sync and Cloud Sync both write the same object. Name, place and members swing between them, and one object in the scope of two engines is not supported.",
		Remedy: "Decide who writes the group until the switch. Either take it out of the provisioning job with the job paused and its deletions watched, or set writebackConfiguration.isEnabled to false, which freezes Connect Sync's side; look first that no rule on the Connect server deletes groups that are not written any more.",
		Facts:  []string{"C19", "F80", "F33", "F34", "F76"}, Waivable: true,
		Check: checkTwoWriters,
	}
}

func checkTwoWriters(c *Case) []Hit {
	// With v2 off the flag is no evidence: then nothing asks.
	if c.Row != 7 || c.Asks != inventory.FlagTrue {
		return nil
	}
	return oneHit("Connect Sync and Cloud Sync both write this group's AD object",
		entraEvidence("writebackConfiguration.isEnabled", c.Group.WritebackEnabled.String()),
		entraEvidence("groupWriteBackEnabled", c.World.V2.String()), scopeEvidence(c))
}
