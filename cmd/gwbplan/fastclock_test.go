package main

import (
	"context"
	"sync"
	"time"
)

// fastClock lets time pass only where somebody waits, and then at once. What an
// attempt may take passes when a server says that it keeps silent.
type fastClock struct {
	mu   sync.Mutex
	now  time.Time
	open map[*attempt]bool
}

func newFastClock() *fastClock {
	return &fastClock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), open: map[*attempt]bool{}}
}

func (c *fastClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fastClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	c.now = c.now.Add(d)
	c.mu.Unlock()
	return ctx.Err()
}

// attempt is the context of one attempt. Its channel is its own, so that whoever
// derives a context from it asks it for the error.
type attempt struct {
	context.Context
	done chan struct{}
	once sync.Once
	err  error
}

func (a *attempt) Done() <-chan struct{} { return a.done }

func (a *attempt) Err() error {
	select {
	case <-a.done:
		return a.err
	default:
		return nil
	}
}

func (a *attempt) end(err error) {
	a.once.Do(func() {
		a.err = err
		close(a.done)
	})
}

func (c *fastClock) WithTimeout(ctx context.Context, _ time.Duration) (context.Context, context.CancelFunc) {
	a := &attempt{Context: ctx, done: make(chan struct{})}
	stop := context.AfterFunc(ctx, func() { a.end(ctx.Err()) })
	c.mu.Lock()
	c.open[a] = true
	c.mu.Unlock()
	return a, func() {
		stop()
		a.end(context.Canceled)
		c.mu.Lock()
		delete(c.open, a)
		c.mu.Unlock()
	}
}

// elapse ends every attempt that is under way: its time is over.
func (c *fastClock) elapse() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for a := range c.open {
		a.end(context.DeadlineExceeded)
	}
}
