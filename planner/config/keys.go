package config

// Key is one key of the configuration file, with its documentation.
type Key struct {
	// Path is the key with [] for each item of a list: waivers[].expires.
	Path string
	// Type says what stands there, Default what holds without it.
	Type, Default string
	// Means says what the key decides, in a sentence.
	Means string
	// Facts are the documented facts behind it.
	Facts []string
}

// The types of a [Key] that several keys share.
const (
	typeBool  = "true or false"
	typeText  = "text"
	typeID    = "object id"
	typeDate  = "YYYY-MM-DD"
	typeBuild = "version"
)

// Keys are all keys of the configuration file, in the order of the
// documentation. A key of a list item or a statement that has no default must
// be there where its item is.
func Keys() []Key {
	keys := targetKeys()
	keys = append(keys, limitKeys()...)
	keys = append(keys, choiceKeys()...)
	keys = append(keys, acknowledgeKeys()...)
	keys = append(keys, attestKeys()...)
	keys = append(keys, waveKeys()...)
	return append(keys, decisionKeys()...)
}

func targetKeys() []Key {
	return []Key{
		{"targets", "list", "every domain that holds written-back objects or that a provisioning job names",
			"The Cloud Sync configurations, one for each AD domain that Cloud Sync writes to.", []string{"F50", "F66"}},
		{"targets[].domain", "DNS name", "", "The AD domain.", []string{"F50"}},
		{"targets[].container", "keep, or a DN in the domain", "the provisioning job's, else keep",
			"Where Cloud Sync puts the groups. keep: each stays in its OU, and the job's expression has to say so.", []string{"F68", "F69"}},
		{"targets[].cn", "display-name or guid", "the provisioning job's, else display-name",
			"How Cloud Sync names the groups: display-name is its own default, guid is Append(\"Group_\",[objectId]).", []string{"F67", "F70"}},
		{"targets[].membershipToOnPremisesUsers", typeBool, "what attest says, else true",
			"The switch \"Provision membership to on-premises users\". Off, no user is written as a member.", []string{"F54", "F55"}},
		{"targets[].provisionUsers", typeBool, "false", "The configuration provisions users as well (preview), so that their cloud-only members get accounts.", []string{"F52", "F5"}},
		{"targets[].scopeMode", "selected or all", "what attest says, else selected",
			"Selected groups, or all security groups of the tenant: all creates every one of them in AD.", []string{"F61"}},
	}
}

func limitKeys() []Key {
	return []Key{
		{"limits", "mapping", "the values below", "What gates and findings measure against.", nil},
		{"limits.profile", "2026-08 or 2025-10", "2026-08", "The set of scale limits of Cloud Sync.", []string{"F62", "F63", "C4"}},
		{"limits.groupMembers", "whole number from 1", "50000", "The most direct members of a group on Cloud Sync.", []string{"F48"}},
		{"limits.v1MemberCap", "whole number from 1", "50000", "The most members of a Microsoft 365 group that v1 writes.", []string{"F17", "C7"}},
		{"limits.m365WriteOut", "whole number from 0", "0", "How many Microsoft 365 groups may appear in AD at the switch before the gate m365-write-out fails.", []string{"F13"}},
		{"limits.agentFloor", typeBuild, "1.1.2334.0", "The oldest build of a provisioning agent that will do.", []string{"F84", "C5"}},
		{"limits.connectFeatureFloor", typeBuild, "2.2.8.0", "The oldest build of Connect Sync that writes what Cloud Sync's memberships need.", []string{"F4", "F85", "C6"}},
		{"limits.connectSupportFloor", typeBuild, "none", "The oldest build of Connect Sync that is in support on the day of the plan. Microsoft's list moves, so you say it.", []string{"F11"}},
		{"limits.snapshotAgeDays", "whole number from 1", "7", "How old a snapshot may be, and how far apart its halves.", nil},
	}
}

func choiceKeys() []Key {
	return []Key{
		{"secNullIsWritten", typeBool, "false", "A security group whose flag is null asks for writeback. Microsoft's pages disagree; most say it does not.", []string{"F25", "C1"}},
		{"sideBySide", "mapping", "the values below", "Which groups count as side by side.", nil},
		{"sideBySide.pins", "default, topology, or a list of pins", "default",
			"The pins that count: default is all but members-synced-by-connect, topology is all. m365-security-type always counts.", []string{"F9"}},
		{"sideBySide.staysOnConnect", "list of DNS names", "none", "The AD domains whose users stay on Connect Sync.", []string{"F53"}},
	}
}

func acknowledgeKeys() []Key {
	const accepted = "true or false, or by and on"
	return []Key{
		{"acknowledge", "mapping", "nothing is acknowledged", "The risks that somebody accepts. Write who (by) and when (on) rather than true.", nil},
		{"acknowledge.irreversibleSwitch", accepted, "false", "Group Writeback v2 cannot be switched on again.", []string{"F6"}},
		{"acknowledge.pendingExportReviewed", accepted, "false", "The pending exports of a staging server were looked at after the switch and before exports run again.", []string{"F81"}},
		{"acknowledge.stagingOutage", accepted, "false", "Staging mode stops every export and password synchronisation meanwhile.", []string{"C17"}},
		{"acknowledge.wouldBeCreated", accepted, "false", "Cloud Sync creates groups in its scope that nobody asked for.", []string{"F61"}},
		{"acknowledge.irreversibleSwitch.by", typeText, "", "Who accepts. The other acknowledgements take by and on too.", nil},
		{"acknowledge.irreversibleSwitch.on", typeDate, "", "When.", nil},
	}
}

func attestKeys() []Key {
	return []Key{
		{"attest", "mapping", "nothing is attested", "Facts that nothing can read, each with value, by and on. Without them a gate stays unknown.", nil},
		{"attest.scopeMode", "value: selected or all", "not attested", "The scope mode that the Cloud Sync configurations have.", []string{"F61"}},
		{"attest.scopeMode.value", "the fact's own type", "", "The fact. The other attestations take value, by and on too.", nil},
		{"attest.scopeMode.by", typeText, "", "Who looked it up.", nil},
		{"attest.scopeMode.on", typeDate, "", "When.", nil},
		{"attest.membershipToOnPremisesUsers", "value: true or false", "not attested", "Whether the switch is on in the Cloud Sync configurations.", []string{"F54"}},
		{"attest.agentBuilds", "value: list of versions", "not attested", "The builds of all provisioning agents; Graph shows none.", []string{"F84", "F112"}},
		{"attest.agentRights", "value: true or false", "not attested", "Whether the agents' account may create, change and delete groups in the target containers.", []string{"F89"}},
		{"attest.globalCatalog", "value: true or false", "not attested", "Whether every agent's host reaches a global catalog (TCP 3268) and its domain controllers (TCP 389).", []string{"F87"}},
		{"attest.targetContainers", "value: true or false", "not attested", "Whether the containers that the configurations name exist in AD.", []string{"F68", "C10"}},
		{"attest.deleteThreshold", "value: whole number from 0", "not attested", "The delete threshold of the Cloud Sync configurations; 0 where it is off.", []string{"F97", "F99"}},
		{"attest.enforcementOff", "value: true or false", "not attested", "Whether no Cloud Sync configuration maps msDS-ObjectSoa.", []string{"F79"}},
		{"attest.cloudAvailable", "value: true or false", "not attested", "Whether Cloud Sync provisions groups to AD in this cloud; not confirmed for sovereign clouds.", []string{"C11", "F116"}},
		{"attest.connectServers", "value: list of names", "not attested", "The names of all Connect servers of the tenant, staging ones too.", []string{"F82"}},
		{"attest.activeServer", "value: name", "not attested", "The Connect server that was active before the procedure put every server into staging mode. A server that is not in staging mode counts before it.", []string{"F81", "F82"}},
		{"attest.syncHealthy", "value: true or false", "not attested", "Whether the last exports of the active Connect server ended without errors.", nil},
		{"attest.objectIdentifierFlow", "value: true or false", "not attested", "Whether onPremisesObjectIdentifier of the synced users reaches the cloud.", []string{"F4", "F53"}},
		{"attest.withinScale", "value: true or false", "not attested", "Whether the tenant keeps those limits of the profile that cannot be counted, such as the number of users.", []string{"F62", "F63"}},
		{"attest.licences", "value: true or false", "not attested", "Whether the licences for the number of Cloud Sync configurations are there.", []string{"F50", "F91"}},
		{"attest.cloudSyncEligible", "value: true or false", "not attested", "Whether Microsoft's migration wizard lets the tenant move its accounts from Connect Sync to Cloud Sync; for the topology.", []string{"F9", "F10"}},
	}
}

func waveKeys() []Key {
	return []Key{
		{"waves", "mapping", "the values below", "How the groups are parted into waves.", nil},
		{"waves.size", "whole number from 1", "200", "The most groups of a wave.", nil},
		{"waves.pilot", "whole number from 1", "10", "The most groups of the first wave.", nil},
		{"waves.first", "list of object ids", "none", "Groups that go before the others.", nil},
		{"waves.last", "list of object ids", "none", "Groups that go after the others.", nil},
		{"waves.windows", "list", "none", "The maintenance windows, one for each wave. They must not overlap.", nil},
		{"waves.windows[].start", "time with offset", "", "When the window begins, such as 2026-12-05T20:00:00Z.", nil},
		{"waves.windows[].end", "time with offset", "", "When it ends.", nil},
	}
}

func decisionKeys() []Key {
	return []Key{
		{"overrides", "list", "none", "Decisions on single groups, each with its reason and who approved it.", nil},
		{"overrides[].group", typeID, "", "The cloud group.", nil},
		{"overrides[].decision", "move, clean-up or exclude", "",
			"move: Cloud Sync takes over a left-over object. clean-up and exclude: the group is not in the plan and its object stays frozen; with clean-up it is to be deleted later.", []string{"F33", "F80"}},
		{"overrides[].reason", typeText, "", "Why.", nil},
		{"overrides[].approvedBy", typeText, "", "Who approved it.", nil},
		{"waivers", "list", "none", "Findings that somebody accepts. A waived finding stays visible and no longer counts for the group's readiness.", nil},
		{"waivers[].finding", "id of a finding", "", "Which finding. Anchor, duplicate, claim, scope, size and delete-risk findings and unknowns cannot be waived.", nil},
		{"waivers[].group", typeID, "", "Of which cloud group.", nil},
		{"waivers[].reason", typeText, "", "Why.", nil},
		{"waivers[].owner", typeText, "", "Who answers for it.", nil},
		{"waivers[].expires", typeDate, "", "The last day on which it counts. From the next day on the finding stands again, and the plan says that the waiver ran out.", nil},
	}
}
