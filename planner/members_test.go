package planner

import (
	"strings"
	"testing"

	"gwbplan/inventory"
)

// TestMemberReasons: what Cloud Sync writes a reference for (F52 to F56).
func TestMemberReasons(t *testing.T) {
	tests := []struct {
		name string
		make func(b *tenant, g *inventory.CloudGroupRecord)
		want MemberReason
	}{
		{"synced user", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.user("m", contoso)) }, ""},
		{"synced user of another domain of the forest", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.user("m", "emea.contoso.com")) }, ""},
		{"synced guest", func(b *tenant, g *inventory.CloudGroupRecord) {
			u := b.user("m", contoso)
			u.UserType = "Guest"
			member(g, u)
		}, ""},
		{"synced user of another forest", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.user("m", "fabrikam.com")) }, ReasonOtherForest},
		{"synced user, forest not known", func(b *tenant, g *inventory.CloudGroupRecord) {
			b.domains[0].ForestDomains = nil
			member(g, b.user("m", "emea.contoso.com"))
		}, ReasonFactsUnread},
		{"membership switch off", func(b *tenant, g *inventory.CloudGroupRecord) {
			s := DefaultTarget(contoso)
			s.MembershipToOnPremisesUsers = false
			b.opt.Settings.Targets = []TargetSettings{s}
			member(g, b.user("m", contoso))
		}, ReasonMembershipOff},
		{"cloud user", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.cloudUser("m")) }, ReasonCloudOnlyUser},
		{"cloud user that gets an account", func(b *tenant, g *inventory.CloudGroupRecord) {
			s := DefaultTarget(contoso)
			s.ProvisionUsers = true
			b.opt.Settings.Targets = []TargetSettings{s}
			member(g, b.cloudUser("m"))
		}, ""},
		{"guest", func(b *tenant, g *inventory.CloudGroupRecord) {
			u := b.cloudUser("m")
			u.UserType = "guest"
			member(g, u)
		}, ReasonGuest},
		{"converted user", func(b *tenant, g *inventory.CloudGroupRecord) {
			u := b.user("m", contoso)
			u.OnPremisesSyncEnabled = flagNull
			member(g, u)
		}, ReasonConvertedUser},
		{"user whose sync state was not read", func(b *tenant, g *inventory.CloudGroupRecord) {
			u := b.cloudUser("m")
			u.OnPremisesSyncEnabled = flagUnread
			member(g, u)
		}, ReasonFactsUnread},
		{"user with id alone", func(b *tenant, g *inventory.CloudGroupRecord) {
			u := b.user("m", contoso)
			u.FactsUnread = true
			member(g, u)
		}, ReasonFactsUnread},
		{"id that nobody knows", func(_ *tenant, g *inventory.CloudGroupRecord) { g.MemberIDs = append(g.MemberIDs, objectID(0xeeee)) }, ReasonFactsUnread},
		{"device", principalMember(inventory.Device), ReasonDevice},
		{"service principal", principalMember(inventory.ServicePrincipal), ReasonServicePrincipal},
		{"contact", principalMember(inventory.OrgContact), ReasonContact},
		{"something else", principalMember(inventory.OtherPrincipal), ReasonOther},
		{"group that the list does not show", principalMember(inventory.GroupPrincipal), ReasonFactsUnread},
		{"synced group", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.synced("m")) }, ReasonSyncedGroup},
		{"M365 group", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.m365("m", flagTrue)) }, ReasonMicrosoft365Group},
		{"distribution group", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.distribution("m")) }, ReasonMailEnabledGroup},
		{"mail-enabled security group", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.mailSecurity("m")) }, ReasonMailEnabledGroup},
		{"nested group, written", func(b *tenant, g *inventory.CloudGroupRecord) {
			m := b.security("m", flagTrue)
			b.written(m)
			member(g, m)
		}, ""},
		{"nested group, pending", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.security("m", flagTrue)) }, ""},
		{"nested group, not asked for", func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.security("m", flagFalse)) }, ReasonGroupOutOfScope},
		{"nested group, not asked for but in scope", func(b *tenant, g *inventory.CloudGroupRecord) {
			m := b.security("m", flagFalse)
			b.job(m)
			member(g, m)
		}, ""},
		{"nested group, flag not read", func(b *tenant, g *inventory.CloudGroupRecord) {
			m := b.security("m", flagUnread)
			b.written(m)
			member(g, m)
		}, ReasonFactsUnread},
		{"nested group, its scope not known", func(b *tenant, g *inventory.CloudGroupRecord) {
			b.gap("entra", inventory.GapJobAssignments)
			member(g, b.security("m", flagFalse))
		}, ReasonFactsUnread},
		{"nested group, asked for, wherever its object is", func(b *tenant, g *inventory.CloudGroupRecord) {
			b.gap("ad:contoso.com", inventory.GapADGroups)
			member(g, b.security("m", flagTrue))
		}, ""},
		{"nested group of domain-local scope", func(b *tenant, g *inventory.CloudGroupRecord) {
			m := b.security("m", flagTrue)
			b.written(m, func(o *inventory.ADObjectRecord) {
				o.GroupType = inventory.GroupTypeSecurity | inventory.GroupTypeDomainLocal
			})
			member(g, m)
		}, ReasonDomainLocalGroup},
		{"nested group, stale", func(b *tenant, g *inventory.CloudGroupRecord) {
			m := b.security("m", flagFalse)
			b.written(m)
			member(g, m)
		}, ReasonGroupOutOfScope},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			g := b.security("Sales", flagTrue)
			b.written(g)
			tt.make(b, g)
			f := b.caseOf(g).Members
			if len(f.Cloud) != 1 || f.Cloud[0].Reason != tt.want {
				t.Errorf("got %+v, want %q", f.Cloud, tt.want)
			}
		})
	}
}

func principalMember(typ inventory.PrincipalType) func(*tenant, *inventory.CloudGroupRecord) {
	return func(b *tenant, g *inventory.CloudGroupRecord) { member(g, b.principal("m", typ)) }
}

// TestInAD: members are compared by SID, then GUID, never by name; what cannot
// be compared stays open.
func TestInAD(t *testing.T) {
	type scene struct {
		b *tenant
		g *inventory.CloudGroupRecord
		o *inventory.ADObjectRecord
	}
	nameless := func(s scene, cn string) {
		s.b.adMember(s.o, inventory.ADPrincipal{DN: inventory.DN("CN=Users,DC=contoso,DC=com").Child(cn)})
	}
	tests := []struct {
		name string
		make func(s scene)
		want string // in AD, account; extra and uncomparable members
	}{
		{"by SID", func(s scene) {
			u := s.b.user("Ann", contoso)
			a := accountOf(u)
			a.GUID = adGUID(0x777)
			member(s.g, u)
			s.b.adMember(s.o, a)
		}, "true account 0 0"},
		{"by GUID", func(s scene) {
			u := s.b.user("Ann", contoso)
			a := accountOf(u)
			a.SID = ""
			member(s.g, u)
			s.b.adMember(s.o, a)
		}, "true account 0 0"},
		{"not by name", func(s scene) {
			u := s.b.user("Ann", contoso)
			a := accountOf(u)
			a.SID, a.GUID = s.b.sid(contoso), adGUID(0x777)
			member(s.g, u)
			s.b.adMember(s.o, a)
		}, "false account 1 0"},
		{"the DN alone", func(s scene) {
			member(s.g, s.b.user("Ann", contoso))
			nameless(s, "Ann")
		}, "unread account 0 1"},
		{"the DN of an object that was read", func(s scene) {
			u := s.b.user("Ann", contoso)
			a := s.b.object(accountOf(u).DN)
			a.ObjectSID = u.OnPremisesSecurityIdentifier
			member(s.g, u)
			nameless(s, "Ann")
		}, "true account 0 0"},
		{"a cloud user is not in AD whatever AD hides", func(s scene) {
			member(s.g, s.b.cloudUser("Ann"))
			nameless(s, "Ann")
		}, "false none 0 1"},
		{"AD members read in part", func(s scene) {
			member(s.g, s.b.user("Ann", contoso))
			s.o.MembersReading = inventory.ReadFailed
		}, "unread account 0 0"},
		{"a synced user that shows no identity", func(s scene) {
			u, other := s.b.user("Ann", contoso), s.b.user("Bob", contoso)
			u.OnPremisesSecurityIdentifier, u.OnPremisesImmutableID = "", ""
			member(s.g, u)
			s.b.adMember(s.o, accountOf(other))
		}, "unread account 0 1"},
		{"the same, and AD is empty", func(s scene) {
			u := s.b.user("Ann", contoso)
			u.OnPremisesSecurityIdentifier, u.OnPremisesImmutableID = "", ""
			member(s.g, u)
		}, "false account 0 0"},
		{"a device by its deviceId", func(s scene) {
			d := s.b.principal("PC", inventory.Device)
			d.DeviceID = adGUID(0x55)
			member(s.g, d)
			s.b.adMember(s.o, inventory.ADPrincipal{DN: "CN=PC,DC=contoso,DC=com", GUID: adGUID(0x55)})
		}, "true account 0 0"},
		{"a device that AD may hold as an object of its own", func(s scene) {
			d := s.b.principal("PC", inventory.Device)
			d.DeviceID = adGUID(0x55)
			member(s.g, d)
			s.b.adMember(s.o, inventory.ADPrincipal{DN: "CN=55,CN=RegisteredDevices,DC=contoso,DC=com", GUID: adGUID(0x56)})
		}, "unread none 1 1"},
		{"a device that shows no deviceId", func(s scene) {
			member(s.g, s.b.principal("PC", inventory.Device))
			s.b.adMember(s.o, accountOf(s.b.user("Bob", contoso)))
		}, "unread none 0 1"},
		{"a device, and AD holds a contact and a user", func(s scene) {
			d := s.b.principal("PC", inventory.Device)
			d.DeviceID = adGUID(0x55)
			member(s.g, d)
			s.b.adMember(s.o, inventory.ADPrincipal{DN: "CN=Fay,DC=contoso,DC=com", GUID: adGUID(0x57), ObjectClass: "contact"})
			s.b.adMember(s.o, accountOf(s.b.user("Bob", contoso)))
		}, "false none 2 0"},
		{"a user of another forest by its stand-in's name", func(s scene) {
			u := s.b.user("Fay", "fabrikam.com")
			member(s.g, u)
			s.b.adMember(s.o, inventory.ADPrincipal{DN: "CN=" + inventory.DN(u.OnPremisesSecurityIdentifier) + ",CN=ForeignSecurityPrincipals,DC=contoso,DC=com"})
		}, "true account 0 0"},
		{"a nested group by both of its objects", func(s scene) {
			m := s.b.security("Sub", flagTrue)
			member(s.g, m)
			s.b.adMember(s.o, entryOf(s.b.written(m)))
			s.b.adMember(s.o, entryOf(s.b.written(m, func(o *inventory.ADObjectRecord) { o.DN, o.CN = groupsOU.Child("Copy"), "Copy" })))
		}, "true account 0 0"},
		{"a synced group by its SID", func(s scene) {
			m := s.b.synced("HR")
			member(s.g, m)
			s.b.adMember(s.o, inventory.ADPrincipal{DN: "CN=HR,DC=contoso,DC=com", GUID: adGUID(0x56), SID: m.OnPremisesSecurityIdentifier})
		}, "true account 0 0"},
		{"a nested group by its object", func(s scene) {
			m := s.b.security("Sub", flagTrue)
			member(s.g, m)
			s.b.adMember(s.o, entryOf(s.b.written(m)))
		}, "true account 0 0"},
		{"a nested group without object", func(s scene) {
			member(s.g, s.b.security("Sub", flagTrue))
			s.b.adMember(s.o, accountOf(s.b.user("Bob", contoso)))
		}, "false none 1 0"},
		{"a nested group whose object may be there unseen", func(s scene) {
			s.b.gap("ad:contoso.com", inventory.GapADGroups)
			member(s.g, s.b.security("Sub", flagTrue))
			s.b.adMember(s.o, accountOf(s.b.user("Bob", contoso)))
		}, "unread none 0 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := scene{b: newTenant(t)}
			s.g = s.b.security("Sales", flagTrue)
			s.o = s.b.written(s.g)
			tt.make(s)
			f := s.b.caseOf(s.g).Members
			got := []string{f.Cloud[0].InAD.String(), "none", digit(len(f.Extra)), digit(f.Uncomparable)}
			if f.Cloud[0].HasADAccount {
				got[1] = "account"
			}
			if g := strings.Join(got, " "); g != tt.want {
				t.Errorf("got %s, want %s", g, tt.want)
			}
		})
	}
}

func digit(n int) string { return string(rune('0' + n)) }

func TestMembersOfThePlan(t *testing.T) {
	b := newTenant(t)
	g := b.security("Sales", flagTrue)
	o := b.written(g)
	ann, far, stays := b.user("Ann", contoso), b.user("Far", "fabrikam.com"), b.user("Stays", contoso)
	b.both(g, o, ann, far)
	member(g, b.cloudUser("Cloud"), b.user("New", contoso))
	b.adMember(o, accountOf(stays))
	m := b.decided(g).Members
	if m.Cloud != 4 || m.AD != 3 || m.Kept != 1 || len(m.Lost) != 2 || len(m.Gained) != 1 || len(m.ExtraInAD) != 1 {
		t.Fatalf("got %+v", m)
	}
	for _, l := range m.Lost {
		if l.InADNow != (l.Reason == ReasonOtherForest) {
			t.Errorf("%s: lost by %s, in AD now %v", l.Name, l.Reason, l.InADNow)
		}
	}
	if m.Gained[0].Name != "New" || m.ExtraInAD[0].Name != "Stays" || m.ExtraInAD[0].ID != accountOf(stays).GUID.String() {
		t.Errorf("gained %v, extra %v", m.Gained, m.ExtraInAD)
	}
	s := b.plan().Summary
	if s.MembersLosingAccess != 1 || s.GroupsLosingMembers != 1 {
		t.Errorf("losing access: %d in %d groups", s.MembersLosingAccess, s.GroupsLosingMembers)
	}
}

func TestMembersOfOtherGroups(t *testing.T) {
	b := newTenant(t)
	g := b.m365("Team", flagTrue)
	n := 70
	g.MemberCount = &n
	b.adMember(b.written(g), accountOf(b.user("Ann", contoso)))
	m := b.decided(g).Members
	if m.Cloud != 70 || m.AD != 1 || m.Kept != 0 || len(m.Lost)+len(m.Gained)+len(m.ExtraInAD) != 0 {
		t.Errorf("got %+v", m)
	}
}
