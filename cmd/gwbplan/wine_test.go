package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gwbplan/fixtures/wine"
)

// envWindowsProgram names a Windows build that is there already.
const envWindowsProgram = "GWBPLAN_WINDOWS_EXE"

// windowsConfig decides something that shows in the plan, by a name that no
// code page of a console has whole.
const windowsConfig = `limits: {groupMembers: 40000}
acknowledge:
  irreversibleSwitch: {by: Žofie Müller 東京, on: 2026-11-20}
sideBySide: {staysOnConnect: [emea.contoso.com]}
`

// windowsProgram is the path of a build for Windows, made with the flags of a release.
func windowsProgram(t *testing.T) string {
	t.Helper()
	if exe := os.Getenv(envWindowsProgram); exe != "" {
		if _, err := os.Stat(exe); err != nil {
			t.Fatalf("%s: %v", envWindowsProgram, err)
		}
		return exe
	}
	exe := filepath.Join(t.TempDir(), "gwbplan.exe")
	goForWindows(t, "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version=9.9.9", "-o", exe, ".")
	return exe
}

// goForWindows runs the go command, which compiles for Windows.
func goForWindows(t *testing.T, args ...string) {
	t.Helper()
	c := exec.Command("go", args...)
	c.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("building for Windows: %v\n%s", err, out)
	}
}

// onWindows is a Windows with the program, and a folder in which the same
// commands run on this system.
type onWindows struct {
	*testing.T
	win       *wine.Windows
	exe, here string
}

// gwbplan runs the program under wine and asserts its exit code.
func (w *onWindows) gwbplan(code int, args ...string) wine.Result {
	w.Helper()
	r := w.win.Run(w.exe, args...)
	if r.Code != code {
		w.Fatalf("gwbplan.exe %q: exit code %d, want %d\n%s%s", args, r.Code, code, r.Stdout, r.Stderr)
	}
	return r
}

// same asserts that a folder or file has the same bytes under wine and here.
func (w *onWindows) same(theirs, ours string) {
	w.Helper()
	files := 0
	err := filepath.WalkDir(ours, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rest := strings.TrimPrefix(path, ours)
		files++
		want, got := w.text(path), w.text(filepath.Join(w.win.Dir, theirs)+rest)
		if got != want {
			w.Errorf("%s%s: %d bytes under wine, %d here, and not the same", theirs, rest, len(got), len(want))
		}
		return nil
	})
	if err != nil || files == 0 {
		w.Errorf("%s: %d files compared: %v", ours, files, err)
	}
}

func (w *onWindows) write(name string, text []byte) {
	w.Helper()
	if err := os.WriteFile(filepath.Join(w.win.Dir, name), text, 0o644); err != nil {
		w.Fatal(err)
	}
}

// text is a file's content.
func (w *onWindows) text(path string) string {
	w.Helper()
	return string(readFile(w.T, filepath.Dir(path), filepath.Base(path)))
}

// TestWindows runs a Windows build: what it writes is what this system writes.
func TestWindows(t *testing.T) {
	wine.Available(t)
	w := &onWindows{T: t, exe: windowsProgram(t), here: t.TempDir()}
	w.win = wine.Start(t)
	t.Chdir(w.here)
	windowsVersion(w)
	windowsDemo(w)
	windowsPlan(w)
	windowsReplace(w)
	windowsRefusals(w)
}

func windowsVersion(w *onWindows) {
	got := w.gwbplan(0, "version").Stdout
	first, rest, _ := strings.Cut(got, "\n")
	stamped, isVersion := strings.CutPrefix(first, "gwbplan ")
	if !isVersion || stamped == "" || stamped == "devel" || !strings.HasSuffix(rest, " windows/amd64\n") {
		w.Fatalf("version: %q", got)
	}
}

// windowsDemo: the servers of the demo run there too, and folders take
// backslashes and spaces.
func windowsDemo(w *onWindows) {
	theirs := w.gwbplan(0, "demo", "--out", `the demo\in here`).Stdout
	ours := runFor(w.T, "demo", "--out", "the demo/in here")
	// The snapshot names the version and the ports of the servers: from here on it
	// is the one that was taken under wine.
	snapshot := w.text(filepath.Join(w.win.Dir, "the demo/in here/snapshot.jsonl"))
	if err := os.WriteFile("the demo/in here/snapshot.jsonl", []byte(snapshot), 0o600); err != nil {
		w.Fatal(err)
	}
	w.same("the demo/in here", "the demo/in here")
	if got := strings.ReplaceAll(theirs, `\`, "/"); got != ours {
		w.Errorf("the demo says under wine:\n%s\nand here:\n%s", got, ours)
	}
}

// windowsPlan: a configuration in UTF-16, drive letters, a long path's prefix.
func windowsPlan(w *onWindows) {
	w.write("utf16.yaml", redirected(windowsConfig))
	if err := os.WriteFile("utf8.yaml", []byte(windowsConfig), 0o600); err != nil {
		w.Fatal(err)
	}
	w.gwbplan(4, "plan", `the demo\in here\snapshot.jsonl`, "--config", "utf16.yaml", "--out", wine.Path(w.win.Dir)+`\plan.json`, "--quiet")
	runFor(w.T, "plan", "the demo/in here/snapshot.jsonl", "--config", "utf8.yaml", "--out", "plan.json", "--quiet")
	w.same("plan.json", "plan.json")
	if plan := w.text("plan.json"); !strings.Contains(plan, "Žofie Müller 東京") {
		w.Error("the configuration does not show in the plan")
	}

	w.gwbplan(4, "report", "plan.json", "--out", `\\?\`+wine.Path(w.win.Dir)+`\reports`, "--quiet")
	runFor(w.T, "report", "plan.json", "--out", "reports", "--quiet")
	w.same("reports", "reports")
	w.gwbplan(4, "report", `.\plan.json`, "--out", `shares\`, "--split-by", "owner", "--format", "csv", "--quiet")
	runFor(w.T, "report", "plan.json", "--out", "shares", "--split-by", "owner", "--format", "csv", "--quiet")
	w.same("shares", "shares")
	w.gwbplan(4, "cutover", "plan.json", "--out", `kit\of today\`, "--quiet")
	runFor(w.T, "cutover", "plan.json", "--out", "kit/of today", "--quiet")
	w.same("kit/of today", "kit/of today")
}

// windowsReplace: files are replaced, also a second time, and are not read-only;
// one that a program holds open stays as it is, and the error says what to do.
func windowsReplace(w *onWindows) {
	for range 2 {
		w.write("reports/groups.csv", []byte("old"))
		w.gwbplan(4, "report", "plan.json", "--out", "reports", "--quiet")
		w.same("reports", "reports")
	}
	w.write("kit/of today/runbook.md", []byte("old"))
	again := w.win.Run(w.exe, "cutover", "plan.json", "--out", `kit\of today`, "--quiet")
	w.same("kit/of today", "kit/of today")
	// Wine before 9 cannot remove a folder by its handle, as Go does; Windows can.
	if unable := again.Code == 1 && strings.Contains(again.Stderr, "unlinkat"); again.Code != 4 && !unable {
		w.Errorf("cutover over a kit: exit code %d: %s", again.Code, again.Stderr)
	}
	got := w.win.Batch(`attrib reports\groups.csv`, `del reports\groups.csv`)
	if strings.Contains(strings.Split(got.Stdout, "Z:")[0], "R") {
		w.Errorf("the file is read-only: %q", got.Stdout)
	}
	if _, err := os.Stat(filepath.Join(w.win.Dir, "reports", "groups.csv")); err == nil {
		w.Error("the file cannot be deleted")
	}

	// cmd opens what it redirects to, and keeps it open while the program runs.
	w.win.Batch(`"`+wine.Path(w.exe)+`" report plan.json --out reports --format csv --quiet > reports\groups.csv 2> said.txt`, `echo %errorlevel% > code.txt`)
	said, code := w.text(filepath.Join(w.win.Dir, "said.txt")), w.text(filepath.Join(w.win.Dir, "code.txt"))
	if !strings.Contains(said, `error: putting reports\groups.csv in place: `) || !strings.Contains(said, "hint: close the file in the program") || strings.TrimSpace(code) != "1" {
		w.Errorf("a file in use: exit code %q: %q", code, said)
	}
	entries, err := os.ReadDir(filepath.Join(w.win.Dir, "reports"))
	if err != nil {
		w.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			w.Errorf("%s is left behind", e.Name())
		}
	}
}

// windowsRefusals: names that mean devices write nothing and say so.
func windowsRefusals(w *onWindows) {
	for _, c := range [][]string{
		{"report", "plan.json", "--out", "CON", "--quiet"},
		{"plan", `the demo\in here\snapshot.jsonl`, "--out", "NUL", "--quiet"},
		{"plan", `Q:\nowhere\snapshot.jsonl`, "--out", "other.json", "--quiet"},
	} {
		r := w.gwbplan(1, c...)
		if !strings.HasPrefix(r.Stderr, "gwbplan: error: ") || r.Stdout != "" {
			w.Errorf("%q: %q, %q", c, r.Stdout, r.Stderr)
		}
	}
}

// TestWindowsJournal runs the tests of what --resume rests on: how files are
// locked, replaced and removed is Windows' own.
func TestWindowsJournal(t *testing.T) {
	win := wine.Start(t)
	exe := filepath.Join(t.TempDir(), "journal.test.exe")
	goForWindows(t, "test", "-c", "-o", exe, "gwbplan/inventory/journal")
	r := win.Run(exe, "-test.v", "-test.run", "^(TestAlone|TestParts|TestRefused)$")
	// wine lacks what RemoveAll asks for, so that a test's own folder stays, and
	// the test counts as failed: what it asserts stands under its file's name.
	if strings.Contains(r.Stdout, "journal_test.go:") || strings.Count(r.Stdout, "\n--- ") != 3 {
		t.Errorf("exit code %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
}
