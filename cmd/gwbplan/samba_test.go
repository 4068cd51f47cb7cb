package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/lab"
	"gwbplan/fixtures/samba"
	"gwbplan/inventory"
	"gwbplan/planner"
)

// The size that the test proves: 10,000 written-back groups, one of them with
// 4,000 members.
const (
	sambaGroups = 10_000
	sambaUsers  = 4_000
	sambaUser   = "svc-inventory@lab.example"
	sambaPass   = "Svc-Passw0rd!lab"
)

// TestSamba assesses a real AD-compatible domain controller over LDAPS, and
// the LDIF that two tools make of the same directory, and wants the same
// decisions. It needs root and Samba; with GWBPLAN_REQUIRE_SAMBA it fails
// where they are missing.
func TestSamba(t *testing.T) {
	dc := startSamba(t, "127.0.0.7", sambaGroups, sambaUsers)
	l, cloud := dc.lab, dc.cloud(t)
	live := assessSamba(t, append(cloud, "--ldap-url", "ldaps://"+dc.IP, "--ldap-ca", dc.CA, "--ldap-user", sambaUser))
	wantLab(t, live, l)
	for name, file := range map[string]string{"ldbsearch": dc.ldbsearch(t, l.Base), "ldapsearch": dc.ldapsearch(t, l.Base)} {
		offline := assessSamba(t, append(cloud, "--ldif", file, "--ldif-scope", l.Base))
		sameDecisions(t, name, live, offline)
	}
}

// sambaDC is a domain controller, perhaps with a lab in it.
type sambaDC struct {
	*samba.DC
	lab lab.Lab
}

// newSamba makes a domain controller whose directory these tests search, too.
func newSamba(t *testing.T, ip string) *sambaDC {
	t.Helper()
	return &sambaDC{DC: samba.New(t, ip, "ldbsearch", "ldapsearch")}
}

// startSamba runs a domain controller with a lab in it.
func startSamba(t *testing.T, ip string, groups, users int) *sambaDC {
	t.Helper()
	dc := newSamba(t, ip)
	dc.lab = lab.Lab{Base: "DC=lab,DC=example", Domain: "lab.example", Groups: groups, Users: users}
	dc.Holding(t, dc.lab.LDIF)
	return dc
}

// cloud starts the tenant that the lab was written back from, and returns the
// flags that lead there.
func (dc *sambaDC) cloud(t *testing.T) []string {
	t.Helper()
	graph := graphsim.New(dc.lab.Tenant(dc.sids(t)), graphsim.Options{BetaWriteback: true, NoLog: true})
	url, err := graph.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { graph.Close() })
	return []string{"--tenant", lab.TenantID, "--auth", "token", "--graph-url", url}
}

// dial opens an LDAPS connection to the domain controller.
func (dc *sambaDC) dial(t *testing.T) *ldap.Conn {
	t.Helper()
	pem, err := os.ReadFile(dc.CA)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	conn, err := ldap.DialURL("ldaps://"+dc.IP, ldap.DialWithTLSConfig(&tls.Config{RootCAs: roots, ServerName: dc.IP}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// sids reads which SID the domain controller gave to each account.
func (dc *sambaDC) sids(t *testing.T) func(string) string {
	t.Helper()
	accounts := dc.accounts(t, "(objectClass=user)")
	if len(accounts) != dc.lab.Users {
		t.Fatalf("the domain controller shows %d users, want %d", len(accounts), dc.lab.Users)
	}
	return func(account string) string { return string(accounts[account].sid) }
}

// account is what the domain controller gave to an object of OU=Staff.
type account struct {
	sid  inventory.SID
	guid inventory.GUID
}

// accounts reads the objects of OU=Staff that match a filter, by sAMAccountName.
func (dc *sambaDC) accounts(t *testing.T, filter string) map[string]account {
	t.Helper()
	conn := dc.dial(t)
	if err := conn.Bind(sambaUser, sambaPass); err != nil {
		t.Fatal(err)
	}
	answer, err := conn.SearchWithPaging(ldap.NewSearchRequest("OU=Staff,DC=lab,DC=example", ldap.ScopeSingleLevel,
		ldap.NeverDerefAliases, 0, 0, false, filter, []string{"sAMAccountName", "objectSid", "objectGUID"}, nil), 1000)
	if err != nil {
		t.Fatal(err)
	}
	accounts := map[string]account{}
	for _, e := range answer.Entries {
		sid, err := inventory.SIDFromBytes(e.GetRawAttributeValue("objectSid"))
		if err != nil {
			t.Fatal(err)
		}
		guid, err := inventory.GUIDFromBytes(e.GetRawAttributeValue("objectGUID"))
		if err != nil {
			t.Fatal(err)
		}
		accounts[e.GetAttributeValue("sAMAccountName")] = account{sid, guid}
	}
	return accounts
}

// dump runs a tool that prints LDIF and returns the file.
func (dc *sambaDC) dump(t *testing.T, env string, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".ldif")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), env), f, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, stderr.String())
	}
	return path
}

// ldbsearch and ldapsearch export the domain as their tools do.
func (dc *sambaDC) ldbsearch(t *testing.T, base string) string {
	return dc.dump(t, "LANG=C", "ldbsearch", "--configfile="+dc.Dir+"/smb.conf", "-H", "tdb://"+dc.Dir+"/private/sam.ldb",
		"-b", base, "--show-deleted", "--cross-ncs")
}

func (dc *sambaDC) ldapsearch(t *testing.T, base string) string {
	return dc.dump(t, "LDAPTLS_CACERT="+dc.CA, "ldapsearch", "-x", "-H", "ldaps://"+dc.IP, "-D", sambaUser, "-w", sambaPass,
		"-b", base, "-E", "pr=1000/noprompt", "-o", "ldif-wrap=76", "(objectClass=*)", "*", "memberOf")
}

func assessSamba(t *testing.T, sources []string) *planner.Plan {
	t.Helper()
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	env := map[string]string{"GWBPLAN_GRAPH_TOKEN": "any", envLDAPPassword: sambaPass}
	s := &streams{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr, Getenv: func(n string) string { return env[n] },
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	}
	started := time.Now()
	code := run(s, append([]string{"assess", "--out", dir, "--as-of", "2026-11-23", "--format", "csv"}, sources...))
	t.Logf("assess took %v, exit code %d\n%s", time.Since(started).Round(10*time.Millisecond), code, stderr.String())
	if code == exitFailed || code == exitUsage {
		t.Fatalf("assess ended with %d: %s", code, stderr.String())
	}
	plan, err := readPlan(filepath.Join(dir, planFile))
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// wantLab counts what the lab was made to show.
func wantLab(t *testing.T, p *planner.Plan, l lab.Lab) {
	t.Helper()
	missing, other, stale := 0, 0, 0
	for i := range l.Groups {
		switch {
		case i%5 == 0:
			missing++
		case i%11 == 0:
			other++
		}
		if i%9 == 4 {
			stale++
		}
	}
	want := map[planner.FindingID]int{"anchor-missing": missing, "anchor-mismatch": other, "stale-writeback": stale}
	for _, f := range p.Summary.Findings {
		if n, ok := want[f.ID]; ok && n != f.Groups {
			t.Errorf("%s in %d groups, want %d", f.ID, f.Groups, n)
		}
		delete(want, f.ID)
	}
	if len(want) > 0 {
		t.Errorf("findings that should have been there: %v", want)
	}
	r := p.Summary.Reconciliation
	if r.GroupsRead != l.Groups || r.Matched != l.Groups {
		t.Errorf("%d groups read and %d objects matched, want %d of each", r.GroupsRead, r.Matched, l.Groups)
	}
	big := p.Groups[0]
	if big.ID != lab.GroupID(0) || big.Members.Cloud != l.Users || big.Members.AD != l.Users || big.Members.Kept != l.Users {
		t.Errorf("the large group has %d cloud members, %d in AD, %d kept; want %d of each", big.Members.Cloud, big.Members.AD, big.Members.Kept, l.Users)
	}
	if !p.Complete {
		t.Errorf("the plan is not complete: %v", p.Gaps)
	}
}

// sameDecisions compares everything but the gaps: a dump does not show what
// only a server tells (its schema, the Recycle Bin).
func sameDecisions(t *testing.T, name string, live, offline *planner.Plan) {
	t.Helper()
	if live.Complete != offline.Complete {
		t.Errorf("%s: complete is %v, over LDAP %v; gaps %v", name, offline.Complete, live.Complete, offline.Gaps)
	}
	differ := 0
	for i := range live.Groups {
		if a, b := asJSON(t, live.Groups[i]), asJSON(t, offline.Groups[i]); a != b {
			if differ++; differ <= 3 {
				t.Errorf("%s: group %d differs\nLDAP %s\nLDIF %s", name, i, a, b)
			}
		}
	}
	if differ > 0 {
		t.Errorf("%s: %d of %d groups differ", name, differ, len(live.Groups))
	}
	if a, b := asJSON(t, live.Summary), asJSON(t, offline.Summary); a != b {
		t.Errorf("%s: the summary differs\nLDAP %s\nLDIF %s", name, a, b)
	}
	if a, b := fmt.Sprint(live.Orphans), fmt.Sprint(offline.Orphans); a != b {
		t.Errorf("%s: the orphans differ", name)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
