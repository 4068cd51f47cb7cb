package planner

// Kind is the kind of a cloud group.
type Kind string

// The kinds, in the order in which they are tried.
const (
	KindSynced              Kind = "synced"
	KindMicrosoft365        Kind = "microsoft365"
	KindSecurity            Kind = "security"
	KindMailEnabledSecurity Kind = "mail-enabled-security"
	KindDistribution        Kind = "distribution"
)

// State is the writeback state of a cloud group.
type State string

// The writeback states.
const (
	StateWritten     State = "written"
	StateStale       State = "stale"
	StateFrozen      State = "frozen"
	StateOnCloudSync State = "on-cloud-sync"
	StatePending     State = "pending"
	StateOff         State = "off"
	StateUnknown     State = "unknown"
)

// MatchKind says by what an AD object was recognised as a cloud group's.
type MatchKind string

// The matches, strongest first.
const (
	MatchAnchor           MatchKind = "anchor"
	MatchAdminDescription MatchKind = "admin-description"
	MatchSID              MatchKind = "sid"
	MatchCNGUID           MatchKind = "cn-guid"
	MatchCNSuffix         MatchKind = "cn-suffix"
)

// Disposition is where a group goes.
type Disposition string

// The dispositions.
const (
	KeepOnV1        Disposition = "keep-on-v1"
	MoveToCloudSync Disposition = "move-to-cloud-sync"
	SideBySide      Disposition = "side-by-side"
	NotInPlan       Disposition = "not-in-plan"
)

// Action is what happens to the AD object when the approved plan is carried out.
type Action string

// The actions.
const (
	ActionKeep      Action = "keep"
	ActionResume    Action = "resume"
	ActionAdopt     Action = "adopt"
	ActionCreate    Action = "create"
	ActionRetype    Action = "retype"
	ActionDuplicate Action = "duplicate"
	ActionFreeze    Action = "freeze"
	ActionNone      Action = "none"
	ActionUnknown   Action = "unknown"
)

// AtSwitch is what the irreversible step P5b itself does to the AD object.
type AtSwitch string

// The effects of the switch.
const (
	SwitchKeep       AtSwitch = "keep"
	SwitchFrozen     AtSwitch = "frozen"
	SwitchDeleteRisk AtSwitch = "delete-risk"
	SwitchAppears    AtSwitch = "appears"
	SwitchNone       AtSwitch = "none"
	SwitchUnknown    AtSwitch = "unknown"
)

// Readiness says whether a group can go as it is. The empty readiness belongs
// to a not-in-plan group without findings.
type Readiness string

// The readiness values.
const (
	Ready            Readiness = "ready"
	FixFirst         Readiness = "fix-first"
	Blocked          Readiness = "blocked"
	ReadinessUnknown Readiness = "unknown"
)

// Severity is the weight of a finding.
type Severity string

// The severities, worst first. Unknown is never counted as good.
const (
	SeverityBlocker Severity = "blocker"
	SeverityUnknown Severity = "unknown"
	SeverityFix     Severity = "fix"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// PinID says why no single engine keeps today's picture of a group.
type PinID string

// The pins.
const (
	PinM365SecurityType        PinID = "m365-security-type"
	PinNestedSyncedGroup       PinID = "nested-synced-group"
	PinDeviceMembers           PinID = "device-members"
	PinParentSyncedByConnect   PinID = "parent-synced-by-connect"
	PinSplitNesting            PinID = "split-nesting"
	PinMemberDomainStaysOnSync PinID = "member-domain-stays-on-connect"
	PinMembersSyncedByConnect  PinID = "members-synced-by-connect"
)

// Holder is who holds the pinned part after the switch.
type Holder string

// The holders.
const (
	HeldByConnect   Holder = "connect"
	HeldByV1        Holder = "v1"
	HeldByCloudSync Holder = "cloud-sync"
	HeldByManual    Holder = "manual"
	HeldByNobody    Holder = "nobody"
)

// MemberReason says why a member is lost, or why one is kept out.
type MemberReason string

// The reasons for which a member will not be in AD afterwards.
const (
	ReasonCloudOnlyUser     MemberReason = "cloud-only-user"
	ReasonGuest             MemberReason = "guest"
	ReasonConvertedUser     MemberReason = "converted-user"
	ReasonServicePrincipal  MemberReason = "service-principal"
	ReasonContact           MemberReason = "contact"
	ReasonDevice            MemberReason = "device"
	ReasonSyncedGroup       MemberReason = "synced-group"
	ReasonMailEnabledGroup  MemberReason = "mail-enabled-group"
	ReasonMicrosoft365Group MemberReason = "microsoft365-group"
	ReasonGroupOutOfScope   MemberReason = "group-out-of-scope"
	ReasonDomainLocalGroup  MemberReason = "domain-local-group"
	ReasonOtherForest       MemberReason = "other-forest"
	ReasonMembershipOff     MemberReason = "membership-switch-off"
	ReasonFactsUnread       MemberReason = "facts-unread"
	ReasonOther             MemberReason = "other"
)
