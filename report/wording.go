package report

import (
	"fmt"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// The English of the plan's words. A word that this build does not know, from
// a newer plan, is shown as it is.

// wording is a word of the plan in English: a label for tables, and a sentence
// for readers who meet it for the first time.
type wording struct{ label, meaning string }

func kindLabel(k planner.Kind) string {
	switch k {
	case planner.KindSynced:
		return "group synced from AD"
	case planner.KindMicrosoft365:
		return "Microsoft 365 group"
	case planner.KindSecurity:
		return "cloud security group"
	case planner.KindMailEnabledSecurity:
		return "mail-enabled security group"
	case planner.KindDistribution:
		return "distribution list"
	}
	return string(k)
}

// countKind is a number with a kind of group.
func countKind(n int, k planner.Kind) string {
	if k == planner.KindSynced && n != 1 {
		return thousands(n) + " groups synced from AD"
	}
	return count(n, kindLabel(k))
}

func dispositionWording(d planner.Disposition) wording {
	switch d {
	case planner.KeepOnV1:
		return wording{"stays on v1", "A Microsoft 365 group. Group Writeback v1 writes it, always as a distribution group."}
	case planner.MoveToCloudSync:
		return wording{"moves to Cloud Sync", "A cloud security group. Cloud Sync takes it over, creates it, or has it already."}
	case planner.SideBySide:
		return wording{"side by side", "No single engine keeps today's picture of the group. Both run, and a person looks after what neither holds."}
	case planner.NotInPlan:
		return wording{"not in the plan", "No engine writes the group to AD, before or after."}
	}
	return wording{string(d), ""}
}

func readinessWording(r planner.Readiness) wording {
	switch r {
	case planner.Blocked:
		return wording{"blocked", "Somebody must decide or rebuild something before the group can go."}
	case planner.ReadinessUnknown:
		return wording{"unknown", "Evidence is missing. It is never counted as good."}
	case planner.FixFirst:
		return wording{"fix first", "A known piece of work comes first. It needs no decision."}
	case planner.Ready:
		return wording{"ready", "The group can go as it is."}
	case "":
		return wording{"nothing to do", "Not in the plan, and nothing was found."}
	}
	return wording{string(r), ""}
}

func actionWording(a planner.Action) wording {
	switch a {
	case planner.ActionKeep:
		return wording{"keep", "v1 goes on writing the same AD object."}
	case planner.ActionResume:
		return wording{"resume", "v1 starts to update an AD object that stood still."}
	case planner.ActionAdopt:
		return wording{"adopt", "Cloud Sync takes over the same AD object. Its SID stays, and so do the permissions given to it."}
	case planner.ActionCreate:
		return wording{"create", "A new AD object is made, with a new SID."}
	case planner.ActionRetype:
		return wording{"retype", "v1 is expected to make it a distribution group. Permissions given to it then stop working."}
	case planner.ActionDuplicate:
		return wording{"duplicate", "A second AD object would be made beside the first, without its permissions."}
	case planner.ActionFreeze:
		return wording{"freeze", "The AD object stays, and nobody updates it any more."}
	case planner.ActionNone:
		return wording{"none", "Nothing happens to AD."}
	case planner.ActionUnknown:
		return wording{"unknown", "It cannot be told from what was read."}
	}
	return wording{string(a), ""}
}

func switchWording(s planner.AtSwitch) wording {
	switch s {
	case planner.SwitchKeep:
		return wording{"keep", "The AD object goes on being written."}
	case planner.SwitchFrozen:
		return wording{"frozen", "The AD object stays as it is. Nobody updates it unless Cloud Sync takes it over."}
	case planner.SwitchDeleteRisk:
		return wording{"delete-risk", "The AD object may be deleted, with the permissions given to it."}
	case planner.SwitchAppears:
		return wording{"appears", "A new AD object appears."}
	case planner.SwitchNone:
		return wording{"none", "Nothing happens."}
	case planner.SwitchUnknown:
		return wording{"unknown", "It cannot be told from what was read."}
	}
	return wording{string(s), ""}
}

func stateMeaning(s planner.State) string {
	switch s {
	case planner.StateWritten:
		return "It asks to be written back, and it is in AD."
	case planner.StateStale:
		return "It is in AD, but it no longer asks to be written back."
	case planner.StateFrozen:
		return "It is in AD, but v2 is off and Cloud Sync does not have it: nobody updates it."
	case planner.StateOnCloudSync:
		return "Cloud Sync already writes it."
	case planner.StatePending:
		return "It asks to be written back, and it is not in AD yet."
	case planner.StateOff:
		return "It does not ask to be written back, and it is not in AD."
	case planner.StateUnknown:
		return "Whether it is written back cannot be told from what was read."
	}
	return fmt.Sprintf("Its writeback state is %s.", s)
}

// reason says why a group is where it is, in one or two sentences.
func reason(g *planner.Group) string {
	return strings.TrimSpace(dispositionReason(g) + " " + stateReason(g))
}

func dispositionReason(g *planner.Group) string {
	switch g.Disposition {
	case planner.NotInPlan:
		return outsideReason(g.Kind)
	case planner.KeepOnV1:
		return "A Microsoft 365 group: v1 can write it, and Cloud Sync cannot."
	case planner.MoveToCloudSync:
		return "A cloud security group: Cloud Sync can write it, and v1 cannot."
	}
	return dispositionWording(g.Disposition).meaning
}

// outsideReason says why no engine writes a kind of group.
func outsideReason(k planner.Kind) string {
	switch k {
	case planner.KindSynced:
		return "AD owns this group. It is synced to the cloud, not from it."
	case planner.KindDistribution, planner.KindMailEnabledSecurity:
		return "No engine can write this kind of group to AD."
	case planner.KindMicrosoft365:
		return "No engine writes this Microsoft 365 group, because v1 is off."
	}
	return "No engine writes this group."
}

func stateReason(g *planner.Group) string {
	if g.Disposition == planner.NotInPlan && g.Kind != planner.KindSecurity {
		return ""
	}
	return stateMeaning(g.Writeback.State)
}

func matchMeaning(m planner.MatchKind) string {
	switch m {
	case planner.MatchAnchor:
		return "by its anchor (msDS-ExternalDirectoryObjectId)"
	case planner.MatchAdminDescription:
		return "by its stamp (adminDescription)"
	case planner.MatchSID:
		return "by its SID (the group was converted to the cloud)"
	case planner.MatchCNGUID:
		return "by its name (CN holds the object id)"
	case planner.MatchCNSuffix:
		return "by its name only (weak)"
	}
	return "by " + string(m)
}

func pinMeaning(p planner.PinID) string {
	switch p {
	case planner.PinM365SecurityType:
		return "a Microsoft 365 group used as a security group"
	case planner.PinNestedSyncedGroup:
		return "a nested group that AD owns"
	case planner.PinDeviceMembers:
		return "devices among the members"
	case planner.PinParentSyncedByConnect:
		return "an AD group around it that Connect syncs to the cloud"
	case planner.PinSplitNesting:
		return "nesting with a Microsoft 365 group that stays on v1"
	case planner.PinMemberDomainStaysOnSync:
		return "members of a domain that stays on Connect"
	case planner.PinMembersSyncedByConnect:
		return "members that Connect syncs"
	}
	return string(p)
}

func holderMeaning(h planner.Holder) string {
	switch h {
	case planner.HeldByConnect:
		return "Connect Sync"
	case planner.HeldByV1:
		return "Group Writeback v1"
	case planner.HeldByCloudSync:
		return "Cloud Sync"
	case planner.HeldByManual:
		return "a person, by hand"
	case planner.HeldByNobody:
		return "nobody"
	}
	return string(h)
}

func memberReasonMeaning(r planner.MemberReason) string {
	switch r {
	case planner.ReasonCloudOnlyUser:
		return "user without an AD account"
	case planner.ReasonGuest:
		return "guest"
	case planner.ReasonConvertedUser:
		return "user converted to the cloud"
	case planner.ReasonServicePrincipal:
		return "application"
	case planner.ReasonContact:
		return "contact"
	case planner.ReasonDevice:
		return "device"
	case planner.ReasonSyncedGroup:
		return "group that AD owns"
	case planner.ReasonMailEnabledGroup:
		return "mail-enabled group"
	case planner.ReasonMicrosoft365Group:
		return "Microsoft 365 group"
	case planner.ReasonGroupOutOfScope:
		return "group that Cloud Sync does not write"
	case planner.ReasonDomainLocalGroup:
		return "group of domain-local scope in AD, which a universal group cannot hold"
	case planner.ReasonOtherForest:
		return "user of another forest"
	case planner.ReasonMembershipOff:
		return "synced user, while the membership switch is off"
	case planner.ReasonFactsUnread:
		return "not enough was read about it"
	case planner.ReasonOther:
		return "other"
	}
	return string(r)
}

func severityWording(s planner.Severity) wording {
	switch s {
	case planner.SeverityBlocker:
		return wording{"blocker", "Somebody must decide or rebuild."}
	case planner.SeverityUnknown:
		return wording{"unknown", "Evidence is missing."}
	case planner.SeverityFix:
		return wording{"fix", "A known piece of work comes first."}
	case planner.SeverityWarning:
		return wording{"warning", "Good to know before the change. It holds nothing up."}
	case planner.SeverityInfo:
		return wording{"info", "For the record."}
	}
	return wording{string(s), ""}
}

func orphanRemedy(status string) string {
	if status == planner.OrphanUnproven {
		return "Read the cloud groups to their end, deleted ones too. Only then can it be told whether the cloud group is gone."
	}
	return "Find out what uses this AD object. Then delete it, or keep it as an AD group that is managed by hand."
}

func featureWord(f inventory.Feature) string {
	if f == inventory.FeatureUnread {
		return "not read"
	}
	return f.String()
}

// containerWords and cnWords are "" for a value that speaks for itself.
func containerWords(c string) string {
	switch c {
	case planner.ContainerKeep:
		return "where the object is today"
	case "":
		return "not read"
	}
	return ""
}

func cnWords(cn string) string {
	switch cn {
	case planner.CNDisplayName:
		return "display name and the end of the object id"
	case planner.CNGUID:
		return "Group_ and the object id"
	case "":
		return "not read"
	}
	return ""
}
