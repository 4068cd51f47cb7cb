package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
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

// example is one command of a fenced block, with what the text shows below it.
type example struct {
	lang, command string
	// first and last are the output's lines: lines[first:last].
	first, last int
}

// examples reads the fenced blocks: in a console block a command begins with
// "$ " and its output follows; in an sh block every line is a command, and one
// that ends in a backslash goes on in the next. An sh block may be indented, as
// in a list.
func examples(lines []string) (out []example) {
	lang := ""
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch rest, fence := strings.CutPrefix(strings.TrimLeft(line, " "), "```"); {
		case fence && lang == "":
			lang = rest
		case fence:
			lang = ""
		case lang == "console" && strings.HasPrefix(line, "$ "):
			e := example{lang: lang, command: line[2:], first: i + 1, last: i + 1}
			for e.last < len(lines) && lines[e.last] != "```" && !strings.HasPrefix(lines[e.last], "$ ") {
				e.last++
			}
			out = append(out, e)
		case lang == "sh" && line != "":
			command := strings.TrimSpace(line)
			for strings.HasSuffix(command, `\`) {
				i++
				command = strings.TrimSuffix(command, `\`) + lines[i]
			}
			out = append(out, example{lang: lang, command: command})
		}
	}
	return out
}

// words splits a command as a shell does, as far as the examples need it.
func words(command string) (out []string) {
	var word strings.Builder
	quote, open := rune(0), false
	for _, c := range command + " " {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, open = c, true
		case quote == 0 && c == ' ':
			if open {
				out = append(out, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(c)
			open = true
		}
	}
	return out
}

// ownArgs are the arguments of a command line that runs gwbplan.
func ownArgs(command string) ([]string, bool) {
	for _, prefix := range []string{"gwbplan ", "go run ./cmd/gwbplan "} {
		if rest, ok := strings.CutPrefix(command, prefix); ok {
			return words(rest), true
		}
	}
	return nil, false
}

func readLines(t *testing.T, path string) []string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(b), "\n")
}

// TestReadmeExamples runs what README.md shows, in its order and in one empty
// folder, and compares what is printed on standard output. A line "…" stands
// for any number of lines. Commands against somebody's tenant, in sh blocks,
// must at least be commands.
func TestReadmeExamples(t *testing.T) {
	path, err := filepath.Abs(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines := readLines(t, path)
	list := examples(lines)
	t.Chdir(t.TempDir())
	lastCode, ran, checked := 0, 0, 0
	got := make([][]string, len(list))
	for i, e := range list {
		shown := lines[e.first:e.last]
		args, own := ownArgs(e.command)
		switch {
		case own && e.lang == "sh":
			wantCommand(t, e.command, args)
			checked++
			continue
		case e.lang == "sh":
			continue
		case own:
			stdout, stderr, code := runIn(t, args...)
			if code == exitFailed || code == exitUsage {
				t.Fatalf("$ %s: exit code %d: %s", e.command, code, stderr)
			}
			got[i] = linesOf(stdout)
			lastCode = code
			ran++
		case e.command == "echo $?":
			got[i] = []string{strconv.Itoa(lastCode)}
		case e.command == "go test ./...":
			wantPackages(t, filepath.Dir(path), shown)
			continue
		default:
			t.Errorf("$ %s: nothing runs this example; put it into an sh block", e.command)
			continue
		}
		if len(shown) > 0 && !fits(got[i], shown) && !*update {
			t.Errorf("$ %s prints\n%s\nREADME.md shows\n%s", e.command, strings.Join(got[i], "\n"), strings.Join(shown, "\n"))
		}
	}
	if ran < 2 || checked < 10 {
		t.Errorf("only %d examples were run and %d checked; README.md has more", ran, checked)
	}
	if *update {
		renew(t, path, lines, list, got)
	}
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

const elided = "…"

// fits compares output with what is shown of it.
func fits(got, shown []string) bool {
	switch {
	case len(shown) == 0:
		return len(got) == 0
	case shown[0] == elided:
		for i := 0; i <= len(got); i++ {
			if fits(got[i:], shown[1:]) {
				return true
			}
		}
		return false
	}
	return len(got) > 0 && got[0] == shown[0] && fits(got[1:], shown[1:])
}

// renew writes the output that was seen into the text.
func renew(t *testing.T, path string, lines []string, list []example, got [][]string) {
	t.Helper()
	for i, e := range slices.Backward(list) {
		shown := lines[e.first:e.last]
		if len(shown) == 0 || got[i] == nil || fits(got[i], shown) {
			continue
		}
		now := refit(got[i], shown)
		if now == nil {
			t.Errorf("$ %s: renew it by hand from\n%s", e.command, strings.Join(got[i], "\n"))
			continue
		}
		lines = slices.Replace(lines, e.first, e.last, now...)
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// refit elides what was elided before: it keeps as many lines at both ends,
// and between two "…" as many as there were, from the first line on that looks
// the same but for its numbers. It returns nil where there is none.
func refit(now, shown []string) []string {
	cut := slices.Index(shown, elided)
	switch {
	case cut < 0:
		return now
	case cut > len(now):
		return nil
	}
	out := append(slices.Clone(now[:cut]), elided)
	now, shown = now[cut:], shown[cut+1:]
	if !slices.Contains(shown, elided) {
		if len(shown) > len(now) {
			return nil
		}
		return append(out, now[len(now)-len(shown):]...)
	}
	next := slices.IndexFunc(now, func(line string) bool { return shape(line) == shape(shown[0]) })
	if next < 0 {
		return nil
	}
	rest := refit(now[next:], shown)
	if rest == nil {
		return nil
	}
	return append(out, rest...)
}

// shape is a line without its numbers.
func shape(line string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, line)
}

// wantCommand asserts that the command and its flags exist, and that it takes
// that many arguments.
func wantCommand(t *testing.T, shown string, args []string) {
	t.Helper()
	root := newRoot(&command{streams: &streams{}, globals: &globalFlags{}})
	root.InitDefaultCompletionCmd(args...)
	cmd, rest, err := root.Find(args)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err == nil && cmd.Args != nil {
		err = cmd.Args(cmd, cmd.Flags().Args())
	}
	if err != nil || !cmd.HasParent() {
		t.Errorf("%s: %v", shown, err)
	}
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
