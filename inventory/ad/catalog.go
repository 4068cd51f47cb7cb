package ad

import (
	"context"
	"maps"
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
	c := newCollector(l.keeping("forest "+forest.Key()), inventory.ADDomain{ForestRoot: forest}, l.target.Log)
	c.catalog = &catalog{
		ready: strings.EqualFold(root.text("isglobalcatalogready"), "TRUE"),
		facts: inventory.ADCatalog{ForestRoot: forest},
		held:  map[string]bool{}, elsewhere: map[string]bool{},
		known: func(*inventory.ADObjectRecord) bool { return false },
	}
	return c, nil
}

// readDomains reads which domains the server holds, by their heads. The crossRef
// objects are not for it to tell: most of their attributes are not in the
// partial attribute set. A domain's own server lists the forest.
func (c *collector) readDomains(ctx context.Context) error {
	why, err := c.ask(ctx, query{what: domainsInForest, forest: true, attrs: namesOnly}, func(e *entry) error {
		c.catalog.held[e.dn.DNSName()] = true
		return nil
	})
	if err != nil || why == "" {
		return err
	}
	c.catalog.held = map[string]bool{}
	return c.put(c.gap(inventory.GapADForest, "", why, "which domains the global catalog holds"))
}

// readAnchored reads the groups of all domains that carry an anchor.
func (c *collector) readAnchored(ctx context.Context) error {
	why, err := c.askAndClimb(ctx, query{what: anchoredInForest, forest: true, attrs: fullGroupNoMembers})
	if err != nil {
		return err
	}
	if why == "" && !c.catalog.ready {
		why = "the global catalog says that it is not ready"
	}
	if why != "" {
		return c.put(c.gap(inventory.GapADForest, "", why, "whether an anchor stands on an object of another domain too"))
	}
	c.catalog.facts.Anchored = slices.Sorted(maps.Keys(c.catalog.held))
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

// domainHeads finds the head of each domain; those of application partitions are
// in no global catalog.
const domainHeads = "(objectCategory=domainDNS)"

// anchoredFilter finds the groups of a forest that carry an anchor: the
// attribute is indexed and in every global catalog.
func anchoredFilter() string {
	return "(&(objectCategory=group)(" + anchorName + "=" + ldap.EscapeFilter(groupPrefix) + "*))"
}
