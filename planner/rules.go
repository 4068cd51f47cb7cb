package planner

// Rules returns all rules, in the order in which they run and in which a
// group's findings of one severity stand. A new rule is a new file and a new
// line here; nothing registers itself.
func Rules() []Rule {
	return []Rule{
		ruleAbsenceUnproven(),
		ruleFlagUnread(),

		ruleAnchorMissing(),
		ruleAnchorMismatch(),
		ruleAnchorDuplicate(),
		ruleDuplicateADObject(),
		ruleClaimConflict(),
		ruleADObjectInOtherDomain(),
		ruleAdminDescriptionMismatch(),

		ruleTakenOverMarker(),
		ruleSOAConverted(),
		ruleWeakMatch(),
		ruleSyncedBackLoop(),
		ruleDeletedADObject(),

		ruleMailNotNull(),
		ruleDeleteRisk(),
		ruleOverMemberLimit(),
		ruleNearMemberLimit(),
		ruleScopeNotUniversal(),
		ruleTypeNotSecurity(),

		ruleCNChanges(),
		ruleDNMoves(),
		ruleCNCollision(),
		ruleExpressionUnevaluated(),
		ruleDescriptionTruncated(),

		ruleMembersWillBeLost(),
		ruleCloudOnlyMembers(),
		ruleNoEligibleMembers(),
		ruleOtherForestMembers(),
		ruleNestedSyncedGroup(),
		ruleDeviceMembers(),

		ruleParentSyncedByConnect(),
		ruleSplitNesting(),
		ruleMemberDomainStaysOnConnect(),
		ruleMembersSyncedByConnect(),

		ruleNestedGroupOutOfScope(),
		ruleAccessGained(),
		ruleNestingCycle(),
		ruleExtraADMembers(),
		ruleMissingADMembers(),

		ruleHiddenMembers(),
		ruleMembersUnreadable(),
		ruleMembersNotCollected(),

		ruleStaleWriteback(),
		ruleNewSID(),
		ruleWouldBeCreated(),
		ruleAlreadyOnCloudSync(),
		ruleTwoWriters(),
		ruleSoftDeleted(),
		ruleUnsupportedKindInAD(),

		ruleM365SecurityType(),
		ruleM365WillAppearInAD(),
		ruleM365ResumesUpdates(),
		ruleM365OverV1MemberCap(),
		ruleM365MailNull(),
		ruleM365FlagUnclear(),
		ruleM365AnchorStamped(),
		ruleM365NotWritten(),

		ruleAdminProtected(),
		rulePrivilegedNesting(),
		ruleRoleAssignable(),
		ruleManagementRestricted(),
		ruleDynamicRulePaused(),
		ruleDynamicMembership(),
		ruleNoOwner(),
	}
}

// RuleByID returns the rule that reports a finding, with its documentation.
func RuleByID(id FindingID) (Rule, bool) {
	for _, r := range Rules() {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
