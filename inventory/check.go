package inventory

// CheckStatus is what a check found of one thing that a source must offer.
type CheckStatus string

// The statuses of a [Check]. What cannot be proven is never called present.
const (
	CheckPresent     CheckStatus = "present"
	CheckMissing     CheckStatus = "missing"
	CheckNotProvable CheckStatus = "not provable"
)

// Check is one thing that an inventory needs of a source, and whether it is there.
type Check struct {
	// Source is entra, ad:<domain or server>, ldif or connect:<server>.
	Source string
	// What is the thing: a permission, a right, a part of the schema.
	What   string
	Status CheckStatus
	// Detail is what was seen, or what it shows.
	Detail string
	// Remedy is what to do where the thing is not present.
	Remedy string
	// Gap is the part of the picture that is missing without it, empty where
	// nothing would be.
	Gap GapKind
	// Fatal: the source cannot be read at all.
	Fatal bool
}
