package verify

import (
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// course tells how far the forecast changes of an object have come.
type course struct {
	// moved: something has its forecast value that it did not have before.
	moved bool
	// behind are the attributes that still have their old value; other those
	// that have neither.
	behind, other []ReasonID
}

// course compares the object with what the plan forecast.
func (b *exam) course(p *planner.ADObject) course {
	var c course
	step := func(id ReasonID, changed, before, after bool) {
		switch {
		case after:
			c.moved = c.moved || changed
		case before:
			c.behind = append(c.behind, id)
		default:
			c.other = append(c.other, id)
		}
	}
	cn, renamed := b.change("cn")
	if now := b.cn(); renamed {
		step(CNDiffers, true, now == cn.Before, now == cn.After || b.followsCloud(now))
	} else {
		step(CNDiffers, false, false, now == p.DN.RDN().Value || b.followsCloud(now))
	}
	parent, moves := b.change("parent")
	now := b.o.DN.Parent()
	if moves {
		step(ContainerDiffers, true, now.Equal(inventory.DN(parent.Before)), now.Equal(inventory.DN(parent.After)))
	} else {
		step(ContainerDiffers, false, false, now.Equal(p.DN.Parent()))
	}
	if typ, changes := b.change("groupType"); changes && typ.Before != "" {
		is := groupTypeText(b.o)
		step(TypeDiffers, true, is == typ.Before, is == typ.After)
	}
	return c
}

// cn is the object's name now.
func (b *exam) cn() string {
	if b.o.CN != "" {
		return b.o.CN
	}
	return b.o.DN.RDN().Value
}

// textMoved: description or displayName have the forecast value that they did
// not have before. Connect writes them too, until the switch, so that they do not
// show Cloud Sync's hand.
func (b *exam) textMoved() bool {
	for attribute, now := range map[string]string{"description": b.o.Description, "displayName": b.o.DisplayName} {
		if c, ok := b.change(attribute); ok && now == c.After {
			return true
		}
	}
	return false
}

// texts notes a description or displayName that is not as forecast, unless the
// cloud group has another one since.
func (b *exam) texts() {
	for _, t := range []struct{ attribute, now, cloud string }{
		{"description", b.o.Description, b.cloud.Description}, {"displayName", b.o.DisplayName, b.cloud.DisplayName},
	} {
		c, ok := b.change(t.attribute)
		if ok && t.now != c.After && !(b.known && t.now == strings.TrimSpace(t.cloud)) {
			b.add(TextDiffers, t.attribute+" is not the forecast one", planSaw(t.attribute, c.After), adShows(b.o, t.attribute, t.now))
		}
	}
}

// followsCloud: the cloud group was renamed since, and the name follows from
// its new one, as Cloud Sync or Connect makes it (F15, F67).
func (b *exam) followsCloud(cn string) bool {
	if !b.known || b.cloud.DisplayName == b.plan.DisplayName {
		return false
	}
	byConnect := strings.TrimSpace(b.cloud.DisplayName) + "_" + b.plan.ID[24:]
	if b.at.CNKnown && cn == b.at.NewCN || cn == byConnect {
		b.add(CloudNameChanged, "the cloud group was renamed since the approval",
			planSaw("displayName", b.plan.DisplayName), planner.Evidence{Source: planner.SourceEntra, Attribute: "displayName", Value: b.cloud.DisplayName})
		return true
	}
	return false
}

// differ reports the attributes that are not what they should be.
func (b *exam) differ(p *planner.ADObject, ids []ReasonID, still string) {
	for _, id := range ids {
		switch id {
		case CNDiffers:
			want := p.DN.RDN().Value
			if c, ok := b.change("cn"); ok {
				want = c.After
			}
			b.add(id, "the object's cn is "+still, planSaw("cn", want), adShows(b.o, "cn", b.cn()))
		case ContainerDiffers:
			want := string(p.DN.Parent())
			if c, ok := b.change("parent"); ok {
				want = c.After
			}
			b.add(id, "the object's container is "+still, planSaw("container", want), adShows(b.o, "container", string(b.o.DN.Parent())))
		}
	}
}
