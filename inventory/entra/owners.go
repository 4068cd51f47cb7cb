package entra

import (
	"context"
	"fmt"
	"slices"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/groups"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// CollectOwners reads the owners of the live groups that [Collector.Collect]
// has read, as far as they are wanted, one record a group in the order of the
// list. It costs a request a group, hence comes last. Its gaps come at its end.
func (c *Collector) CollectOwners(ctx context.Context, sink inventory.Sink) error {
	wanted, done := c.ownersWanted(), 0
	chunks := slices.Collect(slices.Chunk(wanted, batchSize))
	err := pipe(ctx, c.cfg.Workers, each(chunks), func(ctx context.Context, ids []inventory.ObjectID) ([]memberList, error) {
		return around(ids, c.since.owners, func(left []inventory.ObjectID) ([]memberList, error) { return c.ownersOf(ctx, left) })
	}, func(lists []memberList) error {
		for _, l := range lists {
			if err := c.takeOwners(sink, wanted[done], l); err != nil {
				return err
			}
			done++
		}
		c.pace.tell(ReadingOwners, done, len(wanted))
		return nil
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

func (c *Collector) ownersOf(ctx context.Context, ids []inventory.ObjectID) ([]memberList, error) {
	answers, err := questions(ctx, c.client, v1, ids, func(id inventory.ObjectID) (*abs.RequestInformation, error) {
		path, adapter := c.client.at(v1)
		path["group%2Did"] = id.String()
		return groups.NewItemOwnersRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx,
			&groups.ItemOwnersRequestBuilderGetRequestConfiguration{QueryParameters: &groups.ItemOwnersRequestBuilderGetQueryParameters{
				Select: memberProperties(),
			}})
	})
	lists := make([]memberList, len(answers))
	for i, a := range answers {
		if err != nil {
			break
		}
		lists[i].rows, lists[i].failed, err = restOf[graphrow.Member](ctx, c.client, v1, a)
	}
	return lists, err
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
		if !c.isNew(id, row) {
			continue
		}
		if err := c.putPrincipal(sink, id, row, ""); err != nil {
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
