package planner

import (
	"fmt"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

func ruleHiddenMembers() Rule {
	return Rule{
		ID: FindingHiddenMembers, Severities: []Severity{SeverityUnknown},
		Title:  "members are hidden",
		When:   "No member of the cloud group is visible, or fewer than Graph counts, although Graph's count or the AD object says that there are more; or nothing was there to check an empty list by.",
		Why:    "Graph leaves hidden members out without a word. An empty list is then no empty group, and what becomes of its members cannot be told.",
		Remedy: "Read the group again with Member.Read.Hidden. If it really is empty in the cloud, ask the owner whether the members in AD are still wanted.",
		Facts:  []string{"F107", "F106", "F102"},
		Check:  checkHiddenMembers,
	}
}

func checkHiddenMembers(c *Case) []Hit {
	visible := len(c.Members.Cloud)
	if !c.Bound() || c.Members.Reading != inventory.ReadWhole {
		return nil
	}
	if n := c.Group.MemberCount; n != nil && visible > 0 && *n > visible {
		return oneHit(fmt.Sprintf("%d of %d members are not visible", *n-visible, *n),
			entraEvidence("members", strconv.Itoa(visible)+" visible"), entraEvidence("members/$count", strconv.Itoa(*n)))
	}
	if visible > 0 {
		return nil
	}
	counted, hidden := c.Group.MemberCount, strings.EqualFold(c.Group.Visibility, "HiddenMembership")
	evidence := []Evidence{entraEvidence("members", "none visible")}
	switch {
	case counted != nil && *counted > 0:
		evidence = append(evidence, entraEvidence("members/$count", strconv.Itoa(*counted)))
		return oneHit(fmt.Sprintf("no member is visible, but Graph counts %d", *counted), evidence...)
	case counted != nil && !hidden:
		return nil // Graph counts none: the group is empty, and AD has drifted
	case c.Object != nil && c.Members.ADCount > 0:
		evidence = append(evidence, adEvidence(c.Object, "member", count(c.Members.ADCount, "value", "values")))
		if hidden {
			evidence = append(evidence, entraEvidence("visibility", c.Group.Visibility))
		}
		return oneHit(fmt.Sprintf("no member is visible in the cloud, but AD holds %d", c.Members.ADCount), evidence...)
	case counted == nil && c.World.HasGap(inventory.GapMemberCounts):
		return oneHit("no member is visible, and Graph's count was not readable",
			append(evidence, gapEvidence(c.World, SourceEntra, inventory.GapMemberCounts)...)...)
	case hidden:
		return oneHit("no member of a group with hidden membership is visible", append(evidence, entraEvidence("visibility", c.Group.Visibility))...)
	}
	return nil
}
