package planner

import (
	"fmt"
	"strings"

	"gwbplan/inventory"
)

func gateScale() GateRule {
	return GateRule{
		ID: GateScale, Phase: PhaseSwitch,
		Title:   "Cloud Sync can hold that many groups and memberships",
		When:    "No configuration exceeds the limits of the chosen profile in its scope mode. The tenant's users are not counted: with mode all and the profile 2025-10 somebody has to attest it.",
		Why:     "Above the limits the configuration is not supported and may stop in the middle of a cycle, with some groups written and some not.",
		Remedy:  "Select fewer groups, split them over the domains' configurations, or leave groups out with an override.",
		FindOut: "Close the gaps about members, or count the users, groups and memberships of the tenant and compare them with the limits of the profile.",
		Attest:  "attest.withinScale",
		Facts:   []string{"F61", "F62", "F63", "C4"},
		Check:   checkScale,
	}
}

func checkScale(w *World, c *census) ruling {
	evidence := []Evidence{planEvidence("limits.profile", w.Settings.Limits.Profile)}
	var over, open []string
	for i := range c.scopes {
		s := &c.scopes[i]
		for _, l := range s.Limits {
			if l.Profile != w.Settings.Limits.Profile || l.Mode != s.Mode {
				continue
			}
			line := fmt.Sprintf("%d %s, the limit is %d", l.Actual, strings.ReplaceAll(string(l.What), "-", " "), l.Most)
			evidence = append(evidence, planEvidence(s.Domain+" scope mode "+s.Mode, line+": "+string(l.Status)))
			switch l.Status {
			case LimitOver:
				over = append(over, s.Domain+": "+line)
			case LimitUnknown:
				open = append(open, fmt.Sprintf("%s: the %s are not wholly counted", s.Domain, strings.ReplaceAll(string(l.What), "-", " ")))
			}
		}
	}
	switch {
	case len(c.scopes) == 0:
		return unknown("no target domain is known", evidence...)
	case len(over) > 0:
		return fails(strings.Join(over, "; "), evidence...)
	case len(open) > 0:
		return said("withinScale", w.Settings.Attest.WithinScale, true, "within the limits of the profile "+w.Settings.Limits.Profile+", as attested",
			"over the limits of the profile "+w.Settings.Limits.Profile+", as attested", strings.Join(open, "; "), evidence...)
	case !w.CloudWhole():
		return unknown("not every cloud group was read", evidence...)
	case w.HasGap(inventory.GapProvisioningJobs, inventory.GapJobAssignments):
		return unknown("what the existing configurations have in scope was not read", evidence...)
	case len(w.unseen) > 0:
		return unknown("not every written-back group was read: "+strings.Join(w.unseen, ", ")+" has a hole", evidence...)
	}
	return passes("within the limits of the profile "+w.Settings.Limits.Profile, evidence...)
}
