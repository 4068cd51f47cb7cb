package planner

func ruleNestingCycle() Rule {
	return Rule{
		ID: FindingNestingCycle, Severities: []Severity{SeverityInfo},
		Title:  "the nesting runs in a circle",
		When:   "The group is, over other groups, a member of itself.",
		Why:    "The groups of a circle can only go together. In AD a circle does no harm by itself, but it makes everybody a member of every group in it.",
		Remedy: "Nothing has to be done. Ask the owners whether the circle is meant, and break it where it is not.",
		Facts:  []string{"F56"}, Waivable: true,
		Check: checkNestingCycle,
	}
}

func checkNestingCycle(c *Case) []Hit {
	if !c.Bound() || !c.World.InCycle(c.Group) {
		return nil
	}
	var evidence []Evidence
	for _, g := range c.World.Nested(c.Group) {
		if g == c.Group || c.World.InCycle(g) {
			evidence = append(evidence, entraEvidence("members", "group "+cloudName(g)))
		}
	}
	return oneHit("the group is part of a nesting cycle", capped(evidence, func(e Evidence) Evidence { return e })...)
}
