package planner

import (
	"slices"
	"sort"

	"gwbplan/inventory"
)

// nesting is who is a member of whom among the cloud groups that were read
// with their members, as edges in two orders.
type nesting struct {
	down, up []edge
	cyclic   []bool // by group; nil where no group is nested
}

// edge leads from a group to one that it holds (down) or that holds it (up).
type edge struct{ from, to int32 }

func nestingOf(groups []inventory.CloudGroup, memberGroup []int32) nesting {
	var n nesting
	for i := range groups {
		for _, r := range groups[i].Members {
			if m := memberGroup[r]; m >= 0 && groups[i].DeletedDateTime == nil {
				n.down = append(n.down, edge{int32(i), m})
				n.up = append(n.up, edge{m, int32(i)})
			}
		}
	}
	sortEdges(n.down)
	sortEdges(n.up)
	if len(n.down) > 0 {
		n.cyclic = componentsOf(len(groups), n.down).cyclic
	}
	return n
}

func sortEdges(edges []edge) {
	slices.SortFunc(edges, func(a, b edge) int {
		if a.from != b.from {
			return int(a.from - b.from)
		}
		return int(a.to - b.to)
	})
}

// ends returns where the edges from a group lead.
func ends(edges []edge, from int32) []edge {
	i := sort.Search(len(edges), func(i int) bool { return edges[i].from >= from })
	j := i
	for j < len(edges) && edges[j].from == from {
		j++
	}
	return edges[i:j]
}

// Nested returns the cloud groups that are direct members of the group, by id.
func (w *World) Nested(g *inventory.CloudGroup) []*inventory.CloudGroup {
	return w.ends(w.nesting.down, g)
}

func (w *World) ends(edges []edge, g *inventory.CloudGroup) []*inventory.CloudGroup {
	i := w.groupIndex(g.ID)
	if i < 0 {
		return nil
	}
	var out []*inventory.CloudGroup
	for _, e := range ends(edges, int32(i)) {
		out = append(out, &w.Snap.Groups[e.to])
	}
	return out
}

// InCycle reports whether the group is, over other groups, a member of itself.
func (w *World) InCycle(g *inventory.CloudGroup) bool {
	i := w.groupIndex(g.ID)
	return i >= 0 && w.nesting.cyclic != nil && w.nesting.cyclic[i]
}
