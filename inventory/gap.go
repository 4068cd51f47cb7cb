package inventory

// GapKind names a part of the picture that can be missing. The names are
// stable: they stand in snapshots, plans and reports.
type GapKind string

// The parts that a source can fail to show.
const (
	GapOrganization     GapKind = "organization"
	GapCloudGroups      GapKind = "cloud-groups"
	GapDeletedGroups    GapKind = "deleted-groups"
	GapWritebackConfig  GapKind = "writeback-configuration"
	GapGroupMembers     GapKind = "group-members"
	GapMemberFacts      GapKind = "member-facts"
	GapMemberCounts     GapKind = "member-counts"
	GapOwners           GapKind = "owners"
	GapGroupSettings    GapKind = "group-settings"
	GapFeatureFlags     GapKind = "feature-flags"
	GapProvisioningJobs GapKind = "provisioning-jobs"
	GapJobSchema        GapKind = "job-schema"
	GapJobAssignments   GapKind = "job-assignments"
	GapLicences         GapKind = "licences"
	GapAgents           GapKind = "agents"

	GapADDomain     GapKind = "ad-domain"
	GapADForest     GapKind = "ad-forest"
	GapADSchema     GapKind = "ad-schema"
	GapADRecycleBin GapKind = "ad-recycle-bin"
	GapADGroups     GapKind = "ad-groups"
	GapADContainer  GapKind = "ad-container"
	GapADMembers    GapKind = "ad-members"
	GapADMemberIDs  GapKind = "ad-member-ids"
	GapADSIDLookup  GapKind = "ad-sid-lookup"
	GapADParents    GapKind = "ad-parents"
	GapADDeleted    GapKind = "ad-deleted-objects"
	// GapADAttributes: attributes that the account may not read. The subject is
	// the attribute where that is certain, or the container whose groups look so.
	GapADAttributes GapKind = "ad-attributes"

	GapConnect GapKind = "connect-facts"
)

// Gap is a part of the picture that could not be read. Its texts are stable
// from run to run: they hold no host, port, time or request id, since the plan
// repeats them.
type Gap struct {
	// Source is "entra", "ad:<domain>", "gc:<forest root>" or "connect:<server>".
	Source string  `json:"source"`
	What   GapKind `json:"what"`
	// Subject is the one group, job or container concerned; empty for all.
	Subject string `json:"subject,omitempty"`
	// Why is what happened, with the server's code.
	Why string `json:"why"`
	// Hides says what cannot be known because of it.
	Hides string `json:"hides"`
	// Permission is the read permission that would show it, if one would.
	Permission string `json:"permission,omitempty"`
	// Count is how many things are concerned, where that is known.
	Count int `json:"count,omitempty"`
}
