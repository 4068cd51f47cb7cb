package planner

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

func gateAgentsActive() GateRule {
	return GateRule{
		ID: GateAgentsActive, Phase: PhaseTakeOver,
		Title:   "A provisioning agent is active",
		When:    "At least one provisioning agent shows as active.",
		Why:     "Without an agent Cloud Sync writes nothing, and the groups stay frozen. Microsoft advises three for availability.",
		Remedy:  "Start or install the agents (Entra admin center, Entra Connect, Cloud sync, Agents), at least two on different hosts.",
		FindOut: "Read the tenant with a delegated sign-in that has Policy.Read.HybridAuthentication, or look at Entra admin center, Entra Connect, Cloud sync, Agents.",
		Facts:   []string{"F112", "F88", "F87"},
		Check:   checkAgentsActive,
	}
}

func checkAgentsActive(w *World, _ *census) ruling {
	if w.Snap.Tenant == nil || w.HasGap(inventory.GapAgents) {
		return unknown("the provisioning agents were not read", entraEvidence("onPremisesPublishingProfiles/provisioning/agents", "not read"))
	}
	active, all := 0, 0
	var evidence []Evidence
	for i := range w.Snap.Agents {
		a := &w.Snap.Agents[i]
		if len(a.Types) > 0 && !containsFold(a.Types, "provisioning") {
			continue
		}
		all++
		if strings.EqualFold(a.Status, "active") {
			active++
		}
		evidence = append(evidence, entraEvidence("agent "+a.MachineName, cmp.Or(a.Status, "no status")))
	}
	evidence = append(cappedEvidence(evidence), entraEvidence("provisioning agents", strconv.Itoa(all)))
	if active == 0 {
		return fails(fmt.Sprintf("none of %s is active", count(all, "provisioning agent", "provisioning agents")), evidence...)
	}
	return passes(fmt.Sprintf("%d of %s active", active, count(all, "provisioning agent is", "provisioning agents are")), evidence...)
}
