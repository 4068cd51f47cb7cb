package main

import (
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"gwbplan/fixtures"
)

// TestMarkdownByAParser reads the demo's report.md as GitHub would: no name of
// the tenant becomes markup, and every one comes back as text.
func TestMarkdownByAParser(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	runFor(t, "demo", "--quiet", "--out", dir)
	source, err := os.ReadFile(filepath.Join(dir, "report.md"))
	if err != nil {
		t.Fatal(err)
	}
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	cells := map[string]bool{}
	err = ast.Walk(parser.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindHTMLBlock, ast.KindRawHTML, ast.KindImage, ast.KindLink, ast.KindAutoLink:
			if entering {
				t.Errorf("%s in the report: %s", n.Kind(), n.Lines().Value(source))
			}
		case extast.KindTableCell:
			cells[shownText(n, source)] = true
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range hostileNames(t) {
		if !cells[name] {
			t.Errorf("%q does not come back from the Markdown", name)
		}
	}
}

// shownText is what a reader sees of a node: code as it is, and entities
// resolved elsewhere.
func shownText(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch s, isText := c.(*ast.Text); {
		case isText && n.Kind() == ast.KindCodeSpan:
			b.Write(s.Segment.Value(source))
		case isText:
			b.WriteString(html.UnescapeString(string(s.Segment.Value(source))))
		default:
			b.WriteString(shownText(c, source))
		}
	}
	return b.String()
}

// hostileNames are the demo's names that mean something in some format, without
// those that hold what has no shape, which the report spells out.
func hostileNames(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, g := range fixtures.Contoso().Graph.Groups {
		plain := !strings.ContainsFunc(g.DisplayName, func(r rune) bool { return r < ' ' || r == '\u202e' })
		if plain && strings.ContainsAny(g.DisplayName, "=<>|`*[]$\\@") {
			out = append(out, g.DisplayName)
		}
	}
	if len(out) < 6 {
		t.Fatalf("the demo has only %d such names", len(out))
	}
	return slices.Compact(out)
}
