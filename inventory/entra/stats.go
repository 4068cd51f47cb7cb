package entra

import (
	"context"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// Stats is what the reading cost.
type Stats struct {
	// Requests counts every request sent, repeated ones too.
	Requests int64
	// Answers counts the answers that came from Graph, refusals among them.
	Answers int64
	// Throttled counts the answers 429.
	Throttled int64
	// Retries counts the requests that were sent again.
	Retries int64
	// Waited is the sum of all waits before a request was sent again, over
	// all workers.
	Waited time.Duration
	// ResourceUnits is the sum of x-ms-resource-unit (F108).
	ResourceUnits int64
}

type counts struct {
	requests, answers, throttled, retries, units, waited atomic.Int64
}

func (c *counts) note(res *http.Response) {
	if mediaType(res) == "application/json" || res.Header.Get("Request-Id") != "" {
		c.answers.Add(1)
	}
	if res.StatusCode == http.StatusTooManyRequests {
		c.throttled.Add(1)
	}
	if n, err := strconv.ParseInt(res.Header.Get("x-ms-resource-unit"), 10, 32); err == nil && n > 0 {
		c.units.Add(n)
	}
}

func (c *counts) sleep(ctx context.Context, clock Clock, d time.Duration) error {
	c.waited.Add(int64(d))
	return clock.Sleep(ctx, d)
}

func (c *counts) stats() Stats {
	return Stats{
		Requests:      c.requests.Load(),
		Answers:       c.answers.Load(),
		Throttled:     c.throttled.Load(),
		Retries:       c.retries.Load(),
		Waited:        time.Duration(c.waited.Load()),
		ResourceUnits: c.units.Load(),
	}
}
