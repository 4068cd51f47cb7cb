package planner

import (
	"strings"

	"gwbplan/inventory"
)

func gateOutOfScopeDeleteRule() GateRule {
	return GateRule{
		ID: GateOutOfScopeDeleteRule, Phase: PhaseSwitch,
		Title:   "No rule deletes groups that are not written any more",
		When:    "The active server has no enabled rule that deletes what leaves the scope of writeback.",
		Why:     "By default a group that is not written any more is frozen in AD. With that rule it is deleted, and the switch takes every group out of writeback at once.",
		Remedy:  "Disable the rule on every server, run a full synchronisation, and look at the pending exports before the next export.",
		FindOut: "Run Get-ADSyncRule on the active server and give its facts with --connect-facts.",
		Facts:   []string{"F34", "F33", "F35"},
		Check: func(w *World, _ *census) ruling {
			return w.activeRules(func(s *inventory.ConnectServer) ruling {
				bad := deletingRules(s)
				if len(bad) == 0 {
					return passes("no such rule on the active server", connectEvidence(s.Name, "Get-ADSyncRule", count(len(s.Rules), "rule", "rules")+" read, none deletes"))
				}
				return fails("on the active server "+quotedList(bad)+" deletes groups that are not written any more", listEvidence(s, "Get-ADSyncRule", bad)...)
			})
		},
	}
}

// quotedList names several values of a directory.
func quotedList(names []string) string {
	var out []string
	for _, n := range names[:min(len(names), evidenceCap)] {
		out = append(out, quoted(n))
	}
	return strings.Join(out, ", ")
}
