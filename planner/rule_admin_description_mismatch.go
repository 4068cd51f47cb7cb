package planner

import (
	"fmt"
	"strings"
)

func ruleAdminDescriptionMismatch() Rule {
	return Rule{
		ID: FindingAdminDescriptionMismatch, Severities: []Severity{SeverityBlocker},
		Title:  "adminDescription is not the group's",
		When:   "The AD object's adminDescription is absent, or neither Group_<object id> nor TakenOver_Group_<object id>. Not reported where the object was recognised by its SID.",
		Why:    "Connect Sync knows its written-back objects by that value, and its inbound rules use it to leave them alone. The published script copies it to the anchor unchecked, so a wrong value becomes a wrong anchor.",
		Remedy: "Find out why the value differs. If the object belongs to this group, set adminDescription to Group_<object id> with Set-ADGroup -Replace, then check the anchor.",
		Facts:  []string{"F38", "F39", "F73", "T2"},
		Check:  checkAdminDescriptionMismatch,
	}
}

func checkAdminDescriptionMismatch(c *Case) []Hit {
	if !c.boundWithObject() || c.matchedBy() == MatchSID {
		return nil
	}
	have, message := c.Object.AdminDescription, ""
	switch {
	case have == "" && c.World.attributeUnread(c.Object, "adminDescription"):
		return nil // not read is not absent: see absence-unproven
	case have == "":
		have, message = "absent", "the AD object has no adminDescription"
	case strings.EqualFold(have, c.stamp()), strings.EqualFold(have, "TakenOver_"+c.stamp()):
		return nil
	default:
		message = fmt.Sprintf("the AD object's adminDescription is %s and not %s", quoted(have), c.stamp())
	}
	return []Hit{{
		Message: message,
		Evidence: []Evidence{
			adEvidence(c.Object, "distinguishedName", string(c.Object.DN)),
			adEvidence(c.Object, "adminDescription", have),
		},
		Remedy: "Find out why the value differs. If the object belongs to this group, run " +
			setADGroup(c.Object, "-Replace @{adminDescription='"+c.stamp()+"'}") + " and check the anchor.",
	}}
}
