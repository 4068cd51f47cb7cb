package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func ruleCNCollision() Rule {
	return Rule{
		ID: FindingCNCollision, Severities: []Severity{SeverityBlocker},
		Title:  "the name is taken",
		When:   "Another object of any class, or another group of the plan, has or gets the computed cn in the same container. Case does not count.",
		Why:    "AD holds one object of a name in a container. The rename, move or creation fails, and Cloud Sync keeps retrying while the group is not updated.",
		Remedy: "Rename or move the other object, rename one of the groups in the cloud, or set the cn mapping to Append(\"Group_\", [objectId]), which cannot collide.",
		Facts:  []string{"F67", "F69", "F70"}, Waivable: true,
		Check: checkCNCollision,
	}
}

func checkCNCollision(c *Case) []Hit {
	if !c.waiting() || !c.CNKnown || !c.ParentKnown {
		return nil
	}
	objects, groups := c.World.Taken(c, c.NewParent, c.NewCN)
	if len(objects)+len(groups) == 0 {
		return nil
	}
	evidence := []Evidence{planEvidence("cn", c.NewCN), planEvidence("container", string(c.NewParent))}
	evidence = append(evidence, capped(objects, func(o *inventory.ADObject) Evidence {
		return adEvidence(o, o.ObjectClass, string(o.DN))
	})...)
	evidence = append(evidence, capped(groups, func(g *inventory.CloudGroup) Evidence {
		return entraEvidence("group with the same computed cn", cloudName(g))
	})...)
	return []Hit{{
		Message:  fmt.Sprintf("the name %s is taken by %s", quoted(c.NewCN), takers(objects, groups)),
		Evidence: evidence,
		// That an object is renamed or moved when it is taken over is inferred (F69).
		Unverified: c.Object != nil,
	}}
}

func takers(objects []*inventory.ADObject, groups []*inventory.CloudGroup) string {
	switch {
	case len(groups) == 0:
		return count(len(objects), "AD object", "AD objects")
	case len(objects) == 0:
		return count(len(groups), "other group of the plan", "other groups of the plan")
	}
	return count(len(objects), "AD object", "AD objects") + " and " +
		count(len(groups), "other group of the plan", "other groups of the plan")
}
