package planner

import "slices"

func ruleMembersWillBeLost() Rule {
	return Rule{
		ID: FindingMembersWillBeLost, Severities: []Severity{SeverityBlocker},
		Title:  "members lose their access in AD",
		When:   "Members that the AD object holds today will not be written by Cloud Sync, whatever the reason.",
		Why:    "Cloud Sync skips silently whoever has no account in the target forest, and groups outside its scope. Whoever is in AD today through this group loses what the group grants.",
		Remedy: "Go through the list of lost members with the owner. Give access another way where it is needed (an AD account, a group of its own, a nested group brought along), then waive the finding with owner and date.",
		Facts:  []string{"F52", "F53", "F54", "F56", "F60", "C16"}, Waivable: true,
		Check: checkMembersWillBeLost,
	}
}

func checkMembersWillBeLost(c *Case) []Hit {
	if !c.Bound() {
		return nil
	}
	// A member whose properties were not readable may be kept: it is unknown, not lost.
	lost := slices.DeleteFunc(c.Members.LosingAccess(), func(m MemberFate) bool { return m.Reason == ReasonFactsUnread })
	if len(lost) == 0 {
		return nil
	}
	return []Hit{{
		Message:    count(len(lost), "member that is in AD now", "members that are in AD now") + " will not be kept: " + reasonCounts(lost),
		Evidence:   memberEvidence(lost),
		Unverified: lossAssumed(lost),
	}}
}

// lossAssumed: no page says that Cloud Sync leaves devices out (F60), nor that
// it empties an object that it took over with the membership switch off (C16).
func lossAssumed(lost []MemberFate) bool {
	return slices.ContainsFunc(lost, func(m MemberFate) bool {
		return m.Reason == ReasonDevice || m.Reason == ReasonMembershipOff
	})
}
