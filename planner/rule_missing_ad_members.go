package planner

import "gwbplan/inventory"

func ruleMissingADMembers() Rule {
	return Rule{
		ID: FindingMissingADMembers, Severities: []Severity{SeverityWarning},
		Title:  "AD lacks members that have an account there",
		When:   "Members of the cloud group have an AD account and are not members of the AD object.",
		Why:    "Writeback has not brought them to AD: it is frozen, failing, or the reference was dropped. What this group grants in AD they do not have today.",
		Remedy: "Look at Connect Sync's export errors for this object. Decide with the owner whether these people should have the access before Cloud Sync gives it to them.",
		Facts:  []string{"F33", "F52", "F36"}, Waivable: true,
		Check: checkMissingADMembers,
	}
}

func checkMissingADMembers(c *Case) []Hit {
	if !c.boundWithObject() {
		return nil
	}
	missing := c.Members.where(func(m *MemberFate) bool { return m.HasADAccount && m.InAD == inventory.FlagFalse })
	if len(missing) == 0 {
		return nil
	}
	return oneHit(count(len(missing), "member with an AD account is", "members with an AD account are")+" not in the AD object", memberEvidence(missing)...)
}
