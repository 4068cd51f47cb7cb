package planner

import "gwbplan/inventory"

func ruleNoOwner() Rule {
	return Rule{
		ID: FindingNoOwner, Severities: []Severity{SeverityInfo},
		Title:  "nobody owns the group",
		When:   "The owners of a group of the plan were read, and there are none.",
		Why:    "Somebody has to decide on its findings, and to know that AD is not updated between the switch and Cloud Sync's first run.",
		Remedy: "Find an owner before the group gets a date: ask its members' managers, or whoever runs what the group gives access to, and enter them in Entra.",
		Facts:  []string{"T13"}, Waivable: true,
		Check: checkNoOwner,
	}
}

func checkNoOwner(c *Case) []Hit {
	if c.BaseDisposition == NotInPlan || c.Group.OwnersReading != inventory.ReadWhole || len(c.Group.Owners) > 0 {
		return nil
	}
	return oneHit("the group has no owner", entraEvidence("owners", "none"))
}
