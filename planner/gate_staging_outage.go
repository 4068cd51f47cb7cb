package planner

func gateStagingOutage() GateRule {
	return GateRule{
		ID: GateStagingOutage, Phase: PhaseSwitch,
		Title:   "The standstill in staging mode is accepted",
		When:    "The configuration acknowledges stagingOutage.",
		Why:     "The procedure puts the active server into staging mode. Until it leaves it nothing is exported and no password is synchronised, to the cloud or back.",
		Remedy:  "Announce the window in which new accounts, changes and passwords do not reach the cloud, and write the decision into the configuration file under acknowledge.stagingOutage, with who (by) and when (on).",
		FindOut: "Ask who answers for the sign-in of the users.",
		Facts:   []string{"C17"},
		Check: func(w *World, _ *census) ruling {
			a := w.Settings.Acknowledge.StagingOutage
			switch e := ackEvidence("stagingOutage", a); {
			case a.Given:
				return passes("the standstill is acknowledged", e)
			case !w.V2On():
				return skipped("v2 is off already", e)
			default:
				return fails("nobody has acknowledged that exports and password synchronisation stand still", e)
			}
		},
	}
}
