package planner

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory"
)

// nestedTenant has a parent with a child in AD, and groups that wait.
func nestedTenant(t *testing.T) (b *tenant, parent, child *inventory.CloudGroupRecord) {
	b = newTenant(t)
	parent, child = b.security("Parent", flagTrue), b.security("Child", flagTrue)
	member(parent, child)
	b.adMember(b.written(parent), entryOf(b.written(child)))
	return b, parent, child
}

func TestWavesInThePlan(t *testing.T) {
	b, parent, child := nestedTenant(t)
	alone := b.security("Alone", flagTrue)
	b.written(alone)
	b.both(alone, b.objects[len(b.objects)-1], b.user("Bob", contoso))
	start := time.Date(2026, 12, 5, 20, 0, 0, 0, time.FixedZone("", 3600))
	b.opt.Settings.Waves = WaveSettings{Size: 1, Pilot: 1, Windows: []Window{{start, start.Add(8 * time.Hour)}, {start.AddDate(0, 0, 7), start.AddDate(0, 0, 7).Add(90 * time.Minute)}}}
	p := b.plan()
	wave := func(g *inventory.CloudGroupRecord) int { return planned(t, p, g).Wave }
	if wave(alone) != 1 || wave(child) != 2 || wave(parent) != 3 || len(p.Waiting) != 0 {
		t.Errorf("waves %d %d %d, waiting %v", wave(alone), wave(child), wave(parent), p.Waiting)
	}
	if len(p.Waves) != 3 || !p.Waves[0].Pilot || p.Waves[1].Pilot || p.Waves[0].Groups != 1 || p.Waves[0].Members != 1 {
		t.Errorf("waves %+v", p.Waves)
	}
	if got := p.Waves[1].Window.Start; !got.Equal(start.AddDate(0, 0, 7)) || got.Location() != time.UTC || !p.Waves[2].Window.Start.IsZero() {
		t.Errorf("windows %+v", p.Waves)
	}
	s := p.AtSwitch
	if s.Frozen != 3 || s.WithoutWave != 0 || s.Undecided != 0 || s.Done || s.Waves[0].Hours != 8 || s.Waves[1].Hours != 7*24+2 || s.Waves[2].Hours != 0 || s.Waves[2].Frozen != 1 {
		t.Errorf("at the switch %+v", s)
	}
	if !strings.Contains(p.Waves[0].Why, "the pilot") || !strings.Contains(s.Waves[2].Until, "first cycle") {
		t.Errorf("words %q, %q", p.Waves[0].Why, s.Waves[2].Until)
	}
}

func TestWhyOfListedGroups(t *testing.T) {
	b, parent, _ := nestedTenant(t)
	alone := b.security("Alone", flagTrue)
	b.both(alone, b.written(alone), b.user("Bob", contoso))
	b.opt.Settings.Waves = WaveSettings{First: []inventory.ObjectID{parent.ID}, Size: 1, Pilot: 1}
	p := b.plan()
	if !strings.Contains(p.Waves[0].Why, "1 group that the configuration puts first would be a risk") || !strings.Contains(p.Waves[2].Why, "because the configuration puts it first") {
		t.Errorf("got %q and %q", p.Waves[0].Why, p.Waves[2].Why)
	}
	b.opt.Settings.Waves = WaveSettings{Last: []inventory.ObjectID{alone.ID}, Size: 1, Pilot: 1}
	p = b.plan()
	if planned(t, p, alone).Wave != 3 || !strings.Contains(p.Waves[2].Why, "because the configuration puts it last") {
		t.Errorf("wave %d, %q", planned(t, p, alone).Wave, p.Waves[2].Why)
	}
}

func TestWaitingInThePlan(t *testing.T) {
	b, parent, child := nestedTenant(t)
	b.objects[0].GroupType = inventory.UniversalSecurity
	child.Mail = "left@contoso.com" // blocks
	unread := b.security("Unread", flagTrue, func(g *inventory.CloudGroupRecord) { g.MembersReading = inventory.ReadFailed })
	b.written(unread)
	p := b.plan()
	want := []Waiting{{parent.ID.String(), WaitsNested}, {child.ID.String(), WaitsBlocked}, {unread.ID.String(), WaitsUnknown}}
	if !slices.Equal(p.Waiting, want) || len(p.Waves) != 0 {
		t.Errorf("waiting %v, want %v; waves %v", p.Waiting, want, p.Waves)
	}
	if got := planned(t, p, parent); got.Wave != 0 || !slices.Equal(got.WaitsFor, []string{child.ID.String()}) {
		t.Errorf("the parent has wave %d and waits for %v", got.Wave, got.WaitsFor)
	}
	if s := p.AtSwitch; s.Undecided != 2 || s.WithoutWave != s.Frozen || s.Frozen != 2 {
		t.Errorf("at the switch %+v", s)
	}
}

// TestAlreadyThere: a group that Cloud Sync has needs no wave, and holds
// nobody up.
func TestAlreadyThere(t *testing.T) {
	b, parent, child := nestedTenant(t)
	b.job(child)
	child.WritebackEnabled = flagFalse
	p := b.plan()
	if got := planned(t, p, child); got.Action != ActionNone || got.Wave != 0 {
		t.Errorf("the child: %s, wave %d", got.Action, got.Wave)
	}
	if got := planned(t, p, parent); got.Wave != 1 || len(p.Waiting) != 0 {
		t.Errorf("the parent: wave %d, waiting %v", got.Wave, p.Waiting)
	}
}

func TestFrozenAlready(t *testing.T) {
	b := newTenant(t)
	b.org.WritebackV2 = inventory.FeatureOff
	b.written(b.security("Sales", flagTrue))
	b.opt.Settings.Waves.Windows = []Window{{time.Unix(0, 0), time.Unix(60, 0)}}
	if s := b.plan().AtSwitch; !s.Done || s.Frozen != 1 || s.Waves[0].Frozen != 1 || s.Waves[0].Hours != 0 || !s.Waves[0].From.IsZero() {
		t.Errorf("got %+v", s)
	}
}

func TestWaveSettingsThatCannotBeMeant(t *testing.T) {
	at := func(h int) time.Time { return time.Unix(int64(h)*3600, 0) }
	for want, s := range map[string]WaveSettings{
		"size -1 and pilot -1": {Size: -1, Pilot: 5},
		"window 1 ends at":     {Windows: []Window{{at(2), at(2)}}},
		"window 2 starts at":   {Windows: []Window{{at(0), at(4)}, {at(3), at(5)}}},
	} {
		b := newTenant(t)
		b.opt.Settings.Waves = s
		if _, err := New(b.snapshot(), b.opt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want %q", s, err, want)
		}
	}
}

// TestWavesOfRandomTenants: the waves of whole plans, derived anew from the
// plan and the snapshot.
func TestWavesOfRandomTenants(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		b := randomTenant(t, seed)
		b.opt.Settings.Waves = WaveSettings{Size: 2, Pilot: 1}
		p := b.plan()
		groups := make([]int, len(p.Waves))
		for i := range p.Groups {
			g := &p.Groups[i]
			goes := g.Kind == KindSecurity && (g.Action == ActionAdopt || g.Action == ActionCreate) && (g.Readiness == Ready || g.Readiness == FixFirst)
			if goes != (g.Wave > 0 || len(g.WaitsFor) > 0 && g.Readiness != Blocked && g.Readiness != ReadinessUnknown) {
				t.Errorf("seed %d: %s, %s, wave %d, waits for %v", seed, g.Action, g.Readiness, g.Wave, g.WaitsFor)
			}
			if g.Wave > 0 {
				groups[g.Wave-1]++
			}
		}
		for i, w := range p.Waves {
			if w.Groups != groups[i] || w.Groups == 0 || w.Why == "" {
				t.Errorf("seed %d: %+v has %d groups", seed, w, groups[i])
			}
		}
	}
}

func planned(t *testing.T, p *Plan, g *inventory.CloudGroupRecord) *Group {
	t.Helper()
	i := slices.IndexFunc(p.Groups, func(e Group) bool { return e.ID == g.ID.String() })
	if i < 0 {
		t.Fatalf("group %s is not in the plan", g.DisplayName)
	}
	return &p.Groups[i]
}

func TestRiskWords(t *testing.T) {
	if got := len(riskWords()); risk(1<<(got-1)) != riskWarned {
		t.Errorf("%d words for another number of risks", got)
	}
	if a, b := risk(0).pilot(), (riskNested | riskWarned).pilot(); !strings.Contains(a, "each is ready") || !strings.HasSuffix(b, "nesting, another warning") {
		t.Errorf("got %q, %q", a, b)
	}
}
