package cutover

import (
	"strconv"

	"gwbplan/planner"
	"gwbplan/report/cutover/powershell"
)

// switchData adds what the person at the keyboard has to know from the approved
// plan, and the plan's verdict.
func (k *Kit) switchData() []powershell.Assignment {
	return append(k.connectData(),
		powershell.Assignment{Variable: "m365WillAppear", Expression: powershell.Quote(strconv.Itoa(k.Plan.Summary.Headline.M365WillAppear))},
		powershell.Assignment{Variable: "verdict", Expression: powershell.Quote(string(k.verdictOfSwitch()))})
}

// verdictOfSwitch is the plan's answer for P5b.
func (k *Kit) verdictOfSwitch() planner.VerdictWord {
	for _, v := range k.Plan.Verdict {
		if v.Point == planner.PhaseSwitch {
			return v.Verdict
		}
	}
	return planner.VerdictUnknown
}
