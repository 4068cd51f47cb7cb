package planner

import "gwbplan/inventory"

func ruleM365FlagUnclear() Rule {
	return Rule{
		ID: FindingM365FlagUnclear, Severities: []Severity{SeverityWarning},
		Title:  "nobody said whether it is written",
		When:   "While v2 is on, the flag of a Microsoft 365 group is null, the tenant's default for new groups is not to write them, and there is no AD object.",
		Why:    "A null flag means written, the tenant's default says not written, and AD holds nothing. v1 looks at neither: the group will be in AD after the switch, which may surprise its owner.",
		Remedy: "Count the group among those that will appear in AD and tell the owner. Do not trust the portal's column, which shows \"No writeback\" for null.",
		Facts:  []string{"F25", "F27", "F28", "F13"}, Waivable: true,
		Check: checkM365FlagUnclear,
	}
}

func checkM365FlagUnclear(c *Case) []Hit {
	t := c.World.Snap.Tenant
	if !c.onV1() || !c.World.V2On() || t == nil || !c.AbsenceProven {
		return nil
	}
	if c.Group.WritebackEnabled != inventory.FlagNull || t.NewUnifiedGroupWritebackDefault != inventory.FlagFalse {
		return nil
	}
	return oneHit("the flag is null, new groups are not written by default, and there is no AD object",
		entraEvidence("writebackConfiguration.isEnabled", "null"),
		entraEvidence("NewUnifiedGroupWritebackDefault", "false"))
}
