package planner

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
)

func override(b *tenant, g *cloudRecord, d OverrideDecision) {
	b.opt.Settings.Overrides = append(b.opt.Settings.Overrides, Override{Group: g.ID, Decision: d, Reason: "because", ApprovedBy: "Ada"})
}

// stale adds a group whose object is left over.
func stale(b *tenant) *cloudRecord {
	g := b.security("Sales", flagFalse)
	b.written(g)
	return g
}

// TestOverrides: what each decision makes of a group, and when it has none.
func TestOverrides(t *testing.T) {
	mailed := func(g *cloudRecord) { g.Mail = "sales@contoso.com" }
	for _, tt := range []struct {
		name     string
		build    func(b *tenant) *cloudRecord
		decision OverrideDecision
		want     string // disposition action readiness atSwitch
		warning  string // part of it, empty for none
	}{
		{"stale, nobody decided", stale, "", "move-to-cloud-sync freeze blocked frozen", ""},
		{"stale, move", stale, OverrideMove, "move-to-cloud-sync adopt ready frozen", ""},
		{"stale, clean up", stale, OverrideCleanUp, "not-in-plan freeze ready frozen", ""},
		{"stale, exclude", stale, OverrideExclude, "not-in-plan freeze ready frozen", ""},
		{"written, exclude", func(b *tenant) *cloudRecord { return adopted(b) }, OverrideExclude, "not-in-plan freeze  frozen", ""},
		{"written, move", func(b *tenant) *cloudRecord { return adopted(b) }, OverrideMove, "move-to-cloud-sync adopt ready frozen", "no left-over"},
		{"pending, exclude", func(b *tenant) *cloudRecord { return b.security("New", flagTrue) }, OverrideExclude, "not-in-plan none  none", ""},
		{"its object is in danger all the same", func(b *tenant) *cloudRecord {
			g := b.security("Sales", flagTrue, mailed)
			b.written(g)
			return g
		}, OverrideExclude, "not-in-plan freeze blocked delete-risk", ""},
		{"off", func(b *tenant) *cloudRecord { return b.security("Off", flagFalse) }, OverrideExclude, "not-in-plan none  none", "in no engine's plan anyway"},
		{"in a job's scope", func(b *tenant) *cloudRecord {
			g := adopted(b)
			b.job(g).HasRun = flagFalse
			return g
		}, OverrideExclude, "move-to-cloud-sync adopt ready frozen", "take it out there first"},
		{"on Cloud Sync", func(b *tenant) *cloudRecord { g := adopted(b); b.job(g); return g }, OverrideExclude,
			"move-to-cloud-sync none blocked keep", "Cloud Sync has the group already"},
		{"Microsoft 365", func(b *tenant) *cloudRecord { return b.m365("Team", flagTrue) }, OverrideExclude, "keep-on-v1 create ready appears", "v1 writes every Microsoft 365 group"},
		{"synced", func(b *tenant) *cloudRecord { return b.synced("AD") }, OverrideExclude, "not-in-plan none  none", "no engine writes"},
		{"soft-deleted", func(b *tenant) *cloudRecord { g := adopted(b); b.delete(g); return g }, OverrideExclude,
			"move-to-cloud-sync freeze blocked frozen", "soft-deleted"},
		{"jobs unread", func(b *tenant) *cloudRecord {
			b.gap(SourceEntra, inventory.GapProvisioningJobs)
			return b.security("New", flagTrue)
		}, OverrideExclude, "not-in-plan unknown  none", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			g := tt.build(b)
			if tt.decision != "" {
				override(b, g, tt.decision)
			}
			plan, d := b.plan(), b.decided(g)
			if got := strings.Join([]string{string(d.Disposition), string(d.Action), string(d.Readiness), string(d.AtSwitch)}, " "); got != tt.want {
				t.Errorf("got %q, want %q; findings %+v", got, tt.want, d.Findings)
			}
			warned := ""
			for _, w := range plan.Decisions.Warnings {
				warned += w.Key + ": " + w.Message
			}
			if tt.warning == "" != (warned == "") || !strings.Contains(warned, tt.warning) {
				t.Errorf("warned %q, want %q in it", warned, tt.warning)
			}
			for _, o := range plan.Decisions.Overrides {
				if o.Applied != (tt.warning == "") {
					t.Errorf("applied %v with the warning %q", o.Applied, warned)
				}
			}
		})
	}
}

// A lifted finding stays visible, and says who decided.
func TestOverrideIsVisible(t *testing.T) {
	b := newTenant(t)
	g := stale(b)
	override(b, g, OverrideMove)
	f := b.decided(g).Findings
	i := slices.IndexFunc(f, func(f Finding) bool { return f.ID == FindingStaleWriteback })
	if i < 0 || !f[i].Waived {
		t.Fatalf("findings %+v", f)
	}
	checkEvidence(t, f[i].Evidence, "plan override = move, approved by Ada: because")
}

// What is moved counts as bound for Cloud Sync in the forecasts of others.
func TestOverrideReachesOtherGroups(t *testing.T) {
	for d, bound := range map[OverrideDecision]bool{"": false, OverrideMove: true, OverrideExclude: false} {
		b := newTenant(t)
		child := stale(b)
		if d != "" {
			override(b, child, d)
		}
		w := b.world()
		if got := w.BoundForCloudSync(w.Group(child.ID)); got != bound {
			t.Errorf("%q: bound %v", d, got)
		}
	}
}

func waiver(b *tenant, g *cloudRecord, f FindingID) *Waiver {
	b.opt.Settings.Waivers = append(b.opt.Settings.Waivers, Waiver{Finding: f, Group: g.ID, Reason: "because", Owner: "Ada", Expires: "2026-11-30"})
	return &b.opt.Settings.Waivers[len(b.opt.Settings.Waivers)-1]
}

// TestWaivers: a waived finding stays and no longer counts.
func TestWaivers(t *testing.T) {
	b := newTenant(t)
	g := stale(b)
	waiver(b, g, FindingStaleWriteback)
	other := stale(b)
	plan := b.plan()
	d := b.decided(g)
	if d.Readiness != Ready || !d.Findings[0].Waived || d.Action != ActionFreeze {
		t.Errorf("readiness %s, action %s, %+v", d.Readiness, d.Action, d.Findings[0])
	}
	checkEvidence(t, d.Findings[0].Evidence, "plan waiver = Ada, until 2026-11-30: because")
	if o := b.decided(other); o.Readiness != Blocked || o.Findings[0].Waived {
		t.Error("a waiver concerns its own group alone")
	}
	if len(plan.Decisions.Warnings) != 0 || !plan.Decisions.Waivers[0].Matched {
		t.Errorf("%+v", plan.Decisions)
	}
}

// TestWaiverOfAnUnknown: what is not known cannot be accepted.
func TestWaiverOfAnUnknown(t *testing.T) {
	b := newTenant(t)
	b.gap(SourceEntra, inventory.GapProvisioningJobs) // cn-collision cannot be judged
	b.domains[0].Containers = nil
	g := b.security("New", flagTrue)
	b.opt.Settings.Targets = []TargetSettings{{Domain: contoso, Container: string(groupsOU), CN: CNGUID}}
	waiver(b, g, FindingCNCollision)
	for _, f := range b.decided(g).Findings {
		if f.ID == FindingCNCollision && f.Waived {
			t.Errorf("waived: %+v", f)
		}
	}
}

// TestWaiverDays: the last day counts; from the next one on the finding stands
// again, and the plan says why.
func TestWaiverDays(t *testing.T) {
	for day, expired := range map[string]bool{"2026-11-29": false, "2026-11-30": false, "2026-12-01": true} {
		b := newTenant(t)
		g := stale(b)
		waiver(b, g, FindingStaleWriteback)
		b.opt.AsOf = day
		plan := b.plan()
		i := slices.IndexFunc(plan.Groups, func(p Group) bool { return p.ID == g.ID.String() })
		for _, f := range plan.Groups[i].Findings {
			if f.ID == FindingStaleWriteback && f.Waived == expired {
				t.Errorf("%s: waived %t", day, f.Waived)
			}
		}
		d := plan.Decisions
		if d.Waivers[0].Expired != expired || d.Waivers[0].Matched == expired || (len(d.Warnings) > 0) != expired {
			t.Errorf("%s: %+v", day, d)
		}
		if expired && (d.Warnings[0].Key != "waivers[0]" || !strings.Contains(d.Warnings[0].Message, `expired on 2026-11-30, and the plan is of 2026-12-01: it counts no more; ask "Ada"`)) {
			t.Errorf("%+v", d.Warnings)
		}
	}
}

// TestDecidedPlanIsReadBack: gates, verdict, topology and decisions are the
// same in memory, as a stream and read back.
func TestDecidedPlanIsReadBack(t *testing.T) {
	b, g := allGood(t)
	waiver(b, g, FindingNoOwner)
	override(b, stale(b), OverrideMove)
	b.opt.Settings.Acknowledge.StagingOutage = Acknowledgement{}
	p, err := New(b.snapshot(), b.opt)
	if err != nil {
		t.Fatal(err)
	}
	var stream, memory bytes.Buffer
	result, err := p.Write(&stream)
	if err != nil || !result.AnyGateFailed {
		t.Fatalf("%+v, %v", result, err)
	}
	plan := b.plan()
	if _, err := plan.WriteTo(&memory); err != nil || !bytes.Equal(stream.Bytes(), memory.Bytes()) {
		t.Errorf("the stream differs from the plan in memory: %v", err)
	}
	back, err := ReadPlan(&stream)
	if err != nil || !reflect.DeepEqual(back, plan) {
		t.Errorf("read back: %v\n%+v\nwant\n%+v", err, back, plan)
	}
	if len(back.Gates) == 0 || len(back.Verdict) != 3 || len(back.Topology.Reasons) == 0 || len(back.Decisions.Overrides) != 1 || len(back.Settings) == 0 {
		t.Errorf("something is missing: %+v", back)
	}
}

// TestIdleDecisions: what changes nothing is said.
func TestIdleDecisions(t *testing.T) {
	b := newTenant(t)
	g := adopted(b)
	nobody := objectID(0xdead)
	waiver(b, g, FindingNoOwner)
	waiver(b, &cloudRecord{CloudGroup: inventory.CloudGroup{ID: nobody}}, FindingNoOwner)
	b.opt.Settings.Overrides = []Override{{Group: nobody, Decision: OverrideMove}}
	b.opt.Settings.Waves.First = []inventory.ObjectID{nobody}
	b.opt.Settings.Waves.Last = []inventory.ObjectID{g.ID, nobody}
	var got []string
	for _, w := range b.plan().Decisions.Warnings {
		got = append(got, w.Key)
	}
	if want := []string{"overrides[0]", "waivers[0]", "waivers[1]", "waves.first[0]", "waves.last[1]"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestBadDecisions: a caller that is no configuration file is refused too.
func TestBadDecisions(t *testing.T) {
	for name, edit := range map[string]func(b *tenant, g *cloudRecord){
		"two overrides":  func(b *tenant, g *cloudRecord) { override(b, g, OverrideMove); override(b, g, OverrideExclude) },
		"unwaivable":     func(b *tenant, g *cloudRecord) { waiver(b, g, FindingAnchorMissing) },
		"no finding":     func(b *tenant, g *cloudRecord) { waiver(b, g, "lost") },
		"no date at all": func(b *tenant, g *cloudRecord) { waiver(b, g, FindingNoOwner).Expires = "" },
	} {
		b := newTenant(t)
		edit(b, stale(b))
		if _, err := New(b.snapshot(), b.opt); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

// TestTargetValues: the configuration comes first, then the job, then what was
// attested, then the default; each value says which it was.
func TestTargetValues(t *testing.T) {
	b := newTenant(t)
	b.job()
	b.opt.Settings.Targets = []TargetSettings{{Domain: contoso, CN: CNGUID, Open: []string{KeyMembership}}}
	b.opt.Settings.Attest.ScopeMode = &Attested[string]{Value: ScopeAll, By: "Ada", On: "2026-11-01"}
	got := b.plan().Targets[0]
	want := PlanTarget{
		Domain: contoso, Job: got.Job, Container: string(groupsOU), CN: CNGUID, MembershipToOnPremisesUsers: true, ScopeMode: ScopeAll,
		Sources: TargetSources{Container: FromJob, CN: FromConfig, MembershipToOnPremisesUsers: FromDefault, ProvisionUsers: FromConfig, ScopeMode: FromAttestation},
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
