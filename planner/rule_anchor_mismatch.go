package planner

import (
	"fmt"
	"strings"
)

func ruleAnchorMismatch() Rule {
	return Rule{
		ID: FindingAnchorMismatch, Severities: []Severity{SeverityBlocker},
		Title:  "the anchor names somebody else",
		When:   "The AD object that matches the group has an msDS-ExternalDirectoryObjectId other than Group_<object id>.",
		Why:    "Cloud Sync does not recognise the object: it creates a second group with a new SID, or fails because the name is taken. The object itself may be taken over for another group.",
		Remedy: "Find out who wrote the value and which cloud group the object really belongs to. If it is this one, set the anchor to Group_<object id> with Set-ADGroup -Replace before Cloud Sync is started; if not, correct adminDescription instead.",
		Facts:  []string{"F66", "T2"},
		Check:  checkAnchorMismatch,
	}
}

func checkAnchorMismatch(c *Case) []Hit {
	if !c.boundWithObject() || c.Object.Anchor == "" || strings.EqualFold(c.Object.Anchor, c.stamp()) {
		return nil
	}
	evidence := []Evidence{
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)),
		adEvidence(c.Object, "msDS-ExternalDirectoryObjectId", c.Object.Anchor),
		entraEvidence("id", c.Group.ID.String()),
	}
	message := fmt.Sprintf("the AD object's anchor is %s and not %s", quoted(c.Object.Anchor), c.stamp())
	if other, _ := c.World.Named(c.Object); other != nil {
		message += ": it names the cloud group " + quoted(other.DisplayName)
	}
	return []Hit{{
		Message: message, Evidence: evidence,
		Remedy: "Find out which cloud group the object really belongs to. If it is this one: " + stampAnchor(c) +
			" If it is not, correct adminDescription instead.",
	}}
}
