package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"gwbplan/fixtures"
)

// sourceFiles are what calm runs leave: a snapshot of both sides, each side by
// itself, and a plan.
type sourceFiles struct {
	*disturbed
	dir                     string
	both, cloud, ldap, plan []byte
}

func makeFiles(t *testing.T) *sourceFiles {
	t.Helper()
	r := startHandful(t)
	s := &sourceFiles{disturbed: r, dir: t.TempDir()}
	calm := r.read(t)
	s.both, s.plan = readFile(t, calm.dir, "s.jsonl"), calm.text
	env := map[string]string{"GWBPLAN_GRAPH_TOKEN": fixtures.GraphToken, envLDAPPassword: fixtures.LDAPPassword}
	for args, to := range map[string]*[]byte{
		strings.Join(graphArgs(r.GraphURL), " "):     &s.cloud,
		strings.Join(r.ldapArgs(r.LDAPURLs[0]), " "): &s.ldap,
	} {
		if a := r.try(t, env, strings.Fields(strings.ReplaceAll(args, "OUT", s.dir))...); a.code != exitDone {
			t.Fatal(a.stderr)
		}
		*to = readFile(t, s.dir, "s.jsonl")
	}
	return s
}

// file writes a file and returns its name.
func (s *sourceFiles) file(t *testing.T, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := writeTestFile(path, text); err != nil {
		t.Fatal(err)
	}
	return path
}

// resealed replaces a text in a snapshot and makes the trailer fit again, as
// somebody would who edits it knowingly.
func resealed(text []byte, old, new string) []byte {
	body, _, _ := bytes.Cut(bytes.Replace(text, []byte(old), []byte(new), 1), []byte(`{"type":"trailer"`))
	counts := text[bytes.LastIndex(text, []byte(`"counts":`)):bytes.LastIndex(text, []byte(`,"sha256"`))]
	return append(bytes.Clone(body), fmt.Sprintf(`{"type":"trailer",%s,"sha256":"%x"}`+"\n", counts, sha256.Sum256(body))...)
}

// TestBadSnapshots: a snapshot that is not whole, not as it was written, or of
// another version makes no plan.
func TestBadSnapshots(t *testing.T) {
	s := makeFiles(t)
	lines := bytes.SplitAfter(s.both, []byte("\n"))
	half := bytes.Join(lines[:len(lines)/2], nil)
	for _, c := range []struct {
		name string
		text []byte
		says []string
	}{
		{"cut.jsonl", half, []string{fmt.Sprintf("cut.jsonl:%d: the snapshot is truncated", len(lines)/2), "hint: copy the file again, or take the snapshot again"}},
		{"cut-in-a-line.jsonl", half[:len(half)-9], []string{fmt.Sprintf("cut-in-a-line.jsonl:%d: ", len(lines)/2), "truncated"}},
		{"no-trailer.jsonl", bytes.Join(lines[:len(lines)-2], nil), []string{"no-trailer.jsonl:", "truncated"}},
		{"empty.jsonl", nil, []string{"empty.jsonl", "hint: "}},
		{"cut.jsonl.gz", compressed(t, s.both, ".gz")[:900], []string{"cut.jsonl.gz", "truncated"}},
		{"cut.jsonl.zst", compressed(t, s.both, ".zst")[:900], []string{"cut.jsonl.zst", "truncated"}},
		{"not.jsonl.gz", s.both, []string{"not.jsonl.gz: the file is not compressed as its name says", "hint: "}},
		{"edited.jsonl", bytes.Replace(s.both, []byte("Cleaning Crew"), []byte("Cleaning Crow"), 1), []string{"edited.jsonl", "hint: copy the file again as it was written (in binary mode, unedited)"}},
		{"crlf.jsonl", bytes.ReplaceAll(s.both, []byte("\n"), []byte("\r\n")), []string{"crlf.jsonl", "hint: "}},
		{"dropped.jsonl", bytes.Join(slices.Delete(slices.Clone(lines), 5, 6), nil), []string{"dropped.jsonl", "hint: "}},
		{"newer.jsonl", resealed(s.both, "gwbplan/snapshot/v1", "gwbplan/snapshot/v2"), []string{"newer.jsonl:1: ", "gwbplan/snapshot/v2", "hint: use the version of gwbplan that wrote the file"}},
		{"strange.jsonl", resealed(s.both, `"displayName":"Cleaning Crew"`, `"colour":"Cleaning Crew"`), []string{"strange.jsonl:", "colour"}},
		{"plan.jsonl", s.plan, []string{"plan.jsonl", "hint: give a file that `gwbplan inventory --out FILE` wrote"}},
		{"page.jsonl", []byte("<html>log in first</html>"), []string{"page.jsonl", "hint: "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := s.file(t, c.name, c.text)
			s.try(t, nil, "plan", path, "--out", "OUT/plan.json").refused(t, exitFailed, c.says...)
		})
	}
	t.Run("missing", func(t *testing.T) {
		s.try(t, nil, "plan", filepath.Join(s.dir, "none.jsonl"), "--out", "OUT/plan.json").refused(t, exitFailed, "none.jsonl: no such file")
	})
	t.Run("a folder", func(t *testing.T) {
		s.try(t, nil, "plan", s.dir, "--out", "OUT/plan.json").refused(t, exitFailed, "is a directory")
	})
}

func compressed(t *testing.T, text []byte, ending string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if ending == ".zst" {
		var err error
		if w, err = zstd.NewWriter(&b); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Write(text)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestContradictingMerges: two pictures of one thing are none.
func TestContradictingMerges(t *testing.T) {
	s := makeFiles(t)
	connect := func(name string) string {
		out := filepath.Join(s.dir, name)
		if a := s.try(t, nil, "inventory", "--quiet", "--out", out, "--connect-facts", s.ConnectFile); a.code != exitDone {
			t.Fatal(a.stderr)
		}
		return out
	}
	cloud, ldap := s.file(t, "cloud.jsonl", s.cloud), s.file(t, "ldap.jsonl", s.ldap)
	for _, c := range []struct {
		name  string
		files []string
		says  []string
	}{
		{"the cloud side twice", []string{cloud, s.file(t, "cloud2.jsonl", s.cloud)}, []string{"cloud.jsonl and ", "cloud2.jsonl cannot be merged: both hold the cloud side of tenant " + fixtures.TenantID, "hint: give one of the two"}},
		{"two tenants", []string{cloud, s.file(t, "other.jsonl", resealed(s.cloud, fixtures.TenantID, "11111111-2222-4333-8444-555555555555"))}, []string{"they are of two tenants", "hint: plan each tenant by itself"}},
		{"a domain twice", []string{ldap, s.file(t, "ldap2.jsonl", s.ldap)}, []string{"both hold the AD domain DC=contoso,DC=com", "hint: give one of the two"}},
		{"a domain beside both sides", []string{ldap, s.file(t, "both.jsonl", s.both)}, []string{"both hold the AD domain DC=contoso,DC=com"}},
		{"a Connect server twice", []string{connect("connect.jsonl"), connect("connect2.jsonl")}, []string{`both hold the Connect server "SYNC01"`, "hint: give one of the two"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.try(t, nil, append([]string{"plan", "--out", "OUT/plan.json"}, c.files...)...).refused(t, exitUsage, c.says...)
		})
	}
}

// TestBadPlans: report and explain refuse a plan that is not whole.
func TestBadPlans(t *testing.T) {
	s := makeFiles(t)
	for _, c := range []struct {
		name string
		text []byte
		want string
	}{
		{"cut.json", s.plan[:len(s.plan)/2], "it ends too early, behind group "},
		{"newer.json", bytes.Replace(s.plan, []byte("gwbplan/plan/v1"), []byte("gwbplan/plan/v2"), 1), `its schema is "gwbplan/plan/v2", this version reads "gwbplan/plan/v1": use the version that wrote it, or plan anew`},
		{"edited.json", bytes.Replace(s.plan, []byte(`"readiness"`), []byte(`"readyness"`), 1), `unknown field "readyness"`},
		{"snapshot.json", s.both, "this is a snapshot and no plan; make one of it with gwbplan plan"},
		{"empty.json", nil, "it ends too early, behind its beginning"},
	} {
		path := s.file(t, c.name, c.text)
		t.Run(c.name, func(t *testing.T) {
			s.try(t, nil, "report", path, "--out", "OUT/reports").refused(t, exitFailed, path+": reading the plan: ", c.want)
			s.try(t, nil, "explain", path, "Sales").refused(t, exitFailed, path+": reading the plan: ", c.want)
		})
	}
}

// TestBadLDIF: the line is named where a dump cannot be read.
func TestBadLDIF(t *testing.T) {
	s := makeFiles(t)
	const good = "dn: CN=Sales,OU=Groups,DC=contoso,DC=com\nobjectClass: group\n"
	for _, c := range []struct{ name, text, want string }{
		{"no-colon.ldf", good + "adminDescription\n", `no-colon.ldf:3: want "attribute: value", found "adminDescription"`},
		{"base64.ldf", good + "objectGUID:: not*base64\n", "base64.ldf:3: "},
		{"no-dn.ldf", "objectClass: group\n", "no-dn.ldf:1: want a line that begins with dn:"},
		{"continued.ldf", " continued\n" + good, "continued.ldf:1: a continuation line without a line before it"},
		{"page.ldf", "<html>\n<body>log in first</body>\n", "page.ldf:1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := s.file(t, c.name, []byte(c.text))
			s.try(t, nil, "inventory", "--quiet", "--out", "OUT/s.jsonl", "--ldif", path).refused(t, exitFailed, c.want)
		})
	}
	t.Run("empty.ldf", func(t *testing.T) {
		path := s.file(t, "empty.ldf", nil)
		s.try(t, nil, "inventory", "--quiet", "--out", "OUT/s.jsonl", "--ldif", path).refused(t, exitUsage, "the LDIF files hold no entry")
	})
}

// TestBadConnectFacts: so is the line of a facts file.
func TestBadConnectFacts(t *testing.T) {
	s := makeFiles(t)
	good := readFile(t, filepath.Dir(s.ConnectFile), filepath.Base(s.ConnectFile))
	for _, c := range []struct {
		name string
		text []byte
		want string
	}{
		{"cut.json", good[:len(good)/2], "the file ends before the facts do; run the script again"},
		{"newer.json", bytes.Replace(good, []byte("connect-facts/v1"), []byte("connect-facts/v2"), 1), `"gwbplan/connect-facts/v2" and this version reads "gwbplan/connect-facts/v1"`},
		{"strange.json", bytes.Replace(good, []byte(`"name"`), []byte(`"nmae"`), 1), `strange.json:3:`},
		{"page.json", []byte("<html>"), "page.json:1:1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := s.file(t, c.name, c.text)
			s.try(t, nil, "inventory", "--quiet", "--out", "OUT/s.jsonl", "--connect-facts", path).refused(t, exitFailed, c.name, c.want)
		})
	}
}
