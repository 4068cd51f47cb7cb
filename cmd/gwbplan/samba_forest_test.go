package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/lab"
	"gwbplan/inventory"
	"gwbplan/planner"
)

// The forest of the test: lab.example and emea.lab.example, each on a domain
// controller of its own.
const (
	rootBase   = "DC=lab,DC=example"
	europeBase = "DC=emea,DC=lab,DC=example"
)

// The cloud groups of the forest. The names of their AD objects are those that
// Cloud Sync computes.
const (
	forestSales    = 1 // LAB; held by a domain-local group of EMEA that is synced up
	forestOps      = 2 // LAB, no anchor; held by a universal one of EMEA, and that by a local one of LAB
	forestDup      = 3 // LAB; its anchor stands on an object of EMEA too
	forestEurope   = 4 // EMEA; held by a domain-local group of LAB
	forestGone     = 5 // deleted from LAB, still asked for
	forestSecret   = 6 // LAB; adminDescription is denied at the end of the test
	forestSynced   = 7 // the cloud copy of EMEA's domain-local group
	forestLastDone = forestSecret
)

func forestName(n int) string { return fmt.Sprintf("Forest group %d", n) }

func forestCN(n int) string { return forestName(n) + "_" + lab.GroupID(n)[24:] }

// TestSambaForest reads two domains of one forest over LDAPS and from LDIF and
// wants the same decisions, with what one domain holds of the other's groups.
func TestSambaForest(t *testing.T) {
	root, europe := startForest(t)
	graph := graphsim.New(forestTenant(europe.attribute(t, "CN=EMEA local,CN=Users,"+europeBase, "objectSid")), graphsim.Options{BetaWriteback: true, NoLog: true})
	url, err := graph.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer graph.Close()
	cloud := []string{"--tenant", lab.TenantID, "--auth", "token", "--graph-url", url}
	over := func(urls ...string) []string {
		out := append(slices.Clone(cloud), "--ldap-ca", bothCAs(t, root, europe), "--ldap-user", sambaUser)
		for _, u := range urls {
			out = append(out, "--ldap-url", u)
		}
		return out
	}
	first, second := "ldaps://"+root.IP, "ldaps://"+europe.IP

	// An ordinary account sees no deleted object, and says so.
	ordinary := assessSamba(t, over(first, second))
	wantGap(t, ordinary, "ad:lab.example", inventory.GapADDeleted, 0)
	wantFindings(t, ordinary, forestGone, planner.FindingAbsenceUnproven)
	for dc, base := range map[*sambaDC]string{root: rootBase, europe: europeBase} {
		dc.Script(t, "modify", dc.file(t, "admin.ldif", member("CN=Domain Admins,CN=Users,"+base, "CN=svc-inventory,CN=Users,"+base)))
	}

	live := assessSamba(t, over(first, second))
	if len(live.Gaps) != 0 || !live.Complete {
		t.Errorf("complete %v, gaps %v", live.Complete, live.Gaps)
	}
	wantFindings(t, live, forestSales, planner.FindingParentSyncedByConnect)
	wantFindings(t, live, forestDup, planner.FindingAnchorDuplicate, planner.FindingDuplicateADObject)
	wantFindings(t, live, forestGone, planner.FindingDeletedADObject)
	wantFindings(t, live, forestOps, planner.FindingAnchorMissing, planner.FindingPrivilegedNesting)
	wantFindings(t, live, forestEurope, planner.FindingPrivilegedNesting)
	if g := groupOf(live, forestSales); g.Disposition != planner.SideBySide {
		t.Errorf("%s is %s", g.DisplayName, g.Disposition)
	}

	offline := assessSamba(t, append(slices.Clone(cloud), "--ldif", root.ldbsearch(t, rootBase), "--ldif", europe.ldbsearch(t, europeBase),
		"--ldif-scope", rootBase, "--ldif-scope", europeBase))
	sameDecisions(t, "ldbsearch", live, offline)

	testSambaCatalog(t, over, first, second)

	// Without the right to read it, adminDescription looks absent: Samba does
	// not tell the two apart, so that there is suspicion and no proof.
	root.deny(t, "CN="+forestCN(forestSecret)+",OU=GWB,"+rootBase)
	wantGap(t, assessSamba(t, over(first, second)), "ad:lab.example", inventory.GapADAttributes, 1)
}

// testSambaCatalog: the global catalog beside one domain. Samba's holds its own
// domain alone, and does not pretend to hold the other.
func testSambaCatalog(t *testing.T, over func(...string) []string, first, second string) {
	t.Helper()
	both := assessSamba(t, over(first, second, first+":3269"))
	if len(both.Gaps) != 0 {
		t.Errorf("gaps %v", both.Gaps)
	}
	wantFindings(t, both, forestDup, planner.FindingAnchorDuplicate)
	one := assessSamba(t, over(first, first+":3269"))
	wantGap(t, one, "ad:emea.lab.example", inventory.GapADForest, 0) // neither read nor in the catalog
	if f := groupOf(one, forestDup).Findings; slices.ContainsFunc(f, func(f planner.Finding) bool { return f.ID == planner.FindingAnchorDuplicate }) {
		t.Error("the second object was seen although its domain was not read")
	}
}

func startForest(t *testing.T) (root, europe *sambaDC) {
	t.Helper()
	root, europe = newSamba(t, "127.0.0.17"), newSamba(t, "127.0.0.18")
	root.Script(t, "provision")
	europe.Script(t, "child", root.Dir)
	root.Script(t, "load", root.file(t, "groups.ldif", rootGroups()))
	europe.Script(t, "load", europe.file(t, "groups.ldif", europeGroups()))
	root.Start(t)
	europe.Start(t)
	// Members of the other domain, as each domain controller keeps them.
	sales, ops := root.extended(t, "CN="+forestCN(forestSales)+",OU=GWB,"+rootBase), root.extended(t, "CN="+forestCN(forestOps)+",OU=GWB,"+rootBase)
	east, wide := europe.extended(t, "CN="+forestCN(forestEurope)+",OU=GWB,"+europeBase), europe.extended(t, "CN=EMEA universal,CN=Users,"+europeBase)
	europe.Script(t, "modify", europe.file(t, "members.ldif", member("CN=EMEA local,CN=Users,"+europeBase, sales)+member("CN=EMEA universal,CN=Users,"+europeBase, ops)))
	root.Script(t, "modify", root.file(t, "members.ldif", member("CN=LAB local,CN=Users,"+rootBase, wide, east)))
	gone := root.dial(t)
	if err := gone.Bind("Administrator@lab.example", "Passw0rd!lab"); err != nil {
		t.Fatal(err)
	}
	if err := gone.Del(ldap.NewDelRequest("CN="+forestCN(forestGone)+",OU=GWB,"+rootBase, nil)); err != nil {
		t.Fatal(err)
	}
	return root, europe
}

func rootGroups() string {
	text := "dn: OU=GWB," + rootBase + "\nobjectClass: organizationalUnit\n\n"
	for _, n := range []int{forestSales, forestOps, forestDup, forestGone, forestSecret} {
		text += stampedGroup(n, "OU=GWB,"+rootBase, n != forestOps)
	}
	return text + plainGroup("LAB local", rootBase, localSecurity, "adminCount: 1")
}

func europeGroups() string {
	text := "dn: OU=GWB," + europeBase + "\nobjectClass: organizationalUnit\n\n" + stampedGroup(forestEurope, "OU=GWB,"+europeBase, true)
	return text + plainGroup("Anchored again", europeBase, inventory.UniversalSecurity, "msDS-ExternalDirectoryObjectId: Group_"+lab.GroupID(forestDup)) +
		plainGroup("EMEA local", europeBase, localSecurity) + plainGroup("EMEA universal", europeBase, inventory.UniversalSecurity)
}

const localSecurity = inventory.GroupTypeSecurity | inventory.GroupTypeDomainLocal

func plainGroup(name, base string, groupType int32, lines ...string) string {
	text := fmt.Sprintf("dn: CN=%s,CN=Users,%s\nobjectClass: group\nsAMAccountName: %s\ngroupType: %d\n", name, base, strings.ReplaceAll(name, " ", ""), groupType)
	for _, l := range lines {
		text += l + "\n"
	}
	return text + "\n"
}

func stampedGroup(n int, parent string, anchored bool) string {
	text := fmt.Sprintf("dn: CN=%s,%s\nobjectClass: group\nsAMAccountName: forest%d\ngroupType: %d\ndisplayName: %s\nadminDescription: Group_%s\n",
		forestCN(n), parent, n, inventory.UniversalSecurity, forestName(n), lab.GroupID(n))
	if anchored {
		text += "msDS-ExternalDirectoryObjectId: Group_" + lab.GroupID(n) + "\n"
	}
	return text + "\n"
}

// member is a change that makes groups of the other domain members.
func member(group string, members ...string) string {
	text := "dn: " + group + "\nchangetype: modify\nadd: member\n"
	for _, m := range members {
		text += "member: " + m + "\n"
	}
	return text + "\n"
}

// forestTenant is the cloud side; sid is that of EMEA's domain-local group.
func forestTenant(sid string) *graphsim.Directory {
	yes, europe := true, "emea.lab.example"
	d := &graphsim.Directory{
		Organization: graphsim.Organization{ID: lab.TenantID, DisplayName: "Lab", OnPremisesSyncEnabled: &yes,
			Domains: []graphsim.Domain{{Name: "lab.example", IsDefault: true}}},
		Features: &graphsim.Features{ID: lab.TenantID, UnifiedGroupWritebackEnabled: &yes, GroupWriteBackEnabled: &yes},
	}
	created := time.Date(2023, 3, 1, 8, 0, 0, 0, time.UTC)
	for n := 1; n <= forestLastDone; n++ {
		d.Groups = append(d.Groups, graphsim.Group{ID: lab.GroupID(n), DisplayName: forestName(n), MailNickname: fmt.Sprintf("forest%d", n),
			SecurityEnabled: true, CreatedDateTime: created, Writeback: &graphsim.Writeback{IsEnabled: &yes}})
	}
	d.Groups = append(d.Groups, graphsim.Group{ID: lab.GroupID(forestSynced), DisplayName: "EMEA local", MailNickname: "emealocal", SecurityEnabled: true,
		CreatedDateTime: created, OnPremisesSyncEnabled: &yes, OnPremisesSecurityIdentifier: &sid, OnPremisesDomainName: &europe})
	return d
}

func groupOf(p *planner.Plan, n int) *planner.Group {
	i := slices.IndexFunc(p.Groups, func(g planner.Group) bool { return g.ID == lab.GroupID(n) })
	return &p.Groups[i]
}

func wantFindings(t *testing.T, p *planner.Plan, n int, want ...planner.FindingID) {
	t.Helper()
	g := groupOf(p, n)
	var got []planner.FindingID
	for _, f := range g.Findings {
		got = append(got, f.ID)
	}
	for _, id := range want {
		if !slices.Contains(got, id) {
			t.Errorf("%s has %v, not %s", g.DisplayName, got, id)
		}
	}
}

func wantGap(t *testing.T, p *planner.Plan, source string, what inventory.GapKind, n int) {
	t.Helper()
	if !slices.ContainsFunc(p.Gaps, func(g inventory.Gap) bool { return g.Source == source && g.What == what && g.Count == n }) {
		t.Errorf("no gap %s of %s with %d in %v", what, source, n, p.Gaps)
	}
}

func (dc *sambaDC) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(dc.Dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// deny takes the right to read adminDescription of an object from the account.
func (dc *sambaDC) deny(t *testing.T, dn string) {
	t.Helper()
	account := dc.attribute(t, "CN=svc-inventory,CN=Users,"+rootBase, "objectSid")
	out, err := exec.Command("samba-tool", "dsacl", "set", "--configfile="+dc.Dir+"/smb.conf", "-H", "tdb://"+dc.Dir+"/private/sam.ldb",
		"--objectdn="+dn, "--sddl=(OD;;RP;bf967919-0de6-11d0-a285-00aa003049e2;;"+account+")").CombinedOutput()
	if err != nil {
		t.Fatalf("samba-tool dsacl: %v\n%s", err, out)
	}
}

// attribute reads a SID or GUID as text.
func (dc *sambaDC) attribute(t *testing.T, dn, name string) string {
	t.Helper()
	conn := dc.dial(t)
	if err := conn.Bind(sambaUser, sambaPass); err != nil {
		t.Fatal(err)
	}
	res, err := conn.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", []string{name}, nil))
	if err != nil || len(res.Entries) != 1 {
		t.Fatalf("reading %s of %s: %v", name, dn, err)
	}
	raw := res.Entries[0].GetRawAttributeValue(name)
	if name == "objectSid" {
		sid, err := inventory.SIDFromBytes(raw)
		if err != nil {
			t.Fatal(err)
		}
		return string(sid)
	}
	guid, err := inventory.GUIDFromBytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	return guid.String()
}

// extended is a DN with its ids, as a link to another domain is written.
func (dc *sambaDC) extended(t *testing.T, dn string) string {
	t.Helper()
	return fmt.Sprintf("<GUID=%s>;<SID=%s>;%s", dc.attribute(t, dn, "objectGUID"), dc.attribute(t, dn, "objectSid"), dn)
}

// bothCAs puts the certificates of two domain controllers into one file.
func bothCAs(t *testing.T, list ...*sambaDC) string {
	t.Helper()
	var all []byte
	for _, dc := range list {
		pem, err := os.ReadFile(dc.CA)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, pem...)
	}
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
