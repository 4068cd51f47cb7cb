package planner

import (
	"fmt"
	"slices"

	"gwbplan/inventory"
)

func gateSourcesComplete() GateRule {
	return GateRule{
		ID: GateSourcesComplete, Phase: PhaseStamp,
		Title:   "What decides was read whole",
		When:    "No gap could change a group's decision.",
		Why:     "Behind a gap a group, an object or a member may be there unseen, and absence is no evidence.",
		Remedy:  "Close the gaps: each names the permission or the source that would show it. Then take the inventory and plan again.",
		FindOut: "Take the inventory again with the permissions that the gaps name.",
		Facts:   []string{"F106", "F107"},
		Check: func(w *World, _ *census) ruling {
			gaps := w.planGaps()
			open := slices.DeleteFunc(slices.Clone(gaps), func(g inventory.Gap) bool { return w.complete([]inventory.Gap{g}) })
			if len(open) == 0 {
				return passes("everything that decides was read",
					planEvidence("cloud groups read", fmt.Sprint(len(w.Snap.Groups))), planEvidence("AD domains read", fmt.Sprint(len(w.Snap.Domains))),
					planEvidence("gaps", count(len(gaps), "gap, which decides nothing", "gaps, which decide nothing")))
			}
			return fails(count(len(open), "gap", "gaps")+" could change a decision",
				capped(open, func(g inventory.Gap) Evidence { return Evidence{g.Source, string(g.What), clipped(g.Why)} })...)
		},
	}
}
