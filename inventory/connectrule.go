package inventory

import "regexp"

// SyncRule is one synchronisation rule, in the words of Get-ADSyncRule.
type SyncRule struct {
	Identifier string `json:"identifier"`
	Name       string `json:"name"`
	// Tag is the ImmutableTag; a rule of one's own has none.
	Tag string `json:"tag,omitempty"`
	// Standard: the rule is one of Microsoft's and not a custom one.
	Standard         Flag   `json:"standard,omitzero"`
	Direction        string `json:"direction"`
	Connector        string `json:"connector"`
	SourceObjectType string `json:"sourceObjectType,omitempty"`
	TargetObjectType string `json:"targetObjectType,omitempty"`
	LinkType         string `json:"linkType"`
	Precedence       int    `json:"precedence"`
	Disabled         bool   `json:"disabled,omitempty"`
	// Scope is the scoping filter: clauses ANDed inside a group, groups ORed.
	Scope [][]FilterClause `json:"scope,omitempty"`
	// Joins are the join criteria: conditions ANDed inside a group, groups
	// tried one after the other.
	Joins [][]JoinCondition `json:"joins,omitempty"`
	Flows []RuleFlow        `json:"flows,omitempty"`
}

// RuleFlow is one attribute flow of a rule.
type RuleFlow struct {
	Destination string   `json:"destination"`
	FlowType    string   `json:"flowType"`
	Source      []string `json:"source,omitempty"`
	Expression  string   `json:"expression,omitempty"`
	// MergeType is Update, Replace, Merge or MergeCaseInsensitive.
	MergeType string `json:"mergeType,omitempty"`
	// ExecuteOnce: the flow applies when the object is created only.
	ExecuteOnce bool `json:"executeOnce,omitempty"`
}

// JoinCondition is one condition of a rule's join criteria: an attribute of
// the connector space and one of the metaverse.
type JoinCondition struct {
	Connector     string `json:"connector"`
	Metaverse     string `json:"metaverse"`
	CaseSensitive bool   `json:"caseSensitive,omitempty"`
}

// cloned is what the Synchronization Rules Editor makes of the name of a rule
// that it clones: "X - Cloned - 10/14/2019 11:09:04 AM", as an error text in a
// public issue shows it.
var cloned = regexp.MustCompile(`(?is)^(.*?) - cloned - `)

// CloneOf returns the name of the rule that this one was cloned from, as far
// as its name tells (F40). A clone that was renamed cannot be told from a rule
// of one's own.
func (r *SyncRule) CloneOf() (original string, ok bool) {
	m := cloned.FindStringSubmatch(r.Name)
	if m == nil || r.Standard == FlagTrue {
		return "", false
	}
	return m[1], true
}

// SyncConnector is one connector. Kind is AD or Entra.
type SyncConnector struct {
	Identifier string `json:"identifier"`
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	// Type is the connector's own type (AD, Extensible2); Kind follows from it.
	Type string `json:"type,omitempty"`
	// Forest is an AD connector's forest. Account is the name that the
	// connector signs in with; no secret is ever read.
	Forest  string `json:"forest,omitempty"`
	Account string `json:"account,omitempty"`
	// GroupFilter is the group whose direct members are the only ones in
	// scope; empty without such a pilot filter.
	GroupFilter DN `json:"groupFilter,omitempty"`
	// ObjectTypes are the object types that the connector takes in.
	ObjectTypes []string          `json:"objectTypes,omitempty"`
	Partitions  []ConnectorDomain `json:"partitions,omitempty"`
}

// ConnectorDomain is a partition of an AD connector with its OU scope.
type ConnectorDomain struct {
	DN DN `json:"dn"`
	// Selected: the partition is in scope at all.
	Selected Flag `json:"selected,omitzero"`
	// Domain: the partition is an AD domain, not an application partition.
	Domain   Flag `json:"domain,omitzero"`
	Included []DN `json:"included,omitempty"`
	Excluded []DN `json:"excluded,omitempty"`
}
