package inventory

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// ObjectID is the id of an Entra object: a GUID that Entra writes in text
// order. It is a type of its own, so that it cannot be taken for a [GUID] of
// Active Directory. Ids compare case-insensitively, hence as bytes.
type ObjectID [16]byte

// GUID is an objectGUID of Active Directory, in the byte order of its text.
type GUID [16]byte

// SID is a security identifier in its string form, "S-1-5-21-…", in upper case.
type SID string

// ParseObjectID reads the text form in either case.
func ParseObjectID(s string) (ObjectID, error) {
	b, err := parseUUID(s)
	if err != nil {
		return ObjectID{}, fmt.Errorf("object id %q: %w", s, err)
	}
	return ObjectID(b), nil
}

// String returns the lower-case text form.
func (id ObjectID) String() string { return formatUUID(id) }

// IsZero reports whether the id is absent.
func (id ObjectID) IsZero() bool { return id == ObjectID{} }

// Compare orders ids as their texts are ordered.
func (id ObjectID) Compare(o ObjectID) int { return bytes.Compare(id[:], o[:]) }

// MarshalText writes the text form; an absent id is the empty text.
func (id ObjectID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return []byte{}, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads the text form; the empty text is an absent id.
func (id *ObjectID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ObjectID{}
		return nil
	}
	v, err := ParseObjectID(string(b))
	*id = v
	return err
}

// ParseGUID reads the text form in either case, with or without braces.
func ParseGUID(s string) (GUID, error) {
	t := s
	if strings.HasPrefix(t, "{") && strings.HasSuffix(t, "}") {
		t = t[1 : len(t)-1]
	}
	b, err := parseUUID(t)
	if err != nil {
		return GUID{}, fmt.Errorf("GUID %q: %w", s, err)
	}
	return GUID(b), nil
}

// GUIDFromBytes decodes the 16 octets of an objectGUID as LDAP returns them:
// the first three fields are little-endian (MS-DTYP 2.3.4.2).
func GUIDFromBytes(b []byte) (GUID, error) {
	if len(b) != 16 {
		return GUID{}, fmt.Errorf("a binary GUID has 16 octets, this one has %d", len(b))
	}
	return GUID{b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]}, nil
}

// Bytes encodes the GUID as LDAP wants it.
func (g GUID) Bytes() []byte {
	return []byte{g[3], g[2], g[1], g[0], g[5], g[4], g[7], g[6], g[8], g[9], g[10], g[11], g[12], g[13], g[14], g[15]}
}

// ImmutableID returns the base64 form that Connect writes to
// onPremisesImmutableId where objectGUID is the source anchor.
func (g GUID) ImmutableID() string { return base64.StdEncoding.EncodeToString(g.Bytes()) }

// GUIDFromImmutableID decodes an onPremisesImmutableId. ok is false where it
// is not a base64 GUID, which is so for tenants with another source anchor.
func GUIDFromImmutableID(s string) (g GUID, ok bool) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return GUID{}, false
	}
	g, err = GUIDFromBytes(b)
	return g, err == nil
}

// String returns the lower-case text form.
func (g GUID) String() string { return formatUUID(g) }

// IsZero reports whether the GUID is absent.
func (g GUID) IsZero() bool { return g == GUID{} }

// Compare orders GUIDs as their texts are ordered.
func (g GUID) Compare(o GUID) int { return bytes.Compare(g[:], o[:]) }

// MarshalText writes the text form; an absent GUID is the empty text.
func (g GUID) MarshalText() ([]byte, error) {
	if g.IsZero() {
		return []byte{}, nil
	}
	return []byte(g.String()), nil
}

// UnmarshalText reads the text form; the empty text is an absent GUID.
func (g *GUID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*g = GUID{}
		return nil
	}
	v, err := ParseGUID(string(b))
	*g = v
	return err
}

func parseUUID[T string | []byte](s T) (u [16]byte, err error) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return u, fmt.Errorf("want the form 00000000-0000-0000-0000-000000000000")
	}
	for i, at := range [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34} {
		hi, lo := hexDigit(s[at]), hexDigit(s[at+1])
		if hi < 0 || lo < 0 {
			return [16]byte{}, fmt.Errorf("want hexadecimal digits, not %q", string(s[at:at+2]))
		}
		u[i] = byte(hi<<4 | lo)
	}
	return u, nil
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func formatUUID(u [16]byte) string {
	var b [36]byte
	return string(appendUUID(b[:0], u))
}

func appendUUID(b []byte, u [16]byte) []byte {
	b = append(hex.AppendEncode(b, u[:4]), '-')
	b = append(hex.AppendEncode(b, u[4:6]), '-')
	b = append(hex.AppendEncode(b, u[6:8]), '-')
	b = append(hex.AppendEncode(b, u[8:10]), '-')
	return hex.AppendEncode(b, u[10:])
}

// ParseSID reads and normalises the string form.
func ParseSID(s string) (SID, error) {
	parts := strings.Split(s, "-")
	if len(parts) < 3 || len(parts) > 18 || !strings.EqualFold(parts[0], "S") || parts[1] != "1" {
		return "", fmt.Errorf("SID %q: want the form S-1-5-21-…", s)
	}
	for i, p := range parts[2:] {
		bits := 32
		if i == 0 {
			bits = 48
		}
		if _, err := strconv.ParseUint(p, 10, bits); err != nil || (len(p) > 1 && p[0] == '0') {
			return "", fmt.Errorf("SID %q: %q is not a number of %d bits", s, p, bits)
		}
	}
	return SID("S" + s[1:]), nil
}

// SIDFromBytes decodes a binary objectSid (MS-DTYP 2.4.2.2).
func SIDFromBytes(b []byte) (SID, error) {
	if len(b) < 8 || b[0] != 1 || b[1] > 15 || len(b) != 8+4*int(b[1]) {
		return "", fmt.Errorf("%d octets are no binary SID of revision 1", len(b))
	}
	var authority uint64
	for _, x := range b[2:8] {
		authority = authority<<8 | uint64(x)
	}
	s := fmt.Appendf(nil, "S-1-%d", authority)
	for i := 8; i < len(b); i += 4 {
		s = fmt.Appendf(s, "-%d", binary.LittleEndian.Uint32(b[i:]))
	}
	return SID(s), nil
}

// Bytes encodes the SID as LDAP wants it; nil for a SID that ParseSID refuses.
func (s SID) Bytes() []byte {
	if _, err := ParseSID(string(s)); err != nil {
		return nil
	}
	parts := strings.Split(string(s), "-")[2:]
	authority, _ := strconv.ParseUint(parts[0], 10, 48)
	b := []byte{1, byte(len(parts) - 1)}
	for shift := 40; shift >= 0; shift -= 8 {
		b = append(b, byte(authority>>shift))
	}
	for _, p := range parts[1:] {
		n, _ := strconv.ParseUint(p, 10, 32)
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return b
}

// Domain returns the SID without its last part: the domain's own SID. It is
// empty for a SID that belongs to no domain, such as a builtin one.
func (s SID) Domain() SID {
	i := strings.LastIndexByte(string(s), '-')
	if i < 0 || !strings.HasPrefix(string(s), "S-1-5-21-") || strings.Count(string(s), "-") != 7 {
		return ""
	}
	return s[:i]
}

// RID returns the last part of the SID, 0 where it has no part of its own.
func (s SID) RID() uint32 {
	if strings.Count(string(s), "-") < 3 {
		return 0
	}
	n, _ := strconv.ParseUint(string(s[strings.LastIndexByte(string(s), '-')+1:]), 10, 32)
	return uint32(n)
}
