package entra

import (
	"context"
	"fmt"
	"time"

	"gwbplan/inventory"
)

// TenantCounts are what a reading's cost depends on.
type TenantCounts struct {
	// Groups are all live ones; Synced and Unified those of them that AD owns,
	// which are listed only, and Microsoft 365 groups, whose members are counted.
	Groups, Synced, Unified int
	// Users are 0 where they could not be counted.
	Users int
}

// CostPlan is what a reading is going to cost by each way to read members.
type CostPlan struct {
	Counts TenantCounts
	// Units is the budget of ten seconds that a tenant of this size has (F108).
	Units int
	Ways  []PlannedWay
}

// PlannedWay is the cost of a reading by one way.
type PlannedWay struct {
	Strategy inventory.MemberStrategy
	// Requests are those on the wire, Units the resource units of everything.
	Requests, Units int
	// chain is the longest row of requests that wait for one another.
	chain int
}

// The plan assumes that an answer takes so long, and that Graph's documented
// page of 999 holds each group's members.
const plannedLatency = 300 * time.Millisecond

// smallRequests are those about the tenant, its jobs and deleted groups.
const smallRequests = 16

// PlanCost counts what is there and plans what reading it costs. It reads
// nothing but counts.
func (c *Collector) PlanCost(ctx context.Context) (*CostPlan, error) {
	p := &CostPlan{}
	for _, q := range []struct {
		list, filter string
		into         *int
	}{
		{"groups", "", &p.Counts.Groups},
		{"groups", "onPremisesSyncEnabled eq true", &p.Counts.Synced},
		{"groups", "groupTypes/any(c:c eq 'Unified')", &p.Counts.Unified},
	} {
		var err error
		if *q.into, err = c.countOf(ctx, q.list, q.filter); err != nil {
			return nil, fmt.Errorf("counting the tenant's groups: %w", err)
		}
	}
	users, err := c.countOf(ctx, "users", "")
	failed, err := asFailure(err)
	if err != nil {
		return nil, fmt.Errorf("counting the tenant's users: %w", err)
	}
	p.Counts.Users, p.Units = users, windowUnitsFor(users)
	if failed != nil {
		p.Units = windowUnits()[0]
	}
	p.Ways = planWays(p.Counts, c.cfg.Members != WantNone)
	return p, nil
}

// planWays plans each way. Members are read by plain lists first, whatever way
// is taken then.
func planWays(n TenantCounts, members bool) []PlannedWay {
	pages := upTo(n.Groups, maxPageSize)
	base := PlannedWay{Requests: smallRequests + pages, Units: smallRequests + pages, chain: smallRequests/4 + pages}
	if !members {
		base.Strategy = inventory.MembersByList
		return []PlannedWay{base}
	}
	listed := max(0, n.Groups-n.Synced-n.Unified)
	base.Requests += upTo(n.Unified, batchSize)
	base.Units += 3 * n.Unified
	plain := base.plus(inventory.MembersByList, upTo(listed, batchSize), 2*listed)
	if listed <= 2*maxPageSize {
		return []PlannedWay{plain}
	}
	rest := listed - 2*maxPageSize
	first := base.plus("", upTo(2*maxPageSize, batchSize), 2*2*maxPageSize)
	spots := upTo(rest, spotShare)
	first = first.plus("", upTo(spots, batchSize), 2*spots)
	facts := upTo(n.Users, filterIDs)
	return []PlannedWay{
		first.plus(inventory.MembersByDelta, upTo(rest, probeSize)+upTo(facts, batchSize), upTo(rest, probeSize)+facts),
		first.plus(inventory.MembersByExpand, upTo(rest, filterIDs*batchSize), upTo(rest, filterIDs)),
		plain,
	}
}

func upTo(n, size int) int { return (n + size - 1) / size }

func (w PlannedWay) plus(s inventory.MemberStrategy, requests, units int) PlannedWay {
	w.Strategy = s
	w.Requests += requests
	w.Units += units
	return w
}

// Takes is how long the reading takes under a budget of ten seconds: as long
// as the units, the longest chain of requests, or all of them side by side do.
func (w PlannedWay) Takes(budget int) time.Duration {
	units := time.Duration(float64(max(0, w.Units-budget)) / float64(budget) * float64(window))
	return max(units, time.Duration(w.chain)*plannedLatency, time.Duration(upTo(w.Requests, 32))*plannedLatency)
}

// Budgets are the documented budgets of ten seconds by the size of a tenant,
// the largest first.
func Budgets() []int { return windowUnits() }
