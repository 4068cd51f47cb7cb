package report

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"gwbplan/fixtures/hostile"
	"gwbplan/report/escape"
)

func TestCSVCell(t *testing.T) {
	for in, want := range map[string]string{
		"Finance": "Finance", "a=b": "a=b", "2026-11-23": "2026-11-23", "CN=x,OU=y": "CN=x,OU=y",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)",
		"  =1": "'  =1", "＝1": "'＝1", "\u3000＋1": "'\u3000＋1", "\"=1": "'\"=1",
		"\t=1": "[U+0009]=1", "a\n=1": "a[U+000A]=1", "\u00a0-1": "[U+00A0]-1", "\u200b=1": "[U+200B]=1",
		"a;=1": "a;'=1", "a; -1": "a;' -1", "a|@x": "a|'@x", "=1;=2": "'=1;'=2",
		"00000000-0000-4000-8000-000000000001": "00000000-0000-4000-8000-000000000001",
	} {
		if got := csvCell(in); got != want {
			t.Errorf("csvCell(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCutAndWrap(t *testing.T) {
	for in, want := range map[string]string{"財務部": "財務部", "財務部門管理": "財務...", "abcdefgh": "abcdefgh", "abcdefghi": "abcde..."} {
		if got := cut(in, 8); got != want {
			t.Errorf("cut(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := hang("one two three four", "- ", 11), "- one two\n  three\n  four"; got != want {
		t.Errorf("hang = %q, want %q", got, want)
	}
}

// seeds are what the fuzz targets start from, and what plain go test runs.
func seeds(f *testing.F) {
	for _, s := range []string{"", "Finance", "; ＝1|@x;\"=", "1) x", "\\`", "&lt;b&#64;"} {
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
		if escape.Hidden(r) || r < 0x20 {
			t.Errorf("%q gives %q with %U", in, out, r)
		}
	}
}

func FuzzTerminal(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		out := terminal(s)
		oneLine(t, s, out)
		if terminal(out) != out {
			t.Errorf("%q is escaped twice", s)
		}
		if n := width(cut(out, 20)); n > 20 {
			t.Errorf("cut of %q takes %d columns", s, n)
		}
	})
}

func FuzzCSV(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		out := csvCell(s)
		oneLine(t, s, out)
		for _, part := range strings.FieldsFunc(out, func(r rune) bool { return r == ';' || r == '|' }) {
			part = strings.TrimLeft(part, " \u3000\"")
			if part != "" && strings.ContainsAny(part[:1], "=+-@") || strings.HasPrefix(part, "＝") {
				t.Errorf("%q gives %q: starts a formula", s, out)
			}
		}
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.UseCRLF = true
		_ = w.Write([]string{"x", out, "y"})
		w.Flush()
		rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 3 || rows[0][1] != out {
			t.Errorf("%q does not come back: %v %v", out, rows, err)
		}
	})
}

func TestWorkbookText(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "=1+1", "-x": "-x", "@a": "@a", "a|b": "a|b", "<b>": "<b>", "Équipe 👩‍💻": "Équipe 👩‍💻",
		"a\r\nb\tc\x00\x1b\u009b": "a  b c   ", "a\u202eb\u2066c": "a b c", "caf\xe9 \ufffd": "caf[0xE9] \ufffd", "a\uffffb": "a b",
	} {
		if got := WorkbookText(in, 100); got != want {
			t.Errorf("WorkbookText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCutUTF16(t *testing.T) {
	long := strings.Repeat("x", 30)
	for in, want := range map[string]string{
		"": "", "short": "short", strings.Repeat("é", 20): strings.Repeat("é", 20),
		long: strings.Repeat("x", 10) + " … (cut)", strings.Repeat("😀", 11): strings.Repeat("😀", 5) + " … (cut)",
		strings.Repeat("😀", 10): strings.Repeat("😀", 10),
	} {
		if got := cutUTF16(in, 20); got != want {
			t.Errorf("cutUTF16(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzTableCells(f *testing.F) {
	f.Add("=1", 20)
	f.Add("😀\xff\u202e{noformat}", 12)
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = 12 + (n&0xFFFF)%400
		units := func(s string) int { return len(utf16.Encode([]rune(s))) }
		if got := fitting(s, n); units(got) > n || got != csvCell(got) || strings.ContainsFunc(got, escape.Hidden) {
			t.Errorf("fitting(%q, %d) = %q", s, n, got)
		}
		if got := WorkbookText(s, n); units(got) > n || !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("WorkbookText(%q, %d) = %q", s, n, got)
		}
		if got := jiraText(s); strings.Count(got, "{") != 2 || units(got) > cellRunes {
			t.Errorf("jiraText(%q) = %q", s, got)
		}
		if got := azureText(s); strings.ContainsAny(got, "<>\"'") {
			t.Errorf("azureText(%q) = %q", s, got)
		}
	})
}
