package inventory

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DN is a distinguished name as the directory wrote it (RFC 4514).
type DN string

// RDN is one part of a DN, with its value unescaped.
type RDN struct {
	Attribute string
	Value     string
}

// Split cuts the DN into its RDNs, the object's own first. A multi-valued RDN,
// which Active Directory does not have, comes as one RDN.
func (d DN) Split() []RDN {
	var out []RDN
	for _, part := range splitUnescaped(string(d)) {
		out = append(out, rdnOf(part))
	}
	return out
}

func rdnOf(part string) RDN {
	attr, value, ok := strings.Cut(part, "=")
	if !ok {
		value, attr = attr, ""
	}
	return RDN{strings.TrimSpace(attr), unescapeDN(value)}
}

// RDN returns the object's own part; the zero RDN for the empty DN.
func (d DN) RDN() RDN {
	if d == "" {
		return RDN{}
	}
	part, _, _ := cutUnescaped(string(d))
	return rdnOf(part)
}

// Parent returns the DN without its first part, as it is written.
func (d DN) Parent() DN {
	_, rest, _ := cutUnescaped(string(d))
	return DN(strings.TrimLeft(rest, " "))
}

// Key returns a form in which two DNs of the same object are equal: attribute
// types and values folded to lower case, escapes and spaces normalised.
func (d DN) Key() string {
	if d.isCanonical() {
		return strings.ToLower(string(d))
	}
	var b strings.Builder
	for i, r := range d.Split() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strings.ToLower(r.Attribute))
		b.WriteByte('=')
		b.WriteString(EscapeDNValue(lowerValue(r.Value)))
	}
	return b.String()
}

// isCanonical reports whether the DN differs from its key by its case alone.
// Most do, and keys are needed often.
func (d DN) isCanonical() bool {
	inValue := false
	for i := 0; i < len(d); i++ {
		switch c := d[i]; {
		case c == '=' && !inValue && i+1 < len(d):
			inValue = true
		case c == ',' && inValue:
			inValue = false
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		case c == ' ' && inValue && d[i-1] != '=' && i+1 < len(d) && d[i+1] != ',':
		default:
			return false
		}
	}
	return inValue || d == ""
}

// lowerValue folds a value and keeps the octets that are no UTF-8, which
// strings.ToLower would make equal to each other.
func lowerValue(v string) string {
	if utf8.ValidString(v) {
		return strings.ToLower(v)
	}
	var b []byte
	for len(v) > 0 {
		r, n := utf8.DecodeRuneInString(v)
		if r == utf8.RuneError && n == 1 {
			b = append(b, v[0])
		} else {
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
		v = v[n:]
	}
	return string(b)
}

// Equal reports whether two DNs name the same object.
func (d DN) Equal(o DN) bool { return d == o || d.Key() == o.Key() }

// Under reports whether the DN is base or lies below it. Nothing lies under
// the empty DN, which stands for a base that is not known.
func (d DN) Under(base DN) bool {
	if base == "" || d == "" {
		return false
	}
	k, b := d.Key(), base.Key()
	return k == b || strings.HasSuffix(k, ","+b)
}

// DNSName returns the DNS name that the DN's DC parts spell, "" without any.
func (d DN) DNSName() string {
	var labels []string
	for _, r := range d.Split() {
		if strings.EqualFold(r.Attribute, "DC") {
			labels = append(labels, strings.ToLower(r.Value))
		}
	}
	return strings.Join(labels, ".")
}

// Child returns the DN of an object named CN=cn in this container.
func (d DN) Child(cn string) DN { return DN("CN=" + EscapeDNValue(cn) + "," + string(d)) }

// EscapeDNValue escapes an attribute value for use in a DN (RFC 4514 2.4).
// Control characters and "=" are escaped too: both are legal unescaped, but
// Samba refuses the one and no terminal should be sent the other.
func EscapeDNValue(v string) string {
	var b strings.Builder
	for i := 0; i < len(v); i++ {
		c := v[i]
		switch {
		case c < 0x20 || c == 0x7f:
			b.WriteByte('\\')
			b.WriteString(strings.ToUpper(hex.EncodeToString([]byte{c})))
		case strings.IndexByte(`,+"\<>;=`, c) >= 0,
			c == '#' && i == 0,
			c == ' ' && (i == 0 || i == len(v)-1):
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// splitUnescaped cuts s at each comma that no backslash escapes and no quotes
// around the value enclose.
func splitUnescaped(s string) []string {
	var out []string
	for {
		part, rest, more := cutUnescaped(s)
		out = append(out, part)
		if !more {
			return out
		}
		s = rest
	}
}

// cutUnescaped cuts s at the first such comma.
func cutUnescaped(s string) (part, rest string, more bool) {
	valueAt, quoted := -1, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '"' && quoted:
			quoted = false
		case c == '"' && valueAt >= 0 && strings.TrimLeft(s[valueAt:i], " ") == "":
			quoted = true
		case c == '=' && valueAt < 0:
			valueAt = i + 1
		case c == ',' && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// unescapeDN undoes RFC 4514 escaping and drops the spaces around the value
// that neither a backslash nor quotes protect.
func unescapeDN(s string) string {
	s = strings.TrimLeft(s, " ")
	trimmed := strings.TrimRight(s, " ")
	quoted := len(trimmed) >= 2 && trimmed[0] == '"' && trimmed[len(trimmed)-1] == '"'
	if quoted {
		s = trimmed[1 : len(trimmed)-1]
	}
	var b []byte
	keep := 0 // length that trimming must not go below
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b = append(b, s[i])
			continue
		}
		octet, n := s[i+1], 1
		if i+2 < len(s) {
			if h, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				octet, n = h[0], 2
			}
		}
		b = append(b, octet)
		keep = len(b)
		i += n
	}
	for !quoted && len(b) > keep && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return string(b)
}
