package ad

import (
	"context"
	"slices"

	"gwbplan/inventory"
)

// Link finds what holds the written-back groups in other domains than their
// own: memberOf names the groups of a group's own domain, and in the global
// catalog the universal ones. Each domain is therefore asked for groups that
// have the other domains' groups as members, and so on upwards. others are
// written-back groups of domains that none of the sources reads.
//
// It is called when every source has been through Collect, and again when
// Lookup found further groups.
func Link(ctx context.Context, sources []Source, others []inventory.ADPrincipal, sink inventory.Sink) error {
	a := &across{others: others, asked: map[objectID]bool{}}
	for _, s := range sources {
		for _, c := range s.parts() {
			c.sink = sink
			if c.catalog != nil {
				a.catalogs = append(a.catalogs, c)
			} else {
				a.domains = append(a.domains, c)
			}
		}
	}
	return plain(a.run(ctx))
}

// links are what a collector knows of other domains.
type links struct {
	// risen are groups of which holders in other domains are still to be looked
	// for; raised were so once.
	risen  []inventory.ADPrincipal
	raised objectSet
	// foreign are holders that lie in other domains.
	foreign []inventory.ADPrincipal
	// holdings were handed over.
	holdings map[inventory.ADHolding]bool
	// asked are the other domains whose groups were looked for in this one;
	// askedInVain: not all questions were answered.
	asked       map[string]bool
	askedInVain bool
}

func newLinks() links {
	return links{raised: objectSet{}, holdings: map[inventory.ADHolding]bool{}, asked: map[string]bool{}}
}

// across is the forest as all sources together show it.
type across struct {
	domains, catalogs []*collector
	others            []inventory.ADPrincipal
	// asked are the groups that every source was asked about.
	asked map[objectID]bool
}

func (a *across) run(ctx context.Context) error {
	a.introduce()
	all := slices.Concat(a.domains, a.catalogs)
	for {
		for _, c := range all {
			if err := c.climb(ctx); err != nil {
				return err
			}
		}
		if a.passOn() {
			continue
		}
		groups := a.risen()
		if len(groups) == 0 {
			return nil
		}
		for _, c := range a.domains {
			if err := c.findHoldersOf(ctx, groups); err != nil {
				return err
			}
		}
		for _, c := range a.catalogs {
			if err := c.findReferences(ctx, groups); err != nil {
				return err
			}
		}
	}
}

// introduce tells the sources of each other.
func (a *across) introduce() {
	names := map[string]bool{}
	for _, c := range a.domains {
		names[c.domain.Name] = true
	}
	for _, p := range a.others {
		names[p.DN.DNSName()] = true
	}
	for _, c := range a.domains {
		for name := range names {
			if name != c.domain.Name {
				c.asked[name] = true
			}
		}
	}
	for _, c := range a.catalogs {
		c.catalog.elsewhere, c.catalog.known = names, a.shown
	}
}

// shown reports whether a domain's own source shows the object.
func (a *across) shown(rec *inventory.ADObjectRecord) bool {
	return slices.ContainsFunc(a.domains, func(c *collector) bool {
		return c.done.has(rec) || c.light[idOf(rec)] != nil
	})
}

// passOn gives the holders that some source met and does not own to the one
// that does: the domain's, else the catalog. It reports whether any was passed.
func (a *across) passOn() bool {
	passed := false
	for _, c := range slices.Concat(a.domains, a.catalogs) {
		for _, p := range c.foreign {
			for _, owner := range slices.Concat(a.domains, a.catalogs) {
				if owner != c && owner.owns(p.DN) {
					passed = owner.seek(p) || passed
					break
				}
			}
		}
		c.foreign = nil
	}
	return passed
}

// risen takes the groups whose holders are still to be looked for elsewhere.
func (a *across) risen() []inventory.ADPrincipal {
	met := a.others
	a.others = nil
	for _, c := range slices.Concat(a.domains, a.catalogs) {
		met = append(met, c.risen...)
		c.risen = nil
	}
	var groups []inventory.ADPrincipal
	for _, p := range met {
		if id := idOfPrincipal(p); !a.asked[id] {
			a.asked[id] = true
			groups = append(groups, p)
		}
	}
	return groups
}

// seek notes a holder that another source met.
func (c *collector) seek(p inventory.ADPrincipal) bool {
	key := p.Key()
	if c.climbed[key] {
		return false
	}
	c.holders[key], c.toClimb[key] = p, true
	return true
}

// findHoldersOf finds the groups of this domain that hold some of the groups,
// which lie in other domains.
func (c *collector) findHoldersOf(ctx context.Context, groups []inventory.ADPrincipal) error {
	groups = slices.DeleteFunc(slices.Clone(groups), func(p inventory.ADPrincipal) bool { return c.owns(p.DN) })
	why := ""
	for chunk := range slices.Chunk(groups, lookupChunk) {
		w, err := c.findHoldersOfSome(ctx, chunk)
		if err != nil {
			return err
		}
		if w != "" {
			why = w
		}
	}
	if why == "" || c.askedInVain {
		return nil
	}
	c.askedInVain = true
	return c.put(c.gap(inventory.GapADParents, "", why, "which groups of this domain hold written-back groups of other domains"))
}

func (c *collector) findHoldersOfSome(ctx context.Context, chunk []inventory.ADPrincipal) (why string, err error) {
	q := query{what: holdersOf, base: c.domain.DN, attrs: fullGroup}
	wanted := map[objectID]inventory.ADPrincipal{}
	for _, p := range chunk {
		q.dns, q.guids = append(q.dns, p.DN), append(q.guids, p.GUID)
		wanted[idOfPrincipal(p)] = p
		wanted[objectID{dn: p.DN.Key()}] = p
	}
	var cut []*holderEntry
	var found []objectID
	why, err = c.ask(ctx, q, func(e *entry) error {
		h := &holderEntry{entry: &entry{dn: e.dn, ids: e.ids}, self: entryPrincipal(e)}
		var values []string
		if values, h.next = e.assemble("member"); h.next >= 0 {
			cut = append(cut, h)
		}
		found = append(found, idOfPrincipal(h.self))
		if err := c.takeLight(e); err != nil {
			return err
		}
		return c.holdAll(h.self, values, wanted)
	})
	if err != nil {
		return why, err
	}
	c.climbFromAll(found)
	for _, h := range cut {
		values, rerr := c.reader.rest(ctx, h.entry, "member", h.next)
		if asFatal(rerr) != nil {
			return why, rerr
		}
		if rerr != nil {
			why = whyOf(rerr)
		}
		if herr := c.holdAll(h.self, values, wanted); herr != nil {
			return why, herr
		}
	}
	return why, nil
}

// holderEntry is a holder whose members came in pieces.
type holderEntry struct {
	entry *entry
	self  inventory.ADPrincipal
	next  int
}

// holdAll records which of the wanted groups are among a holder's members.
func (c *collector) holdAll(holder inventory.ADPrincipal, members []string, wanted map[objectID]inventory.ADPrincipal) error {
	for _, v := range members {
		if v == "" {
			continue
		}
		m := c.reader.principal(v)
		p, ok := wanted[idOfPrincipal(m)]
		if !ok {
			p, ok = wanted[objectID{dn: m.DN.Key()}]
		}
		if !ok {
			continue
		}
		if err := c.putHolding(p, holder); err != nil {
			return err
		}
	}
	return nil
}

// putHolding hands over that a group of one domain holds one of another, once.
func (c *collector) putHolding(group, holder inventory.ADPrincipal) error {
	h := inventory.ADHolding{Group: group.Key(), Holder: holder.Key()}
	if c.holdings[h] {
		return nil
	}
	c.holdings[h] = true
	for _, p := range []inventory.ADPrincipal{group, holder} {
		if _, isNew := c.keys.key(&p); isNew {
			if err := c.put(&p); err != nil {
				return err
			}
		}
	}
	return c.put(&h)
}
