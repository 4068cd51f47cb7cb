package entra

import (
	"context"

	"gwbplan/inventory"
)

// part is one part of the reading.
type part func(context.Context, inventory.Sink) error

// kept is a sink for a part that is read ahead of its turn.
type kept struct{ records []inventory.Record }

// Put keeps the record.
func (k *kept) Put(r inventory.Record) error {
	k.records = append(k.records, r)
	return nil
}

// handOver passes on what was kept.
func (k *kept) handOver(_ context.Context, sink inventory.Sink) error {
	for _, r := range k.records {
		if err := sink.Put(r); err != nil {
			return err
		}
	}
	return nil
}

// together reads short parts at the same time as rest, which waits with its
// first record until theirs are handed over, in their order. A part's error
// ends everything; it comes before one of rest, which may follow from it.
func together(ctx context.Context, sink inventory.Sink, short []part, rest part) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ahead := make([]kept, len(short))
	done := make(chan error, 1)
	go func() {
		err := atOnce(ctx, len(short), func(ctx context.Context, i int) error { return short[i](ctx, &ahead[i]) })
		if err != nil {
			cancel()
		}
		done <- err
	}()
	after := &behind{sink: sink, first: func() error {
		if err := <-done; err != nil {
			return err
		}
		for i := range ahead {
			if err := ahead[i].handOver(ctx, sink); err != nil {
				return err
			}
		}
		return nil
	}}
	err := rest(ctx, after)
	if early := after.ready(); early != nil {
		return early
	}
	return err
}

// behind is a sink that does something before its first record.
type behind struct {
	sink  inventory.Sink
	first func() error
	err   error
}

// Put hands the record on.
func (b *behind) Put(r inventory.Record) error {
	if err := b.ready(); err != nil {
		return err
	}
	return b.sink.Put(r)
}

func (b *behind) ready() error {
	if first := b.first; first != nil {
		b.first = nil
		b.err = first()
	}
	return b.err
}
