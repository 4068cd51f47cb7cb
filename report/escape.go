package report

import (
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Names come from people, and some of them are hostile. This file is the only
// one that makes a value safe for a medium; each function is fuzzed.

// visible spells out what a reader could not see or should not meet: control
// characters and escape sequences, bidirectional controls, zero-width and other
// invisible characters as [U+202E], bytes that are not UTF-8 as [0xFF]. The
// result is one line of printable text.
func visible(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)):
			fmt.Fprintf(&b, "[0x%02X]", s[i])
		case hidden(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden reports whether r has no shape of its own, or moves others.
func hidden(r rune) bool {
	switch {
	case r >= 0x20 && r < 0x7F, r == '\u3000', r == '\uFE0F':
		return false // plain text, the CJK space, the mark that colours an emoji
	case !unicode.IsPrint(r): // controls, formats, odd spaces, unassigned
		return true
	case unicode.Is(unicode.Variation_Selector, r):
		return true
	}
	switch r { // letters and marks by class, blank by look
	case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0:
		return true
	}
	return false
}

// terminal makes a value safe to print on a terminal.
func terminal(s string) string { return visible(s) }

// htmlText makes a value safe to stand in the HTML report, once html/template,
// JSON or textContent has put it there: those keep it from being markup.
func htmlText(s string) string { return visible(s) }

// markdownEntities are characters that no Markdown dialect may see: "<", ">"
// and "&" open HTML, "|" ends a table cell, and a backtick ends a code span.
// An entity is understood by all of them, inside tables too.
var markdownEntities = map[rune]string{
	'<': "&lt;", '>': "&gt;", '&': "&amp;", '|': "&#124;", '`': "&#96;",
}

// markdownValue renders a value of a directory as code: that keeps it as it is
// and stops mentions, links, emoji names and issue numbers on every site.
func markdownValue(s string) string {
	if s == "" {
		return "*(empty)*"
	}
	return bySegments(visible(s), codeSpan)
}

// codeSpan keeps the spaces at both ends of a text, of which a code span loses
// one each (CommonMark 6.1).
func codeSpan(seg string) string {
	if strings.HasPrefix(seg, " ") && strings.HasSuffix(seg, " ") && strings.Trim(seg, " ") != "" {
		seg = " " + seg + " "
	}
	return "`" + seg + "`"
}

// markdownText renders a sentence that may hold values of a directory. Words
// that a site would turn into a link or a mention become code; the rest is
// escaped with backslashes.
func markdownText(s string) string {
	words := strings.Fields(visible(s))
	for i, w := range words {
		words[i] = bySegments(w, func(seg string) string {
			if word := strings.TrimRight(seg, ".,;:?"); linkish(word) {
				return "`" + word + "`" + seg[len(word):]
			}
			return backslashed(seg, i == 0)
		})
	}
	return strings.Join(words, " ")
}

// bySegments applies f to the pieces between the characters that must become
// entities, and puts the entities between them.
func bySegments(s string, f func(string) string) string {
	var b strings.Builder
	rest := s
	for rest != "" {
		i := strings.IndexAny(rest, "<>&|`")
		if i < 0 {
			i = len(rest)
		}
		if i > 0 {
			b.WriteString(f(rest[:i]))
		}
		if i < len(rest) {
			b.WriteString(markdownEntities[rune(rest[i])])
			i++
		}
		rest = rest[i:]
	}
	return b.String()
}

// linkish reports whether a hosting site could make something live of a word:
// a mention, an e-mail or web address, an issue or merge request number, an
// emoji name, a formula.
func linkish(word string) bool {
	if strings.ContainsAny(word, "@$") || strings.Contains(word, "://") {
		return true
	}
	for i := 0; i+1 < len(word); i++ {
		c, next := word[i], word[i+1]
		switch {
		case strings.IndexByte("#!~%", c) >= 0 && alphanumeric(next):
			return true
		case c == ':': // :bug:, :+1:
			return true
		case c == '.' && i > 0 && alphanumeric(word[i-1]) && letter(next):
			return true // www.example.com, contoso.com
		}
	}
	return false
}

func letter(c byte) bool       { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf }
func alphanumeric(c byte) bool { return letter(c) || c >= '0' && c <= '9' || c == '_' }

// backslashed escapes Markdown's punctuation in a word, and in the first word of
// a text what would start a list or underline a heading.
func backslashed(word string, first bool) string {
	starts := first && (strings.IndexAny(word, "-+=") == 0 || strings.Trim(word, "0123456789") == ".")
	var b strings.Builder
	for i := 0; i < len(word); i++ {
		c := word[i]
		if strings.IndexByte(`\*_{}[]()#!~^`, c) >= 0 || starts && strings.IndexByte("-+=.", c) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// csvCell makes a value safe in a spreadsheet: one line, and nothing that could
// be taken for a formula, neither at its start nor after a semicolon or a bar,
// where a program with another list separator may cut the line.
func csvCell(s string) string {
	s = visible(s)
	if !strings.ContainsAny(s, "=+-@＝＋－＠") {
		return s
	}
	var b strings.Builder
	if formula(s) {
		b.WriteByte('\'')
	}
	for i, r := range s {
		b.WriteRune(r)
		if (r == ';' || r == '|') && formula(s[i+1:]) {
			b.WriteByte('\'')
		}
	}
	return b.String()
}

// formula reports whether a spreadsheet could take the text for a formula. It
// looks behind spaces and quotes, which some programs drop.
func formula(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("=+-@＝＋－＠", r) && s != ""
}

// fitting is a value for a cell that takes at most n characters: made safe, and
// cut at its end with a mark where it would be longer.
func fitting(s string, n int) string {
	return cutUTF16(csvCell(s), n)
}

// cutUTF16 cuts a text to n UTF-16 units, which the programs that read the files
// count, with a mark at its end.
func cutUTF16(s string, n int) string {
	if len(s) <= n {
		return s
	}
	const mark = " … (cut)"
	units, end := 0, 0 // end is where the text can stop and leave room for the mark
	for i, r := range s {
		if units <= n-len(mark) {
			end = i
		}
		units += utf16.RuneLen(r)
	}
	if units <= n {
		return s
	}
	return s[:end] + mark
}

// WorkbookText is a value for a cell of a workbook that takes at most n
// characters. The cell holds text and can start no formula, so the value stays
// as it is, but for characters that a workbook cannot hold or that move others:
// control and bidirectional controls become spaces, bytes that are not UTF-8
// are spelled out.
func WorkbookText(s string, n int) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)):
			fmt.Fprintf(&b, "[0x%02X]", s[i])
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == 0xFFFE, r == 0xFFFF:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return cutUTF16(b.String(), n)
}

// jiraText keeps Jira from reading a text as its markup: mentions, links and
// images in names stay what they are.
func jiraText(s string) string {
	const fence = "{noformat}"
	return fence + fitting(strings.ReplaceAll(s, "{", "("), cellRunes-2*len(fence)) + fence
}

// azureText is for a field that holds HTML.
func azureText(s string) string { return html.EscapeString(fitting(s, cellRunes)) }

// shorten cuts a value to at most n characters and says how many it left out.
// Cutting comes before escaping, so that no escape is cut in two.
func shorten(s string, n int) string {
	count := utf8.RuneCountInString(s)
	if count <= n {
		return s
	}
	left := count - n
	for i := range s {
		if n == 0 {
			return fmt.Sprintf("%s… (%d more characters)", s[:i], left)
		}
		n--
	}
	return s
}
