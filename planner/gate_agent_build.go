package planner

import (
	"fmt"
	"strings"
)

func gateAgentBuild() GateRule {
	return GateRule{
		ID: GateAgentBuild, Phase: PhaseSwitch,
		Title:   "The provisioning agents are new enough",
		When:    "Somebody attests the builds of the agents, and each reaches limits.agentFloor.",
		Why:     "Older agents do not write groups, or fail on domain names, large groups or protected objects. Graph shows no build.",
		Remedy:  "Upgrade the agents. On a host that was upgraded run Set-AADCloudSyncPermissions -PermissionType UserGroupCreateDelete again: an upgrade sets no rights.",
		FindOut: "On each agent's host look at Programs and Features, Microsoft Entra Connect Provisioning Agent, or at the version of AADConnectProvisioningAgent.exe.",
		Attest:  "attest.agentBuilds",
		Facts:   []string{"F84", "F112", "C5", "T11", "T12"},
		Check:   checkAgentBuild,
	}
}

func checkAgentBuild(w *World, _ *census) ruling {
	a, floor := w.Settings.Attest.AgentBuilds, w.Settings.Limits.AgentFloor
	evidence := []Evidence{saidEvidence("agentBuilds", a), planEvidence("limits.agentFloor", string(floor))}
	if a == nil {
		return unknown("the builds of the agents are not attested", evidence...)
	}
	var old []string
	for _, b := range a.Value {
		if before, known := b.Before(floor); before || !known {
			old = append(old, string(b))
		}
	}
	if len(old) > 0 {
		return fails(fmt.Sprintf("agents with build %s, the floor is %s", strings.Join(old, ", "), floor), evidence...)
	}
	return passes("every attested agent build reaches "+string(floor), evidence...)
}
