package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"gwbplan/fixtures"
	"gwbplan/fixtures/cloudsync"
	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/lab"
	"gwbplan/inventory"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
	"gwbplan/planner/verify"
)

const (
	labBase      = "DC=lab,DC=example"
	sambaAdmin   = "Administrator@LAB.EXAMPLE"
	sambaAdminPW = "Passw0rd!lab"
)

// sambaRoad is the way of one tenant on a real domain controller.
type sambaRoad struct {
	*testing.T
	dc     *sambaDC
	dir    string
	tenant *graphsim.Directory
	graph  *graphsim.Server
	flags  []string
	player *cloudsync.Player
	runs   int
}

// TestSambaRoad goes the whole road on a real domain controller: the anchors
// with ldapmodify, there and back again, Cloud Sync's part over LDAP, and a
// verification that is done; then single things break.
func TestSambaRoad(t *testing.T) {
	r := startRoad(t)
	r.wantWords("before anything", map[string]string{}, planner.ActionAdopt)
	r.stamp("anchors.ldif")
	r.wantAnchors(true)
	r.stamp("anchors-undo.ldif")
	r.wantAnchors(false)
	r.stamp("anchors.ldif")
	r.wantAnchors(true)
	r.wantWords("stamped", map[string]string{}, planner.ActionAdopt)
	r.carryOut()
	if v := r.verified(); !v.Result().AllDone || v.Result().AnyFailed || !v.Result().Complete {
		t.Fatalf("after the cut-over: %q", notDone(v))
	}
	r.fromFiles()
	broken := map[string]string{}
	for _, b := range []struct {
		damage cloudsync.Damage
		group  string
		want   verify.ReasonID
	}{
		{cloudsync.Deleted, "Delete me", verify.ObjectGone}, {cloudsync.Recreated, "Recreate me", verify.ObjectRecreated},
		{cloudsync.Dropped, "Drop a member", verify.MemberMissing}, {cloudsync.Duplicated, "Duplicate me", verify.DuplicateObject},
		{cloudsync.WrongAnchor, "Wrong anchor", verify.AnchorWrong}, {cloudsync.NoAnchor, "No anchor", verify.AnchorMissing},
		{cloudsync.Renamed, "Rename me", verify.CNDiffers}, {cloudsync.Moved, "Move me", verify.ContainerDiffers},
		{cloudsync.Retyped, "Retype me", verify.TypeDiffers},
	} {
		if err := r.player.Break(b.damage, r.planned(b.group), "CN=Users,"+labBase); err != nil {
			t.Fatal(err)
		}
		broken[b.group] = "failed " + string(b.want)
		r.wantWords(string(b.damage), broken, "")
	}
}

func startRoad(t *testing.T) *sambaRoad {
	dc := newSamba(t, "127.0.0.41")
	dc.Holding(t, roadLDIF)
	r := &sambaRoad{T: t, dc: dc, dir: t.TempDir(), tenant: roadTenant(dc.accounts(t, "(objectClass=user)"))}
	r.graph = graphsim.New(r.tenant, graphsim.Options{BetaWriteback: true, NoLog: true})
	url, err := r.graph.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.graph.Close() })
	r.flags = []string{"--tenant", lab.TenantID, "--auth", "token", "--graph-url", url, "--ldap-url", "ldaps://" + dc.IP, "--ldap-ca", dc.CA, "--ldap-user", sambaAdmin} // who sees deleted objects
	config := filepath.Join(r.dir, "gwbplan.yaml")
	text := fmt.Sprintf("targets:\n- {domain: lab.example, container: \"OU=Cloud Sync,%s\", cn: display-name}\nwaivers:\n"+
		"- {finding: members-will-be-lost, group: %s, reason: known, owner: board, expires: 2026-12-31}\n", labBase, lab.GroupID(11))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := r.run(append([]string{"assess", "--out", r.dir, "--as-of", "2026-11-23", "--format", "csv", "--config", config}, r.flags...)...); code != exitBlocked {
		t.Fatalf("assess ended with %d: %s", code, stderr)
	}
	if code, _, stderr := r.run("cutover", filepath.Join(r.dir, planFile), "--out", filepath.Join(r.dir, "kit")); code != exitBlocked {
		t.Fatalf("cutover ended with %d: %s", code, stderr)
	}
	r.player = &cloudsync.Player{Plan: r.plan(), Directory: r.admin(), Accounts: r.accounts(), Container: "OU=Groups Writeback," + labBase}
	return r
}

func (r *sambaRoad) run(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	env := map[string]string{"GWBPLAN_GRAPH_TOKEN": "any", envLDAPPassword: sambaAdminPW}
	s := &streams{
		In: strings.NewReader(""), Out: &out, Err: &errs, Getenv: func(n string) string { return env[n] },
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	}
	code = run(s, args)
	return code, out.String(), errs.String()
}

func (r *sambaRoad) plan() *planner.Plan {
	p, err := readPlan(filepath.Join(r.dir, planFile))
	if err != nil {
		r.Fatal(err)
	}
	for i := range p.Groups {
		if g := &p.Groups[i]; g.Kind == planner.KindSecurity && g.Wave == 0 {
			r.Fatalf("%q has no wave: %+v", g.DisplayName, g.Findings)
		}
	}
	return p
}

func (r *sambaRoad) accounts() map[string]inventory.SID {
	s, err := snapfile.Load(filepath.Join(r.dir, "snapshot.jsonl"))
	if err != nil {
		r.Fatal(err)
	}
	return cloudsync.AccountsOf(s)
}

// admin signs in with an account that may write.
func (r *sambaRoad) admin() cloudsync.LDAP {
	conn := r.dc.dial(r.T)
	if err := conn.Bind(sambaAdmin, sambaAdminPW); err != nil {
		r.Fatal(err)
	}
	return cloudsync.LDAP{Conn: conn, Base: labBase}
}

func (r *sambaRoad) planned(name string) *planner.Group {
	i := slices.IndexFunc(r.player.Plan.Groups, func(g planner.Group) bool { return g.DisplayName == name })
	return &r.player.Plan.Groups[i]
}

// stamp runs ldapmodify with a file of the kit.
func (r *sambaRoad) stamp(name string) {
	r.Helper()
	cmd := exec.Command("ldapmodify", "-x", "-H", "ldaps://"+r.dc.IP, "-D", sambaAdmin, "-w", sambaAdminPW, "-f", filepath.Join(r.dir, "kit", name))
	cmd.Env = append(os.Environ(), "LDAPTLS_CACERT="+r.dc.CA)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("ldapmodify -f %s: %v\n%s", name, err, out)
	}
}

// wantAnchors: the groups of the waves have their anchors, or only those that had
// them before.
func (r *sambaRoad) wantAnchors(stamped bool) {
	r.Helper()
	groups := roadGroups()
	for i := range groups {
		g := &groups[i]
		if g.cn == "" {
			continue
		}
		want := ""
		if !g.m365 && (stamped || !g.unstamped) {
			want = "Group_" + lab.GroupID(i)
		}
		if got := r.anchorOf(roadDN(g)); got != want {
			r.Errorf("%q has the anchor %q, want %q", g.name, got, want)
		}
	}
}

func (r *sambaRoad) anchorOf(dn inventory.DN) string {
	r.Helper()
	answer, err := r.player.Directory.(cloudsync.LDAP).Conn.Search(ldap.NewSearchRequest(string(dn), ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"msDS-ExternalDirectoryObjectId"}, nil))
	if err != nil {
		r.Fatal(err)
	}
	return answer.Entries[0].GetEqualFoldAttributeValue("msDS-ExternalDirectoryObjectId")
}

// carryOut is the switch and every wave.
func (r *sambaRoad) carryOut() {
	no := false
	r.tenant.Features.GroupWriteBackEnabled = &no
	if err := r.player.Switch(); err != nil {
		r.Fatal(err)
	}
	for _, w := range r.player.Plan.Waves {
		for i := range r.player.Plan.Groups {
			if g := &r.player.Plan.Groups[i]; g.Wave == w.Number {
				fixtures.PutInScope(r.tenant, "lab.example", "OU=Cloud Sync,"+labBase, g.ID)
			}
		}
		if err := r.player.Wave(w.Number); err != nil {
			r.Fatal(err)
		}
	}
	r.graph.Replace(r.tenant)
}

// verified reads both sides anew and verifies, by the command line as a user does.
func (r *sambaRoad) verified() *verify.Verification {
	r.Helper()
	r.runs++
	snapshot := filepath.Join(r.dir, fmt.Sprintf("after%d.jsonl", r.runs))
	if code, _, stderr := r.run(append([]string{"inventory", "--quiet", "--out", snapshot}, r.flags...)...); code != exitDone {
		r.Fatalf("inventory ended with %d: %s", code, stderr)
	}
	plan, err := readPlan(filepath.Join(r.dir, planFile))
	if err != nil {
		r.Fatal(err)
	}
	s, err := snapfile.Load(snapshot)
	if err != nil {
		r.Fatal(err)
	}
	v, err := verify.Compare(plan, s, verify.Options{})
	if err != nil {
		r.Fatal(err)
	}
	code, stdout, stderr := r.run("verify", filepath.Join(r.dir, planFile), snapshot)
	if want := exitCode(verifyOutcome(v.Result())); code != want {
		r.Errorf("verify ended with %d, want %d\n%s%s", code, want, stdout, stderr)
	}
	return v
}

// fromFiles verifies by an export of the directory: the result is the same.
func (r *sambaRoad) fromFiles() {
	r.Helper()
	cloud, ad := filepath.Join(r.dir, "cloud.jsonl"), filepath.Join(r.dir, "ldif.jsonl.zst")
	r.run(append([]string{"inventory", "--quiet", "--out", cloud, "--members", "all"}, r.flags[:6]...)...)
	r.run("inventory", "--quiet", "--out", ad, "--ldif", r.dc.ldbsearch(r.T, labBase), "--ldif-scope", labBase)
	if code, stdout, stderr := r.run("verify", filepath.Join(r.dir, planFile), cloud, ad); code != exitDone {
		r.Errorf("verify from files ended with %d\n%s%s", code, stdout, stderr)
	}
}

// notDone lists the groups that are not done, with their reasons.
func notDone(v *verify.Verification) []string {
	var out []string
	for i := range v.Groups {
		g := &v.Groups[i]
		if g.Status != verify.Done {
			out = append(out, g.DisplayName+": "+wordsOf(g))
		}
	}
	slices.Sort(out)
	return out
}

func wordsOf(g *verify.Group) string {
	words := []string{string(g.Status)}
	for _, r := range g.Reasons {
		words = append(words, string(r.ID))
	}
	return strings.Join(words, " ")
}

// wantWords: the groups that are named have these words, and the others are done;
// or pending where the plan does something with them.
func (r *sambaRoad) wantWords(when string, want map[string]string, pending planner.Action) {
	r.Helper()
	v := r.verified()
	for i := range v.Groups {
		g := &v.Groups[i]
		expected, named := want[g.DisplayName]
		switch {
		case named:
		case pending != "" && g.Wave > 0:
			expected = "pending wave-due"
		case pending != "" && g.Action == planner.ActionCreate:
			expected = "pending switch-due"
		default:
			expected = "done"
		}
		if got := wordsOf(g); got != expected {
			r.Errorf("%s: %q is %s, want %s: %+v", when, g.DisplayName, got, expected, g.Reasons)
		}
	}
}
