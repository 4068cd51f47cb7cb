package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// markdownLink is a link's target; code spans are cut before.
var (
	markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	codeSpan     = regexp.MustCompile("`[^`]*`")
	namedAnchor  = regexp.MustCompile(`<a (?:id|name)="([^"]+)"`)
)

// TestLinks: every link of a page that stays in the repository leads to a file
// that is there, and to a heading of it.
func TestLinks(t *testing.T) {
	seen := 0
	for _, name := range docPages(t) {
		p := openPage(t, name)
		for _, line := range p.prose() {
			for _, m := range markdownLink.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, "code"), -1) {
				if target := m[1]; !strings.Contains(target, "://") && !strings.HasPrefix(target, "mailto:") {
					wantTarget(t, p, target)
					seen++
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d links were found; the pages have more", seen)
	}
}

func wantTarget(t *testing.T, p *docPage, target string) {
	t.Helper()
	file, heading, _ := strings.Cut(target, "#")
	path := p.path
	if file != "" {
		path = filepath.Join(filepath.Dir(p.path), filepath.FromSlash(file))
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("%s links to %s: %v", p.name, target, err)
		return
	}
	if heading != "" && !anchors(readLines(t, path))[heading] {
		t.Errorf("%s links to %s, and %s has no such heading", p.name, target, filepath.Base(path))
	}
}

// anchors are the names that GitHub gives to headings: lower case, without
// punctuation, with hyphens for spaces, and a number where one stands twice. HTML can name more.
func anchors(lines []string) map[string]bool {
	out := map[string]bool{}
	p := docPage{lines: lines}
	for _, line := range p.prose() {
		for _, m := range namedAnchor.FindAllStringSubmatch(line, -1) {
			out[m[1]] = true
		}
		title := strings.TrimLeft(line, "#")
		if title == line || !strings.HasPrefix(title, " ") {
			continue
		}
		name := anchor(title)
		for n := 1; out[name]; n++ {
			name = anchor(title) + "-" + strconv.Itoa(n)
		}
		out[name] = true
	}
	return out
}

func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(title))
}

func TestAnchors(t *testing.T) {
	got := anchors([]string{"# The `gwbplan` file: what, why?", "## A-b_c", "## A-b_c", "```", "# no heading", "```", "#hash"})
	for _, want := range []string{"the-gwbplan-file-what-why", "a-b_c", "a-b_c-1"} {
		if !got[want] {
			t.Errorf("no anchor %q in %v", want, got)
		}
	}
	if len(got) != 3 {
		t.Errorf("%d anchors: %v", len(got), got)
	}
}
