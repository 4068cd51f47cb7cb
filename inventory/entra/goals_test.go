package entra_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
)

// TestGoalsInSimulatedTime reads tenants of the sizes of docs/benchmarks.md
// where only the latency and the quota take time, so that the figures are the
// same on every machine. It takes a minute of processor time and therefore
// runs only with GWBPLAN_LARGE set; an ordinary run has the smaller tenants of
// the tests beside it.
func TestGoalsInSimulatedTime(t *testing.T) {
	if os.Getenv("GWBPLAN_LARGE") == "" {
		t.Skip("set GWBPLAN_LARGE to run it")
	}
	const ms = time.Millisecond
	for _, c := range []struct {
		groups int
		opts   graphsim.Options
		goal   time.Duration
	}{
		{2000, graphsim.Options{Latency: 80 * ms}, time.Second},
		{20000, graphsim.Options{Latency: 80 * ms}, 6 * time.Second},
		{5000, graphsim.Options{Latency: 400 * ms}, 8 * time.Second},
		{5000, graphsim.Options{Latency: 400 * ms, NoDelta: true}, 8 * time.Second},
		{20000, graphsim.Options{Latency: 80 * ms, Quota: &graphsim.Quota{Units: 8000}}, 45 * time.Second},
		{20000, graphsim.Options{Latency: 80 * ms, Quota: &graphsim.Quota{Units: 8000}, NoDelta: true}, 45 * time.Second},
		{20000, graphsim.Options{Latency: 80 * ms, Quota: &graphsim.Quota{Units: 8000, Fixed: true}, NoDelta: true}, 60 * time.Second},
	} {
		t.Run(fmt.Sprintf("%dx20 at %v no delta %v quota %+v", c.groups, c.opts.Latency, c.opts.NoDelta, c.opts.Quota), func(t *testing.T) {
			o := readLarge(t, largeTenant(c.groups, 20, max(600, c.groups/2)), c.opts)
			o.wantAll(t, c.groups, 20)
			if o.took > c.goal || o.share429() > 0.01 {
				t.Errorf("took %v, want %v; %.2f%% throttled", o.took, c.goal, 100*o.share429())
			}
		})
	}
}
