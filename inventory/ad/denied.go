package ad

import (
	"context"
	"maps"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// An attribute that an account may not read looks as if it were absent, and a
// filter on it leaves the object out of the answer without a word. Active
// Directory evaluates such a term, and its negation, to Undefined (RFC 4511
// 4.5.1.7): an object that matches neither is proof. Servers that take a denied
// attribute for an absent one leave only suspicion.

// rights are what the account may not read, as far as that shows.
type rights struct {
	// denied are the attributes that certainly may not be read, by group;
	// holdersDenied counts the groups of which member is one.
	denied        map[objectID][]string
	holdersDenied int
	// missing are the groups that lack what every group has, by attribute.
	missing map[string]map[inventory.GUID]bool
	// tallies are by the container's key.
	tallies map[string]*tally
}

func newRights() rights {
	return rights{denied: map[objectID][]string{}, missing: map[string]map[inventory.GUID]bool{}, tallies: map[string]*tally{}}
}

// decisive are the attributes that are tested so.
func (c *collector) decisive() []string {
	names := []string{"adminDescription", "member"}
	if c.domain.AnchorInSchema == inventory.FlagTrue { // else undefined for all
		names = append(names, anchorName)
	}
	return names
}

// readDenied finds the groups whose decisive attributes the account may not
// read. It comes before they are read, so that nothing is taken for empty.
func (c *collector) readDenied(ctx context.Context) error {
	if !c.provesDenial() {
		return nil
	}
	count := map[string]int{}
	for _, b := range c.bases {
		why, err := c.readDeniedUnder(ctx, b.dn, count)
		if err != nil {
			return err
		}
		if why != "" {
			g := c.gap(inventory.GapADAttributes, string(b.dn), why, "whether the account may read what identifies the groups below this container")
			if err := c.put(g); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if name == "member" {
			c.holdersDenied = count[name]
			continue
		}
		if err := c.putDenied(name, count[name]); err != nil {
			return err
		}
	}
	return nil
}

// putDenied notes an attribute that some groups do not show to this account.
func (c *collector) putDenied(name string, n int) error {
	hides := "which groups were written back: those that do not show it drop out of a search silently"
	if name != "adminDescription" && name != anchorName {
		hides = "this attribute of the groups"
	}
	g := c.gap(inventory.GapADAttributes, name, "the account may not read this attribute of some groups", hides)
	g.Count = n
	g.Permission = "read property " + name + " on the groups (dsacls, RP;" + name + ";group)"
	return c.put(g)
}

// readDeniedUnder compares all groups below a container with those for which
// every test has an answer.
func (c *collector) readDeniedUnder(ctx context.Context, base inventory.DN, count map[string]int) (string, error) {
	all, why, err := c.groupsWhere(ctx, query{base: base})
	if err != nil || why != "" {
		return why, err
	}
	decidable, why, err := c.groupsWhere(ctx, query{base: base, decidable: c.decisive()})
	if err != nil || why != "" {
		return why, err
	}
	maps.DeleteFunc(all, func(id objectID, _ inventory.ADPrincipal) bool { _, ok := decidable[id]; return ok })
	maps.DeleteFunc(all, func(_ objectID, p inventory.ADPrincipal) bool {
		return p.DN.Under("CN=Builtin," + c.domain.DN) // nothing is written back there
	})
	return c.readDeniedOf(ctx, base, slices.Collect(maps.Values(all)), count)
}

// readDeniedOf finds which attributes it is. A group that was deleted in between
// is not there any more and counts nowhere.
func (c *collector) readDeniedOf(ctx context.Context, base inventory.DN, groups []inventory.ADPrincipal, count map[string]int) (string, error) {
	slices.SortFunc(groups, func(a, b inventory.ADPrincipal) int { return strings.Compare(string(a.Key()), string(b.Key())) })
	for chunk := range slices.Chunk(groups, lookupChunk) {
		q := query{base: base}
		for _, p := range chunk {
			q.addObject(p.GUID, p.DN)
		}
		there, why, err := c.groupsWhere(ctx, q)
		if err != nil || why != "" {
			return why, err
		}
		for _, name := range c.decisive() {
			q.decidable = []string{name}
			decidable, why, err := c.groupsWhere(ctx, q)
			if err != nil || why != "" {
				return why, err
			}
			for id := range there {
				if _, ok := decidable[id]; !ok {
					c.denied[id] = append(c.denied[id], name)
					count[name]++
				}
			}
		}
	}
	return "", nil
}

// groupsWhere reads the names of groups.
func (c *collector) groupsWhere(ctx context.Context, q query) (map[objectID]inventory.ADPrincipal, string, error) {
	q.what, q.attrs = groupsUnder, namesOnly
	out := map[objectID]inventory.ADPrincipal{}
	why, err := c.ask(ctx, q, func(e *entry) error {
		p := entryPrincipal(e)
		out[idOfPrincipal(p)] = p
		return nil
	})
	return out, why, err
}

// readNames compares the names in a container with what was read of it: an
// object that shows not even its class is there, and nobody knows what it is.
func (c *collector) readNames(ctx context.Context, k *container) (Reason, string, error) {
	var unseen []inventory.DN
	reason, why, err := c.askReason(ctx, query{what: namesIn, base: k.dn, attrs: namesOnly}, func(e *entry) error {
		id := idOfPrincipal(entryPrincipal(e))
		if _, ok := c.done[id]; !ok && c.light[id] == nil {
			unseen = append(unseen, e.dn)
		}
		return nil
	})
	if err != nil || why != "" {
		return reason, why, err
	}
	bare := 0
	for _, dn := range unseen {
		_, err := c.ask(ctx, query{what: objectAt, base: dn, attrs: bystander}, func(e *entry) error {
			if !e.has("objectclass") {
				bare++
			}
			return c.takeBystander(e)
		})
		if err != nil {
			return reason, "", err
		}
	}
	if bare == 0 {
		return reason, "", nil
	}
	g := c.gap(inventory.GapADContainer, string(k.dn), "objects in it show the account nothing but their names",
		"what these objects are: groups that were written back may be among them")
	g.Count, g.Permission = bare, "read all properties on the objects in the container (dsacls, RP)"
	return reason, "", c.put(g)
}

// noteMissing notes an attribute that every group has and that this one does
// not show: over LDAP that is proof, in a file it was perhaps not exported.
func (c *collector) noteMissing(e *entry, o *inventory.ADObject) {
	if !c.live || c.catalog != nil || !e.isGroup() || o.Deleted {
		return
	}
	for _, name := range []string{"groupType", "objectSid"} {
		if e.has(strings.ToLower(name)) || slices.Contains(o.Denied, name) {
			continue
		}
		o.Denied = append(o.Denied, name)
		if c.missing[name] == nil {
			c.missing[name] = map[inventory.GUID]bool{}
		}
		c.missing[name][o.ObjectGUID] = true
	}
}

func (c *collector) putMissing() error {
	for _, name := range slices.Sorted(maps.Keys(c.missing)) {
		if err := c.putDenied(name, len(c.missing[name])); err != nil {
			return err
		}
	}
	return nil
}

// tally is what the groups of one container look like.
type tally struct {
	dn      inventory.DN
	stamped bool
	// odd are the groups that look written back and show no adminDescription.
	odd map[objectID]bool
}

// noteStamp notes how a group is stamped. Only where the server gives no proof
// is a missing stamp suspicious: the account that read or exported the groups
// may not be allowed to see it.
func (c *collector) noteStamp(o *inventory.ADObject) {
	if c.provesDenial() || c.catalog != nil || o.Deleted || !strings.EqualFold(o.ObjectClass, "group") {
		return
	}
	parent := o.DN.Parent()
	t := c.tallies[parent.Key()]
	if t == nil {
		t = &tally{dn: parent, odd: map[objectID]bool{}}
		c.tallies[parent.Key()] = t
	}
	stamped := hasPrefixFold(o.AdminDescription, groupPrefix) || hasPrefixFold(o.AdminDescription, takenOverPrefix)
	looks := hasPrefixFold(o.Anchor, groupPrefix) || hasPrefixFold(o.CN, groupPrefix) || endsInID(o.CN)
	switch {
	case stamped:
		t.stamped = true
	case o.AdminDescription == "" && looks && o.GroupType&inventory.GroupTypeUniversal != 0:
		t.odd[idOf(&inventory.ADObjectRecord{ADObject: *o})] = true
	}
}

// provesDenial: Microsoft's server evaluates a denied attribute to Undefined.
// Samba takes it for absent.
func (c *collector) provesDenial() bool { return c.live && c.domain.Vendor == "" }

func (c *collector) putSuspicions() error {
	for _, key := range slices.Sorted(maps.Keys(c.tallies)) {
		t := c.tallies[key]
		if !t.stamped || len(t.odd) == 0 {
			continue
		}
		g := c.gap(inventory.GapADAttributes, string(t.dn),
			"some groups look written back, and unlike others beside them they show no adminDescription: it is absent, or the account may not read it",
			"whether these groups were written back")
		g.Count, g.Permission = len(t.odd), "read property adminDescription on the groups (dsacls, RP;adminDescription;group)"
		if err := c.put(g); err != nil {
			return err
		}
	}
	return nil
}

// putHoldersDenied: a group whose members may not be read drops out of a search
// for what holds a group of another domain.
func (c *collector) putHoldersDenied() error {
	if c.holdersDenied == 0 || len(c.asked) == 0 {
		return nil
	}
	g := c.gap(inventory.GapADParents, "", "the account may not read the members of some groups",
		"whether these groups hold written-back groups of other domains")
	g.Count, g.Permission = c.holdersDenied, "read property member on the groups (dsacls, RP;member;group)"
	return c.put(g)
}
