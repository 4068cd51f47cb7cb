package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory"
	"gwbplan/inventory/connect"
	"gwbplan/inventory/entra"
)

func readDoc(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// firstCells are the names in backticks in the first cells of a page's tables.
func firstCells(page string) (out []string) {
	name := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(page) {
		if cells := strings.Split(line, "|"); len(cells) > 2 && cells[0] == "" {
			for _, m := range name.FindAllStringSubmatch(cells[1], -1) {
				out = append(out, m[1])
			}
		}
	}
	return out
}

// sameWords compares two lists as sets.
func sameWords(t *testing.T, what string, doc, code []string) {
	t.Helper()
	for _, w := range doc {
		if !slices.Contains(code, w) {
			t.Errorf("%s: %q is documented and not in the code", what, w)
		}
	}
	for _, w := range code {
		if !slices.Contains(doc, w) {
			t.Errorf("%s: %q is in the code and not documented", what, w)
		}
	}
}

// connectFields are the JSON names of a facts file, at every depth.
func connectFields(typ reflect.Type, to map[string]bool) {
	for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[time.Time]() {
		return
	}
	for _, f := range reflect.VisibleFields(typ) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		to[name] = true
		connectFields(f.Type, to)
	}
}

// jsonKeys are the keys of a value, at every depth.
func jsonKeys(v any, to map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			to[k] = true
			jsonKeys(e, to)
		}
	case []any:
		for _, e := range v {
			jsonKeys(e, to)
		}
	}
}

// TestConnectFactsPage: the page's example is read, shows every field there
// is, and the page's tables explain each of them and no other.
func TestConnectFactsPage(t *testing.T) {
	page := readDoc(t, "docs", "connect-facts.md")
	_, rest, _ := strings.Cut(page, "```json\n")
	text, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/connect-facts.md has no example")
	}
	server, err := connect.Read(strings.NewReader(text), "connect-facts.md")
	if err != nil {
		t.Fatal(err)
	}
	if server.Name != "SYNC01" || server.Staging != inventory.FlagFalse || len(server.Rules) != 2 || len(server.Connectors) != 2 {
		t.Errorf("the example was read as %+v", server)
	}
	var v any
	if err := json.NewDecoder(bytes.NewReader([]byte(text))).Decode(&v); err != nil {
		t.Fatal(err)
	}
	fields, shown := map[string]bool{"schema": true}, map[string]bool{}
	connectFields(reflect.TypeFor[inventory.ConnectServer](), fields)
	jsonKeys(v, shown)
	sameWords(t, "the example", slices.Collect(maps.Keys(shown)), slices.Collect(maps.Keys(fields)))
	for name := range fields {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("docs/connect-facts.md does not explain %q", name)
		}
	}
	for _, name := range firstCells(page) {
		if !fields[name] {
			t.Errorf("docs/connect-facts.md explains %q, which is no field", name)
		}
	}
}

// TestSnapshotPage: the page lists the types and the unknown words there are.
func TestSnapshotPage(t *testing.T) {
	page := readDoc(t, "docs", "snapshot.md")
	code := map[string][]string{}
	constants(t, filepath.Join("..", "..", "inventory"), code)
	sameWords(t, "docs/snapshot.md", firstCells(page), code["recordType"])
	words := [][]string{
		wireNames(func(i uint8) string { return inventory.Flag(i).String() }),
		wireNames(func(i uint8) string { return inventory.Feature(i).String() }),
		wireNames(func(i uint8) string { return inventory.Reading(i).String() }),
	}
	for _, w := range slices.Concat(words...) {
		if !strings.Contains(page, "`"+w+"`") {
			t.Errorf("docs/snapshot.md does not name the word %q", w)
		}
	}
}

// TestSignInsAreDocumented: the page, the manual and the flag name every way.
func TestSignInsAreDocumented(t *testing.T) {
	var modes []string
	for _, m := range entra.AuthModes() {
		modes = append(modes, string(m))
	}
	var rows []string
	for _, cell := range firstCells(readDoc(t, "docs", "sign-in.md")) {
		if cell != "--auth" {
			rows = append(rows, cell)
		}
	}
	sameWords(t, "docs/sign-in.md", rows, modes)
	manual := readDoc(t, "cmd", "gwbplan", "doc.go")
	for _, m := range modes {
		if !strings.Contains(manual, "//\t"+m+"  ") {
			t.Errorf("doc.go does not name --auth %s", m)
		}
	}
}

// TestPermissionsAreDocumented: README.md and the manual name the permissions
// that are asked for and no other, and how they are granted.
func TestPermissionsAreDocumented(t *testing.T) {
	permission := regexp.MustCompile(`\b[A-Z]\w+(\.[A-Z]\w+){1,2}\b`)
	var names []string
	readme := readDoc(t, "README.md")
	for _, p := range entra.Permissions() {
		names = append(names, p.Name)
		if row := fmt.Sprintf("| `%s` | %s |", p.Name, p.Kind); !strings.Contains(readme, row) {
			t.Errorf("README.md has no row %q", row)
		}
	}
	for what, text := range map[string]string{"README.md": readme, "doc.go": readDoc(t, "cmd", "gwbplan", "doc.go")} {
		var found []string
		for _, name := range permission.FindAllString(text, -1) {
			if strings.Contains(name, ".Read") {
				found = append(found, name)
			}
		}
		sameWords(t, what, found, names)
	}
}

// TestExitCodesAreDocumented: README.md and the manual have one table, and it
// has every code.
func TestExitCodesAreDocumented(t *testing.T) {
	rows := regexp.MustCompile(`(?m)^(?:\| |//\t)(\d)(?: \| |  )(.+?)(?: \|)?$`)
	var tables [2][]string
	for i, text := range []string{readDoc(t, "README.md"), readDoc(t, "cmd", "gwbplan", "doc.go")} {
		for _, m := range rows.FindAllStringSubmatch(text, -1) {
			tables[i] = append(tables[i], m[1]+" "+m[2])
		}
	}
	if !slices.Equal(tables[0], tables[1]) {
		t.Errorf("README.md has the exit codes\n%s\ndoc.go has\n%s", strings.Join(tables[0], "\n"), strings.Join(tables[1], "\n"))
	}
	codes := []int{exitDone, exitFailed, exitUsage, exitBlocked, exitIncomplete}
	if len(tables[0]) != len(codes) {
		t.Fatalf("%d exit codes are documented, there are %d", len(tables[0]), len(codes))
	}
	for i, code := range codes {
		if !strings.HasPrefix(tables[0][i], fmt.Sprint(code)+" ") {
			t.Errorf("row %d is %q, want code %d", i, tables[0][i], code)
		}
	}
}

// TestAddingARule: what the page shows of its example is the code that
// planner's tests compile and run.
func TestAddingARule(t *testing.T) {
	p := openPage(t, "docs/adding-a-rule.md")
	code := strings.Join(readLines(t, filepath.Join("..", "..", "planner", "rule_example_test.go")), "\n")
	shown := 0
	for _, b := range blocksOf(p.lines) {
		if b.lang == "go" {
			shown++
			if !strings.Contains(code, b.text(p.lines)) {
				t.Errorf("planner/rule_example_test.go does not hold\n%s", b.text(p.lines))
			}
		}
	}
	if shown < 4 {
		t.Errorf("only %d parts are shown", shown)
	}
}

// TestAppRegistrationPage: the page grants the permissions that are asked for,
// and the application those that it can have.
func TestAppRegistrationPage(t *testing.T) {
	page := readDoc(t, "docs", "app-registration.md")
	_, rest, _ := strings.Cut(page, "$scopes = @(\n")
	list, _, found := strings.Cut(rest, "\n)")
	if !found {
		t.Fatal("docs/app-registration.md has no list of scopes")
	}
	var have, want, both []string
	for line := range strings.Lines(list) {
		have = append(have, strings.Trim(line, " '\n"))
	}
	for _, p := range entra.Permissions() {
		if !slices.Contains(want, p.Name) {
			want = append(want, p.Name)
			if p.Kind == entra.DelegatedOrApplication {
				both = append(both, p.Name)
			}
		}
	}
	sameWords(t, "docs/app-registration.md", have, want)
	if !slices.Equal(have[:len(both)], both) || !strings.Contains(page, fmt.Sprintf("-First %d)", len(both))) {
		t.Errorf("the first %d scopes must be those that an application can have: %v", len(both), both)
	}
}

// TestReadingTheReportPage: the page has a row for each part of report.html.
func TestReadingTheReportPage(t *testing.T) {
	dir := t.TempDir()
	runFor(t, "demo", "--quiet", "--format", "html", "--out", dir)
	page := readDoc(t, "docs", "reading-the-report.md")
	parts := regexp.MustCompile(`<h2[^>]*>([^<]+)`).FindAllStringSubmatch(string(readFile(t, dir, "report.html")), -1)
	if len(parts) < 10 {
		t.Fatalf("only %d parts in report.html", len(parts))
	}
	for _, part := range parts {
		if name := strings.TrimSpace(part[1]); !strings.Contains(page, "\n| "+name+" | ") {
			t.Errorf("docs/reading-the-report.md has no row for %q", name)
		}
	}
}
