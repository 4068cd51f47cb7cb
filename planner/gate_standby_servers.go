package planner

import (
	"cmp"
	"fmt"
	"strings"

	"gwbplan/inventory"
)

func gateStandbyServers() GateRule {
	return GateRule{
		ID: GateStandbyServers, Phase: PhaseSwitch,
		Title:   "Every other Connect server has the same rules",
		When:    "Exactly one server is active, the facts of every other one were read, and each has the two rules of the coexistence, no rule that deletes, no clone and the same rules of one's own as the active one.",
		Why:     "Rules live on each server. A standby without the two rules that becomes active after the switch takes the groups for left over and deletes their AD objects.",
		Remedy:  "Carry the rules over to every server: export them as PowerShell on the active one, put in the other server's own connector identifiers, and run them there. Then take the facts of every server again.",
		FindOut: "Take the facts of every Connect server, standby ones too, and give each with --connect-facts. Nothing lists the servers of a tenant: name them all.",
		Attest:  "attest.connectServers",
		Facts:   []string{"F82", "T6", "T9", "F34", "F40"},
		Check:   checkStandbyServers,
	}
}

func checkStandbyServers(w *World, _ *census) ruling {
	active := w.ActiveServer()
	if active == nil {
		r := w.noServer("Get-ADSyncScheduler StagingModeEnabled")
		if several := w.activeServers(); len(several) > 1 {
			r = fails(bothActive(several), r.evidence...)
		}
		return r
	}
	evidence := []Evidence{saidEvidence("connectServers", w.Settings.Attest.ConnectServers)}
	var faults, open []string
	for i := range w.Snap.Connect {
		s := &w.Snap.Connect[i]
		evidence = append(evidence, connectEvidence(s.Name, "StagingModeEnabled", s.Staging.String()+", build "+cmp.Or(s.Version, "none")))
		if s == active {
			continue
		}
		bad, unread := w.standbyFaults(active, s)
		evidence = append(evidence, listEvidence(s, "Get-ADSyncRule", bad)...)
		faults, open = append(faults, bad...), append(open, unread...)
	}
	missing, listed := w.serversMissing()
	switch {
	case len(faults) > 0:
		return fails(strings.Join(faults[:min(len(faults), evidenceCap)], "; "), evidence...)
	case len(missing) > 0:
		return unknown("the facts of these servers were not read: "+quotedList(missing), evidence...)
	case len(open) > 0:
		return unknown(strings.Join(open, "; "), evidence...)
	case !listed:
		return unknown("whether there are other Connect servers is not known", evidence...)
	case len(w.Snap.Connect) == 1:
		return skipped("there is one Connect server, as attested", evidence...)
	}
	return passes("all other servers have the rules of the active one", evidence...)
}

// standbyFaults compares a server with the active one; open is what was not read.
func (w *World) standbyFaults(active, s *inventory.ConnectServer) (faults, open []string) {
	name := quoted(s.Name)
	if s.Staging != inventory.FlagTrue {
		open = append(open, "whether "+name+" is in staging mode was not read")
	}
	if !s.RulesRead {
		return nil, append(open, "the rules of "+name+" were not read whole")
	}
	for _, f := range w.coexistenceFaults(s) {
		faults = append(faults, "on "+name+" "+f)
	}
	for _, r := range deletingRules(s) {
		faults = append(faults, fmt.Sprintf("on %s %s deletes groups that are not written any more", name, quoted(r)))
	}
	for _, r := range clonedFaults(s) {
		faults = append(faults, fmt.Sprintf("on %s %s", name, r))
	}
	if active.RulesRead {
		faults = append(faults, ruleDifferences(active, s)...)
	}
	return faults, open
}

// serversMissing are the attested servers whose facts were not read; listed
// tells whether anybody attested a list.
func (w *World) serversMissing() (missing []string, listed bool) {
	a := w.Settings.Attest.ConnectServers
	if a == nil {
		return nil, false
	}
	var read []string
	for i := range w.Snap.Connect {
		read = append(read, w.Snap.Connect[i].Name)
	}
	for _, name := range a.Value {
		if !containsFold(read, name) {
			missing = append(missing, name)
		}
	}
	return missing, true
}
