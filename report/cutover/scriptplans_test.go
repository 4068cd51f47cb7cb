package cutover

import (
	"fmt"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// hostileNames are what people and attackers call a group: every character that
// a DN, LDIF or PowerShell gives a meaning to.
var hostileNames = []string{
	`Payroll`,
	`a\b, c+d "e" <f>; g=h`,
	`#first`,
	` leading and trailing `,
	`it's; Remove-Item C:\ -Recurse #`,
	"smart ‘a’ ‚b‛ “c” „d”",
	"'’'; Stop-Computer; '‘'",
	"$(Stop-Computer) `$x ${env:TEMP} @{a=1} %PATH%",
	"back`tick `0 `n",
	"two\nlines\r\n-\n\ndn: DC=evil",
	"'@\nStop-Computer\n@'",
	"nul\x00inside",
	"Payroll\u202etxt.exe\u2066",
	"Équipe 👩‍💻 財務部",
	"line\u2028separator\u0085next",
	"\ufeffmark",
	`<# #> <script>alert(1)</script>`,
	strings.Repeat("x", 51) + "_000000000123",
	"",
	`=cmd|' /C calc'!A0`,
}

// hostileGroup is a ready group whose AD object has a hostile name and no anchor.
func hostileGroup(n int, name, domain string) planner.Group {
	id := fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	guid, err := inventory.ParseGUID(fmt.Sprintf("a0000000-0000-4000-8000-%012d", n))
	if err != nil {
		panic(err) // a constant of the test is wrong
	}
	root := "DC=" + strings.ReplaceAll(domain, ".", ",DC=")
	cn := name
	if cn == "" {
		cn = "unnamed"
	}
	return planner.Group{
		ID: id, DisplayName: name, Kind: planner.KindSecurity, Action: planner.ActionAdopt, Wave: 1 + n%2, Disposition: planner.MoveToCloudSync,
		ADObjects: []planner.ADObject{{
			DN: inventory.DN("OU=GWB," + root).Child(cn), Domain: domain, ObjectGUID: guid,
			ObjectSID: inventory.SID(fmt.Sprintf("S-1-5-21-1-2-3-%d", 1100+n)), Match: planner.MatchAdminDescription,
		}},
		Findings: []planner.Finding{{ID: planner.FindingAnchorMissing, Severity: planner.SeverityFix}},
	}
}

// hostilePlan has a group for each hostile name in one domain, and hostile names
// of everything else that gets into a file.
func hostilePlan() *planner.Plan { return planOf(hostileNames) }

// planOf is a plan with a group for each name and those of the Connect servers
// and connectors taken from them, too.
func planOf(names []string) *planner.Plan {
	p := &planner.Plan{
		Tenant:  planner.PlanTenant{ID: "7f1e5c2a-3b64-4d0e-9c1f-52a8d7e64b10", DisplayName: names[4], Cloud: "public"},
		Targets: []planner.PlanTarget{{Domain: "contoso.com", ScopeMode: planner.ScopeSelected}},
		Scope: []planner.Scope{{
			Domain: "contoso.com", AppRoleID: "1a0abf4d-b9fa-4512-a3a2-51ee82c6fd9f", ServicePrincipal: "5b0a3c1e-77aa-4c0e-9a51-0d1f0e5a2b11",
		}},
		Connect: []planner.PlanServer{
			serverOf("SYNC01", planner.ServerActive, "{0C6A2F5D-7E0B-4F43-9D3F-2F4A4A1B8E77}", names[5]),
			serverOf(names[6], planner.ServerStaging, "7d41b0c2-95e3-4a16-8f0d-c3e9a6521bd4", names[9]),
		},
		Summary: planner.Summary{Headline: planner.Headline{M365WillAppear: 412}},
		Verdict: []planner.Verdict{{Point: planner.PhaseSwitch, Verdict: planner.NoGo}},
	}
	for i, name := range names {
		p.Groups = append(p.Groups, hostileGroup(i, name, "contoso.com"))
	}
	p.Groups[1].ADObjects[0].Match, p.Groups[1].ADObjects[0].AdminDescription = planner.MatchSID, names[9]
	p.Groups[2].ADObjects[0].AdminDescription = "TakenOver_Group_" + p.Groups[2].ID
	p.Groups[3].Members.ComeAlong = []planner.Member{{ID: "00000000-0000-4000-8000-00000000c0de", Name: names[4], Type: "group"}}
	return p
}

func serverOf(name string, role planner.ServerRole, identifier, connector string) planner.PlanServer {
	return planner.PlanServer{Name: name, Role: role, Connectors: []planner.PlanConnector{
		{Name: "contoso.onmicrosoft.com - AAD", Identifier: "b891884f-051e-4a83-95af-2544101c9083", Kind: planner.ConnectorEntra},
		{Name: connector, Identifier: identifier, Kind: planner.ConnectorAD, Domains: []string{"contoso.com", "emea.contoso.com"}},
		{Name: "fabrikam.com", Identifier: "00000000-0000-4000-8000-00000000fab0", Kind: planner.ConnectorAD, Domains: []string{"fabrikam.com"}},
	}}
}

func kitOf(t testing.TB, p *planner.Plan) *Kit {
	t.Helper()
	k, err := New(p, strings.Repeat("0123456789abcdef", 4))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// forestPlan adds a second domain, whose configuration does not exist yet, and
// groups that have no object.
func forestPlan() *planner.Plan {
	p := hostilePlan()
	p.Targets = append(p.Targets, planner.PlanTarget{Domain: "EMEA.contoso.com"})
	p.Scope = append(p.Scope, planner.Scope{Domain: "EMEA.contoso.com"})
	there, created, nowhere := hostileGroup(50, "Sales EMEA", "emea.contoso.com"), hostileGroup(51, "New in EMEA", ""), hostileGroup(52, "New somewhere", "")
	for _, g := range []*planner.Group{&created, &nowhere} {
		g.Action, g.ADObjects, g.Findings = planner.ActionCreate, nil, nil
	}
	created.Changes = []planner.Change{{Attribute: "cn", After: "x"}, {Attribute: "parent", After: "OU=GWB,DC=emea,DC=contoso,DC=com"}}
	p.Groups = append(p.Groups, there, created, nowhere)
	return p
}
