package entra

import (
	"context"
	"net/http"
	"slices"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/groups"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// memberList is what one group's members were read as.
type memberList struct {
	rows []graphrow.Member
	// failed is why the list is not whole, nil where it is.
	failed *failure
	// v1Only: the list came from v1.0, which leaves service principals out
	// (F118).
	v1Only bool
	// way is how it was read, empty for the plain list.
	way inventory.MemberStrategy
	// kept: the list is the earlier snapshot's.
	kept bool
	// bare rows have nothing but an id and a type.
	bare bool
}

// plainMembers asks for each group's members by a request of its own, which
// shows whatever there is to see, and sends the requests in batches.
type plainMembers struct {
	client   *client
	pageSize int32
	version  version
}

// read returns the lists in the order of the groups. A group whose members
// could not be read is a list that has failed. It falls back to v1.0 where
// beta refuses a group, which a group that is gone, or a cloud without beta,
// both do.
func (p *plainMembers) read(ctx context.Context, ids []inventory.ObjectID) ([]memberList, error) {
	lists, err := p.ask(ctx, p.version, ids)
	if err != nil || p.version == v1 {
		return lists, err
	}
	var refused []int
	for i, l := range lists {
		if l.failed != nil && len(l.rows) == 0 && isRefusal(l.failed.status) {
			refused = append(refused, i)
		}
	}
	again, err := p.ask(ctx, v1, pick(ids, refused))
	for n, l := range again {
		if l.failed == nil {
			lists[refused[n]] = l
		}
	}
	return lists, err
}

func isRefusal(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound:
		return true
	}
	return false
}

func pick[T any](all []T, at []int) []T {
	some := make([]T, len(at))
	for n, i := range at {
		some[n] = all[i]
	}
	return some
}

func (p *plainMembers) ask(ctx context.Context, v version, ids []inventory.ObjectID) ([]memberList, error) {
	lists := make([]memberList, len(ids))
	chunks := slices.Collect(slices.Chunk(ids, batchSize))
	err := atOnce(ctx, len(chunks), func(ctx context.Context, n int) error {
		return p.askBatch(ctx, v, chunks[n], lists[n*batchSize:])
	})
	return lists, err
}

// askBatch asks for as many groups as one batch holds and follows the lists
// that go on behind their first page.
func (p *plainMembers) askBatch(ctx context.Context, v version, ids []inventory.ObjectID, lists []memberList) error {
	answers, err := questions(ctx, p.client, v, ids, func(id inventory.ObjectID) (*abs.RequestInformation, error) {
		return p.request(ctx, v, id)
	})
	if err != nil {
		return err
	}
	return atOnce(ctx, len(answers), func(ctx context.Context, i int) error {
		lists[i].v1Only = v == v1
		var err error
		lists[i].rows, lists[i].failed, err = restOf[graphrow.Member](ctx, p.client, v, answers[i])
		return err
	})
}

// questions asks the same about each of a few objects.
func questions(ctx context.Context, c *client, v version, ids []inventory.ObjectID, ask func(inventory.ObjectID) (*abs.RequestInformation, error)) ([]said, error) {
	infos := make([]*abs.RequestInformation, len(ids))
	for i, id := range ids {
		var err error
		if infos[i], err = ask(id); err != nil {
			return nil, err
		}
	}
	return c.sendBatch(ctx, v, infos)
}

// restOf reads a list whose first page has been answered to its end.
func restOf[T any](ctx context.Context, c *client, v version, first said) ([]T, *failure, error) {
	if first.failed != nil {
		return nil, first.failed, nil
	}
	var all []T
	err := eachPageFrom(ctx, c, v, first.body, func(rows []T) error {
		all = append(all, rows...)
		return nil
	})
	failed, err := asFailure(err)
	return all, failed, err
}

func (p *plainMembers) request(ctx context.Context, v version, id inventory.ObjectID) (*abs.RequestInformation, error) {
	path, adapter := p.client.at(v)
	path["group%2Did"] = id.String()
	return groups.NewItemMembersRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx,
		&groups.ItemMembersRequestBuilderGetRequestConfiguration{QueryParameters: &groups.ItemMembersRequestBuilderGetQueryParameters{
			Select: memberProperties(), Top: &p.pageSize,
		}})
}
