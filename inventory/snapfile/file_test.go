package snapfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	. "gwbplan/inventory"
	. "gwbplan/inventory/snapfile"
)

var endings = []string{".jsonl", ".jsonl.gz", ".jsonl.zst", ".JSONL.GZ"}

// save writes a snapshot file and returns its path.
func save(t testing.TB, path string, h Header, records ...Record) string {
	t.Helper()
	f, err := Create(path, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := f.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	return path
}

func header() Header {
	return Header{Tool: "gwbplan test", TakenAt: time.Date(2026, 8, 3, 9, 30, 0, 0, time.UTC)}
}

// records are enough for a compressed file of some size.
func records() []Record {
	out := []Record{&Tenant{ID: ObjectID{1}, DisplayName: "Contoso", Cloud: "public"}}
	for i := range byte(60) {
		out = append(out, &Principal{ID: ObjectID{2, i}, Type: User, DisplayName: fmt.Sprintf("User %d", i)})
	}
	return out
}

func plain(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, header())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records() {
		if err := w.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func count(path string) (int, error) {
	n := 0
	_, err := ReadFile(path, func(Record) error { n++; return nil })
	return n, err
}

func TestFile(t *testing.T) {
	for _, ending := range endings {
		path := filepath.Join(t.TempDir(), "s"+ending)
		if err := os.WriteFile(path, []byte("the old one"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+".unfinished", []byte("left by a run that was killed"), 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := Create(path, header())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records() {
			if err := f.Put(r); err != nil {
				t.Fatal(err)
			}
		}
		if b, _ := os.ReadFile(path); string(b) != "the old one" {
			t.Errorf("%s: the file changes before Commit", ending)
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path + ".unfinished"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: after Commit the unfinished file: %v", ending, err)
		}
		if err := f.Abandon(); err != nil {
			t.Errorf("%s: Abandon after Commit: %v", ending, err)
		}
		if err := f.Commit(); err == nil {
			t.Errorf("%s: a second Commit does not fail", ending)
		}
		if n, err := count(path); n != len(records()) || err != nil {
			t.Errorf("%s: %d records, %v", ending, n, err)
		}
		mode(t, path)
		other := save(t, filepath.Join(t.TempDir(), "other"+ending), header(), records()...)
		a, _ := os.ReadFile(path)
		b, _ := os.ReadFile(other)
		if !bytes.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s: the same records give other bytes", ending)
		}
		if plain := bytes.HasPrefix(a, []byte(`{"type":"header"`)); plain != (ending == ".jsonl") {
			t.Errorf("%s: plain text %t", ending, plain)
		}
	}
}

// mode checks that only the owner can read; Windows has no such modes.
func mode(t *testing.T, path string) {
	t.Helper()
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%s has the mode %v, %v", path, info.Mode(), err)
	}
}

func TestAbandon(t *testing.T) {
	for _, ending := range endings {
		path := filepath.Join(t.TempDir(), "s"+ending)
		f, err := Create(path, header())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records() {
			if err := f.Put(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Abandon(); err != nil {
			t.Fatal(err)
		}
		if err := f.Put(&Tenant{}); err == nil {
			t.Errorf("%s: Put after Abandon does not fail", ending)
		}
		if err := f.Commit(); err == nil {
			t.Errorf("%s: Commit after Abandon does not fail", ending)
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: after Abandon the file: %v", ending, err)
		}
		if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) > 0 {
			t.Errorf("%s: after Abandon %v is left, %v", ending, left, err)
		}
	}
}

func TestDamagedFiles(t *testing.T) {
	for _, ending := range []string{".gz", ".zst"} {
		path := filepath.Join(t.TempDir(), "s.jsonl"+ending)
		whole, err := os.ReadFile(save(t, path, header(), records()...))
		if err != nil {
			t.Fatal(err)
		}
		try := func(what string, b []byte) {
			t.Helper()
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			var bad *FormatError
			if _, err := count(path); !errors.As(err, &bad) || !strings.HasPrefix(err.Error(), path) {
				t.Fatalf("%s, %s: %v", ending, what, err)
			}
		}
		for cut := 0; cut < len(whole); cut += 7 {
			try("cut", whole[:cut])
		}
		try("garbage at the end", append(bytes.Clone(whole), "garbage"...))
		try("twice", append(bytes.Clone(whole), whole...))
		try("not compressed", plain(t))
		body := bytes.Clone(whole)
		body[len(body)/2] ^= 0x10
		try("flipped bit", body)
	}
}

func TestFileErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Create(filepath.Join(dir, "none", "s.jsonl"), Header{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no directory: %v", err)
	}
	if _, err := count(filepath.Join(dir, "none.jsonl")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	blocked := filepath.Join(dir, "s.jsonl")
	if err := os.Mkdir(blocked, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := Create(blocked, Header{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err == nil || !strings.Contains(err.Error(), blocked) {
		t.Errorf("a directory is in the way: %v", err)
	}
	if _, err := os.Stat(blocked + ".unfinished"); err != nil {
		t.Errorf("after a failed Commit the unfinished file: %v", err)
	}
	if _, err := count(blocked); err == nil {
		t.Error("a directory can be read")
	}
}

// TestOpen: compression is recognised by the content, whatever the name.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for _, ending := range endings {
		from := save(t, filepath.Join(dir, "a"+ending), header(), records()...)
		to := filepath.Join(dir, "anything.bin")
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
		r, err := Open(to)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, plain(t)) {
			t.Errorf("%s: %d bytes were read, %v", ending, len(got), err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	for name, text := range map[string]string{"empty": "", "short": "{", "two bytes of gzip": "\x1f\x8b", "no gzip": "\x1f\x8bxxxxxxxxxxxx", "no zstd": "\x28\xb5\x2f\xfdxxxxxxxxxxxx"} {
		path := filepath.Join(dir, "x.bin")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := readAll(path)
		if packed := strings.Contains(name, "gzip") || strings.Contains(name, "zstd"); (err != nil) != packed || !packed && got != text {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if err != nil && strings.Contains(err.Error(), ".gz") {
			t.Errorf("%s: the error names another file: %v", name, err)
		}
	}
	if _, err := Open(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

func readAll(path string) (string, error) {
	r, err := Open(path)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}
