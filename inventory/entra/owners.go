package entra

import (
	"context"
	"fmt"
	"slices"

	"github.com/microsoftgraph/msgraph-sdk-go/groups"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// CollectOwners reads the owners of the live groups that [Collector.Collect]
// has read, as far as they are wanted, one record a group in the order of the
// list. It costs a request a group, hence comes last. Its gaps come at its end.
func (c *Collector) CollectOwners(ctx context.Context, sink inventory.Sink) error {
	ids := c.ownersWanted()
	err := ordered(ctx, len(ids), c.cfg.Workers, func(ctx context.Context, i int) (memberList, error) {
		return c.ownersOf(ctx, ids[i])
	}, func(i int, l memberList) error {
		if c.pace.report != nil {
			c.pace.report(ReadingOwners, i+1, len(ids))
		}
		return c.takeOwners(sink, ids[i], l)
	})
	if err != nil {
		return fmt.Errorf("reading owners: %w", err)
	}
	return c.gaps.flush(sink)
}

func (c *Collector) ownersWanted() []inventory.ObjectID {
	var ids []inventory.ObjectID
	for _, id := range c.groups {
		if c.cfg.Owners == WantAll || c.cfg.Owners == WantNeeded && c.cfg.OwnersNeeded(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (c *Collector) ownersOf(ctx context.Context, id inventory.ObjectID) (memberList, error) {
	if l, ok := c.since.owners(id); ok {
		return l, nil
	}
	path, adapter := c.client.at(v1)
	path["group%2Did"] = id.String()
	info, err := groups.NewItemOwnersRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx,
		&groups.ItemOwnersRequestBuilderGetRequestConfiguration{QueryParameters: &groups.ItemOwnersRequestBuilderGetQueryParameters{
			Select: memberProperties(),
		}})
	if err != nil {
		return memberList{}, err
	}
	var l memberList
	l.rows, err = list[graphrow.Member](ctx, c.client, v1, info)
	l.failed, err = asFailure(err)
	return l, err
}

func (c *Collector) takeOwners(sink inventory.Sink, group inventory.ObjectID, l memberList) error {
	o := &inventory.Owners{Group: group, Reading: inventory.ReadWhole, Owners: []inventory.ObjectID{}}
	for _, row := range l.rows {
		id, err := inventory.ParseObjectID(row.ID)
		if err != nil {
			l.failed = &failure{why: "an owner has no valid id"}
			continue
		}
		o.Owners = append(o.Owners, id)
		if err := c.putPrincipal(sink, id, row); err != nil {
			return err
		}
	}
	slices.SortFunc(o.Owners, inventory.ObjectID.Compare)
	o.Owners = slices.Compact(o.Owners)
	if l.failed != nil {
		o.Reading = inventory.ReadFailed
		if err := c.gaps.failed(inventory.GapOwners, "", 1, l.failed); err != nil {
			return err
		}
	}
	return sink.Put(o)
}
