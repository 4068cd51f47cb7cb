package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// Example shows a finding or a gate as it stands in a plan of the demo tenant.
type Example struct {
	// Group and Kind say whose finding it is; both are empty for a gate.
	Group string       `json:"group,omitempty"`
	Kind  planner.Kind `json:"kind,omitempty"`
	// V2Off: the demo tenant shows it only once v2 is switched off.
	V2Off bool `json:"v2Off,omitempty"`
	// Outcome is the finding's severity or the gate's status.
	Outcome  string             `json:"outcome"`
	Message  string             `json:"message"`
	Evidence []planner.Evidence `json:"evidence"`
}

// exampleFile is renewed from the demo tenant's plans by
// go test ./cmd/gwbplan -run TestRulePages -update, and held to them by it.
//
//go:embed examples.json
var exampleFile []byte

// Examples returns one example for each finding and gate, by its id.
func Examples() (map[string]Example, error) {
	var out map[string]Example
	if err := json.Unmarshal(exampleFile, &out); err != nil {
		return nil, fmt.Errorf("reading the built-in examples: %w", err)
	}
	return out, nil
}

// heading says whose example it is.
func (e *Example) heading() string {
	tenant := "the demo tenant"
	if e.V2Off {
		tenant += " with v2 switched off"
	}
	if e.Group == "" {
		return "in " + tenant + ":"
	}
	return fmt.Sprintf("the %s \"%s\" of %s:", kindLabel(e.Kind), e.Group, tenant)
}

// label is what it came to, in the words of the documents.
func (e *Example) label() string {
	if e.Group == "" {
		return "the gate " + gateStatusLabel(planner.GateStatus(e.Outcome))
	}
	return severityWording(planner.Severity(e.Outcome)).label
}

// exampleEvidence is how many facts seen an example shows.
const exampleEvidence = 6

// shown is the evidence that is enough for an example, and how much is left.
func (e *Example) shown() ([]planner.Evidence, int) {
	n := min(len(e.Evidence), exampleEvidence)
	shown := slices.Clone(e.Evidence[:n])
	for i := range shown {
		shown[i].Value = escape.Shorten(shown[i].Value, 160)
	}
	return shown, len(e.Evidence) - n
}
