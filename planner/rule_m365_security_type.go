package planner

import (
	"cmp"

	"gwbplan/inventory"
)

func ruleM365SecurityType() Rule {
	return Rule{
		ID: FindingM365SecurityType, Severities: []Severity{SeverityBlocker},
		Title:  "a Microsoft 365 group of a security type",
		When:   "The AD object of a Microsoft 365 group is a security group, or v2 is asked to write it as one.",
		Why:    "v1 knows distribution groups only, and Cloud Sync takes no Microsoft 365 groups. Nobody has documented what v1 does with the object: if it turns it into a distribution group, every permission given to it stops working.",
		Remedy: "Find out which permissions use the object. Create a companion cloud security group with the same members, have Cloud Sync write it, and give it those permissions before the switch. Try the change of type in a lab.",
		Facts:  []string{"F12", "F23", "C15"}, Waivable: true, Unverified: true,
		Check: checkM365SecurityType,
	}
}

func checkM365SecurityType(c *Case) []Hit {
	if c.Row != 4 || c.BaseDisposition == NotInPlan {
		return nil
	}
	message := "v2 is asked to write this Microsoft 365 group as a security group, v1 cannot"
	evidence := []Evidence{entraEvidence("writebackConfiguration.onPremisesGroupType", cmp.Or(c.Group.WritebackType, "null"))}
	if c.Object != nil {
		evidence = append(evidence, groupTypeEvidence(c.Object), adEvidence(c.Object, "distinguishedName", string(c.Object.DN)))
		if c.Object.GroupType&inventory.GroupTypeSecurity != 0 {
			message = "the AD object of this Microsoft 365 group is a security group, v1 writes distribution groups"
		}
	}
	return []Hit{{
		Message: message, Evidence: evidence,
		Pin: &Pin{ID: PinM365SecurityType, HeldBy: HeldByV1},
	}}
}
