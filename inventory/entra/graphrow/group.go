package graphrow

import (
	"encoding/json"

	"gwbplan/inventory"
)

// Group is a row of the lists of live and of deleted groups.
type Group struct {
	ID                            string
	DisplayName                   string
	Description                   string
	Mail                          string
	MailNickname                  string
	MailEnabled                   Flag
	SecurityEnabled               Flag
	GroupTypes                    []string
	MembershipRule                string
	MembershipRuleProcessingState string
	IsAssignableToRole            Flag
	IsManagementRestricted        Flag
	Visibility                    string
	CreatedDateTime               string
	DeletedDateTime               string
	OnPremisesSyncEnabled         Flag
	OnPremisesSecurityIdentifier  string
	OnPremisesSamAccountName      string
	OnPremisesDomainName          string
	OnPremisesNetBiosName         string
	WritebackConfiguration        Writeback
}

// Writeback is writebackConfiguration: the whole object may be null, which
// means what a null isEnabled means (F25), or it may be absent, which means
// nothing.
type Writeback struct {
	Enabled inventory.Flag
	Kind    string
}

// UnmarshalJSON is called for null too.
func (w *Writeback) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		w.Enabled = inventory.FlagNull
		return nil
	}
	var v struct {
		IsEnabled           Flag
		OnPremisesGroupType string
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	w.Enabled, w.Kind = inventory.Flag(v.IsEnabled), v.OnPremisesGroupType
	return nil
}
