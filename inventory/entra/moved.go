package entra

import (
	"context"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// A group that is restored while the tenant is read leaves the list of deleted
// groups and enters that of live ones, where the reader may have passed its
// place already. Hence deleted groups are listed before the live ones and
// again behind them: whoever moves once stands in one of the three lists.

// collectEarlierDeleted lists the deleted groups for the first time. What the
// later lists show as well is theirs.
func (c *Collector) collectEarlierDeleted(ctx context.Context, _ inventory.Sink) error {
	err := c.listEarlierDeleted(ctx, beta)
	refused, fatal := asFailure(err)
	if fatal != nil {
		return fatal
	}
	if refused != nil && len(c.earlier) == 0 {
		err = c.listEarlierDeleted(ctx, v1)
	}
	return c.gaps.failed(inventory.GapDeletedGroups, "", 0, err)
}

func (c *Collector) listEarlierDeleted(ctx context.Context, v version) error {
	info, err := c.deletedRequest(ctx, v)
	if err != nil {
		return err
	}
	return eachPage(ctx, c.client, v, info, func(rows []graphrow.Group) error {
		c.earlier = append(c.earlier, rows...)
		return nil
	})
}

// putMoved hands over the groups that only the first list showed: restored
// behind the reader's back or deleted for good, unless the second list was cut.
func (c *Collector) putMoved(_ context.Context, sink inventory.Sink) error {
	var moved []*inventory.CloudGroupRecord
	for _, row := range c.earlier {
		if id, err := inventory.ParseObjectID(row.ID); err != nil || c.known[id] {
			continue // the second list has the same row, and its gap
		}
		if g, ok := c.groupOf(row, inventory.GapDeletedGroups); ok {
			c.known[g.ID] = true
			moved = append(moved, g)
		}
	}
	c.earlier = nil
	if len(moved) > 0 && !c.gaps.has(inventory.GapDeletedGroups) {
		c.gaps.add(inventory.Gap{What: inventory.GapDeletedGroups, Why: "deleted groups went away while the tenant was read",
			Hides: "whether the groups concerned were restored or are gone for good", Count: len(moved)})
	}
	c.markDeleted(moved)
	return putAll(sink, moved)
}
