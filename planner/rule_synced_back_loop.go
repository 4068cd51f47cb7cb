package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func ruleSyncedBackLoop() Rule {
	return Rule{
		ID: FindingSyncedBackLoop, Severities: []Severity{SeverityBlocker},
		Title:  "a written-back object is synced up again",
		When:   "A synced cloud group carries the SID of an object that was written back from another cloud group. Reported on both.",
		Why:    "The object runs in a circle: cloud to AD to cloud. The default inbound rules skip objects stamped Group_; a customised rule has lost that clause. After the switch the second cloud group follows whatever Cloud Sync writes, under AD's authority.",
		Remedy: "On the Connect server, give the customised \"In from AD - Group\" rules the clause back that skips adminDescription starting with Group_, run a full sync, and see that the synced copy is gone from the cloud before the switch.",
		Facts:  []string{"F39", "F38"}, Waivable: true,
		Check: checkSyncedBackLoop,
	}
}

func checkSyncedBackLoop(c *Case) []Hit {
	if c.Kind == KindSynced {
		return loopOfCopy(c)
	}
	if c.Object == nil {
		return nil
	}
	for _, g := range c.World.GroupsWithSID(c.Object.ObjectSID) {
		if isSynced(g) && g != c.Group {
			return loopHit("the AD object is synced up again as the cloud group "+cloudName(g), c.Object, g)
		}
	}
	return nil
}

// loopOfCopy looks from the synced copy's side.
func loopOfCopy(c *Case) []Hit {
	o := c.World.WithSID(c.Group.OnPremisesSecurityIdentifier)
	if c.Deleted || o == nil {
		return nil
	}
	origin, _ := c.World.Owner(o)
	if origin == nil || origin == c.Group {
		return nil
	}
	return loopHit("this group is the synced copy of an object that was written back from "+cloudName(origin), o, c.Group)
}

func loopHit(message string, o *inventory.ADObject, synced *inventory.CloudGroup) []Hit {
	return oneHit(message,
		adEvidence(o, "distinguishedName", string(o.DN)),
		adEvidence(o, "objectSid", string(o.ObjectSID)),
		entraEvidence("onPremisesSecurityIdentifier", fmt.Sprintf("%s on %s", synced.OnPremisesSecurityIdentifier, synced.ID)))
}

func isSynced(g *inventory.CloudGroup) bool { return g.OnPremisesSyncEnabled == inventory.FlagTrue }
