package planner

import "gwbplan/inventory"

func gateV2Enabled() GateRule {
	return GateRule{
		ID: GateV2Enabled, Phase: PhaseStamp,
		Title:   "Group Writeback v2 is on",
		When:    "The tenant's feature for v2 is on. Once it is off the switch is behind you and the gate does not apply.",
		Why:     "The plan describes leaving v2. Whether it is on decides what every flag means and what the switch does.",
		Remedy:  "Find out whether v2 was switched off by somebody, and plan again.",
		FindOut: "Run Get-ADSyncAADCompanyFeature on the active Connect server and give its facts with --connect-facts, or read the tenant with a delegated sign-in that has OnPremDirectorySynchronization.Read.All: no application permission shows it.",
		Facts:   []string{"F30", "F92", "F104", "F42"},
		Check: func(w *World, _ *census) ruling {
			switch e := w.featureEvidence("groupWriteBackEnabled", "GroupWritebackV2", w.V2); w.V2 {
			case inventory.FeatureOn:
				return passes("v2 is on", e...)
			case inventory.FeatureOff:
				return skipped("v2 is off already: the switch is behind you", e...)
			default:
				return unknown("whether v2 is on was not read", e...)
			}
		},
	}
}

// featureEvidence shows a feature as Graph and as each Connect server has it.
func (w *World) featureEvidence(graph, cmdlet string, came inventory.Feature) []Evidence {
	var out []Evidence
	if t := w.Snap.Tenant; t != nil {
		value := t.WritebackV1
		if cmdlet == "GroupWritebackV2" {
			value = t.WritebackV2
		}
		out = append(out, entraEvidence("features."+graph, value.String()))
	}
	for i := range w.Snap.Connect {
		s := &w.Snap.Connect[i]
		value := s.WritebackV1
		if cmdlet == "GroupWritebackV2" {
			value = s.WritebackV2
		}
		out = append(out, connectEvidence(s.Name, "Get-ADSyncAADCompanyFeature "+cmdlet, value.String()))
	}
	if len(out) == 0 {
		out = append(out, planEvidence(graph, came.String()))
	}
	return out
}
