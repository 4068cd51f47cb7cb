package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func ruleClaimConflict() Rule {
	return Rule{
		ID: FindingClaimConflict, Severities: []Severity{SeverityBlocker},
		Title:  "one AD object claims two cloud groups",
		When:   "An AD object's anchor names one existing cloud group and its adminDescription another.",
		Why:    "Connect Sync knows the object by the one, Cloud Sync by the other. Cloud Sync takes the object over for the group that the anchor names, and the group that adminDescription names gets a second object with a new SID.",
		Remedy: "Decide together with both owners whose object it is. Correct the wrong attribute on the object, so that anchor and adminDescription name the same group, and plan again.",
		Facts:  []string{"F38", "F66", "T2", "T4"},
		Check:  checkClaimConflict,
	}
}

func checkClaimConflict(c *Case) []Hit {
	var hits []Hit
	for _, m := range c.Matches {
		byAnchor, byAdmin := c.World.Named(m.Object)
		if byAnchor == nil || byAdmin == nil || byAnchor == byAdmin {
			continue
		}
		switch c.Group {
		case byAnchor:
			hits = append(hits, claimHit(m.Object, "the AD object is anchored to this group, but its adminDescription names "+cloudName(byAdmin)))
		case byAdmin:
			hits = append(hits, claimHit(m.Object, "the AD object's adminDescription names this group, but it is anchored to "+cloudName(byAnchor)))
		}
	}
	return hits
}

func claimHit(o *inventory.ADObject, message string) Hit {
	return Hit{
		Message: message,
		Evidence: []Evidence{
			adEvidence(o, "distinguishedName", string(o.DN)),
			adEvidence(o, "msDS-ExternalDirectoryObjectId", o.Anchor),
			adEvidence(o, "adminDescription", o.AdminDescription),
		},
		Remedy: fmt.Sprintf("Decide together with both owners whose object it is, correct the wrong attribute on %s and plan again.", quoted(string(o.DN))),
	}
}
