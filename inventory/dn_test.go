package inventory_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	. "gwbplan/inventory"
)

func TestDNSplit(t *testing.T) {
	for _, tc := range []struct {
		dn   DN
		want []RDN
	}{
		{"CN=Sales,OU=Groups,DC=contoso,DC=com", []RDN{{"CN", "Sales"}, {"OU", "Groups"}, {"DC", "contoso"}, {"DC", "com"}}},
		{`CN=Smith\, Jane,DC=com`, []RDN{{"CN", "Smith, Jane"}, {"DC", "com"}}},
		{`CN="Smith, Jane" , DC=com`, []RDN{{"CN", "Smith, Jane"}, {"DC", "com"}}},
		{`CN=a\2Cb\0Dc\C3\A4,DC=com`, []RDN{{"CN", "a,b\rcä"}, {"DC", "com"}}},
		{`CN=\ lead and trail\ ,DC=com`, []RDN{{"CN", " lead and trail "}, {"DC", "com"}}},
		{`CN=\#1\+2\=3\<4\>5\;6\\7\"8`, []RDN{{"CN", `#1+2=3<4>5;6\7"8`}}},
		{`CN=a"b,OU=c"d`, []RDN{{"CN", `a"b`}, {"OU", `c"d`}}},
		{`CN=Group\0ADEL:6e1b0d5c-0000-4000-8000-000000000001,CN=Deleted Objects,DC=com`,
			[]RDN{{"CN", "Group\nDEL:6e1b0d5c-0000-4000-8000-000000000001"}, {"CN", "Deleted Objects"}, {"DC", "com"}}},
		{`CN=trailing\`, []RDN{{"CN", `trailing\`}}},
		{`CN=" a " ,DC=com`, []RDN{{"CN", " a "}, {"DC", "com"}}},
		{`CN=" `, []RDN{{"CN", `"`}}},
		{"no equals sign", []RDN{{"", "no equals sign"}}},
		{"", []RDN{{}}},
	} {
		if got := tc.dn.Split(); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%q.Split() = %q, want %q", tc.dn, got, tc.want)
		}
	}
}

func TestDNEqual(t *testing.T) {
	for _, tc := range []struct {
		a, b DN
		want bool
	}{
		{"CN=Sales,DC=contoso,DC=com", "cn=SALES,dc=Contoso,dc=COM", true},
		{"CN=Sales, DC=contoso ,DC=com", "CN=Sales,DC=contoso,DC=com", true},
		{`CN=a\2Cb,DC=com`, `CN=a\,b,DC=com`, true},
		{`CN="a,b",DC=com`, `CN=a\,b,DC=com`, true},
		{"CN=ÄRZTE,DC=com", "CN=ärzte,DC=com", true},
		{`CN=a\=b,DC=com`, `CN=a=b,DC=com`, true},
		{`CN=a\,DC=com`, `CN=a,DC=com`, false},
		{`CN=\FE,DC=com`, `CN=\FF,DC=com`, false},
		{"CN=a b,DC=com", "CN=ab,DC=com", false},
		{"CN=a\\ ,DC=com", "CN=a,DC=com", false},
		{"CN=a", "OU=a", false},
	} {
		if got := tc.a.Equal(tc.b); got != tc.want {
			t.Errorf("%q equals %q: %t, keys %q and %q", tc.a, tc.b, got, tc.a.Key(), tc.b.Key())
		}
	}
}

func TestDNPlace(t *testing.T) {
	for _, tc := range []struct {
		dn     DN
		parent DN
		dns    string
		under  DN
		is     bool
	}{
		{"CN=a,OU=b,DC=contoso,DC=com", "OU=b,DC=contoso,DC=com", "contoso.com", "dc=CONTOSO,dc=com", true},
		{"CN=a,OU=b,DC=contoso,DC=com", "OU=b,DC=contoso,DC=com", "contoso.com", "OU=b,DC=contoso,DC=com", true},
		{"CN=a, OU=b,DC=emea,DC=contoso,DC=com", "OU=b,DC=emea,DC=contoso,DC=com", "emea.contoso.com", "DC=contoso,DC=com", true},
		{"DC=xcontoso,DC=com", "DC=com", "xcontoso.com", "DC=contoso,DC=com", false},
		{`CN=a\,DC\=contoso,DC=com`, "DC=com", "com", "DC=contoso,DC=com", false},
		{`CN=a\,b,DC=com`, "DC=com", "com", "DC=com", true},
		{"DC=com", "", "com", "", false},
		{"", "", "", "DC=com", false},
	} {
		if got := tc.dn.Parent(); got != tc.parent {
			t.Errorf("%q.Parent() = %q, want %q", tc.dn, got, tc.parent)
		}
		if got := tc.dn.DNSName(); got != tc.dns {
			t.Errorf("%q.DNSName() = %q, want %q", tc.dn, got, tc.dns)
		}
		if got := tc.dn.Under(tc.under); got != tc.is {
			t.Errorf("%q.Under(%q) = %t", tc.dn, tc.under, got)
		}
	}
}

func TestEscapeDNValue(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"plain", "plain"},
		{"", ""},
		{" a ", `\ a\ `},
		{" ", `\ `},
		{"#a#", `\#a#`},
		{`a,b+c"d\e<f>g;h=i`, `a\,b\+c\"d\\e\<f\>g\;h\=i`},
		{"a\r\nb\x00\x7f", `a\0D\0Ab\00\7F`},
		{"Zürich 東京", "Zürich 東京"},
	} {
		if got := EscapeDNValue(tc.in); got != tc.want {
			t.Errorf("EscapeDNValue(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

// FuzzDN: a value survives escaping, and a key is a fixed point that names the
// same object.
func FuzzDN(f *testing.F) {
	for _, s := range []string{
		"CN=Sales,DC=contoso,DC=com", `CN=a\,b\0A\ ,DC=x`, `CN="a,b",OU=c`, `"=`, `a="b\",c=d`, " CN = x ", `\`, `\=`, "=,=", "CN=\xff\xfe",
		"CN=İſK", `cn=a\`, "cn=a b", "a=b=c", "A= x", "a=b ,c", "=#", `a=\23`, "a=\\c3", "\u00a0a=b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		dn := DN("OU=x,DC=y").Child(s)
		if got := dn.RDN(); got != (RDN{"CN", s}) {
			t.Errorf("Child(%q) = %q, whose RDN is %q", s, dn, got)
		}
		if dn.Parent() != "OU=x,DC=y" || !dn.Under("ou=X, dc=Y") {
			t.Errorf("%q has the parent %q", dn, dn.Parent())
		}
		key := DN(s).Key()
		if again := DN(key).Key(); again != key {
			t.Errorf("key of %q is %q, whose key is %q", s, key, again)
		}
		if utf8.ValidString(s) && !DN(s).Equal(DN(key)) {
			t.Errorf("%q does not equal its key %q", s, key)
		}
		if n := len(DN(s).Split()); s != "" && n != len(DN(key).Split()) {
			t.Errorf("%q has %d parts, its key %q has others", s, n, key)
		}
		if strings.ContainsAny(key, "\r\n\x00") && !strings.ContainsAny(s, "\r\n\x00") {
			t.Errorf("key of %q shows control characters: %q", s, key)
		}
	})
}
