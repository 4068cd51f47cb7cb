package main

import (
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// runIn runs the program in this process, as main does, without a terminal and
// with the demo tenant's secrets alone.
func runIn(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	s := &streams{
		In: strings.NewReader(""), Out: &out, Err: &errs, Getenv: demoSecrets(func(string) string { return "" }),
		Now:    func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
		Random: strings.NewReader("a secret of thirty-two bytes, at least"),
	}
	code = run(s, args)
	return out.String(), errs.String(), code
}

// runFor is runIn for a run that must come to its end.
func runFor(t *testing.T, args ...string) string {
	t.Helper()
	stdout, stderr, code := runIn(t, args...)
	if code == exitFailed || code == exitUsage {
		t.Fatalf("gwbplan %s: exit code %d: %s", strings.Join(args, " "), code, stderr)
	}
	return stdout
}

// wantPackages asserts that what is shown of go test names the packages that
// there are.
func wantPackages(t *testing.T, root string, shown []string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}ok{{else}}?{{end}} {{.ImportPath}}", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var want, have []string
	for line := range strings.Lines(string(out)) {
		want = append(want, strings.TrimSpace(line))
	}
	for _, line := range shown {
		f := strings.Fields(line)
		if len(f) < 3 {
			t.Errorf("go test prints no such line: %q", line)
			continue
		}
		have = append(have, f[0]+" "+f[1])
	}
	if !slices.Equal(have, want) {
		t.Errorf("README.md shows go test ./... for\n%s\nthere are\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}
