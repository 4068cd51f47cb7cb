package diff

// Schema names the format of diff.json.
const Schema = "gwbplan/diff/v1"

// Of says what was compared.
type Of string

// The kinds of files that can be compared.
const (
	OfPlans     Of = "plans"
	OfSnapshots Of = "snapshots"
)

// Report is what changed.
type Report struct {
	Schema string `json:"schema"`
	Of     Of     `json:"of"`
	Old    Side   `json:"old"`
	New    Side   `json:"new"`
	// Complete is false where something of the new side is not known.
	Complete bool     `json:"complete"`
	Unknowns []string `json:"unknowns"`
	// Approval is there for two plans.
	Approval *Approval `json:"approval,omitempty"`
	// Counts are the entries by section and change, in the order of the entries.
	Counts []Count `json:"counts"`
	// Entries are ordered by section, then what breaks the approval first, then
	// by name and id. They stand last, so that the file can be written entry by
	// entry.
	Entries []Entry `json:"entries"`
}

// Side is one of the two files.
type Side struct {
	File string `json:"file"`
	// SHA256 is a plan file's hash, which an approval names.
	SHA256 string `json:"sha256,omitempty"`
	// Date is the plan's day, or the snapshot's newest.
	Date   string `json:"date"`
	Tenant string `json:"tenant"`
	// Holds are the parts of a snapshot: cloud, each AD domain and Connect server.
	Holds []string `json:"holds"`
	// Gaps counts what could not be read.
	Gaps int `json:"gaps"`
}

// Approval answers whether what was approved still holds.
type Approval struct {
	Answer Answer `json:"answer"`
	// Groups counts the groups of the old plan that count as approved, Broken
	// those whose decision changed.
	Groups int `json:"groups"`
	Broken int `json:"broken"`
	// Verdicts are the points of no return that were go and are not.
	Verdicts []string `json:"verdicts"`
}

// Answer is the answer to the question.
type Answer string

// The answers. Unknown: nothing broke it, but the new plan is incomplete.
const (
	Holds       Answer = "holds"
	DoesNotHold Answer = "does-not-hold"
	Unknown     Answer = "unknown"
)

// Section is what an entry is about.
type Section string

// The sections, in the order of the documents.
const (
	SectionVerdict    Section = "verdict"
	SectionGates      Section = "gates"
	SectionTenant     Section = "tenant"
	SectionGroups     Section = "groups"
	SectionDecisions  Section = "decisions"
	SectionSettings   Section = "settings"
	SectionPlan       Section = "plan"
	SectionOrphans    Section = "orphans"
	SectionPrincipals Section = "principals"
	SectionJobs       Section = "jobs"
	SectionAgents     Section = "agents"
	SectionLicences   Section = "licences"
	SectionDomains    Section = "ad-domains"
	SectionCatalogs   Section = "ad-catalogs"
	SectionObjects    Section = "ad-objects"
	SectionServers    Section = "connect-servers"
	SectionFeatures   Section = "connect-features"
	SectionSetup      Section = "connect-settings"
	SectionConnectors Section = "connect-connectors"
	SectionRules      Section = "connect-rules"
	SectionGaps       Section = "gaps"
)

// Sections lists the sections in the order of the documents.
func Sections() []Section {
	return []Section{SectionVerdict, SectionGates, SectionTenant, SectionGroups, SectionDecisions, SectionSettings, SectionPlan, SectionOrphans,
		SectionPrincipals, SectionJobs, SectionAgents, SectionLicences, SectionDomains, SectionCatalogs, SectionObjects,
		SectionServers, SectionFeatures, SectionSetup, SectionConnectors, SectionRules, SectionGaps}
}

// Change is what happened to the thing.
type Change string

// The changes. Deleted is a soft-deleted cloud group or a tombstone of AD.
// NotSeen: the old side has it and the new one does not, where it was not read
// to the end.
const (
	Added    Change = "added"
	Removed  Change = "removed"
	NotSeen  Change = "not-seen"
	Deleted  Change = "deleted"
	Restored Change = "restored"
	Moved    Change = "moved"
	Renamed  Change = "renamed"
	Changed  Change = "changed"
)

// Count is how many entries a section has of a change.
type Count struct {
	Section Section `json:"section"`
	Change  Change  `json:"change"`
	Entries int     `json:"entries"`
}

// Entry is one thing that changed.
type Entry struct {
	Section Section `json:"section"`
	Change  Change  `json:"change"`
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	// Approved: the old plan's decision on the group counts as approved. Breaks:
	// that approval does not cover what the new plan says.
	Approved bool    `json:"approved"`
	Breaks   bool    `json:"breaks"`
	Fields   []Field `json:"fields"`
	// Why are the reasons, as far as the two plans show them.
	Why []string `json:"why"`
	// Joined and Left are members that came and went.
	Joined Members `json:"joined"`
	Left   Members `json:"left"`
}

// Field is one value that differs.
type Field struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
	// Breaks: the approval does not cover the new value.
	Breaks bool `json:"breaks"`
}

// Members are members by number, and by name up to [NamedMembers] of them.
type Members struct {
	Count int      `json:"count"`
	Named []string `json:"named"`
}

// NamedMembers is how many members an entry names.
const NamedMembers = 100

func (m *Members) add(name func() string) {
	m.Count++
	if len(m.Named) < NamedMembers {
		m.Named = append(m.Named, name())
	}
}

// MismatchError is a pair of files that cannot be compared.
type MismatchError struct{ What, Next string }

// Error says why.
func (e *MismatchError) Error() string { return "the two cannot be compared: " + e.What }

// Hint says what to give instead.
func (e *MismatchError) Hint() string { return e.Next }
