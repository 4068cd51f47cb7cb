package ad

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"

	"gwbplan/inventory"
)

// collector reads one domain through a [reader]. It decides what to ask next
// and in what form a record leaves; it knows nothing of protocols and files.
type collector struct {
	reader reader
	log    *slog.Logger
	sink   inventory.Sink
	domain inventory.ADDomain
	// config and schema are the forest's naming contexts, empty where unknown.
	config, schema inventory.DN
	// bases are where stamped groups are looked for.
	bases []base

	// done are the objects handed over, light the groups that wait for Finish
	// because Lookup may still ask for their members.
	done  objectSet
	light map[objectID]*inventory.ADObjectRecord
	// unheld are those of them of which memberOf was not asked.
	unheld objectSet
	// pending are groups whose ranged values are read after the search that
	// found them: a server may drop a page cookie when other searches begin.
	pending []*pendingGroup
	waiting objectSet

	keys keyring
	// containers are those to read, by their DN's key.
	containers map[string]*container
	// holders are the groups that some memberOf names; toClimb are those of
	// them above a stamped group that are still to be found.
	holders map[inventory.ADKey]inventory.ADPrincipal
	toClimb map[inventory.ADKey]bool
	climbed map[inventory.ADKey]bool
	// lookalikes are groups of the container being read whose names end in an id.
	lookalikes []inventory.ADPrincipal
	// looked are the SIDs that Lookup was asked for before.
	looked map[inventory.SID]bool
	// live: a server answers, not a file.
	live bool
	// catalog is there where the server is a global catalog.
	catalog *catalog

	links
	rights
	// noMembers says why no group of this source has members, if that is so.
	noMembers string
	// namesOnly are members known by their DN alone.
	namesOnly map[inventory.ADKey]bool
}

// base is a subtree to look for stamped groups in. covers: reading it to the
// end proves the absence of further ones.
type base struct {
	dn     inventory.DN
	covers bool
}

// container is a container whose content is wanted. inhabited: a group was
// seen in it, so it exists and is not empty, whatever a search says.
type container struct {
	dn              inventory.DN
	inhabited, read bool
}

func newCollector(r reader, domain inventory.ADDomain, log *slog.Logger) *collector {
	return &collector{
		reader: r, log: log, domain: domain,
		done:       objectSet{},
		light:      map[objectID]*inventory.ADObjectRecord{},
		keys:       newKeyring(),
		containers: map[string]*container{},
		waiting:    objectSet{},
		unheld:     objectSet{},
		looked:     map[inventory.SID]bool{},
		holders:    map[inventory.ADKey]inventory.ADPrincipal{},
		toClimb:    map[inventory.ADKey]bool{},
		climbed:    map[inventory.ADKey]bool{},
		namesOnly:  map[inventory.ADKey]bool{},
		links:      newLinks(),
		rights:     newRights(),
	}
}

// owns reports whether dn lies in this domain. A child domain's names end in
// its parent's, and are not the parent's to answer for.
func (c *collector) owns(dn inventory.DN) bool {
	if c.catalog != nil {
		name := dn.DNSName()
		return c.catalog.held[name] && !c.catalog.elsewhere[name]
	}
	return dn.Under(c.domain.DN) && dn.DNSName() == c.domain.Name
}

// put hands a record to the sink; its refusal ends the reading.
func (c *collector) put(r inventory.Record) error {
	if err := c.sink.Put(r); err != nil {
		return &fatal{err}
	}
	return nil
}

// ask reads q, then completes the groups whose values came in pieces. It
// returns the reason of an incomplete answer in why and a fatal error in err.
func (c *collector) ask(ctx context.Context, q query, yield func(*entry) error) (why string, err error) {
	_, why, err = c.askReason(ctx, q, yield)
	return why, err
}

func (c *collector) askReason(ctx context.Context, q query, yield func(*entry) error) (Reason, string, error) {
	err := c.reader.read(ctx, q, yield)
	if f := asFatal(err); f != nil {
		return Refused, "", err
	}
	if perr := c.completePending(ctx); perr != nil {
		return Refused, "", perr
	}
	if err != nil {
		c.log.Debug("incomplete answer", "domain", c.domain.Name, "error", err)
		return reasonOf(err), whyOf(err), nil
	}
	return Refused, "", nil
}

// askEach asks several questions at once. whys has a reason for each that was
// answered incompletely.
func (c *collector) askEach(ctx context.Context, qs []query, yield func(*entry) error) (whys []string, err error) {
	errs := c.reader.readEach(ctx, qs, yield)
	for _, err := range errs {
		if asFatal(err) != nil {
			return nil, err
		}
	}
	if err := c.completePending(ctx); err != nil {
		return nil, err
	}
	whys = make([]string, len(qs))
	for i, err := range errs {
		if err != nil {
			c.log.Debug("incomplete answer", "domain", c.domain.Name, "error", err)
			whys[i] = whyOf(err)
		}
	}
	return whys, nil
}

// takeFull takes a group with its members and holders, and anything else as
// it is.
func (c *collector) takeFull(e *entry) error {
	rec, err := c.decode(e)
	if err != nil || c.done.has(rec) {
		return err
	}
	if !e.isGroup() {
		return c.release(rec)
	}
	c.noteContainer(rec.DN.Parent(), true)
	return c.takeLists(e, rec, true)
}

// takeLight takes a group without its members, until Finish, and anything else
// as it is.
func (c *collector) takeLight(e *entry) error {
	rec, err := c.decode(e)
	if err != nil || c.done.has(rec) || c.light[idOf(rec)] != nil && !c.unheld.has(rec) {
		return err
	}
	if !e.isGroup() {
		return c.release(rec)
	}
	delete(c.light, idOf(rec))
	delete(c.unheld, idOf(rec))
	return c.takeLists(e, rec, false)
}

// takeBystander takes a group without what it holds and what holds it: most of
// those that live beside written-back ones have nothing to do with them.
func (c *collector) takeBystander(e *entry) error {
	rec, err := c.decode(e)
	if err != nil || c.done.has(rec) || c.light[idOf(rec)] != nil {
		return err
	}
	if !e.isGroup() {
		return c.release(rec)
	}
	c.unheld.add(rec)
	c.keep(rec)
	return nil
}

// decode makes the record of an entry; values that cannot be decoded become a gap.
func (c *collector) decode(e *entry) (*inventory.ADObjectRecord, error) {
	o, bad := decodeObject(e, e.dn.DNSName())
	o.Catalog = c.catalog != nil
	o.Denied = slices.Clone(c.denied[idOfPrincipal(entryPrincipal(e))])
	c.noteMissing(e, &o)
	c.noteStamp(&o)
	if bad == nil {
		return &inventory.ADObjectRecord{ADObject: o}, nil
	}
	err := c.put(c.gap(inventory.GapADGroups, string(e.dn), bad.Error(), "these attributes of the object"))
	return &inventory.ADObjectRecord{ADObject: o}, err
}

// release hands an object over, once.
func (c *collector) release(rec *inventory.ADObjectRecord) error {
	if !c.done.add(rec) {
		return nil
	}
	delete(c.light, idOf(rec))
	return c.put(rec)
}

// keep holds a group without its members back until Finish.
func (c *collector) keep(rec *inventory.ADObjectRecord) {
	if id := idOf(rec); !c.done.has(rec) && c.light[id] == nil {
		c.light[id] = rec
	}
}

// reference turns a member or memberOf value into the key of a principal,
// which is handed over when it is seen for the first time.
func (c *collector) reference(value string) (inventory.ADKey, inventory.ADPrincipal, error) {
	p := c.reader.principal(value)
	key, isNew := c.keys.key(&p)
	if !isNew {
		return key, p, nil
	}
	return key, p, c.put(&p)
}

// Finish hands over what was held back, and the domain.
func (c *collector) finish(sink inventory.Sink) error {
	c.sink = sink
	if c.catalog != nil {
		return c.finishCatalog()
	}
	for _, rec := range sortedRecords(c.light) {
		if err := c.release(rec); err != nil {
			return asFatal(err)
		}
	}
	if n := len(c.namesOnly); n > 0 {
		g := c.gap(inventory.GapADMemberIDs, "", "members are known by their names alone",
			"whether these members are the cloud group's own: they cannot be compared by SID")
		g.Count = n
		if err := c.put(g); err != nil {
			return asFatal(err)
		}
	}
	for _, put := range []func() error{c.putMissing, c.putSuspicions, c.putHoldersDenied} {
		if err := put(); err != nil {
			return asFatal(err)
		}
	}
	if !c.askedInVain {
		c.domain.HoldersOf = slices.Sorted(maps.Keys(c.asked))
	}
	sortDNs(c.domain.Covered)
	sortDNs(c.domain.Containers)
	return c.sink.Put(&c.domain)
}

// plain unwraps a fatal error at the package's edge.
func plain(err error) error {
	if f := asFatal(err); f != nil {
		return f
	}
	return err
}

var errFinished = errors.New("reading Active Directory: Finish was called before; open the source again")
