package main

import (
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms are the parts of the house that docs/architecture.md draws, with what
// they are for. A package belongs to the room with the longest name that it
// begins with.
var rooms = []struct{ folder, does string }{
	{"cmd/gwbplan", "flags in, one call, files out"},
	{"report/cutover", "the cut-over kit"},
	{"report", "documents for people, tables for trackers"},
	{"planner/config", "the configuration file"},
	{"planner", "the decisions: pure"},
	{"inventory/entra", "Microsoft Graph"},
	{"inventory/ad", "LDAP and LDIF"},
	{"inventory/connect", "Connect servers' facts"},
	{"inventory/snapfile", "snapshot files"},
	{"inventory", "the facts, and unknown"},
	{"fixtures", "demo tenant and servers"},
}

// TestArchitecturePage holds the picture of docs/architecture.md to the imports
// of the packages, and its table to the walls; -update draws and writes them
// anew.
func TestArchitecturePage(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "architecture.md")
	page := strings.Join(readLines(t, path), "\n")
	page = replaced(t, page, "```mermaid\n", "```", picture(imports(t)))
	page = replaced(t, page, "|---|---|---|\n", "\n\n", strings.TrimSuffix(wallTable(), "\n"))
	sameFile(t, path, []byte(page))
}

// replaced puts text between the first begin and the next end.
func replaced(t *testing.T, page, begin, end, text string) string {
	t.Helper()
	before, rest, found := strings.Cut(page, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("docs/architecture.md has no %q", begin)
	}
	return before + begin + text + end + after
}

// imports are, for each room, the rooms whose packages its own import; tests
// aside.
func imports(t *testing.T) map[string]map[string]bool {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "gwbplan/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	graph := map[string]map[string]bool{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		from := room(f[0])
		if from == "" {
			t.Errorf("%s is in no room of the picture: add one to the table rooms", f[0])
		}
		if graph[from] == nil {
			graph[from] = map[string]bool{}
		}
		for _, to := range f[1:] {
			if r := room(to); r != "" && r != from {
				graph[from][r] = true
			}
		}
	}
	return graph
}

func room(pkg string) string {
	best := ""
	for _, r := range rooms {
		if strings.HasPrefix(pkg+"/", "gwbplan/"+r.folder+"/") && len(r.folder) > len(best) {
			best = r.folder
		}
	}
	return best
}

// picture is the diagram: an arrow for each import that no longer way shows.
func picture(graph map[string]map[string]bool) string {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	for i, r := range rooms {
		fmt.Fprintf(&b, "  r%d[\"%s<br/>%s\"]\n", i, r.folder, r.does)
	}
	for i, from := range rooms {
		for j, to := range rooms {
			if graph[from.folder][to.folder] && !detour(graph, from.folder, to.folder) {
				fmt.Fprintf(&b, "  r%d --> r%d\n", i, j)
			}
		}
	}
	return b.String()
}

// detour reports whether another import leads there too.
func detour(graph map[string]map[string]bool, from, to string) bool {
	for next := range graph[from] {
		if next != to && reaches(graph, next, to, map[string]bool{from: true}) {
			return true
		}
	}
	return false
}

func reaches(graph map[string]map[string]bool, from, to string, seen map[string]bool) bool {
	if graph[from][to] {
		return true
	}
	seen[from] = true
	for next := range graph[from] {
		if !seen[next] && reaches(graph, next, to, seen) {
			return true
		}
	}
	return false
}

// wallNames are what the table calls a path, where its last part would not do.
// The Graph SDK comes in three.
var wallNames = map[string]string{
	"github.com/microsoftgraph/":         "the Graph SDK",
	"github.com/microsoft/kiota-":        "",
	"github.com/Azure/azure-sdk-for-go/": "",
	"github.com/go-ldap/ldap":            "go-ldap",
	"github.com/klauspost/compress":      "compression",
	"go.yaml.in/":                        "YAML",
	"gwbplan/":                           "the rest of gwbplan",
	"gwbplan/inventory/":                 "what is below inventory",
}

// wallTable says of each wall what it keeps out, in the order of the walls.
func wallTable() string {
	var b strings.Builder
	for _, w := range walls() {
		var banned []string
		for _, full := range w.banned {
			name, special := wallNames[full]
			if !special {
				name = strings.TrimPrefix(full, "github.com/")
			}
			if name != "" {
				banned = append(banned, name)
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.TrimPrefix(w.pkg, "gwbplan/"), w.why, strings.Join(banned, ", "))
	}
	return b.String()
}

// TestRoomsImportOneWay: the rooms have no cycle, and nothing but the commands
// and tests knows the fixtures.
func TestRoomsImportOneWay(t *testing.T) {
	graph := imports(t)
	for _, from := range slices.Sorted(maps.Keys(graph)) {
		if reaches(graph, from, from, map[string]bool{}) {
			t.Errorf("%s imports itself through others", from)
		}
		if graph[from]["fixtures"] && from != "cmd/gwbplan" {
			t.Errorf("%s imports fixtures", from)
		}
		if graph[from]["cmd/gwbplan"] {
			t.Errorf("%s imports the commands", from)
		}
	}
}
