package ad

import (
	"errors"
	"fmt"
	"syscall"
	"testing"
)

// A reset connection has another number on Windows than package syscall says.
func TestResetInTheHandshake(t *testing.T) {
	for _, number := range []syscall.Errno{syscall.ECONNRESET, 10054} {
		var got *Error
		if err := tlsError("connecting", "dc1", fmt.Errorf("read tcp: %w", number)); !errors.As(err, &got) || got.Reason != ConnectionCut {
			t.Errorf("%d: %v", number, err)
		}
	}
}
