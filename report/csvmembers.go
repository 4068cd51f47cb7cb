package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"gwbplan/planner"
)

// memberFate is what happens to a member.
type memberFate string

// The fates, as members.csv names them.
const (
	fateLost   memberFate = "lost"
	fateGained memberFate = "gained"
	fateExtra  memberFate = "extra-in-ad"
)

func allFates(memberFate, *planner.LostMember) bool { return true }

// lostFromAD keeps who is in AD now and will not be afterwards.
func lostFromAD(f memberFate, m *planner.LostMember) bool { return f == fateLost && m.InADNow }

// memberRow is one member of one group. A member that is not lost has no
// reason.
type memberRow struct {
	view   *view
	group  *planner.Group
	fate   memberFate
	member planner.LostMember
}

func memberColumns() []column[*memberRow] {
	return []column[*memberRow]{
		{"Key", 38, text, (*memberRow).key},
		{"Group Key", 42, text, func(r *memberRow) string { return groupKey(r.group.ID) }},
		{"Group", 36, text, func(r *memberRow) string { return r.group.DisplayName }},
		{"Object ID", 38, text, func(r *memberRow) string { return r.group.ID }},
		{"Readiness", 14, text, func(r *memberRow) string { return string(r.group.Readiness) }},
		{"Wave", 7, number, func(r *memberRow) string { return r.view.waveNumber(r.group) }},
		{"Change", 12, text, func(r *memberRow) string { return string(r.fate) }},
		{"Reason", 24, text, func(r *memberRow) string { return string(r.member.Reason) }},
		{"In AD Now", 10, text, func(r *memberRow) string { return strconv.FormatBool(r.member.InADNow) }},
		{"Member", 36, text, func(r *memberRow) string { return r.member.Name }},
		{"Member Type", 16, text, func(r *memberRow) string { return r.member.Type }},
		{"Member ID", 38, text, func(r *memberRow) string { return r.member.ID }},
		{"Owner", 30, text, func(r *memberRow) string { return strings.Join(r.group.Owners, "; ") }},
	}
}

// key is the group, the member and what happens, hashed: a member's id can be a
// distinguished name.
func (r *memberRow) key() string {
	return hashedKey("mbr-", r.group.ID, string(r.fate), r.member.ID)
}

// memberTable lists the members that keep keeps, group by group.
func (v *view) memberTable(name string, keep func(memberFate, *planner.LostMember) bool) Table {
	return tableOf(name, memberColumns(), func(yield func(*memberRow) bool) {
		for _, g := range v.shown {
			if !v.memberRows(g, keep, yield) {
				return
			}
		}
	})
}

func (v *view) memberRows(g *planner.Group, keep func(memberFate, *planner.LostMember) bool, yield func(*memberRow) bool) bool {
	send := func(fate memberFate, m planner.LostMember) bool {
		return !keep(fate, &m) || yield(&memberRow{v, g, fate, m})
	}
	for _, m := range g.Members.Lost {
		if !send(fateLost, m) {
			return false
		}
	}
	for _, m := range g.Members.Gained {
		if !send(fateGained, planner.LostMember{Member: m}) {
			return false
		}
	}
	for _, m := range g.Members.ExtraInAD {
		if !send(fateExtra, planner.LostMember{Member: m, InADNow: true}) {
			return false
		}
	}
	return true
}

func groupKey(id string) string { return "grp-" + id }

// hashedKey is a key that stays the same from run to run: a prefix and the
// start of the SHA-256 of what it stands for.
func hashedKey(prefix string, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return prefix + hex.EncodeToString(h.Sum(nil)[:16])
}
