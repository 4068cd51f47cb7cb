package planner

import (
	"fmt"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// TopologyWord says whether Connect Sync could be retired.
type TopologyWord string

// The topologies. Side by side: Connect Sync stays beside Cloud Sync.
const (
	TopologySideBySide TopologyWord = "side-by-side"
	TopologyCloudSync  TopologyWord = "cloud-sync-only"
	TopologyUnknown    TopologyWord = "unknown"
)

// Topology says once, for the tenant, whether Connect Sync could be retired
// (F9), and what stands in the way.
type Topology struct {
	Topology TopologyWord     `json:"topology"`
	Reasons  []TopologyReason `json:"reasons"`
}

// TopologyReasonID is the stable name of a reason.
type TopologyReasonID string

// The reasons for which Connect Sync stays.
const (
	TopologyV1Needed       TopologyReasonID = "v1-needed"
	TopologyDomainsStay    TopologyReasonID = "domains-stay-on-connect"
	TopologyPinnedGroups   TopologyReasonID = "groups-side-by-side"
	TopologyDeviceSync     TopologyReasonID = "device-sync"
	TopologyPassThrough    TopologyReasonID = "pass-through-authentication"
	TopologyOtherForest    TopologyReasonID = "cross-forest-references"
	TopologyObjectsPerDom  TopologyReasonID = "objects-per-domain"
	TopologyCustomRules    TopologyReasonID = "custom-rules"
	TopologyContainers     TopologyReasonID = "containers-per-domain"
	TopologySeveralForests TopologyReasonID = "several-forests"
	TopologyUsersSynced    TopologyReasonID = "users-synced-by-connect"
)

// TopologyStatus says whether a reason holds.
type TopologyStatus string

// A reason stands in the way, or whether it does is not known. What does not
// hold is not listed.
const (
	TopologyStands TopologyStatus = "stands"
	TopologyOpen   TopologyStatus = "unknown"
)

// TopologyReason is one thing that keeps Connect Sync, or may keep it.
type TopologyReason struct {
	ID      TopologyReasonID `json:"id"`
	Status  TopologyStatus   `json:"status"`
	Message string           `json:"message"`
	// Groups is how many groups are behind it, 0 where it is no matter of groups.
	Groups   int        `json:"groups"`
	Evidence []Evidence `json:"evidence"`
	Facts    []string   `json:"facts"`
}

// topology collects the reasons. One that certainly stands makes it side by
// side; one that is merely open leaves it unknown.
func (w *World) topology(c *census) Topology {
	t := Topology{Topology: TopologyCloudSync, Reasons: []TopologyReason{}}
	for _, reason := range []func(*World, *census) *TopologyReason{
		v1Needed, domainsStay, pinnedGroups, usersSynced, deviceSync, passThrough,
		otherForests, severalForests, objectsPerDomain, customRules, containersPerDomain,
	} {
		r := reason(w, c)
		if r == nil || r.Status == TopologyOpen && r.ID != TopologyV1Needed && w.eligible() {
			continue
		}
		r.Evidence, r.Facts = append([]Evidence{}, r.Evidence...), append([]string{}, r.Facts...)
		t.Reasons = append(t.Reasons, *r)
		switch {
		case r.Status == TopologyStands:
			t.Topology = TopologySideBySide
		case t.Topology == TopologyCloudSync:
			t.Topology = TopologyUnknown
		}
	}
	return t
}

// eligible: somebody attests that Microsoft's wizard lets the tenant move to
// Cloud Sync, which settles what nothing here can read.
func (w *World) eligible() bool {
	a := w.Settings.Attest.CloudSyncEligible
	return a != nil && a.Value
}

// v1Needed: Cloud Sync does not take Microsoft 365 groups, so as long as one
// is written to AD Connect Sync stays (F8, F9).
func v1Needed(w *World, c *census) *TopologyReason {
	r := &TopologyReason{ID: TopologyV1Needed, Status: TopologyStands, Groups: c.onV1, Facts: []string{"F8", "F9", "F44", "C9"},
		Evidence: []Evidence{planEvidence("Microsoft 365 groups on v1", strconv.Itoa(c.onV1))}}
	switch {
	case !w.V1On():
		return nil
	case c.onV1 > 0:
		r.Message = count(c.onV1, "Microsoft 365 group is", "Microsoft 365 groups are") + " written by v1, which is a part of Connect Sync"
	case w.CloudWhole():
		return nil
	default:
		r.Status, r.Message = TopologyOpen, "whether a Microsoft 365 group needs v1 is not known, as not every group was read"
	}
	return r
}

// domainsStay: the configuration says that a domain stays.
func domainsStay(w *World, c *census) *TopologyReason {
	stays := w.Settings.StaysOnConnect
	if len(stays) == 0 {
		return nil
	}
	return &TopologyReason{ID: TopologyDomainsStay, Status: TopologyStands, Groups: c.pinned[PinMemberDomainStaysOnSync],
		Message:  "the configuration leaves " + strings.Join(stays, ", ") + " on Connect Sync",
		Evidence: []Evidence{planEvidence("sideBySide.staysOnConnect", strings.Join(stays, ", "))}, Facts: []string{"F9", "F53"}}
}

// pinnedGroups: a part of some groups' picture is held by Connect Sync.
func pinnedGroups(_ *World, c *census) *TopologyReason {
	n := c.pinned[PinParentSyncedByConnect]
	if n == 0 {
		return nil
	}
	return &TopologyReason{ID: TopologyPinnedGroups, Status: TopologyStands, Groups: n,
		Message:  count(n, "group sits in an AD group", "groups sit in AD groups") + " that Connect Sync brings to the cloud",
		Evidence: []Evidence{planEvidence(string(PinParentSyncedByConnect), count(n, "group", "groups"))}, Facts: []string{"F57", "F36"}}
}

// usersSynced: as long as Connect Sync synchronises the accounts somebody has
// to move that first; whether the tenant may is for the wizard to say (F9, F10).
func usersSynced(w *World, _ *census) *TopologyReason {
	t := w.Snap.Tenant
	if t == nil || t.OnPremisesSyncEnabled == inventory.FlagUnread {
		return &TopologyReason{ID: TopologyUsersSynced, Status: TopologyOpen, Message: "whether the tenant synchronises accounts from AD was not read",
			Evidence: []Evidence{entraEvidence("onPremisesSyncEnabled", "not read")}, Facts: []string{"F9", "F10"}}
	}
	if t.OnPremisesSyncEnabled != inventory.FlagTrue {
		return nil
	}
	if a := w.Settings.Attest.CloudSyncEligible; a != nil && !a.Value {
		return &TopologyReason{ID: TopologyUsersSynced, Status: TopologyStands, Message: "Microsoft's migration wizard does not let the tenant's accounts move to Cloud Sync, as attested",
			Evidence: []Evidence{saidEvidence("cloudSyncEligible", a)}, Facts: []string{"F9", "F10"}}
	}
	return &TopologyReason{ID: TopologyUsersSynced, Status: TopologyOpen,
		Message:  "accounts are synchronised from AD; whether Cloud Sync may take that over is for Microsoft's migration wizard to say",
		Evidence: []Evidence{entraEvidence("onPremisesSyncEnabled", t.OnPremisesSyncEnabled.String()), saidEvidence[bool]("cloudSyncEligible", nil)}, Facts: []string{"F9", "F10"}}
}

// deviceSync: Cloud Sync does not synchronise devices.
func deviceSync(w *World, _ *census) *TopologyReason {
	s := w.ActiveServer()
	r := &TopologyReason{ID: TopologyDeviceSync, Facts: []string{"F9", "F37"}}
	n := 0
	for i := range w.Snap.Principals {
		if p := &w.Snap.Principals[i]; p.Type == inventory.Device && p.OnPremisesSyncEnabled == inventory.FlagTrue {
			n++
		}
	}
	switch {
	case n > 0:
		r.Status, r.Message = TopologyStands, count(n, "device that is a member of a group is", "devices that are members of groups are")+" synchronised from AD; Cloud Sync does not synchronise devices"
		r.Evidence = []Evidence{entraEvidence("device onPremisesSyncEnabled", strconv.Itoa(n))}
	case s != nil && s.Feature("DeviceWriteback") == inventory.FeatureOn:
		r.Status, r.Message = TopologyStands, "device writeback is on; Cloud Sync has none"
		r.Evidence = []Evidence{connectEvidence(s.Name, "Get-ADSyncAADCompanyFeature DeviceWriteback", "on")}
	case s != nil && s.ConnectorsRead && !takesComputers(s):
		return nil
	default:
		r.Status, r.Message = TopologyOpen, "whether Connect Sync synchronises devices is not known"
		r.Evidence = []Evidence{entraEvidence("synchronised devices among the members read", "0")}
		if s != nil && s.ConnectorsRead {
			r.Evidence = append(r.Evidence, connectEvidence(s.Name, "object types", "computer"))
		}
	}
	return r
}

// takesComputers: an AD connector takes in computers, or does not say.
func takesComputers(s *inventory.ConnectServer) bool {
	for i := range s.Connectors {
		c := &s.Connectors[i]
		if strings.EqualFold(c.Kind, "AD") && (len(c.ObjectTypes) == 0 || containsFold(c.ObjectTypes, "computer")) {
			return true
		}
	}
	return false
}

// passThrough: Cloud Sync signs users in by password hash only. Graph's list of
// provisioning agents shows the agents for sign-in only where they share a host.
func passThrough(w *World, _ *census) *TopologyReason {
	for i := range w.Snap.Agents {
		if a := &w.Snap.Agents[i]; containsFold(a.Types, "authentication") {
			return &TopologyReason{ID: TopologyPassThrough, Status: TopologyStands, Message: "an agent for pass-through authentication is there",
				Evidence: []Evidence{entraEvidence("agent "+a.MachineName, strings.Join(a.Types, ", "))}, Facts: []string{"F9"}}
		}
	}
	return &TopologyReason{ID: TopologyPassThrough, Status: TopologyOpen, Message: "whether users sign in by pass-through authentication is not known",
		Evidence: []Evidence{entraEvidence("agents with the type authentication", "none read")}, Facts: []string{"F9"}}
}

// otherForests: groups have members of another forest, which Cloud Sync drops.
func otherForests(_ *World, c *census) *TopologyReason {
	if c.otherForest == 0 {
		return nil
	}
	return &TopologyReason{ID: TopologyOtherForest, Status: TopologyStands, Groups: c.otherForest,
		Message:  count(c.otherForest, "group has members", "groups have members") + " of another forest; Cloud Sync writes no cross-forest references",
		Evidence: []Evidence{planEvidence(string(FindingOtherForestMembers), count(c.otherForest, "group", "groups"))}, Facts: []string{"F44", "F53"}}
}

// severalForests: the guided migration takes one forest (F10).
func severalForests(w *World, _ *census) *TopologyReason {
	s := w.ActiveServer()
	if s == nil || !s.ConnectorsRead {
		return nil // users-synced-by-connect leaves it open
	}
	n := 0
	var evidence []Evidence
	for i := range s.Connectors {
		if c := &s.Connectors[i]; strings.EqualFold(c.Kind, "AD") {
			n++
			evidence = append(evidence, connectEvidence(s.Name, "AD connector", c.Name))
		}
	}
	if n < 2 {
		return nil
	}
	return &TopologyReason{ID: TopologySeveralForests, Status: TopologyStands, Message: fmt.Sprintf("Connect Sync joins %d forests; the guided migration takes one", n),
		Evidence: cappedEvidence(evidence), Facts: []string{"F10"}}
}

// objectsMost is the decision guide's bound on a domain's objects (F63).
const objectsMost = 150_000

// objectsPerDomain: the decision guide's bound cannot be counted from here.
func objectsPerDomain(w *World, _ *census) *TopologyReason {
	var evidence []Evidence
	for i := range w.Snap.Domains {
		evidence = append(evidence, Evidence{SourceAD(w.Snap.Domains[i].Name), "objects", "not counted"})
	}
	return &TopologyReason{ID: TopologyObjectsPerDom, Status: TopologyOpen,
		Message:  fmt.Sprintf("whether a domain has more than %d objects is not known", objectsMost),
		Evidence: cappedEvidence(evidence), Facts: []string{"C4", "F63"}}
}

// customRules: the guided migration takes none, and the procedure itself makes
// two (F10).
func customRules(w *World, _ *census) *TopologyReason {
	s := w.ActiveServer()
	if s == nil || !s.RulesRead {
		return nil // users-synced-by-connect leaves it open
	}
	var names []string
	for i := range s.Rules {
		if r := &s.Rules[i]; isCustom(r) && !r.Disabled {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &TopologyReason{ID: TopologyCustomRules, Status: TopologyStands,
		Message:  count(len(names), "rule", "rules") + " of one's own on Connect Sync, those of the coexistence among them; the guided migration takes none",
		Evidence: listEvidence(s, "Get-ADSyncRule", names), Facts: []string{"F10"}}
}

// containersMax is how many containers of a domain the guided migration takes.
const containersMax = 30

func containersPerDomain(w *World, _ *census) *TopologyReason {
	s := w.ActiveServer()
	if s == nil || !s.ConnectorsRead {
		return nil
	}
	var evidence []Evidence
	for i := range s.Connectors {
		for _, p := range s.Connectors[i].Partitions {
			if n := len(p.Included); n > containersMax {
				evidence = append(evidence, connectEvidence(s.Name, string(p.DN), fmt.Sprintf("%d containers included", n)))
			}
		}
	}
	if evidence == nil {
		return nil
	}
	return &TopologyReason{ID: TopologyContainers, Status: TopologyStands,
		Message: fmt.Sprintf("a domain has more than %d containers in scope, which the guided migration does not take", containersMax), Evidence: cappedEvidence(evidence), Facts: []string{"F10"}}
}
