package verify

import (
	"strconv"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// created judges a group whose object is to be made: by Cloud Sync in its wave,
// or by v1 from the switch on.
func (b *exam) created() {
	found := b.claims()
	switch {
	case len(found) == 0:
		b.notYet()
		return
	case b.out.Part == PartWaits && b.plan.Kind == planner.KindSecurity:
		b.unforeseen(found)
		return
	}
	b.o = found[0]
	b.out.Object = objectOf(b.o)
	if len(found) > 1 { // nobody can say which of them it is
		b.several(found)
		return
	}
	b.groupType()
	if b.out.Part != PartWave {
		return
	}
	b.anchor(planner.MatchAnchor, true)
	b.newName()
	b.finished(b.scope())
}

func (b *exam) several(found []*inventory.ADObject) {
	var evidence []planner.Evidence
	for _, o := range found {
		evidence = append(evidence, adShows(o, "distinguishedName", string(o.DN)), adShows(o, "objectSid", string(o.ObjectSID)))
	}
	b.add(DuplicateObject, strconv.Itoa(len(found))+" objects claim the group, where one is to be", evidence...)
}

// notYet: nothing is there. That is evidence only where all was read.
func (b *exam) notYet() {
	whole := b.targetsWhole
	if b.plan.Kind == planner.KindMicrosoft365 { // where v1 writes it, only its wizard knows
		whole = b.domainsWhole
	}
	switch {
	case !whole:
		var evidence []planner.Evidence
		for _, d := range b.notWhole {
			evidence = append(evidence, planner.Evidence{Source: planner.SourceAD(d), Attribute: "written-back groups", Value: "not read completely"})
		}
		b.add(ObjectUnseen, "no object was found, and AD was not read completely", evidence...)
	case b.gone: // nobody creates it any more
	case b.out.Part == PartWaits:
		b.add(Waits, "the group waits for a decision")
	case b.out.Part == PartV1:
		b.add(SwitchDue, "v1 has not created the object yet")
	case b.inScope():
		b.add(CycleDue, "the group is in Cloud Sync's scope, and its object is not there yet")
	default:
		b.add(WaveDue, "wave "+strconv.Itoa(b.plan.Wave)+" is to come")
	}
}

// newName compares the new object with the forecast, as far as it could be
// computed.
func (b *exam) newName() {
	if c, ok := b.change("cn"); ok && b.cn() != c.After && !b.followsCloud(b.cn()) {
		b.add(CNDiffers, "the new object's cn is "+notForecast, planSaw("cn", c.After), adShows(b.o, "cn", b.cn()))
	}
	if c, ok := b.change("parent"); ok && !b.o.DN.Parent().Equal(inventory.DN(c.After)) {
		b.add(ContainerDiffers, "the new object's container is "+notForecast, planSaw("container", c.After), adShows(b.o, "container", string(b.o.DN.Parent())))
	}
}

// absent judges a group that has no object and is to get none.
func (b *exam) absent() {
	off := b.plan.Action == planner.ActionNone && b.plan.Writeback.State == planner.StateOff && b.plan.Kind != planner.KindMicrosoft365
	if off {
		b.unforeseen(b.claims())
	}
	if b.out.Part == PartWaits {
		b.add(Waits, "the group waits for a decision")
	}
}

func (b *exam) unforeseen(found []*inventory.ADObject) {
	for _, o := range found {
		b.out.Object = objectOf(o)
		b.add(ObjectUnforeseen, "an object is there that the plan does not create", planSaw("action", string(b.plan.Action)),
			adShows(o, "distinguishedName", string(o.DN)), adShows(o, anchorAttribute, o.Anchor))
	}
}
