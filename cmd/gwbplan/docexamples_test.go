package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gwbplan/fixtures/powershell"
	"gwbplan/inventory/connect/pending"
)

// foreign are the programs that sh blocks show beside gwbplan, and why a test
// does not run them.
var foreign = map[string]string{
	"az":             "asks a real tenant",
	"bash":           "the checks of the whole repository, which run this test",
	"csexport":       "runs on a Connect server",
	"cd":             "goes nowhere without what comes before it",
	"dsacls":         "changes rights on a real domain controller",
	"export":         "sets what the next command would read",
	"git":            "needs a network",
	"go":             "builds or tests what this test is a part of",
	"ldapsearch":     "asks a real domain controller",
	"ldbsearch":      "reads the database of a real domain controller",
	"ldifde":         "runs on Windows, against a real domain controller",
	"powershell.exe": "runs on a Connect server",
	"sha256sum":      "not on every system; cutover_test.go compares the sums",
	"/usr/bin/time":  "measures on a machine that is named",
}

// exemption is a language of a page that is not run or read here, and why.
type exemption struct{ page, lang, why string }

var exempt = []exemption{
	{"docs/adding-a-rule.md", "go", "compared with the compiled example by TestAddingARule"},
	{"docs/architecture.md", "mermaid", "made from the imports by TestArchitecturePage"},
	{"docs/fleet.md", "yaml", "a tenants file and no configuration; planner/config reads it in its tests"},
	{"docs/library.md", "go", "compared with the examples that report's TestLibraryPage names"},
	{"docs/resume.md", "console", "a reading that is cut, and what it says on standard error, are run by testdata/script"},
}

// docPage is a page while its examples are run, in its order and in one empty
// folder.
type docPage struct {
	name, path string
	lines      []string
	// list are the console examples so far, got what they printed.
	list     []example
	got      [][]string
	lastCode int
	schemas  map[string]*jsonschema.Schema
	// ran and parsed count the commands of gwbplan that were run, and those
	// that had to be commands.
	ran, parsed int
}

// docPages are the pages that a person reads, by their path below the root.
func docPages(t *testing.T) (out []string) {
	t.Helper()
	for _, pattern := range []string{"*.md", "docs/*.md", ".github/*.md"} {
		found, err := filepath.Glob(filepath.Join("..", "..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			name, err := filepath.Rel(filepath.Join("..", ".."), path)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, filepath.ToSlash(name))
		}
	}
	return out
}

// TestDocExamples goes over every block of every page. A console block is run
// and its output compared: a line "…" stands for any number of lines. An sh
// block, for somebody's own tenant, must at least be commands with flags that
// there are; so must indented code and what the text names in backticks. YAML is read as a configuration, JSON against its schema, XML as
// pending exports, PowerShell by its grammar.
func TestDocExamples(t *testing.T) {
	pages, ran, parsed, schemas := 0, 0, 0, docSchemas(t)
	for _, name := range docPages(t) {
		t.Run(name, func(t *testing.T) {
			p := openPage(t, name)
			p.schemas = schemas
			t.Chdir(t.TempDir())
			for _, b := range blocksOf(p.lines) {
				p.block(t, b)
			}
			p.inline(t)
			if *update {
				renew(t, p.path, p.lines, p.list, p.got)
			}
			pages, ran, parsed = pages+1, ran+p.ran, parsed+p.parsed
		})
	}
	if whole := len(docPages(t)); pages == whole && (ran < 15 || parsed < 40) {
		t.Errorf("only %d examples were run and %d parsed; the pages have more", ran, parsed)
	}
}

// TestDocPowerShell parses the PowerShell of every page.
func TestDocPowerShell(t *testing.T) {
	var scripts []string
	for _, name := range docPages(t) {
		p := openPage(t, name)
		for _, b := range blocksOf(p.lines) {
			if b.lang == "powershell" {
				scripts = append(scripts, b.text(p.lines))
			}
		}
	}
	if len(scripts) == 0 {
		t.Fatal("no page shows PowerShell")
	}
	powershell.Parse(t, scripts...)
}

func openPage(t *testing.T, name string) *docPage {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return &docPage{name: name, path: path, lines: readLines(t, path)}
}

func (p *docPage) block(t *testing.T, b block) {
	t.Helper()
	spared := slices.ContainsFunc(exempt, func(e exemption) bool { return e.page == p.name && e.lang == b.lang })
	switch b.lang {
	case "console":
		for _, e := range b.console(p.lines) {
			if spared {
				p.parse(t, e.command)
			} else {
				p.run(t, e)
			}
		}
	case "sh":
		for _, command := range b.shell(p.lines) {
			p.parse(t, command)
		}
	case "yaml":
		if !spared {
			p.yaml(t, b)
		}
	case "json":
		p.json(t, b)
	case "xml":
		if _, err := pending.Read(strings.NewReader(b.text(p.lines)), p.name, func(*pending.Change) error { return nil }); err != nil {
			t.Error(err)
		}
	case "powershell": // TestDocPowerShell has the grammar
		for _, line := range p.lines[b.first:b.last] {
			if _, call, found := strings.Cut("= "+strings.TrimSpace(line), "= gwbplan "); found {
				call, _, _ = strings.Cut(call, " |")
				p.parse(t, "gwbplan "+call)
			}
		}
	default:
		if !spared {
			t.Errorf("%s:%d: no test reads a block of %q; use console, sh, yaml, json, xml or powershell", p.name, b.first, b.lang)
		}
	}
}

// run runs a console example and compares what it prints on standard output.
func (p *docPage) run(t *testing.T, e example) {
	t.Helper()
	shown := p.lines[e.first:e.last]
	var got []string
	args, own := ownArgs(e.command)
	folder, list := strings.CutPrefix(e.command, "ls ")
	switch {
	case own:
		stdout, stderr, code := runIn(t, args...)
		if code == exitFailed || code == exitUsage {
			t.Fatalf("%s: $ %s: exit code %d: %s", p.name, e.command, code, stderr)
		}
		got, p.lastCode = linesOf(stdout), code
		p.ran++
	case list:
		got = filesOf(t, folder)
	case e.command == "echo $?":
		got = []string{strconv.Itoa(p.lastCode)}
	case e.command == "go test ./...":
		wantPackages(t, filepath.Dir(p.path), shown)
		return
	default:
		t.Errorf("%s:%d: $ %s: nothing runs this example; put it into an sh block", p.name, e.first, e.command)
		return
	}
	p.list, p.got = append(p.list, e), append(p.got, got)
	if len(shown) > 0 && !fits(got, shown) && !*update {
		t.Errorf("$ %s prints\n%s\n%s shows\n%s", e.command, strings.Join(got, "\n"), p.name, strings.Join(shown, "\n"))
	}
}

// filesOf lists a folder as ls does when it does not print to a terminal.
func filesOf(t *testing.T, folder string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}
