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
	byEnds := func(a, b edge) int {
		if a.from != b.from {
			return int(a.from - b.from)
		}
		return int(a.to - b.to)
	}
	slices.SortFunc(n.down, byEnds)
	slices.SortFunc(n.up, byEnds)
	if len(n.down) > 0 {
		n.cyclic = cyclesOf(len(groups), n.down)
	}
	return n
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

// NestedIn returns the cloud groups that hold the group directly, by id, as
// far as members were read.
func (w *World) NestedIn(g *inventory.CloudGroup) []*inventory.CloudGroup {
	return w.ends(w.nesting.up, g)
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

// cyclesOf marks the groups that lie on a cycle: those in a strongly connected
// component of more than one group, or holding themselves. It is Tarjan's
// algorithm with an explicit stack, since a chain of nesting can be long.
func cyclesOf(n int, down []edge) []bool {
	t := tarjan{down: down, index: make([]int32, n), low: make([]int32, n), on: make([]bool, n), cyclic: make([]bool, n)}
	for v := range int32(n) {
		if t.index[v] == 0 {
			t.walk(v)
		}
	}
	return t.cyclic
}

type tarjan struct {
	down       []edge
	index, low []int32 // from 1 in the order of discovery; 0: not seen
	on, cyclic []bool
	stack      []int32
	next       int32
}

type frame struct {
	v     int32
	edges []edge
}

func (t *tarjan) open(v int32) frame {
	t.next++
	t.index[v], t.low[v] = t.next, t.next
	t.stack = append(t.stack, v)
	t.on[v] = true
	return frame{v, ends(t.down, v)}
}

func (t *tarjan) walk(root int32) {
	calls := []frame{t.open(root)}
	for len(calls) > 0 {
		f := &calls[len(calls)-1]
		if len(f.edges) == 0 {
			t.close(f.v)
			v := f.v
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				p := calls[len(calls)-1].v
				t.low[p] = min(t.low[p], t.low[v])
			}
			continue
		}
		to := f.edges[0].to
		f.edges = f.edges[1:]
		switch {
		case to == f.v:
			t.cyclic[to] = true
		case t.index[to] == 0:
			calls = append(calls, t.open(to))
		case t.on[to]:
			t.low[f.v] = min(t.low[f.v], t.index[to])
		}
	}
}

// close pops the component that v is the root of, if it is one.
func (t *tarjan) close(v int32) {
	if t.low[v] != t.index[v] {
		return
	}
	i := len(t.stack) - 1
	for t.stack[i] != v {
		i--
	}
	for _, u := range t.stack[i:] {
		t.on[u] = false
		t.cyclic[u] = t.cyclic[u] || len(t.stack)-i > 1
	}
	t.stack = t.stack[:i]
}
