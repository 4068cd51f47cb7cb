package inventory

// DeltaLink is where Graph tells what has changed since the reading began. It
// holds a token of Graph's, which is good for nothing without a sign-in, and
// for about seven days.
type DeltaLink struct {
	// Of is what it tells the changes of: groups, users, devices or
	// servicePrincipals.
	Of string `json:"of"`
	// Link is the path and query at the cloud's endpoint.
	Link string `json:"link"`
}
