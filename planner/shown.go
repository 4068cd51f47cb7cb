package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Setting is one choice that the plan rests on, and where it comes from.
type Setting struct {
	Key    string      `json:"key"`
	Value  string      `json:"value"`
	Source ValueSource `json:"source"`
}

// shown lists every choice outside the targets, in the order of the
// documentation, so that nothing that shaped the plan stays unseen.
func (s *Settings) shown() []Setting {
	var out []Setting
	add := func(key, value string) {
		source := FromDefault
		if s.Given[key] {
			source = FromConfig
		}
		out = append(out, Setting{key, value, source})
	}
	s.showLimits(add)
	add("secNullIsWritten", strconv.FormatBool(s.SecNullIsWritten))
	add("sideBySide.pins", s.pinsText())
	add("sideBySide.staysOnConnect", cmp.Or(strings.Join(s.StaysOnConnect, ", "), "none"))
	s.showStatements(add)
	add("waves.size", strconv.Itoa(s.Waves.Size))
	add("waves.pilot", strconv.Itoa(s.Waves.Pilot))
	add("waves.windows", count(len(s.Waves.Windows), "window", "windows"))
	return out
}

func (s *Settings) showLimits(add func(key, value string)) {
	l := s.Limits
	add("limits.profile", l.Profile)
	add("limits.groupMembers", strconv.Itoa(l.GroupMembers))
	add("limits.v1MemberCap", strconv.Itoa(l.V1MemberCap))
	add("limits.m365WriteOut", strconv.Itoa(l.M365WriteOut))
	add("limits.agentFloor", string(l.AgentFloor))
	add("limits.connectFeatureFloor", string(l.ConnectFeatureFloor))
	add("limits.connectSupportFloor", cmp.Or(string(l.ConnectSupportFloor), "none"))
	add("limits.snapshotAgeDays", strconv.Itoa(l.SnapshotAgeDays))
}

// showStatements lists what people accepted and attested.
func (s *Settings) showStatements(add func(key, value string)) {
	a := s.Acknowledge
	for _, k := range []struct {
		key string
		ack Acknowledgement
	}{
		{"irreversibleSwitch", a.IrreversibleSwitch}, {"pendingExportReviewed", a.PendingExportReviewed},
		{"stagingOutage", a.StagingOutage}, {"wouldBeCreated", a.WouldBeCreated},
	} {
		add("acknowledge."+k.key, k.ack.text())
	}
	for _, k := range s.Attest.all() {
		value := "not attested"
		if k.said {
			value = fmt.Sprintf("%s, by %s on %s", k.value, k.by, k.on)
		}
		add("attest."+k.key, value)
	}
}

// text shows who accepted and when.
func (a Acknowledgement) text() string {
	switch {
	case !a.Given:
		return "false"
	case a.By == "":
		return "true, nobody is named"
	}
	return fmt.Sprintf("true, by %s on %s", a.By, a.On)
}

// statement is an attestation without its type.
type statement struct {
	key, value, by, on string
	said               bool
}

func stated[T any](key string, a *Attested[T]) statement {
	if a == nil {
		return statement{key: key}
	}
	return statement{key, strings.Trim(fmt.Sprint(a.Value), "[]"), a.By, a.On, true}
}

// all lists the attestations in the order of the documentation.
func (a *Attestations) all() []statement {
	return []statement{
		stated("scopeMode", a.ScopeMode), stated("membershipToOnPremisesUsers", a.MembershipToOnPremisesUsers),
		stated("agentBuilds", a.AgentBuilds), stated("agentRights", a.AgentRights), stated("globalCatalog", a.GlobalCatalog),
		stated("targetContainers", a.TargetContainers), stated("deleteThreshold", a.DeleteThreshold), stated("enforcementOff", a.EnforcementOff), stated("cloudAvailable", a.CloudAvailable),
		stated("connectServers", a.ConnectServers), stated("activeServer", a.ActiveServer), stated("syncHealthy", a.SyncHealthy),
		stated("objectIdentifierFlow", a.ObjectIdentifierFlow), stated("withinScale", a.WithinScale), stated("licences", a.Licences), stated("cloudSyncEligible", a.CloudSyncEligible),
	}
}

// pinsText names the pins that count.
func (s *Settings) pinsText() string {
	var names []string
	for p, on := range s.Pins {
		if on {
			names = append(names, string(p))
		}
	}
	slices.Sort(names)
	return cmp.Or(strings.Join(names, ", "), "none")
}
