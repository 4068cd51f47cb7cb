package planner

import (
	"time"

	"gwbplan/inventory"
)

func sourceGateCases() []gateCase {
	v1, v2, whole, forest, fresh, healthy := GateV1Enabled, GateV2Enabled, GateSourcesComplete, GateForestCovered, GateSnapshotFreshness, GateSyncHealthy
	unreadFeatures := func(b *tenant, _ *cloudRecord) {
		noServers(b)
		b.org.WritebackV1, b.org.WritebackV2 = inventory.FeatureUnread, inventory.FeatureUnread
	}
	day := func(asOf string) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) { b.opt.AsOf = asOf }
	}
	taken := func(n int) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) {
			at := time.Date(2026, 11, 20-n, 5, 0, 0, 0, time.UTC)
			b.active().TakenAt = &at
		}
	}
	active := func(edit func(s *inventory.ConnectServer)) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) { edit(b.active()) }
	}
	two := 2
	return []gateCase{
		{v2, "on", nil, "pass: v2 is on", "entra features.groupWriteBackEnabled = on"},
		{v2, "off", func(b *tenant, _ *cloudRecord) { b.org.WritebackV2 = inventory.FeatureOff }, "not-applicable: v2 is off already: the switch is behind you", "entra features.groupWriteBackEnabled = off"},
		{v2, "unread", unreadFeatures, "unknown: whether v2 is on was not read", "entra features.groupWriteBackEnabled = unread"},
		{v2, "by the server alone", func(b *tenant, _ *cloudRecord) { b.org.WritebackV2 = inventory.FeatureUnread }, "pass: v2 is on", "connect:SYNC01 Get-ADSyncAADCompanyFeature GroupWritebackV2 = on"},

		{v1, "on", nil, "pass: v1 is on", "entra features.unifiedGroupWritebackEnabled = on"},
		{v1, "off", func(b *tenant, _ *cloudRecord) { b.org.WritebackV1 = inventory.FeatureOff }, "fail: v1 is off: nobody writes groups to AD", "entra features.unifiedGroupWritebackEnabled = off"},
		{v1, "unread", unreadFeatures, "unknown: whether v1 is on was not read", "entra features.unifiedGroupWritebackEnabled = unread"},

		{whole, "all read", nil, "pass: everything that decides was read", "plan AD domains read = 2"},
		{whole, "a gap that decides", func(b *tenant, _ *cloudRecord) { b.gap(SourceEntra, inventory.GapGroupMembers) },
			"fail: 1 gap could change a decision", "entra group-members = HTTP 403 Authorization_RequestDenied"},
		{whole, "a gap that decides nothing", func(b *tenant, _ *cloudRecord) { b.gap(SourceEntra, inventory.GapLicences) },
			"pass: everything that decides was read", "plan gaps = 1 gap, which decides nothing"},

		{forest, "both domains", nil, "pass: every domain of the forest was read", "ad:emea.contoso.com anchors known = yes, from the domain"},
		{forest, "one is missing", func(b *tenant, _ *cloudRecord) { b.domains = b.domains[:1] }, "fail: not read whole: emea.contoso.com", "ad:emea.contoso.com anchors known = no, the domain was not read"},
		{forest, "read in part", func(b *tenant, _ *cloudRecord) { b.domains[1].Covered = nil }, "fail: not read whole: emea.contoso.com", "ad:emea.contoso.com anchors known = no, the domain was read in part"},
		{forest, "the catalog has it", func(b *tenant, _ *cloudRecord) {
			b.domains = b.domains[:1]
			removed[*inventory.ADCatalog](b)
			b.rest = append(b.rest, &inventory.ADCatalog{ForestRoot: b.domains[0].DN, Anchored: []string{"emea.contoso.com"}})
		}, "pass: every domain of the forest was read", "ad:emea.contoso.com anchors known = yes, from the global catalog"},
		{forest, "the list was not read", func(b *tenant, _ *cloudRecord) { b.domains[0].ForestDomains, b.domains[1].ForestDomains = nil, nil },
			"unknown: the list of the forest's domains was not read for contoso.com, emea.contoso.com", "ad:contoso.com anchors known = yes, from the domain"},
		{forest, "no domain at all", func(b *tenant, _ *cloudRecord) { b.domains, b.objects, b.jobs = nil, nil, nil }, "unknown: no AD domain was read", "plan AD domains read = none"},

		{fresh, "of the day", nil, "pass: the oldest part is 0 days old", "plan snapshot = taken on 2026-11-20, 0 days before the plan's day"},
		{fresh, "on the last day", day("2026-11-27"), "pass: the oldest part is 7 days old", "plan limits.snapshotAgeDays = 7"},
		{fresh, "too old", day("2026-11-28"), "fail: the oldest part is 8 days old, the limit is 7", "plan snapshot = taken on 2026-11-20, 8 days before the plan's day"},
		{fresh, "halves apart", taken(9), "fail: the oldest part is 9 days old, the limit is 7", `plan facts of "SYNC01" = taken on 2026-11-11, 9 days before the plan's day`},
		{fresh, "halves apart, planned into the past", func(b *tenant, g *cloudRecord) { taken(9)(b, g); b.opt.AsOf = "2026-11-12" },
			"fail: the parts were taken 9 days apart, the limit is 7", "plan snapshot = taken on 2026-11-20, 0 days before the plan's day"},

		{healthy, "good runs", nil, "pass: the last runs ended without errors", "connect:SYNC01 contoso.com, Export = success"},
		{healthy, "an export with errors", active(func(s *inventory.ConnectServer) {
			s.Runs[0].Result, s.Runs[0].Steps = "completed-export-errors", []inventory.ConnectRunStep{{ExportFailures: &two}}
		}), `fail: "contoso.com, Export": completed-export-errors, 2 errors`, "connect:SYNC01 contoso.com, Export = completed-export-errors"},
		{healthy, "a run that was stopped", active(func(s *inventory.ConnectServer) { s.Runs[0].Result = "stopped-deletion-threshold-exceeded" }),
			`fail: "contoso.com, Export": stopped-deletion-threshold-exceeded`, "connect:SYNC01 contoso.com, Export = stopped-deletion-threshold-exceeded"},
		{healthy, "nothing to export", active(func(s *inventory.ConnectServer) { s.Runs[0].Result = "completed-no-objects" }), "pass: the last runs ended without errors", "connect:SYNC01 contoso.com, Export = completed-no-objects"},
		{healthy, "a run in the middle", active(func(s *inventory.ConnectServer) { s.Runs[0].Result, s.Runs[0].Complete = "in-progress", flagFalse }),
			"pass: the last runs ended without errors", "connect:SYNC01 SyncCycleEnabled = true"},
		{healthy, "service stopped", active(func(s *inventory.ConnectServer) { s.ServiceRunning = flagFalse }), "fail: the service does not run", "connect:SYNC01 Get-Service ADSync = false"},
		{healthy, "scheduler off", active(func(s *inventory.ConnectServer) { s.SyncCycleEnabled = flagFalse }), "fail: the scheduler is switched off", "connect:SYNC01 SyncCycleEnabled = false"},
		{healthy, "scheduler held", active(func(s *inventory.ConnectServer) { s.Scheduler.Suspended = flagTrue }), "fail: the scheduler is held", "connect:SYNC01 SchedulerSuspended = true"},
		{healthy, "in the middle of the procedure", func(b *tenant, _ *cloudRecord) {
			b.active().Staging, b.active().SyncCycleEnabled = flagTrue, flagFalse
			b.opt.Settings.Attest.ActiveServer = &Attested[string]{"sync01", "Ada", "2026-11-19"}
		}, "pass: the last runs ended without errors", "connect:SYNC01 SyncCycleEnabled = false"},
		{healthy, "no synchronisation for days", func(b *tenant, _ *cloudRecord) {
			old := b.org.OnPremisesLastSync.AddDate(0, 0, -3)
			b.org.OnPremisesLastSync = &old
		}, "fail: the tenant saw no synchronisation for 72 hours", "entra onPremisesLastSyncDateTime = 2026-11-17T05:30:00Z"},
		{healthy, "runs not read", active(func(s *inventory.ConnectServer) {
			s.RunsRead, s.Runs = false, nil
			s.Unread = []inventory.ConnectUnread{{Section: inventory.ConnectRuns, Why: "access is denied"}}
		}), "unknown: how the last runs of the active server ended was not read", "connect:SYNC01 Get-ADSyncRunProfileResult = not read: access is denied"},
		{healthy, "attested", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			b.opt.Settings.Attest.SyncHealthy = &Attested[bool]{true, "Ada", "2026-11-19"}
		}, "pass: the last exports ended without errors, as attested", "plan attest.syncHealthy = true, by Ada on 2026-11-19"},
		{healthy, "attested to be bad", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			b.opt.Settings.Attest.SyncHealthy = &Attested[bool]{false, "Ada", "2026-11-19"}
		}, "fail: the last exports had errors, as attested", "plan attest.syncHealthy = false, by Ada on 2026-11-19"},
		{healthy, "no server", func(b *tenant, _ *cloudRecord) { noServers(b) }, "unknown: no Connect server's facts were read", "connect: Get-ADSyncRunProfileResult = not read"},
	}
}

func decisionGateCases() []gateCase {
	undecided, final, out, outage, review := GateUndecidedAtSwitch, GateIrreversibleSwitch, GateM365WriteOut, GateStagingOutage, GatePendingExportReviewed
	v2Off := func(b *tenant, _ *cloudRecord) {
		b.org.WritebackV2 = inventory.FeatureOff
		b.opt.Settings.Acknowledge = Acknowledgements{}
	}
	refused := func(b *tenant, _ *cloudRecord) { b.opt.Settings.Acknowledge = Acknowledgements{} }
	team := func(b *tenant, _ *cloudRecord) { b.m365("Team", flagFalse) }
	return []gateCase{
		{undecided, "all ready", nil, "pass: no written security group is undecided", "plan undecided groups = 0"},
		{undecided, "one left over", func(b *tenant, _ *cloudRecord) { stale(b) }, "fail: 1 written security group is blocked or unknown and nobody decided",
			`plan undecided = "Sales" (aaaaaaaa-0000-4000-8000-000000000006), stale-writeback`},
		{undecided, "decided by an override", func(b *tenant, _ *cloudRecord) { override(b, stale(b), OverrideCleanUp) }, "pass: no written security group is undecided", "plan undecided groups = 0"},
		{undecided, "left out, and it would be deleted all the same", func(b *tenant, g *cloudRecord) {
			g.Mail = "sales@contoso.com"
			override(b, g, OverrideExclude)
			b.jobs[0].Assigned = nil
		}, "fail: 1 written security group is blocked or unknown and nobody decided", `plan undecided = "Sales" (aaaaaaaa-0000-4000-8000-000000000001), mail-not-null`},
		{undecided, "an object that nobody could see", func(b *tenant, _ *cloudRecord) {
			b.objects = nil
			b.gap("ad:contoso.com", inventory.GapADGroups)
		}, "unknown: whether 1 security group has an AD object is not known", "plan groups that may have an object = 1"},
		{undecided, "groups not read whole", func(b *tenant, _ *cloudRecord) { b.objects = nil; b.gap(SourceEntra, inventory.GapCloudGroups) }, "unknown: not every cloud group was read", "plan undecided groups = 0"},
		{undecided, "waived", func(b *tenant, _ *cloudRecord) { waiver(b, stale(b), FindingStaleWriteback) }, "pass: no written security group is undecided", "plan undecided groups = 0"},
		{undecided, "a pending one has no writer to lose", func(b *tenant, _ *cloudRecord) {
			b.security("New", flagTrue, func(g *cloudRecord) { g.Mail = "x@contoso.com" })
		}, "pass: no written security group is undecided", "plan undecided groups = 0"},
		{undecided, "a Microsoft 365 group that grants access", func(b *tenant, _ *cloudRecord) {
			b.written(b.m365("Team", flagTrue), func(o *adRecord) { o.GroupType = inventory.UniversalSecurity })
		}, "fail: 1 written security group is blocked or unknown and nobody decided", `plan undecided = "Team" (aaaaaaaa-0000-4000-8000-000000000006), m365-security-type`},

		{final, "acknowledged", nil, "pass: the switch is acknowledged as final", "plan acknowledge.irreversibleSwitch = true, by Ada on 2026-11-19"},
		{final, "acknowledged by nobody in particular", func(b *tenant, _ *cloudRecord) {
			b.opt.Settings.Acknowledge.IrreversibleSwitch = Acknowledgement{Given: true}
		}, "pass: the switch is acknowledged as final", "plan acknowledge.irreversibleSwitch = true, nobody is named"},
		{final, "not acknowledged", refused, "fail: nobody has acknowledged that the switch is final", "plan AD objects that lose their writer = 1"},
		{final, "v2 off", v2Off, "not-applicable: v2 is off already", "plan acknowledge.irreversibleSwitch = false"},

		{out, "none appears", nil, "pass: 0 Microsoft 365 groups appear in AD, the limit is 0", "plan Microsoft 365 groups that appear in AD = 0"},
		{out, "one appears", team, "fail: 1 Microsoft 365 group appears in AD at the switch, the limit is 0", "plan Microsoft 365 groups that appear in AD = 1"},
		{out, "within the limit", func(b *tenant, g *cloudRecord) { team(b, g); b.opt.Settings.Limits.M365WriteOut = 1 },
			"pass: 1 Microsoft 365 group appears in AD, the limit is 1", "plan limits.m365WriteOut = 1"},
		{out, "absence not proven", func(b *tenant, g *cloudRecord) { team(b, g); b.gap("ad:contoso.com", inventory.GapADGroups) },
			"unknown: how many Microsoft 365 groups appear in AD is not known", "plan Microsoft 365 groups of which that is not known = 1"},
		{out, "v2 off", v2Off, "not-applicable: the switch makes no Microsoft 365 group appear: v1 or v2 is off", "plan limits.m365WriteOut = 0"},

		{outage, "acknowledged", nil, "pass: the standstill is acknowledged", "plan acknowledge.stagingOutage = true, by Ada on 2026-11-19"},
		{outage, "not acknowledged", refused, "fail: nobody has acknowledged that exports and password synchronisation stand still", "plan acknowledge.stagingOutage = false"},
		{outage, "v2 off", v2Off, "not-applicable: v2 is off already", "plan acknowledge.stagingOutage = false"},
		{review, "acknowledged", nil, "pass: the pending exports were reviewed", "plan acknowledge.pendingExportReviewed = true, by Ada on 2026-11-19"},
		{review, "not acknowledged", refused, "unknown: nobody has said that the pending exports were reviewed; that can only be after the switch", "plan acknowledge.pendingExportReviewed = false"},
	}
}
