package ad

import (
	"bytes"
	"testing"
	"unicode/utf8"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"

	"gwbplan/inventory"
)

// FuzzFilter: whatever a name or an id is, the filter that asks for it is one
// "or" of equality matches, and each asks for just that value.
func FuzzFilter(f *testing.F) {
	f.Add("CN=Sales,DC=contoso,DC=com", []byte("0123456789abcdef"), uint32(1104))
	f.Add("*)(objectClass=*", []byte("\x00\x28\x29\x2a\x5c\xff56789abcdef"), uint32(0))
	f.Add(`CN=a\,b\0A(x)*,DC=x`, []byte("()()()()()()()()"), uint32(0x28292a5c))
	f.Add("\x00\xff\u202e)", []byte("****************"), uint32(0xffffffff))
	f.Fuzz(func(t *testing.T, name string, octets []byte, rid uint32) {
		guid, err := inventory.GUIDFromBytes(octets)
		if err != nil {
			t.Skip()
		}
		sid, err := inventory.SIDFromBytes(append([]byte("\x01\x02\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00"), byte(rid), byte(rid>>8), byte(rid>>16), byte(rid>>24)))
		if err != nil {
			t.Fatal(err)
		}
		q := query{what: withGUID, guids: []inventory.GUID{guid}, sids: []inventory.SID{sid}, dns: []inventory.DN{inventory.DN(name)}}
		p, err := ldap.CompileFilter(q.filter())
		if err != nil {
			t.Fatalf("%q: %v", q.filter(), err)
		}
		if p.Tag != ldap.FilterOr || len(p.Children) != 3 {
			t.Fatalf("%q has %d parts", q.filter(), len(p.Children))
		}
		wantEquality(t, p.Children[0], "objectGUID", guid.Bytes())
		wantEquality(t, p.Children[1], "objectSid", sid.Bytes())
		wantEquality(t, p.Children[2], "distinguishedName", []byte(name))
	})
}

func wantEquality(t *testing.T, p *ber.Packet, attribute string, value []byte) {
	t.Helper()
	if p.Tag != ldap.FilterEqualityMatch || len(p.Children) != 2 {
		t.Errorf("%s: tag %d with %d parts, want an equality match", attribute, p.Tag, len(p.Children))
		return
	}
	if a, v := p.Children[0].Data.Bytes(), p.Children[1].Data.Bytes(); string(a) != attribute || !bytes.Equal(v, value) {
		t.Errorf("asks for %s=%q, want %s=%q", a, v, attribute, value)
	}
}

// FuzzExtendedDN: a name with ids is taken apart into what it was made of, and
// a name without them stays as it is.
func FuzzExtendedDN(f *testing.F) {
	f.Add("<GUID=04030201-0605-0807-090a-0b0c0d0e0f10>;<SID=S-1-5-21-1-2-3>;CN=x,DC=contoso,DC=com")
	f.Add("<GUID=04030201-0605-0807-090a-0b0c0d0e0f10>;")
	f.Add("<SID=S-1-5>;CN=<GUID=x>;DC=y")
	f.Add("CN=a;<SID=S-1-5-18>;b,DC=y")
	f.Add("<GUID=")
	f.Fuzz(func(t *testing.T, s string) {
		dn, ids := parseExtendedDN(s)
		if !utf8.ValidString(string(dn)) {
			t.Errorf("%q gives the name %q, which is not UTF-8", s, dn)
		}
		if !utf8.ValidString(s) {
			return // what is no text in it was replaced
		}
		if len(dn) > len(s) || string(dn) != s[len(s)-len(dn):] {
			t.Errorf("%q gives the name %q, which is no ending of it", s, dn)
		}
		if len(dn) == len(s) && (!ids.guid.IsZero() || ids.sid != "") {
			t.Errorf("%q gives ids from nowhere: %v", s, ids)
		}
	})
}
