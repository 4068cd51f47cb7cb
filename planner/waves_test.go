package planner

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory"
)

// randomMovers makes groups with nesting in which anything may be: chains,
// cycles, diamonds, islands.
func randomMovers(r *rand.Rand) ([]mover, []edge) {
	n := 1 + r.IntN(60)
	movers := make([]mover, n)
	for i := range movers {
		movers[i] = mover{group: int32(i), members: r.Int32N(300), risk: risk(r.IntN(4)), listed: int8(r.IntN(9)/4 - 1)}
		if r.IntN(8) == 0 {
			movers[i].stand = stand(1 + r.IntN(2))
		}
		if r.IntN(2) == 0 {
			movers[i].listed = 0
		}
	}
	down := make([]edge, r.IntN(2*n))
	for i := range down {
		down[i] = edge{r.Int32N(int32(n)), r.Int32N(int32(n))}
	}
	return movers, slices.DeleteFunc(down, func(e edge) bool { return e.from == e.to })
}

// reachable is a plain check of the components: what a mover holds, directly
// or over others.
func reachable(n int, down []edge) [][]bool {
	out := make([][]bool, n)
	for i := range out {
		out[i] = make([]bool, n)
	}
	for _, e := range down {
		out[e.from][e.to] = true
	}
	for k := range n {
		for i := range n {
			for j := range n {
				out[i][j] = out[i][j] || out[i][k] && out[k][j]
			}
		}
	}
	return out
}

// TestWavesOfRandomNestings: whatever the nesting, what the waves promise holds.
func TestWavesOfRandomNestings(t *testing.T) {
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 7))
		movers, down := randomMovers(r)
		size := 1 + r.IntN(9)
		pilot := 1 + r.IntN(size)
		s := newSchedule(slices.Clone(movers), slices.Clone(down), size, pilot)
		checkWaves(t, s, down, size, pilot)
		checkListed(t, s, down)
		r.Shuffle(len(down), func(i, j int) { down[i], down[j] = down[j], down[i] })
		again := newSchedule(slices.Clone(movers), slices.Clone(down), size, pilot)
		for i := range movers {
			if s.waveOf(i) != again.waveOf(i) {
				t.Errorf("the order of the input shows")
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: size %d, pilot %d, movers %v, edges %v, units %v", seed, size, pilot, movers, down, s.units)
		}
	}
}

func checkWaves(t *testing.T, s *schedule, down []edge, size, pilot int) {
	t.Helper()
	held := reachable(len(s.movers), down)
	for i, m := range s.movers {
		goes := m.stand == standGoes
		for j, below := range held[i] {
			goes = goes && (!below || s.movers[j].stand == standGoes)
			if below && held[j][i] && s.waveOf(i) != s.waveOf(j) {
				t.Errorf("%d and %d are in one cycle and in waves %d and %d", i, j, s.waveOf(i), s.waveOf(j))
			}
		}
		if goes != (s.waveOf(i) > 0) {
			t.Errorf("%d can go: %v, wave %d", i, goes, s.waveOf(i))
		}
		if waits := s.waitsFor(i); m.stand == standGoes && goes == (len(waits) > 0) {
			t.Errorf("%d goes: %v, waits for %v", i, goes, waits)
		}
	}
	for _, e := range down {
		if s.waveOf(int(e.from)) > 0 && s.waveOf(int(e.to)) > s.waveOf(int(e.from)) {
			t.Errorf("%d holds %d, which comes later", e.from, e.to)
		}
	}
	checkSizes(t, s, held, size, pilot)
}

// checkSizes: waves are numbered without holes, none is larger than allowed
// unless it is one cycle, and the pilot has the lowest risk that could go first.
func checkSizes(t *testing.T, s *schedule, held [][]bool, size, pilot int) {
	t.Helper()
	in := make([][]int, s.count+1)
	for i := range s.movers {
		in[s.waveOf(i)] = append(in[s.waveOf(i)], i)
	}
	for n, movers := range in[1:] {
		limit := size
		if n == 0 {
			limit = pilot
		}
		oneCycle := len(movers) > 1 && !slices.ContainsFunc(movers, func(m int) bool { return !held[movers[0]][m] || !held[m][movers[0]] })
		if len(movers) == 0 || len(movers) > limit && !oneCycle {
			t.Errorf("wave %d has %d groups of at most %d", n+1, len(movers), limit)
		}
	}
}

// checkListed: nothing goes between the first ones and what they hold, nor
// behind the last ones but what holds them.
func checkListed(t *testing.T, s *schedule, down []edge) {
	t.Helper()
	for i, m := range s.movers {
		for j, o := range s.movers {
			a, b := s.units[s.parts.of[i]].listed, s.units[s.parts.of[j]].listed
			if s.waveOf(i) > 1 && s.waveOf(j) > 1 && a < b && s.waveOf(i) > s.waveOf(j) {
				t.Errorf("%d (%d) comes behind %d (%d)", i, m.listed, j, o.listed)
			}
		}
		if s.waveOf(i) > 0 && m.listed == listedFirst && s.units[s.parts.of[i]].listed != listedFirst {
			t.Errorf("%d is a first one and is not treated as one", i)
		}
	}
	for _, e := range down {
		a, b := s.units[s.parts.of[e.from]], s.units[s.parts.of[e.to]]
		if a.goes && a.listed == listedFirst && b.listed != listedFirst {
			t.Errorf("%d goes first and holds %d, which does not", e.from, e.to)
		}
	}
}

// TestWaves: tables of small nestings. A mover is a letter; lower case cannot
// go, "A>b" nests b in A.
func TestWaves(t *testing.T) {
	tests := []struct {
		name, groups, nesting, first, last string
		size, pilot                        int
		want                               string // movers by wave, then who waits for whom
	}{
		{name: "in the order of ids", groups: "ABCDE", size: 2, pilot: 1, want: "A BC DE"},
		{name: "fewer than the pilot takes", groups: "AB", size: 9, pilot: 5, want: "AB"},
		{name: "nobody can go", groups: "ab", size: 9, pilot: 5, want: ""},
		{name: "a parent follows", groups: "ABC", nesting: "A>B A>C", size: 1, pilot: 1, want: "B C A"},
		{name: "a parent of a blocked group waits, and its parent", groups: "ABcD", nesting: "A>B B>c", size: 9, pilot: 9, want: "D A:B B:c"},
		{name: "a blocked parent holds nobody up", groups: "aB", nesting: "a>B", size: 9, pilot: 9, want: "B"},
		{name: "a cycle stays together", groups: "ABCD", nesting: "B>C C>B", size: 2, pilot: 1, want: "A D BC"},
		{name: "a cycle larger than a wave", groups: "ABCDE", nesting: "A>B B>C C>A", size: 2, pilot: 1, want: "D E ABC"},
		{name: "nothing but a cycle", groups: "ABC", nesting: "A>B B>C C>A", size: 2, pilot: 1, want: "ABC"},
		{name: "a cycle with a blocked group", groups: "AbC", nesting: "A>b b>C C>A", size: 9, pilot: 9, want: "A:b b:C C:A"},
		{name: "first and last", groups: "ABCDE", first: "D", last: "A", size: 2, pilot: 1, want: "D BC AE"},
		{name: "what a first one holds comes along", groups: "ABCDE", nesting: "E>D", first: "E", size: 1, pilot: 1, want: "A D E B C"},
		{name: "what holds a last one goes last", groups: "ABCDE", nesting: "A>B", last: "B", size: 1, pilot: 1, want: "C D E B A"},
		{name: "first wins over last", groups: "ABC", nesting: "B>A", first: "B", last: "A", size: 1, pilot: 1, want: "C A B"},
		{name: "all are last", groups: "AB", last: "AB", size: 1, pilot: 1, want: "A B"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var movers []mover
			for i, name := range tt.groups {
				m := mover{group: int32(i)}
				if name >= 'a' {
					m.stand = standBlocked
				}
				switch {
				case strings.ContainsRune(tt.first, name):
					m.listed = listedFirst
				case strings.ContainsRune(tt.last, name):
					m.listed = listedLast
				}
				movers = append(movers, m)
			}
			var down []edge
			for _, pair := range strings.Fields(tt.nesting) {
				down = append(down, edge{int32(strings.Index(tt.groups, pair[:1])), int32(strings.Index(tt.groups, pair[2:]))})
			}
			if got := drawn(newSchedule(movers, down, tt.size, tt.pilot), tt.groups); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func drawn(s *schedule, names string) string {
	out := make([]string, s.count)
	for i := range s.movers {
		if n := s.waveOf(i); n > 0 {
			out[n-1] += names[i : i+1]
		}
	}
	for i := range s.movers {
		for _, o := range s.waitsFor(i) {
			out = append(out, names[i:i+1]+":"+names[o:o+1])
		}
	}
	return strings.Join(out, " ")
}

// TestPilotRisk: the pilot takes the lowest risk only, fewest members first.
func TestPilotRisk(t *testing.T) {
	movers := []mover{
		{group: 0, members: 5}, {group: 1, members: 3}, {group: 2, risk: riskNested}, {group: 3, risk: riskLoses | riskFix}, {group: 4, members: 1, risk: riskMany},
	}
	if got := drawn(newSchedule(movers, nil, 2, 2), "ABCDE"); got != "AB CE D" {
		t.Errorf("got %q", got)
	}
	if got := drawn(newSchedule(movers[:2], nil, 2, 1), "AB"); got != "B A" {
		t.Errorf("fewest members first: got %q", got)
	}
	if got := drawn(newSchedule(slices.Clone(movers[2:]), nil, 9, 9), "CDE"); got != "CE D" {
		t.Errorf("nothing is free of risk: got %q", got)
	}
}

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

// BenchmarkWaves: the pass over 100,000 groups of which every third is nested.
func BenchmarkWaves(b *testing.B) {
	const n = 100_000
	r := rand.New(rand.NewPCG(1, 1))
	movers := make([]mover, n)
	var down []edge
	for i := range movers {
		movers[i] = mover{group: int32(i), members: r.Int32N(500), risk: risk(r.IntN(1 << 9))}
		if i%3 == 0 {
			down = append(down, edge{int32(i), r.Int32N(n)})
		}
	}
	for b.Loop() {
		if s := newSchedule(movers, slices.Clone(down), 200, 10); s.count < n/200 {
			b.Fatal(fmt.Sprint(s.count))
		}
	}
}

// A chain as long as the tenant must not take the square of it.
func TestLongChain(t *testing.T) {
	const n = 200_000
	movers, down := make([]mover, n), make([]edge, 0, n)
	for i := range movers {
		movers[i].group = int32(i)
		if i > 0 {
			down = append(down, edge{int32(i - 1), int32(i)})
		}
	}
	s := newSchedule(movers, down, 1000, 10)
	if s.waveOf(n-1) != 1 || s.waveOf(0) != s.count || s.count != 1+n/1000 {
		t.Errorf("%d waves, the ends in %d and %d", s.count, s.waveOf(n-1), s.waveOf(0))
	}
	if !reflect.DeepEqual(s.available(), []int32(nil)) {
		t.Error("somebody is left")
	}
}
