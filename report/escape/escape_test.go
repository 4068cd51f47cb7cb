package escape

import (
	"strings"
	"testing"
	"unicode/utf8"

	"gwbplan/fixtures/hostile"
)

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"Finance":                  "Finance",
		"Équipe 財務　部 ❤️":           "Équipe 財務　部 ❤️",
		"a\x1b[31mb\x00\x7f\u009b": "a[U+001B][31mb[U+0000][U+007F][U+009B]",
		"a\u202eb\u2066c\u2069":    "a[U+202E]b[U+2066]c[U+2069]",
		"a\u200bb\ufeffc\u00ad":    "a[U+200B]b[U+FEFF]c[U+00AD]",
		"a\r\nb\tc\u2028d":         "a[U+000D][U+000A]b[U+0009]c[U+2028]d",
		"caf\xe9 \ufffd":           "caf[0xE9] \ufffd",
		"a\u00a0b\u3164c":          "a[U+00A0]b[U+3164]c",
		"x\U000e0041y\ufe01":       "x[U+E0041]y[U+FE01]",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMarkdownEscapes(t *testing.T) {
	for in, want := range map[string][2]string{ // as a value, as text
		"":                    {"*(empty)*", ""},
		"Finance Team":        {"`Finance Team`", "Finance Team"},
		"a|b":                 {"`a`&#124;`b`", "a&#124;b"},
		"<b>&":                {"&lt;`b`&gt;&amp;", "&lt;b&gt;&amp;"},
		"x`y":                 {"`x`&#96;`y`", "x&#96;y"},
		"*b* _u_ [l](x) #!\\": {"`*b* _u_ [l](x) #!\\`", `\*b\* \_u\_ \[l\]\(x\) \#\!` + `\\`},
		"@team":               {"`@team`", "`@team`"},
		"ask a@b.c now":       {"`ask a@b.c now`", "ask `a@b.c` now"},
		"https://x www.x.y":   {"`https://x www.x.y`", "`https://x` `www.x.y`"},
		"see #12, :bug: $1":   {"`see #12, :bug: $1`", "see `#12`, `:bug`: `$1`"},
		"1. one\n- two":       {"`1. one[U+000A]- two`", `1\. one\[U+000A\]- two`},
		"- item":              {"`- item`", `\- item`},
		"2024. A = b":         {"`2024. A = b`", `2024\. A = b`},
		"v2.2.8.0 costs 5 %":  {"`v2.2.8.0 costs 5 %`", "v2.2.8.0 costs 5 %"},
	} {
		if got := MarkdownValue(in); got != want[0] {
			t.Errorf("MarkdownValue(%q) = %s, want %s", in, got, want[0])
		}
		if got := MarkdownText(in); got != want[1] {
			t.Errorf("MarkdownText(%q) = %s, want %s", in, got, want[1])
		}
	}
}

func TestShorten(t *testing.T) {
	if got := Shorten("財務部", 3); got != "財務部" {
		t.Errorf("nothing to cut: %q", got)
	}
	if got := Shorten("財務部門", 2); got != "財務… (2 more characters)" {
		t.Errorf("cut: %q", got)
	}
}

// seeds are what the fuzz targets start from, and what plain go test runs.
func seeds(f *testing.F) {
	for _, s := range []string{
		"", "Finance",
		"\x1b]0;x\a\x1b[2J", "x\r\n| y |\n# z", "@all https://a.b #1 :x: $1$", "\xff\xfe", "; ＝1|@x;\"=", "\ufeff=1", "1) x", "\\`", "&lt;b&#64;",
	} {
		f.Add(s)
	}
	for _, n := range hostile.Names() {
		f.Add(n.Text)
	}
}

// oneLine is what all media ask for.
func oneLine(t *testing.T, in, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("%q gives %q, which is not UTF-8", in, out)
	}
	for _, r := range out {
		if Hidden(r) || r < 0x20 {
			t.Errorf("%q gives %q with %U", in, out, r)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		for _, out := range []string{MarkdownValue(s), MarkdownText(s)} {
			oneLine(t, s, out)
			if strings.ContainsAny(out, "<>|") {
				t.Errorf("%q gives %q: opens a tag or ends a cell", s, out)
			}
			spans := strings.Split(out, "`")
			if len(spans)%2 == 0 {
				t.Errorf("%q gives %q: a code span stays open", s, out)
			}
			for i, text := range spans {
				if i%2 == 0 && out != "*(empty)*" {
					inertText(t, s, text)
				} else if out != "*(empty)*" && text == "" {
					t.Errorf("%q gives %q: an empty code span", s, out)
				}
			}
		}
	})
}

// inertText checks what stands outside of code spans.
func inertText(t *testing.T, in, text string) {
	t.Helper()
	rest := text
	for _, entity := range markdownEntities {
		rest = strings.ReplaceAll(rest, entity, "")
	}
	for i := 0; i < len(rest); i++ {
		if rest[i] == '\\' {
			i++ // the escaped character
			continue
		}
		if strings.IndexByte("*_[]()#!&@$~{}", rest[i]) >= 0 {
			t.Errorf("%q leaves a live %q in %q", in, rest[i], text)
		}
	}
	if strings.Contains(rest, "://") || strings.Contains(strings.ToLower(rest), "www.") {
		t.Errorf("%q leaves a link in %q", in, text)
	}
}
