package planner

import "strconv"

func gateIrreversibleSwitch() GateRule {
	return GateRule{
		ID: GateIrreversibleSwitch, Phase: PhaseSwitch,
		Title:   "The switch is accepted as final",
		When:    "The configuration acknowledges irreversibleSwitch.",
		Why:     "Since Connect 2.3.2.0 v2 cannot be switched on again. The AD objects stay, and nothing writes them any more but Cloud Sync and, for Microsoft 365 groups, v1.",
		Remedy:  "Let the change board decide with the numbers of this plan before it, and write the decision into the configuration file under acknowledge.irreversibleSwitch, with who (by) and when (on).",
		FindOut: "Ask the change board.",
		Facts:   []string{"F6", "F42"},
		Check: func(w *World, c *census) ruling {
			a := w.Settings.Acknowledge.IrreversibleSwitch
			evidence := []Evidence{
				ackEvidence("irreversibleSwitch", a),
				planEvidence("Microsoft 365 groups that appear in AD", strconv.Itoa(c.headline)),
				planEvidence("AD objects that lose their writer", strconv.Itoa(c.losing)),
			}
			switch {
			case !w.V2On():
				return skipped("v2 is off already", evidence...)
			case a.Given:
				return passes("the switch is acknowledged as final", evidence...)
			}
			return fails("nobody has acknowledged that the switch is final", evidence...)
		},
	}
}
