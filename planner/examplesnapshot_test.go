package planner

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gwbplan/inventory"
)

var update = flag.Bool("update", false, "write the snapshot that the examples read")

// TestExampleSnapshot: the snapshot that the examples read is this one. Sales can
// go, Contractors has no anchor yet, and All Company would appear in AD.
func TestExampleSnapshot(t *testing.T) {
	b := newTenant(t)
	b.written(b.security("Sales", flagTrue))
	b.written(b.security("Contractors", flagTrue), noAnchor)
	b.m365("All Company", flagFalse)
	var out bytes.Buffer
	w, err := inventory.NewWriter(&out, inventory.Header{Tool: "gwbplan", TakenAt: time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.records() {
		if err := w.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "contoso.jsonl")
	if *update {
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(have, out.Bytes()) {
		t.Errorf("%s is another snapshot (%v): run go test ./planner -run ExampleSnapshot -update", path, err)
	}
}
