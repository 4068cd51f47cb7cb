package ad

import (
	"context"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"gwbplan/inventory"
)

// catalog is what makes a collector one of a global catalog: it reads where
// anchors stand in the whole forest, and what the groups are that hold
// written-back groups. adminDescription is not in it (F38), nor are the members
// of other domains' global and domain-local groups: it proves no absence of a
// stamped group.
type catalog struct {
	ready bool
	facts inventory.ADCatalog
	// held are the domains of which the server has a replica, by DNS name;
	// elsewhere those that another source reads.
	held, elsewhere map[string]bool
	// known reports whether another source shows the object itself.
	known func(*inventory.ADObjectRecord) bool
}

func (l *LDAP) catalogCollector(root *entry) (*collector, error) {
	forest := inventory.DN(root.text("rootdomainnamingcontext"))
	if forest.DNSName() == "" {
		return nil, &Error{Reason: NotActiveDirectory, Doing: "reading rootDSE of " + l.target.address,
			What: "the server names no forest", Hint: "give the URL of a global catalog"}
	}
	c := newCollector(l, inventory.ADDomain{ForestRoot: forest}, l.target.Log)
	c.config = inventory.DN(root.text("configurationnamingcontext"))
	c.catalog = &catalog{
		ready: strings.EqualFold(root.text("isglobalcatalogready"), "TRUE"),
		facts: inventory.ADCatalog{ForestRoot: forest},
		held:  map[string]bool{}, elsewhere: map[string]bool{},
		known: func(*inventory.ADObjectRecord) bool { return false },
	}
	return c, nil
}

// readDomains reads which domains the forest has and which of them the server
// holds.
func (c *collector) readDomains(ctx context.Context) error {
	var contexts []inventory.DN
	why, err := c.ask(ctx, query{what: partitionsIn, base: c.partitions(), attrs: domainFacts}, func(e *entry) error {
		if name, ok := domainOfCrossRef(e); ok {
			nc, _ := parseExtendedDN(e.text("ncname"))
			contexts = append(contexts, nc)
			c.catalog.facts.ForestDomains = append(c.catalog.facts.ForestDomains, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(c.catalog.facts.ForestDomains)
	c.catalog.facts.ForestDomains = slices.Compact(c.catalog.facts.ForestDomains)
	if why != "" || len(contexts) == 0 {
		c.catalog.facts.ForestDomains = nil
		if why == "" {
			why = "the partitions container shows no domain"
		}
		return c.put(c.gap(inventory.GapADForest, "", why, "which domains the forest has, hence whether an anchor is unique in it"))
	}
	for _, nc := range contexts {
		_, err := c.ask(ctx, query{what: objectAt, base: nc, attrs: domainFacts}, func(e *entry) error {
			c.catalog.held[e.dn.DNSName()] = true
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readAnchored reads the groups of all domains that carry an anchor. Those of a
// domain that the server does not hold are a gap.
func (c *collector) readAnchored(ctx context.Context) error {
	why, err := c.askAndClimb(ctx, query{what: anchoredInForest, forest: true, attrs: fullGroupNoMembers})
	if err != nil {
		return err
	}
	if why == "" && !c.catalog.ready {
		why = "the global catalog says that it is not ready"
	}
	const hides = "whether an anchor stands on an object of another domain too"
	if why != "" {
		return c.put(c.gap(inventory.GapADForest, "", why, hides))
	}
	for _, name := range c.catalog.facts.ForestDomains {
		if c.catalog.held[name] {
			c.catalog.facts.Anchored = append(c.catalog.facts.Anchored, name)
			continue
		}
		if err := c.put(c.gap(inventory.GapADForest, name, "the global catalog does not hold the domain", hides)); err != nil {
			return err
		}
	}
	return nil
}

// askAndClimb reads groups without their members and notes what holds them.
func (c *collector) askAndClimb(ctx context.Context, q query) (string, error) {
	var found []objectID
	why, err := c.ask(ctx, q, func(e *entry) error {
		found = append(found, idOfPrincipal(entryPrincipal(e)))
		return c.takeLight(e)
	})
	c.climbFromAll(found)
	return why, err
}

// findReferences looks groups of other sources up in the catalog, whose memberOf
// names the universal groups of every domain.
func (c *collector) findReferences(ctx context.Context, groups []inventory.ADPrincipal) error {
	why := ""
	for chunk := range slices.Chunk(groups, lookupChunk) {
		q := query{what: withGUID, forest: true, attrs: fullGroupNoMembers}
		for _, p := range chunk {
			q.addObject(p.GUID, p.DN)
		}
		w, err := c.askAndClimb(ctx, q)
		if err != nil {
			return err
		}
		if w != "" {
			why = w
		}
	}
	if why == "" {
		return nil
	}
	return c.put(c.gap(inventory.GapADParents, "", why, "universal groups of domains that were not read, which hold written-back groups"))
}

// finishCatalog hands over what no other source shows. Of an object that one
// shows, only its parents in other domains are news.
func (c *collector) finishCatalog() error {
	for _, rec := range sortedRecords(c.light) {
		if !c.catalog.known(rec) {
			if err := c.release(rec); err != nil {
				return asFatal(err)
			}
			continue
		}
		if err := c.putForeignHolders(rec); err != nil {
			return asFatal(err)
		}
	}
	return c.sink.Put(&c.catalog.facts)
}

func (c *collector) putForeignHolders(rec *inventory.ADObjectRecord) error {
	group := inventory.ADPrincipal{DN: rec.DN, GUID: rec.ObjectGUID, SID: rec.ObjectSID}
	for _, key := range rec.MemberOfKeys {
		if p := c.holders[key]; p.DN.DNSName() != rec.DN.DNSName() {
			if err := c.putHolding(group, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// anchoredFilter finds the groups of a forest that carry an anchor: the
// attribute is indexed and in every global catalog.
func anchoredFilter() string {
	return "(&(objectCategory=group)(" + anchorName + "=" + ldap.EscapeFilter(groupPrefix) + "*))"
}
