package inventory

import (
	"slices"
	"strings"
)

// unifier finds the principals that one source named by DN and another by
// GUID. SIDs do not count here: the stand-in of a principal of another forest
// (a foreignSecurityPrincipal) has the SID of the original.
type unifier struct {
	*adSide
	objects []ADObject
	keys    []string // of the principals that are named by DN
	same    []ADRef  // what a principal turned out to be
}

func newUnifier(a *adSide, objects []ADObject) *unifier {
	u := &unifier{adSide: a, objects: objects}
	u.keys, u.same = make([]string, len(a.nodes)), make([]ADRef, len(a.nodes))
	for key, r := range a.byDN {
		u.keys[r] = key
	}
	for i := range u.same {
		u.same[i] = ADRef(i)
	}
	return u
}

// unify gives a principal that is known by its DN the GUID that the object of
// this DN has, or else the only principal of this DN.
func (u *unifier) unify() {
	if len(u.byDN) == 0 {
		return
	}
	named := func(key string) bool { _, ok := u.byDN[key]; return ok }
	objects, principals := guidsByDN{want: named}, guidsByDN{want: named}
	for i := range u.objects {
		if o := &u.objects[i]; !o.Deleted {
			objects.add(o.DN.Key(), o.ObjectGUID)
		}
	}
	for i := range u.nodes {
		if p := &u.nodes[i]; !p.GUID.IsZero() && p.DN != "" {
			principals.add(p.DN.Key(), p.GUID)
		}
	}
	for r, key := range u.keys {
		if key == "" {
			continue
		}
		g := objects.guid(key)
		if g.IsZero() && !objects.twice[key] {
			g = principals.guid(key)
		}
		if !g.IsZero() {
			u.identify(ADRef(r), g)
		}
	}
}

// identify makes a principal the one that has the GUID.
func (u *unifier) identify(r ADRef, g GUID) {
	p := &u.nodes[r]
	if other, ok := u.byGUID[g]; ok {
		u.nodes[other].join(*p)
		u.same[r] = other
		return
	}
	p.GUID = g
	u.byGUID[g] = r
}

// describe takes over what the objects themselves show.
func (u *unifier) describe() {
	for i := range u.objects {
		o := &u.objects[i]
		r, ok := u.byGUID[o.ObjectGUID]
		if o.ObjectGUID.IsZero() {
			r, ok = u.byDN[o.DN.Key()]
		}
		if !ok {
			continue
		}
		p := &u.nodes[u.same[r]]
		if !o.Deleted || p.DN == "" {
			p.DN = o.DN
		}
		if o.ObjectSID != "" {
			p.SID = o.ObjectSID
		}
		if o.ObjectClass != "" {
			p.ObjectClass = o.ObjectClass
		}
	}
	for key, r := range u.byDN { // named in a list and recorded nowhere
		if p := &u.nodes[u.same[r]]; p.DN == "" {
			p.DN = DN(key)
		}
	}
}

// order sorts the principals by key. final says where each went.
func (u *unifier) order() (final []ADRef, list []ADPrincipal) {
	var refs []ADRef
	for r, s := range u.same {
		if ADRef(r) == s {
			refs = append(refs, s)
		}
	}
	slices.SortFunc(refs, u.compare)
	final, list = make([]ADRef, len(u.same)), make([]ADPrincipal, len(refs))
	for i, r := range refs {
		final[r], list[i] = ADRef(i), u.nodes[r]
	}
	for r, s := range u.same {
		final[r] = final[s]
	}
	return final, list
}

func (u *unifier) compare(a, b ADRef) int {
	p, q := &u.nodes[a], &u.nodes[b]
	if !p.GUID.IsZero() && !q.GUID.IsZero() {
		return p.GUID.Compare(q.GUID)
	}
	return strings.Compare(u.key(a, p), u.key(b, q))
}

func (u *unifier) key(r ADRef, p *ADPrincipal) string {
	if !p.GUID.IsZero() {
		return p.GUID.String()
	}
	return u.keys[r]
}
