package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// reasonName is a member reason in the words of a message.
func reasonName(r MemberReason) string {
	switch r {
	case ReasonCloudOnlyUser:
		return "cloud-only user"
	case ReasonServicePrincipal:
		return "service principal"
	case ReasonConvertedUser:
		return "user converted to cloud authority"
	case ReasonSyncedGroup:
		return "group synced from AD"
	case ReasonMailEnabledGroup:
		return "mail-enabled or distribution group"
	case ReasonMicrosoft365Group:
		return "Microsoft 365 group"
	case ReasonGroupOutOfScope:
		return "group not bound for Cloud Sync"
	case ReasonDomainLocalGroup:
		return "group of domain-local scope, which a universal group cannot hold"
	case ReasonOtherForest:
		return "account of another forest"
	case ReasonMembershipOff:
		return "membership of on-premises users switched off"
	case ReasonFactsUnread:
		return "properties not readable"
	}
	return string(r)
}

// byReason are the group's members with one of these reasons.
func (c *Case) byReason(reasons ...MemberReason) []MemberFate {
	return c.Members.where(func(m *MemberFate) bool { return slices.Contains(reasons, m.Reason) })
}

// inAD are those of the members whose reference the AD object holds now.
func inAD(members []MemberFate) []MemberFate { return withReference(members, inventory.FlagTrue) }

func withReference(members []MemberFate, f inventory.Flag) []MemberFate {
	var out []MemberFate
	for _, m := range members {
		if m.InAD == f {
			out = append(out, m)
		}
	}
	return out
}

// reasonCounts sums members up by reason, most first.
func reasonCounts(members []MemberFate) string {
	n := map[MemberReason]int{}
	var reasons []MemberReason
	for _, m := range members {
		if n[m.Reason]++; n[m.Reason] == 1 {
			reasons = append(reasons, m.Reason)
		}
	}
	slices.SortFunc(reasons, func(a, b MemberReason) int { return cmp.Or(n[b]-n[a], cmp.Compare(a, b)) })
	parts := make([]string, len(reasons))
	for i, r := range reasons {
		parts[i] = fmt.Sprintf("%d × %s", n[r], reasonName(r))
	}
	return strings.Join(parts, ", ")
}

// memberEvidence lists cloud members, ten at most, and counts the rest.
func memberEvidence(members []MemberFate) []Evidence {
	return capped(members, oneMember)
}

func oneMember(m MemberFate) Evidence {
	value := string(m.Type()) + " " + quoted(m.Name()) + " (" + m.ID().String() + ")"
	if m.Reason != "" {
		value += ": " + reasonName(m.Reason)
	}
	return entraEvidence("members", value)
}

// adMemberEvidence lists AD members, ten at most, and counts the rest.
func adMemberEvidence(o *inventory.ADObject, members []ADMemberFate) []Evidence {
	return capped(members, func(m ADMemberFate) Evidence { return adEvidence(o, "member", string(m.Principal.DN)) })
}

// referenceSeverity: a reference that AD holds now is lost, which somebody
// must decide; one that AD does not hold changes nothing.
func referenceSeverity(members []MemberFate) Severity {
	if len(inAD(members)) > 0 {
		return SeverityBlocker
	}
	return SeverityInfo
}

// referenceState says in a message how many of the references are in AD now.
func referenceState(members []MemberFate) string {
	held, unread := len(inAD(members)), len(withReference(members, inventory.FlagUnread))
	switch {
	case held > 0 && unread > 0:
		return fmt.Sprintf("%d in AD now, for %d it is not known", held, unread)
	case held > 0:
		return fmt.Sprintf("%d in AD now", held)
	case unread > 0:
		return "whether AD holds the reference now is not known"
	}
	return "none in AD now"
}
