package ad

import (
	"context"
	"maps"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// lookupChunk is how many alternatives one OR filter carries.
const lookupChunk = 40

// collect reads the domain: phase one of a [Source].
func (c *collector) collect(ctx context.Context, sink inventory.Sink) error {
	c.sink = sink
	steps := []func(context.Context) error{
		c.readDomain, c.readForest, c.readSchema, c.readRecycleBin,
		c.readDenied, c.readStamped, c.readTombstones, c.readContainers, c.climb,
	}
	if c.catalog != nil {
		steps = []func(context.Context) error{c.readDomains, c.readAnchored}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return plain(err)
		}
	}
	return nil
}

// basesAtOnce is how many bases are read at the same time: each needs a
// connection of its own, and a domain controller has other work, too.
const basesAtOnce = 4

// readStamped reads the groups that claim a cloud group, one search a base.
func (c *collector) readStamped(ctx context.Context) error {
	for bases := range slices.Chunk(c.bases, basesAtOnce) {
		if err := c.readStampedUnder(ctx, bases); err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) readStampedUnder(ctx context.Context, bases []base) error {
	var qs []query
	for _, b := range bases {
		qs = append(qs, query{what: stampedUnder, base: b.dn, attrs: fullGroup, anchorUnknown: c.domain.AnchorInSchema == inventory.FlagFalse})
	}
	whys, err := c.askEach(ctx, qs, c.takeFull)
	if err != nil {
		return err
	}
	for i, b := range bases {
		switch {
		case whys[i] != "":
			g := c.gap(inventory.GapADGroups, string(b.dn), whys[i], "which further groups below this container were written back")
			if err := c.put(g); err != nil {
				return err
			}
		case b.covers:
			c.domain.Covered = append(c.domain.Covered, b.dn)
		}
	}
	return nil
}

// readTombstones reads the deleted groups that still carry a stamp. That
// none is found is evidence only if the account can see the container.
func (c *collector) readTombstones(ctx context.Context) error {
	if err := c.seeDeleted(ctx); err != nil || c.domain.DeletedReadable == inventory.FlagFalse {
		return err
	}
	q := query{what: tombstonesIn, base: c.deletedObjects(), attrs: tombstone, anchorUnknown: c.domain.AnchorInSchema == inventory.FlagFalse}
	why, err := c.ask(ctx, q, c.takeTombstone)
	if err != nil || why == "" {
		return err
	}
	return c.putDeletedUnread(why)
}

func (c *collector) deletedObjects() inventory.DN {
	return inventory.DN("CN=Deleted Objects," + string(c.domain.DN))
}

// seeDeleted finds out whether the account can see the container of deleted
// objects.
func (c *collector) seeDeleted(ctx context.Context) error {
	seen := false
	why, err := c.ask(ctx, query{what: deletedAt, base: c.deletedObjects(), attrs: domainFacts}, func(e *entry) error {
		// An account without rights may be shown the bare name.
		seen = e.has("objectclass")
		return nil
	})
	switch {
	case err != nil:
		return err
	case why == "" && seen:
		c.domain.DeletedReadable = inventory.FlagTrue
		return nil
	case why == "":
		why = "the container is not visible"
	}
	return c.putDeletedUnread(why)
}

func (c *collector) putDeletedUnread(why string) error {
	c.domain.DeletedReadable = inventory.FlagFalse
	g := c.gap(inventory.GapADDeleted, string(c.deletedObjects()), why,
		"whether a deleted AD object could be restored instead of creating a new one with a new SID")
	g.Permission = deletedRight
	return c.put(g)
}

func (c *collector) takeTombstone(e *entry) error {
	if !e.isDeleted() {
		return nil
	}
	rec, err := c.decode(e)
	if err != nil {
		return err
	}
	return c.release(rec)
}

// noteContainer notes a container to be read.
func (c *collector) noteContainer(dn inventory.DN, inhabited bool) {
	key := dn.Key()
	if known := c.containers[key]; known != nil {
		known.inhabited = known.inhabited || inhabited
		return
	}
	if c.owns(dn) {
		c.containers[key] = &container{dn: dn, inhabited: inhabited}
	}
}

// readContainers reads the direct content of the containers noted so far.
func (c *collector) readContainers(ctx context.Context) error {
	for _, key := range slices.Sorted(maps.Keys(c.containers)) {
		k := c.containers[key]
		if k.read {
			continue
		}
		k.read = true
		reason, why, err := c.readContainer(ctx, k)
		if err == nil {
			err = c.readLookalikes(ctx)
		}
		if err == nil {
			err = c.judgeContainer(k, reason, why)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readContainer reads the container itself, the groups in it with all but
// their members, and of everything else what can be in the way of a name.
func (c *collector) readContainer(ctx context.Context, k *container) (Reason, string, error) {
	reason, why, err := c.askReason(ctx, query{what: objectAt, base: k.dn, attrs: bystander}, c.takeBystander)
	if err != nil || why != "" {
		return reason, why, err
	}
	seen := false
	reason, why, err = c.askReason(ctx, query{what: groupsIn, base: k.dn, attrs: besideGroup}, func(e *entry) error {
		seen = true
		return c.takeBeside(e)
	})
	if err != nil || why != "" {
		return reason, why, err
	}
	if k.inhabited && !seen {
		return Refused, "the account may not list what is in the container", nil
	}
	reason, why, err = c.askReason(ctx, query{what: othersIn, base: k.dn, attrs: bystander}, c.takeBystander)
	if err != nil || why != "" {
		return reason, why, err
	}
	return c.readNames(ctx, k)
}

// judgeContainer counts the container as read, or notes the gap. One that does
// not exist is read: nothing is in it.
func (c *collector) judgeContainer(k *container, reason Reason, why string) error {
	if why == "" || (reason == NoSuchObject && !k.inhabited) {
		c.domain.Containers = append(c.domain.Containers, k.dn)
		return nil
	}
	return c.put(c.gap(inventory.GapADContainer, string(k.dn), why,
		"which names are taken in this container, and groups that match a cloud group by name alone"))
}

// takeBeside takes a group that lives beside stamped ones, noting it where its
// name ends as Connect's and Cloud Sync's names do.
func (c *collector) takeBeside(e *entry) error {
	if endsInID(e.cn()) {
		c.lookalikes = append(c.lookalikes, entryPrincipal(e))
	}
	return c.takeBystander(e)
}

// readLookalikes reads those groups with their members: the planner may match
// them to a cloud group by name.
func (c *collector) readLookalikes(ctx context.Context) error {
	var todo []*inventory.ADObjectRecord
	for _, p := range c.lookalikes {
		if rec := c.light[idOfPrincipal(p)]; rec != nil && !slices.Contains(todo, rec) {
			todo = append(todo, rec)
		}
	}
	c.lookalikes = nil
	for chunk := range slices.Chunk(todo, lookupChunk) {
		q := query{what: withGUID, base: c.domain.DN, attrs: fullGroup}
		for _, rec := range chunk {
			q.addObject(rec.ObjectGUID, rec.DN)
		}
		why, err := c.ask(ctx, q, c.takeFull)
		if err != nil {
			return err
		}
		if err := c.failLookalikes(chunk, why); err != nil {
			return err
		}
	}
	return nil
}

// failLookalikes releases what a search for lookalikes did not bring.
func (c *collector) failLookalikes(chunk []*inventory.ADObjectRecord, why string) error {
	if why == "" {
		why = "the object was not found again"
	}
	for _, rec := range chunk {
		if c.done.has(rec) {
			continue
		}
		p := &pendingGroup{rec: rec, withMembers: true}
		if err := c.settle(p, why); err != nil {
			return err
		}
	}
	return nil
}

// endsInID reports whether a name is something followed by "_" and 12
// hexadecimal digits (F15, F67).
func endsInID(cn string) bool {
	i := strings.LastIndexByte(cn, '_')
	return i > 0 && len(cn) == i+13 && strings.Trim(strings.ToLower(cn[i+1:]), "0123456789abcdef") == ""
}
