package entra

import (
	"context"
	"net/http"

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
}

// memberSource reads the members of the groups of one page and hands the lists
// over in the order of the groups. Its error ends the run; a group whose
// members could not be read is a list that has failed.
type memberSource interface {
	readMembers(ctx context.Context, ids []inventory.ObjectID, take func(int, memberList) error) error
	// useV1 is called where beta is not available.
	useV1()
}

// oneByOne asks for each group's members by a request of its own.
type oneByOne struct {
	client   *client
	workers  int
	pageSize int32
	version  version
}

func (o *oneByOne) useV1() { o.version = v1 }

func (o *oneByOne) readMembers(ctx context.Context, ids []inventory.ObjectID, take func(int, memberList) error) error {
	return ordered(ctx, len(ids), o.workers, func(ctx context.Context, i int) (memberList, error) {
		return o.membersOf(ctx, ids[i])
	}, take)
}

// membersOf falls back to v1.0 where beta refuses a group, which a group that
// is gone, or a cloud without beta, both do.
func (o *oneByOne) membersOf(ctx context.Context, id inventory.ObjectID) (memberList, error) {
	l, err := o.read(ctx, o.version, id)
	if err != nil || l.failed == nil || o.version == v1 || len(l.rows) > 0 {
		return l, err
	}
	switch l.failed.status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound:
		second, err := o.read(ctx, v1, id)
		if err != nil || second.failed == nil {
			return second, err
		}
	}
	return l, nil
}

func (o *oneByOne) read(ctx context.Context, v version, id inventory.ObjectID) (memberList, error) {
	info, err := o.request(ctx, v, id)
	if err != nil {
		return memberList{}, err
	}
	l := memberList{v1Only: v == v1}
	l.rows, err = list[graphrow.Member](ctx, o.client, v, info)
	l.failed, err = asFailure(err)
	return l, err
}

func (o *oneByOne) request(ctx context.Context, v version, id inventory.ObjectID) (*abs.RequestInformation, error) {
	path, adapter := o.client.at(v)
	path["group%2Did"] = id.String()
	return groups.NewItemMembersRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx,
		&groups.ItemMembersRequestBuilderGetRequestConfiguration{QueryParameters: &groups.ItemMembersRequestBuilderGetQueryParameters{
			Select: memberProperties(), Top: &o.pageSize,
		}})
}
