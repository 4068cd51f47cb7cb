package main

import (
	"slices"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"gwbplan/fixtures"
	"gwbplan/fixtures/cloudsync"
	"gwbplan/inventory"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
)

// liveTenant is where a script keeps the tenant that it started.
const liveTenant = "tenant"

// demoTenant is the demo tenant with its servers up, for commands that change it.
type demoTenant struct {
	*fixtures.Tenant
	*fixtures.Running
}

const (
	writebackOU = inventory.DN("OU=Groups Writeback,DC=contoso,DC=com")
	awayOU      = inventory.DN("OU=Groups,DC=contoso,DC=com")
)

// player carries a plan file out on the tenant; the snapshot tells who has which
// account.
func (t *demoTenant) player(ts *testscript.TestScript, plan, snapshot string) *cloudsync.Player {
	if t.Tenant == nil {
		ts.Fatalf("no tenant is up: start it with tenant")
	}
	p, err := readPlan(ts.MkAbs(plan))
	ts.Check(err)
	s, err := snapfile.Load(ts.MkAbs(snapshot))
	ts.Check(err)
	return &cloudsync.Player{Plan: p, Directory: cloudsync.Embedded{Forest: t.AD}, Accounts: cloudsync.AccountsOf(s), Container: writebackOU}
}

// engine PLAN SNAPSHOT switch|stamp|WAVE plays the part of who carries the plan out:
// switch takes v2 away and lets v1 write, a number puts the groups of that wave into
// Cloud Sync's scope and lets it run a cycle, stamp sets the anchors (P1).
func engine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: engine PLAN SNAPSHOT switch|stamp|WAVE")
	}
	t := ts.Value(liveTenant).(*demoTenant)
	p := t.player(ts, args[0], args[1])
	switch number, err := strconv.Atoi(args[2]); {
	case args[2] == "switch":
		t.SwitchV2Off()
		ts.Check(p.Switch())
	case args[2] == "stamp":
		ts.Check(stampAnchors(p))
	default:
		ts.Check(err)
		t.putInScope(p.Plan, number)
		ts.Check(p.Wave(number))
	}
	t.Running.Graph.Replace(t.Tenant.Graph)
}

// putInScope assigns the groups of a wave to the configuration of their domain.
func (t *demoTenant) putInScope(p *planner.Plan, wave int) {
	for i := range p.Groups {
		if g := &p.Groups[i]; g.Wave == wave {
			domain := "contoso.com"
			if len(g.ADObjects) > 0 {
				domain = g.ADObjects[0].Domain
			}
			fixtures.PutInScope(t.Tenant.Graph, domain, string(writebackOU), g.ID)
		}
	}
}

// stampAnchors sets the anchors of the groups that go and have none.
func stampAnchors(p *cloudsync.Player) error {
	for i := range p.Plan.Groups {
		g := &p.Plan.Groups[i]
		if g.Wave == 0 || len(g.ADObjects) == 0 {
			continue
		}
		dn, err := p.Find("objectGUID", g.ADObjects[0].ObjectGUID.Bytes())
		if err != nil {
			return err
		}
		if err := p.Replace(dn, "msDS-ExternalDirectoryObjectId", "Group_"+g.ID); err != nil {
			return err
		}
	}
	return nil
}

// damage PLAN SNAPSHOT KIND GROUP breaks one thing of a group's AD object.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: damage PLAN SNAPSHOT KIND GROUP")
	}
	t := ts.Value(liveTenant).(*demoTenant)
	p := t.player(ts, args[0], args[1])
	i := slices.IndexFunc(p.Plan.Groups, func(g planner.Group) bool { return g.DisplayName == args[3] })
	if i < 0 {
		ts.Fatalf("the plan has no group %q", args[3])
	}
	ts.Check(p.Break(cloudsync.Damage(args[2]), &p.Plan.Groups[i], awayOU))
	ts.Check(t.AD.Err())
}
