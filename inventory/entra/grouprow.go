package entra

import (
	"slices"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// groupProperties is what is selected of a group (F101); in beta,
// writebackConfiguration comes on top (F100).
func groupProperties(v version) []string {
	names := []string{
		"id", "displayName", "description", "mail", "mailNickname", "mailEnabled", "securityEnabled", "groupTypes",
		"membershipRule", "membershipRuleProcessingState", "isAssignableToRole", "isManagementRestricted",
		"visibility", "createdDateTime", "deletedDateTime",
		"onPremisesSyncEnabled", "onPremisesSecurityIdentifier", "onPremisesSamAccountName",
		"onPremisesDomainName", "onPremisesNetBiosName",
	}
	if v == beta {
		names = append(names, "writebackConfiguration")
	}
	return names
}

// groupOf translates a row. Properties that are missing or no facts are noted
// as gaps of the kind given.
func (c *Collector) groupOf(row graphrow.Group, what inventory.GapKind) (*inventory.CloudGroupRecord, bool) {
	id, err := inventory.ParseObjectID(row.ID)
	if err != nil {
		c.gaps.add(inventory.Gap{What: what, Why: "a group has no valid id", Count: 1})
		return nil, false
	}
	onPremises, ok := graphrow.SID(row.OnPremisesSecurityIdentifier)
	if !ok {
		c.gaps.add(inventory.Gap{What: what, Why: "onPremisesSecurityIdentifier is no SID", Hides: "which AD object a converted group belongs to", Count: 1})
	}
	if inventory.Flag(row.MailEnabled) == inventory.FlagUnread || inventory.Flag(row.SecurityEnabled) == inventory.FlagUnread ||
		inventory.Flag(row.OnPremisesSyncEnabled) == inventory.FlagUnread {
		c.gaps.add(inventory.Gap{What: what, Why: "groups came without their properties", Hides: "what kind the groups concerned are", Permission: permissionFor(what), Count: 1})
	}
	return &inventory.CloudGroupRecord{MemberIDs: []inventory.ObjectID{}, CloudGroup: inventory.CloudGroup{
		ID:                            id,
		DisplayName:                   row.DisplayName,
		Description:                   row.Description,
		Mail:                          row.Mail,
		MailNickname:                  row.MailNickname,
		MailEnabled:                   row.MailEnabled.IsTrue(),
		SecurityEnabled:               row.SecurityEnabled.IsTrue(),
		GroupTypes:                    row.GroupTypes,
		MembershipRule:                row.MembershipRule,
		MembershipRuleProcessingState: row.MembershipRuleProcessingState,
		IsAssignableToRole:            row.IsAssignableToRole.IsTrue(),
		IsManagementRestricted:        row.IsManagementRestricted.IsTrue(),
		Visibility:                    row.Visibility,
		CreatedDateTime:               graphrow.Instant(row.CreatedDateTime),
		DeletedDateTime:               graphrow.Instant(row.DeletedDateTime),
		OnPremisesSyncEnabled:         inventory.Flag(row.OnPremisesSyncEnabled),
		OnPremisesSecurityIdentifier:  onPremises,
		OnPremisesSamAccountName:      row.OnPremisesSamAccountName,
		OnPremisesDomainName:          row.OnPremisesDomainName,
		OnPremisesNetBiosName:         row.OnPremisesNetBiosName,
		WritebackEnabled:              row.WritebackConfiguration.Enabled,
		WritebackType:                 row.WritebackConfiguration.Kind,
	}}, true
}

func isUnified(g *inventory.CloudGroup) bool { return slices.Contains(g.GroupTypes, "Unified") }

func isSynced(g *inventory.CloudGroup) bool { return g.OnPremisesSyncEnabled == inventory.FlagTrue }
