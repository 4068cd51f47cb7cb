package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/planner"
)

// disturbed is a tenant whose servers can be made to fail.
type disturbed struct {
	*fixtures.Running
	tenant *fixtures.Tenant
	sizes  sizes
	clock  *fastClock
}

// sizes are the most that one answer holds: rows of a Graph page, entries of
// an LDAP page, values of a range.
type sizes struct{ rows, entries, values int }

// startDisturbed runs the open demo tenant over pages of a middling size.
func startDisturbed(t *testing.T) *disturbed {
	t.Helper()
	return disturb(t, openContoso(), sizes{40, 30, 3})
}

// openContoso is the demo tenant without the parts that a calm run cannot
// read, so that its plan is complete and a gap shows.
func openContoso() *fixtures.Tenant {
	tenant := fixtures.Contoso()
	for i := range tenant.Graph.Groups {
		g := &tenant.Graph.Groups[i]
		if g.HiddenMembers {
			g.HiddenMembers, g.Visibility, g.MemberCount = false, nil, nil
		}
		g.OmitWriteback = false
	}
	return tenant
}

// disturb runs a tenant whose servers answer in pages of these sizes.
func disturb(t *testing.T, tenant *fixtures.Tenant, n sizes) *disturbed {
	t.Helper()
	d := &disturbed{startContoso(t, tenant), tenant, n, newFastClock()}
	_ = d.Graph.Close() // the demo's own, with its pages and faults
	d.Graph = graphsim.New(tenant.Graph, graphsim.Options{Token: fixtures.GraphToken, PageCap: n.rows, BetaWriteback: true})
	var err error
	if d.GraphURL, err = d.Graph.Start(); err != nil {
		t.Fatal(err)
	}
	d.restartLDAP(t)
	return d
}

// restartLDAP brings up the controllers anew, with these faults in the first
// or second of them.
func (d *disturbed) restartLDAP(t *testing.T, faults ...ldapFault) {
	t.Helper()
	var ca []byte
	for i, domain := range []string{"contoso.com", "emea.contoso.com"} {
		d.LDAP[i].Close()
		d.LDAP[i] = ldapsim.New(d.tenant.AD, ldapsim.Options{
			Domain: domain, RequireTLS: true, RequireBinding: true, MaxPageSize: d.sizes.entries, MaxValRange: d.sizes.values,
			Accounts: []ldapsim.Account{{Name: "svc-gwbplan", Password: fixtures.LDAPPassword, ReadDeleted: true}},
		})
		if err := d.LDAP[i].Start(); err != nil {
			t.Fatal(err)
		}
		d.LDAPURLs[i] = d.LDAP[i].TLSURL()
		ca = append(ca, d.LDAP[i].CAPEM()...)
	}
	if err := os.WriteFile(d.CAFile, ca, 0o600); err != nil {
		t.Fatal(err)
	}
	d.faultLDAP(faults...)
}

// faultLDAP replaces the controllers' faults.
func (d *disturbed) faultLDAP(faults ...ldapFault) {
	for _, s := range d.LDAP {
		s.ClearFaults()
	}
	for _, f := range faults {
		f.Silent = d.clock.elapse
		d.LDAP[f.server].Inject(f.Fault)
	}
}

type ldapFault struct {
	server int
	ldapsim.Fault
}

// reading is what one run of inventory and plan ended with.
type reading struct {
	dir    string
	code   int
	stderr string
	text   []byte
	plan   *planner.Plan
}

// hurried are streams whose waits cost no time.
func (d *disturbed) hurried(stderr *bytes.Buffer) *streams {
	return &streams{
		In: strings.NewReader(""), Out: io.Discard, Err: stderr, Getenv: demoSecrets(func(string) string { return "" }),
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }, Clock: d.clock,
	}
}

func (r *disturbed) inventoryArgs(snapshot string) []string {
	args := []string{"inventory", "--quiet", "--out", snapshot,
		"--tenant", fixtures.TenantDomain, "--auth", "token", "--graph-url", r.GraphURL,
		"--ldap-ca", r.CAFile, "--ldap-user", fixtures.LDAPUser, "--connect-facts", r.ConnectFile}
	for _, u := range r.LDAPURLs {
		args = append(args, "--ldap-url", u)
	}
	return args
}

func (r *disturbed) read(t *testing.T) reading {
	t.Helper()
	var stderr bytes.Buffer
	return readInto(t, r.hurried(&stderr), &stderr, r.inventoryArgs)
}

// readInto runs inventory and plan. args are inventory's, for a snapshot file.
func readInto(t *testing.T, s *streams, stderr *bytes.Buffer, args func(snapshot string) []string) reading {
	t.Helper()
	dir := t.TempDir()
	snapshot, plan := filepath.Join(dir, "s.jsonl"), filepath.Join(dir, "plan.json")
	out := reading{dir: dir, code: run(s, args(snapshot))}
	if out.code == exitDone || out.code == exitIncomplete {
		out.code = run(s, []string{"plan", snapshot, "--quiet", "--out", plan, "--as-of", fixtures.Day})
	}
	out.stderr = stderr.String()
	if out.code == exitFailed || out.code == exitUsage {
		return out
	}
	out.text = readFile(t, dir, "plan.json")
	var err error
	if out.plan, err = planner.ReadPlan(bytes.NewReader(out.text)); err != nil {
		t.Fatal(err)
	}
	return out
}

// judge says how a disturbed run breaks the promise: what fails is a named gap
// or an error, never a shorter list and never a decision taken as if all were
// known.
func judge(calm, got reading) (broken []string) {
	complain := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	if got.plan == nil {
		if !strings.Contains(got.stderr, "gwbplan: error: ") {
			complain("exit code %d without an error", got.code)
		}
		return broken
	}
	if bytes.Equal(got.text, calm.text) {
		return nil
	}
	if len(newGaps(calm, got)) == 0 {
		complain("the plan differs, and no gap says why: %s", strings.Join(decisions(calm, got), "; "))
	}
	differ := decisions(calm, got)
	if (got.code == exitIncomplete) == got.plan.Complete {
		complain("exit code %d, complete %v", got.code, got.plan.Complete)
	}
	if len(differ) > 0 && got.plan.Complete {
		complain("complete, and differs: %s", strings.Join(differ, "; "))
	}
	return append(broken, unfounded(calm, got)...)
}

// newGaps are those that the calm run has not.
func newGaps(calm, got reading) []inventory.Gap {
	return slices.DeleteFunc(slices.Clone(got.plan.Gaps), func(g inventory.Gap) bool { return slices.Contains(calm.plan.Gaps, g) })
}

// decisions lists the groups that were decided otherwise, or not at all.
func decisions(calm, got reading) (differ []string) {
	of := byID(got.plan)
	for _, g := range calm.plan.Groups {
		o, ok := of[g.ID]
		if !ok {
			differ = append(differ, g.DisplayName+": missing")
			continue
		}
		if a, b := decision(&g), decision(&o); a != b {
			differ = append(differ, fmt.Sprintf("%s: %s, was %s", g.DisplayName, b, a))
		}
	}
	if len(got.plan.Groups) > len(calm.plan.Groups) {
		differ = append(differ, "there are more groups")
	}
	return differ
}

func decision(g *planner.Group) string {
	var lost []string
	for _, m := range g.Members.Lost {
		lost = append(lost, m.ID)
	}
	return fmt.Sprint(g.Kind, " ", g.Writeback, " ", g.Disposition, " ", g.Readiness, " ", g.Action, " ", g.AtSwitch, " ", g.Pins, " ", g.Members.Cloud, g.Members.AD, g.Members.Kept, lost, len(g.Members.ExtraInAD))
}

// unfounded lists what a plan claims although the calm one does not, and what
// it leaves out although no gap says so.
func unfounded(calm, got reading) (claims []string) {
	gap := func(kinds ...inventory.GapKind) bool {
		return slices.ContainsFunc(got.plan.Gaps, func(g inventory.Gap) bool { return slices.Contains(kinds, g.What) })
	}
	of := byID(got.plan)
	for _, g := range calm.plan.Groups {
		o, ok := of[g.ID]
		switch {
		case !ok && gap(inventory.GapADGroups, inventory.GapADDomain) && has(g, "soft-deleted"):
			// A soft-deleted group is in the plan only where an object claims it.
		case !ok && !gap(inventory.GapCloudGroups, inventory.GapDeletedGroups):
			claims = append(claims, g.DisplayName+" is missing, and no gap is about groups")
		case ok:
			claims = append(claims, claimsOf(&g, &o, gap)...)
		}
	}
	for _, o := range got.plan.Orphans {
		if o.Status == planner.OrphanProven && !slices.ContainsFunc(calm.plan.Orphans, func(c planner.Orphan) bool { return c.DN == o.DN }) {
			claims = append(claims, string(o.DN)+" is called an orphan")
		}
	}
	claims = append(claims, betterGates(calm.plan, got.plan)...)
	if len(got.plan.Orphans) < len(calm.plan.Orphans) && !gap(adObjectGaps()...) {
		claims = append(claims, "there are fewer orphans, and no gap is about AD groups")
	}
	return claims
}

// betterGates lists the gates that pass, and the points that may be passed,
// behind a gap only.
func betterGates(calm, got *planner.Plan) (claims []string) {
	for _, g := range got.Gates {
		same := func(c planner.Gate) bool { return c.ID == g.ID && c.Status == planner.GatePass }
		if g.Status == planner.GatePass && !slices.ContainsFunc(calm.Gates, same) {
			claims = append(claims, fmt.Sprintf("the gate %s passes: %s", g.ID, g.Message))
		}
	}
	for _, v := range got.Verdict {
		same := func(c planner.Verdict) bool { return c.Point == v.Point && c.Verdict == planner.Go }
		if v.Verdict == planner.Go && !slices.ContainsFunc(calm.Verdict, same) {
			claims = append(claims, fmt.Sprintf("%s is go", v.Point))
		}
	}
	return claims
}

// adObjectGaps are those that can hide an object.
func adObjectGaps() []inventory.GapKind {
	return []inventory.GapKind{inventory.GapADDomain, inventory.GapADGroups, inventory.GapADContainer, inventory.GapADSIDLookup, inventory.GapADDeleted}
}

// claimsOf compares one group: behind a gap its readiness becomes unknown or
// stays, and a list of its is shorter only where a gap is about such lists.
func claimsOf(calm, got *planner.Group, gap func(...inventory.GapKind) bool) (claims []string) {
	if got.Readiness != calm.Readiness && got.Readiness != planner.ReadinessUnknown {
		claims = append(claims, fmt.Sprintf("%s is %q, was %q", got.DisplayName, got.Readiness, calm.Readiness))
	}
	// Whose members and owners are read is decided by the flag and by AD.
	needs := func() []inventory.GapKind { return append(adObjectGaps(), inventory.GapWritebackConfig) }
	for _, list := range []struct {
		name      string
		calm, got int
		hiddenBy  []inventory.GapKind
	}{
		{"cloud members", calm.Members.Cloud, got.Members.Cloud, append(needs(), inventory.GapGroupMembers, inventory.GapMemberCounts)},
		{"AD members", calm.Members.AD, got.Members.AD, append(adObjectGaps(), inventory.GapADMembers, inventory.GapADMemberIDs)},
		{"AD objects", len(calm.ADObjects), len(got.ADObjects), adObjectGaps()},
		{"owners", len(calm.Owners), len(got.Owners), append(needs(), inventory.GapOwners)},
	} {
		if list.got < list.calm && !gap(list.hiddenBy...) {
			claims = append(claims, fmt.Sprintf("%s has %d %s, had %d, and no gap is about them", got.DisplayName, list.got, list.name, list.calm))
		}
	}
	return claims
}

func byID(p *planner.Plan) map[string]planner.Group {
	m := map[string]planner.Group{}
	for _, g := range p.Groups {
		m[g.ID] = g
	}
	return m
}

func has(g planner.Group, id planner.FindingID) bool {
	return slices.ContainsFunc(g.Findings, func(f planner.Finding) bool { return f.ID == id })
}

func writeTestFile(path string, text []byte) error { return os.WriteFile(path, text, 0o600) }
