package ad_test

import (
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// TestLDIFCoverage: only a whole file that somebody vouches for proves absence.
func TestLDIFCoverage(t *testing.T) {
	const unvouched = "ad-groups DC=contoso,DC=com: no --ldif-scope says which part of the domain the files hold completely"
	flaw := func(why string) string { return "ad-groups DC=contoso,DC=com: file a.ldif is not whole: " + why }
	other := "dn: CN=x," + it + "\nobjectClass: group\ninstanceType: 4\n\n"
	for name, c := range map[string]struct {
		scopes  []inventory.DN
		text    string
		gap     string
		covered []inventory.DN
	}{
		"the domain":            {whole, group("G"), "", whole},
		"a container":           {[]inventory.DN{gwb}, group("G"), "", []inventory.DN{gwb}},
		"two containers":        {[]inventory.DN{it, gwb}, group("G") + other, "", []inventory.DN{gwb, it}},
		"one in the other":      {[]inventory.DN{gwb, contoso}, group("G"), "", whole},
		"no scope":              {nil, group("G"), unvouched, nil},
		"a cut line":            {whole, strings.TrimRight(group("G"), "\n"), flaw("it ends in the middle of a line"), nil},
		"a failed search":       {whole, group("G") + "# search result\nsearch: 2\nresult: 4 Size limit exceeded\n", flaw("the search ended with LDAP result 4 sizeLimitExceeded"), nil},
		"a good search":         {whole, group("G") + "# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 2\n# numEntries: 1\n", "", whole},
		"a search without end":  {whole, "# requesting: ALL\n\n" + group("G"), flaw("the end of the search is missing"), nil},
		"ldbsearch without end": {whole, "# record 1\n" + group("G"), flaw("the end of the search is missing"), nil},
		"a name like a record":  {whole, "# record 1, GWB\n" + group("G"), "", whole},
		"ldifde, whole":         {whole, group("G", "changetype: add") + "\n", "", whole},
		"ldifde, cut":           {whole, strings.TrimRight(group("G", "changetype: add"), "\n") + "\n", flaw("it ends in the middle of an entry: ldifde writes an empty line after the last one"), nil},
		"too few entries":       {whole, group("G") + "# numEntries: 2\n", flaw("it says that it has 2 entries and has 1"), nil},
		"ldbsearch's own count": {whole, group("G") + "# returned 1 records\n# 3 entries\n# 0 referrals\n", flaw("it says that it has 3 entries and has 1"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, mustOpen(t, c.scopes, c.text))
			groups := slices.DeleteFunc(f.gaps(), func(g string) bool { return !strings.HasPrefix(g, "ad-groups") })
			if want := slices.DeleteFunc([]string{c.gap}, func(s string) bool { return s == "" }); !slices.Equal(groups, want) {
				t.Errorf("gaps %q, want %q", groups, want)
			}
			if got := f.domain(t).Covered; !slices.Equal(got, c.covered) {
				t.Errorf("covered %v, want %v", got, c.covered)
			}
			f.object(t, "G")
		})
	}
}

// TestLDIFContainers: a container is read only where a scope covers it, and a
// SID is proved absent only where the domain is covered.
func TestLDIFContainers(t *testing.T) {
	head := "dn: " + contoso + "\nobjectClass: domainDNS\nobjectSid: " + rootSID + "\n\n"
	req := ad.LookupRequest{SIDs: []inventory.SID{rootSID + "-9999"}}
	f := read(t, mustOpen(t, []inventory.DN{gwb}, head+group("G")), req)
	if got := f.domain(t).Containers; !slices.Equal(got, []inventory.DN{gwb}) {
		t.Errorf("containers %v", got)
	}
	want := "ad-sid-lookup " + rootSID + "-9999: no --ldif-scope says that the files hold all of the domain"
	if !slices.Contains(f.gaps(), want) || len(of[*inventory.SIDLookup](f)) > 0 {
		t.Errorf("gaps %q", f.gaps())
	}
	f = read(t, mustOpen(t, nil, head+group("G")), req)
	want = "ad-container " + gwb + ": no --ldif-scope says that the files hold all of the container"
	if !slices.Contains(f.gaps(), want) || len(f.domain(t).Containers) > 0 {
		t.Errorf("gaps %q, containers %v", f.gaps(), f.domain(t).Containers)
	}
	f = read(t, mustOpen(t, whole, head+group("G")), req)
	if l := of[*inventory.SIDLookup](f); len(l) != 1 || l[0].SID != rootSID+"-9999" {
		t.Errorf("look-ups %v", l)
	}
}

// TestLDIFOfChosenAttributes: an attribute that was not exported is unknown,
// not empty.
func TestLDIFOfChosenAttributes(t *testing.T) {
	entry := "dn: CN=G," + gwb + "\nobjectClass: group\ncn: G\nobjectGUID: 04030201-0605-0807-090a-0b0c0d0e0f10\nobjectSid: S-1-5-21-10-20-30-1105\ngroupType: 8\n"
	f := read(t, mustOpen(t, whole, entry+"adminDescription: Group_"+groupID(1)+"\n"))
	var missing []string
	for _, g := range of[*inventory.Gap](f) {
		if strings.Contains(g.Why, "export all attributes") {
			missing = append(missing, g.Subject)
		}
	}
	if !slices.Equal(missing, []string{"msDS-ExternalDirectoryObjectId", "member"}) {
		t.Errorf("attributes said to be missing: %q", missing)
	}
	if o := f.object(t, "G"); o.MembersReading != inventory.NotCollected || o.MembersWhy != "the LDIF files hold no member attribute" {
		t.Errorf("members %v (%s)", o.MembersReading, o.MembersWhy)
	}
	if got := f.domain(t).Covered; got != nil {
		t.Errorf("covered %v", got)
	}

	asked := "# requesting: adminDescription member;range=0-* msDS-ExternalDirectoryObjectId \n\n"
	f = read(t, mustOpen(t, whole, asked+entry+"adminDescription: Group_"+groupID(1)+"\n\n# numEntries: 1\n"))
	if o := f.object(t, "G"); o.MembersReading != inventory.ReadWhole || len(f.domain(t).Covered) != 1 {
		t.Errorf("members %v, covered %v", o.MembersReading, f.domain(t).Covered)
	}
}

func TestLDIFOfTwoDomains(t *testing.T) {
	emea := strings.ReplaceAll(group("E"), contoso, "DC=emea,"+contoso)
	src := mustOpen(t, whole, group("G", "member: CN=E,OU=GWB,DC=emea,"+contoso), emea)
	if got := src.Domains(); !slices.Equal(got, []string{"contoso.com", "emea.contoso.com"}) {
		t.Fatalf("domains %v", got)
	}
	f := read(t, src)
	covered := map[string]int{}
	for _, d := range of[*inventory.ADDomain](f) {
		covered[d.Name] = len(d.Covered)
	}
	if covered["contoso.com"] != 1 || covered["emea.contoso.com"] != 0 {
		t.Errorf("covered %v: a scope must not reach into a child domain", covered)
	}
	if o := f.object(t, "E"); o.Domain != "emea.contoso.com" || len(o.MemberOfKeys) != 0 {
		t.Errorf("%+v", o)
	}
}

func TestLDIFHoldersFromMembersAlone(t *testing.T) {
	holder := "dn: CN=H," + it + "\nobjectClass: group\ncn: H\nadminCount: 1\nmember: CN=G," + gwb + "\n\n"
	f := read(t, mustOpen(t, whole, group("G"), holder))
	if got := f.names(f.object(t, "G").MemberOfKeys); !slices.Equal(got, []string{"CN=H," + it}) {
		t.Errorf("memberOf %v", got)
	}
	if o := f.object(t, "H"); o.AdminCount != 1 || o.MembersReading != inventory.NotCollected {
		t.Errorf("%+v", o)
	}
}
