package ad_test

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
)

// dialect is how one tool writes LDIF.
type dialect struct {
	name string
	// extended: the dump is made with the extended-DN control.
	extended bool
	write    func(entries []*ldap.Entry) []byte
}

func dialects() []dialect {
	return []dialect{
		{"ldapsearch", false, writeLdapsearch},
		{"ldapsearch with extended DNs", true, writeLdapsearch},
		{"ldifde", false, func(e []*ldap.Entry) []byte { return asUTF16(writeLdifde(e)) }},
		{"ldifde in UTF-8", false, func(e []*ldap.Entry) []byte { return append([]byte("\xEF\xBB\xBF"), writeLdifde(e)...) }},
		{"ldbsearch", false, writeLdbsearch},
	}
}

// export reads every object of the domain, the configuration and the schema
// with all attributes, as an administrator's export does.
func export(t *testing.T, d *ldapsim.Directory, extended bool) []*ldap.Entry {
	t.Helper()
	return exportDomain(t, d, "contoso.com", extended, contoso, "CN=Configuration,"+contoso, "CN=Schema,CN=Configuration,"+contoso)
}

// exportDomain reads some naming contexts from a server of the domain.
func exportDomain(t *testing.T, d *ldapsim.Directory, domain string, extended bool, bases ...string) []*ldap.Entry {
	t.Helper()
	s := serve(t, d, ldapsim.Options{Domain: domain, MaxValRange: 1 << 20, MaxPageSize: 1 << 20})
	c, err := ldap.DialURL(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Bind("svc-inventory@"+domain, password); err != nil {
		t.Fatal(err)
	}
	controls := []ldap.Control{ldap.NewControlString("1.2.840.113556.1.4.417", true, ""), ldap.NewControlString("1.2.840.113556.1.4.2064", true, "")}
	if extended {
		controls = append(controls, ldap.NewControlString("1.2.840.113556.1.4.529", true, "\x30\x03\x02\x01\x01"))
	}
	var all []*ldap.Entry
	for _, base := range bases {
		res, err := c.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", []string{"*"}, controls))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, res.Entries...)
	}
	return all
}

// fold writes one attribute line as RFC 2849 wants it.
func fold(b *bytes.Buffer, name, value, end string) {
	line := name + ": " + value
	if unsafe(value) {
		line = name + ":: " + base64.StdEncoding.EncodeToString([]byte(value))
	}
	for len(line) > 76 {
		b.WriteString(line[:76] + end + " ")
		line = line[76:]
	}
	b.WriteString(line + end)
}

func unsafe(v string) bool {
	return strings.HasPrefix(v, " ") || strings.HasPrefix(v, ":") || strings.HasPrefix(v, "<") || strings.HasSuffix(v, " ") ||
		strings.ContainsFunc(v, func(r rune) bool { return r < 0x20 || r > 0x7e })
}

func eachValue(e *ldap.Entry, f func(name, value string)) {
	for _, a := range e.Attributes {
		for _, v := range a.ByteValues {
			f(a.Name, string(v))
		}
	}
}

func writeLdapsearch(entries []*ldap.Entry) []byte {
	var b bytes.Buffer
	b.WriteString("# extended LDIF\n#\n# LDAPv3\n# base <DC=contoso,DC=com> with scope subtree\n# requesting: ALL\n#\n\n")
	for _, e := range entries {
		fmt.Fprintf(&b, "# %s\n", strings.Map(func(r rune) rune { return max(r, ' ') }, e.DN))
		fold(&b, "dn", e.DN, "\n")
		eachValue(e, func(n, v string) { fold(&b, n, v, "\n") })
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "# search reference\nref: ldap://emea.contoso.com/DC=emea,DC=contoso,DC=com\n\n# search result\nsearch: 2\nresult: 0 Success\n\n"+
		"# numResponses: %d\n# numEntries: %d\n# numReferences: 1\n", len(entries)+2, len(entries))
	return b.Bytes()
}

func writeLdifde(entries []*ldap.Entry) []byte {
	var b bytes.Buffer
	for _, e := range entries {
		fold(&b, "dn", e.DN, "\r\n")
		fold(&b, "changetype", "add", "\r\n")
		eachValue(e, func(n, v string) { fold(&b, n, v, "\r\n") })
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

func writeLdbsearch(entries []*ldap.Entry) []byte {
	var b bytes.Buffer
	for i, e := range entries {
		fmt.Fprintf(&b, "# record %d\n", i+1)
		fold(&b, "dn", e.DN, "\n")
		eachValue(e, func(n, v string) {
			switch n {
			case "objectGUID":
				g, _ := inventory.GUIDFromBytes([]byte(v))
				v = g.String()
			case "objectSid":
				s, _ := inventory.SIDFromBytes([]byte(v))
				v = string(s)
			}
			fold(&b, n, v, "\n")
		})
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "# Referral\nref: ldap://emea.contoso.com/DC=emea,DC=contoso,DC=com\n\n# returned %d records\n# %d entries\n# 1 referrals\n", len(entries)+1, len(entries))
	return b.Bytes()
}

func asUTF16(text []byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, 0xFEFF)
	for _, u := range utf16.Encode([]rune(string(text))) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// shuffle puts entries and values into another order than the server's.
func shuffle(entries []*ldap.Entry) {
	slices.SortStableFunc(entries, func(a, b *ldap.Entry) int { return cmp.Compare(b.DN, a.DN) })
	for _, e := range entries {
		for _, a := range e.Attributes {
			if a.Name == "member" {
				slices.SortFunc(a.ByteValues, func(a, b []byte) int { return bytes.Compare(b, a) })
			}
		}
	}
}

func TestDialectsWriteValidText(t *testing.T) {
	entries := export(t, lab(ldapsim.Forest{}), false)
	if len(entries) < 40 {
		t.Fatalf("%d entries exported", len(entries))
	}
	if b := writeLdapsearch(entries); !utf8.Valid(b) {
		t.Error("ldapsearch text is not UTF-8")
	}
}
