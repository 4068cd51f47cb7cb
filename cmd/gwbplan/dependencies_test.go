package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/licensecheck"
)

// noticesFile has the licence of everything that is in a released program.
const noticesFile = "third-party-licences.txt"

// linked is a module of which something is in the program of a released system.
type linked struct{ path, version, dir string }

// linkedModules are the modules of the program, over the released systems, by path.
func linkedModules(t *testing.T) (out []linked) {
	t.Helper()
	for _, system := range []string{"windows", "linux", "darwin"} {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}", ".")
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		list, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", system, err)
		}
		for line := range strings.Lines(string(list)) {
			f := strings.Split(strings.TrimSpace(line), "\t")
			if len(f) == 3 && f[0] != "gwbplan" {
				out = append(out, linked{f[0], f[1], f[2]})
			}
		}
	}
	slices.SortFunc(out, func(a, b linked) int { return strings.Compare(a.path, b.path) })
	return slices.Compact(out)
}

// allowedLicences let a program under the MIT licence ship a dependency. A new
// name here is a decision, not a formality. MPL-2.0 binds the files of its module
// alone, which are linked as they are; the Unlicense gives up all rights.
var allowedLicences = []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "MPL-2.0", "Unlicense"}

var licenceName = regexp.MustCompile(`(?i)^((un)?licen[cs]e|copying|notice)(\.(md|txt))?$`)

// licenceTexts are a module's licence and notice files.
func licenceTexts(t *testing.T, m linked) (names []string, texts [][]byte) {
	t.Helper()
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() || !licenceName.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		names, texts = append(names, e.Name()), append(texts, text)
	}
	return names, texts
}

// TestLicences: every module in the program has a licence that is known and
// allowed, and its text goes along with the program.
func TestLicences(t *testing.T) {
	var notices bytes.Buffer
	fmt.Fprintln(&notices, "gwbplan contains these modules. Each stands under its own licence, which follows.")
	for _, m := range linkedModules(t) {
		names, texts := licenceTexts(t, m)
		var found []string
		for i, text := range texts {
			for _, match := range licensecheck.Scan(text).Match {
				found = append(found, match.ID)
			}
			fmt.Fprintf(&notices, "\n%s\n%s %s, %s\n\n%s\n", strings.Repeat("=", 78), m.path, m.version, names[i], bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
		}
		if len(found) == 0 {
			t.Errorf("%s %s: no licence that is known in %v", m.path, m.version, names)
		}
		for _, id := range found {
			if !slices.Contains(allowedLicences, id) {
				t.Errorf("%s %s: licence %s is not among those that were agreed on: %v", m.path, m.version, id, allowedLicences)
			}
		}
	}
	page := filepath.Join("..", "..", "docs", noticesFile)
	if *update {
		if err := os.WriteFile(page, notices.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if readDoc(t, "docs", noticesFile) != notices.String() {
		t.Errorf("docs/%s is not what the modules say; renew it with: go test ./cmd/gwbplan -run TestLicences -update", noticesFile)
	}
}

// TestDependencies: docs/dependencies.md says why each module that go.mod asks
// for is there, and whether the program has it or only the tests.
func TestDependencies(t *testing.T) {
	list, err := exec.Command("go", "list", "-m", "-f", "{{if not (or .Main .Indirect)}}{{.Path}}{{end}}", "all").Output()
	if err != nil {
		t.Fatal(err)
	}
	direct := strings.Fields(string(list))
	page := readDoc(t, "docs", "dependencies.md")
	sameWords(t, "docs/dependencies.md", firstCells(page), direct)
	program, tests, found := strings.Cut(page, "\n## In the tests only\n")
	if !found {
		t.Fatal("docs/dependencies.md has no section of what the tests alone need")
	}
	for _, m := range linkedModules(t) {
		if slices.Contains(firstCells(tests), m.path) {
			t.Errorf("%s is in the program, and listed as a need of the tests", m.path)
		}
		direct = slices.DeleteFunc(direct, func(path string) bool { return path == m.path })
	}
	for _, path := range direct {
		if slices.Contains(firstCells(program), path) {
			t.Errorf("%s is not in the program, and listed as if it were", path)
		}
	}
}
