// Package escape makes values of a directory safe to show. Names come from
// people, and some of them are hostile.
package escape

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible spells out what a reader could not see or should not meet: control
// characters and escape sequences, bidirectional controls, zero-width and other
// invisible characters as [U+202E], bytes that are not UTF-8 as [0xFF]. The
// result is one line of printable text.
func Visible(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)):
			fmt.Fprintf(&b, "[0x%02X]", s[i])
		case Hidden(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Hidden reports whether r has no shape of its own, or moves others.
func Hidden(r rune) bool {
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

// Shorten cuts a value to at most n characters and says how many it left out.
// Cutting comes before escaping, so that no escape is cut in two.
func Shorten(s string, n int) string {
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

// markdownEntities are characters that no Markdown dialect may see: "<", ">"
// and "&" open HTML, "|" ends a table cell, and a backtick ends a code span.
// An entity is understood by all of them, inside tables too.
var markdownEntities = map[rune]string{
	'<': "&lt;", '>': "&gt;", '&': "&amp;", '|': "&#124;", '`': "&#96;",
}

// MarkdownValue renders a value of a directory as code: that keeps it as it is
// and stops mentions, links, emoji names and issue numbers on every site.
func MarkdownValue(s string) string {
	if s == "" {
		return "*(empty)*"
	}
	return bySegments(Visible(s), codeSpan)
}

// codeSpan keeps the spaces at both ends of a text, of which a code span loses
// one each (CommonMark 6.1).
func codeSpan(seg string) string {
	if strings.HasPrefix(seg, " ") && strings.HasSuffix(seg, " ") && strings.Trim(seg, " ") != "" {
		seg = " " + seg + " "
	}
	return "`" + seg + "`"
}

// MarkdownText renders a sentence that may hold values of a directory. Words
// that a site would turn into a link or a mention become code; the rest is
// escaped with backslashes.
func MarkdownText(s string) string {
	words := strings.Fields(Visible(s))
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
