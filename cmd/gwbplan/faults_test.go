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
	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/planner"
)

// disturbed is the demo tenant without the parts that a calm run cannot read,
// so that its plan is complete and a gap shows. Pages are short on both sides.
type disturbed struct {
	*fixtures.Running
	tenant *fixtures.Tenant
	clock  *fastClock
}

func startDisturbed(t *testing.T) *disturbed {
	t.Helper()
	tenant := fixtures.Contoso()
	for i := range tenant.Graph.Groups {
		g := &tenant.Graph.Groups[i]
		if g.HiddenMembers {
			g.HiddenMembers, g.Visibility, g.MemberCount = false, nil, nil
		}
		g.OmitWriteback = false
	}
	d := &disturbed{startContoso(t, tenant), tenant, newFastClock()}
	d.Graph.ClearFaults()
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
			Domain: domain, RequireTLS: true, RequireBinding: true, MaxPageSize: 30, MaxValRange: 3,
			Accounts: []ldapsim.Account{{Name: "svc-gwbplan", Password: fixtures.LDAPPassword, ReadDeleted: true}},
		})
		if err := d.LDAP[i].Start(); err != nil {
			t.Fatal(err)
		}
		d.LDAPURLs[i] = d.LDAP[i].TLSURL()
		ca = append(ca, d.LDAP[i].CAPEM()...)
		for _, f := range faults {
			if f.server == i {
				f.Silent = d.clock.elapse
				d.LDAP[i].Inject(f.Fault)
			}
		}
	}
	if err := os.WriteFile(d.CAFile, ca, 0o600); err != nil {
		t.Fatal(err)
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
	dir := t.TempDir()
	snapshot, plan := filepath.Join(dir, "s.jsonl"), filepath.Join(dir, "plan.json")
	var stderr bytes.Buffer
	s := r.hurried(&stderr)
	out := reading{dir: dir, code: run(s, r.inventoryArgs(snapshot))}
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

// unfounded lists what a plan claims although the calm one does not.
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
		case ok && o.Readiness == planner.Ready && g.Readiness != planner.Ready:
			claims = append(claims, fmt.Sprintf("%s is ready, was %q", g.DisplayName, g.Readiness))
		}
	}
	for _, o := range got.plan.Orphans {
		if o.Status == planner.OrphanProven && !slices.ContainsFunc(calm.plan.Orphans, func(c planner.Orphan) bool { return c.DN == o.DN }) {
			claims = append(claims, string(o.DN)+" is called an orphan")
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
