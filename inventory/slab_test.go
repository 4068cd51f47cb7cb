package inventory

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSortLarge(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		list := make([]int, n)
		for i := range list {
			list[i] = r.IntN(n)
		}
		want := slices.Sorted(slices.Values(list))
		if got := sortLarge(list, func(a, b *int) int { return cmp.Compare(*a, *b) }); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}
