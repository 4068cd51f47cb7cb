package inventory_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	. "gwbplan/inventory"
)

func TestRoundTrip(t *testing.T) {
	in := file(t, header("graph", "contoso.com"), allRecords()...)
	h, records, err := readAll(in)
	if err != nil {
		t.Fatal(err)
	}
	if h.Schema != Schema || !h.TakenAt.Equal(taken) || len(h.Sources) != 1 {
		t.Errorf("header %+v", h)
	}
	if len(records) != len(allRecords()) {
		t.Errorf("%d records of %d", len(records), len(allRecords()))
	}
	// An octet that is no UTF-8 is written as an escape, and as a character
	// once it was read.
	in = bytes.ReplaceAll(in, []byte(`\ufffd`), []byte("\ufffd"))
	if out := file(t, h, records...); !bytes.Equal(body(in), body(out)) {
		t.Errorf("what was read is written as\n%s\nand was\n%s", out, in)
	}
}

// body is a snapshot without its trailer.
func body(file []byte) []byte {
	return file[:bytes.LastIndex(file, []byte(`{"type":"trailer"`))]
}

func TestLines(t *testing.T) {
	b := file(t, Header{Tool: "t", TakenAt: taken.In(time.FixedZone("", 3600))},
		&CloudGroupRecord{CloudGroup: CloudGroup{ID: oid(1), DisplayName: hostile}},
		&Owners{Group: oid(1)},
		&ADObjectRecord{ADObject: ADObject{DN: "CN=<a>&b"}, MemberKeys: []ADKey{"cn=<a>\xff"}})
	lines := strings.SplitAfter(string(b), "\n")
	want := []string{
		`{"type":"header","schema":"gwbplan/snapshot/v1","tool":"t","takenAt":"2026-08-03T09:30:00Z","sources":[]}`,
		`{"type":"cloudGroup","id":"00000000-0000-4000-8000-000000000001","displayName":"=cmd|' /C calc'!A0\r\n\u2028` + "\u202e" + `<b>\u0000\ufffd\ufffd \"quoted\\",` +
			`"onPremisesSyncEnabled":"unread","writebackEnabled":"unread","membersReading":"not-collected","members":[]}`,
		`{"type":"owners","group":"00000000-0000-4000-8000-000000000001","reading":"not-collected","owners":[]}`,
		`{"type":"adObject","dn":"CN=<a>&b","domain":"","objectClass":"","membersReading":"not-collected","members":["cn=<a>\ufffd"],"memberOf":[]}`,
	}
	for i, w := range want {
		if lines[i] != w+"\n" {
			t.Errorf("line %d is\n%s, want\n%s", i+1, lines[i], w)
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(lines[:4], "")))
	if w := fmt.Sprintf(`{"type":"trailer","counts":{"adObject":1,"cloudGroup":1,"owners":1},"sha256":"%x"}`+"\n", sum); lines[4] != w {
		t.Errorf("the trailer is %s, want %s", lines[4], w)
	}
	if !json.Valid([]byte(lines[1])) || len(lines) != 6 {
		t.Errorf("%d lines", len(lines))
	}
}

// TestTruncation: no beginning of a snapshot is a snapshot, and the error says
// where it ends.
func TestTruncation(t *testing.T) {
	whole := file(t, header("graph", "contoso.com"), allRecords()...)
	for cut := range whole {
		_, _, err := readAll(whole[:cut])
		var bad *FormatError
		if !errors.As(err, &bad) || bad.Problem != Truncated || bad.File != "test.jsonl" {
			t.Fatalf("cut at byte %d: %v", cut, err)
		}
		lines := bytes.Count(whole[:cut], []byte("\n"))
		if cut > 0 && whole[cut-1] != '\n' {
			lines++
		}
		if bad.Line != lines {
			t.Fatalf("cut at byte %d, in line %d: the error names line %d", cut, lines, bad.Line)
		}
	}
}

func TestMissingLines(t *testing.T) {
	whole := bytes.SplitAfter(file(t, header("graph", "contoso.com"), allRecords()...), []byte("\n"))
	for i := range len(whole) - 1 {
		short := bytes.Join(append(append([][]byte{}, whole[:i]...), whole[i+1:]...), nil)
		if _, _, err := readAll(short); !isFormatError(err) {
			t.Errorf("line %d is missing: %v", i+1, err)
		}
	}
}

func isFormatError(err error) bool {
	var bad *FormatError
	return errors.As(err, &bad) && bad.What != "" && bad.Hint() != ""
}

func TestFlippedBytes(t *testing.T) {
	whole := file(t, header("graph", "contoso.com"), allRecords()...)
	rng := rand.New(rand.NewPCG(1, 2))
	for at := range whole {
		b := bytes.Clone(whole)
		b[at] ^= 1 << rng.IntN(8)
		if _, _, err := readAll(b); !isFormatError(err) {
			t.Fatalf("byte %d is %q instead of %q: %v", at, b[at], whole[at], err)
		}
	}
}

func TestRefusals(t *testing.T) {
	good := string(file(t, header("graph", "contoso.com"), cloudRecords()...))
	head, rest, _ := strings.Cut(good, "\n")
	for name, tc := range map[string]struct {
		in      string
		problem Problem
		line    int
		says    string
	}{
		"empty":                        {"", Truncated, 0, "empty"},
		"something else":               {"dn: CN=x\n", NotASnapshot, 0, "does not begin with a header"},
		"a plan":                       {`{"schema":"gwbplan/plan/v1"}` + "\n", NotASnapshot, 0, "no snapshot"},
		"gzip by another name":         {"\x1f\x8b\x08", NotASnapshot, 0, "gzip"},
		"zstd by another name":         {"\x28\xb5\x2f\xfd..", NotASnapshot, 0, "zstd"},
		"a byte order mark":            {"\ufeff" + good, Altered, 0, "begins with a byte order mark"},
		"UTF-16":                       {"\xFF\xFE{\x00\"\x00", Altered, 0, "wrote it anew"},
		"UTF-16, big-endian":           {"\xFE\xFF\x00{\x00\"", Altered, 0, "wrote it anew"},
		"newer schema":                 {strings.Replace(good, "snapshot/v1", "snapshot/v2", 1), OtherSchema, 1, `"gwbplan/snapshot/v2"`},
		"newer schema with new fields": {`{"type":"header","schema":"gwbplan/snapshot/v17","new":{}}` + "\n", OtherSchema, 1, "v17"},
		"foreign schema":               {strings.Replace(good, "gwbplan/snapshot/v1", "other/v1", 1), NotASnapshot, 1, `"other/v1"`},
		"header of another form":       {`{"type":"header","schema":"gwbplan/snapshot/v1","new":1}` + "\n", BadRecord, 1, `unknown field "new"`},
		"two headers":                  {head + "\n" + good, BadRecord, 2, "second header"},
		"unknown type":                 {head + "\n" + `{"type":"printer","id":1}` + "\n" + rest, BadRecord, 2, `"printer" is no record type`},
		"no type":                      {head + "\n" + `{"id":1}` + "\n" + rest, BadRecord, 2, "record type"},
		"blank line":                   {head + "\n\n" + rest, BadRecord, 2, "record type"},
		"unknown field":                {strings.Replace(good, `"cloud":`, `"cluod":`, 1), BadRecord, 2, `unknown field "cluod"`},
		"field in other case":          {strings.Replace(good, `"cloud":`, `"Cloud":`, 1), BadRecord, 2, `unknown field "Cloud"`},
		"field twice":                  {strings.Replace(good, `"cloud":`, `"cloud":"china","cloud":`, 1), BadRecord, 2, `field "cloud" stands there twice`},
		"type twice":                   {strings.Replace(good, `"cloud":`, `"type":"gap","cloud":`, 1), BadRecord, 2, `"type" stands there twice`},
		"nested unknown field":         {strings.Replace(good, `"attribute":`, `"attr":`, 1), BadRecord, 10, `unknown field "attr"`},
		"bad id":                       {strings.Replace(good, oid(101).String(), "00000000-0000-4000-8000-00000000006g", 1), BadRecord, 3, "6g"},
		"bad word":                     {strings.Replace(good, `"on"`, `"yes"`, 1), BadRecord, 2, `"yes"`},
		"edited value":                 {strings.Replace(good, "Ada", "Eve", 1), Altered, 15, "changed after it was written"},
		"spaces":                       {strings.Replace(good, `,"cloud":`, ` , "cloud" :`, 1), Altered, 15, "changed"},
		"carriage returns":             {strings.ReplaceAll(good, "\n", "\r\n"), Altered, 15, "changed"},
		"lines swapped":                {swapped(good, 2, 3), Altered, 15, "changed"},
		"line left out":                {without(good, 3), Altered, 14, `holds 2 "cloudGroup" records, and its trailer counts 3`},
		"garbage at the end":           {good + "x", Altered, 16, "follows the trailer"},
		"two files in one":             {good + good, Altered, 16, "follows the trailer"},
		"trailer of another form":      {strings.Replace(good, `"sha256"`, `"sha512"`, 1), Truncated, 15, "trailer is not valid"},
		"trailer without hash":         {head + "\n" + `{"type":"trailer","counts":{}}` + "\n", Altered, 2, "SHA-256"},
	} {
		_, _, err := readAll([]byte(tc.in))
		var bad *FormatError
		if !errors.As(err, &bad) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if bad.Problem != tc.problem || bad.Line != tc.line || !strings.Contains(err.Error(), tc.says) || !strings.HasPrefix(err.Error(), "test.jsonl:") || bad.Hint() == "" {
			t.Errorf("%s: problem %d in line %d: %v", name, bad.Problem, bad.Line, err)
		}
	}
}

func swapped(file string, i, j int) string {
	l := strings.SplitAfter(file, "\n")
	l[i], l[j] = l[j], l[i]
	return strings.Join(l, "")
}

func without(file string, i int) string {
	l := strings.SplitAfter(file, "\n")
	return strings.Join(append(l[:i], l[i+1:]...), "")
}

func TestPutError(t *testing.T) {
	stop := errors.New("stop")
	n := 0
	_, err := Read(bytes.NewReader(file(t, header("graph", "x"), cloudRecords()...)), "a.jsonl", func(Record) error {
		if n++; n == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || !strings.HasPrefix(err.Error(), "a.jsonl:4: ") || n != 3 {
		t.Errorf("after %d records: %v", n, err)
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	whole := file(t, header("graph", "x"), cloudRecords()...)
	for _, n := range []int{0, 5, 100, len(whole)} {
		_, err := Read(io.MultiReader(bytes.NewReader(whole[:n]), iotest.ErrReader(broken)), "a.jsonl", func(Record) error { return nil })
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "a.jsonl") {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

func TestLongLine(t *testing.T) {
	members := make([]ObjectID, 100_000)
	for i := range members {
		members[i] = oid(i)
	}
	b := file(t, header("graph", "x"), &CloudGroupRecord{CloudGroup{ID: oid(1)}, members})
	_, records, err := readAll(b)
	if err != nil || !reflect.DeepEqual(records[0].(*CloudGroupRecord).MemberIDs, members) {
		t.Errorf("a group of %d members: %v", len(members), err)
	}
}

// TestWriteError: nothing, not even a trailer, follows a cut line.
func TestWriteError(t *testing.T) {
	full := errors.New("no space left")
	w, err := NewWriter(&limited{left: 1000, err: full}, header("graph", "x"))
	for err == nil {
		err = w.Put(cloudRecords()[1])
	}
	if !errors.Is(err, full) {
		t.Fatal(err)
	}
	if err := w.Put(cloudRecords()[0]); !errors.Is(err, full) {
		t.Errorf("Put after a failed write: %v", err)
	}
	if err := w.Close(); !errors.Is(err, full) {
		t.Errorf("Close after a failed write: %v", err)
	}
}

type limited struct {
	left int
	err  error
}

func (l *limited) Write(b []byte) (int, error) {
	if l.left -= len(b); l.left < 0 {
		return 0, l.err
	}
	return len(b), nil
}

// TestUnwritable: a record that cannot be written is an error, and leaves no
// half line.
func TestUnwritable(t *testing.T) {
	var b bytes.Buffer
	w, _ := NewWriter(&b, header("graph", "x"))
	late := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, r := range []Record{&Tenant{WritebackV1: 9}, &Owners{Reading: 9}, &CloudGroupRecord{CloudGroup: CloudGroup{CreatedDateTime: &late}}} {
		if err := w.Put(r); err == nil || !strings.Contains(err.Error(), "encoding a ") {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, records, err := readAll(b.Bytes()); err != nil || len(records) != 0 {
		t.Errorf("%d records, %v", len(records), err)
	}
	if err := w.Put(&Tenant{}); err == nil {
		t.Error("a record can follow the trailer")
	}
}

func FuzzReadSnapshot(f *testing.F) {
	f.Add(file(f, header("graph", "x"), allRecords()...))
	f.Add(file(f, header("ldap", "x"), adRecords()...))
	f.Add([]byte(`{"type":"header","schema":"gwbplan/snapshot/v1","tool":"","takenAt":"2026-01-01T00:00:00Z","sources":null}` + "\n" + `{"type":"cloudGroup","id":"","members": [ "" , ""] }` + "\n"))
	f.Add([]byte(`{"type":"header","schema":"gwbplan/snapshot/v2"}` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		// Whatever the lines are, the trailer is made to fit them, so that
		// records beyond the hash are reached too.
		fits := append(bytes.Clone(b), fmt.Sprintf(`{"type":"trailer","counts":{},"sha256":"%x"}`+"\n", sha256.Sum256(b))...)
		for _, in := range [][]byte{b, fits} {
			h, records, err := readAll(in)
			if err != nil {
				if !isFormatError(err) {
					t.Errorf("an error of another type: %v", err)
				}
				continue
			}
			if _, again, err := readAll(file(t, h, records...)); err != nil || !reflect.DeepEqual(records, again) {
				t.Errorf("what was read does not survive: %v", err)
			}
			// Contradictions are an error, and nothing worse.
			if s, err := Build(h, records...); (s == nil) != (err != nil) {
				t.Errorf("the records give %v, %v", s, err)
			}
		}
	})
}
