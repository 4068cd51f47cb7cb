package journal_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory/journal"
)

var begun = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func header() journal.Header {
	return journal.Header{Tool: "gwbplan 1", Snapshot: "snapshot/v1", Begun: begun,
		Settings: []journal.Setting{{Name: "tenant", Value: "contoso.com"}, {Name: "members", Value: "all"}}}
}

func at(d time.Duration) journal.Header {
	h := header()
	h.Begun = begun.Add(d)
	return h
}

func create(t *testing.T) (*journal.Journal, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.jsonl.partial")
	j, err := journal.Create(path, header())
	if err != nil {
		t.Fatal(err)
	}
	return j, path
}

func resume(t *testing.T, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Resume(path, at(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func key(i int) journal.Key { return journal.KeyOf("question", fmt.Sprint(i)) }

func keep(t *testing.T, j *journal.Journal, k, next journal.Key, answer string) {
	t.Helper()
	if err := j.Append(k, next, []byte(answer)); err != nil {
		t.Fatal(err)
	}
}

// next is the answer handed out, "-" for none.
func next(t *testing.T, j *journal.Journal, k journal.Key) string {
	t.Helper()
	b, ok, err := j.Next(k)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		return "-"
	}
	return string(b)
}

func closed(t *testing.T, j *journal.Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAnswersComeBackOnce(t *testing.T) {
	j, path := create(t)
	keep(t, j, key(1), journal.Key{}, "one")
	keep(t, j, key(2), journal.Key{}, "")
	keep(t, j, key(1), journal.Key{}, "one again")
	if got := next(t, j, key(1)); got != "-" {
		t.Errorf("the run that asked is answered from its own file: %q", got)
	}
	closed(t, j)
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}

	j = resume(t, path)
	if j.Len() != 3 || !j.Begun().Equal(begun) {
		t.Errorf("%d answers, begun %v", j.Len(), j.Begun())
	}
	for i, want := range []string{"one", "one again", "-"} {
		if got := next(t, j, key(1)); got != want {
			t.Errorf("answer %d is %q, want %q", i, got, want)
		}
	}
	if got := next(t, j, key(2)); got != "" {
		t.Errorf("the empty answer is %q", got)
	}
	keep(t, j, key(3), journal.Key{}, "three")
	closed(t, j)
	j = resume(t, path)
	if got := next(t, j, key(3)); got != "three" || j.Len() != 4 {
		t.Errorf("after a second beginning: %q, %d answers", got, j.Len())
	}
	if err := j.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file stays: %v", err)
	}
}

// TestDroppedAnswers: of two answers to one question the second is dropped, the
// first having been handed out.
func TestDroppedAnswers(t *testing.T) {
	j, path := create(t)
	for _, answer := range []string{"a", "b", "c"} {
		keep(t, j, key(1), key(2), answer)
	}
	closed(t, j)
	j = resume(t, path)
	next(t, j, key(1))
	if _, continued, ok := j.Peek(key(1)); !ok || continued != key(2) {
		t.Errorf("peeking shows %v, %t", continued, ok)
	}
	if err := j.Drop([]journal.Key{key(1), key(9)}); err != nil {
		t.Fatal(err)
	}
	if got := next(t, j, key(1)); got != "c" {
		t.Errorf("after the drop: %q", got)
	}
	closed(t, j)
	j = resume(t, path)
	for _, want := range []string{"a", "c", "-"} {
		if got := next(t, j, key(1)); got != want {
			t.Errorf("in the run after the drop: %q, want %q", got, want)
		}
	}
	closed(t, j)
}

func TestParts(t *testing.T) {
	j, path := create(t)
	place, err := j.AppendPart([]byte("part"))
	if err != nil {
		t.Fatal(err)
	}
	closed(t, j)
	j = resume(t, path)
	defer closed(t, j)
	if b, err := j.At(place); err != nil || string(b) != "part" || j.Len() != 0 {
		t.Errorf("the part is %q, %v; %d answers", b, err, j.Len())
	}
	if _, err := j.At(3); err == nil {
		t.Error("a place between two entries can be read")
	}
}

// TestAlone: who writes a journal writes it alone, and a second writer leaves it
// as it is.
func TestAlone(t *testing.T) {
	j, path := create(t)
	keep(t, j, key(1), journal.Key{}, "one")
	for name, open := range map[string]func(string, journal.Header) (*journal.Journal, error){"create": journal.Create, "resume": journal.Resume} {
		other, err := open(path, header())
		var busy *journal.BusyError
		if other != nil || !errors.As(err, &busy) || busy.Path != path || err.Error() != path+": another run of this program is writing it" || busy.Hint() == "" {
			t.Errorf("%s beside a writer: %v", name, err)
		}
	}
	keep(t, j, key(2), journal.Key{}, "two")
	closed(t, j)
	j = resume(t, path)
	if got := next(t, j, key(1)) + next(t, j, key(2)); got != "onetwo" {
		t.Errorf("afterwards it holds %q", got)
	}
	if err := j.Remove(); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Create(path, header())
	if err != nil {
		t.Fatal(err)
	}
	closed(t, j)
}

// TestTornTails cuts the file at every byte: what was whole before the cut is
// there, nothing else, and the journal can be gone on with. A tail of zeros is
// what a power failure leaves.
func TestTornTails(t *testing.T) {
	j, path := create(t)
	for i := range 5 {
		keep(t, j, key(i), journal.Key{}, strings.Repeat(fmt.Sprint(i), 10*i))
	}
	closed(t, j)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	had := 0
	for cut := range len(whole) + 1 {
		for _, tail := range []string{"", strings.Repeat("\x00", 40), "garbage that is no entry"} {
			if cut < len("gwbplan/partial/v1\n") && tail != "" {
				continue // that is no journal
			}
			if err := os.WriteFile(path, append(whole[:cut:cut], tail...), 0o600); err != nil {
				t.Fatal(err)
			}
			j := resume(t, path)
			n := j.Len()
			if n < had || n > had+1 || cut == len(whole) && n != 5 {
				t.Fatalf("cut at %d with tail %q: %d answers after %d", cut, tail, n, had)
			}
			keep(t, j, key(9), journal.Key{}, "new")
			closed(t, j)
			j = resume(t, path)
			for i := range 5 {
				want := "-"
				if i < n {
					want = strings.Repeat(fmt.Sprint(i), 10*i)
				}
				if got := next(t, j, key(i)); got != want {
					t.Fatalf("cut at %d: answer %d is %q", cut, i, got)
				}
			}
			if got := next(t, j, key(9)); got != "new" {
				t.Fatalf("cut at %d: what was added after it is %q", cut, got)
			}
			closed(t, j)
			if tail == "" {
				had = n // a tail may happen to be what was cut off
			}
		}
	}
}

// TestADamagedMiddle: what follows a flipped bit is not trusted.
func TestADamagedMiddle(t *testing.T) {
	j, path := create(t)
	for i := range 3 {
		keep(t, j, key(i), journal.Key{}, "answer")
	}
	closed(t, j)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	each := len(whole) / 8
	whole[len(whole)-each] ^= 1
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	j = resume(t, path)
	defer closed(t, j)
	if j.Len() >= 3 {
		t.Errorf("%d answers", j.Len())
	}
}

func TestRefused(t *testing.T) {
	tool, snapshot, tenant, more := at(time.Hour), at(time.Hour), at(time.Hour), at(time.Hour)
	tool.Tool, snapshot.Snapshot = "gwbplan 2", "snapshot/v2"
	tenant.Settings = []journal.Setting{{Name: "tenant", Value: "fabrikam.com"}, {Name: "members", Value: "all"}}
	more.Settings = append(more.Settings, journal.Setting{Name: "ldap-url", Value: "ldap://dc"})
	for _, c := range []struct {
		h    journal.Header
		want string
	}{
		{tool, "begun by gwbplan 1, and this is gwbplan 2"},
		{snapshot, `"snapshot/v1"`},
		{tenant, `--tenant "contoso.com", and now it is "fabrikam.com"`},
		{more, `--ldap-url ""`},
		{at(journal.MaxAge + time.Second), "begun 24 hours ago"},
	} {
		j, path := create(t)
		closed(t, j)
		before, _ := os.ReadFile(path)
		_, err := journal.Resume(path, c.h)
		var refused *journal.RefusedError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) || !strings.Contains(refused.Hint(), "--resume") {
			t.Errorf("want %q: %v", c.want, err)
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("%s: the refused file has changed", c.want)
		}
	}
	path := filepath.Join(t.TempDir(), "none")
	if _, err := journal.Resume(path, header()); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(path, []byte(`{"type":"header"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Resume(path, header()); err == nil || !strings.Contains(err.Error(), "no unfinished inventory") {
		t.Errorf("a snapshot: %v", err)
	}
}

// FuzzResume: whatever the file holds, opening it ends and what it hands out is
// no panic.
func FuzzResume(f *testing.F) {
	f.Add([]byte("gwbplan/partial/v1\n"))
	f.Add([]byte("gwbplan/partial/v1\n\x00\x00\x00\x02\x00\x00\x00\x00H{"))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := journal.Resume(path, header())
		if err != nil {
			return
		}
		if err := j.Append(key(1), journal.Key{}, []byte("x")); err != nil {
			t.Fatal(err)
		}
		closed(t, j)
	})
}
