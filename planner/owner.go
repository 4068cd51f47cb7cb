package planner

import (
	"cmp"
	"slices"
	"sort"

	"gwbplan/inventory"
)

// groupMatch is an object that is listed with a group. It counts for the
// group, or, where conflicting is set, for the group that its anchor names
// while its adminDescription names this one.
type groupMatch struct {
	group, obj  int32
	rank        uint8
	conflicting bool
}

// matchAll decides for every object which existing group it counts for: the
// strongest match wins, so an anchor that names nobody does not stop a weaker
// match. Where two groups match alike, the live one wins, then the lower id.
func (w *World) matchAll() {
	w.owner = make([]int32, len(w.Snap.Objects))
	w.ownerBy = make([]uint8, len(w.Snap.Objects))
	for i := range w.owner {
		w.owner[i] = -1
	}
	var all []groupMatch
	for i := range w.Snap.Groups {
		for _, c := range w.matcher.find(&w.Snap.Groups[i]) {
			all = append(all, groupMatch{group: int32(i), obj: c.obj, rank: c.rank})
			w.offer(int32(i), c)
		}
	}
	for _, m := range all {
		m.conflicting = w.owner[m.obj] != m.group
		if !m.conflicting || m.rank == rankAdminDescription { // only an anchor beats that
			w.matches = append(w.matches, m)
		}
	}
	slices.SortFunc(w.matches, func(a, b groupMatch) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.rank, b.rank), cmp.Compare(a.obj, b.obj))
	})
}

func (w *World) offer(group int32, c claim) {
	held := w.owner[c.obj]
	stronger := held < 0 || c.rank < w.ownerBy[c.obj]
	revived := held >= 0 && c.rank == w.ownerBy[c.obj] &&
		w.Snap.Groups[held].DeletedDateTime != nil && w.Snap.Groups[group].DeletedDateTime == nil
	if stronger || revived {
		w.owner[c.obj], w.ownerBy[c.obj] = group, c.rank
	}
}

// matchesOf returns the objects listed with a group, strongest first.
func (w *World) matchesOf(group int) []Match {
	i := sort.Search(len(w.matches), func(i int) bool { return w.matches[i].group >= int32(group) })
	var out []Match
	for ; i < len(w.matches) && w.matches[i].group == int32(group); i++ {
		m := w.matches[i]
		out = append(out, Match{Object: &w.Snap.Objects[m.obj], By: matchOrder[m.rank], Conflicting: m.conflicting})
	}
	return out
}

// Conflicting reports whether the object's anchor names one existing cloud
// group and its adminDescription another.
func (w *World) Conflicting(o *inventory.ADObject) bool {
	a, b := w.Named(o)
	return a != nil && b != nil && a != b
}
