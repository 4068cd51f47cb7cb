package cutover

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// hostile are names as people and attackers write them. The ones with a shape
// of their own come back from the documents as they are.
var hostile = []string{
	"=HYPERLINK(\"http://x\")",
	"<script>alert(1)</script>",
	"</code></pre><img src=x onerror=alert(1)>",
	"a | b \\| c `whoami`",
	"[click](javascript:alert(1)) @everyone #1",
	"'; Remove-ADGroup -Identity *; '$(whoami) ’",
	"**bold** {} %s {{.}} ```",
	"Smith, John \\ Sons; \"Ltd\" <x>+#=",
	"Équipe 東京 🗼",
}

// unseen have characters without a shape, which the documents spell out.
var unseen = map[string]string{
	"Payroll\u202etxt.exe":   "Payroll[U+202E]txt.exe",
	"\x1b[31mred\x1b[0m":     "[U+001B][31mred[U+001B][0m",
	"first\r\n## second\n> ": "first[U+000D][U+000A]## second[U+000A]> ",
}

func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func guid(n int) inventory.GUID {
	g, err := inventory.ParseGUID(fmt.Sprintf("10000000-0000-4000-8000-%012d", n))
	if err != nil {
		panic(err) // made above
	}
	return g
}

// adopted is a ready security group of a wave that Cloud Sync takes over.
func adopted(n int, name string, wave int) planner.Group {
	return planner.Group{
		ID: id(n), DisplayName: name, Kind: planner.KindSecurity, Wave: wave,
		Writeback: planner.Writeback{Flag: inventory.FlagTrue, State: planner.StateWritten},
		ADObjects: []planner.ADObject{{
			DN: inventory.DN("OU=Groups Writeback,DC=contoso,DC=com").Child("Group_" + id(n)), Domain: "contoso.com", ObjectGUID: guid(n),
			ObjectSID: inventory.SID(fmt.Sprintf("S-1-5-21-1-2-3-%d", 1000+n)), Match: planner.MatchAnchor,
		}},
		Disposition: planner.MoveToCloudSync, Readiness: planner.Ready, Action: planner.ActionAdopt, AtSwitch: planner.SwitchFrozen,
		Members: planner.Members{Cloud: 3, AD: 3, Kept: 3}, Owners: []string{"owner@contoso.com"},
	}
}

func found(f planner.FindingID, s planner.Severity) planner.Finding {
	r, _ := planner.RuleByID(f)
	return planner.Finding{ID: f, Severity: s, Message: r.Title, Remedy: r.Remedy, Facts: r.Facts}
}

func stillWaiting(n int, name string, why planner.WaitReason, f planner.FindingID) planner.Group {
	g := adopted(n, name, 0)
	g.Readiness = planner.Blocked
	g.Findings = []planner.Finding{found(f, planner.SeverityBlocker)}
	if why == planner.WaitsUnknown {
		g.Readiness, g.Findings[0].Severity = planner.ReadinessUnknown, planner.SeverityUnknown
	}
	return g
}

func appearing(n int, name string) planner.Group {
	return planner.Group{
		ID: id(n), DisplayName: name, Kind: planner.KindMicrosoft365, Writeback: planner.Writeback{Flag: inventory.FlagFalse, State: planner.StateOff},
		Disposition: planner.KeepOnV1, Readiness: planner.Ready, Action: planner.ActionCreate, AtSwitch: planner.SwitchAppears,
	}
}

// goPlan is complete, and nothing stands against it.
func goPlan() *planner.Plan {
	windows := []planner.Window{
		{Start: time.Date(2026, 12, 5, 20, 0, 0, 0, time.UTC), End: time.Date(2026, 12, 6, 4, 0, 0, 0, time.UTC)},
		{Start: time.Date(2026, 12, 12, 20, 0, 0, 0, time.UTC), End: time.Date(2026, 12, 13, 4, 0, 0, 0, time.UTC)},
	}
	pilot, fix, created := adopted(1, "Sales", 1), adopted(2, "Warehouse", 2), adopted(3, "New Laboratory", 2)
	fix.Readiness = planner.FixFirst
	fix.Findings = []planner.Finding{found(planner.FindingAnchorMissing, planner.SeverityFix), found(planner.FindingAdminProtected, planner.SeverityFix)}
	waived := found(planner.FindingMembersWillBeLost, planner.SeverityBlocker)
	waived.Waived = true
	fix.Findings = append(fix.Findings, waived)
	fix.Members.Lost = []planner.LostMember{
		{Member: planner.Member{ID: id(501), Name: "LAPTOP-1", Type: "device"}, Reason: planner.ReasonDevice, InADNow: true},
		{Member: planner.Member{ID: id(502), Name: "Guest", Type: "user"}, Reason: planner.ReasonGuest, InADNow: true},
		{Member: planner.Member{ID: id(503), Name: "Cloud", Type: "user"}, Reason: planner.ReasonCloudOnlyUser},
	}
	fix.Members.ComeAlong = []planner.Member{{ID: id(505), Name: "Night Shift", Type: "group"}}
	fix.Members.ExtraInAD = []planner.Member{{ID: "S-1-5-21-1-2-3-9", Name: "By hand", Type: "user"}}
	fix.Changes = []planner.Change{{Attribute: "cn", Before: "Group_" + id(2), After: "Warehouse_000000000002"}, {Attribute: "parent", Before: "OU=Old,DC=contoso,DC=com", After: "OU=Groups Writeback,DC=contoso,DC=com"}}
	created.ADObjects, created.Action, created.AtSwitch, created.Members = nil, planner.ActionCreate, planner.SwitchNone, planner.Members{Cloud: 2, Gained: []planner.Member{{ID: id(504), Name: "Nora", Type: "user"}}}
	created.Changes = []planner.Change{{Attribute: "cn", After: "New Laboratory_000000000003"}, {Attribute: "parent", After: "OU=Groups Writeback,DC=contoso,DC=com"}}
	p := &planner.Plan{
		Schema: planner.Schema, AsOf: "2026-11-23", RuleSet: planner.RuleSet, Complete: true,
		Tenant:    planner.PlanTenant{ID: id(0), DisplayName: "Contoso", Cloud: "public", WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOn, Domains: []string{"contoso.com"}},
		Snapshots: []planner.PlanSnapshot{{Kind: "graph", TakenOn: "2026-11-23"}},
		Settings:  []planner.Setting{{Key: "limits.snapshotAgeDays", Value: "7"}, {Key: "limits.agentFloor", Value: "1.1.2334.0"}, {Key: "limits.connectFeatureFloor", Value: "2.2.8.0"}},
		Targets:   []planner.PlanTarget{{Domain: "contoso.com", Container: planner.ContainerKeep, CN: planner.CNDisplayName, MembershipToOnPremisesUsers: true, ScopeMode: "selected"}},
		Scope: []planner.Scope{{Domain: "contoso.com", Mode: "selected", Selected: planner.ScopeTotals{Groups: 3, Memberships: 8, Whole: true},
			Container: planner.ContainerRecipe{Kind: planner.ContainerConstant, Expression: "OU=Groups Writeback,DC=contoso,DC=com", Default: "OU=Groups Writeback,DC=contoso,DC=com",
				Containers: []planner.ContainerCount{{DN: "OU=Groups Writeback,DC=contoso,DC=com", Objects: 2}}},
			CN: []planner.ExpressionEffect{{Name: planner.CNDisplayName, Expression: `Append(Append(Left(Trim([displayName]),51),"_"),Mid([objectId],25,12))`}}}},
		Connect: []planner.PlanServer{
			{Name: "SYNC01", Role: planner.ServerActive, Connectors: []planner.PlanConnector{
				{Name: "contoso.onmicrosoft.com - AAD", Kind: planner.ConnectorEntra}, {Name: "contoso.com", Kind: planner.ConnectorAD, Domains: []string{"contoso.com"}}, {Name: "fabrikam.com", Kind: planner.ConnectorAD, Domains: []string{"fabrikam.com"}}}},
			{Name: "SYNC02", Role: planner.ServerStaging},
		},
		AtSwitch: planner.SwitchForecast{Frozen: 2, Waves: []planner.FrozenWave{
			{Wave: 1, Frozen: 1, From: windows[0].Start, To: windows[0].End, Hours: 8, Until: "the end of the wave's window at the latest"},
			{Wave: 2, Frozen: 1, From: windows[0].Start, To: windows[1].End, Hours: 176, Until: "the end of the wave's window at the latest"},
		}},
		Waves:  []planner.Wave{{Number: 1, Pilot: true, Groups: 1, Members: 3, Window: windows[0]}, {Number: 2, Groups: 2, Members: 5, Window: windows[1]}},
		Groups: []planner.Group{pilot, fix, created, appearing(4, "Book Club")},
		Gates: []planner.Gate{
			gateOf(planner.GateV2Enabled, planner.PhaseStamp, planner.GatePass, "v2 is on"),
			gateOf(planner.GateADRecycleBin, planner.PhaseStamp, planner.GatePass, "the Recycle Bin is on"),
			gateOf(planner.GateStandbyServers, planner.PhaseSwitch, planner.GatePass, "all other servers have the rules of the active one"),
			gateOf(planner.GatePendingExportReviewed, planner.PhaseExport, planner.GatePass, "they were reviewed"),
			gateOf(planner.GateGlobalCatalog, planner.PhaseTakeOver, planner.GateNotApplicable, "there is none"),
		},
	}
	for _, point := range planner.Points() {
		p.Verdict = append(p.Verdict, planner.Verdict{Point: point, Verdict: planner.Go})
	}
	p.Summary.Headline = planner.Headline{M365WillAppear: 1, FlagFalse: 1}
	p.Summary.Actions = []planner.Count{{Word: "keep", Groups: 2}, {Word: "resume", Groups: 1}, {Word: "retype", Groups: 0}}
	p.Summary.PeopleLosingAccess = planner.PeopleCount{People: 1, Groups: 1, Exact: true}
	p.Summary.PeopleGainingAccess = planner.PeopleCount{People: 1, Groups: 1, Exact: true}
	return p
}

func gateOf(g planner.GateID, p planner.Phase, s planner.GateStatus, message string, evidence ...planner.Evidence) planner.Gate {
	return planner.Gate{ID: g, Status: s, Phase: p, Message: message, Evidence: evidence}
}

// nightmare is a plan that is incomplete and no go, with every hostile name in
// every place where a directory can put one.
func nightmare() *planner.Plan {
	p := goPlan()
	p.Complete, p.Groups, p.Tenant.DisplayName, p.Snapshots = false, nil, hostile[1], nil
	names := append(slices.Clone(hostile), slices.Sorted(maps.Keys(unseen))...)
	var reasons []planner.VerdictReason
	for i, n := range names {
		in := adopted(100+i, n, 1+i%2)
		in.Owners = []string{n}
		in.Changes = []planner.Change{{Attribute: "cn", Before: n, After: n + "_x"}, {Attribute: "parent", Before: "OU=x,DC=contoso,DC=com", After: n}}
		left := stillWaiting(200+i, n, planner.WaitsBlocked, planner.FindingMailNotNull)
		left.Owners, left.AtSwitch = nil, planner.SwitchDeleteRisk
		if i == 0 {
			left = stillWaiting(200, n, planner.WaitsUnknown, planner.FindingHiddenMembers)
		}
		p.Groups = append(p.Groups, in, left, appearing(300+i, n))
		p.Waiting = append(p.Waiting, planner.Waiting{ID: left.ID, Why: planner.WaitsBlocked})
		p.Gaps = append(p.Gaps, inventory.Gap{Source: "ad:" + n, What: inventory.GapADMembers, Why: n, Hides: n, Permission: n, Count: 2})
		p.Scope[0].Container.Containers = append(p.Scope[0].Container.Containers, planner.ContainerCount{DN: inventory.DN("OU=" + n + ",DC=contoso,DC=com"), Objects: 1})
		g := gateOf(planner.GateID("gate-"+id(i)), planner.PhaseSwitch, planner.GateFail, n)
		g.Remedy = n
		p.Gates = append(p.Gates, g)
		reasons = append(reasons, planner.VerdictReason{ID: string(g.ID), Status: g.Status, Message: n})
		p.Connect = append(p.Connect, planner.PlanServer{Name: n, Unread: []inventory.ConnectUnread{{Section: inventory.ConnectRules, Why: n}}})
		p.Connect[0].Connectors = append(p.Connect[0].Connectors, planner.PlanConnector{Name: n, Identifier: n, Kind: planner.ConnectorAD, Domains: []string{"contoso.com"}})
	}
	p.Waiting[0].Why = planner.WaitsUnknown
	p.Targets = append(p.Targets, planner.PlanTarget{Domain: hostile[2], Container: hostile[3], CN: hostile[6]})
	p.Scope = append(p.Scope, planner.Scope{Domain: hostile[2], Container: planner.ContainerRecipe{Expression: hostile[3]}})
	p.Tenant.Domains = append(p.Tenant.Domains, hostile[2], hostile[5])
	p.Settings = []planner.Setting{{Key: "limits.agentFloor", Value: hostile[1]}, {Key: "limits.connectFeatureFloor", Value: hostile[3]}}
	p.AtSwitch.WithoutWave, p.AtSwitch.Undecided = 3, 3
	for i := range p.Verdict {
		p.Verdict[i].Verdict, p.Verdict[i].Reasons = planner.NoGo, reasons
	}
	p.Summary.Headline.M365WillAppear = len(names)
	return p
}
