package planner

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory"
)

// allGood is a tenant in which every gate passes: one written group, a paused
// configuration, an active and a standby server alike, and everything that
// nothing can read attested.
func allGood(t *testing.T) (*tenant, *cloudRecord) {
	b := newTenant(t)
	g := adopted(b)
	emea := b.domain("emea.contoso.com")
	emea.ForestRoot, emea.ForestDomains = b.domains[0].DN, b.domains[0].ForestDomains
	emea.Covered = []inventory.DN{emea.DN}
	b.domains[0].HoldersOf, emea.HoldersOf = []string{emea.Name}, []string{contoso}
	lastSync := time.Date(2026, 11, 20, 5, 30, 0, 0, time.UTC)
	b.org.OnPremisesLastSync, b.org.DeletionPrevention, b.org.DeletionThreshold = &lastSync, "enabledForCount", 500
	j := b.job(g)
	j.HasRun, j.ScheduleState, j.StatusCode = flagFalse, "Disabled", "NotRun"
	b.rest = append(b.rest,
		&inventory.Agent{ID: objectID(0xa1), MachineName: "SYNC01.contoso.com", Status: "active", Types: []string{"provisioning"}},
		&inventory.Licence{SKUPartNumber: "AAD_PREMIUM", CapabilityStatus: "Enabled", Enabled: 25, ServicePlans: []string{"AAD_PREMIUM"}},
		&inventory.ADCatalog{ForestRoot: b.domains[0].DN},
		healthyServer("SYNC01", flagFalse), healthyServer("SYNC02", flagTrue),
	)
	b.opt.Settings = goodSettings()
	return b, g
}

func goodSettings() Settings {
	s := DefaultSettings()
	yes := func() *Attested[bool] { return &Attested[bool]{true, "Ada", "2026-11-19"} }
	ack := Acknowledgement{true, "Ada", "2026-11-19"}
	s.Limits.ConnectSupportFloor = "2.5.0.0"
	s.Acknowledge = Acknowledgements{ack, ack, ack, ack}
	s.Attest = Attestations{
		ScopeMode: &Attested[string]{ScopeSelected, "Ada", "2026-11-19"}, MembershipToOnPremisesUsers: yes(),
		AgentBuilds: &Attested[[]Build]{[]Build{"1.1.2505.0"}, "Ada", "2026-11-19"}, AgentRights: yes(),
		DeleteThreshold: &Attested[int]{1, "Ada", "2026-11-19"}, EnforcementOff: yes(),
		ConnectServers: &Attested[[]string]{[]string{"SYNC01", "SYNC02"}, "Ada", "2026-11-19"},
	}
	return s
}

func healthyServer(name string, staging inventory.Flag) *inventory.ConnectServer {
	s := connectServer()
	taken := time.Date(2026, 11, 20, 5, 45, 0, 0, time.UTC)
	s.Name, s.Staging, s.Version, s.TakenAt = name, staging, "2.5.79.0", &taken
	s.ServiceRunning, s.SyncCycleEnabled, s.RunsRead = flagTrue, flagTrue, true
	s.Scheduler = &inventory.ConnectScheduler{Suspended: flagFalse}
	s.Runs = []inventory.ConnectRun{{Connector: s.Connectors[1].Identifier, Profile: "Export", Result: "success", Complete: flagTrue}}
	s.Rules = append(s.Rules, inventory.SyncRule{
		Identifier: "out-user", Name: "Out to AAD - User Join", Direction: "Outbound", Connector: idEntra, LinkType: "Provision", Precedence: 112, Standard: flagTrue,
		Flows: []inventory.RuleFlow{{Destination: objectIdentifier, FlowType: "Direct", Source: []string{"objectGUIDAsBinary"}}},
	})
	return s
}

// active and standby return the two servers of the good tenant.
func (b *tenant) active() *inventory.ConnectServer  { return serverNamed(b, "SYNC01") }
func (b *tenant) standby() *inventory.ConnectServer { return serverNamed(b, "SYNC02") }

func serverNamed(b *tenant, name string) *inventory.ConnectServer {
	for _, r := range b.rest {
		if s, ok := r.(*inventory.ConnectServer); ok && s.Name == name {
			return s
		}
	}
	b.t.Fatalf("no server %s", name)
	return nil
}

// removed takes out the records of a type.
func removed[T inventory.Record](b *tenant) {
	b.rest = slices.DeleteFunc(b.rest, func(r inventory.Record) bool { _, is := r.(T); return is })
}

func noServers(b *tenant) { removed[*inventory.ConnectServer](b) }

// gateCase is one change of the good tenant, and what a gate then says.
type gateCase struct {
	id   GateID
	name string
	edit func(b *tenant, g *cloudRecord)
	// want is "status: message", seen one line of the evidence.
	want, seen string
}

func gateCases() []gateCase {
	return slices.Concat(sourceGateCases(), decisionGateCases(), ruleGateCases(), serverGateCases(), agentGateCases(), adGateCases(), cloudSyncGateCases())
}

func TestGates(t *testing.T) {
	t.Parallel()
	for _, tc := range gateCases() {
		t.Run(string(tc.id)+"/"+tc.name, func(t *testing.T) {
			b, g := allGood(t)
			if tc.edit != nil {
				tc.edit(b, g)
			}
			gates := b.plan().Gates
			i := slices.IndexFunc(gates, func(g Gate) bool { return g.ID == tc.id })
			if have := fmt.Sprintf("%s: %s", gates[i].Status, gates[i].Message); have != tc.want {
				t.Errorf("says\n  %s\nwant\n  %s", have, tc.want)
			}
			checkEvidence(t, gates[i].Evidence, tc.seen)
			checkRemedy(t, gates[i])
		})
	}
}

// checkRemedy: who fails or is unknown says what to do, and the others do not.
func checkRemedy(t *testing.T, g Gate) {
	t.Helper()
	rule, _ := GateByID(g.ID)
	switch g.Status {
	case GateFail:
		if g.Remedy != rule.Remedy {
			t.Errorf("remedy %q", g.Remedy)
		}
	case GateUnknown:
		if g.Remedy == twoActiveRemedy && strings.Contains(g.Message, "active at the same time") {
			return
		}
		if g.Remedy == noActiveRemedy && strings.Contains(g.Message, "active one") {
			return
		}
		if !strings.HasPrefix(g.Remedy, rule.FindOut) || !strings.Contains(g.Remedy, rule.Attest) {
			t.Errorf("how to find out: %q", g.Remedy)
		}
	default:
		if g.Remedy != "" {
			t.Errorf("nothing is to be done, and the remedy is %q", g.Remedy)
		}
	}
}

// TestGateIDs: exactly the gates of the interface, in their order.
func TestGateIDs(t *testing.T) {
	want := strings.Fields(`v2-enabled v1-enabled sources-complete forest-covered snapshot-freshness sync-healthy
		undecided-at-switch irreversible-switch m365-write-out out-of-scope-delete-rule cloned-rules coexistence-rules
		standby-servers writeback-ou-in-scope connect-build object-identifier-flow agent-build agents-active agent-rights
		ad-schema ad-recycle-bin ad-enforcement-off global-catalog license cloud-sync-config target-container scale
		delete-thresholds cloud-availability staging-outage pending-export-reviewed`)
	b, _ := allGood(t)
	var have []string
	for _, g := range b.plan().Gates {
		have = append(have, string(g.ID))
		if r, ok := GateByID(g.ID); !ok || r.Phase != g.Phase || !slices.Contains(phases(), g.Phase) {
			t.Errorf("%s: phase %s", g.ID, g.Phase)
		}
	}
	if !slices.Equal(have, want) {
		t.Errorf("gates are\n%v\nwant\n%v", have, want)
	}
}

// Every gate is seen to pass and to be unknown, and to fail where it can.
func TestEveryGateIsTested(t *testing.T) {
	seen := map[GateID]map[string]bool{}
	for _, tc := range gateCases() {
		status, _, _ := strings.Cut(tc.want, ":")
		if seen[tc.id] == nil {
			seen[tc.id] = map[string]bool{}
		}
		seen[tc.id][status] = true
	}
	// What cannot occur: being off is no failure but the end of the way; a
	// decision of people is there or not; and a review is never refused.
	never := map[GateID]GateStatus{
		GateV2Enabled: GateFail, GateSourcesComplete: GateUnknown, GateSnapshotFreshness: GateUnknown,
		GateIrreversibleSwitch: GateUnknown, GateStagingOutage: GateUnknown, GatePendingExportReviewed: GateFail,
	}
	for _, r := range Gates() {
		for _, s := range []GateStatus{GatePass, GateFail, GateUnknown} {
			if !seen[r.ID][string(s)] && never[r.ID] != s {
				t.Errorf("no case in which %s is %s", r.ID, s)
			}
			if seen[r.ID][string(s)] && never[r.ID] == s {
				t.Errorf("%s cannot be %s, it was said", r.ID, s)
			}
		}
	}
}

// The texts are the documentation: all there, in plain words.
func TestGateTexts(t *testing.T) {
	for _, r := range Gates() {
		for what, text := range map[string]string{"title": r.Title, "when": r.When, "why": r.Why, "remedy": r.Remedy, "find out": r.FindOut} {
			if strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) || strings.ContainsAny(text, "\n\t") {
				t.Errorf("%s: %s is %q: want one line of text", r.ID, what, text)
			}
			if what != "title" && !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s is no sentence: %q", r.ID, what, text)
			}
		}
		if len(r.Facts) == 0 {
			t.Errorf("%s rests on no fact", r.ID)
		}
	}
}

func TestVerdicts(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(b *tenant, g *cloudRecord)
		want string
	}{
		{"all good", nil, "P5b go; P6 go; P7 go"},
		{"a failure before the stamping counts for all", func(b *tenant, _ *cloudRecord) { b.domains[0].RecycleBin = flagFalse },
			"P5b no-go ad-recycle-bin; P6 no-go ad-recycle-bin; P7 no-go ad-recycle-bin"},
		{"a late gate counts late", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Attest.AgentRights.Value = false }, "P5b go; P6 go; P7 no-go agent-rights"},
		{"not reviewed yet", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Acknowledge.PendingExportReviewed = Acknowledgement{} },
			"P5b go; P6 unknown pending-export-reviewed; P7 unknown pending-export-reviewed"},
		{"a failure outweighs an unknown", func(b *tenant, _ *cloudRecord) {
			b.opt.Settings.Attest.AgentBuilds, b.opt.Settings.Acknowledge.StagingOutage = nil, Acknowledgement{}
		}, "P5b no-go staging-outage agent-build; P6 no-go staging-outage agent-build; P7 no-go staging-outage agent-build"},
		{"undecided groups", func(b *tenant, _ *cloudRecord) { stale(b) }, "P5b no-go undecided-at-switch; P6 no-go undecided-at-switch; P7 no-go undecided-at-switch"},
		{"features unread", func(b *tenant, _ *cloudRecord) {
			b.org.WritebackV2 = inventory.FeatureUnread
			b.active().WritebackV2 = inventory.FeatureUnread
		}, "P5b no-go features-unread v2-enabled; P6 no-go features-unread v2-enabled; P7 no-go features-unread v2-enabled"},
		{"on the day, with every server in staging mode", func(b *tenant, _ *cloudRecord) {
			b.active().Staging, b.active().SyncCycleEnabled = flagTrue, flagFalse
			b.opt.Settings.Attest.ActiveServer = &Attested[string]{"SYNC01", "Ada", "2026-11-19"}
		}, "P5b go; P6 go; P7 go"},
		{"behind the switch", func(b *tenant, _ *cloudRecord) { b.org.WritebackV2 = inventory.FeatureOff }, "P5b no-go already-switched; P6 go; P7 go"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, g := allGood(t)
			if tt.edit != nil {
				tt.edit(b, g)
			}
			var got []string
			for _, v := range b.plan().Verdict {
				line := string(v.Point) + " " + string(v.Verdict)
				for _, r := range v.Reasons {
					line += " " + r.ID
				}
				got = append(got, line)
			}
			if g := strings.Join(got, "; "); g != tt.want {
				t.Errorf("got\n  %s\nwant\n  %s", g, tt.want)
			}
		})
	}
}

// TestGateResult: a failed gate shows in what the run comes to.
func TestGateResult(t *testing.T) {
	b, _ := allGood(t)
	if r := b.plan().Result(); !r.Complete || r.AnyBlocked || r.AnyGateFailed {
		t.Errorf("all good: %+v", r)
	}
	b.opt.Settings.Acknowledge.StagingOutage = Acknowledgement{}
	if r := b.plan().Result(); !r.AnyGateFailed || r.AnyBlocked {
		t.Errorf("a gate fails: %+v", r)
	}
}
