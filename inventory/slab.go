package inventory

import "slices"

// slab cuts many short slices out of few large ones, so that a list costs its
// elements and no allocation of its own.
type slab[T any] struct {
	free []T
	size int
}

const (
	firstSlab = 1 << 8
	lastSlab  = 1 << 18
)

// take returns n elements that nobody else has.
func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if n > len(s.free) {
		s.size = min(max(firstSlab, s.size*2), lastSlab)
		s.free = make([]T, max(n, s.size))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// sortLarge sorts a list of large values in the order that compare gives. It
// moves each value once, and needs no room for a second list.
func sortLarge[T any](list []T, compare func(a, b *T) int) []T {
	order := make([]int32, len(list))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return compare(&list[a], &list[b]) })
	const moved = -1
	for start := range order {
		if order[start] == moved {
			continue
		}
		first, to := list[start], start
		for from := int(order[to]); from != start; from = int(order[to]) {
			list[to], order[to] = list[from], moved
			to = from
		}
		list[to], order[to] = first, moved
	}
	return list
}

// sortedSet sorts the list in place and drops what stands in it twice.
func sortedSet[T ~uint32](l []T) []T {
	slices.Sort(l)
	return slices.Compact(l)
}
