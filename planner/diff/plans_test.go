package diff_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/planner/diff"
)

func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func guid(n int) inventory.GUID {
	g, err := inventory.ParseGUID(fmt.Sprintf("a0000000-0000-4000-8000-%012d", n))
	if err != nil {
		panic(err) // a constant of the test is wrong
	}
	return g
}

// group is an approved group that Cloud Sync takes over.
func group(n int) planner.Group {
	return planner.Group{
		ID: id(n), DisplayName: fmt.Sprintf("Group %d", n), Kind: planner.KindSecurity, Disposition: planner.MoveToCloudSync, Readiness: planner.Ready,
		Action: planner.ActionAdopt, AtSwitch: planner.SwitchFrozen, Wave: 1,
		ADObjects: []planner.ADObject{{DN: inventory.DN(fmt.Sprintf("CN=G%d,DC=contoso,DC=com", n)), Domain: "contoso.com", ObjectGUID: guid(n)}},
		Members:   planner.Members{Cloud: 3, AD: 3, Kept: 3},
	}
}

func plan(groups ...planner.Group) *planner.Plan {
	p := &planner.Plan{
		Schema: planner.Schema, AsOf: "2026-11-23", RuleSet: "2026-11", Complete: true,
		Tenant: planner.PlanTenant{ID: id(1000), Domains: []string{"contoso.com"}}, Groups: groups,
		Settings: []planner.Setting{{Key: "limits.m365WriteOut", Value: "0"}},
		Gates:    []planner.Gate{{ID: planner.GateLicense, Status: planner.GatePass, Message: "enough"}},
	}
	for _, point := range planner.Points() {
		p.Verdict = append(p.Verdict, planner.Verdict{Point: point, Verdict: planner.Go})
	}
	return p
}

func plans(t *testing.T, before, after *planner.Plan) *diff.Report {
	t.Helper()
	r, err := diff.Plans(before, after, diff.Side{File: "old.json"}, diff.Side{File: "new.json"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told is what a report says, one line an entry.
func told(r *diff.Report) (out []string) {
	for _, e := range r.Entries {
		line := fmt.Sprintf("%s %s %s:", e.Section, e.Change, e.Name)
		for _, f := range e.Fields {
			mark := ""
			if f.Breaks {
				mark = "!"
			}
			line += fmt.Sprintf(" %s%s=%s>%s", mark, f.Name, f.Before, f.After)
		}
		for _, n := range e.Joined.Named {
			line += " +" + n
		}
		for _, n := range e.Left.Named {
			line += " -" + n
		}
		out = append(out, line)
	}
	return out
}

// lost is a member who loses access.
func lost(n int) planner.LostMember {
	return planner.LostMember{Member: planner.Member{ID: id(n), Name: fmt.Sprintf("User %d", n)}, Reason: planner.ReasonGuest, InADNow: true}
}

// TestDecisions: one change of an approved group each, and whether the approval
// covers it.
func TestDecisions(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(g *planner.Group)
		want   string // fields, with ! where the approval does not cover it
		holds  bool
	}{
		{"nothing", func(*planner.Group) {}, "", true},
		{"disposition", func(g *planner.Group) { g.Disposition = planner.SideBySide }, "!disposition=move-to-cloud-sync>side-by-side", false},
		{"action", func(g *planner.Group) { g.Action = planner.ActionCreate }, "!action=adopt>create", false},
		{"effect of the switch", func(g *planner.Group) { g.AtSwitch = planner.SwitchDeleteRisk }, "!atSwitch=frozen>delete-risk", false},
		{"wave", func(g *planner.Group) { g.Wave = 2 }, "!wave=1>2", false},
		{"no wave", func(g *planner.Group) { g.Wave = 0 }, "!wave=1>", false},
		{"pin", func(g *planner.Group) {
			g.Pins = []planner.Pin{{ID: planner.PinDeviceMembers, HeldBy: planner.HeldByNobody}}
		}, "!pins=>device-members (nobody)", false},
		{"another object", func(g *planner.Group) { g.ADObjects[0].ObjectGUID = guid(99) }, "!adObject=" + guid(1).String() + " in contoso.com>" + guid(99).String() + " in contoso.com", false},
		{"another name", func(g *planner.Group) { g.Changes = []planner.Change{{Attribute: "cn", Before: "a", After: "b"}} }, "!changes.cn=>b", false},
		{"another place", func(g *planner.Group) { g.Changes = []planner.Change{{Attribute: "parent", After: "OU=b"}} }, "!changes.parent=>OU=b", false},
		{"another type", func(g *planner.Group) { g.Changes = []planner.Change{{Attribute: "groupType", After: "8"}} }, "!changes.groupType=>8", false},
		{"less ready", func(g *planner.Group) { g.Readiness = planner.FixFirst }, "!readiness=ready>fix-first", false},
		{"blocked", func(g *planner.Group) { g.Readiness = planner.Blocked }, "!readiness=ready>blocked", false},
		{"somebody loses access", func(g *planner.Group) { g.Members.Lost = []planner.LostMember{lost(7)} }, "!members who lose access=0>1 -User 7 (guest)", false},
		{"somebody is lost who is not in AD", func(g *planner.Group) {
			g.Members.Lost = []planner.LostMember{lost(7)}
			g.Members.Lost[0].InADNow = false
		}, "", true},
		{"another description", func(g *planner.Group) { g.Changes = []planner.Change{{Attribute: "description", After: "b"}} }, "", true},
		{"more members", func(g *planner.Group) { g.Members.Cloud, g.Members.Kept = 4, 4 }, "members in the cloud=3>4 members kept=3>4", true},
		{"another state", func(g *planner.Group) { g.Writeback.State = planner.StateFrozen }, "state=>frozen", true},
		{"an owner", func(g *planner.Group) { g.Owners = []string{"Ada"} }, "owners=>Ada", true},
		{"renamed in AD, the same object", func(g *planner.Group) { g.ADObjects[0].DN = "CN=x,DC=contoso,DC=com" }, "dn=CN=G1,DC=contoso,DC=com>CN=x,DC=contoso,DC=com", true},
	} {
		after := group(1)
		c.change(&after)
		r := plans(t, plan(group(1), group(2)), plan(after, group(2)))
		var want []string
		if c.want != "" {
			want = []string{"groups changed Group 1: " + c.want}
		}
		if got := told(r); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
		if answer := r.Approval.Answer; (answer == diff.Holds) != c.holds || answer == diff.Unknown || r.Approval.Groups != 2 {
			t.Errorf("%s: %+v, holds: want %v", c.name, *r.Approval, c.holds)
		}
		if broken := r.Approval.Broken > 0; broken == c.holds || len(r.Entries) > 0 && r.Entries[0].Breaks == c.holds {
			t.Errorf("%s: %+v", c.name, *r.Approval)
		}
	}
}

// TestBetter: a group that gets readier breaks nothing.
func TestBetter(t *testing.T) {
	before := group(1)
	before.Readiness = planner.FixFirst
	before.Findings = []planner.Finding{{ID: planner.FindingAnchorMissing, Severity: planner.SeverityFix}}
	r := plans(t, plan(before), plan(group(1)))
	if got := told(r); !slices.Equal(got, []string{"groups changed Group 1: readiness=fix-first>ready"}) || r.Approval.Answer != diff.Holds {
		t.Errorf("%q, %+v", got, *r.Approval)
	}
	if why := r.Entries[0].Why; !slices.Equal(why, []string{"finding gone: anchor-missing (fix)"}) {
		t.Errorf("why: %q", why)
	}
}

// TestApproved: which decisions of the old plan count as approved.
func TestApproved(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(g *planner.Group)
		want   bool
	}{
		{"with a wave", func(*planner.Group) {}, true},
		{"ready without a wave", func(g *planner.Group) { g.Wave = 0 }, true},
		{"fix first", func(g *planner.Group) { g.Wave, g.Readiness = 0, planner.FixFirst }, true},
		{"blocked", func(g *planner.Group) { g.Wave, g.Readiness = 0, planner.Blocked }, false},
		{"unknown", func(g *planner.Group) { g.Wave, g.Readiness = 0, planner.ReadinessUnknown }, false},
		{"not in the plan", func(g *planner.Group) { g.Wave, g.Disposition = 0, planner.NotInPlan }, false},
	} {
		before := group(1)
		c.change(&before)
		r := plans(t, plan(before), plan())
		if len(r.Entries) != 1 || r.Entries[0].Change != diff.Removed || r.Entries[0].Breaks != c.want || r.Approval.Broken == 1 != c.want {
			t.Errorf("%s: a group that is gone: %+v, %+v", c.name, r.Entries, *r.Approval)
		}
	}
}

// TestWhy: findings give the reasons, else what changed for every group.
func TestWhy(t *testing.T) {
	finding := func(waived bool) []planner.Finding {
		return []planner.Finding{{ID: planner.FindingMembersWillBeLost, Severity: planner.SeverityBlocker, Waived: waived, Message: "two leave"}}
	}
	before, after := group(1), group(1)
	before.Findings, after.Findings = finding(true), finding(false)
	after.Readiness = planner.Blocked
	r := plans(t, plan(before), plan(after))
	if why := r.Entries[0].Why; !slices.Equal(why, []string{"finding not waived any more: members-will-be-lost (blocker)"}) {
		t.Errorf("a waiver ran out: %q", why)
	}
	before.Findings = nil
	r = plans(t, plan(before), plan(after))
	if why := r.Entries[0].Why; !slices.Equal(why, []string{"finding appeared: members-will-be-lost (blocker): two leave"}) {
		t.Errorf("a finding appeared: %q", why)
	}
	decided := plan(after)
	decided.Decisions.Overrides = []planner.PlanOverride{{Group: id(1), Decision: planner.OverrideExclude, Reason: "unused", ApprovedBy: "Ada", Applied: true}}
	r = plans(t, plan(after), decided)
	if why := r.Entries[0].Why; len(r.Entries) != 2 || !slices.Equal(why, []string{"override: exclude, approved by Ada: unused"}) {
		t.Errorf("an override: %q", told(r))
	}
	if why := plans(t, decided, plan(after)).Entries[0].Why; !slices.Equal(why, []string{"override gone: exclude"}) {
		t.Errorf("an override is gone: %q", why)
	}
	after.Findings = nil
	other := plan(after)
	other.RuleSet, other.Settings[0].Value = "2027-01", "5"
	r = plans(t, plan(before), other)
	why := r.Entries[slices.IndexFunc(r.Entries, func(e diff.Entry) bool { return e.Section == diff.SectionGroups })].Why
	if !slices.Equal(why, []string{"the rules changed from 2026-11 to 2027-01", "the setting limits.m365WriteOut changed"}) {
		t.Errorf("rules and settings: %q", why)
	}
	r = plans(t, plan(before), plan(after))
	if why := r.Entries[0].Why; len(why) != 1 || !strings.Contains(why[0], "no finding of the group changed") {
		t.Errorf("nothing to see: %q", why)
	}
}

// TestWholePlan: gates, verdict, headline and the rest.
func TestWholePlan(t *testing.T) {
	after := plan(group(1), group(2))
	after.Verdict[0] = planner.Verdict{Point: planner.PhaseSwitch, Verdict: planner.NoGo, Reasons: []planner.VerdictReason{{ID: "license"}}}
	after.Gates[0].Status, after.Gates[0].Message = planner.GateFail, "too few"
	after.Summary.Headline.M365WillAppear = 4
	after.Waves = []planner.Wave{{Number: 1, Groups: 2}}
	after.Orphans = []planner.Orphan{{DN: "CN=o,DC=x", ObjectGUID: guid(5)}}
	after.Gaps = []inventory.Gap{{Source: "entra", What: inventory.GapAgents}}
	after.Decisions.Overrides = []planner.PlanOverride{{Group: id(1), Decision: planner.OverrideExclude}}
	r := plans(t, plan(group(1)), after)
	want := []string{
		"verdict changed P5b: !verdict=go>no-go reasons=>license",
		"gates changed license: status=pass>fail message=enough>too few",
		"groups changed Group 1:",
		"groups added Group 2: disposition=>move-to-cloud-sync action=>adopt atSwitch=>frozen wave=>1 adObject=>" + guid(2).String() + " in contoso.com readiness=>ready",
		"decisions added override of " + id(1) + ":",
		"plan changed headline number: m365WillAppear=0>4",
		"plan added wave 1:",
		"orphans added CN=o,DC=x:",
		"gaps added entra: agents:",
	}
	if got := told(r); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.Approval.Answer != diff.DoesNotHold || r.Approval.Broken != 0 || !slices.Equal(r.Approval.Verdicts, []string{"P5b"}) {
		t.Errorf("%+v", *r.Approval)
	}
}

// TestIncomplete: nothing broke, but not everything is known.
func TestIncomplete(t *testing.T) {
	after := plan(group(1))
	after.Complete = false
	r := plans(t, plan(group(1)), after)
	if r.Complete || r.Approval.Answer != diff.Unknown || len(r.Unknowns) != 1 {
		t.Errorf("%+v, %v", *r.Approval, r.Unknowns)
	}
}

func TestPlansThatCannotBeCompared(t *testing.T) {
	for name, spoil := range map[string]func(p *planner.Plan){
		"two tenants": func(p *planner.Plan) { p.Tenant.ID = id(1) },
		"redacted":    func(p *planner.Plan) { p.Redacted = true },
		"an excerpt":  func(p *planner.Plan) { p.Excerpt = &planner.Excerpt{} },
	} {
		p := plan()
		spoil(p)
		for _, pair := range [][2]*planner.Plan{{plan(), p}, {p, plan()}} {
			_, err := diff.Plans(pair[0], pair[1], diff.Side{}, diff.Side{})
			var mismatch *diff.MismatchError
			if !errors.As(err, &mismatch) || mismatch.Hint() == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestCompact: what it drops makes no difference.
func TestCompact(t *testing.T) {
	pair := func() (a, b *planner.Plan) {
		before, after := group(1), group(1)
		after.Findings = []planner.Finding{{ID: planner.FindingWeakMatch, Severity: planner.SeverityBlocker, Message: "weak", Remedy: "Look.", Facts: []string{"F66"}, Evidence: []planner.Evidence{{Source: "plan"}}}}
		after.Readiness = planner.Blocked
		return plan(before), plan(after)
	}
	a, b := pair()
	want := plans(t, a, b)
	diff.Compact(a)
	diff.Compact(b)
	if f := b.Groups[0].Findings[0]; f.Remedy != "" || f.Evidence != nil || f.Facts != nil || f.Message == "" {
		t.Errorf("compacted: %+v", f)
	}
	if got := plans(t, a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("compacted plans differ: %q, %q", told(got), told(want))
	}
}

// TestPlansOrder: the order of the lists does not matter.
func TestPlansOrder(t *testing.T) {
	before, after := []planner.Group{group(1), group(2), group(3)}, []planner.Group{group(2), group(3), group(4)}
	after[0].Wave, after[1].Owners = 3, []string{"Ada"}
	want := plans(t, plan(before...), plan(after...))
	slices.Reverse(before)
	slices.Reverse(after)
	if got := plans(t, plan(before...), plan(after...)); !reflect.DeepEqual(got, want) {
		t.Errorf("the order matters:\n%q\n%q", told(got), told(want))
	}
}
