package planner

import "strings"

func ruleMemberDomainStaysOnConnect() Rule {
	return Rule{
		ID: FindingMemberDomainStaysOnConnect, Severities: []Severity{SeverityInfo},
		Title:  "members of a domain that stays on Connect Sync",
		When:   "Members come from an AD domain that the configuration says stays on Connect Sync.",
		Why:    "Their accounts go on reaching the cloud through Connect Sync, while Cloud Sync writes their membership: both engines must run for this group to be right.",
		Remedy: "Keep Connect Sync running for these domains, at a build that fills onPremisesObjectIdentifier (2.2.8.0 or later).",
		Facts:  []string{"F9", "F53", "F4"}, Waivable: true,
		Check: checkMemberDomainStaysOnConnect,
	}
}

func checkMemberDomainStaysOnConnect(c *Case) []Hit {
	stays := c.World.Settings.StaysOnConnect
	if !c.Bound() || len(stays) == 0 {
		return nil
	}
	members := c.Members.where(func(m *MemberFate) bool { return memberSynced(*m) && containsFold(stays, memberDomain(*m)) })
	if len(members) == 0 {
		return nil
	}
	return []Hit{{
		Message: count(len(members), "member comes", "members come") + " from a domain that stays on Connect Sync (" + quoted(strings.Join(stays, ", ")) + ")",
		Evidence: capped(members, func(m MemberFate) Evidence {
			return entraEvidence("onPremisesDomainName", memberDomain(m)+" for "+quoted(m.Name())+" ("+m.ID().String()+")")
		}),
		Pin: &Pin{ID: PinMemberDomainStaysOnSync, HeldBy: HeldByConnect},
	}}
}
