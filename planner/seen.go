package planner

import (
	"cmp"

	"gwbplan/inventory"
)

// seen keeps what the comparison of both sides said of each group's members,
// a byte a membership: the survey, the people's count and the plan ask for it
// again and again, and comparing is most of a plan's work.
type seen struct {
	groups  []seenGroup // by position in the snapshot
	members []uint8     // of the cloud's members: seenMask and the bits below
	extra   []extraMember
}

// seenGroup says where a group's entries begin.
type seenGroup struct {
	known                  bool
	whole                  bool // both sides were read and could be compared
	members, extra, extras uint32
	uncomparable           uint32
}

// extraMember is a member of AD that the cloud group lacks, as the principal
// and as the user or the cloud group that it is; -1 for neither.
type extraMember struct {
	principal   *inventory.ADPrincipal
	user, group int32
}

const (
	seenMask    uint8 = 3      // the Flag that says whether AD holds it now
	seenWritten uint8 = 1 << 7 // Cloud Sync will write it
)

// seeAll compares the members of every group bound for Cloud Sync.
func (w *World) seeAll() {
	s := &seen{groups: make([]seenGroup, len(w.Snap.Groups))}
	for i := range w.base {
		if c := w.named(i); c.Bound() {
			f := w.forecast(c)
			s.keep(w, c, &f)
		}
	}
	w.seen = s
}

func (s *seen) keep(w *World, c *Case, f *Forecast) {
	g := seenGroup{
		known: true, members: uint32(len(s.members)), extra: uint32(len(s.extra)), extras: uint32(len(f.Extra)), uncomparable: uint32(f.Uncomparable),
		whole: f.Reading == inventory.ReadWhole && f.ADReading == inventory.ReadWhole && f.Uncomparable == 0 && c.directMembers() == len(f.Cloud),
	}
	for i := range f.Cloud {
		m := &f.Cloud[i]
		b := uint8(m.InAD)
		if m.Reason == "" {
			b |= seenWritten
		}
		g.whole = g.whole && m.Reason != ReasonFactsUnread && m.InAD != inventory.FlagUnread
		s.members = append(s.members, b)
	}
	for _, m := range f.Extra {
		e := extraMember{principal: m.Principal}
		e.user, e.group = w.whoIs(m.Principal)
		s.extra = append(s.extra, e)
	}
	s.groups[c.index] = g
}

// whoIs finds the user or the cloud group that a member of AD is, by SID, then
// GUID; -1 for neither.
func (w *World) whoIs(p *inventory.ADPrincipal) (user, group int32) {
	sid, guid := cmp.Or(sidOf(w, p), foreignSID(p.DN)), p.GUID
	if o := w.ObjectOf(p); o != nil {
		guid = o.ObjectGUID
		if i := w.objectIndex(o); i >= 0 && w.owner[i] >= 0 {
			return -1, w.owner[i]
		}
	}
	if groups := w.GroupsWithSID(sid); len(groups) > 0 {
		return -1, int32(w.groupIndex(groups[0].ID))
	}
	if a := w.accountOf(sid, guid); a != nil && a.Type == inventory.User {
		return int32(w.principalIndex(a.ID)), -1
	}
	return -1, -1
}

// recall puts into a forecast what was kept, and reports whether it was.
func (s *seen) recall(c *Case, f *Forecast) bool {
	if s == nil || !s.groups[c.index].known {
		return false
	}
	g := &s.groups[c.index]
	for i := range f.Cloud {
		m := &f.Cloud[i]
		if m.InAD = inventory.Flag(s.members[int(g.members)+i] & seenMask); m.InAD == inventory.FlagTrue {
			m.HasADAccount = true
		}
	}
	for _, e := range s.extraOf(g) {
		f.Extra = append(f.Extra, ADMemberFate{e.principal})
	}
	f.Uncomparable = int(g.uncomparable)
	if c.Object != nil {
		f.ADReading, f.ADCount = c.Object.MembersReading, len(c.Object.Members)
	}
	return true
}

func (s *seen) extraOf(g *seenGroup) []extraMember { return s.extra[g.extra : g.extra+g.extras] }
