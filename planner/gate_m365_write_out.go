package planner

import (
	"fmt"
	"strconv"
)

func gateM365WriteOut() GateRule {
	return GateRule{
		ID: GateM365WriteOut, Phase: PhaseSwitch,
		Title:   "The Microsoft 365 groups that appear in AD are few enough",
		When:    "No more Microsoft 365 groups appear in AD at the switch than limits.m365WriteOut allows.",
		Why:     "v1 knows no choice by group. After the switch it writes every Microsoft 365 group of the tenant, the ones too that somebody switched off for v2, and every future one.",
		Remedy:  "Look at the groups with the action create among those that stay on v1. Delete what nobody needs, tell those who look after AD and Exchange, and set limits.m365WriteOut to the number that they accept.",
		FindOut: "Close the gaps that leave open whether these groups have an AD object, and plan again.",
		Facts:   []string{"F13", "F12", "F14"},
		Check: func(w *World, c *census) ruling {
			limit := w.Settings.Limits.M365WriteOut
			evidence := []Evidence{
				planEvidence("Microsoft 365 groups that appear in AD", strconv.Itoa(c.headline)),
				planEvidence("Microsoft 365 groups of which that is not known", strconv.Itoa(c.m365Open)),
				planEvidence("limits.m365WriteOut", strconv.Itoa(limit)),
			}
			switch {
			case !w.V2On() || !w.V1On():
				return skipped("the switch makes no Microsoft 365 group appear: v1 or v2 is off", evidence...)
			case c.headline > limit:
				return fails(fmt.Sprintf("%s in AD at the switch, the limit is %d", count(c.headline, "Microsoft 365 group appears", "Microsoft 365 groups appear"), limit), evidence...)
			case c.headline+c.m365Open > limit || !w.CloudWhole():
				return unknown("how many Microsoft 365 groups appear in AD is not known", evidence...)
			}
			return passes(fmt.Sprintf("%s in AD, the limit is %d", count(c.headline, "Microsoft 365 group appears", "Microsoft 365 groups appear"), limit), evidence...)
		},
	}
}
