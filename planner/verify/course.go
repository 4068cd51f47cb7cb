package verify

import (
	"slices"
	"strconv"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// What should have become of an object, by the part of the plan.

const (
	notForecast = "not the forecast one"
	stillOld    = "still the old one, although the group was taken over"
)

// taken judges an object that Cloud Sync takes over in its wave. Until then it
// is frozen as it is; that is no fault.
func (b *exam) taken(p *planner.ADObject) {
	c, scope := b.course(p), b.scope()
	b.differ(p, c.other, notForecast)
	begun := c.moved || scope == inventory.FlagTrue && len(c.behind) == 0
	b.anchor(p.Match, begun || b.inScope() && b.anyRun())
	switch {
	case !begun && b.inScope():
		b.add(CycleDue, "the group is in Cloud Sync's scope, and its object is still as before")
		return
	case !begun && len(c.behind) == 0 && scope == inventory.FlagUnread:
		b.add(TakeoverUnproven, "nothing that was read shows whether Cloud Sync has the group")
		return
	case !begun:
		b.add(WaveDue, "wave "+strconv.Itoa(b.plan.Wave)+" is to come")
		return
	}
	b.differ(p, c.behind, stillOld)
	b.texts()
	b.finished(scope)
}

// finished judges what can only be judged of an object that Cloud Sync has.
func (b *exam) finished(scope inventory.Flag) {
	switch {
	case scope != inventory.FlagFalse:
	case b.inScope():
		b.add(CycleDue, "the group is in the scope of a configuration that has not run yet")
	default:
		b.add(NotInScope, "no Cloud Sync configuration that has run has the group in its scope")
	}
	b.members()
	if !b.targetsWhole {
		var evidence []planner.Evidence
		for i := range b.judge.plan.Targets {
			if d := b.judge.plan.Targets[i].Domain; !b.w.DomainWhole(d) {
				evidence = append(evidence, planner.Evidence{Source: planner.SourceAD(d), Attribute: "written-back groups", Value: "not read completely"})
			}
		}
		b.add(DuplicateUnproven, "whether a second object claims the group is not known", evidence...)
	}
}

// scope tells whether Cloud Sync has the group: a configuration that has run
// has it in its scope, and it finds the object.
func (b *exam) scope() inventory.Flag {
	switch {
	case b.at == nil: // not read, or gone, and with it from every scope
		return inventory.FlagUnread
	case b.at.Object == b.o:
		return b.at.CloudSync
	case b.inScope() && b.anyRun():
		return inventory.FlagTrue
	}
	return inventory.FlagUnread
}

// inScope: a configuration certainly has the group in its scope.
func (b *exam) inScope() bool {
	return b.at != nil && b.at.InScope == inventory.FlagTrue && len(b.w.Snap.Jobs) > 0
}

func (b *exam) anyRun() bool {
	return slices.ContainsFunc(b.w.Snap.Jobs, func(j inventory.ProvisioningJob) bool { return j.HasRun == inventory.FlagTrue })
}

// byV1 judges the object of a Microsoft 365 group. v1 goes on with it (F12,
// F13), and where the plan changes it, it does so from the switch on.
func (b *exam) byV1(p *planner.ADObject) {
	c := b.course(p)
	b.differ(p, c.other, notForecast)
	if right, wrong, _ := b.anchored(); wrong && p.Match == planner.MatchAnchor {
		b.anchor(p.Match, true)
	} else if right && p.Match != planner.MatchAnchor {
		b.add(M365AnchorStamped, "the object of a Microsoft 365 group carries the anchor", adShows(b.o, anchorAttribute, b.o.Anchor))
	}
	if len(b.plan.Changes) > 0 && (!c.moved && !b.textMoved() || len(c.behind) > 0) {
		b.add(SwitchDue, "v1 has not changed the object yet")
	}
}

// left judges an object that the plan leaves as it is, or that waits.
func (b *exam) left(p *planner.ADObject) {
	b.unchanged(p)
	if b.plan.Kind == planner.KindSecurity {
		b.anchor(p.Match, false)
	}
	state := b.plan.Writeback.State
	asked := state == planner.StateOnCloudSync || state == planner.StateUnknown
	if b.at != nil && b.at.Object == b.o && b.at.CloudSync == inventory.FlagTrue && !asked {
		b.add(TakenOverUnasked, "Cloud Sync has the group, which the plan leaves out", planSaw("action", string(b.plan.Action)),
			planner.Evidence{Source: planner.SourceEntra, Attribute: "appRoleAssignedTo", Value: "in the scope of a configuration that has run"})
	}
	if b.out.Part == PartWaits {
		b.add(Waits, "the group waits for a decision, or for what is nested in it")
	}
}

// unchanged: name and container are those of the plan. A Microsoft 365 group
// that waits for a decision is written by v1 all the same.
func (b *exam) unchanged(p *planner.ADObject) {
	var other []ReasonID
	cn := b.cn()
	c, renames := b.change("cn")
	if cn != p.DN.RDN().Value && !(renames && (cn == c.Before || cn == c.After && b.plan.Kind == planner.KindMicrosoft365)) && !b.followsCloud(cn) {
		other = append(other, CNDiffers)
	}
	if !b.o.DN.Parent().Equal(p.DN.Parent()) {
		other = append(other, ContainerDiffers)
	}
	for _, id := range other {
		if id == CNDiffers {
			b.add(id, "the object was renamed", planSaw("cn", p.DN.RDN().Value), adShows(b.o, "cn", cn))
		} else {
			b.add(id, "the object was moved", planSaw("container", string(p.DN.Parent())), adShows(b.o, "container", string(b.o.DN.Parent())))
		}
	}
}

func groupTypeText(o *inventory.ADObject) string { return strconv.Itoa(int(o.GroupType)) }
