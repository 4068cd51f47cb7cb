package ad

import (
	"context"
	"slices"

	"gwbplan/inventory"
)

// lookup reads objects by SID and further containers of this domain.
func (c *collector) lookup(ctx context.Context, req LookupRequest, sink inventory.Sink) error {
	c.sink = sink
	if c.catalog != nil {
		return nil // it serves anchors and references alone
	}
	if err := c.lookupSIDs(ctx, req.SIDs); err != nil {
		return plain(err)
	}
	for _, dn := range req.Containers {
		c.noteContainer(dn, false)
	}
	if err := c.readContainers(ctx); err != nil {
		return plain(err)
	}
	return plain(c.climb(ctx))
}

// lookupSIDs looks the SIDs of this domain up. A SID that is not found is
// recorded as such: it proves that no object carries it.
func (c *collector) lookupSIDs(ctx context.Context, sids []inventory.SID) error {
	var own []inventory.SID
	for _, sid := range sids {
		if c.domain.SID != "" && sid.Domain() == c.domain.SID && sid.Bytes() != nil && !c.looked[sid] {
			c.looked[sid] = true
			own = append(own, sid)
		}
	}
	slices.Sort(own)
	for chunk := range slices.Chunk(own, lookupChunk) {
		if err := c.lookupSome(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) lookupSome(ctx context.Context, chunk []inventory.SID) error {
	found := map[inventory.SID]bool{}
	q := query{what: withSID, base: c.domain.DN, sids: chunk, attrs: fullGroup}
	why, err := c.ask(ctx, q, func(e *entry) error {
		d := decoder{entry: e}
		found[d.sid()] = true
		return c.takeFull(e)
	})
	if err != nil {
		return err
	}
	for _, sid := range chunk {
		var r inventory.Record = &inventory.SIDLookup{SID: sid, Domain: c.domain.Name}
		if why != "" {
			r = c.gap(inventory.GapADSIDLookup, string(sid), why, "whether a converted group has an AD object with this SID")
		}
		if found[sid] {
			continue
		}
		if err := c.put(r); err != nil {
			return err
		}
	}
	return nil
}
