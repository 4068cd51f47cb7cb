package entra

import (
	"context"
	"sync"
)

// ordered runs do for 0 … n-1 on a bounded number of workers and hands the
// results to take in that order, whatever the order in which they come. Few
// results wait at a time, so that memory does not grow with n.
func ordered[R any](ctx context.Context, n, workers int, do func(context.Context, int) (R, error), take func(int, R) error) error {
	type result struct {
		r   R
		err error
	}
	var running sync.WaitGroup
	defer running.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	results := make([]chan result, n)
	slots := make(chan struct{}, workers)
	start := func(i int) {
		out := make(chan result, 1)
		results[i] = out
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			r, err := do(ctx, i)
			out <- result{r, err}
		})
	}
	for i, started := 0, 0; i < n; i++ {
		for ; started < min(n, i+4*workers); started++ {
			start(started)
		}
		out := <-results[i]
		results[i] = nil
		if out.err != nil {
			return out.err
		}
		if err := take(i, out.r); err != nil {
			return err
		}
	}
	return nil
}
