package graphrow

import "gwbplan/inventory"

// Member is a member or owner of any type.
type Member struct {
	Type                         string `json:"@odata.type"`
	ID                           string
	DisplayName                  string
	UserPrincipalName            string
	UserType                     string
	OnPremisesSyncEnabled        Flag
	OnPremisesSecurityIdentifier string
	OnPremisesDomainName         string
	OnPremisesImmutableID        string
	DeviceID                     string
}

// PrincipalType reads @odata.type.
func PrincipalType(odata string) inventory.PrincipalType {
	switch odata {
	case "#microsoft.graph.user":
		return inventory.User
	case "#microsoft.graph.device":
		return inventory.Device
	case "#microsoft.graph.servicePrincipal":
		return inventory.ServicePrincipal
	case "#microsoft.graph.orgContact":
		return inventory.OrgContact
	case "#microsoft.graph.group":
		return inventory.GroupPrincipal
	}
	return inventory.OtherPrincipal
}

// PrincipalOf translates a row. Why is why its facts cannot be relied on,
// empty where they can, with the permission that would help.
func PrincipalOf(id inventory.ObjectID, row Member) (p *inventory.Principal, why, permission string) {
	onPremises, okSID := SID(row.OnPremisesSecurityIdentifier)
	p = &inventory.Principal{
		ID:                           id,
		Type:                         PrincipalType(row.Type),
		DisplayName:                  row.DisplayName,
		UserPrincipalName:            row.UserPrincipalName,
		UserType:                     row.UserType,
		OnPremisesSyncEnabled:        inventory.Flag(row.OnPremisesSyncEnabled),
		OnPremisesSecurityIdentifier: onPremises,
		OnPremisesDomainName:         row.OnPremisesDomainName,
		OnPremisesImmutableID:        row.OnPremisesImmutableID,
	}
	var okDevice = true
	if row.DeviceID != "" {
		device, err := inventory.ParseGUID(row.DeviceID)
		p.DeviceID, okDevice = device, err == nil
	}
	switch {
	case row.Type == "":
		why = "members came without their type"
	case p.Type == inventory.User && limitedUser(row):
		why, permission = "users came with limited information", "User.Read.All"
		p.OnPremisesSyncEnabled = inventory.FlagUnread
	case p.Type == inventory.Device && row.DeviceID == "":
		why, permission = "devices came with limited information", "Device.Read.All"
	case !okSID:
		why = "onPremisesSecurityIdentifier is no SID"
	case !okDevice:
		why = "deviceId is no GUID"
	}
	p.FactsUnread = why != ""
	return p, why, permission
}

// limitedUser recognises a row that Graph cut down to what the caller may read
// (F107): without a user principal name, or, with basic permissions, without
// anything that tells whether there is an AD account (F106). Then null is no
// answer.
func limitedUser(row Member) bool {
	return row.UserPrincipalName == "" || inventory.Flag(row.OnPremisesSyncEnabled) == inventory.FlagUnread ||
		row.UserType == "" && !row.OnPremisesSyncEnabled.IsTrue() &&
			row.OnPremisesSecurityIdentifier == "" && row.OnPremisesImmutableID == ""
}

// MemberOf is the row that [PrincipalOf] made a principal of, for the types
// that it knows by name.
func MemberOf(p *inventory.Principal) Member {
	row := Member{
		Type:                         "#microsoft.graph." + string(p.Type),
		ID:                           p.ID.String(),
		DisplayName:                  p.DisplayName,
		UserPrincipalName:            p.UserPrincipalName,
		UserType:                     p.UserType,
		OnPremisesSyncEnabled:        Flag(p.OnPremisesSyncEnabled),
		OnPremisesSecurityIdentifier: string(p.OnPremisesSecurityIdentifier),
		OnPremisesDomainName:         p.OnPremisesDomainName,
		OnPremisesImmutableID:        p.OnPremisesImmutableID,
	}
	if !p.DeviceID.IsZero() {
		row.DeviceID = p.DeviceID.String()
	}
	return row
}
