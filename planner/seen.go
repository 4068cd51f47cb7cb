package planner

import (
	"cmp"
	"slices"

	"gwbplan/inventory"
)

// seen keeps what is known of each group's members, their fates and what the
// comparison of both sides said, a byte a membership: the survey, the people's count and the plan ask for it
// again and again, and comparing is most of a plan's work.
type seen struct {
	groups  []seenGroup // by position in the snapshot
	members []uint8     // of the cloud's members, in the bits below
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
	seenMask    uint8 = 3 // the Flag that says whether AD holds it now
	seenReason        = 2 // from this bit on four with the reason
	seenAccount uint8 = 1 << 6
	seenWritten uint8 = 1 << 7 // Cloud Sync will write it: there is no reason
)

// seenReasons are what the four bits can say.
var seenReasons = [1 << 4]MemberReason{
	"", ReasonCloudOnlyUser, ReasonGuest, ReasonConvertedUser, ReasonServicePrincipal, ReasonContact, ReasonDevice, ReasonSyncedGroup,
	ReasonMailEnabledGroup, ReasonMicrosoft365Group, ReasonGroupOutOfScope, ReasonDomainLocalGroup, ReasonOtherForest,
	ReasonMembershipOff, ReasonFactsUnread, ReasonOther,
}

func packed(m *MemberFate) uint8 {
	b := uint8(m.InAD) | uint8(slices.Index(seenReasons[:], m.Reason))<<seenReason
	if m.HasADAccount {
		b |= seenAccount
	}
	if m.Reason == "" {
		b |= seenWritten
	}
	return b
}

func (m *MemberFate) unpack(b uint8) {
	m.InAD, m.HasADAccount = inventory.Flag(b&seenMask), b&seenAccount != 0
	m.Reason = seenReasons[b&^seenWritten&^seenAccount>>seenReason]
}

// seeAll compares the members of every group bound for Cloud Sync.
func (w *World) seeAll() {
	s, k := &seen{groups: make([]seenGroup, len(w.Snap.Groups))}, newComparer(w)
	for i := range w.Snap.Groups {
		if c := w.judge(i, w.table); c.Bound() {
			c.Target = w.targetFor(c)
			f := w.fates(c)
			k.compare(c, &f)
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
		g.whole = g.whole && m.Reason != ReasonFactsUnread && m.InAD != inventory.FlagUnread
		s.members = append(s.members, packed(m))
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

// forecast is what was kept of a group bound for Cloud Sync.
func (w *World) forecast(c *Case) Forecast {
	g := &w.seen.groups[c.index]
	f := Forecast{Reading: c.Group.MembersReading, ADReading: inventory.ReadWhole, Uncomparable: int(g.uncomparable)}
	f.Cloud = make([]MemberFate, len(c.Group.Members))
	for i, r := range c.Group.Members {
		f.Cloud[i] = w.member(r)
		f.Cloud[i].unpack(w.seen.members[int(g.members)+i])
	}
	for _, e := range w.seen.extraOf(g) {
		f.Extra = append(f.Extra, ADMemberFate{e.principal})
	}
	if c.Object != nil {
		f.ADReading, f.ADCount = c.Object.MembersReading, len(c.Object.Members)
	}
	return f
}

func (s *seen) extraOf(g *seenGroup) []extraMember { return s.extra[g.extra : g.extra+g.extras] }
