package ad

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// index holds the entries of all files and finds them again.
type index struct {
	scopes  []inventory.DN
	files   []ldifFile
	entries []*entry
	byDN    map[string]*entry
	byGUID  map[inventory.GUID]*entry
	bySID   map[inventory.SID]*entry
	// children are the entries directly below a DN, by its key.
	children map[string][]*entry
	// holders are the groups whose member lists name an entry.
	holders map[*entry][]*entry
	// foreignHolders are the groups that name a member of another domain which
	// the files do not hold, by its DN's key.
	foreignHolders map[string][]*entry
	// domains are the naming contexts that hold entries, by key.
	domains map[string]*fileDomain
	kept    map[string]bool
	// contexts remembers the naming context below each DN.
	contexts map[inventory.DN]namingContext
}

// namingContext is a naming context; domain tells whether it is a domain's.
type namingContext struct {
	dn     inventory.DN
	domain bool
}

// fileDomain is one domain in the files.
type fileDomain struct {
	dn     inventory.DN
	groups []*entry
	// seen are the attributes that some group has; all: the groups were
	// exported with every attribute.
	seen map[string]bool
	all  bool
}

func newIndex(scopes []inventory.DN) *index {
	return &index{
		scopes: scopes, byDN: map[string]*entry{}, byGUID: map[inventory.GUID]*entry{}, bySID: map[inventory.SID]*entry{},
		children: map[string][]*entry{}, holders: map[*entry][]*entry{}, foreignHolders: map[string][]*entry{}, domains: map[string]*fileDomain{},
		kept: keptAttributes(), contexts: map[inventory.DN]namingContext{},
	}
}

// keptAttributes are the attributes that some rule needs, in lower case.
func keptAttributes() map[string]bool {
	m := map[string]bool{"member": true, "instancetype": true}
	for _, set := range []attributeSet{fullGroup, tombstone, domainFacts} {
		for _, name := range set.names() {
			m[strings.ToLower(name)] = true
		}
	}
	return m
}

// add takes an entry; one that came before is completed.
func (ix *index) add(r *ldifReader, rec *ldifRecord, file *ldifFile) error {
	e := &entry{}
	e.dn, e.ids = parseExtendedDN(rec.dn)
	if !isDN(e.dn) {
		return r.errorf(rec.line, "%q is no distinguished name", string(e.dn))
	}
	for _, v := range rec.values {
		if err := ix.addValue(e, r, v); err != nil {
			return err
		}
	}
	if e.has("objectclass") && !e.isGroup() {
		// The bulk of an export: what users are members of is nobody's question.
		e.attr = slices.DeleteFunc(e.attr, func(a attribute) bool { return a.name == "memberof" })
	}
	key := e.dn.Key()
	if known := ix.byDN[key]; known != nil {
		known.merge(e)
		e = known
	} else {
		ix.byDN[key] = e
		ix.entries = append(ix.entries, e)
	}
	if e.isGroup() && !e.isDeleted() {
		ix.noteExport(e, file)
	}
	return nil
}

func (ix *index) addValue(e *entry, r *ldifReader, v ldifValue) error {
	if strings.EqualFold(v.description, "changetype") {
		if v.value != "add" {
			return r.errorf(v.line, "changetype %q: want an export of entries, not a list of changes", v.value)
		}
		return nil
	}
	a, err := newAttribute(v.description, []string{v.value})
	if err != nil {
		return r.errorf(v.line, "%w", err)
	}
	if !ix.kept[a.name] {
		return nil
	}
	for i := range e.attr {
		if o := &e.attr[i]; o.name == a.name && o.ranged == a.ranged && o.first == a.first {
			o.values = append(o.values, v.value)
			return nil
		}
	}
	e.attr = append(e.attr, a)
	return nil
}

// merge adds what a further file shows of the same object. Where both have a
// value, the first file's stands; pieces of a ranged attribute add up.
func (e *entry) merge(o *entry) {
	if e.ids == (extendedIDs{}) {
		e.ids = o.ids
	}
	have := len(e.attr)
	for _, a := range o.attr {
		if !slices.ContainsFunc(e.attr[:have], func(b attribute) bool {
			return a.name == b.name && a.ranged == b.ranged && a.first == b.first
		}) {
			e.attr = append(e.attr, a)
		}
	}
}

// noteExport notes which attributes the groups of a domain were exported with.
// instanceType stands on every object and is asked for by nobody: where it is,
// all attributes were exported.
func (ix *index) noteExport(e *entry, file *ldifFile) {
	d := ix.domain(e.dn)
	if d == nil {
		return
	}
	d.all = d.all || file.all || e.has("instancetype")
	for _, name := range file.requested {
		name, _, _ := strings.Cut(name, ";")
		d.seen[name] = true
	}
	for i := range e.attr {
		d.seen[e.attr[i].name] = true
	}
}

// context returns the naming context that a DN belongs to: the configuration
// with the schema, an application partition, or the domain that its DC parts
// spell.
func (ix *index) context(dn inventory.DN) namingContext {
	r := dn.RDN()
	switch {
	case dn == "":
		return namingContext{}
	case strings.EqualFold(r.Attribute, "DC") && onlyDC(dn):
		app := strings.EqualFold(r.Value, "DomainDnsZones") || strings.EqualFold(r.Value, "ForestDnsZones")
		return namingContext{dn, !app}
	case strings.EqualFold(r.Value, "Configuration") && onlyDC(dn.Parent()):
		return namingContext{dn, false}
	}
	parent := dn.Parent()
	c, ok := ix.contexts[parent]
	if !ok {
		c = ix.context(parent)
		ix.contexts[parent] = c
	}
	return c
}

// onlyDC reports whether every part of dn is a DC part.
func onlyDC(dn inventory.DN) bool {
	for _, r := range dn.Split() {
		if !strings.EqualFold(r.Attribute, "DC") {
			return false
		}
	}
	return dn != ""
}

// domain returns the domain of a DN, nil where it lies in none.
func (ix *index) domain(dn inventory.DN) *fileDomain {
	nc := ix.context(dn)
	if !nc.domain {
		return nil
	}
	key := nc.dn.Key()
	d := ix.domains[key]
	if d == nil {
		d = &fileDomain{dn: nc.dn, seen: map[string]bool{}}
		ix.domains[key] = d
	}
	return d
}

// finish builds what needs all entries.
func (ix *index) finish() error {
	for _, e := range ix.entries {
		d := decoder{entry: e}
		e.ids = extendedIDs{d.guid(), d.sid()}
		if !e.ids.guid.IsZero() {
			ix.byGUID[e.ids.guid] = e
		}
		if e.ids.sid != "" && !e.isDeleted() {
			ix.bySID[e.ids.sid] = e
		}
		parent := e.dn.Parent().Key()
		ix.children[parent] = append(ix.children[parent], e)
		if dom := ix.domain(e.dn); dom != nil && e.isGroup() && !e.isDeleted() {
			dom.groups = append(dom.groups, e)
		}
	}
	ix.linkHolders()
	for _, s := range ix.scopes {
		if !slices.ContainsFunc(ix.entries, func(e *entry) bool { return ix.within(e.dn, s) }) {
			return misuse(fmt.Sprintf("LDIF scope %q contains no entry of the files", string(s)), "check its spelling against the files' DNs")
		}
	}
	return nil
}

// linkHolders finds for each entry the groups that have it as a member.
func (ix *index) linkHolders() {
	for _, d := range ix.sortedDomains() {
		for _, g := range d.groups {
			for _, v := range g.values("member") {
				switch m := ix.resolve(v); {
				case m == nil:
					if dn, _ := parseExtendedDN(v); !ix.sameContext(dn, g.dn) {
						ix.foreignHolders[dn.Key()] = append(ix.foreignHolders[dn.Key()], g)
					}
				case m.isGroup():
					ix.holders[m] = append(ix.holders[m], g)
				}
			}
		}
	}
}

// resolve finds the entry that a DN value names.
func (ix *index) resolve(value string) *entry {
	dn, ids := parseExtendedDN(value)
	return ix.find(ids.guid, dn)
}

func (ix *index) find(guid inventory.GUID, dn inventory.DN) *entry {
	if e := ix.byGUID[guid]; e != nil && !guid.IsZero() {
		return e
	}
	return ix.byDN[dn.Key()]
}

// within reports whether dn lies in scope and in the same naming context.
func (ix *index) within(dn, scope inventory.DN) bool {
	return dn.Under(scope) && ix.sameContext(dn, scope)
}

func (ix *index) sameContext(a, b inventory.DN) bool {
	return ix.context(a).dn.Equal(ix.context(b).dn)
}

// covered reports whether the files hold everything below dn.
func (ix *index) covered(dn inventory.DN) bool {
	return ix.flaw() == "" && slices.ContainsFunc(ix.scopes, func(s inventory.DN) bool { return ix.within(dn, s) })
}

// flaw is the first sign that some file is not whole. No scope can be relied
// on then, since nobody knows what was cut off.
func (ix *index) flaw() string {
	for _, f := range ix.files {
		if f.why != "" {
			return fmt.Sprintf("file %s is not whole: %s", f.name, f.why)
		}
	}
	return ""
}

func (ix *index) sortedDomains() []*fileDomain {
	var out []*fileDomain
	for _, key := range slices.Sorted(maps.Keys(ix.domains)) {
		out = append(out, ix.domains[key])
	}
	return out
}
