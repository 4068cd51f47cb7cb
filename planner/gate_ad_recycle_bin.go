package planner

import "gwbplan/inventory"

func gateADRecycleBin() GateRule {
	return GateRule{
		ID: GateADRecycleBin, Phase: PhaseStamp,
		Title:   "The AD Recycle Bin is on",
		When:    "The Recycle Bin is on in the forest of every target.",
		Why:     "A group that is deleted by mistake comes back with its SID and its members from the Recycle Bin alone. Without it the permissions are lost.",
		Remedy:  "Enable-ADOptionalFeature 'Recycle Bin Feature' -Scope ForestOrConfigurationSet -Target <forest root domain>. It cannot be switched off again, and needs the forest functional level 2008 R2.",
		FindOut: "Run Get-ADOptionalFeature -Filter \"Name -eq 'Recycle Bin Feature'\" and look at EnabledScopes.",
		Facts:   []string{"F35", "F59", "F95"},
		Check: func(w *World, _ *census) ruling {
			return w.eachTarget("Recycle Bin", func(d *inventory.ADDomain) inventory.Flag { return d.RecycleBin },
				"the Recycle Bin is on", "the Recycle Bin is off", "whether the Recycle Bin is on was not read")
		},
	}
}
