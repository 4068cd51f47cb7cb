package planner

import "strconv"

func gateUndecidedAtSwitch() GateRule {
	return GateRule{
		ID: GateUndecidedAtSwitch, Phase: PhaseSwitch,
		Title:   "Every written group is decided",
		When:    "No security group that has an AD object from writeback is blocked or unknown without a decision (a fix, a waiver, or an override that leaves it out).",
		Why:     "The switch takes the writer from every security group at once, whatever its wave. A group that nobody decided on stays frozen in AD, with permissions on it, until somebody does.",
		Remedy:  "Follow the remedies of these groups, accept a finding with a waiver, or decide with an override (move, clean-up, exclude). Then plan again.",
		FindOut: "Close the gaps that leave groups unknown, and plan again.",
		Facts:   []string{"F80", "T13", "F33"},
		Check:   checkUndecidedAtSwitch,
	}
}

func checkUndecidedAtSwitch(w *World, c *census) ruling {
	none := planEvidence("undecided groups", "0")
	open := planEvidence("groups that may have an object", strconv.Itoa(c.unseen))
	switch {
	case c.undecided > 0:
	case !w.CloudWhole():
		return unknown("not every cloud group was read", none)
	case c.unseen > 0:
		return unknown("whether "+count(c.unseen, "security group has", "security groups have")+" an AD object is not known", none, open)
	default:
		return passes("no written security group is undecided", none)
	}
	evidence := []Evidence{planEvidence("undecided groups", count(c.undecided, "group", "groups"))}
	for _, g := range c.firstUndecided {
		evidence = append(evidence, planEvidence("undecided", g))
	}
	if c.unseen > 0 {
		evidence = append(evidence, open)
	}
	return fails(count(c.undecided, "written security group is", "written security groups are")+" blocked or unknown and nobody decided", evidence...)
}
