package entra

import (
	"context"
	"net/http"
	"strings"
	"time"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/directory"
	"github.com/microsoftgraph/msgraph-sdk-go/groups"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// groupList is one of the two lists of groups: live or soft-deleted.
type groupList struct {
	what    inventory.GapKind
	request func(context.Context, version) (*abs.RequestInformation, error)
	take    func(context.Context, inventory.Sink, []*inventory.CloudGroupRecord) error
}

func (c *Collector) collectGroups(ctx context.Context, sink inventory.Sink) error {
	return c.collectGroupList(ctx, sink, groupList{what: inventory.GapCloudGroups, request: c.groupsRequest, take: c.takeLive})
}

func (c *Collector) collectDeletedGroups(ctx context.Context, sink inventory.Sink) error {
	return c.collectGroupList(ctx, sink, groupList{what: inventory.GapDeletedGroups, request: c.deletedRequest, take: c.takeDeleted})
}

func (c *Collector) groupsRequest(ctx context.Context, v version) (*abs.RequestInformation, error) {
	top := int32(c.cfg.PageSize)
	return groups.NewGroupsRequestBuilderInternal(c.client.at(v)).ToGetRequestInformation(ctx,
		&groups.GroupsRequestBuilderGetRequestConfiguration{QueryParameters: &groups.GroupsRequestBuilderGetQueryParameters{
			Select: groupProperties(v), Top: &top,
		}})
}

// deletedRequest writes the type cast in full, as Graph documents it; the
// SDK's template has the short form.
func (c *Collector) deletedRequest(ctx context.Context, v version) (*abs.RequestInformation, error) {
	top := int32(c.cfg.PageSize)
	info, err := directory.NewDeletedItemsGraphGroupRequestBuilderInternal(c.client.at(v)).ToGetRequestInformation(ctx,
		&directory.DeletedItemsGraphGroupRequestBuilderGetRequestConfiguration{QueryParameters: &directory.DeletedItemsGraphGroupRequestBuilderGetQueryParameters{
			Select: groupProperties(v), Top: &top,
		}})
	if err == nil {
		info.UrlTemplate = strings.Replace(info.UrlTemplate, "/graph.group", "/microsoft.graph.group", 1)
	}
	return info, err
}

// collectGroupList reads a list from beta, which alone has
// writebackConfiguration (F100). Where beta does not answer the first page,
// v1.0 is read instead and all flags stay unread.
func (c *Collector) collectGroupList(ctx context.Context, sink inventory.Sink, l groupList) error {
	pages, err := c.readGroups(ctx, sink, beta, l)
	refused, fatal := asFailure(err)
	if fatal != nil {
		return fatal
	}
	if refused == nil || pages > 0 {
		return c.gaps.failed(l.what, "", 0, err)
	}
	if l.what == inventory.GapCloudGroups && refused.status != http.StatusBadRequest {
		c.members.useV1()
	}
	before := len(c.known)
	_, err = c.readGroups(ctx, sink, v1, l)
	if concerned := len(c.known) - before; concerned > 0 {
		c.gaps.add(inventory.Gap{What: inventory.GapWritebackConfig, Why: "beta: " + refused.why, Count: concerned})
	}
	return c.gaps.failed(l.what, "", 0, err)
}

// readGroups returns how many pages were read, whatever the error.
func (c *Collector) readGroups(ctx context.Context, sink inventory.Sink, v version, l groupList) (pages int, err error) {
	info, err := l.request(ctx, v)
	if err != nil {
		return 0, err
	}
	err = eachPage(ctx, c.client, v, info, func(rows []graphrow.Group) error {
		pages++
		var fresh []*inventory.CloudGroupRecord
		for _, row := range rows {
			g, ok := c.groupOf(row, l.what)
			if !ok || c.known[g.ID] {
				continue
			}
			c.known[g.ID] = true
			if v == beta && g.WritebackEnabled == inventory.FlagUnread {
				c.gaps.add(inventory.Gap{What: inventory.GapWritebackConfig, Why: "groups came without writebackConfiguration", Permission: permissionFor(inventory.GapWritebackConfig), Count: 1})
			}
			fresh = append(fresh, g)
		}
		c.cfg.Log.Debug("groups read", "list", string(l.what), "page", pages, "groups", len(c.known))
		return l.take(ctx, sink, fresh)
	})
	return pages, err
}

// takeLive adds members and counts to a page of groups and hands them over in
// the order of the page.
func (c *Collector) takeLive(ctx context.Context, sink inventory.Sink, page []*inventory.CloudGroupRecord) error {
	var members, counts []*inventory.CloudGroupRecord
	for _, g := range page {
		c.groups = append(c.groups, g.ID)
		if c.wantsMembers(&g.CloudGroup) {
			members = append(members, g)
		} else if c.cfg.Members != WantNone && isUnified(&g.CloudGroup) && !isSynced(&g.CloudGroup) {
			counts = append(counts, g)
		}
	}
	c.pace.begin(len(page), len(members))
	defer c.pace.pageDone()
	if err := c.readMembers(ctx, sink, members); err != nil {
		return err
	}
	for _, g := range members {
		if g.MembersReading == inventory.ReadWhole && (len(g.MemberIDs) == 0 || isHidden(&g.CloudGroup)) {
			counts = append(counts, g)
		}
	}
	if err := c.readCounts(ctx, counts); err != nil {
		return err
	}
	return putAll(sink, page)
}

func (c *Collector) takeDeleted(_ context.Context, sink inventory.Sink, page []*inventory.CloudGroupRecord) error {
	for _, g := range page {
		if g.DeletedDateTime == nil {
			// The date is what marks a group as deleted.
			g.DeletedDateTime = &time.Time{}
			c.gaps.add(inventory.Gap{What: inventory.GapDeletedGroups, Why: "deleted groups came without a date", Hides: "when the groups concerned will be deleted for good", Count: 1})
		}
	}
	return putAll(sink, page)
}

func putAll(sink inventory.Sink, page []*inventory.CloudGroupRecord) error {
	for _, g := range page {
		if err := sink.Put(g); err != nil {
			return err
		}
	}
	return nil
}

// wantsMembers leaves out what AD owns, and Microsoft 365 groups, of which the
// count is enough.
func (c *Collector) wantsMembers(g *inventory.CloudGroup) bool {
	if isSynced(g) || isUnified(g) {
		return false
	}
	return c.cfg.Members == WantAll || c.cfg.Members == WantNeeded && c.cfg.Needed(g)
}

func isHidden(g *inventory.CloudGroup) bool {
	return strings.EqualFold(g.Visibility, "HiddenMembership")
}
