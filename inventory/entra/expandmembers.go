package entra

import (
	"context"
	"net/url"
	"slices"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

const (
	// expandCap is how many members $expand shows at most. It says nothing of
	// the rest, so that a group with as many may have more.
	expandCap = 20
	// filterIDs is how many ids Graph takes in one "in".
	filterIDs = 15
)

// expandMembers reads the members of small groups along with the groups
// themselves, fifteen groups a unit, twenty such requests a batch.
type expandMembers struct{ client *client }

func (*expandMembers) name() inventory.MemberStrategy { return inventory.MembersByExpand }

func (*expandMembers) groups() int { return filterIDs * batchSize }

type expandRow struct {
	ID      string
	Members *[]graphrow.Member
	More    string `json:"members@odata.nextLink"`
}

// read returns a list for each group that is shown whole, and nil for the
// others.
func (e *expandMembers) read(ctx context.Context, ids []inventory.ObjectID) ([]*memberList, error) {
	rows, failed, err := byIDs[expandRow](ctx, e.client, beta, "groups", ids,
		url.Values{"$select": {"id"}, "$expand": {"members($select=" + strings.Join(memberProperties(), ",") + ")"}})
	if err != nil {
		return nil, err
	}
	if failed != nil {
		return nil, failed
	}
	whole := map[inventory.ObjectID]*memberList{}
	for _, row := range rows {
		id, err := inventory.ParseObjectID(row.ID)
		if err != nil || !slices.Contains(ids, id) {
			return nil, &errDiffers{"$expand listed a group that it was not asked for"}
		}
		if row.Members != nil && len(*row.Members) < expandCap && row.More == "" {
			whole[id] = &memberList{rows: *row.Members}
		}
	}
	lists := make([]*memberList, len(ids))
	for i, id := range ids {
		lists[i] = whole[id]
	}
	return lists, nil
}

// byIDs reads the objects of a list that have these ids, at most as many as
// one batch can ask for. The failure is the first of any of the requests, along
// with what the others brought.
func byIDs[T any](ctx context.Context, c *client, v version, list string, ids []inventory.ObjectID, query url.Values) ([]T, *failure, error) {
	var infos []*abs.RequestInformation
	for some := range slices.Chunk(ids, filterIDs) {
		quoted := make([]string, len(some))
		for i, id := range some {
			quoted[i] = quoteOData(id.String())
		}
		query.Set("$filter", "id in ("+strings.Join(quoted, ",")+")")
		infos = append(infos, rawRequest(withQuery(c.base.JoinPath(v.path(), list), query)))
	}
	answers, err := c.sendBatch(ctx, v, infos)
	var all []T
	var failed *failure
	for _, a := range answers {
		if err != nil {
			break
		}
		var rows []T
		var f *failure
		rows, f, err = restOf[T](ctx, c, v, a)
		all = append(all, rows...)
		if failed == nil {
			failed = f
		}
	}
	return all, failed, err
}
