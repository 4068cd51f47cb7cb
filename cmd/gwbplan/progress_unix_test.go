//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
)

// onTerminal runs the real program with standard error on a terminal and
// returns what the terminal got.
func (d *disturbed) onTerminal(t *testing.T, env []string, args ...string) (code int, screen string) {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatalf("no terminal to be had: %v", err)
	}
	defer master.Close()
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 40, Cols: 150}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "gwbplan", args...)
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=", "GWBPLAN_GRAPH_TOKEN="+fixtures.GraphToken, envLDAPPassword+"="+fixtures.LDAPPassword)
	cmd.Env = append(cmd.Env, env...)
	cmd.Stderr = tty
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = tty.Close() // the process has its own
	var got bytes.Buffer
	if _, err := io.Copy(&got, master); err != nil && !errors.Is(err, syscall.EIO) { // EIO is the end of a terminal
		t.Fatal(err)
	}
	_ = cmd.Wait() // the exit code says how it went
	return cmd.ProcessState.ExitCode(), got.String()
}

var coloured = regexp.MustCompile("\x1b\\[[0-9;]*m")

// TestBarsOnATerminal: each source has its bar, with rate, resource units and
// time left, and at the end every bar is full and the cursor below them.
func TestBarsOnATerminal(t *testing.T) {
	d := startHandful(t)
	snapshot := filepath.Join(t.TempDir(), "s.jsonl")
	args := func() (loud []string) {
		for _, a := range d.inventoryArgs(snapshot) {
			if a != "--quiet" {
				loud = append(loud, a)
			}
		}
		return loud
	}()
	code, screen := d.onTerminal(t, nil, args...)
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, screen)
	}
	frames := strings.Split(screen, "\x1b[J")
	last := coloured.ReplaceAllString(frames[len(frames)-1], "")
	n := len(fixtures.Handful().Graph.Groups)
	for _, want := range []string{`AD at 127\.0\.0\.1:\d+ `, `\d+/s`, `cloud groups \[=+\] +(\d+)/(\d+) .*00:00 left  \d+ RU`, `owners of groups \[=+\]`, `snapshot written to`} {
		if !regexp.MustCompile(want).MatchString(last) {
			t.Errorf("no %s in the last frame:\n%q", want, last)
		}
	}
	if m := regexp.MustCompile(`(\d+)/(\d+)`).FindStringSubmatch(last); m == nil || m[1] != m[2] {
		t.Errorf("the bar of %d groups ends at %q", n, m)
	}
	if !coloured.MatchString(screen) {
		t.Error("no colour on a terminal that may have it")
	}
	for i := range fixtures.Handful().Graph.Groups {
		if name := fixtures.Handful().Graph.Groups[i].DisplayName; name != "" && strings.Contains(screen, name) {
			t.Errorf("the name %q reaches the terminal", name)
		}
	}

	if code, screen = d.onTerminal(t, []string{"NO_COLOR=1"}, args...); code != exitDone || coloured.MatchString(screen) || !strings.Contains(screen, "cloud groups") {
		t.Errorf("NO_COLOR: exit code %d, %q", code, screen)
	}
	for name, quiet := range map[string][]string{"--quiet": slices.Concat(args, []string{"--quiet"}), "JSON": slices.Concat(args, []string{"--log-format", "json"})} {
		if code, screen = d.onTerminal(t, nil, quiet...); code != exitDone || strings.Contains(screen, "\x1b") || strings.Contains(screen, "RU") {
			t.Errorf("%s: exit code %d, %q", name, code, screen)
		}
	}
	if code, screen = d.onTerminal(t, []string{"TERM=dumb"}, args...); code != exitDone || strings.Contains(screen, "\x1b") {
		t.Errorf("a dumb terminal: exit code %d, %q", code, screen)
	}
	if code, stderr := d.process(t, nil, args...); code != exitDone || strings.Contains(stderr, "\x1b") || strings.Contains(stderr, "RU") || !strings.Contains(stderr, "snapshot written") {
		t.Errorf("a pipe: exit code %d, %q", code, stderr)
	}
}

// TestBarsEndWithTheRun: where a source fails, the terminal is left in order
// and the reason stands below the bars.
func TestBarsEndWithTheRun(t *testing.T) {
	d := startHandful(t)
	args := append(d.inventoryArgs(filepath.Join(t.TempDir(), "s.jsonl")), "--quiet=false")
	d.Graph.Inject(graphsim.Fault{Path: "*/owners", Kind: graphsim.Unauthorized, Times: graphsim.Always})
	code, screen := d.onTerminal(t, nil, args...)
	if code != exitFailed || !regexp.MustCompile(`gwbplan: error: the inventory is not finished.*\r\ngwbplan: hint: .*\r\n$`).MatchString(screen[strings.LastIndex(screen, "gwbplan: error"):]) {
		t.Errorf("exit code %d, %q", code, screen)
	}
}
