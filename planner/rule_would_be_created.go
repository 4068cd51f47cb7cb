package planner

import "gwbplan/inventory"

func ruleWouldBeCreated() Rule {
	return Rule{
		ID: FindingWouldBeCreated, Severities: []Severity{SeverityBlocker, SeverityInfo},
		Title:  "Cloud Sync would create it unasked",
		When:   "The group does not ask for writeback and has no AD object, but is in the scope of a Cloud Sync configuration. For information once the configuration file acknowledges it.",
		Why:    "Cloud Sync does not look at the writeback flag. In the mode for all groups it creates every cloud security group of the tenant in AD; the portal warns, and does not stop anybody.",
		Remedy: "Set the scope to selected groups and assign those that are to be in AD, or take this group's assignment away. If the creation is wanted, acknowledge it with wouldBeCreated.",
		Facts:  []string{"F51", "F61", "T14"}, Waivable: true,
		Check: checkWouldBeCreated,
	}
}

func checkWouldBeCreated(c *Case) []Hit {
	if c.Row != 8 || c.InScope != inventory.FlagTrue {
		return nil
	}
	hit := Hit{
		Message: "Cloud Sync would create the group in AD, though nobody asked for it",
		Evidence: []Evidence{
			entraEvidence("writebackConfiguration.isEnabled", c.Group.WritebackEnabled.String()),
			scopeEvidence(c),
		},
	}
	if c.World.Settings.Acknowledge.WouldBeCreated.Given {
		hit.Severity = SeverityInfo
		hit.Message = "Cloud Sync creates the group in AD, as acknowledged"
	}
	return []Hit{hit}
}

// scopeEvidence says by what the group is in Cloud Sync's scope.
func scopeEvidence(c *Case) Evidence {
	for _, j := range c.World.assignedJobs(c.index) {
		return entraEvidence("appRoleAssignedTo", "assigned to job "+j.ID)
	}
	return planEvidence("scope mode", ScopeAll)
}
