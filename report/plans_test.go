package report_test

import (
	"fmt"

	"gwbplan/fixtures/hostile"
	"gwbplan/inventory"
	"gwbplan/planner"
)

// id makes a readable object id.
func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func guid(n int) inventory.GUID {
	g, err := inventory.ParseGUID(fmt.Sprintf("a0000000-0000-4000-8000-%012d", n))
	if err != nil {
		panic(err) // a constant of the test is wrong
	}
	return g
}

func adObject(n int, dn string, match planner.MatchKind) planner.ADObject {
	return planner.ADObject{
		DN: inventory.DN(dn), Domain: "contoso.com", ObjectGUID: guid(n),
		ObjectSID: inventory.SID(fmt.Sprintf("S-1-5-21-1-2-3-%d", 1100+n)), SAMAccountName: fmt.Sprintf("SAM-%d", n), Match: match,
	}
}

func finding(id planner.FindingID, s planner.Severity, message, remedy string, facts ...string) planner.Finding {
	return planner.Finding{ID: id, Severity: s, Message: message, Remedy: remedy, Facts: facts, Evidence: []planner.Evidence{}}
}

// security is a ready group that Cloud Sync takes over.
func security(n int, name string) planner.Group {
	return planner.Group{
		ID: id(n), DisplayName: name, Kind: planner.KindSecurity,
		Writeback:   planner.Writeback{Flag: inventory.FlagTrue, State: planner.StateWritten},
		ADObjects:   []planner.ADObject{adObject(n, fmt.Sprintf("CN=Group_%s,OU=GWB,DC=contoso,DC=com", id(n)), planner.MatchAnchor)},
		Disposition: planner.MoveToCloudSync, Readiness: planner.Ready,
		Action: planner.ActionAdopt, AtSwitch: planner.SwitchFrozen,
		Members: planner.Members{Cloud: 12, AD: 12, Kept: 12}, Owners: []string{"Ada Byron"},
	}
}

// m365 is a ready Microsoft 365 group that stays on v1.
func m365(n int, name string) planner.Group {
	g := security(n, name)
	g.Kind, g.Disposition, g.Action, g.AtSwitch = planner.KindMicrosoft365, planner.KeepOnV1, planner.ActionKeep, planner.SwitchKeep
	return g
}

// with changes a group in place of a long literal.
func with(g planner.Group, change func(*planner.Group)) planner.Group {
	change(&g)
	return g
}

// richPlan has every disposition, readiness and action, with hostile names.
func richPlan() *planner.Plan {
	groups := append(blockedGroups(), otherGroups()...)
	p := &planner.Plan{
		Schema: planner.Schema, AsOf: "2026-11-23", RuleSet: planner.RuleSet, Complete: true,
		Tenant: planner.PlanTenant{
			ID: "72f988bf-86f1-41af-91ab-2d7cd011db47", DisplayName: "Contoso & Söhne", Cloud: "public",
			WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOn, Domains: []string{"contoso.com", "emea.contoso.com"},
		},
		Gaps: []inventory.Gap{{Source: "entra", What: inventory.GapAgents, Why: "HTTP 403 Authorization_RequestDenied",
			Hides: "whether a Cloud Sync agent is active", Permission: "Policy.Read.HybridAuthentication"}},
		Targets: []planner.PlanTarget{
			{Domain: "contoso.com", Sources: sources(planner.FromJob), Job: "AAD2ADGroupProvisioning.1", Container: "OU=GWB,DC=contoso,DC=com", CN: "display-name", MembershipToOnPremisesUsers: true, ScopeMode: "selected"},
			{Domain: "emea.contoso.com", Sources: sources(planner.FromDefault), Container: "keep", CN: "display-name", ScopeMode: "selected"},
		},
		Groups: groups,
		Orphans: []planner.Orphan{
			{DN: "CN=Old | <b>,OU=GWB,DC=contoso,DC=com", Domain: "contoso.com", ObjectGUID: guid(90), ObjectSID: "S-1-5-21-1-2-3-1190", ClaimedID: id(90), Claim: planner.MatchAdminDescription, Status: planner.OrphanProven, WhenCreated: "2021-05-04", WhenChanged: "2022-01-31", Members: new(7)},
			{DN: "CN=Lost,OU=GWB,DC=emea,DC=contoso,DC=com", Domain: "emea.contoso.com", ClaimedID: id(91), Claim: planner.MatchAnchor, Status: planner.OrphanUnproven},
		},
	}
	p.Snapshots = []planner.PlanSnapshot{{Kind: "connect", Name: hostile.Script, TakenOn: "2026-11-20"}, {Kind: "graph", TakenOn: "2026-11-23"}, {Kind: "ldap", TakenOn: "2026-11-22"}}
	p.Connect = []planner.PlanServer{{
		Name: hostile.Script, Role: planner.ServerActive, Build: "2.5.79.0", SyncCycleEnabled: inventory.FlagTrue,
		Connectors: []planner.PlanConnector{
			{Name: "contoso.onmicrosoft.com - AAD", Identifier: "b891884f-051e-4a83-95af-2544101c9083", Kind: planner.ConnectorEntra, Domains: []string{}},
			{Name: hostile.Newline, Identifier: "0c6a2f5d-7e0b-4f43-9d3f-2f4a4a1b8e77", Kind: planner.ConnectorAD, Forest: "contoso.com", Domains: []string{"contoso.com", "emea.contoso.com"}},
		},
		Rules: []planner.PlanSyncRule{{
			Part: planner.RuleInbound, Name: hostile.Formula, Identifier: "e4eae1c9-b9bc-4328-ade9-df871cdd3027", Connector: "0c6a2f5d-7e0b-4f43-9d3f-2f4a4a1b8e77",
			Precedence: 88, Faults: []string{"on another connector"},
		}},
		Precedences: []int{88}, Unread: []inventory.ConnectUnread{},
	}}
	judged(p)
	p.Summary = summarise(p)
	forecast(p)
	return p
}

// judged adds gates of every status, the verdict, the topology, and decisions
// that people took, with hostile texts.
func judged(p *planner.Plan) {
	seen := func(source, attribute, value string) []planner.Evidence {
		return []planner.Evidence{{Source: source, Attribute: attribute, Value: value}}
	}
	p.Gates = []planner.Gate{
		{ID: planner.GateV2Enabled, Status: planner.GatePass, Phase: planner.PhaseStamp, Message: "v2 is on", Evidence: seen("entra", "features.groupWriteBackEnabled", "on"), Facts: []string{"F30"}},
		{ID: planner.GateUndecidedAtSwitch, Status: planner.GateFail, Phase: planner.PhaseSwitch, Message: "5 written security groups are blocked or unknown and nobody decided",
			Evidence: seen("plan", "undecided", hostile.Pipe), Remedy: "Follow the remedies of these groups, then plan again.", Facts: []string{"F80", "T13"}},
		{ID: planner.GateClonedRules, Status: planner.GateUnknown, Phase: planner.PhaseSwitch, Message: "the rules of the active Connect server were not read whole",
			Evidence: seen("connect:"+hostile.Mention, "Get-ADSyncRule", hostile.Script), Remedy: "Run Get-ADSyncRule on the active server.", Facts: []string{"F40"}},
		{ID: planner.GatePendingExportReviewed, Status: planner.GateUnknown, Phase: planner.PhaseExport, Message: "nobody has said that the pending exports were reviewed",
			Evidence: seen("plan", "acknowledge.pendingExportReviewed", "false"), Remedy: "Look at them after the switch.", Facts: []string{"F81"}},
		{ID: planner.GateGlobalCatalog, Status: planner.GateNotApplicable, Phase: planner.PhaseTakeOver, Message: "there is none", Evidence: seen("plan", "targets", "none"), Facts: []string{"F87"}},
	}
	why := func(g planner.Gate) planner.VerdictReason {
		return planner.VerdictReason{ID: string(g.ID), Status: g.Status, Message: g.Message}
	}
	p.Verdict = []planner.Verdict{
		{Point: planner.PhaseSwitch, Verdict: planner.NoGo, Reasons: []planner.VerdictReason{why(p.Gates[1]), why(p.Gates[2])}},
		{Point: planner.PhaseExport, Verdict: planner.VerdictUnknown, Reasons: []planner.VerdictReason{why(p.Gates[3])}},
		{Point: planner.PhaseTakeOver, Verdict: planner.Go, Reasons: []planner.VerdictReason{}},
	}
	p.Topology = planner.Topology{Topology: planner.TopologySideBySide, Reasons: []planner.TopologyReason{
		{ID: planner.TopologyV1Needed, Status: planner.TopologyStands, Groups: 4, Message: "4 Microsoft 365 groups are written by v1", Evidence: seen("plan", "Microsoft 365 groups on v1", "4"), Facts: []string{"F8"}},
		{ID: planner.TopologyPassThrough, Status: planner.TopologyOpen, Message: "whether users sign in by pass-through authentication is not known", Evidence: seen("entra", "agents", hostile.Markup), Facts: []string{"F9"}},
	}}
	p.Settings = []planner.Setting{
		{Key: "limits.groupMembers", Value: "50000", Source: planner.FromDefault},
		{Key: "sideBySide.staysOnConnect", Value: hostile.Pipe, Source: planner.FromConfig},
	}
	p.Decisions = planner.Decisions{
		Overrides: []planner.PlanOverride{{Group: id(5), Decision: planner.OverrideMove, Reason: hostile.Script, ApprovedBy: hostile.Mention, Applied: true}},
		Waivers:   []planner.PlanWaiver{{Finding: planner.FindingMembersWillBeLost, Group: id(4), Reason: hostile.Newline, Owner: "Ada Byron", Expires: "2026-12-31"}},
		Warnings:  []planner.Warning{{Key: "waivers[0]", Message: "the waiver matches nothing: " + hostile.Pipe}},
	}
}

func blockedGroups() []planner.Group {
	lost := []planner.LostMember{
		{Member: planner.Member{ID: id(501), Name: "Guest " + hostile.Script, Type: "user"}, Reason: planner.ReasonGuest, InADNow: true},
		{Member: planner.Member{ID: id(502), Name: "LAPTOP-1", Type: "device"}, Reason: planner.ReasonDevice, InADNow: true},
		{Member: planner.Member{ID: id(503), Name: "cloud.only@contoso.com", Type: "user"}, Reason: planner.ReasonCloudOnlyUser},
	}
	mismatch := finding("anchor-mismatch", planner.SeverityBlocker, "the anchor of CN=Finance names another object", "Find out which group owns the object, then correct the anchor.", "F66", "T2")
	mismatch.Evidence = []planner.Evidence{{Source: "ad:contoso.com", Attribute: "msDS-ExternalDirectoryObjectId", Value: "Group_" + hostile.Pipe}}
	losing := finding("members-will-be-lost", planner.SeverityBlocker, "2 members in AD now will not be kept: 1 guest, 1 device", "Decide whether they need access in another way.", "F52", "F60")
	retype := finding("m365-security-type", planner.SeverityBlocker, "v1 would write the security group as a distribution group", "Make a companion security group, move the permissions to it, then switch.", "F12", "C15")
	retype.Unverified = true
	return []planner.Group{
		with(security(1, hostile.Formula), func(g *planner.Group) {
			g.Readiness, g.Action = planner.Blocked, planner.ActionDuplicate
			g.Findings = []planner.Finding{finding("no-owner", planner.SeverityInfo, "the group has no owner", ""), mismatch}
			g.Owners = nil
		}),
		with(security(2, hostile.Script), func(g *planner.Group) {
			g.Readiness, g.Disposition = planner.Blocked, planner.SideBySide
			g.Pins = []planner.Pin{{ID: planner.PinDeviceMembers, HeldBy: planner.HeldByNobody}}
			g.Findings = []planner.Finding{losing, finding("device-members", planner.SeverityBlocker, "1 device is a member in AD", "Give the device its access in another way.", "F37", "F60")}
			g.Members = planner.Members{Cloud: 13, AD: 12, Kept: 10, Lost: lost, Gained: []planner.Member{{ID: id(504), Name: "Nested Nora", Type: "user"}},
				ExtraInAD: []planner.Member{{ID: "S-1-5-21-1-2-3-9", Name: hostile.Formula, Type: "user"}}}
			g.Owners = []string{hostile.Mention, "Ada Byron"}
		}),
		with(m365(3, hostile.Markup), func(g *planner.Group) {
			g.Readiness, g.Disposition, g.Action = planner.Blocked, planner.SideBySide, planner.ActionRetype
			g.Writeback.TargetType = "universalSecurityGroup"
			g.Pins = []planner.Pin{{ID: planner.PinM365SecurityType, HeldBy: planner.HeldByV1}}
			g.Changes = []planner.Change{{Attribute: "groupType", Before: "-2147483640", After: "8"}}
			g.Findings = []planner.Finding{retype}
		}),
		with(security(4, hostile.Newline), func(g *planner.Group) {
			g.Readiness, g.AtSwitch = planner.Blocked, planner.SwitchDeleteRisk
			waived := losing
			waived.Waived = true
			g.Findings = []planner.Finding{waived, finding("mail-not-null", planner.SeverityBlocker, "mail is "+hostile.Mention, "Clear the mail value.", "T10")}
		}),
		with(security(5, hostile.Mention), func(g *planner.Group) {
			g.Readiness, g.Action, g.Writeback = planner.Blocked, planner.ActionFreeze, planner.Writeback{Flag: inventory.FlagFalse, State: planner.StateStale}
			g.Findings = []planner.Finding{finding("stale-writeback", planner.SeverityBlocker, "in AD although its flag is false", "Decide: move it, or clean it up.", "F33")}
		}),
	}
}

func otherGroups() []planner.Group {
	return []planner.Group{
		with(security(10, hostile.Override), func(g *planner.Group) {
			g.Readiness, g.Action, g.AtSwitch = planner.ReadinessUnknown, planner.ActionUnknown, planner.SwitchUnknown
			g.Writeback, g.ADObjects = planner.Writeback{State: planner.StateUnknown}, nil
			g.Findings = []planner.Finding{finding("flag-unread", planner.SeverityUnknown, "writebackConfiguration could not be read", "Read again with Group.Read.All.", "F100")}
		}),
		with(security(11, hostile.Pipe), func(g *planner.Group) {
			g.Readiness = planner.FixFirst
			g.Findings = []planner.Finding{finding("anchor-missing", planner.SeverityFix, "the AD object has no anchor", "Write Group_<id> into msDS-ExternalDirectoryObjectId.", "F66"),
				finding("cn-changes", planner.SeverityWarning, "the CN changes", "", "F67")}
			g.Changes = []planner.Change{{Attribute: "cn", Before: "Group_" + id(11), After: "a | b, c_000000000011"}, {Attribute: "parent", Before: "OU=GWB,DC=contoso,DC=com", After: "OU=Groups,DC=contoso,DC=com"}, {Attribute: "description", After: hostile.Escape}}
		}),
		with(security(12, hostile.Escape), func(g *planner.Group) {
			g.Readiness = planner.FixFirst
			g.Findings = []planner.Finding{finding("anchor-missing", planner.SeverityFix, "the AD object has no anchor", "Write Group_<id> into msDS-ExternalDirectoryObjectId.", "F66")}
		}),
		security(20, "Sales"), security(21, "sales"), m365(22, "Sales"), m365(23, hostile.Emoji),
		with(m365(24, hostile.Latin1), func(g *planner.Group) {
			g.Action, g.AtSwitch, g.Writeback, g.ADObjects = planner.ActionCreate, planner.SwitchAppears, planner.Writeback{Flag: inventory.FlagFalse, State: planner.StateOff}, nil
			g.Findings = []planner.Finding{finding("m365-will-appear-in-ad", planner.SeverityWarning, "flag is false, and v1 ignores it", "", "F13")}
		}),
		with(m365(25, "New Team"), func(g *planner.Group) {
			g.Action, g.AtSwitch, g.Writeback, g.ADObjects = planner.ActionCreate, planner.SwitchAppears, planner.Writeback{Flag: inventory.FlagNull, State: planner.StatePending}, nil
		}),
		with(m365(26, "Old Team"), func(g *planner.Group) {
			g.Action, g.Writeback = planner.ActionResume, planner.Writeback{Flag: inventory.FlagFalse, State: planner.StateStale}
		}),
		with(security(30, "On Prem"), func(g *planner.Group) { outside(g, planner.KindSynced) }),
		with(security(31, "News List"), func(g *planner.Group) { outside(g, planner.KindDistribution) }),
		with(security(32, "Cloud Apps"), func(g *planner.Group) { outside(g, planner.KindSecurity) }),
	}
}

func outside(g *planner.Group, k planner.Kind) {
	g.Kind, g.Disposition, g.Readiness = k, planner.NotInPlan, ""
	g.Action, g.AtSwitch, g.ADObjects, g.Members = planner.ActionNone, planner.SwitchNone, nil, planner.Members{}
	g.Writeback = planner.Writeback{Flag: inventory.FlagNull, State: planner.StateOff}
}

// emptyPlan is the plan of a tenant without groups.
func emptyPlan() *planner.Plan {
	p := &planner.Plan{Schema: planner.Schema, AsOf: "2024-06-01", RuleSet: planner.RuleSet, Complete: true,
		Tenant: planner.PlanTenant{ID: id(1), Cloud: "usgov", WritebackV1: inventory.FeatureOff, WritebackV2: inventory.FeatureUnread}}
	p.Summary = summarise(p)
	return p
}

// incompletePlan could not read AD, nor some members.
func incompletePlan() *planner.Plan {
	unknown := finding("absence-unproven", planner.SeverityUnknown, "no AD object was found, but contoso.com was not read to the end", "Read the domain again.", "F107")
	p := &planner.Plan{Schema: planner.Schema, AsOf: "2024-06-30", RuleSet: planner.RuleSet,
		Tenant: planner.PlanTenant{ID: id(1), DisplayName: "Fabrikam", Cloud: "public", WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOff},
		Gaps: []inventory.Gap{
			{Source: "entra", What: inventory.GapGroupMembers, Subject: id(41), Why: "HTTP 403 Authorization_RequestDenied", Hides: "who loses access", Permission: "GroupMember.Read.All"},
			{Source: "ad:contoso.com", What: inventory.GapADDomain, Why: "LDAP result 53 unwillingToPerform", Hides: "whether the groups have AD objects"},
			{Source: "entra", What: inventory.GapGroupMembers, Subject: id(40), Why: "HTTP 403 Authorization_RequestDenied", Hides: "who loses access", Permission: "GroupMember.Read.All", Count: 3},
		},
		Groups: []planner.Group{with(security(40, "Payroll"), func(g *planner.Group) {
			g.Readiness, g.Action, g.AtSwitch, g.ADObjects = planner.ReadinessUnknown, planner.ActionUnknown, planner.SwitchUnknown, nil
			g.Writeback.State = planner.StateUnknown
			g.Findings = []planner.Finding{unknown}
		})},
	}
	p.Summary = summarise(p)
	p.Summary.Reconciliation.ObjectsSeen = 4 // does not add up on purpose
	return p
}

// summarise counts a hand-made plan as the planner counts its own.
func summarise(p *planner.Plan) planner.Summary {
	s := planner.Summary{Groups: len(p.Groups)}
	for _, d := range []planner.Disposition{planner.KeepOnV1, planner.MoveToCloudSync, planner.SideBySide, planner.NotInPlan} {
		s.Matrix = append(s.Matrix, planner.MatrixRow{Disposition: d})
	}
	actions, atSwitch := map[string]int{}, map[string]int{}
	for _, g := range p.Groups {
		for i := range s.Matrix {
			if s.Matrix[i].Disposition == g.Disposition {
				*cell(&s.Matrix[i], g.Readiness)++
			}
		}
		actions[string(g.Action)]++
		atSwitch[string(g.AtSwitch)]++
		countGroup(&s, &g)
	}
	for _, w := range []planner.Action{planner.ActionKeep, planner.ActionResume, planner.ActionAdopt, planner.ActionCreate, planner.ActionRetype, planner.ActionDuplicate, planner.ActionFreeze, planner.ActionNone, planner.ActionUnknown} {
		s.Actions = append(s.Actions, planner.Count{Word: string(w), Groups: actions[string(w)]})
	}
	for _, w := range []planner.AtSwitch{planner.SwitchKeep, planner.SwitchFrozen, planner.SwitchDeleteRisk, planner.SwitchAppears, planner.SwitchNone, planner.SwitchUnknown} {
		s.AtSwitch = append(s.AtSwitch, planner.Count{Word: string(w), Groups: atSwitch[string(w)]})
	}
	r := &s.Reconciliation
	r.GroupsRead, r.GroupsInSum = len(p.Groups), len(p.Groups)
	for _, o := range p.Orphans {
		if o.Status == planner.OrphanUnproven {
			r.Unproven++
		} else {
			r.Orphans++
		}
	}
	r.ObjectsSeen = r.Matched + r.Orphans + r.Unproven
	return s
}

func cell(row *planner.MatrixRow, r planner.Readiness) *int {
	switch r {
	case planner.Ready:
		return &row.Ready
	case planner.FixFirst:
		return &row.FixFirst
	case planner.Blocked:
		return &row.Blocked
	case planner.ReadinessUnknown:
		return &row.Unknown
	}
	return &row.None
}

func countGroup(s *planner.Summary, g *planner.Group) {
	s.Reconciliation.Matched += len(g.ADObjects)
	if g.Kind == planner.KindMicrosoft365 && g.Action == planner.ActionCreate {
		s.Headline.M365WillAppear++
		if g.Writeback.Flag == inventory.FlagFalse {
			s.Headline.FlagFalse++
		} else {
			s.Headline.FlagNullOrTrue++
		}
	}
	for _, c := range g.Changes {
		switch c.Attribute {
		case "cn":
			s.Renames++
		case "parent":
			s.Moves++
		case "groupType":
			s.Retypes++
		}
	}
	before := s.MembersLosingAccess
	for _, l := range g.Members.Lost {
		if l.InADNow {
			s.MembersLosingAccess++
		}
	}
	if s.MembersLosingAccess > before {
		s.GroupsLosingMembers++
	}
}

// sources are those of a target whose names come from one source.
func sources(names planner.ValueSource) planner.TargetSources {
	return planner.TargetSources{
		Container: names, CN: names, MembershipToOnPremisesUsers: planner.FromDefault,
		ProvisionUsers: planner.FromDefault, ScopeMode: planner.FromDefault,
	}
}
