package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"gwbplan/fixtures"
	"gwbplan/fixtures/cloudsync"
	"gwbplan/inventory"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
)

// writebackOU is where the demo tenant's writeback stood, and where its Cloud
// Sync creates.
const writebackOU = inventory.DN("OU=Groups Writeback,DC=contoso,DC=com")

// demoTenant is the demo tenant with its servers up, for commands that change it.
type demoTenant struct {
	*fixtures.Tenant
	*fixtures.Running
}

// player carries a plan out on the tenant; the snapshot tells who has which
// account.
func (t *demoTenant) player(p *planner.Plan, s *inventory.Snapshot) *cloudsync.Player {
	return &cloudsync.Player{Plan: p, Directory: cloudsync.Embedded{Forest: t.AD}, Accounts: cloudsync.AccountsOf(s), Container: writebackOU}
}

// switchOff is P5b: v2 is off, and v1 writes its groups.
func (t *demoTenant) switchOff(p *cloudsync.Player) error {
	t.SwitchV2Off()
	err := p.Switch()
	t.Running.Graph.Replace(t.Tenant.Graph)
	return err
}

// wave puts the groups of a wave into Cloud Sync's scope and lets it run.
func (t *demoTenant) wave(p *cloudsync.Player, number int) error {
	for i := range p.Plan.Groups {
		if g := &p.Plan.Groups[i]; g.Wave == number {
			domain := "contoso.com"
			if len(g.ADObjects) > 0 {
				domain = g.ADObjects[0].Domain
			}
			fixtures.PutInScope(t.Tenant.Graph, domain, string(writebackOU), g.ID)
		}
	}
	err := p.Wave(number)
	t.Running.Graph.Replace(t.Tenant.Graph)
	return err
}

// stamp is P1: the anchors that anchors.ldif of the kit would write.
func stamp(p *cloudsync.Player) error {
	for i := range p.Plan.Groups {
		g := &p.Plan.Groups[i]
		missing := func(f planner.Finding) bool { return f.ID == planner.FindingAnchorMissing }
		if g.Wave == 0 || !slices.ContainsFunc(g.Findings, missing) {
			continue
		}
		for _, o := range g.ADObjects {
			if err := p.Replace(string(o.DN), "msDS-ExternalDirectoryObjectId", "Group_"+g.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// carryOut plays a plan's cut-over on a fresh demo tenant and leaves a snapshot
// behind the switch and each wave.
func (c *command) carryOut(ctx context.Context, path, out string) error {
	plan, err := readPlan(path)
	if err != nil {
		return err
	}
	if plan.Tenant.ID != fixtures.TenantID || plan.Redacted || plan.Excerpt != nil {
		return usagef("%s is not a whole plan of the demo tenant, and the demo carries out nothing else; make one with gwbplan plan from the demo's snapshot.jsonl", path)
	}
	if err := makeDir(out); err != nil {
		return err
	}
	return c.onDemoTenant(func(t *demoTenant) error { return c.playAll(ctx, t, plan, out) })
}

func (c *command) playAll(ctx context.Context, t *demoTenant, plan *planner.Plan, out string) error {
	read := func(name string) (string, error) {
		path := filepath.Join(out, name)
		_, err := c.takeInventory(ctx, demoSources(t.Running), path)
		if err == nil {
			fmt.Fprintf(c.Out, "%s\n", path)
		}
		return path, err
	}
	fmt.Fprintf(c.Out, "The demo tenant carries the plan out: v1 and Cloud Sync are played as they are documented. Snapshots:\n")
	before, err := read("before.jsonl")
	if err != nil {
		return err
	}
	s, err := snapfile.Load(before)
	if err != nil {
		return err
	}
	p := t.player(plan, s)
	if err := stamp(p); err != nil {
		return err
	}
	if err := t.switchOff(p); err != nil {
		return err
	}
	if _, err := read("after-switch.jsonl"); err != nil {
		return err
	}
	for _, w := range plan.Waves {
		if err := t.wave(p, w.Number); err != nil {
			return err
		}
		if _, err := read(fmt.Sprintf("after-wave-%d.jsonl", w.Number)); err != nil {
			return err
		}
	}
	return nil
}
