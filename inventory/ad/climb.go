package ad

import (
	"context"
	"maps"
	"slices"

	"gwbplan/inventory"
)

// climbFrom notes the groups that hold rec as groups to be found.
func (c *collector) climbFrom(rec *inventory.ADObjectRecord) {
	if c.raised.add(rec) {
		c.risen = append(c.risen, inventory.ADPrincipal{DN: rec.DN, GUID: rec.ObjectGUID, SID: rec.ObjectSID})
	}
	for _, key := range rec.MemberOfKeys {
		if !c.climbed[key] {
			c.toClimb[key] = true
		}
	}
}

// climb finds the groups above the stamped ones, up to the top. Each is looked
// at once, so a cycle ends.
func (c *collector) climb(ctx context.Context) error {
	missing, why := 0, ""
	for len(c.toClimb) > 0 {
		var wanted []inventory.ADPrincipal
		for _, key := range slices.Sorted(maps.Keys(c.toClimb)) {
			c.climbed[key] = true
			delete(c.toClimb, key)
			if p, ok := c.unknownHolder(key); ok {
				wanted = append(wanted, p)
			}
		}
		for chunk := range slices.Chunk(wanted, lookupChunk) {
			lost, w, err := c.findHolders(ctx, chunk)
			if err != nil {
				return err
			}
			missing += lost
			if w != "" {
				why = w
			}
		}
	}
	if missing == 0 {
		return nil
	}
	if why == "" {
		why = "the objects were not found"
	}
	g := c.gap(inventory.GapADParents, "", why, "adminCount and nesting of AD groups that hold written-back groups")
	g.Count = missing
	return c.put(g)
}

// unknownHolder returns the principal of a holder that has to be looked up. A
// holder of another domain is noted for that domain's source; from a known one
// the way goes on.
func (c *collector) unknownHolder(key inventory.ADKey) (inventory.ADPrincipal, bool) {
	p := c.holders[key]
	id := idOfPrincipal(p)
	if _, ok := c.done[id]; ok {
		return p, false
	}
	if !c.owns(p.DN) {
		c.foreign = append(c.foreign, p)
		return p, false
	}
	if rec := c.light[id]; rec != nil && !c.unheld.has(rec) {
		c.climbFrom(rec)
		return p, false
	}
	return p, true
}

// findHolders reads some holders and returns how many were not found.
func (c *collector) findHolders(ctx context.Context, chunk []inventory.ADPrincipal) (missing int, why string, err error) {
	q := query{what: withGUID, base: c.domain.DN, forest: c.catalog != nil, attrs: fullGroupNoMembers}
	open := map[objectID]bool{}
	for _, p := range chunk {
		q.addObject(p.GUID, p.DN)
		open[idOfPrincipal(p)] = true
	}
	var found []objectID
	why, err = c.ask(ctx, q, func(e *entry) error {
		id := idOfPrincipal(entryPrincipal(e))
		found = append(found, id)
		delete(open, id)
		delete(open, objectID{dn: e.dn.Key()})
		return c.takeLight(e)
	})
	c.climbFromAll(found)
	return len(open), why, err
}

// climbFromAll does so for groups that a search has brought.
func (c *collector) climbFromAll(found []objectID) {
	for _, id := range found {
		if rec := c.light[id]; rec != nil {
			c.climbFrom(rec)
		}
	}
}
