package inventory

// MemberStrategy is a way to read the members of cloud groups from Graph.
type MemberStrategy string

// The ways: fifty groups by one chain of delta, fifteen small groups along
// with themselves, or the list of each group by a request of its own, which
// shows whatever there is to see.
const (
	MembersByDelta  MemberStrategy = "delta"
	MembersByExpand MemberStrategy = "expand"
	MembersByList   MemberStrategy = "list"
)

// GraphReading is what reading a tenant has cost, and how its members were
// read. No decision rests on it.
type GraphReading struct {
	// Requests were sent, repeated ones too; a batch is one and holds Inner.
	Requests int64 `json:"requests"`
	Inner    int64 `json:"inner"`
	// ResourceUnits are the units that the answers say were charged (F108).
	ResourceUnits int64 `json:"resourceUnits"`
	// Throttled were answered 429, inside batches too; Retries were sent again.
	Throttled int64 `json:"throttled"`
	Retries   int64 `json:"retries"`
	// NoBatch is why requests were not sent in batches, empty where they were.
	NoBatch string       `json:"noBatch,omitempty"`
	Members []MembersWay `json:"members"`
}

// MembersWay is one way to read members: the number of groups that were read
// by it, and why it was used or not.
type MembersWay struct {
	Strategy MemberStrategy `json:"strategy"`
	Groups   int            `json:"groups"`
	Why      string         `json:"why"`
}
