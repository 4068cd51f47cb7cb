package entra

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// atOnce runs do for 0 … n-1, all at the same time: how many requests are
// under way is the pacer's to say. The first error ends the others.
func atOnce(ctx context.Context, n int, do func(context.Context, int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for i := range n {
		g.Go(func() error { return do(ctx, i) })
	}
	return g.Wait()
}

// pipe runs do for everything that produce hands on, for at most depth of them
// at a time, and gives the results to take in the order of production. An error
// of produce is returned when everything before it has been taken; one of do or
// take ends the rest.
func pipe[In, Out any](ctx context.Context, depth int, produce func(context.Context, func(In) error) error,
	do func(context.Context, In) (Out, error), take func(Out) error) error {
	type result struct {
		out Out
		err error
	}
	g, ctx := errgroup.WithContext(ctx)
	queue := make(chan chan result, depth-1)
	var produced error
	g.Go(func() error {
		defer close(queue)
		produced = produce(ctx, func(in In) error {
			done := make(chan result, 1)
			select {
			case queue <- done:
			case <-ctx.Done():
				return ctx.Err()
			}
			g.Go(func() error {
				out, err := do(ctx, in)
				done <- result{out, err}
				return err
			})
			return nil
		})
		return nil
	})
	g.Go(func() error {
		for done := range queue {
			r := <-done
			if r.err != nil {
				return r.err
			}
			if err := take(r.out); err != nil {
				return err
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return produced
}

// each hands on the items of a list.
func each[T any](items []T) func(context.Context, func(T) error) error {
	return func(_ context.Context, hand func(T) error) error {
		for _, item := range items {
			if err := hand(item); err != nil {
				return err
			}
		}
		return nil
	}
}
