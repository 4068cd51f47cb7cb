package verify

import (
	"gwbplan/inventory"
	"gwbplan/planner"
)

// Schema names the format of verification.json.
const Schema = "gwbplan/verification/v1"

// Status is what became of a group.
type Status string

// The statuses, worst first.
const (
	// Failed: the snapshot shows something that is not as the plan forecast it.
	Failed Status = "failed"
	// Unknown: the snapshot cannot show whether it is.
	Unknown Status = "unknown"
	// Pending: still as before; its wave or the switch is to come.
	Pending Status = "pending"
	// Done: everything is as the plan forecast it.
	Done Status = "done"
)

// Statuses lists the statuses, worst first.
func Statuses() []Status { return []Status{Failed, Unknown, Pending, Done} }

// Part says by which part of the plan a group is judged.
type Part string

// The parts of a plan.
const (
	// PartWave: Cloud Sync takes the group over, or creates it, in its wave.
	PartWave Part = "wave"
	// PartV1: a Microsoft 365 group, which v1 writes.
	PartV1 Part = "v1"
	// PartStays: the plan leaves the AD object as it is.
	PartStays Part = "stays"
	// PartWaits: the group is bound for Cloud Sync and has no wave, or somebody
	// must decide on it. It is not asked for; it must not be damaged.
	PartWaits Part = "waits"
)

// Verification is what a comparison found.
type Verification struct {
	Schema string `json:"schema"`
	// PlanAsOf and PlanHash say which plan was verified: its date, and the
	// SHA-256 of its file, which an approval names.
	PlanAsOf string             `json:"planAsOf"`
	PlanHash string             `json:"planHash"`
	Tenant   planner.PlanTenant `json:"tenant"`
	// Snapshots are the new readings.
	Snapshots []planner.PlanSnapshot `json:"snapshots"`
	// Wave is the wave that was asked for; left out for the whole plan.
	Wave int `json:"wave,omitempty"`
	// CloudSide: the cloud side was read, so that members have names.
	CloudSide bool `json:"cloudSide"`
	// Complete is false when a group that was asked for is unknown.
	Complete bool            `json:"complete"`
	Summary  Summary         `json:"summary"`
	Gaps     []inventory.Gap `json:"gaps"`
	// Groups are ordered by id. Groups that the plan leaves out and that
	// have no AD object are listed only where one has appeared.
	Groups []Group `json:"groups"`
}

// Summary counts the groups.
type Summary struct {
	// Asked counts the groups that were asked for, Others the rest.
	Asked  Counts `json:"asked"`
	Others Counts `json:"others"`
	// Parts counts the same groups by the parts of the plan.
	Parts []PartCounts `json:"parts"`
}

// Counts are groups by status.
type Counts struct {
	Done    int `json:"done"`
	Pending int `json:"pending"`
	Failed  int `json:"failed"`
	Unknown int `json:"unknown"`
}

// PartCounts are the groups of one part of the plan.
type PartCounts struct {
	Part Part `json:"part"`
	// Wave is the wave's number, left out for other parts.
	Wave int `json:"wave,omitempty"`
	Counts
}

// Group is what became of one group.
type Group struct {
	ID          string              `json:"id"`
	DisplayName string              `json:"displayName"`
	Kind        planner.Kind        `json:"kind"`
	Disposition planner.Disposition `json:"disposition"`
	Action      planner.Action      `json:"action"`
	Part        Part                `json:"part"`
	Wave        int                 `json:"wave,omitempty"`
	// Asked: the group was asked for, so that its status decides.
	Asked  bool   `json:"asked"`
	Status Status `json:"status"`
	// Object is the AD object as it is now, left out where none was found.
	Object  *Object `json:"object,omitempty"`
	Members Members `json:"members"`
	// Reasons are why the group is not done, worst first. Notes are worth
	// knowing and change nothing.
	Reasons []Reason `json:"reasons"`
	Notes   []Reason `json:"notes"`
}

// Object is an AD object in the new snapshot.
type Object struct {
	DN         inventory.DN   `json:"dn"`
	Domain     string         `json:"domain"`
	ObjectGUID inventory.GUID `json:"objectGUID"`
	ObjectSID  inventory.SID  `json:"objectSid"`
	GroupType  int32          `json:"groupType"`
	// Anchor is msDS-ExternalDirectoryObjectId.
	Anchor string `json:"anchor"`
}

// Comparison says how members were compared.
type Comparison string

// The ways of comparing members.
const (
	// ByName: each member of both sides.
	ByName Comparison = "by-name"
	// ByNumber: only how many there are, since the cloud side was not read.
	ByNumber Comparison = "by-number"
	// NotCompared: the group is not at that point, or its members were not read.
	NotCompared Comparison = "not-compared"
)

// Members compares the AD object's members with the forecast.
type Members struct {
	Compared Comparison `json:"compared"`
	// Expected and InAD are counts of direct members.
	Expected int `json:"expected"`
	InAD     int `json:"inAD"`
	// Missing should be in AD and are not, Unexpected are and should not be.
	Missing    []planner.Member `json:"missing"`
	Unexpected []planner.Member `json:"unexpected"`
}

// Reason is one thing that was seen.
type Reason struct {
	ID ReasonID `json:"id"`
	// Status is what the reason makes of the group; empty for a note.
	Status   Status             `json:"status"`
	Message  string             `json:"message"`
	Evidence []planner.Evidence `json:"evidence"`
	// Next is what to do.
	Next string `json:"next"`
}

// Result is what a verification comes to, for who turns it into an exit code.
type Result struct {
	// AllDone: every group that was asked for is done.
	AllDone bool
	// AnyFailed: a group failed, whether or not it was asked for.
	AnyFailed bool
	// Complete: no group that was asked for is unknown.
	Complete bool
}

// Result is what the verification comes to.
func (v *Verification) Result() Result {
	s := &v.Summary
	return Result{
		AllDone:   s.Asked.Pending+s.Asked.Failed+s.Asked.Unknown == 0,
		AnyFailed: s.Asked.Failed+s.Others.Failed > 0,
		Complete:  v.Complete,
	}
}
