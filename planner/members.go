package planner

import (
	"strings"

	"gwbplan/inventory"
)

// fates tell for every direct member of a group whether Cloud Sync will write
// the reference (F52 to F56). Whether AD has it today comes later.
func (w *World) fates(c *Case) Forecast {
	f := Forecast{Reading: c.Group.MembersReading, ADReading: inventory.ReadWhole}
	f.Cloud = make([]MemberFate, len(c.Group.Members))
	for i, r := range c.Group.Members {
		f.Cloud[i] = w.fate(c, r)
	}
	return f
}

// fate judges one member.
func (w *World) fate(c *Case, r inventory.Ref) MemberFate {
	m := w.member(r)
	switch {
	case m.Group != nil:
		w.judgeGroup(&m, w.base.at(int(w.memberGroup[r])))
	case m.Principal != nil:
		w.judgePrincipal(c, &m)
	default:
		m.Reason = ReasonFactsUnread
	}
	return m
}

// member is who a member is, before any judgement.
func (w *World) member(r inventory.Ref) MemberFate {
	m := MemberFate{id: &w.Snap.MemberIDs[r], InAD: inventory.FlagFalse}
	if i := w.memberGroup[r]; i >= 0 {
		m.Group = &w.Snap.Groups[i]
	} else if i := w.memberPrincipal[r]; i >= 0 {
		m.Principal = &w.Snap.Principals[i]
	}
	return m
}

// judgeGroup: Cloud Sync writes references to cloud security groups that it
// has itself, and to no other group (F56). Where it is not known whether it
// will have the group, neither is the member's fate.
func (w *World) judgeGroup(m *MemberFate, b *baseFact) {
	m.HasADAccount = b.kind == KindSynced || len(w.adIdentities(m.Group)) > 0
	switch {
	case b.kind == KindSynced:
		m.Reason = ReasonSyncedGroup
	case b.kind == KindMicrosoft365:
		m.Reason = ReasonMicrosoft365Group
	case b.kind != KindSecurity:
		m.Reason = ReasonMailEnabledGroup
	case b.open:
		m.Reason = ReasonFactsUnread
	case !w.BoundForCloudSync(m.Group):
		m.Reason = ReasonGroupOutOfScope
	case w.domainLocal(m.Group):
		m.Reason = ReasonDomainLocalGroup
	}
}

// domainLocal: the group's object is of domain-local scope. AD takes none of
// those into a universal group, and the export of the whole parent fails (F36).
func (w *World) domainLocal(g *inventory.CloudGroup) bool {
	matches := w.matchesOf(w.groupIndex(g.ID))
	return len(matches) > 0 && matches[0].Object.GroupType&inventory.GroupTypeDomainLocal != 0
}

func (w *World) judgePrincipal(c *Case, m *MemberFate) {
	p := m.Principal
	switch {
	case p.FactsUnread:
		m.Reason = ReasonFactsUnread
	case p.Type == inventory.User:
		m.HasADAccount = p.OnPremisesSyncEnabled == inventory.FlagTrue || p.OnPremisesSecurityIdentifier != ""
		m.Reason = w.judgeUser(c, p)
	case p.Type == inventory.Device:
		m.Reason = ReasonDevice
	case p.Type == inventory.ServicePrincipal:
		m.Reason = ReasonServicePrincipal
	case p.Type == inventory.OrgContact:
		m.HasADAccount = p.OnPremisesSyncEnabled == inventory.FlagTrue
		m.Reason = ReasonContact
	case p.Type == inventory.GroupPrincipal:
		m.Reason = ReasonFactsUnread // a group that the list of groups does not show
	default:
		m.Reason = ReasonOther
	}
}

func (w *World) judgeUser(c *Case, p *inventory.Principal) MemberReason {
	switch {
	case p.OnPremisesSyncEnabled == inventory.FlagUnread:
		return ReasonFactsUnread
	case p.OnPremisesSyncEnabled == inventory.FlagTrue:
		return w.judgeSyncedUser(c, p)
	case strings.EqualFold(p.UserType, "Guest"):
		return ReasonGuest
	case p.OnPremisesSecurityIdentifier != "":
		return ReasonConvertedUser
	case c.Target != nil && c.Target.ProvisionUsers:
		return ""
	}
	return ReasonCloudOnlyUser
}

// judgeSyncedUser: any domain of the target forest will do (F53), if the
// membership switch is on (F54).
func (w *World) judgeSyncedUser(c *Case, p *inventory.Principal) MemberReason {
	switch w.InForest(c.TargetDomain(), p.OnPremisesDomainName, p.OnPremisesSecurityIdentifier) {
	case inventory.FlagFalse:
		return ReasonOtherForest
	case inventory.FlagTrue:
		if c.Target != nil && !c.Target.MembershipToOnPremisesUsers {
			return ReasonMembershipOff
		}
		return ""
	}
	return ReasonFactsUnread
}

// TargetDomain is the AD domain that the group is written to: its target's,
// else its object's, else the only forest's first domain; "" where it is not
// known.
func (c *Case) TargetDomain() string {
	switch {
	case c.Target != nil:
		return c.Target.Domain
	case c.Object != nil:
		return c.Object.Domain
	case len(c.World.forests) == 1:
		return c.World.Snap.Domains[0].Name
	}
	return ""
}
