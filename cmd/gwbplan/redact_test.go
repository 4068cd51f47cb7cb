package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gwbplan/fixtures"
	"gwbplan/inventory"
	"gwbplan/planner"
)

// plainWords are names of the demo tenant that are words of the documents too:
// they tell nothing.
var plainWords = []string{"com", "computers", "copy", "exe", "groups", "onmicrosoft", "restored", "schema admins", "true", "users"}

// microsoftsSample is what a fact is cited from; its tenant has the name too.
const microsoftsSample = "contoso sample rules"

// nameKeys are the keys of a snapshot whose strings name somebody or something.
var nameKeys = []string{"displayName", "userPrincipalName", "mail", "mailNickname", "sAMAccountName", "cn", "onPremisesDomainName", "domain"}

var idPattern = regexp.MustCompile(`(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|S-1-5-21(-[0-9]+){3,}`)

// secretsOf are the names, parts of DNs, sign-in names, SIDs, GUIDs and domains
// of a snapshot, in lower case.
func secretsOf(t *testing.T, snapshot []byte) []string {
	t.Helper()
	out := map[string]bool{}
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				walk(k, e)
			}
			if v["type"] == "connectServer" {
				out[fmt.Sprint(v["name"])] = true
			}
		case []any:
			for _, e := range v {
				walk(key, e)
			}
		case string:
			if slices.Contains(nameKeys, key) {
				out[v] = true
			}
			if strings.HasPrefix(v, "CN=") || strings.HasPrefix(v, "OU=") || strings.HasPrefix(v, "DC=") {
				for _, rdn := range inventory.DN(v).Split() {
					out[rdn.Value] = true
				}
			}
			for _, id := range idPattern.FindAllString(v, -1) {
				out[id], out[id[len(id)-12:]] = true, true
			}
		}
	}
	for line := range bytes.Lines(snapshot) {
		var v any
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(err)
		}
		walk("", v)
	}
	var list []string
	for s := range maps.Keys(out) {
		for _, part := range append(strings.FieldsFunc(s, func(r rune) bool { return r == '@' || r == '.' }), s) {
			part = strings.ToLower(strings.TrimSpace(part))
			if len(part) > 2 && !slices.Contains(plainWords, part) {
				list = append(list, part)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// spoken is a document as its reader sees it: the parts of a workbook unpacked.
func spoken(t *testing.T, name string, b []byte) string {
	t.Helper()
	if filepath.Ext(name) != ".xlsx" {
		return string(b)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&out, r); err != nil {
			t.Fatal(err)
		}
	}
	return html.UnescapeString(out.String())
}

// says reports whether a text has a string as words of their own.
func says(text, secret string) bool {
	for rest := text; ; {
		i := strings.Index(rest, secret)
		if i < 0 {
			return false
		}
		before, after := []rune(rest[max(0, i-4):i]), []rune(rest[i+len(secret):min(len(rest), i+len(secret)+4)])
		inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
		if (len(before) == 0 || !inWord(before[len(before)-1])) && (len(after) == 0 || !inWord(after[0])) {
			return true
		}
		rest = rest[i+1:]
	}
}

// TestRedactionLeavesNoName: no name, part of a DN, sign-in name, SID, GUID or
// domain that was read is in any document, whole or split among owners.
func TestRedactionLeavesNoName(t *testing.T) {
	dir, _ := assessTenant(t, startContoso(t, fixtures.Contoso()))
	secrets := secretsOf(t, readFile(t, dir, "snapshot.jsonl"))
	if len(secrets) < 300 {
		t.Fatalf("the test looks for %d strings only", len(secrets))
	}
	out := t.TempDir()
	runFor(t, "report", filepath.Join(dir, planFile), "--out", out, "--redact", "--quiet")
	runFor(t, "report", filepath.Join(dir, planFile), "--out", filepath.Join(out, "owners"), "--redact", "--split-by", "owner", "--only", "readiness=blocked", "--quiet")
	texts := map[string]string{"summary": runFor(t, "explain", filepath.Join(out, planFile), redactedPlan(t, out).Groups[0].ID)}
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		name, _ := filepath.Rel(out, path)
		texts["path "+name] = name
		if err == nil && !d.IsDir() && d.Name() != redactionKeyFile {
			texts[name] = spoken(t, name, readFile(t, out, name))
		}
		return err
	})
	if err != nil || len(texts) < 20 {
		t.Fatalf("%d documents: %v", len(texts), err)
	}
	for name, text := range texts {
		text = strings.ReplaceAll(strings.ToLower(text), microsoftsSample, "")
		for _, s := range secrets {
			if says(text, s) {
				t.Errorf("%s has %q", name, s)
			}
		}
	}
}

func redactedPlan(t *testing.T, dir string) *planner.Plan {
	t.Helper()
	p, err := readPlan(filepath.Join(dir, planFile))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRedactedPlanIsTheSamePlan: it has the same counts, fits the schema, and
// what joined its parts still does.
func TestRedactedPlanIsTheSamePlan(t *testing.T) {
	dir, _ := assessTenant(t, startContoso(t, fixtures.Contoso()))
	out := t.TempDir()
	file := filepath.Join(dir, planFile)
	runFor(t, "report", file, "--out", out, "--redact", "--format", "json", "--quiet")
	if err := compiledPlanSchema(t).Validate(asAny(t, readFile(t, out, planFile))); err != nil {
		t.Errorf("the redacted plan does not fit the schema: %v", err)
	}
	before, after := redactedPlan(t, dir), redactedPlan(t, out)
	if counts(t, before) != counts(t, after) || !after.Redacted || before.Redacted {
		t.Errorf("the summaries differ:\n%s\n%s", counts(t, before), counts(t, after))
	}
	var key struct{ Originals map[string]string }
	if err := json.Unmarshal(readFile(t, out, redactionKeyFile), &key); err != nil {
		t.Fatal(err)
	}
	groups := map[string]*planner.Group{}
	for i := range before.Groups {
		groups[before.Groups[i].ID] = &before.Groups[i]
	}
	for i := range after.Groups {
		g := &after.Groups[i]
		was := groups[key.Originals[g.ID]]
		if was == nil || was.Disposition != g.Disposition || was.Wave != g.Wave || len(was.Findings) != len(g.Findings) || len(was.Members.Lost) != len(g.Members.Lost) || len(was.ADObjects) != len(g.ADObjects) {
			t.Fatalf("group %s is not the one it stands for", g.ID)
		}
		for j, o := range g.ADObjects {
			if len(o.DN.Split()) != len(was.ADObjects[j].DN.Split()) || o.DN.DNSName() != o.Domain || !slices.Contains(after.Tenant.Domains, o.Domain) || key.Originals[string(o.ObjectSID)] != string(was.ADObjects[j].ObjectSID) {
				t.Errorf("%s stands for %s", o.DN, was.ADObjects[j].DN)
			}
		}
		for _, id := range g.WaitsFor {
			if groups[key.Originals[id]] == nil {
				t.Errorf("%s waits for %s, which nobody is", g.ID, id)
			}
		}
	}
}

func counts(t *testing.T, p *planner.Plan) string {
	t.Helper()
	b, err := json.Marshal(p.Summary)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestExcerptFitsTheSchema: a hand-out's plan.json is a plan.
func TestExcerptFitsTheSchema(t *testing.T) {
	dir, _ := assessTenant(t, startContoso(t, fixtures.Contoso()))
	out := t.TempDir()
	runFor(t, "report", filepath.Join(dir, planFile), "--out", out, "--only", "readiness=blocked", "--format", "json", "--quiet")
	if err := compiledPlanSchema(t).Validate(asAny(t, readFile(t, out, planFile))); err != nil {
		t.Error(err)
	}
	if p := redactedPlan(t, out); p.Excerpt == nil || len(p.Groups)+p.Excerpt.GroupsLeftOut != len(redactedPlan(t, dir).Groups) {
		t.Errorf("excerpt %+v of %d groups", p.Excerpt, len(p.Groups))
	}
}
