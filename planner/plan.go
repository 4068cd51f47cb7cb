package planner

import "gwbplan/inventory"

// Schema names the format of the plan file; RuleSet dates the rules.
const (
	Schema  = "gwbplan/plan/v1"
	RuleSet = "2026-11"
)

// Plan is a whole plan in memory. The file is written as a stream by
// [Planner.Write]; [ReadPlan] reads it back.
type Plan struct {
	Schema string `json:"schema"`
	// AsOf dates the plan (YYYY-MM-DD, UTC).
	AsOf    string     `json:"asOf"`
	RuleSet string     `json:"ruleSet"`
	Tenant  PlanTenant `json:"tenant"`
	// Snapshots are the readings that the plan rests on, without their hosts.
	Snapshots []PlanSnapshot `json:"snapshots"`
	// Complete is false when a gap could change a group's decision.
	Complete bool `json:"complete"`
	// Redacted: pseudonyms stand in the place of names and ids, so nothing can
	// be carried out or verified by this plan.
	Redacted bool `json:"redacted,omitempty"`
	// Excerpt is set where the plan shows only some of its groups.
	Excerpt *Excerpt        `json:"excerpt,omitempty"`
	Gaps    []inventory.Gap `json:"gaps"`
	// Targets are the Cloud Sync configurations that the plan assumes.
	Targets []PlanTarget `json:"targets"`
	// Settings are the other choices that it rests on.
	Settings []Setting `json:"settings"`
	// Scope says how to set each of them up.
	Scope []Scope `json:"scope"`
	// Connect are the Entra Connect Sync servers.
	Connect []PlanServer `json:"connect"`
	// AtSwitch is what the irreversible switch leaves behind until the waves
	// have passed.
	AtSwitch SwitchForecast `json:"atSwitch"`
	Waves    []Wave         `json:"waves"`
	// Groups are ordered by id, Orphans by DN.
	Groups []Group `json:"groups"`
	// Waiting are the groups bound for Cloud Sync that have no wave, by id.
	Waiting []Waiting `json:"waiting"`
	Orphans []Orphan  `json:"orphans"`
	// Topology, Gates and Verdict stand behind the groups: they are judged
	// when all of them have gone by.
	Topology Topology  `json:"topology"`
	Gates    []Gate    `json:"gates"`
	Verdict  []Verdict `json:"verdict"`
	// Decisions are the overrides and waivers, and what came of them.
	Decisions Decisions `json:"decisions"`
	// Summary stands last: it is counted while the groups are written.
	Summary Summary `json:"summary"`
}

// PlanTenant is the tenant as the plan shows it.
type PlanTenant struct {
	ID          string            `json:"id"`
	DisplayName string            `json:"displayName"`
	Cloud       string            `json:"cloud"`
	WritebackV1 inventory.Feature `json:"writebackV1"`
	WritebackV2 inventory.Feature `json:"writebackV2"`
	// Domains are the AD domains that were read, by DNS name.
	Domains []string `json:"domains"`
}

// PlanTarget is one Cloud Sync configuration, and where its values come from.
type PlanTarget struct {
	Domain string `json:"domain"`
	// Job is the provisioning job's id.
	Job string `json:"job,omitempty"`
	// Container is "keep" or an expression or DN; CN is "display-name",
	// "guid" or an expression; empty where a job may say so that was not read.
	Container                   string        `json:"container"`
	CN                          string        `json:"cn"`
	MembershipToOnPremisesUsers bool          `json:"membershipToOnPremisesUsers"`
	ProvisionUsers              bool          `json:"provisionUsers"`
	ScopeMode                   string        `json:"scopeMode"`
	Sources                     TargetSources `json:"sources"`
}

// TargetSources tell of each value of a target where it comes from: [FromConfig],
// [FromJob] where Graph shows it, [FromAttestation], else [FromDefault].
type TargetSources struct {
	Container                   ValueSource `json:"container"`
	CN                          ValueSource `json:"cn"`
	MembershipToOnPremisesUsers ValueSource `json:"membershipToOnPremisesUsers"`
	ProvisionUsers              ValueSource `json:"provisionUsers"`
	ScopeMode                   ValueSource `json:"scopeMode"`
}

// Group is the decision on one cloud group.
type Group struct {
	ID          string      `json:"id"`
	DisplayName string      `json:"displayName"`
	Kind        Kind        `json:"kind"`
	Writeback   Writeback   `json:"writeback"`
	ADObjects   []ADObject  `json:"adObjects"`
	Disposition Disposition `json:"disposition"`
	Pins        []Pin       `json:"pins"`
	Readiness   Readiness   `json:"readiness,omitempty"`
	Action      Action      `json:"action"`
	AtSwitch    AtSwitch    `json:"atSwitch"`
	Changes     []Change    `json:"changes"`
	Members     Members     `json:"members"`
	// Wave counts from 1, the pilot; left out where the group has none.
	Wave int `json:"wave,omitempty"`
	// WaitsFor are the groups nested in it in AD that have no wave, so that it
	// has none either.
	WaitsFor []string `json:"waitsFor"`
	// Owners are user principal names, else display names, else ids, sorted.
	Owners   []string  `json:"owners"`
	Findings []Finding `json:"findings"`
}

// Writeback is the cloud side's wish and what came of it.
type Writeback struct {
	Flag inventory.Flag `json:"flag"`
	// TargetType is writebackConfiguration.onPremisesGroupType, "" for none.
	TargetType string `json:"targetType"`
	State      State  `json:"state"`
}

// ADObject is one AD object that matches the group.
type ADObject struct {
	DN         inventory.DN   `json:"dn"`
	Domain     string         `json:"domain"`
	ObjectGUID inventory.GUID `json:"objectGUID"`
	ObjectSID  inventory.SID  `json:"objectSid"`
	// SAMAccountName is one of the names by which explain finds the group.
	SAMAccountName string `json:"sAMAccountName"`
	// AdminDescription is left out where it is Group_ and the group's id, as on
	// most objects, and where there is none.
	AdminDescription string    `json:"adminDescription,omitempty"`
	Match            MatchKind `json:"match"`
}

// Pin is a part of the group's picture that Cloud Sync does not hold.
type Pin struct {
	ID     PinID  `json:"id"`
	HeldBy Holder `json:"heldBy"`
}

// Change is one attribute of the AD object that will differ.
type Change struct {
	Attribute string `json:"attribute"`
	Before    string `json:"before"`
	After     string `json:"after"`
}

// Members is the forecast of the AD object's direct members. Cloud, AD and
// Kept are counts; AD counts what is in AD now, Kept what is there now and
// will be written.
type Members struct {
	Cloud     int          `json:"cloud"`
	AD        int          `json:"ad"`
	Kept      int          `json:"kept"`
	Lost      []LostMember `json:"lost"`
	Gained    []Member     `json:"gained"`
	ExtraInAD []Member     `json:"extraInAD"`
	// ComeAlong are nested groups that AD holds now and that are not bound for
	// Cloud Sync. Kept counts them: the forecast assumes that they come along.
	ComeAlong []Member `json:"comeAlong"`
}

// LostMember will not be in AD afterwards. InADNow tells who loses access.
type LostMember struct {
	Member
	Reason  MemberReason `json:"reason"`
	InADNow bool         `json:"inADNow"`
}

// Member is a member of either side. ID is the cloud object id, or for a
// member known in AD alone its objectGUID, else its SID or DN.
type Member struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// Finding is one thing that a rule found.
type Finding struct {
	ID         FindingID  `json:"id"`
	Severity   Severity   `json:"severity"`
	Waived     bool       `json:"waived"`
	Unverified bool       `json:"unverified"`
	Message    string     `json:"message"`
	Evidence   []Evidence `json:"evidence"`
	Remedy     string     `json:"remedy"`
	Facts      []string   `json:"facts"`
}

// Evidence is one value that was seen: where, which attribute, what.
type Evidence struct {
	// Source is entra, ad:<domain>, connect:<server> or plan.
	Source    string `json:"source"`
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// Orphan is an AD object that claims a cloud id which nobody has.
type Orphan struct {
	DN         inventory.DN   `json:"dn"`
	Domain     string         `json:"domain"`
	ObjectGUID inventory.GUID `json:"objectGUID"`
	ObjectSID  inventory.SID  `json:"objectSid"`
	// ClaimedID is the cloud id, Claim by what it is claimed.
	ClaimedID string    `json:"claimedId"`
	Claim     MatchKind `json:"claim"`
	// Status is orphan, or orphan-unproven where the cloud side was not read
	// to the end.
	Status      string `json:"status"`
	WhenCreated string `json:"whenCreated"`
	WhenChanged string `json:"whenChanged"`
	// Members is how many direct members it has in AD, nil where they were not
	// read to the end.
	Members *int `json:"members"`
}

// The statuses of an [Orphan].
const (
	OrphanProven   = "orphan"
	OrphanUnproven = "orphan-unproven"
)

// Summary counts the plan.
type Summary struct {
	Groups int `json:"groups"`
	// Matrix is disposition by readiness; groups without readiness count
	// under "none". Every combination is present.
	Matrix []MatrixRow `json:"matrix"`
	// Actions, AtSwitch and States count groups by those words.
	Actions  []Count `json:"actions"`
	AtSwitch []Count `json:"atSwitch"`
	States   []Count `json:"states"`
	Kinds    []Count `json:"kinds"`
	// Findings counts groups by finding, most first, then by id.
	Findings []FindingCount `json:"findings"`
	// Headline is the number of M365 groups that the switch makes appear.
	Headline Headline `json:"headline"`
	// Renames, Moves and Retypes are derived from the groups' changes.
	Renames int `json:"renames"`
	Moves   int `json:"moves"`
	Retypes int `json:"retypes"`
	// MembersLosingAccess counts lost members that are in AD now, over all
	// groups of the plan; GroupsLosingMembers counts those groups.
	MembersLosingAccess int `json:"membersLosingAccess"`
	GroupsLosingMembers int `json:"groupsLosingMembers"`
	// PeopleLosingAccess and PeopleGainingAccess count people, each once, over
	// the groups that the plan moves and what is nested in them.
	PeopleLosingAccess  PeopleCount    `json:"peopleLosingAccess"`
	PeopleGainingAccess PeopleCount    `json:"peopleGainingAccess"`
	Reconciliation      Reconciliation `json:"reconciliation"`
}

// MatrixRow is one row of the table disposition by readiness.
type MatrixRow struct {
	Disposition Disposition `json:"disposition"`
	Ready       int         `json:"ready"`
	FixFirst    int         `json:"fixFirst"`
	Blocked     int         `json:"blocked"`
	Unknown     int         `json:"unknown"`
	None        int         `json:"none"`
}

// Count is a word and how many groups have it.
type Count struct {
	Word   string `json:"word"`
	Groups int    `json:"groups"`
}

// FindingCount is a finding and how many groups have it.
type FindingCount struct {
	ID       FindingID `json:"id"`
	Severity Severity  `json:"severity"`
	Groups   int       `json:"groups"`
}

// Headline is the headline number, M365 groups of rows 4 to 6 with action
// create, with its three parts by what the flag says today.
type Headline struct {
	M365WillAppear int `json:"m365WillAppear"`
	FlagFalse      int `json:"flagFalse"`
	FlagNullOrTrue int `json:"flagNullOrTrue"`
	FlagUnread     int `json:"flagUnread"`
}

// Reconciliation shows that nothing was lost between reading and deciding.
// GroupsRead = the sum of the dispositions, and ObjectsSeen = Matched +
// Orphans + Unproven + Conflicting.
type Reconciliation struct {
	GroupsRead  int `json:"groupsRead"`
	GroupsInSum int `json:"groupsInSum"`
	// DeletedUnclaimed are soft-deleted groups that no object claims: they
	// were read, and are in no plan.
	DeletedUnclaimed int `json:"deletedUnclaimed"`
	ObjectsSeen      int `json:"objectsSeen"`
	Matched          int `json:"matched"`
	Orphans          int `json:"orphans"`
	Unproven         int `json:"unproven"`
	Conflicting      int `json:"conflicting"`
}
