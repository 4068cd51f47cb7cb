package planner

import (
	"fmt"
	"slices"
)

func ruleDuplicateADObject() Rule {
	return Rule{
		ID: FindingDuplicateADObject, Severities: []Severity{SeverityBlocker},
		Title:  "several AD objects match the group",
		When:   "Two or more live AD objects match the same cloud group, by whatever match.",
		Why:    "Only one of them can be taken over. Permissions given to the other one's SID are cut off from the cloud group, and no automatic choice can know which one is in use.",
		Remedy: "Find out which object permissions use. Move members and permissions there, then delete the other one, or take its adminDescription and msDS-ExternalDirectoryObjectId away: it is an ordinary AD group from then on, which Connect Sync brings to the cloud unless its OU is out of scope.",
		Facts:  []string{"F38", "F39", "F66", "F35"},
		Check:  checkDuplicateADObject,
	}
}

func checkDuplicateADObject(c *Case) []Hit {
	if !c.Bound() && !c.onV1() {
		return nil
	}
	// An object that is anchored to another group counts for that one.
	own := slices.DeleteFunc(slices.Clone(c.Matches), func(m Match) bool { return m.Conflicting })
	if len(own) < 2 {
		return nil
	}
	return oneHit(fmt.Sprintf("%d AD objects match the group", len(own)), capped(own, func(m Match) Evidence {
		return adEvidence(m.Object, string(m.By), fmt.Sprintf("%s, SID %s", m.Object.DN, m.Object.ObjectSID))
	})...)
}
