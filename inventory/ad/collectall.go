package ad

import (
	"context"
	"sync"

	"gwbplan/inventory"
)

// sourcesAtOnce is how many sources are read at the same time.
const sourcesAtOnce = 4

// CollectAll is [Source.Collect] for several sources at once. What they show
// comes in the order of the sources, whichever answers first: begin is called
// before the first record of a source and names the sink for its records. An
// error is that of the first source that has one, and ends all of them.
func CollectAll(ctx context.Context, sources []Source, begin func(source int) inventory.Sink) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	queues := make([]*queue, len(sources))
	room := make(chan struct{}, sourcesAtOnce)
	for i, s := range sources {
		queues[i] = newQueue()
		running.Go(func() {
			room <- struct{}{}
			queues[i].end(s.Collect(ctx, queues[i]))
			<-room
		})
	}
	for i, q := range queues {
		if err := q.drain(begin(i)); err != nil {
			return err
		}
	}
	return nil
}

// queue is a sink that keeps the records of a source until it is their turn.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond
	records []inventory.Record
	ended   bool
	err     error
}

func newQueue() *queue {
	q := &queue{}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// Put keeps the record.
func (q *queue) Put(r inventory.Record) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.records = append(q.records, r)
	q.changed.Signal()
	return nil
}

func (q *queue) end(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended, q.err = true, err
	q.changed.Signal()
}

// take waits for records; ended: there will be no more.
func (q *queue) take() (records []inventory.Record, ended bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.records) == 0 && !q.ended {
		q.changed.Wait()
	}
	records, q.records = q.records, nil
	return records, q.ended, q.err
}

// drain hands all records to the sink and returns what the source ended with.
func (q *queue) drain(sink inventory.Sink) error {
	for {
		records, ended, err := q.take()
		for _, r := range records {
			if err := sink.Put(r); err != nil {
				return err
			}
		}
		if ended {
			return err
		}
	}
}
