package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

const anchorAttribute = "msDS-ExternalDirectoryObjectId"

// stamp is the anchor that the group's object has to have (F66).
func (b *exam) stamp() string { return "Group_" + b.plan.ID }

func planSaw(attribute, value string) planner.Evidence {
	return planner.Evidence{Source: planner.SourcePlan, Attribute: attribute, Value: value}
}

func adShows(o *inventory.ADObject, attribute, value string) planner.Evidence {
	return planner.Evidence{Source: planner.SourceAD(o.Domain), Attribute: attribute, Value: cmp.Or(value, "none")}
}

// existing judges a group that had an AD object.
func (b *exam) existing() {
	planned := b.pick()
	if planned.ObjectGUID.IsZero() && planned.ObjectSID == "" {
		b.add(ObjectUnread, "the plan has neither objectGUID nor SID of the object: whether it is still the same one cannot be told", planSaw("distinguishedName", string(planned.DN)))
		return
	}
	if b.o == nil {
		b.lost(planned)
		return
	}
	b.out.Object = objectOf(b.o)
	b.identity(planned)
	b.duplicates()
	switch b.out.Part {
	case PartWave:
		b.taken(planned)
	case PartV1:
		b.byV1(planned)
	default:
		b.left(planned)
	}
}

// pick finds the first of the plan's objects that is still there. Of several
// that claim one group, all but one are to go.
func (b *exam) pick() *planner.ADObject {
	for i := range b.plan.ADObjects {
		if o := b.lookUp(&b.plan.ADObjects[i]); o != nil {
			b.o = o
			return &b.plan.ADObjects[i]
		}
	}
	return &b.plan.ADObjects[0]
}

// lookUp finds the object of the plan: by objectGUID; where one of the two
// readings does not show it, by SID.
func (b *exam) lookUp(p *planner.ADObject) *inventory.ADObject {
	if o := b.w.Snap.ObjectByGUID(p.ObjectGUID); o != nil && !o.Deleted {
		return o
	}
	for _, o := range b.w.Snap.ObjectsBySID(p.ObjectSID) {
		if p.ObjectSID != "" && !o.Deleted && (p.ObjectGUID.IsZero() || o.ObjectGUID.IsZero()) {
			return o
		}
	}
	return nil
}

func objectOf(o *inventory.ADObject) *Object {
	return &Object{DN: o.DN, Domain: o.Domain, ObjectGUID: o.ObjectGUID, ObjectSID: o.ObjectSID, GroupType: o.GroupType, Anchor: o.Anchor}
}

// lost: the plan's object was not found.
func (b *exam) lost(p *planner.ADObject) {
	evidence := []planner.Evidence{planSaw("objectGUID", p.ObjectGUID.String()), planSaw("objectSid", string(p.ObjectSID)), planSaw("distinguishedName", string(p.DN))}
	if others := b.claims(); len(others) > 0 {
		b.o = others[0]
		b.out.Object = objectOf(b.o)
		if b.o.ObjectGUID.IsZero() && b.o.ObjectSID == "" {
			b.add(ObjectUnread, "the object was read with neither objectGUID nor SID", adShows(b.o, "distinguishedName", string(b.o.DN)))
			return
		}
		b.add(ObjectRecreated, "the object is gone, and another one has the group's marks and a new SID",
			append(evidence, adShows(b.o, "objectSid", string(b.o.ObjectSID)), adShows(b.o, "distinguishedName", string(b.o.DN)))...)
		return
	}
	tomb := b.w.Snap.ObjectByGUID(p.ObjectGUID)
	switch {
	case tomb == nil && !b.w.DomainWhole(p.Domain):
		b.add(ObjectUnseen, fmt.Sprintf("the object was not found, and the domain %s was not read completely", p.Domain), evidence...)
		return
	case b.overrides[b.plan.ID] == planner.OverrideCleanUp:
		b.add(CleanedUp, "the object was deleted, as the override allows", evidence...)
		return
	case tomb != nil:
		evidence = append(evidence, adShows(tomb, "isDeleted", "TRUE"), adShows(tomb, "distinguishedName", string(tomb.DN)))
		b.add(ObjectGone, "the object was deleted", evidence...)
		return
	}
	b.add(ObjectGone, "the object is not among the domain's written-back groups any more", evidence...)
}

// claims are live objects that claim the group and that the plan does not know.
func (b *exam) claims() []*inventory.ADObject {
	var out []*inventory.ADObject
	for _, m := range b.w.MatchesOf(b.cloud) {
		if m.Object != b.o && !b.listed(m.Object) {
			out = append(out, m.Object)
		}
	}
	return out
}

// listed: the plan lists the object with the group.
func (b *exam) listed(o *inventory.ADObject) bool {
	return slices.ContainsFunc(b.plan.ADObjects, func(p planner.ADObject) bool {
		return !p.ObjectGUID.IsZero() && p.ObjectGUID == o.ObjectGUID || p.ObjectGUID.IsZero() && p.ObjectSID != "" && p.ObjectSID == o.ObjectSID
	})
}

// duplicates: a second object would take the group's permissions away from the
// first, or answer for it.
func (b *exam) duplicates() {
	for _, o := range b.claims() {
		b.add(DuplicateObject, "a second object claims the group", adShows(o, "distinguishedName", string(o.DN)), adShows(o, "objectSid", string(o.ObjectSID)),
			adShows(o, anchorAttribute, o.Anchor), adShows(o, "adminDescription", o.AdminDescription))
	}
}

// identity: same SID, and read with all that tells.
func (b *exam) identity(p *planner.ADObject) {
	o := b.o
	switch {
	case o.Catalog:
		b.add(ObjectUnread, "the object was seen in the global catalog alone", adShows(o, "distinguishedName", string(o.DN)))
	case o.ObjectSID == "" && p.ObjectSID != "":
		b.add(ObjectUnread, "the object's SID was not read", planSaw("objectSid", string(p.ObjectSID)), adShows(o, "objectSid", "not read"))
	case p.ObjectSID != "" && o.ObjectSID != p.ObjectSID:
		b.add(SIDChanged, "the object has another SID", planSaw("objectSid", string(p.ObjectSID)), adShows(o, "objectSid", string(o.ObjectSID)))
	}
	b.groupType()
}

// groupType: what v1 writes never has the security bit, what Cloud Sync has is
// universal security (F12, F49). A type that the plan complains of is left alone.
func (b *exam) groupType() {
	change, changes := b.change("groupType")
	want, now := strconv.Itoa(int(inventory.UniversalSecurity)), strconv.Itoa(int(b.o.GroupType))
	ok := b.o.GroupType == inventory.UniversalSecurity
	if b.plan.Kind == planner.KindMicrosoft365 {
		want, ok = strconv.Itoa(int(inventory.UniversalDistribution)), b.o.GroupType&inventory.GroupTypeSecurity == 0
	}
	switch {
	case b.plan.Kind != planner.KindMicrosoft365 && b.plan.Kind != planner.KindSecurity, b.plan.Disposition == planner.NotInPlan,
		b.found(planner.FindingScopeNotUniversal, planner.FindingTypeNotSecurity) && !changes,
		b.found(planner.FindingM365SecurityType) && !changes:
	case b.o.GroupType == 0:
		b.add(ObjectUnread, "the object's groupType was not read", adShows(b.o, "groupType", "not read"))
	case !ok && !(changes && now == change.Before):
		b.add(TypeDiffers, "the object is of another type", planSaw("groupType", want), adShows(b.o, "groupType", now))
	}
}

func (b *exam) change(attribute string) (planner.Change, bool) {
	for _, c := range b.plan.Changes {
		if c.Attribute == attribute {
			return c, true
		}
	}
	return planner.Change{}, false
}

// anchored tells how the anchor stands.
func (b *exam) anchored() (right, wrong, unread bool) {
	switch {
	case strings.EqualFold(b.o.Anchor, b.stamp()):
		return true, false, false
	case b.o.Anchor != "":
		return false, true, false
	}
	return false, false, b.w.Unread(b.o, anchorAttribute)
}

// anchor judges the anchor of an object that Cloud Sync has, or is to have.
// needed: from now on it must be there. An anchor that was there must stay, and
// a wrong one that the plan complains of is known.
func (b *exam) anchor(had planner.MatchKind, needed bool) {
	right, wrong, unread := b.anchored()
	known := had != planner.MatchAnchor && b.found(planner.FindingAnchorMismatch, planner.FindingClaimConflict, planner.FindingAnchorDuplicate)
	evidence := []planner.Evidence{planSaw(anchorAttribute, b.stamp()), adShows(b.o, anchorAttribute, b.o.Anchor)}
	switch {
	case right, wrong && known:
	case wrong:
		b.add(AnchorWrong, "the anchor names somebody else", evidence...)
	case unread:
		b.add(ObjectUnread, "the object's anchor was not read", adShows(b.o, anchorAttribute, "not read"))
	case needed, had == planner.MatchAnchor:
		b.add(AnchorMissing, "the object has no anchor", evidence...)
	}
}
