package entra

import (
	"fmt"
	"syscall"
	"testing"
)

// A refused connection has another number on Windows than package syscall says.
func TestRefusedConnection(t *testing.T) {
	for _, number := range []syscall.Errno{syscall.ECONNREFUSED, 10061} {
		if got := networkFailure(fmt.Errorf("dial tcp: %w", number)); got.why != "connection refused" || !got.unreached {
			t.Errorf("%d: %+v", number, got)
		}
	}
}
