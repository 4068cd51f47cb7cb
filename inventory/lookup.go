package inventory

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"time"
)

// nowhere stands in an index for "not in this snapshot".
const nowhere = -1

// index builds what the look-ups below need. The lists are sorted.
func (s *Snapshot) index() {
	s.memberGroup = positions(s.MemberIDs, len(s.Groups), func(i int) ObjectID { return s.Groups[i].ID })
	s.memberPrincipal = positions(s.MemberIDs, len(s.Principals), func(i int) ObjectID { return s.Principals[i].ID })
	s.byGUID, s.bySID = s.objectOrders()
	s.adObject = make([]int32, len(s.ADPrincipals))
	s.adRef = make([]int32, len(s.Objects))
	for i := range s.adRef {
		s.adRef[i] = nowhere
	}
	for i := range s.ADPrincipals {
		p := &s.ADPrincipals[i]
		at := s.objectAt(p.GUID, p.DN)
		s.adObject[i] = at
		if at != nowhere {
			s.adRef[at] = int32(i)
		}
	}
}

// positions finds each of the sorted ids in a list of n sorted ones.
func positions(ids []ObjectID, n int, at func(int) ObjectID) []int32 {
	out := make([]int32, len(ids))
	i := 0
	for r, id := range ids {
		for i < n && at(i).Compare(id) < 0 {
			i++
		}
		out[r] = nowhere
		if i < n && at(i) == id {
			out[r] = int32(i)
		}
	}
	return out
}

func (s *Snapshot) objectOrders() (byGUID, bySID []int32) {
	for i := range s.Objects {
		if !s.Objects[i].ObjectGUID.IsZero() {
			byGUID = append(byGUID, int32(i))
		}
		if s.Objects[i].ObjectSID != "" {
			bySID = append(bySID, int32(i))
		}
	}
	slices.SortFunc(byGUID, func(a, b int32) int {
		return s.Objects[a].ObjectGUID.Compare(s.Objects[b].ObjectGUID)
	})
	slices.SortFunc(bySID, func(a, b int32) int {
		return cmp.Or(strings.Compare(string(s.Objects[a].ObjectSID), string(s.Objects[b].ObjectSID)), cmp.Compare(a, b))
	})
	return byGUID, bySID
}

// objectAt is the position of the object with this GUID, or, where the GUID is
// not known, of the only live object of this DN.
func (s *Snapshot) objectAt(g GUID, dn DN) int32 {
	if !g.IsZero() {
		i, ok := sort.Find(len(s.byGUID), func(i int) int { return g.Compare(s.Objects[s.byGUID[i]].ObjectGUID) })
		if ok {
			return s.byGUID[i]
		}
		return nowhere
	}
	at := int32(nowhere)
	for i, o := range s.objectsByDN(dn) {
		if o.Deleted {
			continue
		}
		if at != nowhere {
			return nowhere
		}
		at = i
	}
	return at
}

func (s *Snapshot) objectsByDN(dn DN) func(yield func(int32, *ADObject) bool) {
	return func(yield func(int32, *ADObject) bool) {
		key := dn.Key()
		i, ok := sort.Find(len(s.Objects), func(i int) int { return strings.Compare(key, s.Objects[i].DN.Key()) })
		for ; ok && i < len(s.Objects) && s.Objects[i].DN.Key() == key; i++ {
			if !yield(int32(i), &s.Objects[i]) {
				return
			}
		}
	}
}

// Group returns the cloud group with this id, or nil.
func (s *Snapshot) Group(id ObjectID) *CloudGroup {
	i, ok := sort.Find(len(s.Groups), func(i int) int { return id.Compare(s.Groups[i].ID) })
	if !ok {
		return nil
	}
	return &s.Groups[i]
}

// Principal returns the principal with this id, or nil.
func (s *Snapshot) Principal(id ObjectID) *Principal {
	i, ok := sort.Find(len(s.Principals), func(i int) int { return id.Compare(s.Principals[i].ID) })
	if !ok {
		return nil
	}
	return &s.Principals[i]
}

// Member returns the id that a reference stands for.
func (s *Snapshot) Member(r Ref) ObjectID { return s.MemberIDs[r] }

// MemberGroup returns the group that a member is, or nil. It is quicker than
// [Snapshot.Group] by the member's id.
func (s *Snapshot) MemberGroup(r Ref) *CloudGroup { return at(s.Groups, s.memberGroup[r]) }

// MemberPrincipal returns the principal that a member is, or nil. A member that
// is neither a group nor a principal is one whose facts nobody read.
func (s *Snapshot) MemberPrincipal(r Ref) *Principal { return at(s.Principals, s.memberPrincipal[r]) }

// ADPrincipal returns the principal that a reference stands for.
func (s *Snapshot) ADPrincipal(r ADRef) *ADPrincipal { return &s.ADPrincipals[r] }

// ADPrincipalObject returns the object that a principal is, or nil where the
// object itself was not read.
func (s *Snapshot) ADPrincipalObject(r ADRef) *ADObject { return at(s.Objects, s.adObject[r]) }

// ADRefOf returns the reference that stands for Objects[i] in lists of members
// and parents. ok is false where no list names the object.
func (s *Snapshot) ADRefOf(i int) (r ADRef, ok bool) {
	return ADRef(s.adRef[i]), s.adRef[i] != nowhere
}

// ObjectByGUID returns the AD object with this objectGUID, or nil.
func (s *Snapshot) ObjectByGUID(g GUID) *ADObject {
	if g.IsZero() {
		return nil
	}
	return at(s.Objects, s.objectAt(g, ""))
}

// ObjectsBySID returns the AD objects with this objectSid, deleted ones and
// stand-ins for principals of other forests among them, in the order of
// [Snapshot.Objects].
func (s *Snapshot) ObjectsBySID(sid SID) []*ADObject {
	i, ok := sort.Find(len(s.bySID), func(i int) int {
		return strings.Compare(string(sid), string(s.Objects[s.bySID[i]].ObjectSID))
	})
	var out []*ADObject
	for ; ok && i < len(s.bySID) && s.Objects[s.bySID[i]].ObjectSID == sid; i++ {
		out = append(out, &s.Objects[s.bySID[i]])
	}
	return out
}

// ObjectByDN returns the AD object with this DN, or nil. Where the DN was given
// to another object while the directory was read, it is one of the two.
func (s *Snapshot) ObjectByDN(dn DN) *ADObject {
	for _, o := range s.objectsByDN(dn) {
		return o
	}
	return nil
}

// TakenDay is the day (UTC, YYYY-MM-DD) of the newest of the headers.
func (s *Snapshot) TakenDay() string {
	var newest time.Time
	for _, h := range s.Headers {
		if h.TakenAt.After(newest) {
			newest = h.TakenAt
		}
	}
	return newest.UTC().Format(time.DateOnly)
}

func at[T any](list []T, i int32) *T {
	if i == nowhere {
		return nil
	}
	return &list[i]
}
