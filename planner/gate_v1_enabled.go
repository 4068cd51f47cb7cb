package planner

import "gwbplan/inventory"

func gateV1Enabled() GateRule {
	return GateRule{
		ID: GateV1Enabled, Phase: PhaseStamp,
		Title:   "Group Writeback v1 is on",
		When:    "The tenant's feature for v1 is on.",
		Why:     "v2 works only while v1 is on too, and after the switch v1 alone writes the Microsoft 365 groups. With v1 off nobody writes them, and switching v1 off deletes what Connect wrote.",
		Remedy:  "Find out who switched v1 off and what happened to the AD objects, before anything else. Do not switch it off to get rid of Microsoft 365 groups: that deletes every group that Connect wrote.",
		FindOut: "Run Get-ADSyncAADCompanyFeature on the active Connect server and give its facts with --connect-facts, or read the tenant with a delegated sign-in that has OnPremDirectorySynchronization.Read.All.",
		Facts:   []string{"F22", "F29", "F21", "F104"},
		Check: func(w *World, _ *census) ruling {
			switch e := w.featureEvidence("unifiedGroupWritebackEnabled", "UnifiedGroupWriteback", w.V1); w.V1 {
			case inventory.FeatureOn:
				return passes("v1 is on", e...)
			case inventory.FeatureOff:
				return fails("v1 is off: nobody writes groups to AD", e...)
			default:
				return unknown("whether v1 is on was not read", e...)
			}
		},
	}
}
