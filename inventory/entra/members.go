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

// v1OnlyWhy is why a list that was read to its end may lack members (F118).
const v1OnlyWhy = "beta is not available, and v1.0 leaves service principals out"

// readMembers fills the members of the groups and hands their principals over.
func (c *Collector) readMembers(ctx context.Context, sink inventory.Sink, page []*inventory.CloudGroupRecord) error {
	ids := make([]inventory.ObjectID, len(page))
	for i, g := range page {
		ids[i] = g.ID
	}
	return c.members.readMembers(ctx, ids, func(i int, l memberList) error {
		c.pace.listTaken()
		return c.takeMembers(sink, page[i], l)
	})
}

func (c *Collector) takeMembers(sink inventory.Sink, g *inventory.CloudGroupRecord, l memberList) error {
	for _, row := range l.rows {
		id, err := inventory.ParseObjectID(row.ID)
		if err != nil {
			l.failed = &failure{why: "a member has no valid id"}
			continue
		}
		g.MemberIDs = append(g.MemberIDs, id)
		if err := c.putPrincipal(sink, id, row); err != nil {
			return err
		}
	}
	slices.SortFunc(g.MemberIDs, inventory.ObjectID.Compare)
	g.MemberIDs = slices.Compact(g.MemberIDs)
	g.MembersReading = inventory.ReadWhole
	if l.v1Only {
		c.gaps.add(inventory.Gap{What: inventory.GapGroupMembers, Why: v1OnlyWhy,
			Hides: "service principals among the members of the groups concerned", Count: 1})
	}
	if l.failed == nil {
		return nil
	}
	g.MembersReading, g.MembersWhy = inventory.ReadFailed, l.failed.why
	var err error = l.failed
	if isHidden(&g.CloudGroup) {
		err = withPermission(err, "Member.Read.Hidden")
	}
	return c.gaps.failed(inventory.GapGroupMembers, "", 1, err)
}

// count is the answer of /members/$count, or why there is none.
type count struct {
	n      int
	failed *failure
}

// readCounts asks how many members the groups have. Where more are counted
// than the list shows, members are hidden from this account (F107).
func (c *Collector) readCounts(ctx context.Context, page []*inventory.CloudGroupRecord) error {
	return ordered(ctx, len(page), c.cfg.Workers, func(ctx context.Context, i int) (count, error) {
		return c.countMembers(ctx, page[i].ID)
	}, func(i int, n count) error {
		g := page[i]
		if n.failed != nil {
			return c.gaps.failed(inventory.GapMemberCounts, "", 1, n.failed)
		}
		g.MemberCount = &n.n
		if why := hiddenMembers(g); why != "" {
			c.gaps.add(inventory.Gap{What: inventory.GapGroupMembers, Why: why, Permission: "Member.Read.Hidden", Count: 1})
		}
		return nil
	})
}

// hiddenMembers says why a list that was read to its end may not be whole. The
// count leaves hidden members out too where the list does, so an empty list of
// a group with hidden membership proves nothing.
func hiddenMembers(g *inventory.CloudGroupRecord) string {
	switch {
	case g.MembersReading != inventory.ReadWhole:
		return ""
	case *g.MemberCount > len(g.MemberIDs):
		return "members are hidden from this account"
	case isHidden(&g.CloudGroup) && len(g.MemberIDs) == 0:
		return "no member of a group with hidden membership is visible"
	}
	return ""
}

func (c *Collector) countMembers(ctx context.Context, id inventory.ObjectID) (count, error) {
	if n, ok := c.since.count(id); ok {
		return count{n: n}, nil
	}
	path, adapter := c.client.at(v1)
	path["group%2Did"] = id.String()
	headers := abs.NewRequestHeaders()
	headers.Add("ConsistencyLevel", "eventual")
	info, err := groups.NewItemMembersCountRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx,
		&groups.ItemMembersCountRequestBuilderGetRequestConfiguration{Headers: headers})
	if err != nil {
		return count{}, err
	}
	body, err := c.client.send(wantText(ctx), v1, info)
	if err == nil {
		n, ok := graphrow.Count(body)
		if ok {
			return count{n: n}, nil
		}
		err = &failure{why: "the count is no number", status: http.StatusOK}
	}
	f, err := asFailure(err)
	return count{failed: f}, err
}
