package planner

import (
	"cmp"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// groupOf makes the plan's entry of a case.
func groupOf(c *Case, rules []Rule, among ruleSet) Group {
	findings, pins := examine(c, rules, &among)
	v := fold(c, findings, pins)
	return Group{
		ID:          c.Group.ID.String(),
		DisplayName: c.Group.DisplayName,
		Kind:        c.Kind,
		Writeback:   Writeback{Flag: c.Group.WritebackEnabled, TargetType: c.Group.WritebackType, State: c.State},
		ADObjects:   adObjectsOf(c),
		Disposition: v.disposition,
		Pins:        v.pins,
		Readiness:   v.readiness,
		Action:      v.action,
		AtSwitch:    v.atSwitch,
		Changes:     changesOf(c, v.action),
		Members:     membersOf(c),
		Owners:      ownersOf(c.World, c.Group),
		Findings:    v.findings,
	}
}

func adObjectsOf(c *Case) []ADObject {
	out := []ADObject{}
	for _, m := range c.Matches {
		o := m.Object
		shown := ADObject{
			DN: o.DN, Domain: o.Domain, ObjectGUID: o.ObjectGUID, ObjectSID: o.ObjectSID,
			SAMAccountName: o.SAMAccountName, Match: m.By,
		}
		if !strings.EqualFold(o.AdminDescription, c.stamp()) {
			shown.AdminDescription = o.AdminDescription
		}
		out = append(out, shown)
	}
	return out
}

// ownersOf names the owners as a tracker or a board wants them: by what they
// sign in with, else by name, else by id.
func ownersOf(w *World, g *inventory.CloudGroup) []string {
	out := []string{}
	for _, id := range g.Owners {
		name := id.String()
		if p := w.Snap.Principal(id); p != nil {
			name = cmp.Or(p.UserPrincipalName, p.DisplayName, name)
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// membersOf shows the forecast. A group that is not bound for Cloud Sync has
// the two counts alone.
func membersOf(c *Case) Members {
	m := Members{Cloud: len(c.Group.Members), Lost: []LostMember{}, Gained: []Member{}, ExtraInAD: []Member{}, ComeAlong: []Member{}}
	if n := c.Group.MemberCount; n != nil { // counts what the list hides, too (F107)
		m.Cloud = max(m.Cloud, *n)
	}
	if c.Object != nil {
		m.AD = len(c.Object.Members)
	}
	if !c.Bound() {
		return m
	}
	m.Kept = c.Members.count((*MemberFate).kept)
	for _, f := range c.Members.Lost() {
		if f.Reason == ReasonFactsUnread {
			continue // not known to be lost: members-unreadable says so
		}
		m.Lost = append(m.Lost, LostMember{Member: memberOf(&f), Reason: f.Reason, InADNow: f.InAD == inventory.FlagTrue})
	}
	for _, f := range inAD(c.byReason(ReasonGroupOutOfScope)) {
		m.ComeAlong = append(m.ComeAlong, memberOf(&f))
	}
	for _, f := range c.Members.Gained() {
		m.Gained = append(m.Gained, memberOf(&f))
	}
	for _, f := range c.Members.Extra {
		m.ExtraInAD = append(m.ExtraInAD, adMemberOf(c.World, f.Principal))
	}
	slices.SortFunc(m.ExtraInAD, func(a, b Member) int { return cmp.Compare(a.ID, b.ID) })
	return m
}

func memberOf(f *MemberFate) Member {
	return Member{ID: f.ID().String(), Name: f.Name(), Type: string(f.Type())}
}

// adMemberOf names a member that the cloud group lacks: by the cloud object
// that has its SID or GUID, else as far as AD shows it. LDAP shows no class of
// a member.
func adMemberOf(w *World, p *inventory.ADPrincipal) Member {
	m := Member{ID: cmp.Or(string(p.SID), string(p.DN)), Name: p.DN.RDN().Value, Type: p.ObjectClass}
	if !p.GUID.IsZero() {
		m.ID = p.GUID.String()
	}
	if o := w.ObjectOf(p); o != nil && m.Type == "" {
		m.Type = o.ObjectClass
	}
	if name, typ := w.inCloud(p); typ != "" {
		m.Name, m.Type = cmp.Or(name, m.Name), typ
	}
	m.Type = cmp.Or(m.Type, "unknown")
	return m
}
