package planner

import (
	"strings"
	"time"

	"gwbplan/inventory"
)

// adopted is a written security group, stamped as it should be.
func adopted(b *tenant, edit ...func(*inventory.ADObjectRecord)) *inventory.CloudGroupRecord {
	g := b.security("Sales", flagTrue)
	b.written(g, edit...)
	return g
}

func unknownCases() []ruleCase {
	const absence, unread = FindingAbsenceUnproven, FindingFlagUnread
	return []ruleCase{
		{id: absence, name: "AD domain with a gap", want: "unknown: no AD object was found, but AD was not read completely enough to say that there is none",
			seen: "ad:contoso.com ad-groups = not read: HTTP 403 Authorization_RequestDenied",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.gap("ad:contoso.com", inventory.GapADGroups)
				return b.security("Sales", flagTrue)
			}},
		{id: absence, name: "converted, SID not looked up", want: "unknown: no AD object was found, but AD was not read completely enough to say that there is none",
			seen: "entra onPremisesSecurityIdentifier = S-1-5-21-9-9-9-1",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				return b.security("Converted", flagTrue, func(g *inventory.CloudGroupRecord) { g.OnPremisesSecurityIdentifier = "S-1-5-21-9-9-9-1" })
			}},
		{id: absence, name: "converted, SID looked up",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.lookedUp("S-1-5-21-9-9-9-1")
				return b.security("Converted", flagTrue, func(g *inventory.CloudGroupRecord) { g.OnPremisesSecurityIdentifier = "S-1-5-21-9-9-9-1" })
			}},
		{id: absence, name: "no AD at all", want: "unknown: no AD object was found, but AD was not read completely enough to say that there is none",
			seen:  "plan AD domains = none was read",
			build: func(b *tenant) *inventory.CloudGroupRecord { b.domains = nil; return b.m365("Team", flagNull) }},
		{id: absence, name: "a distribution list that an object may claim", want: "unknown: no AD object was found, but AD was not read completely enough to say that there is none",
			seen:  "plan AD domains = none was read",
			build: func(b *tenant) *inventory.CloudGroupRecord { b.domains = nil; return b.distribution("DL") }},
		{id: absence, name: "a distribution list that no object claims",
			build: func(b *tenant) *inventory.CloudGroupRecord { return b.distribution("DL") }},
		{id: absence, name: "synced groups are decided without AD",
			build: func(b *tenant) *inventory.CloudGroupRecord { b.domains = nil; return b.synced("HR") }},
		{id: absence, name: "everything read",
			build: func(b *tenant) *inventory.CloudGroupRecord { return b.security("Sales", flagTrue) }},
		{id: absence, name: "right anchor, jobs unread",
			want: "unknown: the object has the right anchor, and it cannot be told whether a provisioning job that has run has the group in its scope",
			seen: "entra provisioning-jobs = not read: HTTP 403 Authorization_RequestDenied",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.gap("entra", inventory.GapProvisioningJobs)
				return adopted(b)
			}},
		{id: absence, name: "in a job that may have run",
			want: "unknown: the object has the right anchor, and it cannot be told whether a provisioning job that has run has the group in its scope",
			seen: "entra status = not readable for job AAD2ADGroupProvisioning.4",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := adopted(b)
				b.job(g).HasRun = flagUnread
				return g
			}},
		{id: absence, name: "no anchor, so not on Cloud Sync whatever the jobs say",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.gap("entra", inventory.GapProvisioningJobs)
				return adopted(b, noAnchor)
			}},
		{id: absence, name: "not asked for, scope unread",
			want: "unknown: it cannot be told whether the group is in the scope of a provisioning job, which would create it",
			seen: "entra appRoleAssignedTo = not read whole for job AAD2ADGroupProvisioning.2",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := b.security("Quiet", flagNull)
				b.job().AssignedReading = inventory.ReadFailed
				return g
			}},
		{id: absence, name: "container not read whole", want: `unknown: the name "Sales_000000000001" may be taken: its container was not read completely`,
			seen: "plan container = OU=Groups,DC=contoso,DC=com",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.domains[0].Containers = nil
				return adopted(b, func(o *inventory.ADObjectRecord) { o.DN = groupsOU.Child("Old name"); o.CN = "Old name" })
			}},
		{id: absence, name: "container not read, but the object has the name already",
			build: func(b *tenant) *inventory.CloudGroupRecord { b.domains[0].Containers = nil; return adopted(b) }},

		{id: unread, name: "security group", want: "unknown: the writeback flag could not be read, so it is not known whether the group asks for writeback",
			seen: "entra writeback-configuration = not read: HTTP 403 Authorization_RequestDenied",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.gap("entra", inventory.GapWritebackConfig)
				return b.security("Sales", flagUnread)
			}},
		{id: unread, name: "Microsoft 365 group", want: "unknown: the writeback flag could not be read, so it is not known whether the group asks for writeback",
			seen:  "entra writebackConfiguration.isEnabled = unread",
			build: func(b *tenant) *inventory.CloudGroupRecord { return b.m365("Team", flagUnread) }},
		{id: unread, name: "null is an answer",
			build: func(b *tenant) *inventory.CloudGroupRecord { return b.security("Sales", flagNull) }},
		{id: unread, name: "v2 off, the flag is no evidence",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.org.WritebackV2 = inventory.FeatureOff
				return b.m365("Team", flagUnread)
			}},
		{id: unread, name: "distribution list",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := b.distribution("DL")
				g.WritebackEnabled = flagUnread
				return g
			}},
	}
}

func claimCases() []ruleCase {
	conflict := func(b *tenant) (a, other *inventory.CloudGroupRecord) {
		a, other = b.security("Anchored", flagTrue), b.security("Described", flagTrue)
		b.written(a, func(o *inventory.ADObjectRecord) { o.AdminDescription = "Group_" + other.ID.String() })
		return a, other
	}
	twins := func(b *tenant, edit func(*inventory.ADObjectRecord)) *inventory.CloudGroupRecord {
		g := adopted(b)
		b.written(g, func(o *inventory.ADObjectRecord) { o.DN = groupsOU.Child("Copy"); o.CN = "Copy" }, edit)
		return g
	}
	keep := func(*inventory.ADObjectRecord) {}
	return []ruleCase{
		{id: FindingAnchorMissing, name: "absent", want: "fix: the AD object has no msDS-ExternalDirectoryObjectId: Cloud Sync would create a second object",
			seen:  "ad:contoso.com msDS-ExternalDirectoryObjectId = absent",
			build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b, noAnchor) }},
		{id: FindingAnchorMissing, name: "stamped", build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b) }},
		{id: FindingAnchorMissing, name: "Microsoft 365 group", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := b.m365("Team", flagTrue)
			b.written(g, noAnchor)
			return g
		}},

		{id: FindingAnchorMismatch, name: "nobody's id", want: `blocker: the AD object's anchor is "Group_old" and not Group_aaaaaaaa-0000-4000-8000-000000000001`,
			seen: "ad:contoso.com msDS-ExternalDirectoryObjectId = Group_old",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				return adopted(b, func(o *inventory.ADObjectRecord) { o.Anchor = "Group_old" })
			}},
		{id: FindingAnchorMismatch, name: "another group's id",
			want:  `blocker: the AD object's anchor is "Group_aaaaaaaa-0000-4000-8000-000000000001" and not Group_aaaaaaaa-0000-4000-8000-000000000002: it names the cloud group "Anchored"`,
			seen:  "entra id = aaaaaaaa-0000-4000-8000-000000000002",
			build: func(b *tenant) *inventory.CloudGroupRecord { _, other := conflict(b); return other }},
		{id: FindingAnchorMismatch, name: "another case",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				return adopted(b, func(o *inventory.ADObjectRecord) { o.Anchor = strings.ToUpper(o.Anchor) })
			}},

		{id: FindingAnchorDuplicate, name: "own anchor twice", want: `blocker: the anchor "Group_aaaaaaaa-0000-4000-8000-000000000001" stands on 2 AD objects`,
			seen:  "ad:contoso.com msDS-ExternalDirectoryObjectId = Group_aaaaaaaa-0000-4000-8000-000000000001 on CN=Copy,OU=Groups,DC=contoso,DC=com",
			build: func(b *tenant) *inventory.CloudGroupRecord { return twins(b, keep) }},
		{id: FindingAnchorDuplicate, name: "the other one stands in another forest", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.domain("fabrikam.com")
			g := adopted(b)
			b.written(g, func(o *inventory.ADObjectRecord) { o.DN, o.Domain = "CN=Copy,DC=fabrikam,DC=com", "fabrikam.com" })
			return g
		}},
		{id: FindingAnchorDuplicate, name: "in a child domain", want: `blocker: the anchor "Group_aaaaaaaa-0000-4000-8000-000000000001" stands on 2 AD objects`,
			seen: "ad:emea.contoso.com msDS-ExternalDirectoryObjectId = Group_aaaaaaaa-0000-4000-8000-000000000001 on CN=Copy,DC=emea,DC=contoso,DC=com",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.domain("emea.contoso.com").ForestRoot = domainDN(contoso)
				g := adopted(b)
				b.written(g, func(o *inventory.ADObjectRecord) {
					o.DN, o.Domain = "CN=Copy,DC=emea,DC=contoso,DC=com", "emea.contoso.com"
				})
				return g
			}},
		{id: FindingAnchorDuplicate, name: "a value that names nobody", want: `blocker: the anchor "Group_OLD" stands on 2 AD objects`,
			seen: "ad:contoso.com msDS-ExternalDirectoryObjectId = Group_OLD on CN=Else,DC=contoso,DC=com",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.object("CN=Else,DC=contoso,DC=com", stamped("Group_OLD", ""))
				return adopted(b, func(o *inventory.ADObjectRecord) { o.Anchor = "GROUP_old" })
			}},
		{id: FindingAnchorDuplicate, name: "a note on all of them", want: `blocker: the anchor "do not delete" stands on 100 or more AD objects`,
			seen: "ad:contoso.com msDS-ExternalDirectoryObjectId = … and 90 more (100 in all)",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				for i := range 200 {
					b.object(groupsOU.Child(strings.Repeat("x", i+1)), stamped("do not delete", ""))
				}
				return adopted(b, func(o *inventory.ADObjectRecord) { o.Anchor = "do not delete" })
			}},
		{id: FindingAnchorDuplicate, name: "second object without anchor",
			build: func(b *tenant) *inventory.CloudGroupRecord { return twins(b, noAnchor) }},

		{id: FindingDuplicateADObject, name: "by adminDescription", want: "blocker: 2 AD objects match the group",
			seen:  "ad:contoso.com admin-description = CN=Copy,OU=Groups,DC=contoso,DC=com, SID S-1-5-21-1-2-3-1005",
			build: func(b *tenant) *inventory.CloudGroupRecord { return twins(b, noAnchor) }},
		{id: FindingDuplicateADObject, name: "Microsoft 365 group", want: "blocker: 2 AD objects match the group",
			seen: "ad:contoso.com admin-description = CN=Copy,OU=Groups,DC=contoso,DC=com, SID S-1-5-21-1-2-3-1005",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := b.m365("Team", flagTrue)
				b.written(g, noAnchor)
				b.written(g, noAnchor, func(o *inventory.ADObjectRecord) { o.DN = groupsOU.Child("Copy"); o.CN = "Copy" })
				return g
			}},
		{id: FindingDuplicateADObject, name: "the other object counts for another group",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				_, other := conflict(b)
				b.written(other)
				return other
			}},

		{id: FindingClaimConflict, name: "anchored side",
			want:  `blocker: the AD object is anchored to this group, but its adminDescription names "Described" (aaaaaaaa-0000-4000-8000-000000000002)`,
			seen:  "ad:contoso.com adminDescription = Group_aaaaaaaa-0000-4000-8000-000000000002",
			build: func(b *tenant) *inventory.CloudGroupRecord { a, _ := conflict(b); return a }},
		{id: FindingClaimConflict, name: "described side",
			want:  `blocker: the AD object's adminDescription names this group, but it is anchored to "Anchored" (aaaaaaaa-0000-4000-8000-000000000001)`,
			seen:  "ad:contoso.com msDS-ExternalDirectoryObjectId = Group_aaaaaaaa-0000-4000-8000-000000000001",
			build: func(b *tenant) *inventory.CloudGroupRecord { _, other := conflict(b); return other }},
		{id: FindingClaimConflict, name: "the anchor names nobody",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				return adopted(b, func(o *inventory.ADObjectRecord) { o.Anchor = "Group_" + objectID(0xdead).String() })
			}},

		{id: FindingADObjectInOtherDomain, name: "assigned to the root's job", want: `blocker: the AD object lies in "emea.contoso.com", Cloud Sync writes to "contoso.com"`,
			seen: "plan target domain = contoso.com",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.domain("emea.contoso.com").ForestRoot = "DC=contoso,DC=com"
				g := adopted(b, noAnchor, func(o *inventory.ADObjectRecord) {
					o.DN, o.Domain = "CN=x,OU=Groups,DC=emea,DC=contoso,DC=com", "emea.contoso.com"
				})
				b.job(g)
				return g
			}},
		{id: FindingADObjectInOtherDomain, name: "same domain in other letters",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.opt.Settings.Targets = []TargetSettings{DefaultTarget("CONTOSO.com")}
				return adopted(b)
			}},

		{id: FindingAdminDescriptionMismatch, name: "absent", want: "blocker: the AD object has no adminDescription",
			seen:  "ad:contoso.com adminDescription = absent",
			build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b, noAdminDescription) }},
		{id: FindingAdminDescriptionMismatch, name: "a note", want: `blocker: the AD object's adminDescription is "ask Bob" and not Group_aaaaaaaa-0000-4000-8000-000000000001`,
			seen: "ad:contoso.com adminDescription = ask Bob",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				return adopted(b, func(o *inventory.ADObjectRecord) { o.AdminDescription = "ask Bob" })
			}},
		{id: FindingAdminDescriptionMismatch, name: "taken over", build: func(b *tenant) *inventory.CloudGroupRecord {
			return adopted(b, func(o *inventory.ADObjectRecord) { o.AdminDescription = "takenover_" + o.AdminDescription })
		}},
		{id: FindingAdminDescriptionMismatch, name: "recognised by SID", build: converted},
	}
}

// converted is a group of cloud authority that AD knows by its SID alone.
func converted(b *tenant) *inventory.CloudGroupRecord {
	g := b.security("Converted", flagTrue)
	o := b.object(groupsOU.Child("Converted"))
	g.OnPremisesSecurityIdentifier = o.ObjectSID
	return g
}

func identityCases() []ruleCase {
	loop := func(b *tenant) (origin, copied *inventory.CloudGroupRecord) {
		origin = b.security("Sales", flagTrue)
		o := b.written(origin)
		copied = b.synced("Sales copy")
		copied.OnPremisesSecurityIdentifier = o.ObjectSID
		return origin, copied
	}
	tombstone := func(b *tenant, g *inventory.CloudGroupRecord) {
		b.object("CN=Sales,CN=Deleted Objects,DC=contoso,DC=com", func(o *inventory.ADObjectRecord) {
			o.Deleted, o.Anchor, o.LastKnownParent = true, "Group_"+g.ID.String(), groupsOU
		})
	}
	byName := func(o *inventory.ADObjectRecord) { o.Anchor, o.AdminDescription = "", "" }
	return []ruleCase{
		{id: FindingTakenOverMarker, name: "marked", want: "warning: the AD object's adminDescription marks it as taken over",
			seen: "ad:contoso.com adminDescription = TakenOver_Group_aaaaaaaa-0000-4000-8000-000000000001",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				return adopted(b, func(o *inventory.ADObjectRecord) { o.AdminDescription = "TakenOver_" + o.AdminDescription })
			}},
		{id: FindingTakenOverMarker, name: "plain", build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b) }},

		{id: FindingSOAConverted, name: "by SID", want: "warning: the cloud group carries the SID of the AD object: it was converted to cloud authority",
			seen: "ad:contoso.com objectSid = S-1-5-21-1-2-3-1003", build: converted},
		{id: FindingSOAConverted, name: "still synced", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := converted(b)
			g.OnPremisesSyncEnabled = flagTrue
			return g
		}},

		{id: FindingWeakMatch, name: "name alone", want: "blocker: the AD object matches by its name alone",
			seen:  "ad:contoso.com cn = Sales_000000000001",
			build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b, byName) }},
		{id: FindingWeakMatch, name: "with adminDescription", build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b, noAnchor) }},
		{id: FindingWeakMatch, name: "another display name", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := adopted(b, byName)
			g.DisplayName = "Purchasing"
			return g
		}},

		{id: FindingSyncedBackLoop, name: "origin", want: `blocker: the AD object is synced up again as the cloud group "Sales copy" (aaaaaaaa-0000-4000-8000-000000000004)`,
			seen:  "entra onPremisesSecurityIdentifier = S-1-5-21-1-2-3-1003 on aaaaaaaa-0000-4000-8000-000000000004",
			build: func(b *tenant) *inventory.CloudGroupRecord { origin, _ := loop(b); return origin }},
		{id: FindingSyncedBackLoop, name: "copy", want: `blocker: this group is the synced copy of an object that was written back from "Sales" (aaaaaaaa-0000-4000-8000-000000000001)`,
			seen:  "ad:contoso.com objectSid = S-1-5-21-1-2-3-1003",
			build: func(b *tenant) *inventory.CloudGroupRecord { _, copied := loop(b); return copied }},
		{id: FindingSyncedBackLoop, name: "an ordinary synced group", build: func(b *tenant) *inventory.CloudGroupRecord {
			adopted(b)
			g := b.synced("HR")
			b.object(groupsOU.Child("HR"), func(o *inventory.ADObjectRecord) { o.ObjectSID = g.OnPremisesSecurityIdentifier })
			return g
		}},
		{id: FindingSyncedBackLoop, name: "a converted group is no loop", build: converted},

		{id: FindingDeletedADObject, name: "tombstone", want: "blocker: 1 deleted AD object has the group's mark: restoring it keeps the SID",
			seen: "ad:contoso.com msDS-ExternalDirectoryObjectId = Group_aaaaaaaa-0000-4000-8000-000000000001 on the deleted object bbbbbbbb-0000-4000-8000-000000000002, SID S-1-5-21-1-2-3-1003, last in OU=Groups,DC=contoso,DC=com",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := b.security("Sales", flagTrue)
				tombstone(b, g)
				return g
			}},
		{id: FindingDeletedADObject, name: "a live object is there too", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := adopted(b)
			tombstone(b, g)
			return g
		}},
		{id: FindingDeletedADObject, name: "nobody asks for it", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := b.security("Sales", flagFalse)
			tombstone(b, g)
			return g
		}},
		{id: FindingSoftDeleted, name: "30 days on", want: "blocker: the cloud group is soft-deleted; hard deletion is due on 2026-12-10",
			seen: "entra deletedDateTime = 2026-11-10T08:00:00Z",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := adopted(b)
				b.delete(g)
				return g
			}},
		{id: FindingSoftDeleted, name: "a day counts in UTC", want: "blocker: the cloud group is soft-deleted; hard deletion is due on 2026-12-11",
			seen: "entra deletedDateTime = 2026-11-11T00:30:00Z",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := b.m365("Team", flagTrue)
				b.written(g)
				when := time.Date(2026, 11, 10, 23, 30, 0, 0, time.FixedZone("", -3600))
				g.DeletedDateTime = &when
				return g
			}},
		{id: FindingSoftDeleted, name: "a kind that is never written", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := b.distribution("DL")
			b.written(g)
			b.delete(g)
			return g
		}},
		{id: FindingSoftDeleted, name: "live", build: func(b *tenant) *inventory.CloudGroupRecord { return adopted(b) }},
	}
}
