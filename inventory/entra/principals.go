package entra

import (
	"context"
	"maps"
	"slices"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

func memberProperties() []string {
	return []string{
		"id", "displayName", "userPrincipalName", "userType", "onPremisesSyncEnabled",
		"onPremisesSecurityIdentifier", "onPremisesDomainName", "onPremisesImmutableId", "deviceId",
	}
}

// putPrincipal hands a member or owner over, once. Groups stand in the list of
// groups; those that are not there are kept for [Collector.putNested].
func (c *Collector) putPrincipal(sink inventory.Sink, id inventory.ObjectID, row graphrow.Member) error {
	if graphrow.PrincipalType(row.Type) == inventory.GroupPrincipal {
		if !c.known[id] && c.nested[id] == nil {
			c.nested[id] = &inventory.Principal{ID: id, Type: inventory.GroupPrincipal, DisplayName: row.DisplayName}
		}
		return nil
	}
	if c.put[id] {
		return nil
	}
	c.put[id] = true
	p, why, permission := graphrow.PrincipalOf(id, row)
	if why != "" {
		c.gaps.add(inventory.Gap{What: inventory.GapMemberFacts, Why: why, Permission: permission, Count: 1})
	}
	return sink.Put(p)
}

// putNested hands over the member groups that were in no list.
func (c *Collector) putNested(_ context.Context, sink inventory.Sink) error {
	for _, id := range slices.SortedFunc(maps.Keys(c.nested), inventory.ObjectID.Compare) {
		if c.known[id] || c.put[id] {
			continue
		}
		c.put[id] = true
		if err := sink.Put(c.nested[id]); err != nil {
			return err
		}
	}
	clear(c.nested)
	return nil
}
