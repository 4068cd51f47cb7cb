package planner

import (
	"cmp"
	"time"

	"gwbplan/inventory"
)

// Options are what the plan rests on beside the snapshot.
type Options struct {
	// AsOf dates the plan (YYYY-MM-DD, UTC). Empty: the newest snapshot's day.
	AsOf     string
	Settings Settings
}

// Settings are the choices that a configuration can make.
type Settings struct {
	// Targets, one per AD domain. Empty: every domain that holds written-back
	// objects, with the defaults below or what its provisioning job shows.
	Targets []TargetSettings
	Limits  Limits
	// SecNullIsWritten: a security group with flag null asks (C1).
	SecNullIsWritten bool
	// Pins are the pins that count. M365SecurityType always counts.
	Pins map[PinID]bool
	// StaysOnConnect are DNS names of domains that stay on Connect Sync.
	StaysOnConnect []string
	// WouldBeCreated acknowledges the groups that scope mode all creates.
	WouldBeCreated bool
	Waves          WaveSettings
}

// TargetSettings is one Cloud Sync configuration.
type TargetSettings struct {
	Domain string
	// Container is "keep" or a DN.
	Container string
	// CN is "display-name" or "guid".
	CN                          string
	MembershipToOnPremisesUsers bool
	ProvisionUsers              bool
	// ScopeMode is "selected" or "all".
	ScopeMode string
}

// Limits are the sizes that Cloud Sync and v1 allow.
type Limits struct {
	GroupMembers int // F48
	V1MemberCap  int // C7
}

// WaveSettings shape the waves.
type WaveSettings struct {
	// Size is the most groups of a wave, Pilot those of the first.
	Size, Pilot int
	// First and Last are groups that go before and after all others. Nesting
	// comes before both: what a first group holds goes first too, and what
	// holds a last group goes last.
	First, Last []inventory.ObjectID
	// Windows are the maintenance windows, in time order. Waves beyond them
	// have none.
	Windows []Window
}

// Window is one maintenance window.
type Window struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// DefaultTarget holds what a target has unless it says otherwise. The
// membership switch is assumed on: a v2 leaver needs it (F54, F55).
func DefaultTarget(domain string) TargetSettings {
	return TargetSettings{
		Domain: domain, Container: "keep", CN: "display-name",
		MembershipToOnPremisesUsers: true, ScopeMode: "selected",
	}
}

// DefaultSettings are the settings without a configuration file.
func DefaultSettings() Settings {
	return Settings{
		Limits: Limits{GroupMembers: 50_000, V1MemberCap: 50_000},
		Pins: map[PinID]bool{
			PinM365SecurityType: true, PinNestedSyncedGroup: true, PinDeviceMembers: true,
			PinParentSyncedByConnect: true, PinSplitNesting: true, PinMemberDomainStaysOnSync: true,
		},
		Waves: WaveSettings{Size: 200, Pilot: 10},
	}
}

// withDefaults fills what a zero Settings leaves open.
func (s Settings) withDefaults() Settings {
	d := DefaultSettings()
	s.Limits.GroupMembers = cmp.Or(s.Limits.GroupMembers, d.Limits.GroupMembers)
	s.Limits.V1MemberCap = cmp.Or(s.Limits.V1MemberCap, d.Limits.V1MemberCap)
	s.Waves.Size = cmp.Or(s.Waves.Size, d.Waves.Size)
	s.Waves.Pilot = cmp.Or(s.Waves.Pilot, d.Waves.Pilot)
	if s.Pins == nil {
		s.Pins = d.Pins
	}
	return s
}

// counts reports whether a pin counts; m365-security-type always does.
func (s *Settings) counts(p PinID) bool { return p == PinM365SecurityType || s.Pins[p] }
