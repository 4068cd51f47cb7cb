package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func ruleParentSyncedByConnect() Rule {
	return Rule{
		ID: FindingParentSyncedByConnect, Severities: []Severity{SeverityWarning},
		Title:  "it sits in an AD group that is synced up",
		When:   "The AD object is a direct member of an AD group whose synced copy is in the cloud.",
		Why:    "The sync client does not recognise the reference to an object that Cloud Sync owns. In AD the nesting stays; the cloud copy of the parent loses it, and with it the access it gives in the cloud.",
		Remedy: "Check what the parent grants in the cloud and add this cloud group there directly. Keep the writeback OU and both rules in Connect Sync for as long as the parent is synced.",
		Facts:  []string{"F57", "F36"}, Waivable: true,
		Check: checkParentSyncedByConnect,
	}
}

// syncedParent is an AD group that holds the object, and its cloud copy.
type syncedParent struct {
	dn   inventory.DN
	copy *inventory.CloudGroup
}

func checkParentSyncedByConnect(c *Case) []Hit {
	if !c.boundWithObject() {
		return nil
	}
	parents := syncedParents(c.World, c.Object)
	if len(parents) == 0 {
		return nil
	}
	return []Hit{{
		Message: "the AD object sits in " + count(len(parents), "AD group that is", "AD groups that are") + " synced to the cloud",
		Evidence: capped(parents, func(p syncedParent) Evidence {
			return adEvidence(c.Object, "memberOf", fmt.Sprintf("%s, in the cloud %s", p.dn, cloudName(p.copy)))
		}),
		Pin: &Pin{ID: PinParentSyncedByConnect, HeldBy: HeldByConnect},
	}}
}

func syncedParents(w *World, o *inventory.ADObject) []syncedParent {
	var out []syncedParent
	for _, p := range w.Parents(o) {
		for _, g := range w.GroupsWithSID(sidOf(w, p)) {
			if isSynced(g) {
				out = append(out, syncedParent{p.DN, g})
				break
			}
		}
	}
	return out
}

// sidOf is a reference's SID, from the object itself where the reference
// shows its DN alone.
func sidOf(w *World, p *inventory.ADPrincipal) inventory.SID {
	if p.SID != "" {
		return p.SID
	}
	if o := w.ObjectOf(p); o != nil {
		return o.ObjectSID
	}
	return ""
}
