package journal

import (
	"encoding/json"
	"fmt"
	"time"
)

// Schema names the file's form.
const Schema = "gwbplan/partial/v1"

// MaxAge is how old a beginning may be that is gone on with. The two halves of
// a reading are judged as one picture; what changed between them shows in
// neither of the gates on freshness.
const MaxAge = 24 * time.Hour

// Header says what reading a journal belongs to.
type Header struct {
	Schema string `json:"schema"`
	// Tool is the program with its version, Snapshot the schema that it writes.
	Tool     string `json:"tool"`
	Snapshot string `json:"snapshot"`
	// Begun is when the reading began.
	Begun    time.Time `json:"begun"`
	Settings []Setting `json:"settings"`
}

// Setting is one flag of the reading.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// RefusedError says why a journal cannot be gone on with.
type RefusedError struct{ Path, Why string }

// Error implements error.
func (e *RefusedError) Error() string { return fmt.Sprintf("going on with %s: %s", e.Path, e.Why) }

// Hint says what to do instead.
func (e *RefusedError) Hint() string { return "run without --resume to begin anew" }

// accept refuses a journal of another reading than the wanted one, which
// begins now.
func (h *Header) accept(path string, wanted *Header) error {
	refuse := func(format string, args ...any) error {
		return &RefusedError{path, fmt.Sprintf(format, args...)}
	}
	switch {
	case h.Schema != Schema:
		return refuse("it has the form %q, and this program reads %q", h.Schema, Schema)
	case h.Snapshot != wanted.Snapshot:
		return refuse("it is for snapshots of the schema %q, and this program writes %q", h.Snapshot, wanted.Snapshot)
	case h.Tool != wanted.Tool:
		return refuse("it was begun by %s, and this is %s", h.Tool, wanted.Tool)
	}
	if name, ours, theirs := difference(wanted.Settings, h.Settings); name != "" {
		return refuse("it was begun with --%s %q, and now it is %q", name, theirs, ours)
	}
	if age := wanted.Begun.Sub(h.Begun); age > MaxAge {
		return refuse("it was begun %s ago, and a reading whose halves are more than %s apart mixes two pictures", hours(age), hours(MaxAge))
	}
	return nil
}

func hours(d time.Duration) string { return fmt.Sprintf("%d hours", int(d.Hours())) }

// difference returns the first setting that is not the same in both.
func difference(ours, theirs []Setting) (name, our, their string) {
	for i := range max(len(ours), len(theirs)) {
		var a, b Setting
		if i < len(ours) {
			a = ours[i]
		}
		if i < len(theirs) {
			b = theirs[i]
		}
		if a != b {
			return max(a.Name, b.Name), a.Value, b.Value
		}
	}
	return "", "", ""
}

func (h *Header) encode() ([]byte, error) {
	h.Schema = Schema
	h.Begun = h.Begun.UTC()
	return json.Marshal(h)
}
