package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// block is a fenced block of a page.
type block struct {
	lang string
	// first and last are its lines: lines[first:last].
	first, last int
}

// blocksOf finds the fenced blocks, which may be indented, as in a list.
func blocksOf(lines []string) (out []block) {
	open := false
	for i, line := range lines {
		rest, fence := strings.CutPrefix(strings.TrimLeft(line, " "), "```")
		switch {
		case fence && !open:
			out = append(out, block{lang: rest, first: i + 1, last: len(lines)})
			open = true
		case fence:
			out[len(out)-1].last = i
			open = false
		}
	}
	return out
}

// text is what a block holds.
func (b block) text(lines []string) string {
	return strings.Join(lines[b.first:b.last], "\n") + "\n"
}

// example is one command of a block, with what the text shows below it.
type example struct {
	command string
	// first and last are the output's lines: lines[first:last].
	first, last int
}

// console reads a block in which a command begins with "$ " and its output
// follows.
func (b block) console(lines []string) (out []example) {
	for i := b.first; i < b.last; i++ {
		if command, ok := strings.CutPrefix(lines[i], "$ "); ok {
			out = append(out, example{command: command, first: i + 1, last: i + 1})
		} else if len(out) > 0 {
			out[len(out)-1].last = i + 1
		}
	}
	return out
}

// shell reads a block in which every line is a command; one that ends in a
// backslash goes on in the next.
func (b block) shell(lines []string) (out []string) {
	for i := b.first; i < b.last; i++ {
		command := strings.TrimSpace(lines[i])
		for strings.HasSuffix(command, `\`) {
			i++
			command = strings.TrimSuffix(command, `\`) + strings.TrimSpace(lines[i])
		}
		command, _, _ = strings.Cut(command, " # ")
		if command != "" && !strings.HasPrefix(command, "#") {
			out = append(out, strings.TrimSpace(command))
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
