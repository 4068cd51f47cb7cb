package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"gwbplan/report/cutover"
)

// A kit that cannot be written whole is not there at all, and changes none that
// is there.
func TestKitWholeOrNotAtAll(t *testing.T) {
	text := func(name, s string) cutover.File {
		return cutover.File{Name: name, Write: func(w io.Writer) error { _, err := io.WriteString(w, s); return err }}
	}
	broken := cutover.File{Name: "b/broken", Write: func(io.Writer) error { return errors.New("no such number") }}
	parent := t.TempDir()
	dir := filepath.Join(parent, "kit")
	if err := writeKit(dir, []cutover.File{text("a/first", "old"), broken}); err == nil {
		t.Fatal("a file that fails gives no error")
	}
	left(t, parent)
	if err := writeKit(dir, []cutover.File{text("a/first", "old"), text("b/second", "old")}); err != nil {
		t.Fatal(err)
	}
	if err := writeKit(dir, []cutover.File{text("a/first", "new"), broken}); err == nil {
		t.Fatal("a file that fails gives no error")
	}
	left(t, parent, "kit")
	if b, err := os.ReadFile(filepath.Join(dir, "a", "first")); err != nil || string(b) != "old" {
		t.Errorf("the kit that was there has %q (%v)", b, err)
	}
	if err := writeKit(dir, []cutover.File{text("a/first", "new"), text("b/second", "new")}); err != nil {
		t.Fatal(err)
	}
	left(t, parent, "kit")
	if b, err := os.ReadFile(filepath.Join(dir, "b", "second")); err != nil || string(b) != "new" {
		t.Errorf("the new kit has %q (%v)", b, err)
	}
}

// left asserts what lies in a folder.
func left(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if len(got) != len(want) || len(want) == 1 && got[0] != want[0] {
		t.Errorf("%s has %q, want %q", dir, got, want)
	}
}

// A link to an empty folder stays a link.
func TestKitBehindALink(t *testing.T) {
	parent := t.TempDir()
	target, link := filepath.Join(parent, "target"), filepath.Join(parent, "link")
	if err := os.Mkdir(target, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	write := func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }
	if err := writeKit(link, []cutover.File{{Name: "a", Write: write}}); err != nil {
		t.Fatal(err)
	}
	left(t, parent, "link", "target")
	left(t, target, "a")
}
