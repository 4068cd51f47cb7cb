package html_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"gwbplan/fixtures/hostile"
	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/report"
)

// id makes an object id that compresses as badly as a real one, the same each
// time.
func id(n int) string {
	r := rand.NewPCG(uint64(n), 7)
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", uint32(r.Uint64()), r.Uint64()&0xFFFF, r.Uint64()&0xFFF, r.Uint64()&0xFFF, r.Uint64()&(1<<48-1))
}

func guid(n int) inventory.GUID {
	g, err := inventory.ParseGUID(id(n))
	if err != nil {
		panic(err) // id makes nothing else
	}
	return g
}

// plan makes a plan of a tenant from groups, with the counts that the document
// shows.
func plan(groups []planner.Group) *planner.Plan {
	p := &planner.Plan{
		Schema: planner.Schema, AsOf: "2026-11-23", RuleSet: planner.RuleSet, Complete: true, Groups: groups,
		Tenant: planner.PlanTenant{ID: id(0), DisplayName: "Contoso", Cloud: "public", WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOn, Domains: []string{"contoso.com"}},
	}
	row := planner.MatrixRow{Disposition: planner.MoveToCloudSync}
	for i := range groups {
		switch groups[i].Readiness {
		case planner.Blocked:
			row.Blocked++
		case planner.FixFirst:
			row.FixFirst++
		default:
			row.Ready++
		}
	}
	p.Summary = planner.Summary{Groups: len(groups), Matrix: []planner.MatrixRow{row},
		Reconciliation: planner.Reconciliation{GroupsRead: len(groups), GroupsInSum: len(groups)}}
	return p
}

func group(n int, name string) planner.Group {
	return planner.Group{
		ID: id(n), DisplayName: name, Kind: planner.KindSecurity,
		Writeback: planner.Writeback{Flag: inventory.FlagTrue, TargetType: "universalSecurityGroup", State: planner.StateWritten},
		ADObjects: []planner.ADObject{{
			DN: inventory.DN("OU=Groups Writeback,DC=contoso,DC=com").Child(name), Domain: "contoso.com", ObjectGUID: guid(n + 1<<24),
			ObjectSID: inventory.SID(fmt.Sprintf("S-1-5-21-1004336348-1177238915-682003330-%d", 1100+n)), SAMAccountName: "$" + id(n)[24:], Match: planner.MatchAdminDescription,
		}},
		Disposition: planner.MoveToCloudSync, Readiness: planner.Ready, Action: planner.ActionAdopt, AtSwitch: planner.SwitchFrozen,
		Members: planner.Members{Cloud: 12, AD: 12, Kept: 12}, Owners: []string{fmt.Sprintf("owner%d@contoso.com", n%500)},
	}
}

func finding(f planner.FindingID, s planner.Severity, message string) planner.Finding {
	r, _ := planner.RuleByID(f)
	return planner.Finding{ID: f, Severity: s, Message: message, Remedy: r.Remedy, Facts: r.Facts,
		Evidence: []planner.Evidence{{Source: "ad:contoso.com", Attribute: "msDS-ExternalDirectoryObjectId", Value: ""}}}
}

// hostilePlan puts each hostile name wherever a directory can put one.
func hostilePlan() *planner.Plan {
	var groups []planner.Group
	for i, h := range hostile.Names() {
		g := group(i, h.Text)
		g.Readiness, g.Owners = planner.Blocked, []string{h.Text}
		g.Findings = []planner.Finding{finding(planner.FindingAnchorMismatch, planner.SeverityBlocker, h.Text)}
		g.Findings[0].Evidence[0].Value, g.Findings[0].Remedy = h.Text, h.Text
		g.Changes = []planner.Change{{Attribute: "cn", Before: h.Text, After: "x"}}
		g.Members.Lost = []planner.LostMember{{Member: planner.Member{ID: id(i), Name: h.Text, Type: h.Text}, Reason: planner.ReasonGuest, InADNow: true}}
		groups = append(groups, g)
	}
	return plan(groups)
}

// largePlan is a tenant of n groups: one in ten blocked with 50 members lost,
// one in ten without an anchor, one in five with a changed name, and one in
// five outside the plan.
func largePlan(n int) *planner.Plan {
	teams := []string{"Finance", "Sales", "Engineering", "Operations", "Legal", "Human Resources", "Support", "Research"}
	sites := []string{"Berlin", "Paris", "Oslo", "Madrid", "Prague", "Lyon", "Turin", "Graz", "Ghent"}
	groups := make([]planner.Group, n)
	for i := range groups {
		g := group(i, fmt.Sprintf("%s %s %05d", teams[i%len(teams)], sites[i/8%len(sites)], i))
		switch i % 10 {
		case 0:
			loseMembers(&g, i)
		case 1:
			g.Readiness = planner.FixFirst
			g.Findings = []planner.Finding{finding(planner.FindingAnchorMissing, planner.SeverityFix, "the AD object has no msDS-ExternalDirectoryObjectId")}
		case 2, 3:
			g.Changes = []planner.Change{{Attribute: "cn", Before: g.DisplayName, After: g.DisplayName + "_" + g.ID[24:]}}
			g.Findings = []planner.Finding{finding(planner.FindingCNChanges, planner.SeverityWarning, fmt.Sprintf("the object is renamed to %q", g.Changes[0].After))}
		case 4, 5:
			g.Kind, g.Disposition, g.Readiness, g.Action, g.AtSwitch, g.ADObjects = planner.KindSynced, planner.NotInPlan, "", planner.ActionNone, planner.SwitchNone, nil
		}
		groups[i] = g
	}
	return plan(groups)
}

func loseMembers(g *planner.Group, n int) {
	g.Readiness = planner.Blocked
	first := []string{"Anna", "Bruno", "Carla", "David", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Klara"}
	last := []string{"Berg", "Costa", "Dahl", "Engel", "Fischer", "Garcia", "Haddad", "Ivanov", "Jansen", "Kowalski", "Lind", "Moreau", "Novak"}
	for i := range 50 {
		m := planner.Member{ID: id(n*64 + i), Name: first[(n+i)%len(first)] + " " + last[(n/7+i*3)%len(last)], Type: "user"}
		g.Members.Lost = append(g.Members.Lost, planner.LostMember{Member: m, Reason: planner.ReasonCloudOnlyUser, InADNow: true})
	}
	f := finding(planner.FindingMembersWillBeLost, planner.SeverityBlocker, "50 members that are in AD now will not be there afterwards: 50 × cloud-only user")
	g.Findings = []planner.Finding{f}
}

// written renders the document into a file of the test.
func written(t testing.TB, p *planner.Plan) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := report.HTML(f, p, report.Options{PlanHash: "0f1e"}); err != nil {
		t.Fatal(err)
	}
	return path
}
