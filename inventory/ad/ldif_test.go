package ad_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// open opens LDIF texts as files named a.ldif, b.ldif and so on.
func open(scopes []inventory.DN, texts ...string) (*ad.LDIF, error) {
	cfg := ad.LDIFConfig{Scopes: scopes}
	for i, text := range texts {
		cfg.Inputs = append(cfg.Inputs, ad.LDIFInput{Name: string(rune('a'+i)) + ".ldif", Reader: strings.NewReader(text)})
	}
	return ad.OpenLDIF(cfg)
}

func mustOpen(t *testing.T, scopes []inventory.DN, texts ...string) *ad.LDIF {
	t.Helper()
	src, err := open(scopes, texts...)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

var whole = []inventory.DN{contoso}

// group is an entry of a stamped group, as an export of all attributes has it.
func group(cn string, lines ...string) string {
	return "dn: CN=" + cn + "," + gwb + "\nobjectClass: top\nobjectClass: group\ncn: " + cn +
		"\ninstanceType: 4\nadminDescription: Group_" + groupID(1) + "\n" + strings.Join(lines, "\n") + "\n\n"
}

func TestLDIFErrorsNameTheLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no colon":               {"dn: " + contoso + "\nobjectClass\n", `a.ldif:2: want "attribute: value", found "objectClass"`},
		"no attribute":           {"dn: " + contoso + "\n: x\n", `a.ldif:2: want "attribute: value"`},
		"a sentence":             {"Connecting to \"dc1\"\n", `a.ldif:1: want "attribute: value", found "Connecting to \"dc1\""`},
		"a long line":            {strings.Repeat("x", 500) + "\n", `a.ldif:1: want "attribute: value", found "` + strings.Repeat("x", 40) + `"…`},
		"base64":                 {"dn: " + contoso + "\ncn:: ###\n", "a.ldif:2: attribute cn is no base64"},
		"folded base64":          {"dn: " + contoso + "\n\ndn: CN=x," + contoso + "\ncn:: YW\n ==x\n", "a.ldif:4: attribute cn is no base64"},
		"a file value":           {"dn: " + contoso + "\ncn:< file:///etc/passwd\n", "a.ldif:2: attribute cn points to another file"},
		"no dn":                  {"objectClass: group\n", "a.ldif:1: want a line that begins with dn:"},
		"an empty dn":            {"dn:\nobjectClass: group\n", "a.ldif:1: the entry's dn is empty"},
		"no DN":                  {"dn: contoso\n", `a.ldif:1: "contoso" is no distinguished name`},
		"no dn after a comment":  {"# x\nobjectClass: group\n", "a.ldif:2: want a line that begins with dn:"},
		"no dn, then an entry":   {"# x\nobjectClass: group\n\ndn: " + contoso + "\n", "a.ldif:2: want a line that begins with dn:"},
		"two dns":                {"dn: " + contoso + "\ndn: " + contoso + "\n", "a.ldif:2: a second dn: in the entry that begins in line 1"},
		"a stray continuation":   {"\n x\n", "a.ldif:2: a continuation line without a line before it"},
		"changes":                {"dn: " + contoso + "\nchangetype: modify\nadd: cn\n", `a.ldif:2: changetype "modify": want an export`},
		"a bad range":            {"dn: " + contoso + "\nmember;range=5-2: CN=x\n", `a.ldif:2: attribute "member;range=5-2"`},
		"a bad range of letters": {"dn: " + contoso + "\nmember;range=a-b: CN=x\n", `want a range like range=0-1499`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(nil, c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// ldapsearch repeats the DN as a comment and breaks it at the name's line feed.
func TestLDIFTornComment(t *testing.T) {
	torn := "# G\nDEL:7b1d6a4e-0000-4000-8000-000000000001, Deleted Objects\nno colon here\n"
	if got := read(t, mustOpen(t, whole, torn+group("G", "displayName: Team"))).object(t, "G").DisplayName; got != "Team" {
		t.Errorf("the entry behind a torn comment reads %q", got)
	}
}

func TestLDIFUsage(t *testing.T) {
	for name, c := range map[string]struct {
		scopes []inventory.DN
		text   string
		want   string
	}{
		"nothing in it":       {nil, "version: 1\n\n", "hold no entry of an Active Directory domain"},
		"only configuration":  {nil, "dn: CN=Configuration," + contoso + "\nobjectClass: configuration\n", "hold no entry of an Active Directory domain"},
		"scope is no DN":      {[]inventory.DN{"contoso.com"}, "dn: " + contoso + "\n", `LDIF scope "contoso.com" is no distinguished name`},
		"scope is not there":  {[]inventory.DN{gwb}, "dn: " + contoso + "\n", `LDIF scope "` + gwb + `" contains no entry`},
		"scope of the parent": {whole, "dn: CN=x,DC=emea," + contoso + "\n", "contains no entry"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(c.scopes, c.text)
			var e *ad.Error
			if !errors.As(err, &e) || e.Reason != ad.WrongUsage || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	if _, err := ad.OpenLDIF(ad.LDIFConfig{Files: []string{"testdata/none.ldif"}}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestLDIFForms(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"plain":                     {[]string{"displayName: Team"}, "Team"},
		"no space":                  {[]string{"displayName:Team"}, "Team"},
		"base64":                    {[]string{"displayName:: VMOkbQ=="}, "Täm"},
		"empty":                     {[]string{"displayName:"}, ""},
		"folded":                    {[]string{"displayName: Te", " am"}, "Team"},
		"folded spaces":             {[]string{"displayName: Te", "  am"}, "Te am"},
		"folded base64":             {[]string{"displayName:: VM", " OkbQ=="}, "Täm"},
		"upper case":                {[]string{"DISPLAYNAME: Team"}, "Team"},
		"an option":                 {[]string{"displayName;lang-de: Team"}, "Team"},
		"a colon in the value":      {[]string{"displayName: a: b"}, "a: b"},
		"a comment between":         {[]string{"# x", " y", "displayName: Team"}, "Team"},
		"raw UTF-8":                 {[]string{"displayName: Täm"}, "Täm"},
		"octets that are no UTF-8":  {[]string{"displayName:: /w=="}, "\uFFFD"},
		"an attribute nobody wants": {[]string{"thumbnailPhoto:: AAAA", "displayName: Team"}, "Team"},
		"a very long line":          {[]string{"displayName: " + long}, long},
	} {
		t.Run(name, func(t *testing.T) {
			for end, text := range map[string]string{"LF": group("G", c.lines...), "CRLF": strings.ReplaceAll(group("G", c.lines...), "\n", "\r\n")} {
				for encoding, raw := range map[string]string{"UTF-8": text, "marked": "\xEF\xBB\xBF" + text, "UTF-16": string(asUTF16([]byte(text)))} {
					if got := read(t, mustOpen(t, whole, raw)).object(t, "G").DisplayName; got != c.want {
						t.Errorf("%s %s: %.60q, want %.60q", encoding, end, got, c.want)
					}
				}
			}
		})
	}
}

func TestLDIFDecoding(t *testing.T) {
	when := time.Date(2024, 1, 31, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		line string
		get  func(*inventory.ADObjectRecord) any
		want any
	}{
		"GUID, octets":       {"objectGUID:: AQIDBAUGBwgJCgsMDQ4PEA==", guid, "04030201-0605-0807-090a-0b0c0d0e0f10"},
		"GUID, text":         {"objectGUID: 04030201-0605-0807-090A-0b0c0d0e0f10", guid, "04030201-0605-0807-090a-0b0c0d0e0f10"},
		"GUID, wrong":        {"objectGUID:: AQID", guid, "00000000-0000-0000-0000-000000000000"},
		"SID, octets":        {"objectSid:: AQUAAAAAAAUVAAAACgAAABQAAAAeAAAAUQQAAA==", sid, inventory.SID("S-1-5-21-10-20-30-1105")},
		"SID, text":          {"objectSid: s-1-5-21-10-20-30-1105", sid, inventory.SID("S-1-5-21-10-20-30-1105")},
		"SID, wrong":         {"objectSid: S-1-x", sid, inventory.SID("")},
		"groupType":          {"groupType: -2147483640", groupType, int32(-2147483640)},
		"groupType unsigned": {"groupType: 2147483656", groupType, int32(-2147483640)},
		"groupType wrong":    {"groupType: 99999999999", groupType, int32(0)},
		"time":               {"whenCreated: 20240131120000.0Z", created, when},
		"time, short":        {"whenCreated: 20240131120000Z", created, when},
		"time, minutes":      {"whenCreated: 202401311200Z", created, when},
		"time, hours":        {"whenCreated: 2024013112Z", created, when},
		"time, offset":       {"whenCreated: 20240131140000.000+0200", created, when},
		"time, short offset": {"whenCreated: 20240131140000,5+02", created, when},
		"time, wrong":        {"whenCreated: yesterday", created, nil},
		"time, wrong month":  {"whenCreated: 20241331120000.0Z", created, nil},
		"class":              {"objectClass: top", func(o *inventory.ADObjectRecord) any { return o.ObjectClass }, "top"},
		"managedBy": {"managedBy: <GUID=04030201-0605-0807-090a-0b0c0d0e0f10>;<SID=S-1-5-32-544>;CN=A\\, B," + contoso,
			func(o *inventory.ADObjectRecord) any { return o.ManagedBy }, inventory.DN(`CN=A\, B,` + contoso)},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, mustOpen(t, whole, group("G", c.line)))
			if got := c.get(f.object(t, "G")); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
			wrong := slices.ContainsFunc(of[*inventory.Gap](f), func(g *inventory.Gap) bool { return strings.Contains(g.Why, "syntax promises") })
			if wrong != strings.Contains(name, "wrong") {
				t.Errorf("gaps %q", f.gaps())
			}
		})
	}
}

func guid(o *inventory.ADObjectRecord) any      { return o.ObjectGUID.String() }
func sid(o *inventory.ADObjectRecord) any       { return o.ObjectSID }
func groupType(o *inventory.ADObjectRecord) any { return o.GroupType }
func created(o *inventory.ADObjectRecord) any {
	if o.WhenCreated == nil {
		return nil
	}
	return *o.WhenCreated
}

func TestLDIFMemberForms(t *testing.T) {
	user := "dn: CN=Ann," + people + "\nobjectClass: user\nobjectGUID: 04030201-0605-0807-090a-0b0c0d0e0f10\nobjectSid: S-1-5-21-10-20-30-1105\n\n"
	for name, c := range map[string]struct {
		member string
		want   inventory.ADPrincipal
	}{
		"resolved": {"member: cn=ANN,ou=People," + contoso, inventory.ADPrincipal{
			DN: "CN=Ann," + people, GUID: mustGUID("04030201-0605-0807-090a-0b0c0d0e0f10"), SID: "S-1-5-21-10-20-30-1105", ObjectClass: "user"}},
		"extended": {"member: <GUID=14030201-0605-0807-090a-0b0c0d0e0f10>;<SID=S-1-5-21-9-9-9-9>;CN=Bob,DC=emea," + contoso, inventory.ADPrincipal{
			DN: "CN=Bob,DC=emea," + contoso, GUID: mustGUID("14030201-0605-0807-090a-0b0c0d0e0f10"), SID: "S-1-5-21-9-9-9-9"}},
		"extended, hexadecimal": {"member: <GUID=0102030405060708090a0b0c0d0e0f10>;<SID=010200000000000520000000200200000>;CN=Bob,DC=emea," + contoso, inventory.ADPrincipal{
			DN: "CN=Ann," + people, GUID: mustGUID("04030201-0605-0807-090a-0b0c0d0e0f10"), SID: "S-1-5-21-10-20-30-1105", ObjectClass: "user"}},
		"hexadecimal SID": {"member: <SID=01020000000000052000000020020000>;CN=Bob,DC=emea," + contoso, inventory.ADPrincipal{
			DN: "CN=Bob,DC=emea," + contoso, SID: "S-1-5-32-544"}},
		"a name alone":    {"member: CN=Bob,DC=emea," + contoso, inventory.ADPrincipal{DN: "CN=Bob,DC=emea," + contoso}},
		"a broken prefix": {"member: <GUID=1", inventory.ADPrincipal{DN: "<GUID=1"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, mustOpen(t, whole, group("G", c.member), user))
			p := of[*inventory.ADPrincipal](f)
			if len(p) != 1 || *p[0] != c.want {
				t.Fatalf("principals %+v, want %+v", p, c.want)
			}
			nameless := c.want.GUID.IsZero() && c.want.SID == ""
			if got := slices.Contains(f.gaps(), "ad-member-ids: members are known by their names alone (1)"); got != nameless {
				t.Errorf("gaps %q", f.gaps())
			}
		})
	}
}

func mustGUID(s string) inventory.GUID {
	g, err := inventory.ParseGUID(s)
	if err != nil {
		panic(err)
	}
	return g
}

func TestLDIFRanges(t *testing.T) {
	a, b, c := "CN=A,"+people, "CN=B,"+people, "CN=C,"+people
	for name, tc := range map[string]struct {
		texts   []string
		members int
		why     string
	}{
		"whole":               {[]string{group("G", "member: "+a, "member: "+b)}, 2, ""},
		"one piece":           {[]string{group("G", "member;range=0-*: "+a)}, 1, ""},
		"two pieces":          {[]string{group("G", "member;range=0-1: "+a, "member;range=0-1: "+b, "member;range=2-*: "+c)}, 3, ""},
		"in two files":        {[]string{group("G", "member;range=0-1: "+a, "member;range=0-1: "+b), group("G", "member;range=2-*: "+c)}, 3, ""},
		"the same file twice": {[]string{group("G", "member: "+a), group("G", "member: "+a)}, 1, ""},
		"the rest missing":    {[]string{group("G", "member;range=0-1: "+a, "member;range=0-1: "+b)}, 2, "the file lacks the values of member from number 2 on"},
		"the middle missing":  {[]string{group("G", "member;range=0-0: "+a, "member;range=2-*: "+c)}, 2, "the file lacks the values of member from number 1 on"},
		"an empty one beside": {[]string{group("G", "member:", "member;range=0-*: "+a)}, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, mustOpen(t, whole, tc.texts...))
			o := f.object(t, "G")
			wantReading := inventory.ReadWhole
			if tc.why != "" {
				wantReading = inventory.ReadFailed
			}
			if len(o.MemberKeys) != tc.members || o.MembersReading != wantReading || o.MembersWhy != tc.why {
				t.Errorf("%d members, %v, %q", len(o.MemberKeys), o.MembersReading, o.MembersWhy)
			}
			if got := slices.Contains(f.gaps(), "ad-members CN=G,"+gwb+": "+tc.why); got != (tc.why != "") {
				t.Errorf("gaps %q", f.gaps())
			}
		})
	}
}

func TestLDIFFilesAreFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dump.ldif")
	if err := os.WriteFile(path, []byte(group("G")+"x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := ad.OpenLDIF(ad.LDIFConfig{Files: []string{path}})
	if err == nil || !strings.Contains(err.Error(), path+":9: want") {
		t.Errorf("error %v", err)
	}
}
