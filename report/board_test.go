package report

import (
	"slices"
	"strings"
	"testing"
)

// The board reads of every step of the procedure, in its order, until when there
// is a way back: no step after the switch leads before it.
func TestWayBack(t *testing.T) {
	var steps []string
	until := map[string]string{}
	for _, row := range wayBack() {
		names, _, _ := strings.Cut(row.Cells[0].Text, ":")
		for _, step := range strings.Split(names, " and ") {
			steps, until[step] = append(steps, step), row.Cells[2].Text
		}
		if row.Cells[1].Text == "" || row.Cells[2].Text == "" {
			t.Errorf("%s says nothing", names)
		}
	}
	if want := []string{"P1", "P2", "P3", "P4", "P5a", "P5b", "P5c", "P6", "P7"}; !slices.Equal(steps, want) {
		t.Errorf("steps %q, want %q", steps, want)
	}
	for step, want := range map[string]string{"P1": "Any time before P7.", "P2": "P5b.", "P3": "P5b.", "P4": "P5b.", "P5a": "P5b.", "P5b": "Before it is done.", "P5c": "P6.", "P6": "Staging mode ends.", "P7": "For each wave"} {
		if !strings.HasPrefix(until[step], want) {
			t.Errorf("%s can be undone until %q, want %q", step, until[step], want)
		}
	}
}
