package planner

import (
	"cmp"
	"fmt"
	"strings"

	"gwbplan/inventory"
)

// What is not known of an AD object that was found: the other half of
// absence-unproven. "It has no anchor", "it sits in no protected group", "no
// second object carries its SID" are absences too.

// unprovenObject reports what could not be read of the group's AD object and
// around it, and would be a finding of its own if it were there.
func unprovenObject(c *Case) []Hit {
	if c.Object == nil || c.Deleted {
		return nil
	}
	var hits []Hit
	if c.Kind == KindMicrosoft365 {
		return append(hits, unprovenType(c)...)
	}
	if !c.Bound() {
		return nil
	}
	hits = append(hits, unprovenAttributes(c)...)
	hits = append(hits, unprovenParents(c)...)
	hits = append(hits, unprovenTarget(c)...)
	return append(hits, unprovenTwin(c)...)
}

// unprovenType: a Microsoft 365 group's object may be a security group.
func unprovenType(c *Case) []Hit {
	if !c.onV1() || c.Object.GroupType != 0 {
		return nil
	}
	return []Hit{{
		Message:  "the AD object's groupType was not read, so it cannot be told whether it is a security group that v1 would turn into a distribution group",
		Evidence: []Evidence{adEvidence(c.Object, "groupType", "not read")},
		Remedy:   "Read the AD object again with its groupType attribute and plan again.",
	}}
}

// decidingAttributes are those whose absence on an AD object is a finding.
// groupType is not among them: every group has one, so that it shows by itself
// where it was not read.
func decidingAttributes() []string {
	return []string{"adminDescription", anchorAttribute, "objectSid"}
}

// attributeUnread reports whether the source could not show the attribute on
// this object, or on any object of its domain. The global catalog has no
// adminDescription (F38).
func (w *World) attributeUnread(o *inventory.ADObject, attribute string) bool {
	if o.Catalog && attribute == "adminDescription" || containsFold(o.Denied, attribute) {
		return true
	}
	return w.gapOf(o.Domain, inventory.GapADGroups, attribute)
}

func unprovenAttributes(c *Case) []Hit {
	var unread []string
	for _, a := range decidingAttributes() {
		if c.World.attributeUnread(c.Object, a) {
			unread = append(unread, a)
		}
	}
	if c.Object.GroupType == 0 {
		unread = append(unread, "groupType")
	}
	if c.World.gapOf(c.Object.Domain, inventory.GapADGroups, string(c.Object.DN)) {
		unread = append(unread, "values that could not be decoded")
	}
	if len(unread) == 0 {
		return nil
	}
	what := strings.Join(unread, ", ")
	evidence := []Evidence{adEvidence(c.Object, "distinguishedName", string(c.Object.DN)), adEvidence(c.Object, "not read", what)}
	if c.Object.Catalog {
		evidence = append(evidence, adEvidence(c.Object, "source", "the global catalog alone: its own domain was not read"))
	}
	return []Hit{{
		Message:  "the AD object was not read with all that identifies it: " + what,
		Evidence: append(evidence, gapEvidence(c.World, SourceAD(c.Object.Domain), inventory.GapADGroups, inventory.GapADAttributes)...),
		Remedy:   "Read the AD object again with these attributes, over LDAP or with an export that holds all attributes, and plan again.",
	}}
}

// unprovenParents: a parent that was not read may be protected, synced up or a
// Microsoft 365 group's, or sit in one that is.
func unprovenParents(c *Case) []Hit {
	w := c.World
	above := w.above(c.Object)
	var unread []*inventory.ADPrincipal
	cut := w.parentsCut(c.Object)
	for _, p := range above {
		if at := w.ObjectOf(p); at != nil && !at.Catalog {
			cut = cut || w.parentsCut(at)
		} else if sid := sidOf(w, p); protectedName(sid) == "" && !strings.HasPrefix(string(sid), "S-1-5-32-") {
			unread = append(unread, p) // a group of BUILTIN sits in no other
		}
	}
	message := "the list of AD groups that hold the object was not read to its end"
	switch {
	case len(unread) > 0:
		message = count(len(unread), "AD group above the object was", "AD groups above the object were") + " not read"
	case !cut:
		return nil
	}
	evidence := capped(unread, func(p *inventory.ADPrincipal) Evidence { return adEvidence(c.Object, "memberOf", string(p.DN)) })
	for _, other := range w.holdersUnknown(c.Object.Domain) {
		evidence = append(evidence, Evidence{Source: SourceAD(other), Attribute: "member", Value: "not searched for groups of " + c.Object.Domain})
	}
	return []Hit{{
		Message:  message + ": whether it sits in a protected group, in one that is synced to the cloud, or with one that stays on v1 is not known",
		Evidence: append(evidence, adGapEvidence(c, inventory.GapADParents)...),
		Remedy:   "Read the AD groups that hold the object, in their own domains too, with an account that may see them, and plan again.",
		Facts:    []string{"F57", "F36", "F89"},
	}}
}

// parentsCut reports whether the object may sit in more groups than were read:
// its own list was cut, another domain was not asked, or its own domain was not
// read and the global catalog shows universal groups alone.
func (w *World) parentsCut(o *inventory.ADObject) bool {
	return o.Catalog || w.gapOf(o.Domain, inventory.GapADParents, string(o.DN)) || len(w.holdersUnknown(o.Domain)) > 0
}

// adGapEvidence shows the domain's gap of a kind, or that the source is silent.
func adGapEvidence(c *Case, kind inventory.GapKind) []Evidence {
	source := SourceAD(c.Object.Domain)
	if e := gapEvidence(c.World, source, kind); len(e) > 0 {
		return e
	}
	return []Evidence{{Source: source, Attribute: string(kind), Value: "not read"}}
}

// unprovenTwin: a second object may claim the group or carry its SID, and a
// synced group that was not read may be the object's copy.
func unprovenTwin(c *Case) []Hit {
	var hits []Hit
	for _, domain := range c.World.unseen {
		source := SourceAD(domain)
		hits = append(hits, Hit{
			Message: fmt.Sprintf("the AD domain %s was not read to the end: whether a second AD object claims the group is not known", quoted(domain)),
			Evidence: append(gapEvidence(c.World, source, inventory.GapADGroups, inventory.GapADDomain),
				gapEvidence(c.World, source, inventory.GapADContainer)...),
			Remedy: "Read the whole AD domain again and plan again.",
		})
	}
	if sid := c.Group.OnPremisesSecurityIdentifier; !c.World.SIDSettled(sid) {
		hits = append(hits, Hit{
			Message: "the cloud group carries a SID, and AD was not searched for it: a second AD object may be the group's",
			Evidence: append([]Evidence{entraEvidence("onPremisesSecurityIdentifier", string(sid))},
				gapEvidence(c.World, SourceAD(c.Object.Domain), inventory.GapADSIDLookup)...),
			Remedy: "Read the AD domain that the SID belongs to and plan again.",
			Facts:  []string{"F66", "F103"},
		})
	}
	if c.World.HasGap(inventory.GapCloudGroups) {
		hits = append(hits, Hit{
			Message: "the cloud groups were not read to the end: whether a synced group is the AD object's copy is not known",
			Evidence: append([]Evidence{adEvidence(c.Object, "objectSid", cmp.Or(string(c.Object.ObjectSID), "not read"))},
				gapEvidence(c.World, SourceEntra, inventory.GapCloudGroups)...),
			Remedy: "Read all cloud groups with Group.Read.All and plan again.",
			Facts:  []string{"F39", "F57", "F106"},
		})
	}
	return hits
}

// unprovenDeletion: the group is to be created, and a deleted object that
// could be restored with its SID may be there unseen.
func unprovenDeletion(c *Case) []Hit {
	if c.Row != 11 || c.leftOut() || len(c.Tombstones) > 0 {
		return nil
	}
	var evidence []Evidence
	for i := range c.World.Targets {
		domain := c.World.Targets[i].Domain
		if c.Target != nil && c.Target.Domain != domain || c.World.DeletedReadable(domain) {
			continue
		}
		source := SourceAD(domain)
		evidence = append(evidence, Evidence{Source: source, Attribute: string(inventory.GapADDeleted), Value: "deleted objects were not readable"})
		evidence = append(evidence, gapEvidence(c.World, source, inventory.GapADDeleted)...)
	}
	if len(evidence) == 0 {
		return nil
	}
	return []Hit{{
		Message:  "deleted AD objects were not readable: whether one could be restored with its SID instead of creating a new one is not known",
		Evidence: evidence,
		Remedy: fmt.Sprintf("Let the reading account see deleted objects (dsacls on %q with LCRP) or export them, and plan again; or have somebody who can look for an object whose anchor is %s.",
			"CN=Deleted Objects", c.stamp()),
		Facts: []string{"F35", "F66"},
	}}
}
