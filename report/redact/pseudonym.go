package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// key is the secret that the pseudonyms are made with.
type key [32]byte

// sum is what a value becomes under the secret; kinds keep apart values that
// read alike.
func (k key) sum(kind, value string) []byte {
	h := hmac.New(sha256.New, k[:])
	h.Write([]byte(kind + "\x00" + value))
	return h.Sum(nil)
}

var plainLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// code is a pseudonym of n letters and digits.
func (k key) code(kind, value string, n int) string {
	return strings.ToLower(plainLetters.EncodeToString(k.sum(kind, value)))[:n]
}

func (r *Redactor) note(pseudonym, original string) string {
	r.seen[pseudonym] = original
	return pseudonym
}

// suffixLength is how many digits of its id the name of an AD object ends with.
const suffixLength = 12

// groupPrefixes stand before an id in a name and in the attributes that claim a
// group.
var groupPrefixes = []string{"Group_", "TakenOver_Group_"}

// name is the pseudonym of a name. What joins it to something else stays
// joined: an id in it, a domain behind @, the end of an id.
func (r *Redactor) name(s string) string {
	switch {
	case s == "":
		return ""
	case isUUID(s):
		return r.uuid(s)
	case strings.HasPrefix(s, "S-1-"):
		return r.sid(s)
	case r.domains[strings.ToLower(s)]:
		return r.domain(s)
	}
	for _, prefix := range groupPrefixes {
		if id, ok := strings.CutPrefix(s, prefix); ok && isUUID(id) {
			return prefix + r.uuid(id)
		}
	}
	if at := strings.LastIndexByte(s, '@'); at > 0 && isHost(s[at+1:]) {
		return r.name(s[:at]) + "@" + r.domain(s[at+1:])
	}
	if i := len(s) - suffixLength; i > 0 && s[i-1] == '_' {
		if id, ok := r.suffixes[strings.ToLower(s[i:])]; ok {
			return r.name(s[:i-1]) + "_" + r.uuid(id)[len(id)-suffixLength:]
		}
	}
	return r.note("name-"+r.key.code("name", s, 12), s)
}

// uuid is the pseudonym of an object id or GUID, of version 4.
func (r *Redactor) uuid(s string) string {
	s = strings.ToLower(s)
	b := r.key.sum("uuid", s)
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return r.note(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16]), s)
}

func (r *Redactor) guid(g inventory.GUID) inventory.GUID {
	out, err := inventory.ParseGUID(r.uuid(g.String()))
	if err != nil {
		panic(err) // uuid wrote what ParseGUID does not read
	}
	return out
}

// sid is the pseudonym of a SID of a domain; those that every system has stay.
func (r *Redactor) sid(s string) string {
	const domain = "S-1-5-21-"
	parts := strings.Split(strings.TrimPrefix(s, domain), "-")
	if !strings.HasPrefix(s, domain) || len(parts) < 3 {
		return s
	}
	b := r.key.sum("sid", strings.Join(parts[:3], "-"))
	out := domain + fmt.Sprintf("%d-%d-%d", binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:]))
	for _, part := range parts[3:] {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return r.note("name-"+r.key.code("name", s, 12), s)
		}
		out += "-" + strconv.FormatUint(uint64(r.rid(uint32(n))), 10)
	}
	return r.note(out, s)
}

// rid replaces a relative identifier by another one, each by its own: a Feistel
// cipher of four rounds. The ones below 1000 are the same in every domain.
func (r *Redactor) rid(n uint32) uint32 {
	const builtIn = 1000
	for first := true; first || n < builtIn; first = false { // into the range that is not built in
		if first && n < builtIn {
			return n
		}
		left, right := uint16(n>>16), uint16(n)
		for round := range 4 {
			b := r.key.sum("rid"+strconv.Itoa(round), strconv.Itoa(int(right)))
			left, right = right, left^binary.BigEndian.Uint16(b)
		}
		n = uint32(left)<<16 | uint32(right)
	}
	return n
}

// publicLabels end domain names everywhere.
var publicLabels = []string{"com", "net", "org", "local", "onmicrosoft", "us", "mail"}

// domain is the pseudonym of a DNS name, label by label, so that a child
// domain stays one.
func (r *Redactor) domain(s string) string {
	labels := strings.Split(strings.ToLower(s), ".")
	for i, l := range labels {
		labels[i] = r.label(l)
	}
	return strings.Join(labels, ".")
}

func (r *Redactor) label(l string) string {
	if l == "" || slices.Contains(publicLabels, l) {
		return l
	}
	return r.note("dom-"+r.key.code("label", l, 8), l)
}

// dn is the pseudonym of a distinguished name, with as many parts of the same
// types.
func (r *Redactor) dn(s string) string {
	if s == "" {
		return ""
	}
	var out []string
	for _, rdn := range inventory.DN(s).Split() {
		value := r.name(rdn.Value)
		if strings.EqualFold(rdn.Attribute, "DC") {
			value = r.label(strings.ToLower(rdn.Value))
		}
		out = append(out, rdn.Attribute+"="+inventory.EscapeDNValue(value))
	}
	return strings.Join(out, ",")
}

// source is "ad:" or "gc:" with the domain's pseudonym, or "connect:" with the
// server's.
func (r *Redactor) source(s string) string {
	kind, rest, found := strings.Cut(s, ":")
	switch {
	case !found:
		return r.text(s)
	case kind == "ad", kind == "gc":
		return kind + ":" + r.domain(rest)
	}
	return r.text(kind) + ":" + r.name(rest)
}

// filter is a condition of a hand-out: of an owner, the name is replaced.
func (r *Redactor) filter(s string) string {
	if owner, ok := strings.CutPrefix(s, "owner="); ok && owner != "none" {
		return "owner=" + r.name(owner)
	}
	return s
}
