package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"gwbplan/inventory/entra"
)

// planCost prints what reading the tenant is going to cost.
func (c *command) planCost(ctx context.Context, f *sourceFlags) error {
	if !f.graph() {
		return usagef("--cost is about Microsoft Graph; name --tenant too")
	}
	g := &gatherer{command: c, flags: f, cloudSide: newCloudWatch(), gaps: &gapWatch{}}
	graph, err := g.openGraph()
	if err != nil {
		return err
	}
	defer graph.Close()
	plan, err := graph.PlanCost(ctx)
	if err != nil {
		return err
	}
	return writeCost(c.Out, plan)
}

func writeCost(w io.Writer, p *entra.CostPlan) error {
	n := p.Counts
	fmt.Fprintf(w, "%d groups: %d synced from AD (listed), %d Microsoft 365 (members counted), %d others (members read, at the most)\n",
		n.Groups, n.Synced, n.Unified, max(0, n.Groups-n.Synced-n.Unified))
	fmt.Fprintf(w, "%s, so that Graph grants %d resource units in ten seconds\n\n", usersCounted(n.Users), p.Units)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "members by\trequests\tresource units\t")
	for _, budget := range entra.Budgets() {
		fmt.Fprintf(t, "time at %d\t", budget)
	}
	fmt.Fprintln(t)
	for _, way := range p.Ways {
		fmt.Fprintf(t, "%s\t%d\t%d\t", way.Strategy, way.Requests, way.Units)
		for _, budget := range entra.Budgets() {
			fmt.Fprintf(t, "%s\t", way.Takes(budget).Round(time.Second))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, `
At 0.3 s an answer, 32 requests at a time, one page of members a group; owners
come on top, one unit a group. delta and expand are used where they are found to
give the same members as the plain lists, of which 2,000 groups are read first;
expand shows groups of fewer than 20 members, the others are read by lists.`)
	return err
}

func usersCounted(users int) string {
	if users == 0 {
		return "the users could not be counted"
	}
	return fmt.Sprintf("%d users", users)
}
