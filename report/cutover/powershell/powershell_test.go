package powershell

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	grammar "gwbplan/fixtures/powershell"
)

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"":                          `''`,
		"Payroll":                   `'Payroll'`,
		"it's":                      `'it''s'`,
		"‘a’ ‚b‛":                   `'‘‘a’’ ‚‚b‛‛'`,
		`$(x) "y" ${z} %a% @{}`:     `'$(x) "y" ${z} %a% @{}'`,
		`back` + "`tick":            "'back`tick'",
		`CN=a\, b,DC=x`:             `'CN=a\, b,DC=x'`,
		"two\r\nlines":              `[regex]::Unescape('two\u000d\u000alines')`,
		"nul\x00 and \\":            `[regex]::Unescape('nul\u0000 and \\')`,
		"right\u202eleft ' ":        `[regex]::Unescape('right\u202eleft '' ')`,
		"tag \U000e0041":            `[regex]::Unescape('tag \udb40\udc41')`,
		"not UTF-8 \xff":            `[regex]::Unescape('not UTF-8 \ufffd')`,
		"日本語 é 🎉":                   `'日本語 é 🎉'`,
		"no-break\u00a0space\u2028": `[regex]::Unescape('no-break\u00a0space\u2028')`,
	} {
		if got := Quote(in); got != want {
			t.Errorf("%q:\n%s, want\n%s", in, got, want)
		}
	}
}

func TestScript(t *testing.T) {
	table := Table([][]Field{{{"A", "x"}, {"B", "y\n"}}, {{"A", "'"}}})
	got := Script("# head\n# DATA\n$rows\n", "function Get-It { $rows }\n", Assignment{"hash", Quote("1")}, Assignment{"rows", table})
	want := "\ufeff# head\n$hash = '1'\n$rows = @(\n    [pscustomobject]@{ A = 'x'; B = [regex]::Unescape('y\\u000a') }\n    [pscustomobject]@{ A = '''' }\n)\nfunction Get-It { $rows }\n$rows\n"
	if got != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("%q, want %q with the line ends of Windows", got, want)
	}
	grammar.Parse(t, strings.TrimPrefix(got, "\ufeff"))
}

// FuzzQuote reads every expression back as PowerShell's tokenizer does, and
// wants what went in.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "'", "’'", "a\\u0041\n", "\x00\xff", "\U000e0041", "'; Stop-Computer #", "‘‘’"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Quote(s)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\x00") {
			t.Fatalf("%q", got)
		}
		if back := evaluate(t, got); back != strings.ToValidUTF8(s, "\ufffd") && back != string([]rune(s)) {
			t.Fatalf("%q becomes %s, which is %q", s, got, back)
		}
	})
}

// evaluate computes one of the two forms of expression, and nothing else.
func evaluate(t *testing.T, expression string) string {
	inner, escaped := strings.CutPrefix(expression, "[regex]::Unescape(")
	if escaped {
		inner = strings.TrimSuffix(inner, ")")
	}
	value, rest := token(t, inner)
	if rest != "" {
		t.Fatalf("%q gets out of its string in %s", rest, expression)
	}
	if escaped {
		return unescape(t, value)
	}
	return value
}

// token reads a single-quoted string as PowerShell does: any of five characters
// opens it, two of them in a row are the second one, one of them ends it.
func token(t *testing.T, s string) (value, rest string) {
	isQuote := func(r rune) bool { return r == '\'' || r >= '\u2018' && r <= '\u201b' }
	runes := []rune(s)
	if len(runes) == 0 || !isQuote(runes[0]) {
		t.Fatalf("%s is no string", s)
	}
	var b []rune
	for i := 1; i < len(runes); i++ {
		if isQuote(runes[i]) {
			if i+1 == len(runes) || !isQuote(runes[i+1]) {
				return string(b), string(runes[i+1:])
			}
			i++
		}
		b = append(b, runes[i])
	}
	t.Fatalf("%s does not end", s)
	return "", ""
}

// unescape does what Regex.Unescape does with \\ and \uXXXX, and refuses other
// escapes.
func unescape(t *testing.T, s string) string {
	var units []uint16
	for u := utf16.Encode([]rune(s)); len(u) > 0; {
		switch {
		case u[0] != '\\':
			units, u = append(units, u[0]), u[1:]
		case len(u) > 1 && u[1] == '\\':
			units, u = append(units, '\\'), u[2:]
		case len(u) > 5 && u[1] == 'u':
			var v uint16
			for _, c := range u[2:6] {
				digit := strings.IndexRune("0123456789abcdef", rune(c))
				if digit < 0 {
					t.Fatalf("%q is no digit in %s", rune(c), s)
				}
				v = v<<4 | uint16(digit)
			}
			units, u = append(units, v), u[6:]
		default:
			t.Fatalf("another escape in %s", s)
		}
	}
	return string(utf16.Decode(units))
}
