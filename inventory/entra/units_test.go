package entra

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"gwbplan/inventory"
)

// TestUnits pins the documented costs (F108).
func TestUnits(t *testing.T) {
	for link, want := range map[string]int{
		"/v1.0/groups": 1, "/beta/groups?$select=id&$top=999": 1, "/beta/groups?$select=id&$expand=members($select=id)": 1,
		"/beta/groups?$expand=members": 2, "/beta/groups/delta?$select=id,members": 1,
		"/beta/groups/x/members": 3, "/beta/groups/x/members?%24select=id&%24top=999": 2, "/beta/groups/x/members?$select=id&$top=5": 1,
		"/v1.0/groups/x/members/$count": 3, "/v1.0/groups/x/owners": 1,
		"/v1.0/users?$select=id": 1, "/v1.0/users": 2, "/proxy/v1.0/groups/x/members": 3, "/v1.0/organization": 1,
	} {
		u, err := url.Parse("https://graph.microsoft.com" + link)
		if err != nil {
			t.Fatal(err)
		}
		if got := unitsOf(u); got != want {
			t.Errorf("%s costs %d, want %d", link, got, want)
		}
	}
}

func TestWindowUnits(t *testing.T) {
	for users, want := range map[int]int{0: 3500, 49: 3500, 50: 5000, 500: 5000, 501: 8000} {
		if got := windowUnitsFor(users); got != want {
			t.Errorf("%d users: %d units, want %d", users, got, want)
		}
	}
}

// still is a clock that only a sleep moves.
type still struct {
	systemClock
	now time.Time
}

func (s *still) Now() time.Time { return s.now }

func (s *still) Sleep(ctx context.Context, d time.Duration) error {
	s.now = s.now.Add(d)
	return ctx.Err()
}

// TestThePacerGoesByTheAnswers: what is charged counts, and not what was
// expected; above four fifths of the budget it slows down; a pause empties it.
func TestThePacerGoesByTheAnswers(t *testing.T) {
	clock := &still{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	p := newPacer(clock, &counts{}, 1)
	ask := func(units int) time.Duration {
		before := clock.now
		if err := p.enter(t.Context(), units); err != nil {
			t.Fatal(err)
		}
		p.leave(units)
		return clock.now.Sub(before)
	}
	if d := ask(7000); d != 0 {
		t.Errorf("within the budget it waits %v", d)
	}
	p.correct(7000, 100)
	if d := ask(7000); d != 0 {
		t.Errorf("what was not charged is waited for: %v", d)
	}
	if d := ask(400); d < 200*time.Millisecond || d > time.Second {
		t.Errorf("beyond the budget it waits %v", d)
	}
	clock.now = clock.now.Add(time.Minute)
	p.heed(http.Header{"X-Ms-Throttle-Limit-Percentage": {"0.95"}})
	if d := ask(400); d < 900*time.Millisecond || d > 1100*time.Millisecond {
		t.Errorf("at 0.95 of the budget it waits %v", d)
	}
	p.heed(http.Header{"X-Ms-Throttle-Limit-Percentage": {"often"}})
	p.pause(7 * time.Second)
	if d := ask(1); d < 7*time.Second || d > 8*time.Second {
		t.Errorf("after a pause of 7 s it waits %v", d)
	}
}

// TestPlannedCost pins the formulas by tenants that are easy to reckon.
func TestPlannedCost(t *testing.T) {
	for _, c := range []struct {
		counts  TenantCounts
		members bool
		want    []PlannedWay
	}{
		{TenantCounts{Groups: 999}, false, []PlannedWay{{inventory.MembersByList, 17, 17, 5}}},
		{TenantCounts{Groups: 1000, Synced: 400, Unified: 100}, true, []PlannedWay{{inventory.MembersByList, 16 + 2 + 5 + 25, 16 + 2 + 300 + 1000, 6}}},
		{TenantCounts{Groups: 21998, Users: 3000}, true, []PlannedWay{
			{inventory.MembersByDelta, 16 + 23 + 100 + 20 + 400 + 10, 16 + 23 + 2*1998 + 2*400 + 400 + 200, 27},
			{inventory.MembersByExpand, 16 + 23 + 100 + 20 + 67, 16 + 23 + 2*1998 + 2*400 + 1334, 27},
			{inventory.MembersByList, 16 + 23 + 1100, 16 + 23 + 2*21998, 27},
		}},
	} {
		got := planWays(c.counts, c.members)
		if len(got) != len(c.want) {
			t.Fatalf("%+v: %+v", c.counts, got)
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%+v: %+v, want %+v", c.counts, got[i], c.want[i])
			}
		}
	}
	w := PlannedWay{Requests: 1139, Units: 44035, chain: 27}
	if got := w.Takes(8000).Round(time.Second); got != 45*time.Second {
		t.Errorf("44,035 units take %v", got)
	}
}
