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

// chunked is a list that grows without being copied.
type chunked[T any] struct {
	chunks [][]T
	n      int
}

const chunkLen = 1 << 7

func (c *chunked[T]) add(v T) {
	if c.n%chunkLen == 0 {
		c.chunks = append(c.chunks, make([]T, 0, chunkLen))
	}
	last := len(c.chunks) - 1
	c.chunks[last] = append(c.chunks[last], v)
	c.n++
}

func (c *chunked[T]) at(i int32) *T { return &c.chunks[i/chunkLen][i%chunkLen] }

// sorted empties the list into one slice in the order that compare gives.
func (c *chunked[T]) sorted(compare func(a, b *T) int) []T {
	order := make([]int32, c.n)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return compare(c.at(a), c.at(b)) })
	out := make([]T, 0, c.n)
	for _, i := range order {
		out = append(out, *c.at(i))
	}
	*c = chunked[T]{}
	return out
}

// sortedSet sorts the list in place and drops what stands in it twice.
func sortedSet[T ~uint32](l []T) []T {
	slices.Sort(l)
	return slices.Compact(l)
}
