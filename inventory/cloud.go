package inventory

import "time"

// Tenant is what was read of the Entra tenant as a whole.
type Tenant struct {
	ID          ObjectID `json:"id"`
	DisplayName string   `json:"displayName,omitempty"`
	// Domains are the verified domains, the default one first.
	Domains []string `json:"domains,omitempty"`
	// Cloud is public, usgov, usgov-dod or china.
	Cloud string `json:"cloud"`
	// WritebackV1 and WritebackV2 are unifiedGroupWritebackEnabled and
	// groupWriteBackEnabled (F22, F30, F104).
	WritebackV1 Feature `json:"writebackV1"`
	WritebackV2 Feature `json:"writebackV2"`
	// NewUnifiedGroupWritebackDefault is the Group.Unified setting (F27);
	// null where the setting object or its value does not exist.
	NewUnifiedGroupWritebackDefault Flag `json:"newUnifiedGroupWritebackDefault"`
	// OnPremisesSyncEnabled tells whether the tenant synchronises from AD.
	OnPremisesSyncEnabled Flag       `json:"onPremisesSyncEnabled"`
	OnPremisesLastSync    *time.Time `json:"onPremisesLastSync,omitempty"`
	// DeletionPrevention is Connect's accidental-deletion setting (F96):
	// disabled, enabledForCount, enabledForPercentage or empty where unread.
	DeletionPrevention string `json:"deletionPrevention,omitempty"`
	DeletionThreshold  int    `json:"deletionThreshold,omitempty"`
}

// CloudGroup is one group of the tenant, live or soft-deleted, as Graph
// returned it. Ids compare case-insensitively and are held in lower case.
type CloudGroup struct {
	ID              ObjectID `json:"id"`
	DisplayName     string   `json:"displayName"`
	Description     string   `json:"description,omitempty"`
	Mail            string   `json:"mail,omitempty"`
	MailNickname    string   `json:"mailNickname,omitempty"`
	MailEnabled     bool     `json:"mailEnabled,omitempty"`
	SecurityEnabled bool     `json:"securityEnabled,omitempty"`
	// GroupTypes holds "Unified" and "DynamicMembership".
	GroupTypes []string `json:"groupTypes,omitempty"`
	// MembershipRuleProcessingState is On or Paused for a dynamic group.
	MembershipRule                string     `json:"membershipRule,omitempty"`
	MembershipRuleProcessingState string     `json:"membershipRuleProcessingState,omitempty"`
	IsAssignableToRole            bool       `json:"isAssignableToRole,omitempty"`
	IsManagementRestricted        bool       `json:"isManagementRestricted,omitempty"`
	Visibility                    string     `json:"visibility,omitempty"`
	CreatedDateTime               *time.Time `json:"createdDateTime,omitempty"`
	// DeletedDateTime is set for a soft-deleted group.
	DeletedDateTime *time.Time `json:"deletedDateTime,omitempty"`

	OnPremisesSyncEnabled        Flag   `json:"onPremisesSyncEnabled"`
	OnPremisesSecurityIdentifier SID    `json:"onPremisesSecurityIdentifier,omitempty"`
	OnPremisesSamAccountName     string `json:"onPremisesSamAccountName,omitempty"`
	OnPremisesDomainName         string `json:"onPremisesDomainName,omitempty"`
	OnPremisesNetBiosName        string `json:"onPremisesNetBiosName,omitempty"`

	// WritebackEnabled is writebackConfiguration.isEnabled (F25, F100).
	WritebackEnabled Flag `json:"writebackEnabled"`
	// WritebackType is writebackConfiguration.onPremisesGroupType; empty for
	// null and for unread (WritebackEnabled tells which).
	WritebackType string `json:"writebackType,omitempty"`

	// MembersReading tells how far Members was read. MembersWhy is the reason
	// of a failed reading.
	MembersReading Reading `json:"membersReading"`
	MembersWhy     string  `json:"membersWhy,omitempty"`
	// Members are the direct members, as references into [Snapshot.Member].
	Members []Ref `json:"-"`
	// MemberCount is the answer of /members/$count, where it was asked.
	MemberCount *int `json:"memberCount,omitempty"`

	// OwnersReading and Owners are filled from the owners record.
	OwnersReading Reading    `json:"-"`
	Owners        []ObjectID `json:"-"`
}

// Ref is a member of a cloud group: an index into [Snapshot.MemberIDs]. Ids
// are interned, since one user is a member of many groups.
type Ref uint32

// PrincipalType is the type of a member or owner.
type PrincipalType string

// The principal types that Graph returns in a group's members.
const (
	User             PrincipalType = "user"
	Device           PrincipalType = "device"
	ServicePrincipal PrincipalType = "servicePrincipal"
	OrgContact       PrincipalType = "orgContact"
	GroupPrincipal   PrincipalType = "group"
	OtherPrincipal   PrincipalType = "other"
)

// Principal is a member or owner that is not a group of the tenant's own list:
// a user, a device, a service principal, a contact. It stands once in a
// snapshot, however many groups it is in.
type Principal struct {
	ID                ObjectID      `json:"id"`
	Type              PrincipalType `json:"principalType"`
	DisplayName       string        `json:"displayName,omitempty"`
	UserPrincipalName string        `json:"userPrincipalName,omitempty"`
	// UserType is Member or Guest.
	UserType string `json:"userType,omitempty"`
	// FactsUnread is set where Graph returned the object with its id and type
	// alone, which is what it does for types the caller may not read (F107).
	FactsUnread bool `json:"factsUnread,omitempty"`

	OnPremisesSyncEnabled        Flag   `json:"onPremisesSyncEnabled"`
	OnPremisesSecurityIdentifier SID    `json:"onPremisesSecurityIdentifier,omitempty"`
	OnPremisesDomainName         string `json:"onPremisesDomainName,omitempty"`
	// OnPremisesImmutableID is the source anchor: base64 of an objectGUID or
	// mS-DS-ConsistencyGuid in most tenants (F111).
	OnPremisesImmutableID string `json:"onPremisesImmutableId,omitempty"`
	// DeviceID is a device's deviceId: for a hybrid-joined computer its
	// objectGUID in AD.
	DeviceID GUID `json:"deviceId,omitzero"`
}

// Owners are the owners of one group. They are read last, and only for the
// groups that need them, so they stand in records of their own.
type Owners struct {
	Group   ObjectID   `json:"group"`
	Reading Reading    `json:"reading"`
	Owners  []ObjectID `json:"owners"`
}

// Mapping is one attribute mapping of a provisioning job's schema.
type Mapping struct {
	// Type is Direct, Constant, Expression or empty where the schema has none.
	Type string `json:"type,omitempty"`
	// Expression is the mapping's source as the schema writes it: an
	// expression, an attribute in brackets or a quoted constant.
	Expression string `json:"expression,omitempty"`
}

// FilterClause is one clause of a scoping filter; clauses of one group are
// ANDed, groups are ORed (F65).
type FilterClause struct {
	Attribute string   `json:"attribute"`
	Operator  string   `json:"operator"`
	Values    []string `json:"values,omitempty"`
}

// ProvisioningJob is one Cloud Sync configuration of the tenant that writes
// groups to AD, recognised by its id's prefix AAD2ADGroupProvisioning (F113).
type ProvisioningJob struct {
	ID                 string   `json:"id"`
	ServicePrincipalID ObjectID `json:"servicePrincipalId"`
	// ServicePrincipalName is, for Cloud Sync, the AD domain's name.
	ServicePrincipalName string `json:"servicePrincipalName,omitempty"`
	TemplateID           string `json:"templateId,omitempty"`
	// ScheduleState is Active, Disabled or Paused; StatusCode is NotConfigured,
	// NotRun, Active, Paused or Quarantine; empty where unread.
	ScheduleState string `json:"scheduleState,omitempty"`
	StatusCode    string `json:"statusCode,omitempty"`
	// Quarantine is the reason of a quarantine.
	Quarantine string `json:"quarantine,omitempty"`
	// HasRun is true once the job's status shows an execution.
	HasRun Flag `json:"hasRun"`

	// SchemaReading tells whether CN, Container, Member and Filter are known.
	SchemaReading Reading          `json:"schemaReading"`
	CN            Mapping          `json:"cn,omitzero"`
	Container     Mapping          `json:"container,omitzero"`
	Member        Mapping          `json:"member,omitzero"`
	Filter        [][]FilterClause `json:"filter,omitempty"`

	// Assigned are the groups assigned to the job's service principal (F64).
	AssignedReading Reading    `json:"assignedReading"`
	Assigned        []ObjectID `json:"assigned,omitempty"`
}

// Agent is one provisioning agent (F112).
type Agent struct {
	ID          ObjectID `json:"id"`
	MachineName string   `json:"machineName,omitempty"`
	Status      string   `json:"status,omitempty"`
	// Types are the supportedPublishingTypes.
	Types []string `json:"types,omitempty"`
}

// Licence is one subscribed SKU.
type Licence struct {
	SKUPartNumber    string   `json:"skuPartNumber"`
	CapabilityStatus string   `json:"capabilityStatus,omitempty"`
	Enabled          int      `json:"enabled"`
	Consumed         int      `json:"consumed"`
	ServicePlans     []string `json:"servicePlans,omitempty"`
}
