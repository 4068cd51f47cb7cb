package entra_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gwbplan/inventory"
)

// clock passes time only when somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 10, 2, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// sink keeps what it is given.
type sink struct{ records []inventory.Record }

func (s *sink) Put(r inventory.Record) error {
	s.records = append(s.records, r)
	return nil
}

func (s *sink) gaps() (all []inventory.Gap) {
	for _, r := range s.records {
		if g, ok := r.(*inventory.Gap); ok {
			all = append(all, *g)
		}
	}
	return all
}

// gap returns the one gap of a kind, or fails.
func (s *sink) gap(t *testing.T, what inventory.GapKind) inventory.Gap {
	t.Helper()
	all := s.gaps()
	all = slices.DeleteFunc(all, func(g inventory.Gap) bool { return g.What != what })
	if len(all) != 1 {
		t.Fatalf("%d gaps %s, want 1; all gaps: %+v", len(all), what, s.gaps())
	}
	return all[0]
}

func (s *sink) group(t *testing.T, id string) *inventory.CloudGroupRecord {
	t.Helper()
	for _, r := range s.records {
		if g, ok := r.(*inventory.CloudGroupRecord); ok && g.ID.String() == id {
			return g
		}
	}
	t.Fatalf("group %s is not among the records", id)
	return nil
}

func of[R inventory.Record](s *sink) (all []R) {
	for _, r := range s.records {
		if v, ok := r.(R); ok {
			all = append(all, v)
		}
	}
	return all
}

func (s *sink) lines() string {
	var b strings.Builder
	for _, r := range s.records {
		j, _ := json.Marshal(r)
		fmt.Fprintf(&b, "%T %s\n", r, j)
	}
	return b.String()
}

type groupRecord = inventory.CloudGroupRecord

// sortedLines are the facts, in no order of reading. Where Graph tells the
// changes is none.
func sortedLines(s *sink) []string {
	all := slices.DeleteFunc(strings.Split(s.lines(), "\n"), func(line string) bool { return strings.HasPrefix(line, "*inventory.DeltaLink ") })
	slices.Sort(all)
	return all
}
