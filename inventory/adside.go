package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// adSide is what a [Builder] has been told of Active Directory.
type adSide struct {
	domains  []readDomain
	catalogs []ADCatalog
	objects  []readObject
	holdings []holding
	lookups  []SIDLookup

	// nodes are the principals in the order of their appearance, each under
	// one key: its GUID, or its DN key. finish finds out which of them are one.
	nodes  []ADPrincipal
	byGUID map[GUID]ADRef
	byDN   map[string]ADRef
	lists  slab[ADRef]
}

// holding is an [ADHolding] in references.
type holding struct{ group, holder ADRef }

// readDomain and readObject know the reading that they come from.
type (
	readDomain struct {
		ADDomain
		reading int
	}
	readObject struct {
		ADObject
		reading int
		key     string // the DN's, once finish needs it
	}
)

func (b *Builder) putObject(r *ADObjectRecord) {
	o := r.ADObject
	for _, s := range []*string{&o.Domain, &o.ObjectClass, &o.ObjectSOA, &o.MembersWhy} {
		b.intern(s)
	}
	utc(&o.WhenCreated)
	utc(&o.WhenChanged)
	o.Members = b.ad.refs(r.MemberKeys)
	o.MemberOf = b.ad.refs(r.MemberOfKeys)
	b.ad.objects = append(b.ad.objects, readObject{ADObject: o, reading: b.reading()})
}

func (a *adSide) refs(keys []ADKey) []ADRef {
	out := a.lists.take(len(keys))
	for i, k := range keys {
		out[i] = a.node(k)
	}
	return out
}

// node returns the principal that a list names, which may not be known yet.
func (a *adSide) node(key ADKey) ADRef {
	if len(key) == 36 {
		if u, err := parseUUID(string(key)); err == nil {
			r, ok := a.byGUID[u]
			if !ok {
				r = a.newNode(ADPrincipal{GUID: u})
				a.byGUID[u] = r
			}
			return r
		}
	}
	r, ok := a.byDN[string(key)]
	if ok {
		return r
	}
	k := DN(key).Key()
	if r, ok = a.byDN[k]; !ok {
		r = a.newNode(ADPrincipal{})
		a.byDN[strings.Clone(k)] = r
	}
	return r
}

func (a *adSide) newNode(p ADPrincipal) ADRef {
	a.nodes = append(a.nodes, p)
	return ADRef(len(a.nodes) - 1)
}

func (a *adSide) put(p ADPrincipal, intern func(*string)) {
	intern(&p.ObjectClass)
	r := a.node(p.Key()) // may make the list another one
	a.nodes[r].join(p)
}

// join adds what another record knows of the principal. Of two facts that
// differ the one that sorts first counts, whatever the order.
func (p *ADPrincipal) join(o ADPrincipal) {
	p.DN = firstKnown(p.DN, o.DN)
	p.SID = firstKnown(p.SID, o.SID)
	p.ObjectClass = firstKnown(p.ObjectClass, o.ObjectClass)
}

func firstKnown[T ~string](a, b T) T {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// finish moves the AD side into the snapshot.
func (a *adSide) finish(s *Snapshot, headers []Header) (err error) {
	if s.Objects, err = a.finishObjects(headers); err != nil {
		return err
	}
	u := newUnifier(a, s.Objects)
	u.unify()
	u.describe()
	final, list := u.order()
	s.ADPrincipals = list
	a.nodes, a.byGUID, a.byDN = nil, nil, nil
	for i := range s.Objects {
		o := &s.Objects[i]
		o.Members, o.MemberOf = renumber(o.Members, final), renumber(o.MemberOf, final)
	}
	a.hold(s, final)
	s.SIDLookups = sortedByJSON(a.lookups)
	if s.Catalogs, err = unique("global catalog", a.catalogs, func(c *ADCatalog) string { return c.ForestRoot.Key() }); err != nil {
		return err
	}
	s.Domains, err = mergeDomains(a.domains)
	return err
}

// hold adds the holders of other domains to what memberOf showed.
func (a *adSide) hold(s *Snapshot, final []ADRef) {
	holders := map[ADKey][]ADRef{}
	for _, h := range a.holdings {
		key := s.ADPrincipals[final[h.group]].Key()
		holders[key] = append(holders[key], final[h.holder])
	}
	if len(holders) == 0 {
		return
	}
	for i := range s.Objects {
		o := &s.Objects[i]
		own := ADPrincipal{DN: o.DN, GUID: o.ObjectGUID}
		if more := holders[own.Key()]; len(more) > 0 && !o.Deleted {
			o.MemberOf = sortedSet(append(slices.Clip(o.MemberOf), more...))
		}
	}
}

func renumber(list, final []ADRef) []ADRef {
	for i, r := range list {
		list[i] = final[r]
	}
	return sortedSet(list)
}

// mergeDomains makes one of the records of each domain. What they cover adds
// up; other facts must agree.
func mergeDomains(read []readDomain) ([]ADDomain, error) {
	var list []ADDomain
	for _, d := range read {
		list = append(list, d.ADDomain)
	}
	list = sortedByJSON(list)
	slices.SortStableFunc(list, func(a, b ADDomain) int { return strings.Compare(a.DN.Key(), b.DN.Key()) })
	var out []ADDomain
	for _, d := range list {
		if last := len(out) - 1; last >= 0 && out[last].DN.Equal(d.DN) {
			o := &out[last]
			if field := fill(o, &d, "DN", "Covered", "Containers", "ForestDomains", "HoldersOf"); field != "" {
				return nil, &DuplicateError{"AD domain", string(d.DN), field}
			}
			o.Covered, o.Containers = append(o.Covered, d.Covered...), append(o.Containers, d.Containers...)
			o.ForestDomains = append(o.ForestDomains, d.ForestDomains...)
			o.HoldersOf = append(o.HoldersOf, d.HoldersOf...)
			continue
		}
		d.Covered, d.Containers = slices.Clone(d.Covered), slices.Clone(d.Containers)
		d.ForestDomains, d.HoldersOf = slices.Clone(d.ForestDomains), slices.Clone(d.HoldersOf)
		out = append(out, d)
	}
	for i := range out {
		d := &out[i]
		d.Covered, d.Containers = sortedDNs(d.Covered), sortedDNs(d.Containers)
		d.ForestDomains, d.HoldersOf = sortedNames(d.ForestDomains), sortedNames(d.HoldersOf)
	}
	return out, nil
}

func sortedNames(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func sortedDNs(list []DN) []DN {
	slices.SortFunc(list, func(a, b DN) int {
		return cmp.Or(strings.Compare(a.Key(), b.Key()), strings.Compare(string(a), string(b)))
	})
	return slices.CompactFunc(list, DN.Equal)
}
