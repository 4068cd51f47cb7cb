package planner

import "gwbplan/inventory"

// user adds a user synced from a domain, with SID and GUID; cloudUser a user
// that only the cloud has; principal anything else.
func (b *tenant) user(name, domain string) *inventory.Principal {
	p := b.principal(name, inventory.User)
	p.OnPremisesSyncEnabled, p.OnPremisesDomainName = flagTrue, domain
	p.OnPremisesSecurityIdentifier, p.OnPremisesImmutableID = b.sid(domain), adGUID(b.next()).ImmutableID()
	return p
}

func (b *tenant) cloudUser(name string) *inventory.Principal {
	return b.principal(name, inventory.User)
}

func (b *tenant) principal(name string, typ inventory.PrincipalType) *inventory.Principal {
	p := &inventory.Principal{ID: objectID(b.next()), Type: typ, DisplayName: name, UserType: "Member", OnPremisesSyncEnabled: flagNull}
	b.principals = append(b.principals, p)
	return p
}

// member puts users, devices and groups into a cloud group.
func member[T inventory.Principal | inventory.CloudGroupRecord](g *inventory.CloudGroupRecord, members ...*T) {
	for _, m := range members {
		switch m := any(m).(type) {
		case *inventory.Principal:
			g.MemberIDs = append(g.MemberIDs, m.ID)
		case *inventory.CloudGroupRecord:
			g.MemberIDs = append(g.MemberIDs, m.ID)
		}
	}
}

// adMember puts an account into an AD group, as the extended DN shows it.
func (b *tenant) adMember(o *inventory.ADObjectRecord, p inventory.ADPrincipal) {
	o.MemberKeys = append(o.MemberKeys, b.adRef(p))
}

// adParent says that the AD group sits in another.
func (b *tenant) adParent(o *inventory.ADObjectRecord, p inventory.ADPrincipal) {
	o.MemberOfKeys = append(o.MemberOfKeys, b.adRef(p))
}

func (b *tenant) adRef(p inventory.ADPrincipal) inventory.ADKey {
	for _, have := range b.adRefs {
		if have.Key() == p.Key() {
			return p.Key()
		}
	}
	b.adRefs = append(b.adRefs, &p)
	return p.Key()
}

// accountOf is a synced user's account in AD, entryOf an AD group as a member.
func accountOf(u *inventory.Principal) inventory.ADPrincipal {
	g, _ := inventory.GUIDFromImmutableID(u.OnPremisesImmutableID)
	return inventory.ADPrincipal{DN: inventory.DN("CN=Users,DC=contoso,DC=com").Child(u.DisplayName), GUID: g, SID: u.OnPremisesSecurityIdentifier}
}

func entryOf(o *inventory.ADObjectRecord) inventory.ADPrincipal {
	return inventory.ADPrincipal{DN: o.DN, GUID: o.ObjectGUID, SID: o.ObjectSID}
}

// both puts a synced user into the cloud group and its AD object.
func (b *tenant) both(g *inventory.CloudGroupRecord, o *inventory.ADObjectRecord, users ...*inventory.Principal) {
	member(g, users...)
	for _, u := range users {
		b.adMember(o, accountOf(u))
	}
}
