package entra

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// Stats is what the reading cost.
type Stats struct {
	// Requests counts every request sent, repeated ones too; a batch is one.
	Requests int64
	// Inner counts the requests inside batches.
	Inner int64
	// Answers counts the answers that came from Graph, refusals among them.
	Answers int64
	// Throttled counts the answers 429, those inside batches too.
	Throttled int64
	// Retries counts the requests that were sent again.
	Retries int64
	// Waited is the sum of all waits before a request was sent again, over
	// all workers.
	Waited time.Duration
	// Paced is the sum of all waits for budget before a request was sent.
	Paced time.Duration
	// ResourceUnits is the sum of x-ms-resource-unit (F108).
	ResourceUnits int64
}

type counts struct {
	requests, inner, answers, throttled, retries, units, waited, paced atomic.Int64
}

func (c *counts) note(res *http.Response) {
	if mediaType(res) == "application/json" || res.Header.Get("Request-Id") != "" {
		c.answers.Add(1)
	}
	if res.StatusCode == http.StatusTooManyRequests {
		c.throttled.Add(1)
	}
}

func (c *counts) sleep(ctx context.Context, clock Clock, d time.Duration) error {
	c.waited.Add(int64(d))
	return clock.Sleep(ctx, d)
}

func (c *counts) stats() Stats {
	return Stats{
		Requests:      c.requests.Load(),
		Inner:         c.inner.Load(),
		Answers:       c.answers.Load(),
		Throttled:     c.throttled.Load(),
		Retries:       c.retries.Load(),
		Waited:        time.Duration(c.waited.Load()),
		Paced:         time.Duration(c.paced.Load()),
		ResourceUnits: c.units.Load(),
	}
}

// meter sums the resource units of some requests.
type meter struct{ units atomic.Int64 }

type meterKey struct{}

// metered has the requests under the context counted in m too.
func metered(ctx context.Context, m *meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

func meterOf(ctx context.Context) *meter {
	m, _ := ctx.Value(meterKey{}).(*meter)
	return m
}

func (m *meter) add(n int) {
	if m != nil {
		m.units.Add(int64(n))
	}
}
