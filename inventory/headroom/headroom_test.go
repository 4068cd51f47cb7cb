package headroom

import (
	"errors"
	"runtime"
	"runtime/debug"
	"testing"
)

var kept []byte // so that what is allocated is not on the stack

// collections is how often the collector runs while n MB of garbage are made.
func collections(n int) uint32 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range n {
		kept = make([]byte, 1<<20)
	}
	runtime.ReadMemStats(&after)
	return after.NumGC - before.NumGC
}

// TestWhile: little is in use here, so that the collector leaves 64 MB alone
// between two runs, and runs all the same.
func TestWhile(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(77))
	without, within := collections(640), uint32(0)
	err := While(func() error {
		within = collections(640)
		return errors.ErrUnsupported
	})
	if !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("error %v, want the function's own", err)
	}
	if within == 0 || within > 640/64+1 || without < 5*within { // on a busy machine one takes long, and much is made meanwhile
		t.Errorf("%d collections for 640 MB without headroom, %d with it", without, within)
	}
	if percent := debug.SetGCPercent(77); percent != 77 {
		t.Errorf("afterwards the percentage is %d, want the former one", percent)
	}
}
