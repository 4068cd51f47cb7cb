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

// isNew reports whether a member or owner has to be handed over and was not
// yet. Groups stand in the list of groups; those that are not there are kept
// for [Collector.putNested].
func (c *Collector) isNew(id inventory.ObjectID, row graphrow.Member) bool {
	if graphrow.PrincipalType(row.Type) == inventory.GroupPrincipal {
		if c.nested[id] == nil {
			c.nested[id] = &inventory.Principal{ID: id, Type: inventory.GroupPrincipal, DisplayName: row.DisplayName}
		}
		return false
	}
	if c.put[id] {
		return false
	}
	c.put[id] = true
	return true
}

// putPrincipal hands a principal over. Its facts are missing where a reason is
// given.
func (c *Collector) putPrincipal(sink inventory.Sink, id inventory.ObjectID, row graphrow.Member, missing string) error {
	p, why, permission := graphrow.PrincipalOf(id, row)
	if why != "" && missing != "" {
		why, permission = missing, ""
	}
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
