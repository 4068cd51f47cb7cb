package planner

import "testing"

// TestGapsNeverImprove: whatever is said to be missing, no group is ready that
// is not ready without the gap, and none is ready in a state or with an action
// that is not known.
func TestGapsNeverImprove(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		calm := map[string]Readiness{}
		for _, g := range randomTenant(t, seed).plan().Groups {
			calm[g.ID] = g.Readiness
		}
		for _, w := range gapWeights() {
			for _, source := range []string{"entra", "ad:contoso.com"} {
				b := randomTenant(t, seed)
				b.gap(source, w.kind)
				for _, g := range b.plan().Groups {
					if g.Readiness != Ready {
						continue
					}
					if calm[g.ID] != Ready {
						t.Errorf("seed %d, %s %s: %s is ready, was %q", seed, source, w.kind, g.ID, calm[g.ID])
					}
					if g.Writeback.State == StateUnknown && g.Disposition != NotInPlan {
						t.Errorf("seed %d, %s %s: %s is ready, and its state is not known", seed, source, w.kind, g.ID)
					}
				}
			}
		}
	}
}
