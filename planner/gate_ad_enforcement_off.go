package planner

import (
	"strings"

	"gwbplan/inventory"
)

func gateADEnforcementOff() GateRule {
	return GateRule{
		ID: GateADEnforcementOff, Phase: PhaseTakeOver,
		Title:   "Nothing enforces the cloud as the source of the groups yet",
		When:    "No AD object carries msDS-ObjectSoa = Cloud, and somebody attests that no Cloud Sync configuration maps it.",
		Why:     "With the enforcement on, AD refuses what Connect Sync still writes to the groups' members during the migration.",
		Remedy:  "Take the mapping of msDS-ObjectSoa out of the Cloud Sync configurations, and clear the attribute on these groups, until the migration is over.",
		FindOut: "Look at the attribute mappings of each Cloud Sync configuration in the Entra admin center.",
		Attest:  "attest.enforcementOff",
		Facts:   []string{"F79", "F80"},
		Check:   checkADEnforcementOff,
	}
}

func checkADEnforcementOff(w *World, _ *census) ruling {
	var enforced []*inventory.ADObject
	for i := range w.Snap.Objects {
		if o := &w.Snap.Objects[i]; !o.Deleted && strings.EqualFold(o.ObjectSOA, "Cloud") {
			enforced = append(enforced, o)
		}
	}
	if len(enforced) > 0 {
		return fails(count(len(enforced), "AD object carries", "AD objects carry")+" msDS-ObjectSoa = Cloud",
			capped(enforced, func(o *inventory.ADObject) Evidence { return adEvidence(o, "msDS-ObjectSoa", string(o.DN)) })...)
	}
	return said("enforcementOff", w.Settings.Attest.EnforcementOff, true, "no AD object carries msDS-ObjectSoa = Cloud, and no configuration maps it, as attested",
		"a Cloud Sync configuration maps msDS-ObjectSoa, as attested", "no AD object carries msDS-ObjectSoa = Cloud; whether a Cloud Sync configuration maps it is not attested",
		planEvidence("objects with msDS-ObjectSoa = Cloud", "0"))
}
