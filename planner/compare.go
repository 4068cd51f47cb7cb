package planner

import (
	"slices"
	"strings"

	"gwbplan/inventory"
)

// identity is what an account is compared by, SID before GUID; never its name.
type identity struct {
	sid  inventory.SID
	guid inventory.GUID
}

// adIdentities lists what the objects of a nested group can be recognised by:
// nothing for a group that AD does not have, or whose objects show nothing.
func (w *World) adIdentities(g *inventory.CloudGroup) []identity {
	var out []identity
	add := func(id identity) {
		if id != (identity{}) {
			out = append(out, id)
		}
	}
	add(identity{sid: g.OnPremisesSecurityIdentifier})
	for _, o := range w.matchesOf(w.groupIndex(g.ID)) {
		add(identity{o.Object.ObjectSID, o.Object.ObjectGUID})
	}
	return out
}

// faceless: the member may well be in AD, and shows nothing to be found by.
func (w *World) faceless(m *MemberFate, known bool) bool {
	switch {
	case known:
		return false
	case m.Group != nil:
		return !w.AbsenceProvenFor(m.Group)
	case m.Type() == inventory.Device:
		return true
	}
	return m.HasADAccount || m.Reason == ReasonFactsUnread
}

// comparer tells which members of a cloud group an AD object holds now. What
// each member and each principal of AD can be recognised by is found out once,
// not once a membership.
type comparer struct {
	*World
	sids    []inventory.SID  // of AD's principals, in order; marks index them
	guids   []inventory.GUID // likewise
	shown   []marks          // of each principal of AD
	sought  []marks          // of each member of cloud groups that is no group
	bySID   []seat           // by the index of the SID
	byGUID  []seat
	current int32 // the round of the object that is being compared
}

// marks are what somebody can be recognised by, as indexes; -1 for a mark that
// nobody in AD has. known: there is a mark at all.
type marks struct {
	sid, guid int32
	known     bool
}

// seat is where the last member with a mark stands among the members of the
// object of a round.
type seat struct{ round, at int32 }

func newComparer(w *World) *comparer {
	n := len(w.Snap.ADPrincipals)
	k := &comparer{World: w, shown: make([]marks, n), sought: make([]marks, len(w.Snap.MemberIDs))}
	ids := make([]identity, n)
	for i := range ids {
		ids[i] = w.identityOf(w.Snap.ADPrincipal(inventory.ADRef(i)))
		k.sids, k.guids = append(k.sids, ids[i].sid), append(k.guids, ids[i].guid)
	}
	slices.Sort(k.sids)
	slices.SortFunc(k.guids, inventory.GUID.Compare)
	k.sids, k.guids = slices.Compact(k.sids), slices.Compact(k.guids)
	k.bySID, k.byGUID = make([]seat, len(k.sids)), make([]seat, len(k.guids))
	for i, id := range ids {
		k.shown[i] = k.marksOf(id)
	}
	for r, at := range w.memberPrincipal {
		var id identity
		if at >= 0 {
			p := &w.Snap.Principals[at]
			id = identity{p.OnPremisesSecurityIdentifier, accountGUID(p)}
		}
		k.sought[r] = k.marksOf(id)
	}
	return k
}

func (k *comparer) marksOf(id identity) marks {
	m := marks{-1, -1, id != (identity{})}
	if i, ok := slices.BinarySearch(k.sids, id.sid); ok && id.sid != "" {
		m.sid = int32(i)
	}
	if i, ok := slices.BinarySearchFunc(k.guids, id.guid, inventory.GUID.Compare); ok && !id.guid.IsZero() {
		m.guid = int32(i)
	}
	return m
}

// roster is the members of one AD object while they are compared.
type roster struct {
	*comparer
	members  []inventory.ADRef
	found    []bool
	nameless []bool // known by the DN alone
	unknown  int    // how many are nameless
}

func (k *comparer) rosterOf(o *inventory.ADObject) *roster {
	r := &roster{comparer: k, members: o.Members, found: make([]bool, len(o.Members)), nameless: make([]bool, len(o.Members))}
	k.current++
	for i, ref := range o.Members {
		m := k.shown[ref]
		if m.sid >= 0 {
			k.bySID[m.sid] = seat{k.current, int32(i)}
		}
		if m.guid >= 0 {
			k.byGUID[m.guid] = seat{k.current, int32(i)}
		}
		if !m.known {
			r.nameless[i] = true
			r.unknown++
		}
	}
	return r
}

// identityOf is what an AD member is recognised by. Most show their SID; one
// that does not may be a stand-in, or an object that was read itself.
func (w *World) identityOf(p *inventory.ADPrincipal) identity {
	if p.SID != "" {
		return identity{p.SID, p.GUID}
	}
	id := identity{foreignSID(p.DN), p.GUID}
	if at := w.ObjectOf(p); at != nil && id.sid == "" {
		id = identity{at.ObjectSID, at.ObjectGUID}
	}
	return id
}

// foreignSID is the SID that a principal of another forest stands in for: its
// stand-in is named by it.
func foreignSID(dn inventory.DN) inventory.SID {
	if !strings.EqualFold(dn.Parent().RDN().Value, "ForeignSecurityPrincipals") {
		return ""
	}
	sid, _ := inventory.ParseSID(dn.RDN().Value)
	return sid
}

// find marks every member that one of the marks means: two objects of one
// nested group can both be there. The SID counts before the GUID.
func (r *roster) find(all []marks) (found bool) {
	for _, m := range all {
		at := r.at(r.bySID, m.sid)
		if at < 0 {
			at = r.at(r.byGUID, m.guid)
		}
		if at >= 0 {
			r.found[at], found = true, true
		}
	}
	return found
}

// at is where the member with a mark stands, -1 for nowhere.
func (r *roster) at(seats []seat, mark int32) int32 {
	if mark < 0 || seats[mark].round != r.current {
		return -1
	}
	return seats[mark].at
}

// left are the members of AD, nameless ones aside, that no cloud member was
// found to be.
func (r *roster) left() []ADMemberFate {
	var out []ADMemberFate
	for i, ref := range r.members {
		if !r.found[i] && !r.nameless[i] {
			out = append(out, ADMemberFate{Principal: r.Snap.ADPrincipal(ref)})
		}
	}
	return out
}

// marksFor are those of a cloud member: a group has those of its objects.
func (k *comparer) marksFor(r inventory.Ref, m *MemberFate) (all []marks, known bool) {
	if m.Group == nil {
		return k.sought[r : r+1], k.sought[r].known
	}
	for _, id := range k.adIdentities(m.Group) {
		all = append(all, k.marksOf(id))
	}
	return all, len(all) > 0
}

// compare tells who is in AD now. What cannot be compared leaves the answer
// open: a member of AD that shows its DN alone may be any cloud member, and a
// cloud member that shows no identity may be any member of AD.
func (k *comparer) compare(c *Case, f *Forecast) {
	if c.Object == nil {
		return
	}
	f.ADReading, f.ADCount = c.Object.MembersReading, len(c.Object.Members)
	r := k.rosterOf(c.Object)
	var missing, faceless, devices []*MemberFate
	for i := range f.Cloud {
		m := &f.Cloud[i]
		marks, known := k.marksFor(c.Group.Members[i], m)
		switch {
		case r.find(marks):
			m.InAD, m.HasADAccount = inventory.FlagTrue, true
		case k.faceless(m, known):
			faceless = append(faceless, m)
		case m.Type() == inventory.Device:
			devices = append(devices, m)
		case known:
			missing = append(missing, m)
		}
	}
	left := r.left()
	f.Uncomparable = r.unknown
	switch {
	case len(faceless) > 0:
		f.Uncomparable += len(left)
	case f.Reading == inventory.ReadWhole:
		f.Extra = left
	}
	partial := f.ADReading != inventory.ReadWhole
	if partial || r.unknown > 0 {
		leaveOpen(missing)
	}
	if n := k.maybeDevices(left); partial || r.unknown+n > 0 {
		leaveOpen(devices)
		if len(devices) > 0 {
			f.Uncomparable += n
		}
	}
	if partial || f.Uncomparable > 0 {
		leaveOpen(faceless)
	}
}

// maybeDevices counts the members without a SID: a device that was written back
// is an object with a GUID of its own and no SID, so that nothing ties it to
// the cloud's device (F37). A contact has no SID either.
func (w *World) maybeDevices(left []ADMemberFate) int {
	n := 0
	for _, m := range left {
		class := m.Principal.ObjectClass
		if at := w.ObjectOf(m.Principal); at != nil {
			class = at.ObjectClass
		}
		if sidOf(w, m.Principal) == "" && !strings.EqualFold(class, "contact") {
			n++
		}
	}
	return n
}

func leaveOpen(members []*MemberFate) {
	for _, m := range members {
		m.InAD = inventory.FlagUnread
	}
}
