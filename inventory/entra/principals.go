package entra

import (
	"context"
	"maps"
	"slices"

	"gwbplan/inventory"
)

func memberProperties() []string {
	return []string{
		"id", "displayName", "userPrincipalName", "userType", "onPremisesSyncEnabled",
		"onPremisesSecurityIdentifier", "onPremisesDomainName", "onPremisesImmutableId", "deviceId",
	}
}

// memberRow is a member or owner of any type.
type memberRow struct {
	Type                         string `json:"@odata.type"`
	ID                           string
	DisplayName                  string
	UserPrincipalName            string
	UserType                     string
	OnPremisesSyncEnabled        flag
	OnPremisesSecurityIdentifier string
	OnPremisesDomainName         string
	OnPremisesImmutableID        string
	DeviceID                     string
}

func principalType(odata string) inventory.PrincipalType {
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

// principalOf translates a row. Why is why its facts cannot be relied on,
// empty where they can, with the permission that would help.
func principalOf(id inventory.ObjectID, row memberRow) (p *inventory.Principal, why, permission string) {
	onPremises, okSID := sid(row.OnPremisesSecurityIdentifier)
	p = &inventory.Principal{
		ID:                           id,
		Type:                         principalType(row.Type),
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
func limitedUser(row memberRow) bool {
	return row.UserPrincipalName == "" || inventory.Flag(row.OnPremisesSyncEnabled) == inventory.FlagUnread ||
		row.UserType == "" && !row.OnPremisesSyncEnabled.is() &&
			row.OnPremisesSecurityIdentifier == "" && row.OnPremisesImmutableID == ""
}

// putPrincipal hands a member or owner over, once. Groups stand in the list of
// groups; those that are not there are kept for [Collector.putNested].
func (c *Collector) putPrincipal(sink inventory.Sink, id inventory.ObjectID, row memberRow) error {
	if principalType(row.Type) == inventory.GroupPrincipal {
		if !c.known[id] && c.nested[id] == nil {
			c.nested[id] = &inventory.Principal{ID: id, Type: inventory.GroupPrincipal, DisplayName: row.DisplayName}
		}
		return nil
	}
	if c.put[id] {
		return nil
	}
	c.put[id] = true
	p, why, permission := principalOf(id, row)
	if why != "" {
		c.gaps.add(inventory.Gap{What: inventory.GapMemberFacts, Why: why, Permission: permission, Count: 1})
	}
	return sink.Put(p)
}

// putNested hands over the member groups that were in no list.
func (c *Collector) putNested(_ context.Context, sink inventory.Sink) error {
	for _, id := range slices.SortedFunc(maps.Keys(c.nested), inventory.ObjectID.Compare) {
		if c.known[id] || c.put[id] {
			continue
		}
		c.put[id] = true
		if err := sink.Put(c.nested[id]); err != nil {
			return err
		}
	}
	clear(c.nested)
	return nil
}
