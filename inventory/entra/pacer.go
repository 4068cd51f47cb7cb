package entra

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// window is the time that Graph's budget is for.
	window = 10 * time.Second
	// reserve is the part of the budget that stays unused: the clocks differ,
	// and other programs may use the same app.
	reserve = 0.1
	// tellingUse is how much must have been used before the reported part of the
	// budget tells which budget it is a part of.
	tellingUse = 1500
)

// pacer keeps all workers together within the budget that Graph gives one app
// in one tenant, and still while Graph asks for a pause: refused requests
// count against the budget too (F108). It starts from the largest documented
// budget and goes by what the answers say.
type pacer struct {
	clock  Clock
	counts *counts
	slots  chan struct{}

	mu sync.Mutex
	// bucket holds what may be spent at once; size is the budget of a window.
	bucket *rate.Limiter
	size   int
	// out are the units of requests that are under way, credit what was
	// reserved and not charged.
	out, credit int
	resume      time.Time
	last        time.Time
}

func newPacer(clock Clock, counts *counts, workers int) *pacer {
	p := &pacer{clock: clock, counts: counts, slots: make(chan struct{}, workers)}
	p.size = windowUnits()[0]
	p.bucket = rate.NewLimiter(p.rate(), p.burst())
	return p
}

func (p *pacer) rate() rate.Limit { return rate.Limit(float64(p.size) / window.Seconds() * 0.99) }

func (p *pacer) burst() int { return int(float64(p.size) * (1 - reserve)) }

// now never goes back: the limiter would give units out twice.
func (p *pacer) now() time.Time {
	if t := p.clock.Now(); t.After(p.last) {
		p.last = t
	}
	return p.last
}

// begin waits for one of the places of requests that are under way, those
// that wait for another attempt among them: a server that is sick must not
// have all of a tenant's requests waiting for it. It ends with <-p.slots.
func (p *pacer) begin(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// enter waits for the end of a pause and for the units.
func (p *pacer) enter(ctx context.Context, units int) error {
	p.mu.Lock()
	p.out += units
	p.mu.Unlock()
	if err := p.sitOut(ctx); err != nil {
		return err
	}
	if d := p.spend(units); d > 0 {
		p.counts.paced.Add(int64(d))
		if err := p.clock.Sleep(ctx, d); err != nil {
			return err
		}
	}
	return p.sitOut(ctx)
}

// leave is called behind enter, whatever came of it.
func (p *pacer) leave(units int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out -= units
}

// spend takes units out of the bucket and says how long it takes to earn them.
func (p *pacer) spend(units int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := max(0, units-p.credit)
	p.credit = max(0, p.credit-units)
	now := p.now()
	return p.bucket.ReserveN(now, min(n, p.bucket.Burst())).DelayFrom(now)
}

// fit takes the budget of a tenant with so many users.
func (p *pacer) fit(users int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.resize(p.now(), min(p.size, windowUnitsFor(users)))
}

// resize is called with the lock held.
func (p *pacer) resize(now time.Time, size int) {
	if size == p.size {
		return
	}
	spent := float64(p.burst()) - p.bucket.TokensAt(now)
	p.size = size
	p.bucket.SetLimitAt(now, p.rate())
	p.bucket.SetBurstAt(now, p.burst())
	p.lower(now, float64(p.burst())-spent)
}

// correct settles the difference between what was reserved and what was charged.
func (p *pacer) correct(reserved, charged int) {
	if charged > reserved {
		p.spend(charged - reserved)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.credit = min(p.credit+reserved-charged, p.size)
}

// pause keeps everybody from sending for so long. Whoever is told so has used
// the budget up.
func (p *pacer) pause(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if t := now.Add(d); t.After(p.resume) {
		p.resume = t
	}
	p.lower(now, 0)
}

// sitOut waits for the end of the pause.
func (p *pacer) sitOut(ctx context.Context) error {
	for {
		p.mu.Lock()
		d := p.resume.Sub(p.clock.Now())
		p.mu.Unlock()
		if d <= 0 {
			return ctx.Err()
		}
		if err := p.counts.sleep(ctx, p.clock, d); err != nil {
			return err
		}
	}
}

// heed slows down by what an answer says of the budget.
func (p *pacer) heed(h http.Header) {
	used, ok := usedIn(h)
	if !ok {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	p.refit(now, used)
	p.lower(now, (1-used-reserve)*float64(p.size)-float64(p.out))
}

// refit takes the largest documented budget of which what was used so far can
// be the part that the answer says. It never grows again within a run.
func (p *pacer) refit(now time.Time, used float64) {
	mine := float64(p.burst()) - p.bucket.TokensAt(now)
	if mine < tellingUse {
		return
	}
	sizes := windowUnits()
	fits := func(size int) bool { return size <= p.size && mine/used >= 0.9*float64(size) }
	if i := slices.IndexFunc(sizes, fits); i >= 0 {
		p.resize(now, sizes[i])
		return
	}
	p.resize(now, sizes[len(sizes)-1])
}

// lower leaves no more in the bucket than level.
func (p *pacer) lower(now time.Time, level float64) {
	// One reservation takes no more than a full bucket.
	for excess := int(p.bucket.TokensAt(now) - level); excess > 0; excess -= p.bucket.Burst() {
		p.bucket.ReserveN(now, min(excess, p.bucket.Burst()))
	}
}
