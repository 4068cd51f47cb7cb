package ad

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// fileReader answers for one domain from the index.
type fileReader struct {
	index  *index
	domain *fileDomain
	// gaps are what the export itself leaves unknown.
	gaps []*inventory.Gap
}

// collector prepares the reading of one domain of the files.
func (ix *index) collector(d *fileDomain, log *slog.Logger) *collector {
	r := &fileReader{index: ix, domain: d}
	c := newCollector(r, inventory.ADDomain{DN: d.dn, Name: d.dn.DNSName()}, log)
	c.config, c.schema = ix.forest(d.dn)
	for _, g := range d.groups {
		if c.domain.SID == "" { // the domain's own object may not be in the files
			c.domain.SID = g.ids.sid.Domain()
		}
	}
	r.judgeExport(c)
	return c
}

// forest finds the configuration and schema naming contexts of a domain.
func (ix *index) forest(domain inventory.DN) (config, schema inventory.DN) {
	for _, e := range ix.entries {
		nc := ix.context(e.dn)
		if nc.domain || !strings.EqualFold(nc.dn.RDN().Value, "Configuration") {
			continue
		}
		names := e.hasClass("crossRef") && inventory.DN(e.text("ncname")).Equal(domain)
		if names || domain.Under(nc.dn.Parent()) {
			return nc.dn, "CN=Schema," + nc.dn
		}
	}
	return "", ""
}

// judgeExport decides how far the files prove absence, and notes what they
// were exported without.
func (r *fileReader) judgeExport(c *collector) {
	flaw := r.index.flaw()
	var scopes []inventory.DN
	for _, s := range r.index.scopes {
		if r.index.within(s, r.domain.dn) {
			scopes = append(scopes, s)
		}
	}
	if flaw == "" && len(scopes) == 0 {
		flaw = "no --ldif-scope says which part of the domain the files hold completely"
	}
	if flaw != "" {
		r.gaps = append(r.gaps, c.gap(inventory.GapADGroups, string(r.domain.dn), flaw,
			"whether groups that the files do not show exist in AD"))
	}
	unexported := r.unexported(c)
	for _, s := range scopes {
		if !slices.ContainsFunc(scopes, func(o inventory.DN) bool { return !o.Equal(s) && s.Under(o) }) {
			c.bases = append(c.bases, base{s, flaw == "" && !unexported})
		}
	}
	if !slices.ContainsFunc(scopes, r.domain.dn.Equal) {
		c.bases = append(c.bases, base{r.domain.dn, false})
	}
}

// unexported notes the attributes that the groups seem to have been exported
// without. It reports whether stamped groups can be missed because of it.
func (r *fileReader) unexported(c *collector) (stampMissing bool) {
	if r.domain.all || len(r.domain.groups) == 0 {
		return false
	}
	for _, a := range [...]struct {
		name, hides string
		stamp       bool
	}{
		{"adminDescription", "which groups were written back", true},
		{anchorName, "which groups have an anchor", true},
		{"member", "the members of all groups", false},
		{"groupType", "scope and type of the groups", false},
		{"objectSid", "the SIDs of the groups", false},
		{"objectGUID", "the GUIDs of the groups", false},
	} {
		if r.domain.seen[strings.ToLower(a.name)] {
			continue
		}
		why := "no group in the files has it, and nothing shows that it was asked for: export all attributes, or this one and instanceType"
		r.gaps = append(r.gaps, c.gap(inventory.GapADGroups, a.name, why, a.hides))
		stampMissing = stampMissing || a.stamp
		if a.name == "member" {
			c.noMembers = "the LDIF files hold no member attribute"
		}
	}
	return stampMissing
}

// readEach implements [reader]: one file after the other is as quick.
func (r *fileReader) readEach(ctx context.Context, qs []query, yield func(*entry) error) []error {
	errs := make([]error, len(qs))
	for i := range qs {
		errs[i] = r.read(ctx, qs[i], yield)
	}
	return errs
}

// read implements [reader].
func (r *fileReader) read(ctx context.Context, q query, yield func(*entry) error) error {
	if ctx.Err() != nil {
		return &fatal{ctx.Err()}
	}
	found, err := r.find(q)
	for _, e := range found {
		if yerr := yield(e); yerr != nil {
			if asFatal(yerr) == nil {
				yerr = &fatal{yerr}
			}
			return yerr
		}
	}
	return err
}

func (r *fileReader) find(q query) ([]*entry, error) {
	switch q.what {
	case objectAt:
		return r.object(q)
	case deletedAt:
		e := r.index.byDN[q.base.Key()]
		if e == nil || !r.index.covered(q.base) {
			return nil, shortAnswer("the files do not show that they hold the deleted objects (control 417)")
		}
		return []*entry{e}, nil
	case stampedUnder:
		return r.stamped(q.base), nil
	case tombstonesIn:
		return selectEntries(r.index.children[q.base.Key()], func(e *entry) bool {
			return e.isDeleted() && (hasPrefixFold(e.text(anchorKey), groupPrefix) ||
				hasPrefixFold(e.text("admindescription"), groupPrefix) || hasPrefixFold(e.cn(), groupPrefix))
		}), nil
	case groupsUnder, namesIn:
		return nil, nil // a file holds what it holds: nothing is denied to its reader
	case holdersOf:
		return r.holdersOf(q), nil
	case groupsIn:
		return r.inContainer(q.base, (*entry).isGroup)
	case othersIn:
		return r.inContainer(q.base, func(e *entry) bool { return !e.isGroup() })
	case partitionsIn:
		if q.base == "" {
			return nil, shortAnswer("the files do not hold the configuration partition")
		}
		return selectEntries(r.index.children[q.base.Key()], func(e *entry) bool { return e.hasClass("crossRef") }), nil
	case attributeSchemas:
		return r.anchorSchema(q.base)
	case withGUID:
		return r.withGUID(q), nil
	}
	return r.withSID(q)
}

// object finds the object at a DN. Where the files cover the place, nothing
// there and below is proof that it does not exist.
func (r *fileReader) object(q query) ([]*entry, error) {
	if e := r.index.byDN[q.base.Key()]; e != nil && !e.isDeleted() {
		return []*entry{e}, nil
	}
	switch {
	case q.attrs == domainFacts:
		return nil, shortAnswer("the files do not hold the object")
	case r.index.covered(q.base) && len(r.index.children[q.base.Key()]) == 0:
		return nil, &Error{Reason: NoSuchObject, Doing: fmt.Sprintf("looking for %q in the files", string(q.base)), What: "no such object"}
	}
	return nil, nil
}

func (r *fileReader) stamped(base inventory.DN) []*entry {
	return selectEntries(r.domain.groups, func(e *entry) bool {
		claims := hasPrefixFold(e.text("admindescription"), groupPrefix) ||
			hasPrefixFold(e.text("admindescription"), takenOverPrefix) ||
			hasPrefixFold(e.text(anchorKey), groupPrefix) || hasPrefixFold(e.cn(), groupPrefix)
		return claims && e.dn.Under(base)
	})
}

func (r *fileReader) inContainer(base inventory.DN, want func(*entry) bool) ([]*entry, error) {
	found := selectEntries(r.index.children[base.Key()], func(e *entry) bool { return !e.isDeleted() && want(e) })
	if r.index.covered(base) {
		return found, nil
	}
	return found, shortAnswer("no --ldif-scope says that the files hold all of the container")
}

// anchorSchema finds the anchor's definition, or its use, which proves as much.
func (r *fileReader) anchorSchema(schema inventory.DN) ([]*entry, error) {
	defs := selectEntries(r.index.children[schema.Key()], func(e *entry) bool { return e.hasClass("attributeSchema") })
	for _, e := range append(defs[:len(defs):len(defs)], r.domain.groups...) {
		if strings.EqualFold(e.text("ldapdisplayname"), anchorName) || e.has(anchorKey) {
			return []*entry{e}, nil
		}
	}
	if len(defs) > 0 && r.index.covered(schema) {
		return nil, nil
	}
	return nil, shortAnswer("the files do not hold the schema")
}

func (r *fileReader) withGUID(q query) []*entry {
	var out []*entry
	for _, g := range q.guids {
		if e := r.index.byGUID[g]; r.holds(e) {
			out = append(out, e)
		}
	}
	for _, dn := range q.dns {
		if e := r.index.byDN[dn.Key()]; r.holds(e) {
			out = append(out, e)
		}
	}
	return out
}

// holdersOf finds the groups of this domain that name a group of another one.
func (r *fileReader) holdersOf(q query) []*entry {
	var out []*entry
	for i, dn := range q.dns {
		of := r.index.foreignHolders[dn.Key()]
		if e := r.index.find(q.guids[i], dn); e != nil {
			of = r.index.holders[e]
		}
		for _, h := range of {
			if r.holds(h) && !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// holds reports whether there is an entry, and it is of this domain: the same
// id in another one is that domain's to answer for.
func (r *fileReader) holds(e *entry) bool {
	return e != nil && r.index.sameContext(e.dn, r.domain.dn)
}

func (r *fileReader) withSID(q query) ([]*entry, error) {
	var out []*entry
	for _, s := range q.sids {
		if e := r.index.bySID[s]; r.holds(e) {
			out = append(out, e)
		}
	}
	if len(out) == len(q.sids) || r.index.covered(r.domain.dn) {
		return out, nil
	}
	return out, shortAnswer("no --ldif-scope says that the files hold all of the domain")
}

// rest implements [reader]: a file has nothing more to give.
func (*fileReader) rest(_ context.Context, _ *entry, name string, first int) ([]string, error) {
	return nil, shortAnswer("the file lacks the values of %s from number %d on", name, first)
}

// principal implements [reader]. What a value does not show itself is taken
// from the object's own entry.
func (r *fileReader) principal(value string) inventory.ADPrincipal {
	if e := r.index.resolve(value); e != nil {
		return inventory.ADPrincipal{DN: e.dn, GUID: e.ids.guid, SID: e.ids.sid, ObjectClass: lastOf(e.values("objectclass"))}
	}
	dn, ids := parseExtendedDN(value)
	return inventory.ADPrincipal{DN: dn, GUID: ids.guid, SID: ids.sid}
}

// backlinks implements [reader]: memberOf may not have been exported. As on a
// server, holders are groups of the same domain.
func (r *fileReader) backlinks(e *entry) []string {
	var out []string
	for _, h := range r.index.holders[r.index.byDN[e.dn.Key()]] {
		if r.index.sameContext(h.dn, e.dn) {
			out = append(out, string(h.dn))
		}
	}
	return out
}

func selectEntries(in []*entry, want func(*entry) bool) []*entry {
	var out []*entry
	for _, e := range in {
		if want(e) {
			out = append(out, e)
		}
	}
	return out
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
