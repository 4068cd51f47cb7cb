package inventory

// ConnectServer is what one Entra Connect Sync server knows and nobody else
// shows: its features, scheduler, rules and connectors.
type ConnectServer struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	// Staging: the server is in staging mode. The active one is not.
	Staging          Flag    `json:"staging"`
	SyncCycleEnabled Flag    `json:"syncCycleEnabled"`
	WritebackV1      Feature `json:"writebackV1"`
	WritebackV2      Feature `json:"writebackV2"`
	// RulesRead and ConnectorsRead: the lists below are whole.
	RulesRead      bool            `json:"rulesRead"`
	ConnectorsRead bool            `json:"connectorsRead"`
	Rules          []SyncRule      `json:"rules,omitempty"`
	Connectors     []SyncConnector `json:"connectors,omitempty"`
}

// SyncRule is one synchronisation rule, in the words of Get-ADSyncRule.
type SyncRule struct {
	Identifier       string `json:"identifier"`
	Name             string `json:"name"`
	Direction        string `json:"direction"`
	Connector        string `json:"connector"`
	SourceObjectType string `json:"sourceObjectType,omitempty"`
	TargetObjectType string `json:"targetObjectType,omitempty"`
	LinkType         string `json:"linkType"`
	Precedence       int    `json:"precedence"`
	Disabled         bool   `json:"disabled,omitempty"`
	// Scope is the scoping filter: clauses ANDed inside a group, groups ORed.
	Scope [][]FilterClause `json:"scope,omitempty"`
	Flows []RuleFlow       `json:"flows,omitempty"`
}

// RuleFlow is one attribute flow of a rule.
type RuleFlow struct {
	Destination string   `json:"destination"`
	FlowType    string   `json:"flowType"`
	Source      []string `json:"source,omitempty"`
	Expression  string   `json:"expression,omitempty"`
}

// SyncConnector is one connector. Kind is AD or Entra.
type SyncConnector struct {
	Identifier string            `json:"identifier"`
	Name       string            `json:"name"`
	Kind       string            `json:"kind"`
	Partitions []ConnectorDomain `json:"partitions,omitempty"`
}

// ConnectorDomain is a partition of an AD connector with its OU scope.
type ConnectorDomain struct {
	DN       DN   `json:"dn"`
	Included []DN `json:"included,omitempty"`
	Excluded []DN `json:"excluded,omitempty"`
}
