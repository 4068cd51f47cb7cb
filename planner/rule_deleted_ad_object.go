package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func ruleDeletedADObject() Rule {
	return Rule{
		ID: FindingDeletedADObject, Severities: []Severity{SeverityBlocker},
		Title:  "its AD object was deleted",
		When:   "The group asks for writeback and has no AD object, but AD still holds a deleted object with its anchor, its adminDescription or the name Group_<object id>.",
		Why:    "Restored, the object comes back with its SID and its permissions. Left deleted, Cloud Sync creates a new object with a new SID, and the old permissions are lost for good.",
		Remedy: "Decide whether the SID is still needed. If so, restore the object from the AD Recycle Bin before Cloud Sync is started: Restore-ADObject -Identity <objectGUID> -Server <DNS name of its domain>. A tombstone without the Recycle Bin needs an authoritative restore from backup.",
		Facts:  []string{"F35", "F59", "F66"}, Waivable: true,
		Check: checkDeletedADObject,
	}
}

func checkDeletedADObject(c *Case) []Hit {
	if !c.Bound() || c.Object != nil || c.Asks != inventory.FlagTrue || len(c.Tombstones) == 0 {
		return nil
	}
	hit := Hit{
		Message: count(len(c.Tombstones), "deleted AD object has", "deleted AD objects have") + " the group's mark: restoring it keeps the SID",
		Evidence: capped(c.Tombstones, func(o *inventory.ADObject) Evidence {
			_, attribute, _ := deletedClaim(o)
			return adEvidence(o, attribute,
				fmt.Sprintf("%s on the deleted object %s, SID %s, last in %s", c.stamp(), o.ObjectGUID, o.ObjectSID, o.LastKnownParent))
		}),
	}
	if o := c.Tombstones[0]; len(c.Tombstones) == 1 && !o.ObjectGUID.IsZero() {
		hit.Remedy = fmt.Sprintf("Decide whether the SID is still needed. If so, run Restore-ADObject %s before Cloud Sync is started, or restore it from backup where the AD Recycle Bin is off.", inPowerShell(o))
	}
	return []Hit{hit}
}
