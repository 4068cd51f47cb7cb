package planner

import (
	"strings"

	"gwbplan/inventory"
)

func gateClonedRules() GateRule {
	return GateRule{
		ID: GateClonedRules, Phase: PhaseSwitch,
		Title:   "No copy of the group rules is in force",
		When:    "The active server has no enabled clone of the rules that write cloud groups, and the originals are not switched off. A copy that was renamed cannot be told from a rule of one's own.",
		Why:     "A clone made before an upgrade keeps the new original switched off. Then the wanted type is lost and every cloud group, security groups too, lands in AD as a distribution group.",
		Remedy:  "Carry the changes of the clone over into a rule of its own, enable the original, delete the clone, and compare a preview of some groups before the next export.",
		FindOut: "Run Get-ADSyncRule on the active server and give its facts with --connect-facts.",
		Facts:   []string{"F40", "F39"},
		Check: func(w *World, _ *census) ruling {
			return w.activeRules(func(s *inventory.ConnectServer) ruling {
				bad := clonedFaults(s)
				if len(bad) == 0 {
					return passes("no clone of the group rules by its name", connectEvidence(s.Name, "Get-ADSyncRule", count(len(s.Rules), "rule", "rules")+" read, no clone of "+strings.Join(standardGroupRules, ", ")))
				}
				return fails("the group rules of the active server were cloned or switched off", listEvidence(s, "Get-ADSyncRule", bad)...)
			})
		},
	}
}
