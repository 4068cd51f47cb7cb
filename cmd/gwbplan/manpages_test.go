package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"gwbplan/fixtures/powershell"
	"gwbplan/planner"
)

// What the archives of a release carry beside the program.
const (
	manFolder        = "../../docs/man"
	completionFolder = "../../docs/completions"
)

// documentedRoot is the command as a release has it, with what cobra adds when
// it runs.
func documentedRoot() *cobra.Command {
	root := newRoot(&command{streams: &streams{}, globals: &globalFlags{}})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.DisableAutoGenTag = true
	return root
}

// manPages are the pages by file name. They are dated by the rule set: the same
// version has the same pages on every day.
func manPages(t *testing.T) map[string][]byte {
	t.Helper()
	day, err := time.Parse("2006-01", planner.RuleSet)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	header := &doc.GenManHeader{Section: "1", Date: &day, Source: "gwbplan", Manual: "gwbplan manual"}
	if err := doc.GenManTree(documentedRoot(), header, dir); err != nil {
		t.Fatal(err)
	}
	return filesIn(t, dir)
}

func filesIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, e := range entries {
		out[e.Name()] = readFile(t, dir, e.Name())
	}
	return out
}

// kept compares files with those of a folder, or with -update writes them there.
func kept(t *testing.T, dir string, want map[string][]byte) {
	t.Helper()
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := filesIn(t, dir)
	for name, text := range want {
		if !bytes.Equal(got[name], text) {
			t.Errorf("%s/%s is not what the code says: go test ./cmd/gwbplan -run %s -update", dir, name, t.Name())
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s/%s is of no command", dir, name)
		}
	}
}

// flagName is a flag where its own line of the help begins.
var flagName = regexp.MustCompile(`(?m)^ *--[a-z0-9-]+`)

func TestManPages(t *testing.T) {
	pages := manPages(t)
	kept(t, manFolder, pages)
	for _, c := range documentedRoot().Commands() {
		if !c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand() {
			continue
		}
		page, ok := pages["gwbplan-"+c.Name()+".1"]
		if !ok {
			t.Errorf("%s has no page", c.Name())
		}
		for _, flag := range flagName.FindAllString(c.NonInheritedFlags().FlagUsages(), -1) {
			if !bytes.Contains(page, []byte(strings.TrimSpace(flag))) {
				t.Errorf("the page of %s does not name %s", c.Name(), strings.TrimSpace(flag))
			}
		}
	}
}

// TestCompletions holds the completion scripts of a release to what the command prints.
func TestCompletions(t *testing.T) {
	scripts := map[string][]byte{}
	for shell, name := range map[string]string{"bash": "gwbplan.bash", "zsh": "_gwbplan", "fish": "gwbplan.fish", "powershell": "gwbplan.ps1"} {
		scripts[name] = []byte(runFor(t, "completion", shell))
	}
	kept(t, completionFolder, scripts)
	if out, err := exec.Command("bash", "-n", filepath.Join(completionFolder, "gwbplan.bash")).CombinedOutput(); err != nil {
		t.Errorf("bash: %v\n%s", err, out)
	}
}

func TestPowerShellCompletionParses(t *testing.T) {
	script := runFor(t, "completion", "powershell")
	for _, r := range script {
		if r > 0x7E {
			t.Fatalf("%q would not survive the code page of a console", r)
		}
	}
	parsed := powershell.Parse(t, script)[0]
	if names := powershell.Names(parsed.Commands); !slices.Contains(names, "Register-ArgumentCompleter") {
		t.Errorf("it registers nothing: %q", names)
	}
}
