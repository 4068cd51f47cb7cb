package planner

// FindingID is the stable name of a finding. People script against it, so an
// id is never renamed or given another meaning.
type FindingID string

// What could not be known.
const (
	FindingAbsenceUnproven FindingID = "absence-unproven"
	FindingFlagUnread      FindingID = "flag-unread"
)

// The AD object's claim on its cloud group.
const (
	FindingAnchorMissing            FindingID = "anchor-missing"
	FindingAnchorMismatch           FindingID = "anchor-mismatch"
	FindingAnchorDuplicate          FindingID = "anchor-duplicate"
	FindingDuplicateADObject        FindingID = "duplicate-ad-object"
	FindingClaimConflict            FindingID = "claim-conflict"
	FindingADObjectInOtherDomain    FindingID = "ad-object-in-other-domain"
	FindingAdminDescriptionMismatch FindingID = "admin-description-mismatch"
)

// Other doubts about the AD object's identity.
const (
	FindingTakenOverMarker FindingID = "taken-over-marker"
	FindingSOAConverted    FindingID = "soa-converted"
	FindingWeakMatch       FindingID = "weak-match"
	FindingSyncedBackLoop  FindingID = "synced-back-loop"
	FindingDeletedADObject FindingID = "deleted-ad-object"
)

// What the switch, the size or the type endangers.
const (
	FindingMailNotNull       FindingID = "mail-not-null"
	FindingDeleteRisk        FindingID = "delete-risk"
	FindingOverMemberLimit   FindingID = "over-member-limit"
	FindingNearMemberLimit   FindingID = "near-member-limit"
	FindingScopeNotUniversal FindingID = "scope-not-universal"
	FindingTypeNotSecurity   FindingID = "type-not-security"
)

// Names and places.
const (
	FindingCNChanges             FindingID = "cn-changes"
	FindingDNMoves               FindingID = "dn-moves"
	FindingCNCollision           FindingID = "cn-collision"
	FindingExpressionUnevaluated FindingID = "expression-unevaluated"
	FindingDescriptionTruncated  FindingID = "description-truncated"
)

// Members.
const (
	FindingMembersWillBeLost  FindingID = "members-will-be-lost"
	FindingCloudOnlyMembers   FindingID = "cloud-only-members"
	FindingNoEligibleMembers  FindingID = "no-eligible-members"
	FindingOtherForestMembers FindingID = "other-forest-members"
	FindingNestedSyncedGroup  FindingID = "nested-synced-group"
	FindingDeviceMembers      FindingID = "device-members"
)

// Nesting and pins.
const (
	FindingParentSyncedByConnect      FindingID = "parent-synced-by-connect"
	FindingSplitNesting               FindingID = "split-nesting"
	FindingMemberDomainStaysOnConnect FindingID = "member-domain-stays-on-connect"
	FindingMembersSyncedByConnect     FindingID = "members-synced-by-connect"
)

// Nesting and drift.
const (
	FindingNestedGroupOutOfScope FindingID = "nested-group-out-of-scope"
	FindingAccessGained          FindingID = "access-gained"
	FindingNestingCycle          FindingID = "nesting-cycle"
	FindingExtraADMembers        FindingID = "extra-ad-members"
	FindingMissingADMembers      FindingID = "missing-ad-members"
)

// Members that could not be read.
const (
	FindingHiddenMembers       FindingID = "hidden-members"
	FindingMembersUnreadable   FindingID = "members-unreadable"
	FindingMembersNotCollected FindingID = "members-not-collected"
)

// What the disposition table always reports.
const (
	FindingStaleWriteback      FindingID = "stale-writeback"
	FindingNewSID              FindingID = "new-sid"
	FindingWouldBeCreated      FindingID = "would-be-created"
	FindingAlreadyOnCloudSync  FindingID = "already-on-cloud-sync"
	FindingTwoWriters          FindingID = "two-writers"
	FindingSoftDeleted         FindingID = "soft-deleted"
	FindingUnsupportedKindInAD FindingID = "unsupported-kind-in-ad"
)

// Microsoft 365 groups.
const (
	FindingM365SecurityType    FindingID = "m365-security-type"
	FindingM365WillAppearInAD  FindingID = "m365-will-appear-in-ad"
	FindingM365ResumesUpdates  FindingID = "m365-resumes-updates"
	FindingM365OverV1MemberCap FindingID = "m365-over-v1-member-cap"
	FindingM365MailNull        FindingID = "m365-mail-null"
	FindingM365FlagUnclear     FindingID = "m365-flag-unclear"
	FindingM365AnchorStamped   FindingID = "m365-anchor-stamped"
	FindingM365NotWritten      FindingID = "m365-not-written"
)

// Rights, roles and the rest.
const (
	FindingAdminProtected       FindingID = "admin-protected"
	FindingPrivilegedNesting    FindingID = "privileged-nesting"
	FindingRoleAssignable       FindingID = "role-assignable"
	FindingManagementRestricted FindingID = "management-restricted"
	FindingDynamicRulePaused    FindingID = "dynamic-rule-paused"
	FindingDynamicMembership    FindingID = "dynamic-membership"
	FindingNoOwner              FindingID = "no-owner"
)
