package cutover

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// hostileNames are what people and attackers call a group: every character that
// a DN, LDIF or PowerShell gives a meaning to.
var hostileNames = []string{
	`Payroll`,
	`a\b, c+d "e" <f>; g=h`,
	`#first`,
	` leading and trailing `,
	`it's; Remove-Item C:\ -Recurse #`,
	"smart ‘a’ ‚b‛ “c” „d”",
	"'’'; Stop-Computer; '‘'",
	"$(Stop-Computer) `$x ${env:TEMP} @{a=1} %PATH%",
	"back`tick `0 `n",
	"two\nlines\r\n-\n\ndn: DC=evil",
	"'@\nStop-Computer\n@'",
	"nul\x00inside",
	"Payroll\u202etxt.exe\u2066",
	"Équipe 👩‍💻 財務部",
	"line\u2028separator\u0085next",
	"\ufeffmark",
	`<# #> <script>alert(1)</script>`,
	strings.Repeat("x", 51) + "_000000000123",
	"",
	`=cmd|' /C calc'!A0`,
}

// hostileGroup is a ready group whose AD object has a hostile name and no anchor.
func hostileGroup(n int, name, domain string) planner.Group {
	id := fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	guid, err := inventory.ParseGUID(fmt.Sprintf("a0000000-0000-4000-8000-%012d", n))
	if err != nil {
		panic(err) // a constant of the test is wrong
	}
	root := "DC=" + strings.ReplaceAll(domain, ".", ",DC=")
	cn := name
	if cn == "" {
		cn = "unnamed"
	}
	return planner.Group{
		ID: id, DisplayName: name, Kind: planner.KindSecurity, Action: planner.ActionAdopt, Wave: 1 + n%2, Disposition: planner.MoveToCloudSync,
		ADObjects: []planner.ADObject{{
			DN: inventory.DN("OU=GWB," + root).Child(cn), Domain: domain, ObjectGUID: guid,
			ObjectSID: inventory.SID(fmt.Sprintf("S-1-5-21-1-2-3-%d", 1100+n)), Match: planner.MatchAdminDescription,
		}},
		Findings: []planner.Finding{{ID: planner.FindingAnchorMissing, Severity: planner.SeverityFix}},
	}
}

// hostilePlan has a group for each hostile name.
func hostilePlan() *planner.Plan {
	p := &planner.Plan{
		Tenant:  planner.PlanTenant{ID: "7f1e5c2a-3b64-4d0e-9c1f-52a8d7e64b10", DisplayName: hostileNames[4], Cloud: "public"},
		Targets: []planner.PlanTarget{{Domain: "contoso.com", ScopeMode: planner.ScopeSelected}},
	}
	for i, name := range hostileNames {
		p.Groups = append(p.Groups, hostileGroup(i, name, "contoso.com"))
	}
	return p
}

func kitOf(t testing.TB, p *planner.Plan) *Kit {
	t.Helper()
	k, err := New(p, strings.Repeat("0123456789abcdef", 4))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// written are the kit's scripts by name.
func written(t testing.TB, k *Kit) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range k.scripts() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		if _, twice := out[f.Name]; twice {
			t.Errorf("two files are named %s", f.Name)
		}
		out[f.Name] = b.String()
	}
	return out
}

func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"contoso.com":             "contoso.com",
		"EMEA.Contoso.com":        "emea.contoso.com",
		"../../etc/passwd":        "_._etc_passwd",
		`..\..\Windows\System32`:  "_._windows_system32",
		"":                        "_",
		"...":                     "_",
		"con":                     "_con",
		"nul.contoso.com":         "_nul.contoso.com",
		"com1":                    "_com1",
		"com10":                   "com10",
		"a\x00b\nc:d*?":           "a_b_c_d__",
		"münchen.example":         "m_nchen.example",
		strings.Repeat("a", 300):  strings.Repeat("a", fileNameCap),
		"-rf":                     "-rf",
		"\u202emoc.example":       "_moc.example",
		strings.Repeat("a.", 200): strings.TrimSuffix(strings.Repeat("a.", fileNameCap/2), "."),
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	same := func(s string) string { return s }
	if got := fileNames([]string{"a_b", "a/b", "A:B", "a_b_2"}, same); fmt.Sprint(got) != "[a_b a_b_2 a_b_3 a_b_2_2]" {
		t.Errorf("names that fall together: %q", got)
	}
}

// FuzzFileName: no name leads anywhere but into the folder it is put in.
func FuzzFileName(f *testing.F) {
	f.Add("../x")
	f.Add("CON.txt")
	ok := regexp.MustCompile(`^[a-z0-9_-][a-z0-9._-]*$`)
	f.Fuzz(func(t *testing.T, s string) {
		got := fileName(s)
		if !ok.MatchString(got) || strings.HasSuffix(got, ".") || len(got) > fileNameCap+1 || path.Clean("d/"+got) != "d/"+got {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}
