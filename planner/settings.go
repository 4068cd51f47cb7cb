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

// Settings are the choices that a configuration can make. The zero value
// leaves everything to what Graph shows and to the defaults.
type Settings struct {
	// Targets, one per AD domain. Empty: every domain that holds written-back
	// objects, with what its provisioning job shows, else the defaults.
	Targets []TargetSettings
	Limits  Limits
	// SecNullIsWritten: a security group with flag null asks (C1).
	SecNullIsWritten bool
	// Pins are the pins that count. M365SecurityType always counts.
	Pins map[PinID]bool
	// StaysOnConnect are DNS names of domains that stay on Connect Sync.
	StaysOnConnect []string
	Acknowledge    Acknowledgements
	Attest         Attestations
	Waves          WaveSettings
	Overrides      []Override
	Waivers        []Waiver
	// Given are the keys that the configuration sets, such as
	// "limits.groupMembers", so that the plan can tell them from defaults.
	Given map[string]bool
}

// TargetSettings is one Cloud Sync configuration. What is left open (an empty
// text, a Boolean key in Open) comes from the domain's provisioning job, else
// from the defaults.
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
	// Open are the Boolean keys that nobody set.
	Open []string
}

// The keys of a target that can stand in [TargetSettings.Open].
const (
	KeyMembership     = "membershipToOnPremisesUsers"
	KeyProvisionUsers = "provisionUsers"
)

// Limits are sizes, builds and ages that gates and findings measure against.
type Limits struct {
	// Profile is the set of Cloud Sync's scale limits (C4).
	Profile      string
	GroupMembers int // F48
	V1MemberCap  int // C7
	// M365WriteOut is how many Microsoft 365 groups may appear in AD at the
	// switch.
	M365WriteOut int
	AgentFloor   Build // C5
	// ConnectFeatureFloor is the build that Cloud Sync's memberships need
	// (F85), ConnectSupportFloor the oldest build in support (F11), empty
	// where nobody said.
	ConnectFeatureFloor Build
	ConnectSupportFloor Build
	SnapshotAgeDays     int
}

// The profiles of scale limits (F62, F63).
const (
	Profile2026 = "2026-08"
	Profile2025 = "2025-10"
)

// Acknowledgement is a risk that somebody accepted. By and On are empty where
// the configuration says no more than true.
type Acknowledgement struct {
	Given  bool
	By, On string
}

// Acknowledgements are the risks that can be accepted.
type Acknowledgements struct {
	// IrreversibleSwitch: v2 cannot be switched on again (F6).
	IrreversibleSwitch Acknowledgement
	// PendingExportReviewed: the pending exports of a staging server were
	// looked at (F81).
	PendingExportReviewed Acknowledgement
	// StagingOutage: staging mode stops every export (C17).
	StagingOutage Acknowledgement
	// WouldBeCreated: groups that Cloud Sync creates unasked (F61).
	WouldBeCreated Acknowledgement
}

// Attested is a fact that nothing can read, stated by somebody.
type Attested[T any] struct {
	Value  T
	By, On string
}

// Attestations are the facts that somebody looked up. nil: nobody did.
type Attestations struct {
	// ScopeMode and MembershipToOnPremisesUsers hold for every Cloud Sync
	// configuration.
	ScopeMode                   *Attested[string]
	MembershipToOnPremisesUsers *Attested[bool]
	// AgentBuilds are the builds of all provisioning agents (F112).
	AgentBuilds *Attested[[]Build]
	// AgentRights: the agents' account may create, change and delete groups in
	// the target containers (F89).
	AgentRights *Attested[bool]
	// GlobalCatalog: the agents reach a global catalog (F87).
	GlobalCatalog *Attested[bool]
	// TargetContainers: the containers that the configurations name exist.
	TargetContainers *Attested[bool]
	// DeleteThreshold is DeleteThresholdValue of the Cloud Sync
	// configurations, 0 for switched off (F97).
	DeleteThreshold *Attested[int]
	// EnforcementOff: no Cloud Sync configuration maps msDS-ObjectSoa (F79).
	EnforcementOff *Attested[bool]
	// CloudAvailable: Cloud Sync provisions groups to AD in this cloud (C11).
	CloudAvailable *Attested[bool]
	// ConnectServers are the names of all Connect servers of the tenant.
	ConnectServers *Attested[[]string]
	// ActiveServer is the Connect server that was active before the procedure
	// put it into staging mode.
	ActiveServer *Attested[string]
	// SyncHealthy: the last exports ended without errors.
	SyncHealthy *Attested[bool]
	// WithinScale: the tenant keeps the limits of the profile that gwbplan
	// cannot count (F62, F63).
	WithinScale *Attested[bool]
	// ObjectIdentifierFlow: onPremisesObjectIdentifier reaches the cloud (F53).
	ObjectIdentifierFlow *Attested[bool]
	// CloudSyncEligible: Microsoft's wizard lets the tenant move its accounts
	// from Connect Sync to Cloud Sync (F9, F10).
	CloudSyncEligible *Attested[bool]
	// Licences: the licences that the Cloud Sync configurations need are there.
	Licences *Attested[bool]
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

// Override is somebody's decision on one group.
type Override struct {
	Group              inventory.ObjectID
	Decision           OverrideDecision
	Reason, ApprovedBy string
}

// OverrideDecision is what an override decides.
type OverrideDecision string

// The decisions. Move takes a left-over object over; clean-up and exclude
// leave the group out of the plan, the first to delete its object later.
const (
	OverrideMove    OverrideDecision = "move"
	OverrideCleanUp OverrideDecision = "clean-up"
	OverrideExclude OverrideDecision = "exclude"
)

// Waiver accepts one finding of one group until a day.
type Waiver struct {
	Finding       FindingID
	Group         inventory.ObjectID
	Reason, Owner string
	// Expires is the last day on which the waiver counts (YYYY-MM-DD).
	Expires string
}

// DefaultTarget holds what a target has unless it says otherwise. The
// membership switch is assumed on: a v2 leaver needs it (F54, F55).
func DefaultTarget(domain string) TargetSettings {
	return TargetSettings{
		Domain: domain, Container: ContainerKeep, CN: CNDisplayName,
		MembershipToOnPremisesUsers: true, ScopeMode: ScopeSelected,
	}
}

// DefaultSettings are the settings without a configuration file.
func DefaultSettings() Settings {
	return Settings{
		Limits: Limits{
			Profile: Profile2026, GroupMembers: 50_000, V1MemberCap: 50_000,
			AgentFloor: "1.1.2334.0", ConnectFeatureFloor: "2.2.8.0", SnapshotAgeDays: 7,
		},
		Pins:  DefaultPins(),
		Waves: WaveSettings{Size: 200, Pilot: 10},
	}
}

// DefaultPins are the pins that count by default: those of two hands on one
// group. AllPins adds the topology reading.
func DefaultPins() map[PinID]bool {
	pins := AllPins()
	delete(pins, PinMembersSyncedByConnect)
	return pins
}

// AllPins are all pins there are.
func AllPins() map[PinID]bool {
	return map[PinID]bool{
		PinM365SecurityType: true, PinNestedSyncedGroup: true, PinDeviceMembers: true, PinParentSyncedByConnect: true,
		PinSplitNesting: true, PinMemberDomainStaysOnSync: true, PinMembersSyncedByConnect: true,
	}
}

// withDefaults fills what a zero Settings leaves open.
func (s Settings) withDefaults() Settings {
	d := DefaultSettings()
	l, dl := &s.Limits, d.Limits
	l.Profile = cmp.Or(l.Profile, dl.Profile)
	l.GroupMembers = cmp.Or(l.GroupMembers, dl.GroupMembers)
	l.V1MemberCap = cmp.Or(l.V1MemberCap, dl.V1MemberCap)
	l.AgentFloor = cmp.Or(l.AgentFloor, dl.AgentFloor)
	l.ConnectFeatureFloor = cmp.Or(l.ConnectFeatureFloor, dl.ConnectFeatureFloor)
	l.SnapshotAgeDays = cmp.Or(l.SnapshotAgeDays, dl.SnapshotAgeDays)
	s.Waves.Size = cmp.Or(s.Waves.Size, d.Waves.Size)
	s.Waves.Pilot = cmp.Or(s.Waves.Pilot, d.Waves.Pilot)
	if s.Pins == nil {
		s.Pins = d.Pins
	}
	return s
}

// counts reports whether a pin counts; m365-security-type always does.
func (s *Settings) counts(p PinID) bool { return p == PinM365SecurityType || s.Pins[p] }
