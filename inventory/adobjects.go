package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// finishObjects makes one of the readings of each object and sorts by DN key.
func (a *adSide) finishObjects(headers []Header) ([]ADObject, error) {
	for i := range a.objects {
		o := &a.objects[i]
		o.key = o.DN.Key()
	}
	a.findGUIDs()
	byRank := a.rank(headers)
	all := sortLarge(a.objects, func(a, b *readObject) int {
		return cmp.Or(a.ObjectGUID.Compare(b.ObjectGUID), compareIfNoGUID(a, b))
	})
	merged := all[:0]
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].ObjectGUID == all[i].ObjectGUID && compareIfNoGUID(&all[end], &all[i]) == 0 {
			end++
		}
		o, err := mergeObject(all[i:end], byRank)
		if err != nil {
			return nil, err
		}
		merged = append(merged, o)
		i = end
	}
	slices.SortFunc(merged, func(a, b readObject) int {
		return cmp.Or(strings.Compare(a.key, b.key), a.ObjectGUID.Compare(b.ObjectGUID))
	})
	out := make([]ADObject, 0, len(merged))
	for _, o := range merged {
		out = append(out, o.ADObject)
	}
	return out, nil
}

func compareIfNoGUID(a, b *readObject) int {
	if !a.ObjectGUID.IsZero() {
		return 0
	}
	return strings.Compare(a.key, b.key)
}

// findGUIDs gives an object that a source showed without its GUID the one that
// another source shows for its DN.
func (a *adSide) findGUIDs() {
	wanted := map[string]GUID{}
	for i := range a.objects {
		if o := &a.objects[i]; o.ObjectGUID.IsZero() {
			wanted[o.key] = GUID{}
		}
	}
	if len(wanted) == 0 {
		return
	}
	found := guidsByDN{want: func(key string) bool { _, ok := wanted[key]; return ok }}
	for i := range a.objects {
		o := &a.objects[i]
		found.add(o.key, o.ObjectGUID)
	}
	for i := range a.objects {
		if o := &a.objects[i]; o.ObjectGUID.IsZero() {
			o.ObjectGUID = found.guid(o.key)
		}
	}
}

// guidsByDN collects the GUIDs of some DNs. A DN with two GUIDs, which was
// given to another object while the directory was read, has none.
type guidsByDN struct {
	want  func(key string) bool
	found map[string]GUID
	twice map[string]bool
}

func (g *guidsByDN) add(key string, id GUID) {
	if id.IsZero() || !g.want(key) {
		return
	}
	if g.found == nil {
		g.found, g.twice = map[string]GUID{}, map[string]bool{}
	}
	if old, ok := g.found[key]; ok && old != id {
		g.twice[key] = true
	}
	g.found[key] = id
}

func (g *guidsByDN) guid(key string) GUID {
	if g.twice[key] {
		return GUID{}
	}
	return g.found[key]
}

// rank returns the order of readings of one object, the fullest first: one of a
// domain before the global catalog's, the one that got farthest with the members, the one of the object's own domain, the
// newest.
func (a *adSide) rank(headers []Header) func(a, b *readObject) int {
	type own struct {
		domain  string
		reading int
	}
	of := map[own]int{}
	for _, d := range a.domains {
		of[own{strings.ToLower(d.Name), d.reading}] = 1
	}
	return func(a, b *readObject) int {
		return cmp.Or(
			compareFlags(a.Catalog, b.Catalog),
			cmp.Compare(b.MembersReading, a.MembersReading),
			cmp.Compare(of[own{strings.ToLower(b.Domain), b.reading}], of[own{strings.ToLower(a.Domain), a.reading}]),
			headers[b.reading].TakenAt.Compare(headers[a.reading].TakenAt),
		)
	}
}

// compareFlags puts false first.
func compareFlags(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// mergeObject makes one of the readings of one object. The first rank counts,
// and its readings must agree; the others fill in what it does not have.
func mergeObject(same []readObject, rank func(a, b *readObject) int) (readObject, error) {
	if len(same) == 1 {
		return same[0], nil
	}
	slices.SortFunc(same, func(a, b readObject) int {
		return cmp.Or(rank(&a, &b), strings.Compare(canonical(a.ADObject), canonical(b.ADObject)))
	})
	out := same[0]
	for i := range same[1:] {
		o := &same[1+i]
		if o.Catalog && !out.Catalog {
			// The catalog adds parents of other domains and nothing else: it may lag.
			out.MemberOf, _ = mergeLists(out.MemberOf, o.MemberOf, NotCollected)
			continue
		}
		conflict := fill(&out.ADObject, &o.ADObject, "Members", "MembersReading", "MembersWhy", "MemberOf")
		out.MemberOf, _ = mergeLists(out.MemberOf, o.MemberOf, NotCollected)
		if rank(&out, o) != 0 {
			continue
		}
		var differ bool
		out.Members, differ = mergeLists(out.Members, o.Members, out.MembersReading)
		out.MembersWhy = max(out.MembersWhy, o.MembersWhy)
		if differ {
			conflict = cmp.Or(conflict, "members")
		}
		if conflict != "" {
			return out, &DuplicateError{"AD object", string(out.DN), conflict}
		}
	}
	return out, nil
}
