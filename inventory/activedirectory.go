package inventory

import "time"

// ADDomain is what was read of one AD domain.
type ADDomain struct {
	// DN is the default naming context, Name its DNS name.
	DN      DN     `json:"dn"`
	Name    string `json:"name"`
	NetBIOS string `json:"netbios,omitempty"`
	SID     SID    `json:"sid,omitempty"`
	// ForestRoot is the root domain's naming context; ForestDomains are the
	// DNS names of all domains that the forest's partitions list (crossRef),
	// empty where unread.
	ForestRoot    DN       `json:"forestRoot,omitempty"`
	ForestDomains []string `json:"forestDomains,omitempty"`
	// SchemaVersion is the schema's objectVersion (87 = Windows Server 2016),
	// 0 where unread.
	SchemaVersion int `json:"schemaVersion,omitempty"`
	// AnchorInSchema: msDS-ExternalDirectoryObjectId exists (F86).
	AnchorInSchema Flag `json:"anchorInSchema"`
	// RecycleBin: the AD Recycle Bin is enabled in this forest.
	RecycleBin Flag `json:"recycleBin"`
	// DeletedReadable: the container of deleted objects could be read, so
	// that the absence of a tombstone is evidence.
	DeletedReadable Flag `json:"deletedReadable"`
	ForestLevel     int  `json:"forestLevel,omitempty"`
	DomainLevel     int  `json:"domainLevel,omitempty"`
	// Vendor is rootDSE's vendorName; empty for Microsoft's server.
	Vendor string `json:"vendor,omitempty"`
	// Covered are the subtrees whose stamped groups were read to the end.
	// "No AD object" is evidence for the domain only if its DN is covered.
	Covered []DN `json:"covered,omitempty"`
	// Containers are the containers whose direct children were all read.
	Containers []DN `json:"containers,omitempty"`
	// HoldersOf are the DNS names of the other domains whose written-back groups
	// were all looked for among the members of this domain's groups: what holds
	// them here does not show in their memberOf.
	HoldersOf []string `json:"holdersOf,omitempty"`
}

// ADCatalog is what was read of a forest's global catalog. It proves that
// anchors are unique in the domains that it holds, and nothing about
// adminDescription, which it does not have (F38).
type ADCatalog struct {
	// ForestRoot is the root domain's naming context.
	ForestRoot DN `json:"forestRoot"`
	// Anchored are the DNS names of the domains that it holds and whose anchored
	// groups were all read from it.
	Anchored []string `json:"anchored,omitempty"`
}

// The bits and values of groupType (MS-ADTS 2.2.12).
const (
	GroupTypeBuiltin     int32 = 0x1
	GroupTypeGlobal      int32 = 0x2
	GroupTypeDomainLocal int32 = 0x4
	GroupTypeUniversal   int32 = 0x8
	GroupTypeSecurity    int32 = -0x80000000

	UniversalSecurity     = GroupTypeSecurity | GroupTypeUniversal // -2147483640
	UniversalDistribution = GroupTypeUniversal                     // 8
)

// ADObject is an AD object that the plan may need: a written-back group, what
// lives beside it in its container, a group that holds it, the object that a
// converted cloud group points at, or a deleted one.
type ADObject struct {
	DN         DN     `json:"dn"`
	Domain     string `json:"domain"`
	ObjectGUID GUID   `json:"objectGUID,omitzero"`
	ObjectSID  SID    `json:"objectSid,omitempty"`
	// ObjectClass is the most specific class: group, user, computer, contact,
	// organizationalUnit, container.
	ObjectClass      string `json:"objectClass"`
	CN               string `json:"cn,omitempty"`
	SAMAccountName   string `json:"sAMAccountName,omitempty"`
	DisplayName      string `json:"displayName,omitempty"`
	Description      string `json:"description,omitempty"`
	Mail             string `json:"mail,omitempty"`
	GroupType        int32  `json:"groupType,omitempty"`
	AdminDescription string `json:"adminDescription,omitempty"`
	// Anchor is msDS-ExternalDirectoryObjectId.
	Anchor     string `json:"anchor,omitempty"`
	AdminCount int    `json:"adminCount,omitempty"`
	ManagedBy  DN     `json:"managedBy,omitempty"`
	// ObjectSOA is msDS-ObjectSoa (F79).
	ObjectSOA   string     `json:"objectSoa,omitempty"`
	WhenCreated *time.Time `json:"whenCreated,omitempty"`
	WhenChanged *time.Time `json:"whenChanged,omitempty"`

	// Catalog: seen in the global catalog alone. What is not in its partial
	// attribute set (adminDescription, adminCount) and its members were not read.
	Catalog bool `json:"catalog,omitempty"`
	// Denied are the attributes that the account certainly may not read of it:
	// that they are empty here says nothing.
	Denied []string `json:"denied,omitempty"`

	// Deleted: a tombstone or recycled object; LastKnownParent is where it was.
	Deleted         bool `json:"deleted,omitempty"`
	LastKnownParent DN   `json:"lastKnownParent,omitempty"`

	// MembersReading tells how far Members was read; MembersWhy why not.
	MembersReading Reading `json:"membersReading"`
	MembersWhy     string  `json:"membersWhy,omitempty"`
	// Members and MemberOf are references into [Snapshot.ADPrincipals].
	Members  []ADRef `json:"-"`
	MemberOf []ADRef `json:"-"`
}

// ADRef is an index into [Snapshot.ADPrincipals].
type ADRef uint32

// ADPrincipal is a member or a parent of an AD group, known by what the
// extended-DN control shows. It stands once in a snapshot. GUID is zero and
// SID empty where the source showed the DN alone; a contact has no SID.
type ADPrincipal struct {
	DN   DN   `json:"dn"`
	GUID GUID `json:"guid,omitzero"`
	SID  SID  `json:"sid,omitempty"`
	// ObjectClass is known only where the object itself was read too (LDIF).
	ObjectClass string `json:"objectClass,omitempty"`
}

// ADHolding is the nesting of a group in a group of another domain, which the
// inner one's memberOf does not show.
type ADHolding struct {
	Group  ADKey `json:"group"`
	Holder ADKey `json:"holder"`
}

// SIDLookup records that a SID was looked up in AD and found nowhere: the
// proof that a converted group has no object by `sid`. What was found is an
// [ADObject].
type SIDLookup struct {
	SID    SID    `json:"sid"`
	Domain string `json:"domain"`
}
