package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gwbplan/inventory/journal"
)

// TestAnotherRunIsUnderWay: two runs never write one snapshot, and the second
// one leaves what the first has.
func TestAnotherRunIsUnderWay(t *testing.T) {
	d := startDisturbed(t)
	out := filepath.Join(t.TempDir(), "s.jsonl")
	first, err := journal.Create(out+journal.Suffix, journal.Header{})
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(out + journal.Suffix)
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range [][]string{nil, {"--resume"}} {
		var stderr bytes.Buffer
		code := run(d.hurried(&stderr), append(d.inventoryArgs(out), more...))
		want := "gwbplan: error: " + out + ".partial: another run of this program is writing it\ngwbplan: hint: wait until it has ended, or name another file\n"
		if code != exitFailed || !strings.HasSuffix(stderr.String(), want) || strings.Contains(stderr.String(), "is replaced") {
			t.Errorf("%v: exit code %d, %s", more, code, stderr.String())
		}
	}
	if after, err := os.ReadFile(out + journal.Suffix); err != nil || !bytes.Equal(after, before) {
		t.Errorf("what the first run has was changed: %v", err)
	}
	if files, _ := filepath.Glob(out + "*"); len(files) != 1 {
		t.Errorf("files %q", files)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	if code := run(d.hurried(&stderr), d.inventoryArgs(out)); code != exitDone && code != exitIncomplete {
		t.Errorf("afterwards: exit code %d, %s", code, stderr.String())
	}
}
