package entra

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	kiota "github.com/microsoft/kiota-http-go"
)

const (
	// maxAttempts is for servers and connections that fail. Being throttled is
	// no failure and does not count: a request of a busy tenant meets both.
	maxAttempts = 8
	// maxUnheard is for a server that does not answer at all, since each
	// attempt may wait for its timeout.
	maxUnheard = 5
	// maxWait is how long one request waits in all. It alone ends a request
	// that is throttled, where waiting is what the server asks for.
	maxWait = 15 * time.Minute
	// sickServer is how many requests in a row must have been given up before
	// the next ones get a single attempt each; throttled ones are counted by
	// themselves.
	sickServer = 20
	// deadServer is how many in a row must have got no answer at all before no
	// further one is sent: each would wait for its timeout, and a tenant has
	// very many.
	deadServer = 2 * sickServer
)

// retrier sends a request until a usable answer is there or nothing more is to
// be hoped for. It reads every body to its end and closes it, because an
// unread one holds its connection, and it keeps all workers from asking while
// Graph wants a pause: rejected requests count against the budget too.
type retrier struct {
	clock   Clock
	log     *slog.Logger
	timeout time.Duration
	pace    *pacer
	givenUp atomic.Int64
	// starved and unheard count those that were throttled to their end, and
	// those that got no answer.
	starved, unheard atomic.Int64
	counts           counts
}

// Intercept is called by kiota's pipeline.
func (r *retrier) Intercept(p kiota.Pipeline, next int, req *http.Request) (*http.Response, error) {
	body, err := takeBody(req)
	if err != nil {
		return nil, err
	}
	if err := r.pace.begin(req.Context()); err != nil {
		return nil, err
	}
	defer func() { <-r.pace.slots }()
	var waited time.Duration
	for attempt, failed := 1, 0; ; attempt++ {
		if r.unheard.Load() >= deadServer {
			return nil, &failure{why: "no answer in time", unreached: true}
		}
		res, fail, err := r.paced(p, next, req, body)
		if err := cmp.Or(req.Context().Err(), err); err != nil {
			return nil, err
		}
		if fail == nil {
			r.givenUp.Store(0)
			r.starved.Store(0)
			r.unheard.Store(0)
			return res, nil
		}
		if fail.status != http.StatusTooManyRequests {
			failed++
		}
		wait, again := r.again(attempt, failed, res, fail)
		if waited += wait; !again || waited > maxWait {
			return r.giveUp(req, res, fail)
		}
		r.counts.retries.Add(1)
		r.log.Debug("graph request will be sent again", "path", req.URL.Path, "attempt", attempt, "why", fail.why, "wait", wait)
		if shared(res) {
			r.pace.pause(wait)
			continue
		}
		if err := r.counts.sleep(req.Context(), r.clock, wait); err != nil {
			return nil, err
		}
	}
}

// shared reports whether the answer is about all requests and not about one.
func shared(res *http.Response) bool {
	return res != nil && (res.StatusCode == http.StatusTooManyRequests ||
		res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") != "")
}

// again says whether to try once more after so many attempts, of which failed
// met no throttling, and how long to wait before.
func (r *retrier) again(attempt, failed int, res *http.Response, fail *failure) (time.Duration, bool) {
	givenUp, limit := r.givenUp.Load(), maxAttempts
	switch {
	case fail.status == http.StatusTooManyRequests:
		givenUp, limit = r.starved.Load(), math.MaxInt
	case fail.unreached:
		limit = maxUnheard
	}
	if !fail.retry || givenUp >= sickServer || failed >= limit {
		return 0, false
	}
	wait := backoff(attempt)
	if res != nil {
		if asked := retryAfter(res.Header, r.clock.Now()); asked > 0 {
			wait = asked
		}
	}
	return wait, true
}

// giveUp returns an HTTP answer as it is, for kiota to map, and anything else
// as a failure.
func (r *retrier) giveUp(req *http.Request, res *http.Response, fail *failure) (*http.Response, error) {
	if fail.retry {
		r.givenUp.Add(1)
	}
	if fail.status == http.StatusTooManyRequests {
		r.starved.Add(1)
	}
	if fail.unreached {
		r.unheard.Add(1)
	} else {
		r.unheard.Store(0)
	}
	r.log.Debug("graph request failed", "path", req.URL.Path, "why", fail.why)
	if res != nil && res.StatusCode >= 400 {
		return res, nil
	}
	return nil, fail
}

// paced makes one attempt when there is budget for it, and notes what it cost.
func (r *retrier) paced(p kiota.Pipeline, next int, req *http.Request, body []byte) (*http.Response, *failure, error) {
	units := unitsFor(req)
	defer r.pace.leave(units)
	if err := r.pace.enter(req.Context(), units); err != nil {
		return nil, nil, err
	}
	res, fail := r.once(p, next, req, body)
	if res != nil {
		r.noteCost(req.Context(), res.Header, units)
	}
	return res, fail, nil
}

// noteCost takes note of what an answer says of its cost and of the budget.
func (r *retrier) noteCost(ctx context.Context, h http.Header, reserved int) {
	if charged, ok := unitsIn(h); ok {
		r.counts.units.Add(int64(charged))
		meterOf(ctx).add(charged)
		r.pace.correct(reserved, charged)
	}
	r.pace.heed(h)
}

// once makes one attempt. The answer it returns is whole and in memory.
func (r *retrier) once(p kiota.Pipeline, next int, req *http.Request, body []byte) (*http.Response, *failure) {
	ctx, cancel := r.clock.WithTimeout(req.Context(), r.timeout)
	defer cancel()
	attempt := req.Clone(ctx)
	if body != nil {
		attempt.Body = io.NopCloser(bytes.NewReader(body))
		attempt.ContentLength = int64(len(body))
	}
	// Graph throttles what is marked so before the tenant's own users.
	attempt.Header.Set("x-ms-throttle-priority", "low")
	r.counts.requests.Add(1)
	res, err := p.Next(attempt, next)
	if err != nil {
		return nil, networkFailure(err)
	}
	r.counts.note(res)
	return buffer(res, wantsText(req.Context()))
}

func takeBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(req.Body)
}

// backoff is 1, 2, 4 … 64 seconds. It has no jitter: the pause after a 429 is
// shared, so that workers do not run into it one by one.
func backoff(attempt int) time.Duration { return time.Second << min(attempt-1, 6) }

// retryAfter reads both forms of the header: seconds and an HTTP date. A date
// is taken relative to the answer's own, since the clocks may differ.
func retryAfter(h http.Header, now time.Time) time.Duration {
	asked := h.Get("Retry-After")
	if s, err := strconv.Atoi(asked); err == nil {
		return time.Duration(min(max(s, 0), int(2*maxWait/time.Second))) * time.Second
	}
	t, err := http.ParseTime(asked)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return t.Sub(now)
}
