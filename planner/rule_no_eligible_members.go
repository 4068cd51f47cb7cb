package planner

import "gwbplan/inventory"

func ruleNoEligibleMembers() Rule {
	return Rule{
		ID: FindingNoEligibleMembers, Severities: []Severity{SeverityWarning},
		Title:  "none of the members is written",
		When:   "The group has members, and Cloud Sync writes a reference for none of them.",
		Why:    "The group is written empty. Where the reason is the membership switch, this hits every group at once: it is off by default.",
		Remedy: "Turn on \"Provision membership to on-premises users\" in the scoping step of the configuration, if that is the reason. Otherwise ask the owner whether AD still needs the group.",
		Facts:  []string{"F54", "F52", "F60", "C16", "T14"}, Waivable: true,
		Check: checkNoEligibleMembers,
	}
}

func checkNoEligibleMembers(c *Case) []Hit {
	members := c.Members.Cloud
	if !c.Bound() || len(members) == 0 || c.Members.Reading != inventory.ReadWhole {
		return nil
	}
	// A member whose properties were not readable may yet be written.
	if len(c.Members.Lost()) < len(members) || len(c.byReason(ReasonFactsUnread)) > 0 {
		return nil
	}
	return []Hit{{
		Message:    "no member will be written: " + reasonCounts(members),
		Evidence:   memberEvidence(members),
		Unverified: lossAssumed(members),
	}}
}
