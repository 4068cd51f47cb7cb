package main

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// parsedMarkdown is what GitHub would make of a text: how many of each kind of
// element, and what a reader sees of each block. Code spans are not counted:
// they are how a name is kept from being markup.
type parsedMarkdown struct {
	kinds map[string]int
	texts []string
}

func parseMarkdown(t *testing.T, source []byte) parsedMarkdown {
	t.Helper()
	out := parsedMarkdown{kinds: map[string]int{}}
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	err := ast.Walk(parser.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindText, ast.KindString, ast.KindCodeSpan:
			return ast.WalkContinue, nil
		case ast.KindHTMLBlock, ast.KindRawHTML, ast.KindImage, ast.KindLink, ast.KindAutoLink:
			t.Errorf("%s in the report: %q", n.Kind(), shownText(n, source))
		case ast.KindFencedCodeBlock:
			out.texts = append(out.texts, strings.Split(strings.TrimSuffix(string(n.Lines().Value(source)), "\n"), "\n")...)
		}
		out.kinds[n.Kind().String()]++
		if n.Type() == ast.TypeBlock && n.FirstChild() != nil && n.FirstChild().Type() == ast.TypeInline {
			out.texts = append(out.texts, shownText(n, source))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestMarkdownByAParser: nothing in the demo's report.md and verification.md is
// live.
func TestMarkdownByAParser(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	runFor(t, "demo", "--quiet", "--out", dir)
	runFor(t, "verify", "--quiet", filepath.Join(dir, planFile), filepath.Join(dir, "snapshot.jsonl"), "--out", dir)
	for name, least := range map[string]struct{ tables, headings int }{"report.md": {10, 20}, "verification.md": {3, 5}} {
		source, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if m := parseMarkdown(t, source); m.kinds["Table"] < least.tables || m.kinds["Heading"] < least.headings {
			t.Errorf("%s has %v", name, m.kinds)
		}
	}
}

// shownText is what a reader sees of a node: code as it is, and escapes and
// entities resolved elsewhere.
func shownText(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch s, isText := c.(*ast.Text); {
		case isText && n.Kind() == ast.KindCodeSpan:
			b.Write(s.Segment.Value(source))
		case isText:
			b.WriteString(html.UnescapeString(string(util.UnescapePunctuations(s.Segment.Value(source)))))
		default:
			b.WriteString(shownText(c, source))
		}
	}
	return b.String()
}
