package main

import (
	"testing"

	"gwbplan/fixtures"
	"gwbplan/planner"
)

// assessedPlan is the plan that the demo's settings give for a tenant.
func assessedPlan(t *testing.T, tenant *fixtures.Tenant) *planner.Plan {
	t.Helper()
	r := startContoso(t, tenant)
	dir, _ := assessTenant(t, r)
	c := &command{globals: &globalFlags{asOf: fixtures.Day}}
	p, err := c.decide([]string{dir + "/snapshot.jsonl"}, demoSettings())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := p.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestDemoTenantShowsEverything: every finding, disposition, action, state and
// pin occurs in the demo tenant, or in the same tenant with v2 switched off.
func TestDemoTenantShowsEverything(t *testing.T) {
	off := fixtures.Contoso()
	off.SwitchV2Off()
	seen := map[string]bool{}
	for _, plan := range []*planner.Plan{assessedPlan(t, fixtures.Contoso()), assessedPlan(t, off)} {
		for _, g := range plan.Groups {
			note(seen, g)
		}
		for _, o := range plan.Orphans {
			seen["orphan "+o.Status] = true
		}
	}
	for _, want := range everything() {
		if !seen[want] {
			t.Errorf("the demo tenant has no %s", want)
		}
	}
}

func note(seen map[string]bool, g planner.Group) {
	for _, f := range g.Findings {
		seen["finding "+string(f.ID)] = true
	}
	for _, p := range g.Pins {
		seen["pin "+string(p.ID)] = true
	}
	for _, o := range g.ADObjects {
		seen["match "+string(o.Match)] = true
	}
	seen["disposition "+string(g.Disposition)] = true
	seen["action "+string(g.Action)] = true
	seen["at switch "+string(g.AtSwitch)] = true
	seen["state "+string(g.Writeback.State)] = true
	seen["readiness "+string(g.Readiness)] = true
	seen["kind "+string(g.Kind)] = true
	for _, m := range g.Members.Lost {
		seen["lost "+string(m.Reason)] = true
	}
}

func everything() []string {
	var out []string
	for _, r := range planner.Rules() {
		out = append(out, "finding "+string(r.ID))
	}
	return append(out,
		"disposition keep-on-v1", "disposition move-to-cloud-sync", "disposition side-by-side", "disposition not-in-plan",
		"action keep", "action resume", "action adopt", "action create", "action retype", "action duplicate", "action freeze", "action none", "action unknown",
		"at switch keep", "at switch frozen", "at switch delete-risk", "at switch appears", "at switch none", "at switch unknown",
		"state written", "state stale", "state frozen", "state on-cloud-sync", "state pending", "state off", "state unknown",
		"readiness ready", "readiness fix-first", "readiness blocked", "readiness unknown",
		"kind security", "kind microsoft365", "kind mail-enabled-security", "kind distribution", "kind synced",
		"match anchor", "match admin-description", "match sid", "match cn-guid", "match cn-suffix",
		"pin m365-security-type", "pin nested-synced-group", "pin device-members", "pin parent-synced-by-connect", "pin split-nesting", "pin member-domain-stays-on-connect",
		"lost cloud-only-user", "lost guest", "lost converted-user", "lost service-principal", "lost contact", "lost device", "lost synced-group",
		"lost microsoft365-group", "lost group-out-of-scope", "lost other-forest",
		"orphan orphan",
	)
}
