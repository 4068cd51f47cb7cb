package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func ruleSplitNesting() Rule {
	return Rule{
		ID: FindingSplitNesting, Severities: []Severity{SeverityWarning},
		Title:  "nested with a Microsoft 365 group",
		When:   "A Microsoft 365 group, which stays on v1, is a member of the group, or in AD its object holds the group's object or is held by it.",
		Why:    "Cloud Sync takes no Microsoft 365 groups, so it writes no reference to one. After the switch the two ends of the nesting are written by two engines, and none keeps it up to date.",
		Remedy: "Replace the Microsoft 365 group in this place by a security group with the same members, or accept that the nesting in AD is kept by hand.",
		Facts:  []string{"F44", "F12", "F36"}, Waivable: true,
		Check: checkSplitNesting,
	}
}

func checkSplitNesting(c *Case) []Hit {
	if !c.Bound() || !c.World.V1On() {
		return nil
	}
	members := c.byReason(ReasonMicrosoft365Group)
	evidence, n := memberEvidence(members), len(members)
	if c.Object != nil {
		refs := v1Neighbours(c, "memberOf", c.World.Parents(c.Object))
		// What AD holds and the cloud has as a member too is listed already.
		refs = append(refs, v1Neighbours(c, "member", principalsOf(c.Members.Extra))...)
		n += len(refs)
		evidence = append(evidence, capped(refs, func(e Evidence) Evidence { return e })...)
	}
	if n == 0 {
		return nil
	}
	return []Hit{{
		Message:  "the group is nested with " + count(n, "Microsoft 365 group that stays", "Microsoft 365 groups that stay") + " on v1",
		Evidence: evidence,
		Pin:      &Pin{ID: PinSplitNesting, HeldBy: HeldByV1},
	}}
}

// v1Neighbours are the AD references that lead to objects of Microsoft 365
// groups.
func v1Neighbours(c *Case, attribute string, refs []*inventory.ADPrincipal) []Evidence {
	var out []Evidence
	for _, p := range refs {
		o := c.World.ObjectOf(p)
		if o == nil {
			continue
		}
		if g, _ := c.World.Owner(o); g != nil && kindOf(g) == KindMicrosoft365 {
			out = append(out, adEvidence(c.Object, attribute, fmt.Sprintf("%s, in the cloud %s", p.DN, cloudName(g))))
		}
	}
	return out
}

func principalsOf(members []ADMemberFate) []*inventory.ADPrincipal {
	out := make([]*inventory.ADPrincipal, len(members))
	for i, m := range members {
		out[i] = m.Principal
	}
	return out
}
