package planner

import (
	"strings"

	"gwbplan/inventory"
)

func gateCoexistenceRules() GateRule {
	return GateRule{
		ID: GateCoexistenceRules, Phase: PhaseSwitch,
		Title:   "The two rules of the coexistence are there and right",
		When:    "The active server has the inbound rule on the Entra connector and the outbound rule on the AD connector of every domain with written-back objects, each with the right link type, scope and precedence.",
		Why:     "Without them Connect Sync takes the groups for left over after the switch, and the next export deletes their AD objects. An early text of the procedure had the two connectors swapped.",
		Remedy:  "Create or correct them on every server: inbound, Entra connector, Join, precedence below 100, scope cloudMastered EQUAL true and mail ISNULL, constant True to cloudNoFlow; outbound, one for each AD connector, JoinNoFlow, precedence below 100, scope cloudNoFlow EQUAL True. They stay as long as Connect Sync runs.",
		FindOut: "Run Get-ADSyncRule and Get-ADSyncConnector on the active server and give its facts with --connect-facts.",
		Facts:   []string{"T6", "T9", "T10", "F80"},
		Check: func(w *World, _ *census) ruling {
			return w.activeRules(func(s *inventory.ConnectServer) ruling {
				bad := w.coexistenceFaults(s)
				domains := strings.Join(w.writtenDomains(), ", ")
				switch {
				case len(bad) > 0:
					return fails("on the active server "+strings.Join(bad, "; "), listEvidence(s, "Get-ADSyncRule", bad)...)
				case !s.ConnectorsRead:
					return unknown("on which connectors the two rules stand was not read", unreadPart(s, inventory.ConnectConnectors, "Get-ADSyncConnector"))
				case domains == "":
					return unknown("which domains hold written-back objects is not known", connectEvidence(s.Name, "Get-ADSyncRule", "the inbound rule is right"))
				}
				return passes("both rules are right on the active server", connectEvidence(s.Name, "Get-ADSyncRule", "the inbound rule, and the outbound rule for "+domains))
			})
		},
	}
}
