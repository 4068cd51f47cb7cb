// Package ldif writes changes to directory objects (RFC 2849) in the form that
// ldapmodify, ldbmodify and ldifde all take: ASCII with LF alone, no version
// line (ldbmodify refuses one), no folded lines, base64 for every value that is
// not plain, and each change ended by a line with a hyphen and an empty one
// (ldifde wants both).
package ldif

import (
	"encoding/base64"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// Op is what is done to a value.
type Op string

// The operations. Add fails where the attribute has a value, Delete where it
// has not exactly this one.
const (
	Add    Op = "add"
	Delete Op = "delete"
)

// Change is the change of one value of one object.
type Change struct {
	DN        inventory.DN
	Op        Op
	Attribute string
	Value     string
}

// Append appends the change.
func Append(b []byte, c Change) []byte {
	b = appendLine(b, "dn", string(c.DN))
	b = append(b, "changetype: modify\n"...)
	b = appendLine(b, string(c.Op), c.Attribute)
	b = appendLine(b, c.Attribute, c.Value)
	return append(b, "-\n\n"...)
}

// AppendComment appends comment lines, one for each line of the text. What is
// not printable ASCII is spelled as Go spells it in a string.
func AppendComment(b []byte, text string) []byte {
	for line := range strings.SplitSeq(text, "\n") {
		quoted := strconv.QuoteToASCII(line)
		line = strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
		b = append(b, strings.TrimRight("# "+line, " ")...)
		b = append(b, '\n')
	}
	return b
}

func appendLine(b []byte, attribute, value string) []byte {
	b = append(b, attribute...)
	if plain(value) {
		return append(append(append(b, ": "...), value...), '\n')
	}
	b = append(b, ":: "...)
	return append(base64.StdEncoding.AppendEncode(b, []byte(value)), '\n')
}

// plain reports whether a value may stand as it is: a SAFE-STRING, here of
// printable characters alone. A space at its end would be legal, and some
// editors drop it.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return s != "" && !strings.ContainsRune(" :<", rune(s[0])) && s[len(s)-1] != ' '
}
