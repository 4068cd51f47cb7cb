// Package facts holds what rules and gates rest on: each fact with what it
// says, how sure it is, and which page said so on which day. Ids are stable:
// F is a fact, T a trap in the published procedure, C a point on which sources
// differ or are silent.
package facts

// Basis is how a fact is known.
type Basis string

// The ways of knowing. Only the first two are somebody's published word.
const (
	Documented Basis = "documented"
	Published  Basis = "published metadata" // schemas, permission tables, exported rules, code
	Community  Basis = "community"
	Inferred   Basis = "inferred"
	ToVerify   Basis = "to verify" // nobody says
	Disputed   Basis = "sources differ"
)

// Source is a publication, with its own date where it bears one.
type Source struct{ Name, Date string }

// Fact is one statement. Several bases mean that a part of it rests on each.
// One without sources was concluded from none in particular.
type Fact struct {
	ID      string
	Text    string
	Bases   []Basis
	Sources []Source
}

// is and from keep the tables readable.
func is(bases ...Basis) []Basis       { return bases }
func from(sources ...Source) []Source { return sources }

// All returns every fact: F by number, then T, then C.
func All() []Fact {
	var out []Fact
	for _, part := range [][]Fact{aboutWriteback(), aboutCloudSync(), aboutMigration(), aboutTraps(), aboutConflicts()} {
		out = append(out, part...)
	}
	return out
}

var byID = index()

func index() map[string]Fact {
	out := map[string]Fact{}
	for _, f := range All() {
		out[f.ID] = f
	}
	return out
}

// ByID finds a fact; false for an id that this build does not know.
func ByID(id string) (Fact, bool) {
	f, ok := byID[id]
	return f, ok
}
