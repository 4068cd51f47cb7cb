package redact

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gwbplan/inventory"
)

// words.txt has every word of gwbplan's own messages, one a line, in lower
// case. A test makes it from the source with -update.
//
//go:embed words.txt
var wordList string

var ownWords = func() map[string]bool {
	out := map[string]bool{}
	for word := range strings.Lines(wordList) {
		out[strings.TrimSpace(word)] = true
	}
	return out
}()

// nameAttributes hold one name each.
var nameAttributes = map[string]bool{
	"cn": true, "displayname": true, "description": true, "name": true, "samaccountname": true, "mail": true,
	"mailnickname": true, "userprincipalname": true, "membershiprule": true, "proxyaddresses": true,
}

// value redacts a value of an attribute.
func (r *Redactor) value(attribute, s string) string {
	absent := s == "absent" || s == "null" || s == "none"
	if r.names[s] || nameAttributes[strings.ToLower(attribute)] && !absent && !strings.Contains(s, "=") {
		return r.name(s)
	}
	return r.text(s)
}

// text redacts prose and values: quoted names, distinguished names, ids, SIDs
// and sign-in names become their pseudonyms, and so does every word that is not
// gwbplan's own.
func (r *Redactor) text(s string) string {
	if r.names[s] && !ownWords[strings.ToLower(s)] {
		return r.name(s)
	}
	var b strings.Builder
	for rest := s; rest != ""; {
		n, out := r.next(rest)
		b.WriteString(out)
		rest = rest[n:]
	}
	if b.String() == s { // which other groups may hold too
		return s
	}
	return b.String()
}

// next redacts what a text begins with, and says how long that is.
func (r *Redactor) next(s string) (int, string) {
	if s[0] == '"' {
		if quoted, err := strconv.QuotedPrefix(s); err == nil {
			return len(quoted), r.quoted(quoted)
		}
	}
	if n := dnLength(s); n > 0 {
		return n, r.dn(s[:n])
	}
	if len(s) >= 36 && isUUID(s[:36]) {
		return 36, r.uuid(s[:36])
	}
	n := wordLength(s)
	if n == 0 {
		_, n = utf8.DecodeRuneInString(s)
		return n, s[:n]
	}
	return n, r.word(s[:n])
}

// quoted redacts a quoted string: a name, or a phrase of gwbplan's.
func (r *Redactor) quoted(literal string) string {
	s, err := strconv.Unquote(literal)
	if err != nil {
		return `"` + r.name(literal) + `"`
	}
	if r.names[s] || dnLength(s) < len(s) && !r.isOwn(s) {
		return `"` + r.name(s) + `"`
	}
	return `"` + r.text(s) + `"`
}

// isOwn reports whether a text has no other words than gwbplan's.
func (r *Redactor) isOwn(s string) bool {
	for s != "" {
		n := wordLength(s)
		if n > 0 && !isOwnWord(s[:n]) || s[0] == '"' {
			return false
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
		}
		s = s[n:]
	}
	return true
}

// word redacts one word: as a SID, a sign-in name, a host or a name.
func (r *Redactor) word(w string) string {
	end := len(strings.TrimRight(w, ".-'")) // of a sentence
	w, tail := w[:end], w[end:]
	for _, prefix := range groupPrefixes {
		if id, ok := strings.CutPrefix(w, prefix); ok && len(id) >= 36 && isUUID(id[:36]) {
			return prefix + r.uuid(id[:36]) + r.text(id[36:]+tail)
		}
	}
	switch {
	case w == "" || isOwnWord(w):
		return w + tail
	case strings.HasPrefix(w, "S-1-"):
		return r.sid(w) + tail
	case strings.Contains(w, "."):
		if isHost(w) && !r.names[w] {
			return r.host(w) + tail
		}
	}
	return r.name(w) + tail
}

// host redacts a dotted word label by label; gwbplan's own words stay in it.
func (r *Redactor) host(w string) string {
	labels := strings.Split(w, ".")
	for i, l := range labels {
		if r.names[l] || !isOwnWord(l) {
			labels[i] = r.label(strings.ToLower(l))
		}
	}
	return strings.Join(labels, ".")
}

// wordEdges are characters of a word that its core has none of at its ends.
const wordEdges = ".-'_@$"

// codes are the answers of servers, which gaps repeat.
var codes = []string{
	"authorization_requestdenied", "request_resourcenotfound", "directory_expiredpagetoken", "request_unsupportedquery",
	"insufficientaccessrights", "unwillingtoperform", "nosuchobject", "timelimitexceeded", "sizelimitexceeded", "busy", "unavailable",
}

// isOwnWord reports whether a word is gwbplan's, a server's code, a number, a
// date or a single letter.
func isOwnWord(w string) bool {
	lower := strings.ToLower(strings.Trim(w, wordEdges))
	switch {
	case len(lower) <= 1, ownWords[lower], slices.Contains(codes, lower):
		return true
	}
	return lower[0] >= '0' && lower[0] <= '9' && strings.Trim(lower, "0123456789.:+-tz") == ""
}

// wordLength is how long a word is that the text begins with.
func wordLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("_-.@$'\u200d", r) && r < 0x2600 {
			return i
		}
	}
	return len(s)
}

// dnTypes begin a distinguished name.
var dnTypes = []string{"CN", "OU", "DC"}

// dnLength is how long a distinguished name is that the text begins with, 0
// where it begins with none. Behind its last DC the text goes on; without a DC
// it is taken to go to the end of the text.
func dnLength(s string) int {
	n, length := 0, 0
	for {
		t := dnType(s[n:])
		if t == "" {
			return length
		}
		end := n + len(t) + 1 + valueLength(s[n+len(t)+1:])
		if t == "DC" {
			end = n + 3 + len(s[n+3:end]) - len(strings.TrimLeft(s[n+3:end], labelLetters))
		}
		length = end
		if end >= len(s) || s[end] != ',' {
			return length
		}
		n = end + 1
	}
}

const labelLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

func dnType(s string) string {
	for _, t := range dnTypes {
		if len(s) > len(t) && strings.EqualFold(s[:len(t)], t) && s[len(t)] == '=' {
			return t
		}
	}
	return ""
}

// valueLength is how far a value goes: to a comma that is not escaped.
func valueLength(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ',':
			return i
		}
	}
	return len(s)
}

func isUUID(s string) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' {
		return false // without the cost of an error
	}
	_, err := inventory.ParseObjectID(s)
	return err == nil
}

// isHost reports whether a text can be a DNS name with a dot.
func isHost(s string) bool {
	return strings.Contains(strings.Trim(s, "."), ".") && strings.Trim(s, labelLetters+".") == "" && !strings.Contains(s, "..")
}
