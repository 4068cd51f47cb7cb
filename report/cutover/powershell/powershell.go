// Package powershell writes data into PowerShell scripts (Windows PowerShell 5.1
// and PowerShell 7). Data stands in single-quoted strings and nowhere else: in
// them PowerShell looks for the closing quote and for nothing else.
package powershell

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"gwbplan/report/escape"
)

// Quote returns an expression whose value is s. Each quote in it is doubled,
// the typographic ones too, since PowerShell ends a string at any of them. A
// text with characters that a reader cannot see, that move others or that end a
// line comes as [regex]::Unescape('…'), in which they are spelled out: a script
// shows what it holds, and no editor or transfer can change it. Octets that are
// not UTF-8 become U+FFFD, as in the plan file.
func Quote(s string) string {
	if !strings.ContainsFunc(s, hidden) {
		return "'" + doubled(s) + "'"
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case hidden(r):
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		default:
			b.WriteRune(r)
		}
	}
	return "[regex]::Unescape('" + doubled(b.String()) + "')"
}

// hidden takes U+FFFD along, which stands for what is not known.
func hidden(r rune) bool { return escape.Hidden(r) || r == '\uFFFD' }

// quotes are the characters that PowerShell takes for a single quote.
const quotes = "'‘’‚‛"

func doubled(s string) string {
	if !strings.ContainsAny(s, quotes) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		if strings.ContainsRune(quotes, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Field is a property of an object. The name is the script's own word.
type Field struct{ Name, Value string }

// Table returns an array of objects, one a line.
func Table(rows [][]Field) string {
	var b strings.Builder
	b.WriteString("@(")
	for _, fields := range rows {
		b.WriteString("\n    [pscustomobject]@{")
		for i, f := range fields {
			if i > 0 {
				b.WriteString(";")
			}
			b.WriteString(" " + f.Name + " = " + Quote(f.Value))
		}
		b.WriteString(" }")
	}
	b.WriteString("\n)")
	return b.String()
}

// Script puts data and functions into a template, in the place of the one line
// "# DATA", and returns the file: UTF-8 with the mark without which Windows
// PowerShell reads it in the machine's own code page, and with the line ends of
// Windows.
func Script(template, functions string, data ...Assignment) string {
	head, tail, found := strings.Cut(template, "\n# DATA\n")
	if !found {
		panic("a script has no place for its data") // the template is wrong
	}
	var b strings.Builder
	b.WriteString("\ufeff" + head + "\n")
	for _, a := range data {
		b.WriteString("$" + a.Variable + " = " + a.Expression + "\n")
	}
	b.WriteString(functions + tail)
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

// Assignment gives a variable of a script its value: what [Quote] or [Table]
// returned.
type Assignment struct{ Variable, Expression string }
