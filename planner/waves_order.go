package planner

import (
	"cmp"
	"container/heap"
	"slices"
)

// mover is a group on its way to Cloud Sync, in a few bytes: a plan has up to
// a million of them.
type mover struct {
	group   int32 // its position in the snapshot
	members int32
	risk    risk
	stand   stand
	listed  int8    // configured as first -1, as last +1, else 0
	frozen  bool    // nobody updates its object from the switch to its wave
	found   ruleSet // the rules that found something in it
}

// stand is whether a mover can go by itself.
type stand uint8

const (
	standGoes stand = iota
	standBlocked
	standUnknown
)

const (
	listedFirst int8 = -1
	listedLast  int8 = 1
)

// unit is what moves at once: a group, or a whole nesting cycle.
type unit struct {
	size, members int32
	lowest        int32 // the first of its movers, which orders units alike
	open          int32 // references to units without a wave yet
	wave          int32
	risk          risk
	listed        int8
	goes          bool
}

// schedule gives each mover a wave. Movers are ordered by group; the edges
// lead from a mover to those that its AD object holds now, down and up.
type schedule struct {
	movers   []mover
	down, up []edge
	parts    components
	units    []unit
	order    []int32 // movers by unit, so that what a unit holds stands before it
	count    int     // of waves
}

// newSchedule decides. The same movers and edges give the same waves,
// whatever the order of the edges.
func newSchedule(movers []mover, down []edge, size, pilot int) *schedule {
	s := &schedule{movers: movers, down: down, up: make([]edge, len(down))}
	for i, e := range down {
		s.up[i] = edge{e.to, e.from}
		movers[e.from].risk |= riskNested
		movers[e.to].risk |= riskNested
	}
	sortEdges(s.down)
	sortEdges(s.up)
	s.parts = componentsOf(len(movers), s.down)
	s.gather()
	s.holdBack()
	s.spreadListed()
	s.countOpen()
	if s.placePilot(pilot) {
		s.placeRest(size)
	}
	return s
}

// gather makes the units.
func (s *schedule) gather() {
	s.units = make([]unit, s.parts.count)
	s.order = make([]int32, len(s.movers))
	for i := range s.units {
		s.units[i] = unit{goes: true, lowest: int32(len(s.movers))}
	}
	for i, m := range s.movers {
		s.order[i] = int32(i)
		u := &s.units[s.parts.of[i]]
		u.size++
		u.members += m.members
		u.risk |= m.risk
		u.lowest = min(u.lowest, int32(i))
		u.goes = u.goes && m.stand == standGoes
		if m.listed == listedFirst || u.listed == 0 {
			u.listed = m.listed
		}
	}
	slices.SortStableFunc(s.order, func(a, b int32) int { return cmp.Compare(s.parts.of[a], s.parts.of[b]) })
}

// holdBack keeps a unit that holds one without a wave from having one.
func (s *schedule) holdBack() {
	for _, m := range s.order {
		u := &s.units[s.parts.of[m]]
		for _, e := range ends(s.down, m) {
			u.goes = u.goes && (s.parts.of[e.to] == s.parts.of[m] || s.units[s.parts.of[e.to]].goes)
		}
	}
}

// spreadListed lets what a first unit holds go first, then what holds a last
// one go last, unless it is a first one.
func (s *schedule) spreadListed() {
	for _, m := range slices.Backward(s.order) {
		if u := &s.units[s.parts.of[m]]; u.goes && u.listed == listedFirst {
			for _, e := range ends(s.down, m) {
				s.units[s.parts.of[e.to]].listed = listedFirst
			}
		}
	}
	for _, m := range s.order {
		u := &s.units[s.parts.of[m]]
		for _, e := range ends(s.down, m) {
			if u.listed == 0 && s.units[s.parts.of[e.to]].listed == listedLast {
				u.listed = listedLast
			}
		}
	}
}

func (s *schedule) countOpen() {
	for _, e := range s.down {
		if s.parts.of[e.from] != s.parts.of[e.to] {
			s.units[s.parts.of[e.from]].open++
		}
	}
}

// available are the units that can have the next wave, in no order of worth.
func (s *schedule) available() []int32 {
	var out []int32
	for i := range s.units {
		if u := &s.units[i]; u.goes && u.open == 0 && u.wave == 0 {
			out = append(out, int32(i))
		}
	}
	return out
}

// placePilot fills the first wave with units of the lowest risk there is. A
// small pilot of such groups is better than a full one with others. It
// reports whether there was anything to place.
func (s *schedule) placePilot(size int) bool {
	pool := s.available()
	if len(pool) == 0 {
		return false
	}
	if early := slices.DeleteFunc(slices.Clone(pool), func(u int32) bool { return s.units[u].listed == listedLast }); len(early) > 0 {
		pool = early
	}
	least := s.units[slices.MinFunc(pool, func(a, b int32) int { return s.units[a].risk.weight() - s.units[b].risk.weight() })].risk.weight()
	pool = slices.DeleteFunc(pool, func(u int32) bool { return s.units[u].risk.weight() > least })
	slices.SortFunc(pool, s.compare)
	s.count = 1
	room := int32(size)
	for _, u := range pool {
		if s.units[u].size <= room {
			room -= s.units[u].size
			s.units[u].wave = 1
		}
	}
	if room == int32(size) { // nothing but cycles that are too large
		u := slices.MinFunc(pool, func(a, b int32) int { return cmp.Or(cmp.Compare(s.units[a].size, s.units[b].size), s.compare(a, b)) })
		s.units[u].wave = 1
	}
	return true
}

// compare orders units: as configured, then by risk, members and id.
func (s *schedule) compare(a, b int32) int {
	x, y := &s.units[a], &s.units[b]
	return cmp.Or(cmp.Compare(x.listed, y.listed), x.risk.weight()-y.risk.weight(), cmp.Compare(x.members, y.members), cmp.Compare(x.lowest, y.lowest))
}

// placeRest takes the best unit whose own references all have a wave, again
// and again, and begins a new wave where it does not fit.
func (s *schedule) placeRest(size int) {
	movers := s.moversOf()
	for i := range s.units {
		if s.units[i].wave == 1 {
			s.release(movers(int32(i)))
		}
	}
	q := &queue{s: s, units: s.available()}
	heap.Init(q)
	room := int32(0)
	for len(q.units) > 0 {
		u := heap.Pop(q).(int32)
		if s.units[u].size > room {
			s.count++
			room = int32(size)
		}
		room -= s.units[u].size
		s.units[u].wave = int32(s.count)
		for _, p := range s.release(movers(u)) {
			heap.Push(q, p)
		}
	}
}

// moversOf returns what lists a unit's movers.
func (s *schedule) moversOf() func(unit int32) []int32 {
	start := make([]int32, s.parts.count+1)
	for i, m := range s.order {
		start[s.parts.of[m]+1] = int32(i) + 1
	}
	return func(u int32) []int32 { return s.order[start[u]:start[u+1]] }
}

// release tells the units that hold these movers that they have a wave now,
// and returns those that wait for nobody any more.
func (s *schedule) release(movers []int32) (free []int32) {
	for _, m := range movers {
		for _, e := range ends(s.up, m) {
			p := s.parts.of[e.to]
			if p == s.parts.of[m] {
				continue
			}
			u := &s.units[p]
			if u.open--; u.open == 0 && u.goes {
				free = append(free, p)
			}
		}
	}
	return free
}

// waveOf is a mover's wave, 0 for none.
func (s *schedule) waveOf(mover int) int { return int(s.units[s.parts.of[mover]].wave) }

// waitsFor are the movers without a wave that a mover without one holds.
func (s *schedule) waitsFor(mover int) (out []int32) {
	if s.waveOf(mover) > 0 {
		return nil
	}
	for _, e := range ends(s.down, int32(mover)) {
		if int(e.to) != mover && s.waveOf(int(e.to)) == 0 && (len(out) == 0 || out[len(out)-1] != e.to) {
			out = append(out, e.to)
		}
	}
	return out
}

// queue is a heap of units.
type queue struct {
	s     *schedule
	units []int32
}

func (q *queue) Len() int           { return len(q.units) }
func (q *queue) Less(i, j int) bool { return q.s.compare(q.units[i], q.units[j]) < 0 }
func (q *queue) Swap(i, j int)      { q.units[i], q.units[j] = q.units[j], q.units[i] }
func (q *queue) Push(u any)         { q.units = append(q.units, u.(int32)) }
func (q *queue) Pop() any {
	last := len(q.units) - 1
	u := q.units[last]
	q.units = q.units[:last]
	return u
}
