package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"gwbplan/fixtures"
	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
	"gwbplan/planner/diff"
	"gwbplan/planner/pendingexport"
)

// deletions is a csexport file that deletes every object of a plan's groups and
// adds one for every other group, with all names as they are.
func deletions(t *testing.T, p *planner.Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("<cs-objects>\n")
	escaped := func(s string) string {
		var e bytes.Buffer
		if err := xml.EscapeText(&e, []byte(s)); err != nil {
			t.Fatal(err)
		}
		return e.String()
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		op, dn, known := "add", "CN=Group_"+g.ID+",OU=Groups Writeback,DC=contoso,DC=com", `<attr name="displayName"><value>`+escaped(g.DisplayName)+"</value></attr>"
		if len(g.ADObjects) > 0 {
			op, dn, known = "delete", string(g.ADObjects[0].DN), ""
		}
		fmt.Fprintf(&b, `<cs-object cs-dn="%[2]s" object-type="group"><unapplied-export><delta operation="%[1]s" dn="%[2]s">%[3]s</delta></unapplied-export></cs-object>`+"\n", op, escaped(dn), known)
	}
	b.WriteString("</cs-objects>\n")
	return b.Bytes()
}

// demoPlanFile leaves the demo's plan in a folder, and what a change makes of it.
func demoPlanFile(t *testing.T, change func(p *planner.Plan)) (before, after string) {
	t.Helper()
	dir := t.TempDir()
	before, after = filepath.Join(dir, "before.json"), filepath.Join(dir, "after.json")
	if err := os.WriteFile(before, demoPlanJSON(t, true), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := readPlan(before)
	if err != nil {
		t.Fatal(err)
	}
	change(p)
	var b bytes.Buffer
	if _, err := p.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(after, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return before, after
}

// planEdits make plans that the demo tenant has not.
var planEdits = map[string]func(p *planner.Plan){
	"complete":     func(p *planner.Plan) { p.Complete = true },
	"redacted":     func(p *planner.Plan) { p.Redacted = true },
	"excerpt":      func(p *planner.Plan) { *p = *p.ExcerptOf([]int{0, 1}, []string{"wave=1"}) },
	"other-tenant": func(p *planner.Plan) { p.Tenant.ID = "00000000-0000-4000-8000-000000000001" },
	"acknowledged": func(p *planner.Plan) {
		for i := range p.Settings {
			if p.Settings[i].Key == "limits.m365WriteOut" {
				p.Settings[i].Value = "4"
			}
		}
	},
	"sales-blocked": func(p *planner.Plan) {
		for i := range p.Groups {
			if g := &p.Groups[i]; g.DisplayName == "Sales" && g.Wave > 0 {
				g.Readiness, g.Wave = planner.Blocked, 0
				g.Findings = append(g.Findings, planner.Finding{ID: planner.FindingWeakMatch, Severity: planner.SeverityBlocker, Message: "the match is weak", Evidence: []planner.Evidence{}, Facts: []string{}})
			}
		}
	},
}

// editPlan IN OUT EDIT…: writes a plan with changes of [planEdits].
func editPlan(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: editplan IN OUT EDIT...")
	}
	p, err := readPlan(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, name := range args[2:] {
		edit := planEdits[name]
		if edit == nil {
			ts.Fatalf("there is no edit %q", name)
		}
		edit(p)
	}
	var b bytes.Buffer
	_, err = p.WriteTo(&b)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o600))
}

// TestComparisonsByAParser: no name of the tenant becomes markup in
// pending-export.md or diff.md, every one comes back, and both JSON files fit
// their schemas.
func TestComparisonsByAParser(t *testing.T) {
	before, after := demoPlanFile(t, func(p *planner.Plan) {
		for i := range p.Groups {
			p.Groups[i].Action, p.Groups[i].Owners = planner.ActionUnknown, []string{p.Groups[i].DisplayName}
		}
	})
	plan, err := readPlan(before)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	export := filepath.Join(dir, "export.xml")
	if err := os.WriteFile(export, deletions(t, plan), 0o600); err != nil {
		t.Fatal(err)
	}
	runFor(t, "verify-export", "--quiet", "--out", dir, before, export)
	runFor(t, "diff", "--quiet", "--out", dir, before, after)
	for _, c := range []struct{ markdown, json, schema string }{
		{"pending-export.md", "pending-export.json", "pending-export.schema.json"}, {"diff.md", "diff.json", "diff.schema.json"},
	} {
		shown := strings.Join(parseMarkdown(t, readFile(t, dir, c.markdown)).texts, "\n")
		for _, name := range markedUpNames(t) {
			if !strings.Contains(shown, ": "+name) {
				t.Errorf("%q does not come back from %s", name, c.markdown)
			}
		}
		if err := comparisonSchema(t, c.schema).Validate(asAny(t, readFile(t, dir, c.json))); err != nil {
			t.Errorf("%s: %v", c.json, err)
		}
	}
}

// markedUpNames are the demo's names that mean something in Markdown, without
// those that hold what has no shape, which the documents spell out.
func markedUpNames(t *testing.T) (out []string) {
	t.Helper()
	for _, g := range fixtures.Contoso().Graph.Groups {
		plain := !strings.ContainsFunc(g.DisplayName, func(r rune) bool { return r < ' ' || r == '\u202e' })
		if plain && strings.ContainsAny(g.DisplayName, "=<>|`*[]$\\@") {
			out = append(out, g.DisplayName)
		}
	}
	if len(out) < 6 {
		t.Fatalf("the demo has only the names %q", out)
	}
	return out
}

func comparisonSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestComparisonSchemas holds the two schemas and the Go types together.
func TestComparisonSchemas(t *testing.T) {
	dirs := func(parts ...string) string { return filepath.Join(append([]string{"..", ".."}, parts...)...) }
	pendingWords := map[string][]string{"Report.Schema": {pendingexport.Schema}}
	constants(t, dirs("planner", "pendingexport"), pendingWords)
	constants(t, dirs("inventory", "connect", "pending"), pendingWords)
	diffWords := map[string][]string{"Report.Schema": {diff.Schema}}
	constants(t, dirs("planner", "diff"), diffWords)
	for _, c := range []struct {
		file  string
		typ   reflect.Type
		words map[string][]string
	}{
		{"pending-export.schema.json", reflect.TypeFor[pendingexport.Report](), pendingWords},
		{"diff.schema.json", reflect.TypeFor[diff.Report](), diffWords},
	} {
		var root map[string]any
		if err := json.Unmarshal(readFile(t, dirs("docs"), c.file), &root); err != nil {
			t.Fatal(err)
		}
		w := &schemaWalk{t: t, defs: root["$defs"].(map[string]any), words: c.words, used: map[string]bool{}}
		w.check(c.file, root, c.typ, "")
		for name := range w.defs {
			if !w.used[name] {
				t.Errorf("%s: $defs/%s is used nowhere", c.file, name)
			}
		}
	}
}

// TestComparisonPages: each kind of item and each section is explained.
func TestComparisonPages(t *testing.T) {
	var kinds, sections []string
	for _, k := range pendingexport.Kinds() {
		kinds = append(kinds, string(k))
	}
	for _, s := range diff.Sections() {
		sections = append(sections, string(s))
	}
	sameWords(t, "docs/verify-export.md", firstCells(readDoc(t, "docs", "verify-export.md")), kinds)
	sameWords(t, "docs/diff.md", firstCells(readDoc(t, "docs", "diff.md")), sections)
}

// TestExportPage: the example of docs/verify-export.md is one that is read.
func TestExportPage(t *testing.T) {
	_, rest, _ := strings.Cut(readDoc(t, "docs", "verify-export.md"), "```xml\n")
	text, _, found := strings.Cut(rest, "```")
	var ops []string
	info, err := pending.Read(strings.NewReader(text), "verify-export.md", func(c *pending.Change) error {
		ops = append(ops, fmt.Sprint(c.Operation, " ", c.NewDN != "", " ", len(c.Attributes)))
		return nil
	})
	if !found || err != nil || !reflect.DeepEqual(ops, []string{"update true 2", "delete false 0"}) || info.Connector != pending.ActiveDirectory {
		t.Errorf("the example was read as %v, %+v, %v", ops, info, err)
	}
}
