package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"gwbplan/fixtures"
)

// The fault matrix disturbs every request of a run in every way, once and for
// good. What passes must leave no trace; what stays must be a named gap or an
// error. An ordinary run takes a sample of it that is the same each time.

// envFullMatrix has the whole matrix run.
const envFullMatrix = "GWBPLAN_FULL_MATRIX"

// strike is one cell of the matrix.
type strike struct {
	name string
	// arm orders the fault; struck tells whether it was met.
	arm    func(*disturbed)
	struck func(*disturbed) bool
	// passes: the run must come to the calm result.
	passes bool
	// only is the exit code that it must end with, where that is certain.
	only int
}

// runMatrix carries the strikes out, each on a tenant at rest.
func runMatrix(t *testing.T, strikes []strike, stride int) {
	if os.Getenv(envFullMatrix) != "" {
		stride = 1
	}
	calm := startHandful(t).read(t)
	if calm.plan == nil || !calm.plan.Complete || len(calm.plan.Gaps) > 0 {
		t.Fatalf("the calm run is not whole: %s", calm.stderr)
	}
	t.Logf("%d strikes, one in %d is carried out", len(strikes), stride)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		t.Run(fmt.Sprint("worker ", w+1), func(t *testing.T) {
			t.Parallel()
			r := startHandful(t)
			for i := w * stride; i < len(strikes); i += workers * stride {
				r.suffer(t, calm, strikes[i])
			}
		})
	}
}

// startHandful runs the small tenant over pages of three rows and four entries.
func startHandful(t *testing.T) *disturbed { return disturb(t, fixtures.Handful(), sizes{3, 4, 2}) }

// calm takes all faults back and forgets what was asked.
func (d *disturbed) calm() {
	d.Graph.ClearFaults()
	d.Graph.ResetRequests()
	d.faultLDAP()
	for _, s := range d.LDAP {
		s.ResetRequests()
	}
}

func (d *disturbed) suffer(t *testing.T, calm reading, s strike) {
	t.Helper()
	d.calm()
	s.arm(d)
	got := d.read(t)
	switch {
	case !s.struck(d):
		t.Errorf("%s: the fault was never met", s.name)
	case s.passes && (got.code != calm.code || !bytes.Equal(got.text, calm.text)):
		t.Errorf("%s: passing, and it left a trace: exit code %d, gaps %v, %s", s.name, got.code, newGapsOf(calm, got), got.stderr)
	case s.only != 0 && got.code != s.only:
		t.Errorf("%s: exit code %d, want %d", s.name, got.code, s.only)
	default:
		for _, broken := range judge(calm, got) {
			t.Errorf("%s: %s", s.name, broken)
		}
	}
}

// newGapsOf is newGaps where there may be no plan.
func newGapsOf(calm, got reading) string {
	if got.plan == nil {
		return "(no plan)"
	}
	var all []string
	for _, g := range newGaps(calm, got) {
		all = append(all, fmt.Sprintf("%s %s %s: %s", g.Source, g.What, g.Subject, g.Why))
	}
	return strings.Join(all, "; ")
}
