package ad

import (
	"cmp"
	"slices"

	"gwbplan/inventory"
)

// objectID tells objects apart: by objectGUID, else by DN key.
type objectID struct {
	guid inventory.GUID
	dn   string
}

func idOf(rec *inventory.ADObjectRecord) objectID {
	if !rec.ObjectGUID.IsZero() {
		return objectID{guid: rec.ObjectGUID}
	}
	return objectID{dn: rec.DN.Key()}
}

// idOfPrincipal is the id that the object behind a principal has.
func idOfPrincipal(p inventory.ADPrincipal) objectID {
	if !p.GUID.IsZero() {
		return objectID{guid: p.GUID}
	}
	return objectID{dn: p.DN.Key()}
}

// entryPrincipal is an entry's DN and GUID.
func entryPrincipal(e *entry) inventory.ADPrincipal {
	d := decoder{entry: e}
	return inventory.ADPrincipal{DN: e.dn, GUID: d.guid()}
}

// objectSet holds the objects that were handed over.
type objectSet map[objectID]struct{}

func (s objectSet) has(rec *inventory.ADObjectRecord) bool {
	_, ok := s[idOf(rec)]
	return ok
}

// add reports whether the object is new.
func (s objectSet) add(rec *inventory.ADObjectRecord) bool {
	n := len(s)
	s[idOf(rec)] = struct{}{}
	return len(s) > n
}

// keyring gives each principal its key and keeps one copy of the text, since
// one user is a member of many groups.
type keyring struct {
	byGUID map[inventory.GUID]inventory.ADKey
	byDN   map[inventory.DN]inventory.ADKey
	keys   map[inventory.ADKey]struct{}
}

func newKeyring() keyring {
	return keyring{map[inventory.GUID]inventory.ADKey{}, map[inventory.DN]inventory.ADKey{}, map[inventory.ADKey]struct{}{}}
}

// key returns the principal's key and whether it is new.
func (k *keyring) key(p *inventory.ADPrincipal) (inventory.ADKey, bool) {
	if !p.GUID.IsZero() {
		if key, ok := k.byGUID[p.GUID]; ok {
			return key, false
		}
		key := p.Key()
		k.byGUID[p.GUID] = key
		return key, true
	}
	if key, ok := k.byDN[p.DN]; ok {
		return key, false
	}
	key := p.Key()
	_, known := k.keys[key] // the same DN in another spelling
	k.byDN[p.DN], k.keys[key] = key, struct{}{}
	return key, !known
}

// sortedKeys orders keys and drops repetitions.
func sortedKeys(keys []inventory.ADKey) []inventory.ADKey {
	slices.Sort(keys)
	return slices.Compact(keys)
}

func sortedRecords(m map[objectID]*inventory.ADObjectRecord) []*inventory.ADObjectRecord {
	type keyed struct {
		key string
		rec *inventory.ADObjectRecord
	}
	list := make([]keyed, 0, len(m))
	for _, rec := range m {
		list = append(list, keyed{rec.DN.Key(), rec})
	}
	slices.SortFunc(list, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rec.ObjectGUID.String(), b.rec.ObjectGUID.String()))
	})
	out := make([]*inventory.ADObjectRecord, len(list))
	for i, k := range list {
		out[i] = k.rec
	}
	return out
}

// sortDNs orders DNs by their keys.
func sortDNs(list []inventory.DN) {
	slices.SortFunc(list, func(a, b inventory.DN) int {
		return cmp.Or(cmp.Compare(a.Key(), b.Key()), cmp.Compare(a, b))
	})
}
