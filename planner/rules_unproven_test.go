package planner

import (
	"maps"
	"slices"
	"testing"
	"time"

	"gwbplan/inventory"
)

// partGap is a gap that concerns one attribute, object or container.
func (b *tenant) partGap(source string, what inventory.GapKind, subject string) {
	b.gap(source, what)
	b.rest[len(b.rest)-1].(*inventory.Gap).Subject = subject
}

// unprovenCases are about an AD object that was found, and what of it was not.
func unprovenCases() []ruleCase {
	const absence = FindingAbsenceUnproven
	return []ruleCase{
		{id: absence, name: "anchor not exported", seen: "ad:contoso.com not read = msDS-ExternalDirectoryObjectId",
			want: "unknown: the AD object was not read with all that identifies it: msDS-ExternalDirectoryObjectId",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.partGap("ad:contoso.com", inventory.GapADGroups, "msDS-ExternalDirectoryObjectId")
				return adopted(b, noAnchor)
			}},
		{id: absence, name: "anchor not exported, and a job may have the group", seen: "entra appRoleAssignedTo = assigned to job AAD2ADGroupProvisioning.4",
			want: "unknown: the object's anchor was not read, and a provisioning job may have the group already",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.partGap("ad:contoso.com", inventory.GapADGroups, "msDS-ExternalDirectoryObjectId")
				g := adopted(b, noAnchor)
				b.job(g)
				return g
			}},
		{id: FindingAnchorMissing, name: "anchor not exported", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.partGap("ad:contoso.com", inventory.GapADGroups, "msDS-ExternalDirectoryObjectId")
			return adopted(b, noAnchor)
		}},
		{id: FindingAdminDescriptionMismatch, name: "adminDescription not exported", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.partGap("ad:contoso.com", inventory.GapADGroups, "adminDescription")
			return adopted(b, noAdminDescription)
		}},
		{id: absence, name: "parent not read", seen: "ad:contoso.com memberOf = CN=Unseen,OU=Far,DC=contoso,DC=com",
			want: "unknown: 1 AD group above the object was not read: whether it sits in a protected group, in one that is synced to the cloud, or with one that stays on v1 is not known",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := b.security("Sales", flagTrue)
				b.adParent(b.written(g), inventory.ADPrincipal{DN: "CN=Unseen,OU=Far,DC=contoso,DC=com", SID: b.sid(contoso)})
				return g
			}},
		{id: absence, name: "parent read", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := b.security("Sales", flagTrue)
			b.adParent(b.written(g), entryOf(b.object("CN=Seen,OU=Far,DC=contoso,DC=com")))
			return g
		}},
		{id: absence, name: "type of a Microsoft 365 object not read", seen: "ad:contoso.com groupType = not read",
			want: "unknown: the AD object's groupType was not read, so it cannot be told whether it is a security group that v1 would turn into a distribution group",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := b.m365("Club", flagTrue)
				b.written(g, func(o *inventory.ADObjectRecord) { o.GroupType = 0 })
				return g
			}},
		{id: absence, name: "a converted group whose SID was not looked up", seen: "entra onPremisesSecurityIdentifier = S-1-5-21-9-9-9-1004",
			want: "unknown: the cloud group carries a SID, and AD was not searched for it: a second AD object may be the group's",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := adopted(b)
				g.OnPremisesSecurityIdentifier = b.sid("fabrikam.com")
				return g
			}},
		{id: absence, name: "a converted group whose object has the SID", build: converted},
		{id: absence, name: "cloud groups not read to the end", seen: "entra cloud-groups = not read: HTTP 403 Authorization_RequestDenied",
			want: "unknown: the cloud groups were not read to the end: whether a synced group is the AD object's copy is not known",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.gap("entra", inventory.GapCloudGroups)
				return adopted(b)
			}},
		{id: absence, name: "the list of parents was cut", seen: "ad:contoso.com ad-parents = not read: HTTP 403 Authorization_RequestDenied",
			want: "unknown: the list of AD groups that hold the object was not read to its end: whether it sits in a protected group, in one that is synced to the cloud, or with one that stays on v1 is not known",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := adopted(b)
				b.partGap("ad:contoso.com", inventory.GapADParents, string(b.objects[0].DN))
				return g
			}},
		{id: absence, name: "the list of another object's parents was cut", build: func(b *tenant) *inventory.CloudGroupRecord {
			b.partGap("ad:contoso.com", inventory.GapADParents, "CN=Else,DC=contoso,DC=com")
			return adopted(b)
		}},
		{id: absence, name: "a built-in group sits in no other", build: func(b *tenant) *inventory.CloudGroupRecord {
			g := b.security("Sales", flagTrue)
			b.adParent(b.written(g), inventory.ADPrincipal{DN: "CN=Users,CN=Builtin,DC=contoso,DC=com", SID: "S-1-5-32-545"})
			return g
		}},
		{id: FindingHiddenMembers, name: "no count to check an empty list by", want: "unknown: no member is visible, and Graph's count was not readable",
			seen: "entra member-counts = not read: HTTP 403 Authorization_RequestDenied",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				b.gap("entra", inventory.GapMemberCounts)
				return b.security("Sales", flagTrue)
			}},
		{id: FindingHiddenMembers, name: "fewer visible than counted", want: "unknown: 2 of 3 members are not visible", seen: "entra members/$count = 3",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := adopted(b)
				member(g, b.user("Anna", contoso))
				n := 3
				g.MemberCount = &n
				return g
			}},
		{id: absence, name: "a filter that is not evaluated", want: "unknown: the object has the right anchor, and it cannot be told whether a provisioning job that has run has the group in its scope", seen: "entra scoping filter = not evaluated for job AAD2ADGroupProvisioning.4",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := adopted(b)
				b.job(g).Filter = [][]inventory.FilterClause{{{Attribute: "extension_1_WritebackEnabled", Operator: "IS TRUE"}}}
				return g
			}},
		{id: FindingSoftDeleted, name: "without a date", want: "blocker: the cloud group is soft-deleted; the day of its hard deletion is not known", seen: "entra deletedDateTime = not read",
			build: func(b *tenant) *inventory.CloudGroupRecord {
				g := adopted(b)
				b.delete(g)
				g.DeletedDateTime = &time.Time{}
				return g
			}},
	}
}

// A job matches within its own domain (F66): one that has the group assigned
// and writes elsewhere does not have it.
func TestJobOfAnotherDomain(t *testing.T) {
	b := newTenant(t)
	b.domain("emea.contoso.com")
	g := b.security("Travel", flagTrue)
	o := b.object("CN=Travel,OU=Groups,DC=emea,DC=contoso,DC=com")
	o.Anchor, o.AdminDescription = "Group_"+g.ID.String(), "Group_"+g.ID.String()
	b.job(g)
	got := b.decided(g)
	if got.Writeback.State != StateWritten || got.Action != ActionDuplicate || got.Readiness != Blocked {
		t.Errorf("state %s, action %s, readiness %s; want written, duplicate, blocked", got.Writeback.State, got.Action, got.Readiness)
	}
}

// Of two configurations that have the group, that of its object's domain
// counts; the other makes a second object all the same.
func TestTwoConfigurations(t *testing.T) {
	b := newTenant(t)
	b.domain("emea.contoso.com")
	g := adopted(b)
	b.job(g)
	far := b.job(g)
	far.ServicePrincipalName = "emea.contoso.com"
	far.Container = inventory.Mapping{Type: "Constant", Expression: `"OU=Groups,DC=emea,DC=contoso,DC=com"`}
	if got := b.caseOf(g).Target.Domain; got != contoso {
		t.Errorf("target %s, want %s", got, contoso)
	}
	if got := b.decided(g); !has(got.Findings, FindingADObjectInOtherDomain) || got.Writeback.State != StateOnCloudSync {
		t.Errorf("state %s, findings %v", got.Writeback.State, got.Findings)
	}
}

// Owners and members that AD alone has are shown by their names.
func TestPeopleByName(t *testing.T) {
	b := newTenant(t)
	g := b.security("Sales", flagTrue)
	o := b.written(g)
	anna, bela := b.user("Anna", contoso), b.user("Bela", contoso)
	anna.UserPrincipalName = "anna@contoso.com"
	bela.UserPrincipalName = ""
	b.adMember(o, accountOf(anna))
	b.adMember(o, inventory.ADPrincipal{DN: "CN=Nobody,OU=Staff,DC=contoso,DC=com", GUID: adGUID(0xabc), SID: b.sid(contoso)})
	sub, hr := b.security("Sub", flagTrue), b.synced("HR")
	b.adMember(o, entryOf(b.written(sub, func(o *inventory.ADObjectRecord) { o.DN = groupsOU.Child("other name") })))
	b.adMember(o, inventory.ADPrincipal{DN: "CN=Old,DC=contoso,DC=com", SID: hr.OnPremisesSecurityIdentifier})
	bare := accountOf(bela)
	bare.SID, bare.DN = "", "CN=Renamed,DC=contoso,DC=com" // known by its GUID alone
	b.adMember(o, bare)
	b.rest = append(b.rest, &inventory.Owners{Group: g.ID, Reading: inventory.ReadWhole, Owners: []inventory.ObjectID{bela.ID, anna.ID, objectID(0xfff)}})
	got := b.decided(g)
	if want := []string{"Bela", objectID(0xfff).String(), "anna@contoso.com"}; !slices.Equal(got.Owners, want) {
		t.Errorf("owners %v, want %v", got.Owners, want)
	}
	types := map[string]string{}
	for _, m := range got.Members.ExtraInAD {
		types[m.Name] = m.Type
	}
	if want := map[string]string{"Anna": "user", "Bela": "user", "Nobody": "unknown", "Sub": "group", "HR": "group"}; !maps.Equal(types, want) {
		t.Errorf("members of AD alone: %v", types)
	}
}
