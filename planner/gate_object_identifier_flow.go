package planner

import (
	"slices"
	"strings"

	"gwbplan/inventory"
)

// objectIdentifier is the attribute by which Cloud Sync finds a synced user's
// AD account (F53).
const objectIdentifier = "onPremisesObjectIdentifier"

func gateObjectIdentifierFlow() GateRule {
	return GateRule{
		ID: GateObjectIdentifierFlow, Phase: PhaseSwitch,
		Title:   "Synced users carry the identifier by which Cloud Sync finds them",
		When:    "An enabled outbound rule of the active server sends " + objectIdentifier + " of users to Entra ID, or somebody attests that it reaches the cloud.",
		Why:     "Cloud Sync writes a synced user as a member only if " + objectIdentifier + " is an objectGUID of the target forest. Without it every group is written without its users.",
		Remedy:  "Upgrade Connect Sync to 2.2.8.0 or newer, put back the default rule that sends the attribute, run a full synchronisation, and look at the attribute of some users.",
		FindOut: "Run Get-ADSyncRule on the active server and look for an outbound flow to " + objectIdentifier + ", or read the attribute of some synced users in Microsoft Graph (beta).",
		Attest:  "attest.objectIdentifierFlow",
		Facts:   []string{"F4", "F53", "F85", "F111"},
		Check:   checkObjectIdentifierFlow,
	}
}

func checkObjectIdentifierFlow(w *World, _ *census) ruling {
	a, s := w.Settings.Attest.ObjectIdentifierFlow, w.ActiveServer()
	if s == nil || !s.RulesRead {
		return said("objectIdentifierFlow", a, true, objectIdentifier+" reaches the cloud, as attested", objectIdentifier+" does not reach the cloud, as attested",
			"whether "+objectIdentifier+" reaches the cloud was not read")
	}
	var rules []string
	for i := range s.Rules {
		if r := &s.Rules[i]; sendsIdentifier(s, r) {
			rules = append(rules, r.Name)
		}
	}
	if len(rules) > 0 {
		return passes("the active server sends "+objectIdentifier, listEvidence(s, "Get-ADSyncRule", rules)...)
	}
	none := connectEvidence(s.Name, "Get-ADSyncRule", "no enabled outbound rule sends "+objectIdentifier)
	if a != nil && a.Value { // Cloud Sync may provide it for other users
		return passes(objectIdentifier+" reaches the cloud, as attested", none, saidEvidence("objectIdentifierFlow", a))
	}
	return fails("no enabled rule of the active server sends "+objectIdentifier, none)
}

func sendsIdentifier(s *inventory.ConnectServer, r *inventory.SyncRule) bool {
	flows := slices.ContainsFunc(r.Flows, func(f inventory.RuleFlow) bool { return strings.EqualFold(f.Destination, objectIdentifier) })
	return !r.Disabled && strings.EqualFold(r.Direction, "Outbound") && flows && entraConnector(s)(r)
}
