package entra

import (
	"encoding/json"
	"slices"

	"gwbplan/inventory"
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

type groupRow struct {
	ID                            string
	DisplayName                   string
	Description                   string
	Mail                          string
	MailNickname                  string
	MailEnabled                   flag
	SecurityEnabled               flag
	GroupTypes                    []string
	MembershipRule                string
	MembershipRuleProcessingState string
	IsAssignableToRole            flag
	IsManagementRestricted        flag
	Visibility                    string
	CreatedDateTime               string
	DeletedDateTime               string
	OnPremisesSyncEnabled         flag
	OnPremisesSecurityIdentifier  string
	OnPremisesSamAccountName      string
	OnPremisesDomainName          string
	OnPremisesNetBiosName         string
	WritebackConfiguration        writeback
}

// writeback is writebackConfiguration: the whole object may be null, which
// means what a null isEnabled means (F25), or it may be absent, which means
// nothing.
type writeback struct {
	enabled inventory.Flag
	kind    string
}

// UnmarshalJSON is called for null too.
func (w *writeback) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		w.enabled = inventory.FlagNull
		return nil
	}
	var v struct {
		IsEnabled           flag
		OnPremisesGroupType string
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	w.enabled, w.kind = inventory.Flag(v.IsEnabled), v.OnPremisesGroupType
	return nil
}

// groupOf translates a row. Properties that are missing or no facts are noted
// as gaps of the kind given.
func (c *Collector) groupOf(row groupRow, what inventory.GapKind) (*inventory.CloudGroupRecord, bool) {
	id, err := inventory.ParseObjectID(row.ID)
	if err != nil {
		c.gaps.add(inventory.Gap{What: what, Why: "a group has no valid id", Count: 1})
		return nil, false
	}
	onPremises, ok := sid(row.OnPremisesSecurityIdentifier)
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
		MailEnabled:                   row.MailEnabled.is(),
		SecurityEnabled:               row.SecurityEnabled.is(),
		GroupTypes:                    row.GroupTypes,
		MembershipRule:                row.MembershipRule,
		MembershipRuleProcessingState: row.MembershipRuleProcessingState,
		IsAssignableToRole:            row.IsAssignableToRole.is(),
		IsManagementRestricted:        row.IsManagementRestricted.is(),
		Visibility:                    row.Visibility,
		CreatedDateTime:               instant(row.CreatedDateTime),
		DeletedDateTime:               instant(row.DeletedDateTime),
		OnPremisesSyncEnabled:         inventory.Flag(row.OnPremisesSyncEnabled),
		OnPremisesSecurityIdentifier:  onPremises,
		OnPremisesSamAccountName:      row.OnPremisesSamAccountName,
		OnPremisesDomainName:          row.OnPremisesDomainName,
		OnPremisesNetBiosName:         row.OnPremisesNetBiosName,
		WritebackEnabled:              row.WritebackConfiguration.enabled,
		WritebackType:                 row.WritebackConfiguration.kind,
	}}, true
}

func isUnified(g *inventory.CloudGroup) bool { return slices.Contains(g.GroupTypes, "Unified") }

func isSynced(g *inventory.CloudGroup) bool { return g.OnPremisesSyncEnabled == inventory.FlagTrue }
