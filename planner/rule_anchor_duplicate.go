package planner

import (
	"fmt"
	"slices"

	"gwbplan/inventory"
)

func ruleAnchorDuplicate() Rule {
	return Rule{
		ID: FindingAnchorDuplicate, Severities: []Severity{SeverityBlocker},
		Title:  "the anchor stands on two AD objects",
		When:   "The value of msDS-ExternalDirectoryObjectId that belongs to this group, or that its AD object has, stands on more than one AD object of the forest.",
		Why:    "The anchor must be unique in the forest. With two of them nobody can say which object Cloud Sync takes over, and a reference that is resolved through the global catalog can end at the wrong one.",
		Remedy: "Decide which object is the right one (the SID that permissions use, whenCreated, members) and clear the attribute on the others: Set-ADGroup -Identity <objectGUID> -Server <DNS name of its domain> -Clear msDS-ExternalDirectoryObjectId. Read all domains of the forest before you call it unique.",
		Facts:  []string{"F66", "T4", "T5"},
		Check:  checkAnchorDuplicate,
	}
}

func checkAnchorDuplicate(c *Case) []Hit {
	if !c.Bound() {
		return nil
	}
	bearers := c.World.WithAnchor(c.stamp())
	if c.Object != nil {
		if c.Object.Anchor != "" {
			bearers = c.World.WithAnchor(c.Object.Anchor)
		}
		// An anchor must be unique in its forest; another forest has its own.
		bearers = slices.DeleteFunc(bearers, func(o *inventory.ADObject) bool {
			return c.World.InForest(c.Object.Domain, o.Domain, o.ObjectSID) == inventory.FlagFalse
		})
	}
	if len(bearers) < 2 {
		return nil
	}
	more := ""
	if len(bearers) == takenCap {
		more = " or more"
	}
	return oneHit(fmt.Sprintf("the anchor %s stands on %d%s AD objects", quoted(bearers[0].Anchor), len(bearers), more),
		capped(bearers, anchorEvidence)...)
}

func anchorEvidence(o *inventory.ADObject) Evidence {
	return adEvidence(o, "msDS-ExternalDirectoryObjectId", fmt.Sprintf("%s on %s", o.Anchor, o.DN))
}
