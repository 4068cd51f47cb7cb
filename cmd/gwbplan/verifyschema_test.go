package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gwbplan/fixtures"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner/verify"
	"gwbplan/report"
)

var verificationSchemaFile = filepath.Join("..", "..", "docs", "verification.schema.json")

// TestVerificationSchemaFollowsTheTypes compares the schema with the Go types.
func TestVerificationSchemaFollowsTheTypes(t *testing.T) {
	b, err := os.ReadFile(verificationSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	words := planWords(t)
	delete(words, "Verdict.Verdict")
	constants(t, filepath.Join("..", "..", "planner", "verify"), words)
	words["Verification.Schema"] = []string{verify.Schema}
	words["Reason.Status"] = append([]string{""}, words["Status"]...)
	w := &schemaWalk{t: t, defs: root["$defs"].(map[string]any), words: words, used: map[string]bool{}}
	w.check("verification", root, reflect.TypeFor[verify.Verification](), "")
	for name := range w.defs {
		if !w.used[name] {
			t.Errorf("$defs/%s is used nowhere", name)
		}
	}
}

// TestVerificationsFitTheSchema: what the tool writes is what the schema
// describes, with both sides and with AD alone.
func TestVerificationsFitTheSchema(t *testing.T) {
	s, err := jsonschema.NewCompiler().Compile(verificationSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	r := startContoso(t, fixtures.Contoso())
	dir, _ := assessTenant(t, r)
	plan, err := readPlan(filepath.Join(dir, planFile))
	if err != nil {
		t.Fatal(err)
	}
	ad := filepath.Join(t.TempDir(), "ad.jsonl")
	runFor(t, "inventory", "--quiet", "--out", ad, "--ldap-url", r.LDAPURLs[0], "--ldap-ca", r.CAFile, "--ldap-user", fixtures.LDAPUser)
	for _, path := range []string{filepath.Join(dir, "snapshot.jsonl"), ad} {
		snap, err := snapfile.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		v, err := verify.Compare(plan, snap, verify.Options{Wave: 1, PlanHash: "00"})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := report.VerificationJSON(&out, v); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(asAny(t, out.Bytes())); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if s.Validate(asAny(t, bytes.Replace(out.Bytes(), []byte(`"complete"`), []byte(`"whole"`), 1))) == nil {
			t.Error("the schema accepts an unknown key")
		}
	}
}

// TestVerificationPage: the page explains every status and every reason there
// is, in the words of the program, and no other.
func TestVerificationPage(t *testing.T) {
	page := readDoc(t, "docs", "verification.md")
	row := regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\| (.+) \\| (.+) \\|$")
	rows := map[string][]string{}
	for _, m := range row.FindAllStringSubmatch(page, -1) {
		rows[m[1]] = m[2:]
	}
	var listed, code []string
	for id := range rows {
		listed = append(listed, id)
	}
	for _, d := range verify.Reasons() {
		code = append(code, string(d.ID))
		if got := rows[string(d.ID)]; got != nil && (got[0] != d.Means || got[1] != d.Next) {
			t.Errorf("%s: the page says %q, the program %q", d.ID, got, []string{d.Means, d.Next})
		}
	}
	slices.Sort(listed)
	sameWords(t, "docs/verification.md", listed, code)
	for _, s := range verify.Statuses() {
		if !strings.Contains(page, "- `"+string(s)+"`: ") {
			t.Errorf("docs/verification.md does not explain %s", s)
		}
	}
}
