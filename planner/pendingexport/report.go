package pendingexport

import (
	"gwbplan/inventory"
	"gwbplan/inventory/connect/pending"
)

// Schema names the format of pending-export.json.
const Schema = "gwbplan/pending-export/v1"

// Report is what came of the comparison.
type Report struct {
	Schema string `json:"schema"`
	Plan   Plan   `json:"plan"`
	Files  []File `json:"files"`
	// Complete is false where something of the pending exports, or of the plan,
	// is not known.
	Complete bool      `json:"complete"`
	Unknowns []Unknown `json:"unknowns"`
	WriteOut WriteOut  `json:"writeOut"`
	// Counts are what was pending, by what came of it; every word is present.
	Counts []Count `json:"counts"`
	// Unexpected are ordered worst first, then by name. They stand last, so that
	// the file can be written item by item.
	Unexpected []Item `json:"unexpected"`
}

// Plan is the plan that was compared with.
type Plan struct {
	// SHA256 is the hash of the plan file, which an approval names.
	SHA256      string `json:"sha256"`
	AsOf        string `json:"asOf"`
	RuleSet     string `json:"ruleSet"`
	Tenant      string `json:"tenant"`
	DisplayName string `json:"displayName"`
	Complete    bool   `json:"complete"`
}

// File is one file of pending exports.
type File struct {
	Name      string            `json:"name"`
	Format    pending.Format    `json:"format"`
	Connector pending.Connector `json:"connector"`
	// Changes counts the objects with something pending, Domains are the AD
	// domains that they are of.
	Changes int      `json:"changes"`
	Domains []string `json:"domains"`
	// Notes are what the file itself leaves open without hiding anything.
	Notes []string `json:"notes"`
}

// Unknown is something that nobody knows, and how to find out.
type Unknown struct {
	What string `json:"what"`
	Next string `json:"next"`
}

// WriteOut sets the Microsoft 365 groups that appear in AD against what was
// forecast and what was acknowledged (F13).
type WriteOut struct {
	// Forecast is the plan's headline number, Acknowledged its
	// limits.m365WriteOut.
	Forecast     int `json:"forecast"`
	Acknowledged int `json:"acknowledged"`
	// Pending counts the groups that would be added and are no security groups
	// of the plan; AsForecast those of them that the headline number counts.
	Pending    int `json:"pending"`
	AsForecast int `json:"asForecast"`
	// Missing are the groups of the headline number that are not among them.
	Missing []GroupRef `json:"missing"`
}

// GroupRef names a cloud group.
type GroupRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Item is one thing that the plan does not expect.
type Item struct {
	Kind Kind `json:"kind"`
	// Group is the cloud group's id, "" where the object is none of the plan's
	// groups; Name is its display name or what else tells the object.
	Group      string       `json:"group"`
	Name       string       `json:"name"`
	ObjectType string       `json:"objectType"`
	DN         inventory.DN `json:"dn"`
	NewDN      inventory.DN `json:"newDn"`
	// File and Line are where it stands; Line is 0 for what is about all files.
	File string `json:"file"`
	Line int    `json:"line"`
	// What happens, why it is not expected, what to do.
	What    string   `json:"what"`
	Why     string   `json:"why"`
	Remedy  string   `json:"remedy"`
	Facts   []string `json:"facts"`
	Details []Detail `json:"details"`
}

// Detail is one attribute that would change. The numbers are -1 where the file
// does not tell them.
type Detail struct {
	Attribute string            `json:"attribute"`
	Operation pending.Operation `json:"operation"`
	Added     []string          `json:"added"`
	Removed   []string          `json:"removed"`
	AddedN    int               `json:"addedCount"`
	RemovedN  int               `json:"removedCount"`
}

// Kind says what is not expected.
type Kind string

// The kinds, worst first.
const (
	ADDelete         Kind = "ad-delete"
	EntraDelete      Kind = "entra-delete"
	MarkChange       Kind = "mark-change"
	MemberChange     Kind = "member-change"
	Rename           Kind = "rename"
	TypeChange       Kind = "type-change"
	SecurityAdd      Kind = "security-group-add"
	UnexpectedAdd    Kind = "unexpected-add"
	EntraAdd         Kind = "entra-add"
	AttributeChange  Kind = "attribute-change"
	OverAcknowledged Kind = "write-out-over-acknowledged"
	WriteOutMissing  Kind = "write-out-missing"
	AlreadyExported  Kind = "already-exported"
)

// Kinds lists the kinds in the order of the documents.
func Kinds() []Kind {
	return []Kind{ADDelete, EntraDelete, MarkChange, MemberChange, Rename, TypeChange, SecurityAdd, UnexpectedAdd, EntraAdd,
		AttributeChange, OverAcknowledged, WriteOutMissing, AlreadyExported}
}

// Outcome says what came of a pending change.
type Outcome string

// The outcomes. OtherObjects are users, contacts, computers and groups that the
// plan has no object of, as other features of Connect update them.
const (
	NotExpected  Outcome = "unexpected"
	AsForecast   Outcome = "write-out-as-forecast"
	V1Updates    Outcome = "updates-by-v1"
	OtherObjects Outcome = "updates-of-other-objects"
)

// Count is how many objects an outcome has.
type Count struct {
	Word    Outcome `json:"word"`
	Objects int     `json:"objects"`
}

func outcomes() []Outcome { return []Outcome{NotExpected, AsForecast, V1Updates, OtherObjects} }
