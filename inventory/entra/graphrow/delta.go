package graphrow

// DeltaGroup is a row of groups/delta: a group, one of the times it is named,
// with some of its members (F109).
type DeltaGroup struct {
	ID      string
	Removed *struct{}     `json:"@removed"`
	Members []DeltaMember `json:"members@delta"`
}

// DeltaMember is a member that was added or removed.
type DeltaMember struct {
	Type    string `json:"@odata.type"`
	ID      string
	Removed *struct{} `json:"@removed"`
}
