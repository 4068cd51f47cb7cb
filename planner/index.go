package planner

import (
	"bytes"
	"cmp"
	"hash/fnv"
	"iter"
	"slices"
	"sort"
	"strings"

	"gwbplan/inventory"
)

// hashIndex finds positions by the hash of a text. It answers with candidates:
// who asks compares the text itself, so that a collision of hashes is harmless.
// Sixteen bytes an entry, where a map of strings takes hundreds.
type hashIndex []hashed

type hashed struct {
	hash uint64
	pos  int32
}

func (x hashIndex) sort() {
	slices.SortFunc(x, func(a, b hashed) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.pos, b.pos)) })
}

// find yields the positions under a hash, in ascending order.
func (x hashIndex) find(h uint64) iter.Seq[int] {
	i, _ := slices.BinarySearchFunc(x, h, func(e hashed, h uint64) int { return cmp.Compare(e.hash, h) })
	return func(yield func(int) bool) {
		for ; i < len(x) && x[i].hash == h && yield(int(x[i].pos)); i++ {
		}
	}
}

func hashOf(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum64()
}

func nameHash(container inventory.DN, cn string) uint64 {
	return hashOf(container.Key(), strings.ToLower(cn))
}

func compareBytes(a, b []byte) int { return bytes.Compare(a, b) }

// indexObjects fills the indexes over live AD objects.
func (w *World) indexObjects() {
	objects := w.Snap.Objects
	w.matcher = NewMatcher(objects)
	for i := range objects {
		o := &objects[i]
		if o.Deleted {
			continue
		}
		w.byDN = append(w.byDN, hashed{hashOf(o.DN.Key()), int32(i)})
		w.byName = append(w.byName, hashed{nameHash(o.DN.Parent(), o.DN.RDN().Value), int32(i)})
		if o.Anchor != "" && strings.EqualFold(o.ObjectClass, "group") {
			w.byAnchor = append(w.byAnchor, hashed{hashOf(strings.ToLower(o.Anchor)), int32(i)})
		}
		if !o.ObjectGUID.IsZero() {
			w.byGUID = append(w.byGUID, int32(i))
		}
	}
	w.byDN.sort()
	w.byName.sort()
	w.byAnchor.sort()
	slices.SortStableFunc(w.byGUID, func(a, b int32) int {
		return compareBytes(objects[a].ObjectGUID[:], objects[b].ObjectGUID[:])
	})
}

// indexGroups fills the indexes over cloud groups and their nesting.
func (w *World) indexGroups() {
	groups := w.Snap.Groups
	for i := range groups {
		if groups[i].OnPremisesSecurityIdentifier != "" {
			w.bySID = append(w.bySID, int32(i))
		}
	}
	slices.SortStableFunc(w.bySID, func(a, b int32) int {
		return cmp.Compare(groups[a].OnPremisesSecurityIdentifier, groups[b].OnPremisesSecurityIdentifier)
	})
	w.memberGroup = make([]int32, len(w.Snap.MemberIDs))
	for r, id := range w.Snap.MemberIDs {
		w.memberGroup[r] = int32(w.groupIndex(id))
	}
	w.memberPrincipal = make([]int32, len(w.Snap.MemberIDs))
	for r, id := range w.Snap.MemberIDs {
		w.memberPrincipal[r] = int32(w.principalIndex(id))
	}
	w.nesting = nestingOf(groups, w.memberGroup)
}

// groupIndex returns the position of a group in the snapshot, -1 for none.
func (w *World) groupIndex(id inventory.ObjectID) int {
	i, ok := sort.Find(len(w.Snap.Groups), func(i int) int { return id.Compare(w.Snap.Groups[i].ID) })
	if !ok {
		return -1
	}
	return i
}

// principalIndex returns the position of a member that is no group, -1 where
// the snapshot has only its id.
func (w *World) principalIndex(id inventory.ObjectID) int {
	i, ok := sort.Find(len(w.Snap.Principals), func(i int) int { return id.Compare(w.Snap.Principals[i].ID) })
	if !ok {
		return -1
	}
	return i
}

// objectIndex returns the position of a live object that came out of this
// world's snapshot, -1 for any other.
func (w *World) objectIndex(o *inventory.ADObject) int {
	for i := range w.byDN.find(hashOf(o.DN.Key())) {
		if &w.Snap.Objects[i] == o {
			return i
		}
	}
	return -1
}

// takenCap keeps a cn expression that names all groups alike, and an anchor that
// stands on all objects, from comparing every one with every other.
const takenCap = 100

// Taken returns what stands in the way of an object named cn in a container:
// live AD objects of any class, and other groups of the plan that Cloud Sync
// names the same. The group's own objects do not count. AD compares names
// without regard to case. Of the groups at most takenCap are listed.
func (w *World) Taken(c *Case, container inventory.DN, cn string) (objects []*inventory.ADObject, groups []*inventory.CloudGroup) {
	h := nameHash(container, cn)
	for i := range w.byName.find(h) {
		o := &w.Snap.Objects[i]
		if o.DN.Parent().Equal(container) && strings.EqualFold(o.DN.RDN().Value, cn) && !c.owns(o) {
			objects = append(objects, o)
		}
	}
	for i := range w.planned.find(h) {
		if i == c.index {
			continue
		}
		if o := w.named(i); o.NewParent.Equal(container) && strings.EqualFold(o.NewCN, cn) {
			groups = append(groups, o.Group)
		}
		if len(groups) == takenCap {
			break
		}
	}
	return objects, groups
}
