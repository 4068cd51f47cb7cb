package planner

// components are the strongly connected components of a nesting graph: groups
// that hold each other, directly or over others, are in one.
type components struct {
	// of gives each group's component. They are numbered in the order in
	// which they were closed: what a component holds has a lower number.
	of    []int32
	count int
	// cyclic marks the groups that lie on a cycle: those in a component of
	// more than one group, or holding themselves.
	cyclic []bool
}

// componentsOf is Tarjan's algorithm with an explicit stack, since a chain of
// nesting can be long. The edges lead down and are sorted.
func componentsOf(n int, down []edge) components {
	t := tarjan{down: down, index: make([]int32, n), low: make([]int32, n), on: make([]bool, n)}
	t.of, t.cyclic = make([]int32, n), make([]bool, n)
	for v := range int32(n) {
		if t.index[v] == 0 {
			t.walk(v)
		}
	}
	return t.components
}

type tarjan struct {
	components
	down       []edge
	index, low []int32 // from 1 in the order of discovery; 0: not seen
	on         []bool
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
		t.on[u], t.of[u] = false, int32(t.count)
		t.cyclic[u] = t.cyclic[u] || len(t.stack)-i > 1
	}
	t.stack = t.stack[:i]
	t.count++
}
