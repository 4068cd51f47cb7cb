package planner

import "gwbplan/inventory"

func ruleFlagUnread() Rule {
	return Rule{
		ID: FindingFlagUnread, Severities: []Severity{SeverityUnknown},
		Title:  "the writeback flag could not be read",
		When:   "writebackConfiguration was not readable for this group.",
		Why:    "Without the flag nobody can say whether the group is meant to be in AD. An unread flag is never taken for null or false.",
		Remedy: "Read the group again with Group.Read.All. The property is in beta only and absent from some clouds; where it stays away, decide for the group by hand.",
		Facts:  []string{"F100", "F106", "F25"},
		Check:  checkFlagUnread,
	}
}

func checkFlagUnread(c *Case) []Hit {
	if c.Kind != KindSecurity && c.Kind != KindMicrosoft365 || c.Deleted || c.Asks != inventory.FlagUnread {
		return nil
	}
	evidence := []Evidence{entraEvidence("writebackConfiguration.isEnabled", c.Group.WritebackEnabled.String())}
	return oneHit("the writeback flag could not be read, so it is not known whether the group asks for writeback",
		append(evidence, gapEvidence(c.World, SourceEntra, inventory.GapWritebackConfig)...)...)
}
