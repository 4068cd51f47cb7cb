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
	// members says whether the members of its groups are read.
	members bool
}

func (c *Collector) collectGroups(ctx context.Context, sink inventory.Sink) error {
	return c.collectGroupList(ctx, sink, groupList{what: inventory.GapCloudGroups, request: c.groupsRequest, members: true})
}

func (c *Collector) collectDeletedGroups(ctx context.Context, sink inventory.Sink) error {
	return c.collectGroupList(ctx, sink, groupList{what: inventory.GapDeletedGroups, request: c.deletedRequest})
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
		c.since.giveUp("beta is not available")
	}
	before := len(c.known)
	_, err = c.readGroups(ctx, sink, v1, l)
	if concerned := len(c.known) - before; concerned > 0 {
		c.gaps.add(inventory.Gap{What: inventory.GapWritebackConfig, Why: "beta: " + refused.why, Count: concerned})
	}
	return c.gaps.failed(l.what, "", 0, err)
}

// readGroups returns how many pages were read, whatever the error. While a
// page is handed over, the members of the next ones are being read.
func (c *Collector) readGroups(ctx context.Context, sink inventory.Sink, v version, l groupList) (pages int, err error) {
	info, err := l.request(ctx, v)
	if err != nil {
		return 0, err
	}
	list := func(ctx context.Context, hand func(*groupPage) error) error {
		return eachPage(ctx, c.client, v, info, func(rows []graphrow.Group) error {
			pages++
			return hand(c.groupPage(rows, v, l))
		})
	}
	withMembers := func(ctx context.Context, hand func(*groupPage) error) error {
		return pipe(ctx, pagesAhead, list, c.readPage, func(p *groupPage) error {
			c.meet(p)
			return hand(p)
		})
	}
	err = pipe(ctx, pagesAhead, withMembers, c.lookUp, func(p *groupPage) error { return c.takePage(sink, p) })
	return pages, err
}

// groupPage translates the rows of a page and sorts out what is to be read of
// its groups. Pages come here in the order of the list.
func (c *Collector) groupPage(rows []graphrow.Group, v version, l groupList) *groupPage {
	p := &groupPage{}
	for _, row := range rows {
		g, ok := c.groupOf(row, l.what)
		if !ok || c.known[g.ID] {
			continue
		}
		c.known[g.ID] = true
		if v == beta && g.WritebackEnabled == inventory.FlagUnread {
			c.gaps.add(inventory.Gap{What: inventory.GapWritebackConfig, Why: "groups came without writebackConfiguration", Permission: permissionFor(inventory.GapWritebackConfig), Count: 1})
		}
		p.groups = append(p.groups, g)
	}
	c.cfg.Log.Debug("groups read", "list", string(l.what), "groups", len(c.known))
	if l.members {
		c.sortOut(p)
	} else {
		c.markDeleted(p.groups)
	}
	return p
}

// sortOut says of which groups the members are read, and of which only the
// count.
func (c *Collector) sortOut(p *groupPage) {
	for _, g := range p.groups {
		c.groups = append(c.groups, g.ID)
		if c.wantsMembers(&g.CloudGroup) {
			p.members = append(p.members, g)
		} else if c.cfg.Members != WantNone && isUnified(&g.CloudGroup) && !isSynced(&g.CloudGroup) {
			p.counted = append(p.counted, g)
		}
	}
	p.live = len(p.groups)
	if !c.since.keeps() { // else few lists are read at all
		p.turn = c.members.admit(len(p.members))
	}
}

func (c *Collector) markDeleted(page []*inventory.CloudGroupRecord) {
	for _, g := range page {
		if g.DeletedDateTime == nil {
			// The date is what marks a group as deleted.
			g.DeletedDateTime = &time.Time{}
			c.gaps.add(inventory.Gap{What: inventory.GapDeletedGroups, Why: "deleted groups came without a date", Hides: "when the groups concerned will be deleted for good", Count: 1})
		}
	}
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
