package cutover

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"
)

// Read back by a parser as GitHub would: no name becomes markup or a heading,
// and each comes back as it is, or spelled out where it could not be seen.
func TestHostileNamesInMarkdown(t *testing.T) {
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	files := documents(t, nightmare())
	headings := headingsOf(documents(t, goPlan())[FileRunbook])
	for file, source := range files {
		if !strings.HasSuffix(file, ".md") {
			continue
		}
		values := map[string]bool{}
		err := ast.Walk(parser.Parse(gmtext.NewReader([]byte(source))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch n.Kind() {
			case ast.KindHTMLBlock, ast.KindRawHTML, ast.KindImage, ast.KindLink, ast.KindAutoLink:
				if entering {
					t.Errorf("%s: %s: %s", file, n.Kind(), shown(n, []byte(source)))
				}
			case ast.KindHeading:
				if h := shown(n, []byte(source)); entering && file == FileRunbook && !headings[h] && !strings.HasPrefix(h, "Wave ") && h != "What stands against it" {
					t.Errorf("%s: the heading %q is in no other runbook", file, h)
				}
			case extast.KindTableCell:
				values[shown(n, []byte(source))] = true
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if file == FileRunbook || file == FileOwners {
			for _, want := range namesAsShown() {
				if !values[want] {
					t.Errorf("%s: %q does not come back", file, want)
				}
			}
		}
	}
}

// namesAsShown are the names that a reader of the documents meets.
func namesAsShown() []string {
	out := append([]string{}, hostile...)
	for _, n := range unseen {
		out = append(out, n)
	}
	return out
}

func headingsOf(book string) map[string]bool {
	out := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(book, -1) {
		out[m[1]] = true
	}
	return out
}

// shown is what a reader sees of a node: code as it is, and entities resolved
// elsewhere.
func shown(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch s, isText := c.(*ast.Text); {
		case isText && n.Kind() == ast.KindCodeSpan:
			b.Write(s.Segment.Value(source))
		case isText:
			b.WriteString(html.UnescapeString(string(s.Segment.Value(source))))
		default:
			b.WriteString(shown(c, source))
		}
	}
	return b.String()
}

// In PowerShell blocks a value of a directory stands between single quotes, and
// ends none of them: what is left without the quoted parts has no value in it.
func TestHostileNamesInCommands(t *testing.T) {
	for _, s := range docKit(t, nightmare()).runbook().Sections {
		for _, b := range s.Blocks {
			if b.Step == nil {
				continue
			}
			for _, r := range b.Step.Run {
				if r.Language == "text" {
					continue // what is entered in the portal
				}
				for _, l := range r.Lines {
					for _, evil := range []string{"script>", "; Remove", "`whoami", "$(whoami", "onerror=", "javascript:", "\u202e", "\x1b"} {
						if strings.Contains(unquoted(l), evil) {
							t.Errorf("%s: %q stands outside of quotes in %s", b.Step.ID, evil, l)
						}
					}
				}
			}
		}
	}
}

// unquoted drops what stands between single quotes, as PowerShell ends them.
func unquoted(line string) string {
	const quotes = `['‘’‚‛]`
	return regexp.MustCompile(quotes+`(?:[^'‘’‚‛]|`+quotes+quotes+`)*`+quotes).ReplaceAllString(line, "")
}

func FuzzSay(f *testing.F) {
	for _, s := range append(namesAsShown(), "", "`", "** ", "<b>", "\xff") {
		f.Add(s)
	}
	tag := regexp.MustCompile(`</?(strong|code)>`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range []any{name(s), quote(s)} {
			said := say("**a {} b** `c`", v)
			if got := string(said.HTML()); strings.ContainsAny(tag.ReplaceAllString(got, ""), "<>\n\x1b") {
				t.Errorf("%q gives %s", s, got)
			}
			if got := said.markdown(); strings.ContainsAny(got, "<>|\n\r\x1b") {
				t.Errorf("%q gives %s", s, got)
			}
		}
	})
}

func FuzzLiteral(f *testing.F) {
	for _, s := range append(namesAsShown(), "", "'", "''", "’'‘") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := strings.TrimSuffix(strings.TrimPrefix(unquoted(literal(s)), "([regex]::Unescape("), "))"); got != "" {
			t.Errorf("%q leaves %q outside of its quotes", s, got)
		}
	})
}
