package ad_test

import (
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
)

// TestDeniedAttributes: what an account may not read is counted, and what is
// not shown is not taken for empty.
func TestDeniedAttributes(t *testing.T) {
	plain := "CN=One\\, the \\\\ first*," + gwb
	for name, c := range map[string]struct {
		denied []ldapsim.Denial
		gaps   []string
		check  func(t *testing.T, f *facts)
	}{
		"nothing": {nil, nil, func(*testing.T, *facts) {}},
		"adminDescription": {[]ldapsim.Denial{{Under: plain, Attributes: []string{"adminDescription"}}},
			[]string{"ad-attributes adminDescription: the account may not read this attribute of some groups (1)"},
			func(t *testing.T, f *facts) {
				for _, o := range of[*inventory.ADObjectRecord](f) {
					if strings.HasPrefix(o.CN, "One") && !slices.Equal(o.Denied, []string{"adminDescription"}) {
						t.Errorf("denied %q", o.Denied)
					}
				}
			}},
		"members": {[]ldapsim.Denial{{Under: gwb, Attributes: []string{"member"}}},
			[]string{"ad-members " + plain + ": the account may not read the members (0)"},
			func(t *testing.T, f *facts) {
				if o := f.object(t, "One, the \\ first*"); o.MembersReading != inventory.ReadFailed {
					t.Errorf("members %v", o.MembersReading)
				}
			}},
		"groupType": {[]ldapsim.Denial{{Under: gwb, Attributes: []string{"groupType", "objectSid"}}},
			[]string{"ad-attributes groupType: the account may not read this attribute of some groups (1)",
				"ad-attributes objectSid: the account may not read this attribute of some groups (1)"},
			func(*testing.T, *facts) {}},
		"all but the name": {[]ldapsim.Denial{{Under: "CN=Bare," + gwb, Attributes: []string{"objectClass", "objectCategory", "adminDescription",
			"msDS-ExternalDirectoryObjectId", "cn", "name", "groupType", "member", "objectSid", "displayName", "sAMAccountName"}}},
			[]string{"ad-container " + gwb + ": objects in it show the account nothing but their names (1)"},
			func(t *testing.T, f *facts) {
				if o := f.object(t, "Bare"); o.ObjectClass != "" {
					t.Errorf("class %q", o.ObjectClass)
				}
			}},
	} {
		t.Run(name, func(t *testing.T) {
			d := realm()
			d.Root().AddGroup(ldapsim.Spec{Name: "Beside", Parent: gwb, AdminDescription: "Group_" + groupID(8)})
			d.Root().AddGroup(ldapsim.Spec{Name: "Bare", Parent: gwb})
			if name == "members" || name == "groupType" { // of one group alone
				_ = d.Remove("CN=Beside," + gwb)
				_ = d.Remove("CN=Bare," + gwb)
			}
			s := serve(t, d, ldapsim.Options{Accounts: []ldapsim.Account{{Name: "svc-inventory", Password: password, ReadDeleted: true, Denied: c.denied}}})
			f := read(t, dial(t, config(s)))
			var got []string
			for _, g := range of[*inventory.Gap](f) {
				got = append(got, strings.TrimSpace(string(g.What)+" "+g.Subject)+": "+g.Why+" ("+string(rune('0'+g.Count))+")")
				if g.Permission == "" && g.What == inventory.GapADAttributes {
					t.Errorf("no right is named: %+v", g)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, c.gaps) {
				t.Errorf("gaps %q\nwant %q", got, c.gaps)
			}
			c.check(t, f)
		})
	}
}

// TestDeniedHolders: a group whose members may not be read may hold anything.
func TestDeniedHolders(t *testing.T) {
	root, europe := startRealm(t, ldapsim.Account{Name: "svc-inventory", Password: password, ReadDeleted: true,
		Denied: []ldapsim.Denial{{Under: "CN=EMEA local,CN=Users," + emea, Attributes: []string{"member"}}}})
	f := readAll(t, dial(t, config(root)), dial(t, europeConfig(europe)))
	if got := f.gaps(); !slices.Contains(got, "ad-parents: the account may not read the members of some groups (1)") {
		t.Errorf("gaps %q", got)
	}
	if got := parents(t, f.snapshot(t), "One, the \\ first*"); !slices.Equal(got, []string{"EMEA universal"}) {
		t.Errorf("parents %q", got)
	}
}

// TestSuspicion: a server that takes denied for absent proves nothing.
func TestSuspicion(t *testing.T) {
	odd := strings.Replace(group("Group_"+groupID(2)), "adminDescription: Group_"+groupID(1), "groupType: -2147483640", 1)
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"a sibling is stamped":    {group("A") + odd, true},
		"no sibling is stamped":   {odd + strings.ReplaceAll(group("A"), gwb, it), false},
		"another name":            {group("A") + strings.ReplaceAll(odd, "Group_"+groupID(2), "Plain"), false},
		"not a universal group":   {group("A") + strings.Replace(odd, "-2147483640", "-2147483646", 1), false},
		"an anchored odd one out": {group("A") + strings.ReplaceAll(odd, "cn: Group_"+groupID(2), "cn: Plain\n"+"msDS-ExternalDirectoryObjectId: Group_"+groupID(2)), true},
	} {
		f := read(t, mustOpen(t, whole, c.text))
		got := slices.ContainsFunc(f.gaps(), func(g string) bool {
			return strings.HasPrefix(g, "ad-attributes "+gwb+": some groups look written back")
		})
		if got != c.want {
			t.Errorf("%s: suspicion %v, gaps %q", name, got, f.gaps())
		}
	}
}
