package inventory

import (
	"slices"
	"strings"
	"time"
)

// ConnectServer is what one Entra Connect Sync server knows and nobody else
// shows: its features, scheduler, rules, connectors and last runs. A fact that
// is absent was not read; Unread says why where the script that collects the
// facts could tell.
type ConnectServer struct {
	Name string `json:"name"`
	// TakenAt is when the facts were read, by the server's clock; nil where
	// the file does not say.
	TakenAt *time.Time `json:"takenAt,omitempty"`
	// ScriptVersion is the version of the script that read them; empty for
	// facts that somebody wrote down.
	ScriptVersion string `json:"scriptVersion,omitempty"`
	// Version is the build of Connect Sync (F11, F85).
	Version string `json:"version,omitempty"`
	// ServiceRunning: the Windows service ADSync was running.
	ServiceRunning Flag `json:"serviceRunning"`
	// AutoUpgrade is Enabled, Disabled or Suspended; empty where unread.
	AutoUpgrade string `json:"autoUpgrade,omitempty"`

	// Staging: the server is in staging mode. The active one is not.
	Staging          Flag `json:"staging"`
	SyncCycleEnabled Flag `json:"syncCycleEnabled"`
	// Scheduler is the rest of what Get-ADSyncScheduler shows; nil where unread.
	Scheduler *ConnectScheduler `json:"scheduler,omitempty"`

	// WritebackV1 and WritebackV2 are the tenant's features
	// UnifiedGroupWriteback and GroupWritebackV2 as this server sees them
	// (F22, F30); Features holds these and the others by name.
	WritebackV1 Feature          `json:"writebackV1"`
	WritebackV2 Feature          `json:"writebackV2"`
	Features    []ConnectFeature `json:"features,omitempty"`
	// DeletionThreshold guards the export to Entra ID, not that to AD (F94,
	// F95); nil where unread.
	DeletionThreshold *DeletionThreshold `json:"deletionThreshold,omitempty"`
	// Settings are the parameters of Get-ADSyncGlobalSettings that matter.
	Settings []ConnectSetting `json:"settings,omitempty"`

	// RulesRead, ConnectorsRead and RunsRead: the lists below are whole.
	RulesRead      bool            `json:"rulesRead"`
	ConnectorsRead bool            `json:"connectorsRead"`
	RunsRead       bool            `json:"runsRead"`
	Rules          []SyncRule      `json:"rules,omitempty"`
	Connectors     []SyncConnector `json:"connectors,omitempty"`
	Runs           []ConnectRun    `json:"runs,omitempty"`

	Unread []ConnectUnread `json:"unread,omitempty"`
}

// ConnectScheduler is the built-in scheduler (F83, F92).
type ConnectScheduler struct {
	MaintenanceEnabled Flag `json:"maintenanceEnabled"`
	// Suspended: the scheduler is held, by the wizard or by hand.
	Suspended  Flag `json:"suspended"`
	InProgress Flag `json:"inProgress"`
	// The intervals are in seconds; 0 where unread, CustomSeconds also where
	// none is set.
	AllowedSeconds   int `json:"allowedSeconds,omitempty"`
	EffectiveSeconds int `json:"effectiveSeconds,omitempty"`
	CustomSeconds    int `json:"customSeconds,omitempty"`
	PurgeSeconds     int `json:"purgeSeconds,omitempty"`
	// NextPolicy is Delta or Initial, Next when the next cycle begins.
	NextPolicy string     `json:"nextPolicy,omitempty"`
	Next       *time.Time `json:"next,omitempty"`
}

// ConnectFeature is one feature of the tenant by the name that
// Get-ADSyncAADCompanyFeature gives it.
type ConnectFeature struct {
	Name  string  `json:"name"`
	State Feature `json:"state"`
}

// DeletionThreshold is what stops an export with many deletions (F94).
type DeletionThreshold struct {
	// Prevention is disabled, enabledForCount or enabledForPercentage, in
	// the words of Graph (F96); empty where unread.
	Prevention string `json:"prevention,omitempty"`
	Count      int    `json:"count,omitempty"`
	Percentage int    `json:"percentage,omitempty"`
}

// ConnectSetting is one parameter of Get-ADSyncGlobalSettings.
type ConnectSetting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Setting returns the value of a global parameter. Names compare without
// regard to case, as PowerShell compares them.
func (s *ConnectServer) Setting(name string) (value string, read bool) {
	i := slices.IndexFunc(s.Settings, func(c ConnectSetting) bool { return strings.EqualFold(c.Name, name) })
	if i < 0 {
		return "", false
	}
	return s.Settings[i].Value, true
}

// Feature returns the state of a feature by the name that
// Get-ADSyncAADCompanyFeature gives it; unread where it is not listed.
func (s *ConnectServer) Feature(name string) Feature {
	i := slices.IndexFunc(s.Features, func(f ConnectFeature) bool { return strings.EqualFold(f.Name, name) })
	if i < 0 {
		return FeatureUnread
	}
	return s.Features[i].State
}
