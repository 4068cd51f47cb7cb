package planner

import "gwbplan/inventory"

func tableCases() []ruleCase {
	unasked := func(b *tenant) *cloudRecord { g := b.security("Quiet", flagFalse); b.job(g); return g }
	onCloudSync := func(flag inventory.Flag) func(b *tenant) *cloudRecord {
		return func(b *tenant) *cloudRecord {
			g := b.security("Sales", flag)
			b.written(g)
			b.job(g)
			return g
		}
	}
	claimed := func(kind func(*tenant, string) *cloudRecord, edit ...func(*adRecord)) func(b *tenant) *cloudRecord {
		return func(b *tenant) *cloudRecord { g := kind(b, "Mail"); b.written(g, edit...); return g }
	}
	return []ruleCase{
		{id: FindingStaleWriteback, name: "switched off", want: "blocker: the AD object is left over: writeback is false for this group",
			seen:  "entra writebackConfiguration.isEnabled = false",
			build: func(b *tenant) *cloudRecord { g := b.security("Sales", flagFalse); b.written(g); return g }},
		{id: FindingStaleWriteback, name: "null asks where the settings say so", build: func(b *tenant) *cloudRecord {
			b.opt.Settings.SecNullIsWritten = true
			g := b.security("Sales", flagNull)
			b.written(g)
			return g
		}},
		{id: FindingStaleWriteback, name: "v2 off: frozen, not stale", build: func(b *tenant) *cloudRecord {
			b.org.WritebackV2 = inventory.FeatureOff
			g := b.security("Sales", flagFalse)
			b.written(g)
			return g
		}},

		{id: FindingNewSID, name: "pending", want: "warning: Cloud Sync creates a new AD object with a new SID", seen: "entra writebackConfiguration.isEnabled = true",
			build: func(b *tenant) *cloudRecord { return b.security("Sales", flagTrue) }},
		{id: FindingAbsenceUnproven, name: "deleted objects not readable", seen: "ad:contoso.com ad-deleted-objects = deleted objects were not readable",
			want: "unknown: deleted AD objects were not readable: whether one could be restored with its SID instead of creating a new one is not known",
			build: func(b *tenant) *cloudRecord {
				b.domains[0].DeletedReadable = flagFalse
				return b.security("Sales", flagTrue)
			}},
		{id: FindingNewSID, name: "written", build: func(b *tenant) *cloudRecord { return adopted(b) }},

		{id: FindingWouldBeCreated, name: "assigned to a job", want: "blocker: Cloud Sync would create the group in AD, though nobody asked for it",
			seen: "entra appRoleAssignedTo = assigned to job AAD2ADGroupProvisioning.2", build: unasked},
		{id: FindingWouldBeCreated, name: "mode for all groups", want: "blocker: Cloud Sync would create the group in AD, though nobody asked for it", seen: "plan scope mode = all",
			build: func(b *tenant) *cloudRecord {
				b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso)}
				b.opt.Settings.Targets[0].ScopeMode = ScopeAll
				return b.security("Quiet", flagNull)
			}},
		{id: FindingWouldBeCreated, name: "acknowledged", want: "info: Cloud Sync creates the group in AD, as acknowledged",
			seen: "entra appRoleAssignedTo = assigned to job AAD2ADGroupProvisioning.2",
			build: func(b *tenant) *cloudRecord {
				b.opt.Settings.Acknowledge.WouldBeCreated.Given = true
				return unasked(b)
			}},
		{id: FindingWouldBeCreated, name: "in nobody's scope", build: func(b *tenant) *cloudRecord { b.job(); return b.security("Quiet", flagFalse) }},

		{id: FindingAlreadyOnCloudSync, name: "anchored and in scope", want: "info: Cloud Sync writes this group already",
			seen: "entra appRoleAssignedTo = assigned to job AAD2ADGroupProvisioning.4", build: onCloudSync(flagFalse)},
		{id: FindingAlreadyOnCloudSync, name: "the job has not run", build: func(b *tenant) *cloudRecord {
			g := adopted(b)
			b.job(g).HasRun = flagFalse
			return g
		}},
		{id: FindingTwoWriters, name: "the flag still asks", want: "blocker: Connect Sync and Cloud Sync both write this group's AD object",
			seen: "entra groupWriteBackEnabled = on", build: onCloudSync(flagTrue)},
		{id: FindingTwoWriters, name: "the flag does not ask", build: onCloudSync(flagFalse)},
		{id: FindingTwoWriters, name: "v2 is off", build: func(b *tenant) *cloudRecord {
			b.org.WritebackV2 = inventory.FeatureOff
			return onCloudSync(flagTrue)(b)
		}},

		{id: FindingUnsupportedKindInAD, name: "distribution list", want: "blocker: an AD object claims this distribution group, which no engine writes",
			seen: "ad:contoso.com anchor = Group_aaaaaaaa-0000-4000-8000-000000000001", build: claimed((*tenant).distribution)},
		{id: FindingUnsupportedKindInAD, name: "mail-enabled security group by its cn", want: "blocker: an AD object claims this mail-enabled-security group, which no engine writes",
			seen: "ad:contoso.com cn-guid = Group_aaaaaaaa-0000-4000-8000-000000000001",
			build: claimed((*tenant).mailSecurity, noAnchor, noAdminDescription, func(o *adRecord) {
				o.CN = "Group_aaaaaaaa-0000-4000-8000-000000000001"
				o.DN = groupsOU.Child(o.CN)
			})},
		{id: FindingUnsupportedKindInAD, name: "a name alone is no claim", build: claimed((*tenant).distribution, noAnchor, noAdminDescription)},
		{id: FindingUnsupportedKindInAD, name: "not in AD", build: func(b *tenant) *cloudRecord { return b.distribution("DL") }},
	}
}

func m365Cases() []ruleCase {
	team := func(flag inventory.Flag, edit ...func(*cloudRecord)) func(b *tenant) *cloudRecord {
		return func(b *tenant) *cloudRecord { return b.m365("Team", flag, edit...) }
	}
	writtenTeam := func(flag inventory.Flag, edit ...func(*adRecord)) func(b *tenant) *cloudRecord {
		return func(b *tenant) *cloudRecord { g := b.m365("Team", flag); b.written(g, edit...); return g }
	}
	wants := func(kind string) func(*cloudRecord) { return func(g *cloudRecord) { g.WritebackType = kind } }
	v2Off := func(build func(*tenant) *cloudRecord) func(*tenant) *cloudRecord {
		return func(b *tenant) *cloudRecord { b.org.WritebackV2 = inventory.FeatureOff; return build(b) }
	}
	noDefault := func(build func(*tenant) *cloudRecord) func(*tenant) *cloudRecord {
		return func(b *tenant) *cloudRecord { b.org.NewUnifiedGroupWritebackDefault = flagFalse; return build(b) }
	}
	noMail := func(g *cloudRecord) { g.Mail = "" }
	const pin = "m365-security-type held by v1"
	return []ruleCase{
		{id: FindingM365SecurityType, name: "security object", want: "blocker: the AD object of this Microsoft 365 group is a security group, v1 writes distribution groups",
			seen: "ad:contoso.com groupType = -2147483640", pin: pin, build: writtenTeam(flagFalse, typed(inventory.UniversalSecurity))},
		{id: FindingM365SecurityType, name: "asked for", want: "blocker: v2 is asked to write this Microsoft 365 group as a security group, v1 cannot",
			seen: "entra writebackConfiguration.onPremisesGroupType = universalMailEnabledSecurityGroup", pin: pin,
			build: team(flagNull, wants("universalMailEnabledSecurityGroup"))},
		{id: FindingM365SecurityType, name: "distribution", build: writtenTeam(flagTrue)},
		{id: FindingM365SecurityType, name: "wanted, but not asked for", build: team(flagFalse, wants("universalSecurityGroup"))},

		{id: FindingM365WillAppearInAD, name: "switched off", want: "warning: v1 will write this group to AD although writeback is switched off for it",
			seen: "entra writebackConfiguration.isEnabled = false", build: team(flagFalse)},
		{id: FindingM365WillAppearInAD, name: "in AD already", build: writtenTeam(flagFalse)},
		{id: FindingM365WillAppearInAD, name: "null asks", build: team(flagNull)},
		{id: FindingM365WillAppearInAD, name: "v2 is off already", build: v2Off(team(flagFalse))},
		{id: FindingM365WillAppearInAD, name: "v1 is off", build: func(b *tenant) *cloudRecord {
			b.org.WritebackV1 = inventory.FeatureOff
			return b.m365("Team", flagFalse)
		}},

		{id: FindingM365ResumesUpdates, name: "left over", want: "warning: v1 will update this group's frozen AD object again",
			seen: "entra writebackConfiguration.isEnabled = false", build: writtenTeam(flagFalse)},
		{id: FindingM365ResumesUpdates, name: "written", build: writtenTeam(flagTrue)},

		{id: FindingM365OverV1MemberCap, name: "over", want: "warning: 50001 direct members, v1's cap is 50000", seen: "plan limit = 50000", build: team(flagTrue, sized(50001))},
		{id: FindingM365OverV1MemberCap, name: "the cap itself", build: team(flagTrue, sized(50000))},

		{id: FindingM365MailNull, name: "no mail", want: "blocker: the group has no mail: the inbound rule of the switch would take it away from v1",
			seen: "entra mail = null", build: team(flagTrue, noMail)},
		{id: FindingM365MailNull, name: "mail", build: team(flagTrue)},
		{id: FindingM365MailNull, name: "a security group has none", build: func(b *tenant) *cloudRecord { return adopted(b) }},

		{id: FindingM365FlagUnclear, name: "null", want: "warning: the flag is null, new groups are not written by default, and there is no AD object",
			seen: "entra NewUnifiedGroupWritebackDefault = false", build: noDefault(team(flagNull))},
		{id: FindingM365FlagUnclear, name: "the default is not known", build: team(flagNull)},
		{id: FindingM365FlagUnclear, name: "in AD", build: noDefault(writtenTeam(flagNull))},
		{id: FindingM365FlagUnclear, name: "somebody said true", build: noDefault(team(flagTrue))},

		{id: FindingM365AnchorStamped, name: "stamped", want: "info: the AD object of this Microsoft 365 group carries an anchor",
			seen: "ad:contoso.com msDS-ExternalDirectoryObjectId = Group_aaaaaaaa-0000-4000-8000-000000000001", build: writtenTeam(flagTrue)},
		{id: FindingM365AnchorStamped, name: "not stamped", build: writtenTeam(flagTrue, noAnchor)},

		{id: FindingM365NotWritten, name: "v2 off", want: "warning: v2 is off and v1 is on, but v1 has written no AD object for this group",
			seen: "entra groupWriteBackEnabled = off", build: v2Off(team(flagFalse))},
		{id: FindingM365NotWritten, name: "v2 off, written", build: v2Off(writtenTeam(flagFalse))},
		{id: FindingM365NotWritten, name: "v2 on", build: team(flagTrue)},
	}
}

func otherCases() []ruleCase {
	admin, privileged := FindingAdminProtected, FindingPrivilegedNesting
	dynamic := func(g *cloudRecord) {
		g.GroupTypes, g.MembershipRule = []string{"DynamicMembership"}, "user.department -eq 1"
	}
	state := func(s string) func(*cloudRecord) { return func(g *cloudRecord) { g.MembershipRuleProcessingState = s } }
	pending := func(edit ...func(*cloudRecord)) func(b *tenant) *cloudRecord {
		return func(b *tenant) *cloudRecord { return b.security("Sales", flagTrue, edit...) }
	}
	owned := func(reading inventory.Reading, owners ...inventory.ObjectID) func(b *tenant) *cloudRecord {
		return func(b *tenant) *cloudRecord {
			g := b.m365("Team", flagTrue)
			b.rest = append(b.rest, &inventory.Owners{Group: g.ID, Reading: reading, Owners: owners})
			return g
		}
	}
	return []ruleCase{
		{id: admin, name: "adminCount", want: "fix: the AD object has adminCount 1: the agent has no rights on it", seen: "ad:contoso.com adminCount = 1",
			build: func(b *tenant) *cloudRecord { return adopted(b, func(o *adRecord) { o.AdminCount = 1 }) }},
		{id: admin, name: "none", build: func(b *tenant) *cloudRecord { return adopted(b) }},

		{id: privileged, name: "directly", want: "blocker: the AD object sits in 1 protected group",
			seen: "ad:contoso.com memberOf = CN=Backup Operators,CN=Builtin,DC=contoso,DC=com (Backup Operators)",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				b.adParent(o, inventory.ADPrincipal{DN: "CN=Backup Operators,CN=Builtin,DC=contoso,DC=com", SID: "S-1-5-32-551"})
			})},
		{id: privileged, name: "over a group and round a circle", want: "blocker: the AD object sits in 1 protected group",
			seen: "ad:contoso.com memberOf = CN=EA,DC=contoso,DC=com (Enterprise Admins)",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				middle := b.object("CN=Middle,DC=contoso,DC=com")
				b.adParent(o, entryOf(middle))
				b.adParent(middle, entryOf(o))
				b.adParent(middle, inventory.ADPrincipal{DN: "CN=EA,DC=contoso,DC=com", SID: "S-1-5-21-1-2-3-519"})
			})},
		{id: privileged, name: "adminCount on the parent", want: "blocker: the AD object sits in 1 protected group",
			seen: "ad:contoso.com memberOf = CN=Ops,DC=contoso,DC=com (adminCount 1)",
			build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
				b.adParent(o, entryOf(b.object("CN=Ops,DC=contoso,DC=com", func(o *adRecord) { o.AdminCount = 1 })))
			})},
		{id: privileged, name: "Users, and a RID of another authority", build: holding(func(b *tenant, g *cloudRecord, o *adRecord) {
			b.adParent(o, inventory.ADPrincipal{DN: "CN=Users,CN=Builtin,DC=contoso,DC=com", SID: "S-1-5-32-545"})
			b.adParent(o, inventory.ADPrincipal{DN: "CN=Odd,DC=contoso,DC=com", SID: "S-1-5-80-512"})
		})},

		{id: FindingRoleAssignable, name: "yes", want: "warning: the group is role-assignable; nothing says that Cloud Sync writes such groups", seen: "entra isAssignableToRole = true",
			build: pending(func(g *cloudRecord) { g.IsAssignableToRole = true })},
		{id: FindingRoleAssignable, name: "no", build: pending()},
		{id: FindingManagementRestricted, name: "yes", want: "warning: the group is in a restricted management administrative unit", seen: "entra isManagementRestricted = true",
			build: pending(func(g *cloudRecord) { g.IsManagementRestricted = true })},
		{id: FindingManagementRestricted, name: "no", build: pending()},
		{id: FindingDynamicRulePaused, name: "paused", want: "warning: the dynamic membership rule is paused", seen: "entra membershipRuleProcessingState = Paused",
			build: pending(dynamic, state("Paused"))},
		{id: FindingDynamicRulePaused, name: "on", build: pending(dynamic, state("On"))},
		{id: FindingDynamicRulePaused, name: "no dynamic group", build: pending(state("Paused"))},
		{id: FindingDynamicMembership, name: "dynamic", want: "info: a rule decides the membership", seen: "entra membershipRule = user.department -eq 1", build: pending(dynamic)},
		{id: FindingDynamicMembership, name: "assigned", build: pending()},
		{id: FindingNoOwner, name: "none", want: "info: the group has no owner", seen: "entra owners = none", build: owned(inventory.ReadWhole)},
		{id: FindingNoOwner, name: "one", build: owned(inventory.ReadWhole, objectID(9))},
		{id: FindingNoOwner, name: "not read", build: owned(inventory.ReadFailed)},
		{id: FindingNoOwner, name: "not in the plan", build: func(b *tenant) *cloudRecord {
			g := b.distribution("DL")
			b.rest = append(b.rest, &inventory.Owners{Group: g.ID, Reading: inventory.ReadWhole})
			return g
		}},
	}
}
