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
		When:   "No member of the cloud group is visible, although Graph's count or the AD object says that there are some.",
		Why:    "Graph leaves hidden members out without a word. An empty list is then no empty group, and what becomes of its members cannot be told.",
		Remedy: "Read the group again with Member.Read.Hidden. If it really is empty in the cloud, ask the owner whether the members in AD are still wanted.",
		Facts:  []string{"F107", "F106", "F102"},
		Check:  checkHiddenMembers,
	}
}

func checkHiddenMembers(c *Case) []Hit {
	visible := len(c.Members.Cloud)
	if !c.Bound() || c.Members.Reading != inventory.ReadWhole || visible > 0 {
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
	}
	return nil
}
