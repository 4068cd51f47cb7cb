package verify

import (
	"slices"
	"strconv"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// flip switches v2 off: v1 does its part at once.
func (b *tenant) flip(p *planner.Plan) {
	b.taken = b.taken.AddDate(0, 0, 5)
	b.org.WritebackV2 = inventory.FeatureOff
	for i := range p.Groups {
		if g := &p.Groups[i]; g.Kind == planner.KindMicrosoft365 {
			b.byV1(g)
		}
	}
}

func (b *tenant) byV1(g *planner.Group) {
	switch {
	case g.Action == planner.ActionCreate:
		b.written(b.cloudGroup(g.ID), "Group_"+g.ID)
	case len(g.ADObjects) > 0:
		b.change(b.object(g.ADObjects[0].ObjectGUID), g)
	}
}

func (b *tenant) cloudGroup(id string) *inventory.CloudGroupRecord {
	i := slices.IndexFunc(b.groups, func(g *inventory.CloudGroupRecord) bool { return g.ID.String() == id })
	return b.groups[i]
}

// wave puts the groups of a wave into Cloud Sync's scope and lets it run a cycle:
// objects are taken over or created, with names and members as forecast.
func (b *tenant) wave(p *planner.Plan, number int) {
	b.job.HasRun = inventory.FlagTrue
	for i := range p.Groups {
		g := &p.Groups[i]
		if g.Wave != number {
			continue
		}
		cloud := b.cloudGroup(g.ID)
		b.job.Assigned = append(b.job.Assigned, cloud.ID)
		var o *inventory.ADObjectRecord
		if g.Action == planner.ActionCreate {
			o = b.written(cloud, "new")
		} else {
			o = b.object(g.ADObjects[0].ObjectGUID)
		}
		b.change(o, g)
		o.Anchor = "Group_" + g.ID
		b.setMembers(o, g)
	}
}

// change gives an object the values that the plan forecast.
func (b *tenant) change(o *inventory.ADObjectRecord, g *planner.Group) {
	for _, c := range g.Changes {
		switch c.Attribute {
		case "cn":
			o.CN = c.After
		case "parent":
			o.DN = inventory.DN(c.After).Child(o.CN)
		case "groupType":
			n, err := strconv.Atoi(c.After)
			if err != nil {
				b.t.Fatal(err)
			}
			o.GroupType = int32(n)
		case "description":
			o.Description = c.After
		case "displayName":
			o.DisplayName = c.After
		}
	}
	b.move(o, o.DN.Parent().Child(o.CN))
}

// move gives the object another DN, for whoever refers to it too.
func (b *tenant) move(o *inventory.ADObjectRecord, dn inventory.DN) {
	o.DN, o.CN = dn, dn.RDN().Value
	for _, r := range b.refs {
		if r.GUID == o.ObjectGUID {
			r.DN = dn
		}
	}
}

// setMembers drops whom the plan loses and adds whom it gains.
func (b *tenant) setMembers(o *inventory.ADObjectRecord, g *planner.Group) {
	for _, m := range g.Members.Lost {
		if key, ok := b.keyOf(m.ID); ok {
			o.MemberKeys = slices.DeleteFunc(o.MemberKeys, func(k inventory.ADKey) bool { return k == key })
		}
	}
	for _, m := range g.Members.Gained {
		if key, ok := b.keyOf(m.ID); ok {
			o.MemberKeys = append(o.MemberKeys, key)
		}
	}
}

// keyOf is the member key of a user or a group in AD.
func (b *tenant) keyOf(id string) (inventory.ADKey, bool) {
	for _, u := range b.users {
		if u.ID.String() == id && u.OnPremisesSecurityIdentifier != "" {
			return b.account(u), true
		}
	}
	for _, o := range b.objects {
		if o.AdminDescription == "Group_"+id {
			return b.keyOfObject(o), true
		}
	}
	return "", false
}

func (b *tenant) keyOfObject(o *inventory.ADObjectRecord) inventory.ADKey {
	for _, r := range b.refs {
		if r.GUID == o.ObjectGUID {
			return r.Key()
		}
	}
	b.refs = append(b.refs, &inventory.ADPrincipal{DN: o.DN, GUID: o.ObjectGUID, SID: o.ObjectSID})
	return b.refs[len(b.refs)-1].Key()
}

// remove deletes an object; with a tombstone where it is to leave one.
func (b *tenant) remove(o *inventory.ADObjectRecord, tombstone bool) {
	b.objects = slices.DeleteFunc(b.objects, func(x *inventory.ADObjectRecord) bool { return x == o })
	for _, x := range b.objects {
		x.MemberKeys = slices.DeleteFunc(x.MemberKeys, func(k inventory.ADKey) bool { return string(k) == o.ObjectGUID.String() })
	}
	if !tombstone {
		return
	}
	dead := *o
	dead.Deleted, dead.LastKnownParent, dead.MemberKeys = true, o.DN.Parent(), nil
	dead.DN = inventory.DN("CN=Deleted Objects," + string(domainDN)).Child(o.CN + "\nDEL:" + o.ObjectGUID.String())
	b.objects = append(b.objects, &dead)
}

// everyWave plays the whole cut-over.
func (b *tenant) everyWave(p *planner.Plan) {
	b.flip(p)
	for _, w := range p.Waves {
		b.wave(p, w.Number)
	}
}
