package report

import (
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"gwbplan/report/escape"
)

// Names come from people, and some of them are hostile. This file and package
// escape are all that makes a value safe for a medium; each function is fuzzed.

// terminal makes a value safe to print on a terminal.
func terminal(s string) string { return escape.Visible(s) }

// htmlText makes a value safe to stand in the HTML report, once html/template,
// JSON or textContent has put it there: those keep it from being markup.
func htmlText(s string) string { return escape.Visible(s) }

// csvCell makes a value safe in a spreadsheet: one line, and nothing that could
// be taken for a formula, neither at its start nor after a semicolon or a bar,
// where a program with another list separator may cut the line.
func csvCell(s string) string {
	s = escape.Visible(s)
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
