package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// members compares the object's members with the forecast. The plan names who is
// lost, gained and in AD alone; of who is kept it has the number. With the cloud
// side of the new snapshot they get names, and what changed in the cloud since
// the approval can be told from a fault; without it only numbers are compared.
func (b *exam) members() {
	b.out.Members.InAD = len(b.o.Members)
	unread := b.unreadMembers()
	switch {
	case unread != "":
		b.add(MembersUnread, unread, b.memberEvidence()...)
	case !b.known:
		b.byNumber()
	default:
		b.byName()
	}
}

// unreadMembers says whose members were not read to their end; empty where all
// were.
func (b *exam) unreadMembers() string {
	switch {
	case b.o.MembersReading != inventory.ReadWhole:
		return "the members of the AD object were not read to their end"
	case !b.known && b.w.Snap.Tenant != nil && !b.w.CloudWhole():
		return "the cloud group was not found, and the cloud groups were not read to their end"
	case b.known && b.cloud.MembersReading != inventory.ReadWhole:
		return "the members of the cloud group were not read to their end"
	case b.known && b.cloud.MemberCount != nil && *b.cloud.MemberCount > len(b.cloud.Members):
		return "members of the cloud group are hidden from the account that read them"
	}
	return ""
}

func (b *exam) memberEvidence() []planner.Evidence {
	out := []planner.Evidence{adShows(b.o, "member", strings.TrimSpace(b.o.MembersReading.String()+" "+b.o.MembersWhy))}
	if b.known {
		out = append(out, planner.Evidence{Source: planner.SourceEntra, Attribute: "members", Value: strings.TrimSpace(b.cloud.MembersReading.String() + " " + b.cloud.MembersWhy)})
	}
	return out
}

// byNumber compares numbers: a difference may be the cloud's own doing.
func (b *exam) byNumber() {
	m := &b.out.Members
	m.Compared = ByNumber
	b.extras()
	if m.InAD != m.Expected && len(m.Missing) == 0 {
		b.add(MemberCount, fmt.Sprintf("AD has %d members, the forecast %d", m.InAD, m.Expected),
			planSaw("kept, gained and in AD alone", strconv.Itoa(m.Expected)), adShows(b.o, "member", strconv.Itoa(m.InAD)))
	}
}

// extras: members of AD alone stay (F58).
func (b *exam) extras() {
	there := map[string]bool{}
	for _, p := range b.w.ADMembers(b.o) {
		for _, id := range []string{p.GUID.String(), string(p.SID), p.DN.Key()} {
			there[id] = true
		}
	}
	for _, m := range b.plan.Members.ExtraInAD {
		if !there[m.ID] && !there[inventory.DN(m.ID).Key()] {
			b.missing(ExtraMemberLost, "a member that AD alone had is gone", m)
		}
	}
}

func (b *exam) missing(id ReasonID, message string, members ...planner.Member) {
	b.out.Members.Missing = append(b.out.Members.Missing, members...)
	b.add(id, message, named(members)...)
}

func (b *exam) unexpected(id ReasonID, message string, members ...planner.Member) {
	b.out.Members.Unexpected = append(b.out.Members.Unexpected, members...)
	b.add(id, message, named(members)...)
}

// evidenceCap is how many members a reason names; the lists have them all.
const evidenceCap = 20

func named(members []planner.Member) []planner.Evidence {
	var out []planner.Evidence
	for _, m := range members[:min(len(members), evidenceCap)] {
		out = append(out, planner.Evidence{Source: planner.SourcePlan, Attribute: cmp.Or(m.Type, "member"), Value: m.Name + " (" + m.ID + ")"})
	}
	if more := len(members) - evidenceCap; more > 0 {
		out = append(out, planner.Evidence{Source: planner.SourcePlan, Attribute: "member", Value: fmt.Sprintf("and %d more", more)})
	}
	return out
}

// roll is the cloud group's members as they are now, by what the plan said of
// them and by what AD shows.
type roll struct {
	// others are how many the plan neither loses nor gains: those that it keeps,
	// and those that joined since.
	others int
	// gainedMissing, otherMissing should be in AD and are not; groupsDue are
	// nested groups that cannot be there yet.
	gainedMissing, otherMissing, groupsDue []planner.Member
	// staying should not be in AD and are; changed have another fate than the
	// plan gave them.
	staying, changed []planner.Member
	// left are members whom the plan loses or gains and who are not in the
	// cloud group any more, and whom AD may still have.
	left int
	// open cannot be found in AD or ruled out.
	open int
	// expected are how many AD should have.
	expected int
}

// byName compares every member of both sides.
func (b *exam) byName() {
	f := b.w.ForecastAgainst(b.cloud, b.o)
	r := b.callRoll(&f)
	m := &b.out.Members
	m.Compared, m.Expected = ByName, r.expected
	b.extras()
	b.report(&r)
	b.strangers(&f, &r)
	if r.open > 0 || f.Uncomparable > 0 {
		b.add(MembersUncompared, fmt.Sprintf("%d members of the cloud group and %d of AD could not be told from each other", r.open, f.Uncomparable), b.memberEvidence()...)
	}
}

func (b *exam) callRoll(f *planner.Forecast) roll {
	lost, gained := map[string]bool{}, map[string]bool{}
	for _, m := range b.plan.Members.Lost {
		lost[m.ID] = m.InADNow
	}
	for _, m := range b.plan.Members.Gained {
		gained[m.ID] = true
	}
	r := roll{expected: len(b.plan.Members.ExtraInAD)}
	seen := map[string]bool{}
	for i := range f.Cloud {
		m := &f.Cloud[i]
		id := m.ID().String()
		_, isLost := lost[id]
		seen[id] = true
		if !isLost && !gained[id] {
			r.others++
		}
		b.call(&r, m, isLost, gained[id])
	}
	for id, inAD := range lost {
		if inAD && !seen[id] {
			r.left++
		}
	}
	for id := range gained {
		if !seen[id] {
			r.left++
		}
	}
	return r
}

// call notes one member of the cloud group.
func (b *exam) call(r *roll, m *planner.MemberFate, isLost, isGained bool) {
	there := m.InAD == inventory.FlagTrue
	kept := m.Reason == "" || m.Reason == planner.ReasonGroupOutOfScope && (there || b.bound(m))
	switch {
	case m.InAD == inventory.FlagUnread, m.Reason == planner.ReasonFactsUnread && !there:
		r.open++
	case kept && there, m.Reason == planner.ReasonFactsUnread:
		r.expected++
	case kept && b.nestedDue(m):
		r.groupsDue = append(r.groupsDue, m.Member())
	case kept && isLost: // its facts changed: now Cloud Sync writes it
		r.changed = append(r.changed, m.Member())
	case kept:
		r.expected++
		if isGained {
			r.gainedMissing = append(r.gainedMissing, m.Member())
		} else {
			r.otherMissing = append(r.otherMissing, m.Member())
		}
	case there && isLost:
		r.staying = append(r.staying, m.Member())
	case there, !isLost:
		r.changed = append(r.changed, m.Member())
	}
}

// nestedDue: a nested group is referred to once Cloud Sync has it (F56). Its
// wave may come later or not have been carried out, and it may have none.
func (b *exam) nestedDue(m *planner.MemberFate) bool {
	wave := b.waves[m.ID()]
	return m.Group != nil && (wave == 0 || wave > b.plan.Wave || m.Reason == planner.ReasonGroupOutOfScope)
}

// bound: the plan brings the nested group to Cloud Sync. Once v2 is off and
// before its wave nothing in the snapshot says so.
func (b *exam) bound(m *planner.MemberFate) bool { return b.waves[m.ID()] > 0 }

// report says who is missing, and what changed in the cloud. As many of the
// missing as have joined since the approval may be waiting for the next cycle:
// then nobody can tell which.
func (b *exam) report(r *roll) {
	joined := max(0, r.others-b.plan.Members.Kept)
	if len(r.gainedMissing) > 0 {
		b.missing(MemberMissing, "not in AD: "+count(len(r.gainedMissing), "member")+" that the forecast gains", r.gainedMissing...)
	}
	switch n := len(r.otherMissing); {
	case n > joined:
		b.missing(MemberMissing, "not in AD: "+count(n, "member")+" of the cloud group", r.otherMissing...)
	case n > 0:
		b.missing(MemberMaybeNew, "not in AD: "+count(n, "member")+" of the cloud group, which "+count(joined, "member")+" joined since the approval", r.otherMissing...)
	}
	if len(r.staying) > 0 {
		b.unexpected(MemberStays, "still in AD: "+count(len(r.staying), "member")+" that the forecast loses", r.staying...)
	}
	if joined > 0 {
		b.add(CloudMemberAdded, count(joined, "member")+" or more joined the cloud group since the approval")
	}
	if n := max(0, b.plan.Members.Kept-r.others) + r.left; n > 0 {
		b.add(CloudMemberRemoved, count(n, "member")+" or more left the cloud group since the approval")
	}
	if len(r.changed) > 0 {
		b.add(CloudMemberChanged, count(len(r.changed), "member")+" with another fate than the plan's", named(r.changed)...)
	}
	if len(r.groupsDue) > 0 {
		b.add(NestedGroupDue, count(len(r.groupsDue), "nested group")+" to come", named(r.groupsDue)...)
	}
}

// strangers are members of AD whom the cloud group lacks and the plan does not
// know. As many as have left the cloud group may be waiting to be removed.
func (b *exam) strangers(f *planner.Forecast, r *roll) {
	var out []planner.Member
	for i := range f.Extra {
		m := b.w.ADMember(f.Extra[i].Principal)
		if !slices.ContainsFunc(b.plan.Members.ExtraInAD, func(p planner.Member) bool { return p.ID == m.ID }) {
			out = append(out, m)
		}
	}
	left := max(0, b.plan.Members.Kept-r.others) + r.left
	switch n := len(out); {
	case n > left:
		b.unexpected(MemberUnforeseen, "in AD and not in the cloud group: "+count(n, "member"), out...)
	case n > 0:
		b.unexpected(MemberMaybeGone, "still in AD and not in the cloud group: "+count(n, "member")+", and "+count(left, "member")+" left it since the approval", out...)
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
