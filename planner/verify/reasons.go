package verify

import "sync"

// ReasonID names a reason. The ids are stable: people script against them.
type ReasonID string

// The reasons for which a group has failed.
const (
	ObjectGone       ReasonID = "object-gone"
	ObjectRecreated  ReasonID = "object-recreated"
	SIDChanged       ReasonID = "sid-changed"
	AnchorMissing    ReasonID = "anchor-missing"
	AnchorWrong      ReasonID = "anchor-wrong"
	CNDiffers        ReasonID = "cn-differs"
	ContainerDiffers ReasonID = "container-differs"
	TypeDiffers      ReasonID = "type-differs"
	DuplicateObject  ReasonID = "duplicate-object"
	ObjectUnforeseen ReasonID = "object-unforeseen"
	TakenOverUnasked ReasonID = "taken-over-unasked"
	MemberMissing    ReasonID = "member-missing"
	MemberStays      ReasonID = "member-stays"
	MemberUnforeseen ReasonID = "member-unforeseen"
	ExtraMemberLost  ReasonID = "extra-member-lost"
)

// The reasons for which the snapshot cannot show a group.
const (
	ObjectUnseen      ReasonID = "object-unseen"
	ObjectUnread      ReasonID = "object-unread"
	DuplicateUnproven ReasonID = "duplicate-unproven"
	TakeoverUnproven  ReasonID = "takeover-unproven"
	MembersUnread     ReasonID = "members-unread"
	MembersUncompared ReasonID = "members-uncompared"
	MemberCount       ReasonID = "member-count-differs"
	MemberMaybeNew    ReasonID = "member-missing-or-new"
	MemberMaybeGone   ReasonID = "member-extra-or-removed"
)

// The reasons for which a group is pending.
const (
	WaveDue    ReasonID = "wave-due"
	CycleDue   ReasonID = "cycle-due"
	NotInScope ReasonID = "not-in-scope"
	SwitchDue  ReasonID = "switch-due"
	Waits      ReasonID = "waits"
)

// The notes.
const (
	CloudMemberAdded   ReasonID = "cloud-member-added"
	CloudMemberRemoved ReasonID = "cloud-member-removed"
	CloudMemberChanged ReasonID = "cloud-member-changed"
	NestedGroupDue     ReasonID = "nested-group-due"
	CloudNameChanged   ReasonID = "cloud-name-changed"
	CloudGroupGone     ReasonID = "cloud-group-gone"
	CleanedUp          ReasonID = "cleaned-up"
	M365AnchorStamped  ReasonID = "m365-anchor-stamped"
	TextDiffers        ReasonID = "text-differs"
)

// ReasonDoc documents a reason.
type ReasonDoc struct {
	ID ReasonID
	// Status is what the reason makes of a group, empty for a note.
	Status Status
	// Means says when the reason is given, Next what to do.
	Means, Next string
}

// Reasons documents every reason, in the order of the documents: failed,
// unknown, pending, notes.
func Reasons() []ReasonDoc {
	return append(append(append(failedReasons(), unknownReasons()...), pendingReasons()...), notes()...)
}

// Doc documents one reason; the zero ReasonDoc for an id that there is not.
func Doc(id ReasonID) ReasonDoc { return docs()[id] }

var docs = sync.OnceValue(func() map[ReasonID]ReasonDoc {
	byID := map[ReasonID]ReasonDoc{}
	for _, d := range Reasons() {
		byID[d.ID] = d
	}
	return byID
})

func failedReasons() []ReasonDoc {
	return []ReasonDoc{
		{ObjectGone, Failed, "No object with the objectGUID of the plan is there any more, and none has taken its place.",
			"Stop the waves. Restore the object from the AD Recycle Bin, which keeps its SID, before anything creates it anew; then find out what deleted it."},
		{ObjectRecreated, Failed, "The object of the plan is gone, and another one with the group's marks is there: a new SID, so that permissions on the old one grant nothing.",
			"Take the group out of Cloud Sync's scope, delete the new object, restore the old one from the AD Recycle Bin, check its anchor, then put the group back into the scope."},
		{SIDChanged, Failed, "The object of the plan has another SID.", "Restore the object from a backup, or grant its permissions anew."},
		{AnchorMissing, Failed, "The object has no msDS-ExternalDirectoryObjectId: Cloud Sync would not find it and make a second one.",
			"Pause the configuration, stamp the anchor as step P1 does (anchors.ldif or Set-Anchors.ps1 of the kit), look for a second object, then start the configuration again."},
		{AnchorWrong, Failed, "The object's msDS-ExternalDirectoryObjectId names something else than the group.",
			"Pause the configuration and set the anchor to Group_ and the group's id; find out who changed it, and look for a second object."},
		{CNDiffers, Failed, "The object's cn is neither today's nor the forecast one, or was not changed although the rest was.",
			"Compare the cn mapping of the configuration with the plan's target, correct it, and provision the group on demand."},
		{ContainerDiffers, Failed, "The object lies neither in today's nor in the forecast container, or was not moved although the rest was done.",
			"Compare the container mapping (parentDistinguishedName) of the configuration with the plan's target, correct it, and provision the group on demand."},
		{TypeDiffers, Failed, "The object's groupType is not the forecast one.", "Set the groupType back (universal security is -2147483640), and find out who changed it: as a distribution group it grants no access."},
		{DuplicateObject, Failed, "A second object claims the group.",
			"Pause the configuration. Keep the object with the plan's SID, delete the other after you have checked that nothing uses it, and check the anchor of the one that stays."},
		{ObjectUnforeseen, Failed, "An object of a group is there that the plan does not create.",
			"Check the scope mode and the scope of the configuration: mode all creates every security group. Take the group out of the scope or decide on it, and plan again."},
		{TakenOverUnasked, Failed, "Cloud Sync has a group that the plan leaves waiting.", "Take the group out of the scope until somebody has decided on it, and plan again."},
		{MemberMissing, Failed, "A member of the cloud group that the forecast keeps or gains is not in AD.",
			"Check the membership switch of the configuration and the provisioning log of the group. If the member was added since Cloud Sync's last cycle, wait for the next one and verify again."},
		{MemberStays, Failed, "A member that the forecast loses is still in AD.",
			"Decide: remove the member in AD, or accept that it stays. Cloud Sync does not look for members that it did not write (F58)."},
		{MemberUnforeseen, Failed, "AD has a member that neither the cloud group nor the plan has.", "Find out who added the member in AD. Remove it, or add it to the cloud group."},
		{ExtraMemberLost, Failed, "A member that AD alone had, and that the forecast leaves there, is gone.", "Find out who removed the member in AD. Add it to the cloud group if it should stay."},
	}
}

func unknownReasons() []ReasonDoc {
	return []ReasonDoc{
		{ObjectUnseen, Unknown, "No object was found, and its domain was not read completely enough to say that there is none.",
			"Read the whole AD domain (--ldap-url, or --ldif with --ldif-scope) and verify again."},
		{ObjectUnread, Unknown, "The object was not read with all that identifies it.", "Read the object in its own domain with an account that may see all its attributes, and verify again."},
		{DuplicateUnproven, Unknown, "The object is as forecast; whether a second one claims the group cannot be told, since not every domain that Cloud Sync writes to was read completely.",
			"Read these domains too and give all snapshots together."},
		{TakeoverUnproven, Unknown, "The object is as it should be afterwards, but the plan changes neither its name nor its container, and nothing that was read shows whether Cloud Sync has taken it over.",
			"Read the cloud side too, with Synchronization.Read.All and Application.Read.All, and give both snapshots together."},
		{MembersUnread, Unknown, "The members of the cloud group or of the AD object were not read to their end.", "Read both sides again with the permissions that show the members, and verify again."},
		{MembersUncompared, Unknown, "Some members of AD could not be recognised, so that they may be any of the cloud's.", "Read AD over LDAP, which shows the SID of members, and verify again."},
		{MemberCount, Unknown, "The number of members in AD is not the forecast one, and without the cloud side it cannot be told whether the cloud group has changed since.",
			"Read the cloud side too, and give both snapshots together."},
		{MemberMaybeNew, Unknown, "A member of the cloud group is not in AD. As many members have joined the cloud group since the approval, so it may be one of them, which Cloud Sync has yet to write.",
			"Wait for Cloud Sync's next cycle, read both sides again and verify again."},
		{MemberMaybeGone, Unknown, "AD has a member that the cloud group lacks. As many members have left the cloud group since the approval, so it may be one of them, which Cloud Sync has yet to remove.",
			"Wait for Cloud Sync's next cycle, read both sides again and verify again."},
	}
}

func pendingReasons() []ReasonDoc {
	return []ReasonDoc{
		{WaveDue, Pending, "The object is as before. From the switch to its wave nobody updates it: that is forecast.", "Carry out the wave: put its groups into Cloud Sync's scope."},
		{CycleDue, Pending, "The group is in Cloud Sync's scope, and its object is still as before.", "Wait for Cloud Sync's next cycle, or provision the group on demand, and verify again."},
		{NotInScope, Pending, "The object is as it should be, and no Cloud Sync configuration that has run has the group in its scope: nobody updates it.", "Put the group into Cloud Sync's scope."},
		{SwitchDue, Pending, "v1 has not yet done its part.", "Carry out the switch (P5b) and let Connect export (P6); afterwards wait for a sync cycle."},
		{Waits, Pending, "The plan does not carry the group out: somebody must decide on it, or what is nested in it. Its object is as before.", "See the plan's remedy for the group, decide, and plan again."},
	}
}

func notes() []ReasonDoc {
	return []ReasonDoc{
		{CloudMemberAdded, "", "Members have joined the cloud group since the approval.", "Nothing: Cloud Sync writes them."},
		{CloudMemberRemoved, "", "Members have left the cloud group since the approval.", "Nothing: Cloud Sync removes them."},
		{CloudMemberChanged, "", "A member's own facts have changed since the approval, such as where it comes from, so that its forecast is another one.", "Plan again if many have changed."},
		{NestedGroupDue, "", "A nested group is not in AD's member list yet: its own wave comes later, or it has none.", "Verify again after its wave."},
		{CloudNameChanged, "", "The cloud group was renamed since the approval, and its object has the name that follows from that.", "Nothing."},
		{CloudGroupGone, "", "The cloud group was deleted since the approval.", "Restore it within 30 days if that was a mistake: hard deletion deletes the AD object (F76)."},
		{CleanedUp, "", "The object was deleted, as the plan's override clean-up allows.", "Nothing."},
		{M365AnchorStamped, "", "The object of a Microsoft 365 group carries the anchor. It stays on v1, and does no harm there (T3).", "Clear the anchor when convenient."},
		{TextDiffers, "", "description or displayName is not the forecast one.", "Nothing for access; check the mappings if it matters."},
	}
}
