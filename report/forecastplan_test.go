package report_test

import (
	"time"

	"gwbplan/fixtures/hostile"
	"gwbplan/inventory"
	"gwbplan/planner"
)

// forecast adds waves, the switch and the scope recipe to a plan: ready groups
// go in two waves, the first to be fixed waits for a blocked one.
func forecast(p *planner.Plan) {
	nested := true
	for i := range p.Groups {
		g := &p.Groups[i]
		g.WaitsFor = []string{}
		if g.Kind != planner.KindSecurity || g.Action == planner.ActionNone || g.Disposition == planner.NotInPlan {
			continue
		}
		why := planner.WaitReason("")
		switch {
		case g.Readiness == planner.Blocked:
			why = planner.WaitsBlocked
		case g.Readiness == planner.ReadinessUnknown:
			why = planner.WaitsUnknown
		case g.Readiness == planner.FixFirst && nested:
			nested, why = false, planner.WaitsNested
			g.WaitsFor = []string{id(2)}
		default:
			g.Wave = 1 + i%2
		}
		if why != "" {
			p.Waiting = append(p.Waiting, planner.Waiting{ID: g.ID, Why: why})
		}
	}
	start := time.Date(2026, 12, 5, 20, 0, 0, 0, time.UTC)
	p.Waves = []planner.Wave{
		{Number: 1, Pilot: true, Groups: 2, Members: 24, Window: planner.Window{Start: start, End: start.Add(8 * time.Hour)}, Why: "the pilot: groups of the lowest risk there is"},
		{Number: 2, Groups: 1, Members: 1234, Why: "the groups of the next lowest risk"},
	}
	p.AtSwitch = planner.SwitchForecast{Undecided: 4, Frozen: 6, WithoutWave: 3, Waves: []planner.FrozenWave{
		{Wave: 1, Frozen: 2, From: start, To: start.Add(50 * time.Hour), Hours: 50, Until: "the end of the wave's window at the latest"},
		{Wave: 2, Frozen: 1, Until: "Cloud Sync's first cycle"},
	}}
	p.Summary.PeopleLosingAccess = planner.PeopleCount{People: 2, Groups: 1, Exact: true}
	p.Summary.PeopleGainingAccess = planner.PeopleCount{People: 1, Groups: 3}
	p.Scope = []planner.Scope{contosoScope(), emeaScope()}
}

func contosoScope() planner.Scope {
	return planner.Scope{
		Domain: "contoso.com", Mode: "selected", Advice: planner.AdviceSelected,
		Selected: planner.ScopeTotals{Groups: 1200, Memberships: 34_000, Whole: true}, All: planner.ScopeTotals{Groups: 5000, Memberships: 90_000},
		Creates: 3800, Unasked: 3790, Unproven: 2, ByAPI: 201, AppRoleID: "1a0abf4d-b9fa-4512-a3a2-51ee82c6fd9f", ServicePrincipal: id(700),
		Limits: []planner.ScopeLimit{
			{Profile: "2026-08", Mode: "selected", What: planner.ScopeGroups, Most: 10_000, Actual: 1200, Status: planner.LimitWithin},
			{Profile: "2026-08", Mode: "all", What: planner.TenantUsers, Most: 199_999, Status: planner.LimitUnknown},
			{Profile: "2025-10", Mode: "all", What: planner.TenantObjects, Most: 150_000, Actual: 160_000, Status: planner.LimitOver},
		},
		Container: planner.ContainerRecipe{
			Kind: planner.ContainerSwitch, Default: "OU=GWB,DC=contoso,DC=com", SwitchLength: 150,
			Expression: "Switch(ToLower([objectId]),\"OU=GWB,DC=contoso,DC=com\",\"" + id(2) + "\",\"OU=```evil\n</code>,DC=contoso,DC=com\")",
			Containers: []planner.ContainerCount{{DN: "OU=GWB,DC=contoso,DC=com", Objects: 1000}, {DN: inventory.DN("OU=" + hostile.Script + ",DC=contoso,DC=com"), Objects: 200}},
		},
		CN:      []planner.ExpressionEffect{{Name: "display-name", Expression: `Append([displayName],"x")`, Renames: 7, Objects: 1200}, {Name: "guid", Expression: `Append("Group_",[objectId])`, Objects: 1200}},
		Licence: planner.LicenceP1,
	}
}

func emeaScope() planner.Scope {
	return planner.Scope{
		Domain: "emea.contoso.com", Mode: "all", Advice: planner.AdviceOverLimit, Selected: planner.ScopeTotals{Groups: 1, Whole: true}, All: planner.ScopeTotals{Whole: true},
		Limits: []planner.ScopeLimit{}, CN: []planner.ExpressionEffect{}, Licence: planner.LicenceGovernance,
		Container: planner.ContainerRecipe{Kind: planner.ContainerConstant, Expression: "OU=GWB,DC=emea,DC=contoso,DC=com", Default: "OU=GWB,DC=emea,DC=contoso,DC=com",
			Containers: []planner.ContainerCount{{DN: "OU=GWB,DC=emea,DC=contoso,DC=com", Objects: 1}}},
	}
}
