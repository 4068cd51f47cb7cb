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

// pagesAhead is how many pages of groups are under way at a time in each step.
const pagesAhead = 4

// groupPage is a page of groups on its way from the list to the sink.
type groupPage struct {
	groups []*inventory.CloudGroupRecord
	// live are those of them that are not deleted, by their number.
	live int
	// members are those of the groups whose members are read, in which turn;
	// lists are what came of it.
	members []*inventory.CloudGroupRecord
	turn    turn
	lists   []memberList
	// counted are the groups whose members are counted; counts what came of it.
	counted []*inventory.CloudGroupRecord
	counts  []count
	// principals are members that no page before has shown. Those of which
	// nothing but the type is known are wanted.
	principals []met
	wanted     map[inventory.ObjectID]string
	facts      *foundFacts
}

// met is a principal and the row that showed it first.
type met struct {
	id  inventory.ObjectID
	row graphrow.Member
}

// readPage reads what its groups need. Several pages are here at a time.
func (c *Collector) readPage(ctx context.Context, p *groupPage) (*groupPage, error) {
	var err error
	if len(p.members) > 0 {
		if p.lists, err = c.lists(ctx, p.turn, idsOf(p.members)); err != nil {
			return nil, err
		}
	}
	for i, g := range p.members {
		fillMembers(g, &p.lists[i])
		if g.MembersReading == inventory.ReadWhole && (len(g.MemberIDs) == 0 || isHidden(&g.CloudGroup)) {
			p.counted = append(p.counted, g)
		}
	}
	p.counts, err = c.readCounts(ctx, idsOf(p.counted))
	return p, err
}

// lists takes the lists that have not changed from the earlier snapshot, and
// reads the others.
func (c *Collector) lists(ctx context.Context, t turn, ids []inventory.ObjectID) ([]memberList, error) {
	return around(ids, c.since.members, func(left []inventory.ObjectID) ([]memberList, error) {
		c.since.tally(len(ids)-len(left), len(left))
		return c.members.lists(ctx, t, left)
	})
}

func idsOf(page []*inventory.CloudGroupRecord) []inventory.ObjectID {
	ids := make([]inventory.ObjectID, len(page))
	for i, g := range page {
		ids[i] = g.ID
	}
	return ids
}

// fillMembers puts the list into the record, as far as it has valid ids.
func fillMembers(g *inventory.CloudGroupRecord, l *memberList) {
	g.MemberIDs = make([]inventory.ObjectID, 0, len(l.rows))
	for _, row := range l.rows {
		id, err := inventory.ParseObjectID(row.ID)
		if err != nil {
			l.failed = &failure{why: "a member has no valid id"}
			continue
		}
		g.MemberIDs = append(g.MemberIDs, id)
	}
	slices.SortFunc(g.MemberIDs, inventory.ObjectID.Compare)
	g.MemberIDs = slices.Compact(g.MemberIDs)
	g.MembersReading = inventory.ReadWhole
	if l.failed != nil {
		g.MembersReading, g.MembersWhy = inventory.ReadFailed, l.failed.why
	}
}

// meet picks the principals that no page before has shown. Pages come here in
// the order of the list; their rows are not needed any more behind it.
func (c *Collector) meet(p *groupPage) {
	p.wanted = map[inventory.ObjectID]string{}
	for i := range p.lists {
		l := &p.lists[i]
		for _, row := range l.rows {
			id, err := inventory.ParseObjectID(row.ID)
			if err != nil || !c.isNew(id, row) {
				continue
			}
			if p.principals = append(p.principals, met{id, row}); l.bare {
				p.wanted[id] = row.Type
			}
		}
		l.rows = nil
	}
}

// lookUp reads what is wanted of the principals.
func (c *Collector) lookUp(ctx context.Context, p *groupPage) (*groupPage, error) {
	var err error
	p.facts, err = c.members.facts.read(ctx, p.wanted)
	return p, err
}

// takePage hands a page over: its new principals, then its groups in their
// order.
func (c *Collector) takePage(sink inventory.Sink, p *groupPage) error {
	for _, m := range p.principals {
		missing := ""
		if _, bare := p.wanted[m.id]; bare {
			missing = p.facts.whyMissing(m.id, m.row.Type)
		}
		if err := c.putPrincipal(sink, m.id, p.facts.of(m.id, m.row), missing); err != nil {
			return err
		}
	}
	for i, g := range p.members {
		if !p.lists[i].kept {
			c.members.count(&p.lists[i])
		}
		if err := c.noteList(g, p.lists[i]); err != nil {
			return err
		}
	}
	for i, g := range p.counted {
		if err := c.takeCount(g, p.counts[i]); err != nil {
			return err
		}
	}
	if err := putAll(sink, p.groups); err != nil {
		return err
	}
	if p.live > 0 { // the total is there, since the sink has taken something
		c.pace.pageDone(p.live)
	}
	return nil
}

// noteList notes what a list of members does not show.
func (c *Collector) noteList(g *inventory.CloudGroupRecord, l memberList) error {
	if l.v1Only {
		c.gaps.add(inventory.Gap{What: inventory.GapGroupMembers, Why: v1OnlyWhy,
			Hides: "service principals among the members of the groups concerned", Count: 1})
	}
	if l.failed == nil {
		return nil
	}
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

// readCounts says how many members the groups have, from the earlier snapshot
// where nothing has changed.
func (c *Collector) readCounts(ctx context.Context, ids []inventory.ObjectID) ([]count, error) {
	return around(ids, c.since.count, func(left []inventory.ObjectID) ([]count, error) { return c.askCounts(ctx, left) })
}

func (c *Collector) askCounts(ctx context.Context, ids []inventory.ObjectID) ([]count, error) {
	counts := make([]count, len(ids))
	chunks := slices.Collect(slices.Chunk(ids, batchSize))
	err := atOnce(ctx, len(chunks), func(ctx context.Context, n int) error {
		answers, err := questions(wantText(ctx), c.client, v1, chunks[n], func(id inventory.ObjectID) (*abs.RequestInformation, error) {
			return c.countRequest(ctx, id)
		})
		for i, a := range answers {
			counts[n*batchSize+i] = countOf(a)
		}
		return err
	})
	return counts, err
}

func countOf(a said) count {
	if a.failed != nil {
		return count{failed: a.failed}
	}
	n, ok := graphrow.Count(a.body)
	if !ok {
		return count{failed: &failure{why: "the count is no number", status: http.StatusOK}}
	}
	return count{n: n}
}

// takeCount compares with the list. Where more are counted than it shows,
// members are hidden from this account (F107).
func (c *Collector) takeCount(g *inventory.CloudGroupRecord, n count) error {
	if n.failed != nil {
		return c.gaps.failed(inventory.GapMemberCounts, "", 1, n.failed)
	}
	g.MemberCount = &n.n
	if why := hiddenMembers(g); why != "" {
		c.gaps.add(inventory.Gap{What: inventory.GapGroupMembers, Why: why, Permission: "Member.Read.Hidden", Count: 1})
	}
	return nil
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

// countMembers counts the members of one group.
func (c *Collector) countMembers(ctx context.Context, id inventory.ObjectID) (count, error) {
	counts, err := c.readCounts(ctx, []inventory.ObjectID{id})
	if err != nil {
		return count{}, err
	}
	return counts[0], nil
}

func (c *Collector) countRequest(ctx context.Context, id inventory.ObjectID) (*abs.RequestInformation, error) {
	path, adapter := c.client.at(v1)
	path["group%2Did"] = id.String()
	headers := abs.NewRequestHeaders()
	headers.Add("ConsistencyLevel", "eventual")
	return groups.NewItemMembersCountRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx,
		&groups.ItemMembersCountRequestBuilderGetRequestConfiguration{Headers: headers})
}
