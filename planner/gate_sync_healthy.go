package planner

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gwbplan/inventory"
)

func gateSyncHealthy() GateRule {
	return GateRule{
		ID: GateSyncHealthy, Phase: PhaseSwitch,
		Title:   "Connect Sync is healthy",
		When:    "The active server's service and scheduler run, its last runs ended without errors, and the tenant saw a synchronisation within a day of the reading; or somebody attests it.",
		Why:     "Errors that stand today come back at the switch among thousands of changes, where nobody can tell them apart. What was not exported yet is frozen as it is.",
		Remedy:  "Clear the errors on the active server (Synchronization Service Manager, Operations), let a full cycle end well, and take the facts again.",
		FindOut: "Look at Synchronization Service Manager, Operations, or run Get-ADSyncRunProfileResult and Get-ADSyncScheduler on the active server, and give the facts with --connect-facts.",
		Attest:  "attest.syncHealthy",
		Facts:   []string{"F83", "F92", "F36"},
		Check:   checkSyncHealthy,
	}
}

func checkSyncHealthy(w *World, _ *census) ruling {
	s, a := w.ActiveServer(), w.Settings.Attest.SyncHealthy
	evidence, faults := w.lastSync()
	if s != nil {
		e, f := serverHealth(s)
		evidence, faults = append(evidence, e...), append(faults, f...)
	}
	switch {
	case len(faults) > 0:
		return fails(strings.Join(faults, "; "), evidence...)
	case s != nil && s.RunsRead:
		return passes("the last runs ended without errors", evidence...)
	case s == nil && a == nil:
		r := w.noServer("Get-ADSyncRunProfileResult")
		r.evidence = append(r.evidence, evidence...)
		return r
	}
	return said("syncHealthy", a, true, "the last exports ended without errors, as attested", "the last exports had errors, as attested",
		"how the last runs of the active server ended was not read", evidence...)
}

// lastSync compares the tenant's last synchronisation with the day of reading.
func (w *World) lastSync() (evidence []Evidence, faults []string) {
	t := w.Snap.Tenant
	if t == nil || t.OnPremisesLastSync == nil {
		return []Evidence{entraEvidence("onPremisesLastSyncDateTime", "not read")}, nil
	}
	taken := w.cloudTakenAt()
	evidence = []Evidence{entraEvidence("onPremisesLastSyncDateTime", timeText(t.OnPremisesLastSync))}
	if age := taken.Sub(*t.OnPremisesLastSync); age > 24*time.Hour {
		faults = append(faults, fmt.Sprintf("the tenant saw no synchronisation for %d hours", int(age.Hours())))
	}
	return evidence, faults
}

// cloudTakenAt is when the part with the cloud side was taken, the newest part
// where none says that it has it.
func (w *World) cloudTakenAt() time.Time {
	var newest time.Time
	for _, h := range w.Snap.Headers {
		if slices.ContainsFunc(h.Sources, func(s inventory.Source) bool { return s.Kind == "graph" }) {
			return h.TakenAt
		}
		if h.TakenAt.After(newest) {
			newest = h.TakenAt
		}
	}
	return newest
}

func serverHealth(s *inventory.ConnectServer) (evidence []Evidence, faults []string) {
	note := func(attribute, value, fault string) {
		evidence = append(evidence, connectEvidence(s.Name, attribute, value))
		if fault != "" {
			faults = append(faults, fault)
		}
	}
	fault := func(is bool, text string) string { return map[bool]string{true: text}[is] }
	note("Get-Service ADSync", s.ServiceRunning.String(), fault(s.ServiceRunning == inventory.FlagFalse, "the service does not run"))
	standing := s.Staging == inventory.FlagTrue // by the procedure: P2 holds the scheduler
	note("SyncCycleEnabled", s.SyncCycleEnabled.String(), fault(s.SyncCycleEnabled == inventory.FlagFalse && !standing, "the scheduler is switched off"))
	if c := s.Scheduler; c != nil {
		note("SchedulerSuspended", c.Suspended.String(), fault(c.Suspended == inventory.FlagTrue && !standing, "the scheduler is held"))
	}
	if !s.RunsRead {
		evidence = append(evidence, unreadPart(s, inventory.ConnectRuns, "Get-ADSyncRunProfileResult"))
	}
	for i := range s.Runs {
		if r := &s.Runs[i]; r.Complete != inventory.FlagFalse {
			note(runName(s, r), r.Result, runFault(s, r))
		}
	}
	return evidence, faults
}

func runName(s *inventory.ConnectServer, r *inventory.ConnectRun) string {
	name := r.Connector
	if c := connectorOf(s, r.Connector); c != nil {
		name = c.Name
	}
	return name + ", " + r.Profile
}

// runFault says what a run failed at; empty for a good one. A run that found
// nothing to do is good.
func runFault(s *inventory.ConnectServer, r *inventory.ConnectRun) string {
	failures := 0
	for i := range r.Steps {
		n, _ := r.Steps[i].Failures()
		failures += n
	}
	good := strings.EqualFold(r.Result, "success") || strings.EqualFold(r.Result, "completed-no-objects")
	switch {
	case failures > 0:
		return fmt.Sprintf("%s: %s, %s", quoted(runName(s, r)), r.Result, count(failures, "error", "errors"))
	case !good:
		return fmt.Sprintf("%s: %s", quoted(runName(s, r)), r.Result)
	}
	return ""
}
