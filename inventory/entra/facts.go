package entra

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// principalFacts looks up users and devices by their ids, for members of which
// nothing but the id and the type came.
type principalFacts struct{ client *client }

// factList is where the facts of one type of members stand.
type factList struct{ odata, list, properties string }

func factLists() []factList {
	users := slices.DeleteFunc(memberProperties(), func(name string) bool { return name == "deviceId" })
	return []factList{
		{"#microsoft.graph.user", "users", strings.Join(users, ",")},
		{"#microsoft.graph.device", "devices", "id,displayName,deviceId,onPremisesSyncEnabled,onPremisesSecurityIdentifier"},
	}
}

// foundFacts are the rows that were found, and why others were not, by type.
type foundFacts struct {
	rows    map[inventory.ObjectID]graphrow.Member
	missing map[string]*failure
}

// read looks up what is wanted, whose types are given. Types without a list
// are left out. The error ends the run.
func (p *principalFacts) read(ctx context.Context, wanted map[inventory.ObjectID]string) (*foundFacts, error) {
	found := &foundFacts{rows: make(map[inventory.ObjectID]graphrow.Member, len(wanted)), missing: map[string]*failure{}}
	for _, l := range factLists() {
		ids := slices.SortedFunc(maps.Keys(wanted), inventory.ObjectID.Compare)
		ids = slices.DeleteFunc(ids, func(id inventory.ObjectID) bool { return wanted[id] != l.odata })
		if err := p.readList(ctx, l, ids, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (p *principalFacts) readList(ctx context.Context, l factList, ids []inventory.ObjectID, found *foundFacts) error {
	chunks := slices.Collect(slices.Chunk(ids, filterIDs*batchSize))
	rows := make([][]graphrow.Member, len(chunks))
	failed := make([]*failure, len(chunks))
	err := atOnce(ctx, len(chunks), func(ctx context.Context, i int) error {
		var err error
		rows[i], failed[i], err = byIDs[graphrow.Member](ctx, p.client, v1, l.list, chunks[i], url.Values{"$select": {l.properties}})
		return err
	})
	for i := range chunks {
		found.missing[l.odata] = cmp.Or(found.missing[l.odata], failed[i])
		for _, row := range rows[i] {
			if id, bad := inventory.ParseObjectID(row.ID); bad == nil {
				row.Type = l.odata
				found.rows[id] = row
			}
		}
	}
	return err
}

// of is the whole row of a bare one, or the bare one where nothing was found.
func (f *foundFacts) of(id inventory.ObjectID, bare graphrow.Member) graphrow.Member {
	row, ok := f.rows[id]
	if !ok {
		return bare
	}
	row.ID = bare.ID
	return row
}

// failed is the first reason why something was not found.
func (f *foundFacts) failed() error {
	for _, l := range factLists() {
		if why := f.missing[l.odata]; why != nil {
			return why
		}
	}
	return nil
}

// whyMissing is why the facts of a bare row are unknown, where another reason
// is known than that they are not shown to this account.
func (f *foundFacts) whyMissing(id inventory.ObjectID, odata string) string {
	_, found := f.rows[id]
	switch why := f.missing[odata]; {
	case found || why != nil && why.status == http.StatusForbidden:
		return ""
	case why != nil:
		return why.why
	}
	return "members were not found by their ids"
}
