package planner

import (
	"strings"

	"gwbplan/inventory"
)

// identity is what an account is compared by, SID before GUID; never its name.
type identity struct {
	sid  inventory.SID
	guid inventory.GUID
}

// adIdentities lists what the member's account in AD can be recognised by:
// nothing for an account that AD does not have, or that shows none.
func (w *World) adIdentities(m *MemberFate) []identity {
	var out []identity
	add := func(id identity) {
		if id != (identity{}) {
			out = append(out, id)
		}
	}
	switch {
	case m.Group != nil:
		add(identity{sid: m.Group.OnPremisesSecurityIdentifier})
		for _, o := range w.matchesOf(w.groupIndex(m.ID)) {
			add(identity{o.Object.ObjectSID, o.Object.ObjectGUID})
		}
	case m.Principal != nil:
		add(identity{m.Principal.OnPremisesSecurityIdentifier, accountGUID(m.Principal)})
	}
	return out
}

// faceless: the member may well be in AD, and shows nothing to be found by.
func (w *World) faceless(m *MemberFate, ids []identity) bool {
	switch {
	case len(ids) > 0:
		return false
	case m.Group != nil:
		return !w.AbsenceProvenFor(m.Group)
	case m.Type == inventory.Device:
		return true
	}
	return m.HasADAccount || m.Reason == ReasonFactsUnread
}

// roster is the AD object's members, by what they can be recognised by.
type roster struct {
	members  []*inventory.ADPrincipal
	bySID    map[inventory.SID]int
	byGUID   map[inventory.GUID]int
	found    []bool
	nameless []bool // known by the DN alone
	unknown  int    // how many are nameless
}

func (w *World) rosterOf(o *inventory.ADObject) *roster {
	r := &roster{members: w.ADMembers(o), bySID: map[inventory.SID]int{}, byGUID: map[inventory.GUID]int{}}
	r.found, r.nameless = make([]bool, len(r.members)), make([]bool, len(r.members))
	for i, p := range r.members {
		id := w.identityOf(p)
		if id.sid != "" {
			r.bySID[id.sid] = i
		}
		if !id.guid.IsZero() {
			r.byGUID[id.guid] = i
		}
		if id == (identity{}) {
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

// find marks every member that one of the identities means: two objects of one
// nested group can both be there.
func (r *roster) find(ids []identity) (found bool) {
	for _, id := range ids {
		i, ok := r.bySID[id.sid]
		if !ok {
			i, ok = r.byGUID[id.guid]
		}
		if ok {
			r.found[i], found = true, true
		}
	}
	return found
}

// left are the members of AD, nameless ones aside, that no cloud member was
// found to be.
func (r *roster) left() []ADMemberFate {
	var out []ADMemberFate
	for i, p := range r.members {
		if !r.found[i] && !r.nameless[i] {
			out = append(out, ADMemberFate{Principal: p})
		}
	}
	return out
}

// compare tells who is in AD now. What cannot be compared leaves the answer
// open: a member of AD that shows its DN alone may be any cloud member, and a
// cloud member that shows no identity may be any member of AD.
func (w *World) compare(c *Case, f *Forecast) {
	if c.Object == nil {
		return
	}
	f.ADReading, f.ADCount = c.Object.MembersReading, len(c.Object.Members)
	r := w.rosterOf(c.Object)
	var missing, faceless, devices []*MemberFate
	for i := range f.Cloud {
		m := &f.Cloud[i]
		ids := w.adIdentities(m)
		switch {
		case r.find(ids):
			m.InAD, m.HasADAccount = inventory.FlagTrue, true
		case w.faceless(m, ids):
			faceless = append(faceless, m)
		case m.Type == inventory.Device:
			devices = append(devices, m)
		case len(ids) > 0:
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
	if n := w.maybeDevices(left); partial || r.unknown+n > 0 {
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
