package planner

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
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
	t.Parallel()
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
