package entra

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// errDiffers is the end of a way to read members whose answers are not what
// the plain ones would be.
type errDiffers struct{ why string }

func (e *errDiffers) Error() string { return e.why }

// deltaMembers reads the members of up to fifty groups by one chain of
// groups/delta, which knows no other filter than ids and gives nothing but the
// id and type of a member (F109). Each page costs one unit, whatever it holds.
type deltaMembers struct{ client *client }

func (*deltaMembers) name() inventory.MemberStrategy { return inventory.MembersByDelta }

func (*deltaMembers) groups() int { return 50 }

// read returns a list for each group that delta tells everything of, and nil
// for the others: for those that it does not name or calls removed, and for
// those with members that are neither user, device nor group, of which only
// the plain list has the names.
func (d *deltaMembers) read(ctx context.Context, ids []inventory.ObjectID) ([]*memberList, error) {
	merged := deltaMerge{}
	for _, id := range ids {
		merged[id] = &deltaGroup{}
	}
	if err := d.chain(ctx, ids, merged); err != nil {
		return nil, err
	}
	lists := make([]*memberList, len(ids))
	for i, id := range ids {
		if g := merged[id]; g.seen && !g.gone && !g.odd {
			lists[i] = &memberList{rows: g.rows, bare: true}
		}
	}
	return lists, nil
}

func (d *deltaMembers) chain(ctx context.Context, ids []inventory.ObjectID, merged deltaMerge) error {
	terms := make([]string, len(ids))
	for i, id := range ids {
		terms[i] = "id eq " + quoteOData(id.String())
	}
	info := rawRequest(withQuery(d.client.base.JoinPath(beta.path(), "groups/delta"), url.Values{"$select": {"id,members"}, "$filter": {strings.Join(terms, " or ")}}))
	body, err := d.client.send(ctx, beta, info)
	if err != nil {
		return err
	}
	var end string
	err = eachPageTo(ctx, d.client, beta, body, &end, merged.add)
	if err == nil && end == "" {
		return &failure{why: "delta ended without its closing link"}
	}
	return err
}

func withQuery(u *url.URL, query url.Values) url.URL {
	u.RawQuery = query.Encode()
	return *u
}

// deltaMerge gathers what the pages say of each group: one can come many
// times, in any order.
type deltaMerge map[inventory.ObjectID]*deltaGroup

type deltaGroup struct {
	seen, gone, odd bool
	rows            []graphrow.Member
}

func (m deltaMerge) add(rows []graphrow.DeltaGroup) error {
	for _, row := range rows {
		id, err := inventory.ParseObjectID(row.ID)
		g := m[id]
		if err != nil || g == nil {
			return &errDiffers{"delta listed a group that it was not asked for"}
		}
		g.seen = true
		g.gone = row.Removed != nil
		for _, item := range row.Members {
			g.add(item)
		}
	}
	return nil
}

func (g *deltaGroup) add(item graphrow.DeltaMember) {
	if item.Removed != nil {
		g.rows = slices.DeleteFunc(g.rows, func(r graphrow.Member) bool { return strings.EqualFold(r.ID, item.ID) })
		return
	}
	switch graphrow.PrincipalType(item.Type) {
	case inventory.User, inventory.Device, inventory.GroupPrincipal:
	default:
		g.odd = true
	}
	g.rows = append(g.rows, graphrow.Member{Type: item.Type, ID: item.ID})
}

// differs reports whether the answers cannot be relied on, as against a
// request that failed.
func differs(err error) bool {
	var d *errDiffers
	return errors.As(err, &d)
}
