package planner

import (
	"cmp"
	"slices"

	"gwbplan/inventory"
)

// access is whom each group gives access in AD, directly and over the groups
// nested in it: today, and once the plan is carried out. What differs is who
// gains and who loses.
type access struct {
	w    *World
	user []int32 // of each Ref: the position of the user, -1 for no user

	gained, lost    []int32 // people by group
	unsure          []bool  // by group: the two counts are no more than what could be seen
	gainers, losers []bool  // by user, over the groups that the plan moves

	today, after reachSet
	steps        int // that may still be walked
}

// stepsEach bounds the walk through nested groups, in steps for each group
// and membership of the tenant. AD lets nobody be in more than about a
// thousand groups, so that only nesting made to be walked for hours exceeds
// it; then the count is what was seen, and says so.
const stepsEach = 100

// countAccess walks the groups whose people can differ: those with drift of
// their own, and those that hold one.
func (w *World) countAccess() {
	n, users := len(w.Snap.Groups), len(w.Snap.Principals)
	a := &access{
		w: w, user: w.usersByRef(), gained: make([]int32, n), lost: make([]int32, n), unsure: make([]bool, n),
		gainers: make([]bool, users), losers: make([]bool, users), steps: stepsEach * (n + len(w.seen.members) + 100),
	}
	a.today, a.after = newReachSet(n, users), newReachSet(n, users)
	now, then := a.nesting(false), a.nesting(true)
	changed := a.drifted(append(slices.Clone(now), then...))
	nowIn, thenIn := componentsOf(n, now), componentsOf(n, then)
	slices.SortStableFunc(changed, func(x, y int32) int {
		return cmp.Or(cmp.Compare(thenIn.of[x], thenIn.of[y]), cmp.Compare(nowIn.of[x], nowIn.of[y]))
	})
	for i, g := range changed {
		if i > 0 && a.alike(changed[i-1], g, &nowIn, &thenIn) {
			p := changed[i-1]
			a.gained[g], a.lost[g], a.unsure[g] = a.gained[p], a.lost[p], a.unsure[p]
			continue
		}
		a.compare(g)
	}
	a.user = nil
	w.access = a
}

// alike: groups that hold each other give access to the same people.
func (a *access) alike(x, y int32, now, then *components) bool {
	return now.of[x] == now.of[y] && then.of[x] == then.of[y] && a.moves(x) && a.moves(y)
}

func (w *World) usersByRef() []int32 {
	out := make([]int32, len(w.Snap.MemberIDs))
	for r, i := range w.memberPrincipal {
		out[r] = -1
		if i >= 0 && w.Snap.Principals[i].Type == inventory.User {
			out[r] = i
		}
	}
	return out
}

// moves: the plan gives the group's object to Cloud Sync. What stays as it is
// gives the same people access as today.
func (a *access) moves(group int32) bool {
	return a.w.seen.groups[group].known && a.w.BoundForCloudSync(&a.w.Snap.Groups[group])
}

// nesting are the edges between groups, today or afterwards.
func (a *access) nesting(after bool) []edge {
	var out []edge
	for i := range a.w.seen.groups {
		if a.w.seen.groups[i].known {
			a.known(int32(i), after, func(int32) {}, func(child int32) { out = append(out, edge{int32(i), child}) })
		}
	}
	sortEdges(out)
	return out
}

// drifted are the groups with an object whose members differ, and those above
// them.
func (a *access) drifted(nesting []edge) []int32 {
	up := make([]edge, len(nesting))
	for i, e := range nesting {
		up[i] = edge{e.to, e.from}
	}
	sortEdges(up)
	marked := make([]bool, len(a.w.Snap.Groups))
	var todo, out []int32
	mark := func(g int32) {
		if !marked[g] {
			marked[g] = true
			todo = append(todo, g)
		}
	}
	for i := range a.w.seen.groups {
		if a.drifts(int32(i)) {
			mark(int32(i))
		}
	}
	for len(todo) > 0 {
		g := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, e := range ends(up, g) {
			mark(e.to)
		}
		if a.w.seen.groups[g].known && len(a.w.matchesOf(int(g))) > 0 {
			out = append(out, g)
		}
	}
	slices.Sort(out)
	return out
}

// drifts: a member of one side only, or one of which that is not known.
func (a *access) drifts(group int32) bool {
	g := &a.w.seen.groups[group]
	if !g.known {
		return false
	}
	members := a.w.seen.members[g.members:][:len(a.w.Snap.Groups[group].Members)]
	return slices.ContainsFunc(members, func(b uint8) bool {
		b &= seenWritten | seenMask
		return b != seenWritten|uint8(inventory.FlagTrue) && b != uint8(inventory.FlagFalse)
	})
}

// compare counts a group's people on both sides.
func (a *access) compare(group int32) {
	sure := a.walk(group, false, &a.today)
	sure = a.walk(group, true, &a.after) && sure
	counts := a.moves(group)
	for _, p := range a.after.people {
		if a.today.person[p] != a.today.round {
			a.gained[group]++
			a.gainers[p] = a.gainers[p] || counts
		}
	}
	for _, p := range a.today.people {
		if a.after.person[p] != a.after.round {
			a.lost[group]++
			a.losers[p] = a.losers[p] || counts
		}
	}
	a.unsure[group] = !sure
}

// reachSet collects what can be reached from one group. Stamps make it empty
// at once for the next.
type reachSet struct {
	round         int32
	group, person []int32
	people, todo  []int32
}

func newReachSet(groups, users int) reachSet {
	return reachSet{group: make([]int32, groups), person: make([]int32, users)}
}

// walk collects the people of a group and of what is nested in it, each group
// once. It reports whether all of them could be seen.
func (a *access) walk(root int32, after bool, s *reachSet) (sure bool) {
	s.round++
	s.people, s.todo = s.people[:0], append(s.todo[:0], root)
	s.group[root] = s.round
	sure = true
	for len(s.todo) > 0 {
		g := s.todo[len(s.todo)-1]
		s.todo = s.todo[:len(s.todo)-1]
		if a.steps < 0 && g != root {
			return false
		}
		sure = a.direct(g, after && (g == root || a.moves(g)), func(user int32) {
			if s.person[user] != s.round {
				s.person[user] = s.round
				s.people = append(s.people, user)
			}
		}, func(child int32) {
			if s.group[child] != s.round {
				s.group[child] = s.round
				s.todo = append(s.todo, child)
			}
		}) && sure
	}
	return sure
}

// direct visits a group's own people and groups, in AD today or afterwards.
func (a *access) direct(group int32, after bool, person, child func(int32)) (sure bool) {
	if !a.w.seen.groups[group].known {
		return a.foreign(group, person, child)
	}
	a.steps -= 1 + len(a.w.Snap.Groups[group].Members)
	a.known(group, after, person, child)
	return a.w.seen.groups[group].whole
}

func (a *access) known(group int32, after bool, person, child func(int32)) {
	g := &a.w.seen.groups[group]
	refs := a.w.Snap.Groups[group].Members
	for i, b := range a.w.seen.members[g.members:][:len(refs)] {
		if after && b&seenWritten == 0 || !after && b&seenMask != uint8(inventory.FlagTrue) {
			continue
		}
		if m := a.w.memberGroup[refs[i]]; m >= 0 {
			child(m)
		} else if u := a.user[refs[i]]; u >= 0 {
			person(u)
		}
	}
	for _, e := range a.w.seen.extraOf(g) { // they stay (F58)
		if e.user >= 0 {
			person(e.user)
		}
		if e.group >= 0 {
			child(e.group)
		}
	}
}

// foreign visits a nested group that the plan does not move: its object holds
// the same members before and after. One that was not read hides people.
func (a *access) foreign(group int32, person, child func(int32)) (sure bool) {
	g := &a.w.Snap.Groups[group]
	o := a.w.WithSID(g.OnPremisesSecurityIdentifier)
	if m := a.w.matchesOf(int(group)); len(m) > 0 {
		o = m[0].Object
	}
	if o == nil || o.MembersReading != inventory.ReadWhole {
		return false
	}
	sure = true
	a.steps -= 1 + len(o.Members)
	for _, p := range a.w.ADMembers(o) {
		switch user, nested := a.w.whoIs(p); {
		case user >= 0:
			person(user)
		case nested >= 0:
			child(nested)
		default:
			sure = false // it may be a person whom no group of the cloud shows
		}
	}
	return sure
}

// PeopleCount counts people over all groups that the plan moves, each once
// however many groups it concerns.
type PeopleCount struct {
	People int `json:"people"`
	Groups int `json:"groups"`
	// Exact is false where members on the way could not be read or compared.
	Exact bool `json:"exact"`
}

// peopleCounts sums up who loses and who gains access that AD gives today.
func (a *access) peopleCounts() (losing, gaining PeopleCount) {
	losing.Exact, gaining.Exact = true, true
	for i := range a.gained {
		if !a.moves(int32(i)) {
			continue
		}
		if a.lost[i] > 0 {
			losing.Groups++
		}
		if a.gained[i] > 0 {
			gaining.Groups++
		}
		unsure := a.unsure[i] || !a.w.seen.groups[i].whole
		losing.Exact, gaining.Exact = losing.Exact && !unsure, gaining.Exact && !unsure
	}
	losing.People, gaining.People = trues(a.losers), trues(a.gainers)
	return losing, gaining
}

func trues(list []bool) (n int) {
	for _, is := range list {
		if is {
			n++
		}
	}
	return n
}
