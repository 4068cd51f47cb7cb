package pendingexport

import (
	"fmt"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
)

// stay is what to do about anything that is not expected.
const stay = "Do not leave staging mode before it is explained."

// rulesRemedy looks for the two rules that keep v2's objects (P3, P4).
const rulesRemedy = stay + " Check on this server that the inbound and the outbound rule of the coexistence stand there with the right connector, link type and scope (gwbplan explain --rule coexistence-rules), run a full synchronisation and export again."

// ad judges one pending change of the connector to AD.
func (c *Comparison) ad(ch *pending.Change) {
	before := len(c.report.Unexpected)
	outcome := V1Updates
	s := c.find(ch)
	switch ch.Operation {
	case pending.Delete, pending.DeleteAdd:
		c.deleted(s, ch)
	case pending.Add:
		outcome = c.add(s, ch)
	default:
		outcome = c.updated(s, ch)
	}
	if len(c.report.Unexpected) > before {
		outcome = NotExpected
	}
	c.counts[outcome]++
}

func (c *Comparison) deleted(s subject, ch *pending.Change) {
	i := c.about(ADDelete, s, ch)
	i.What = "the AD object is deleted"
	if ch.Operation == pending.DeleteAdd {
		i.What = "the AD object is deleted, and another one of the same name is made, with another SID"
	}
	i.Remedy = rulesRemedy
	i.Facts = []string{"F81", "F95"}
	switch g := s.group; {
	case g != nil && g.Kind == planner.KindMicrosoft365:
		i.Why = fmt.Sprintf("the plan forecasts %q for the object; the switch deletes no Microsoft 365 group", string(g.Action))
		i.Remedy = stay + " See why Connect lets go of the object: its scope, its OU, or the group in the cloud. Plan again if the group is gone there."
	case g != nil:
		i.Why = fmt.Sprintf("the plan forecasts %q at the switch and %q afterwards; with the object its SID goes, and every permission given to it", string(g.AtSwitch), string(g.Action))
		i.Facts = append(i.Facts, "F34", "F80")
	case s.orphan != nil:
		i.Why = "the object claims a cloud group that nobody has any more, and the plan leaves it where it is"
		i.Remedy = stay + " Find out whether the permissions given to it are still in use. If nobody needs them, delete it knowingly, by hand."
	case isGroup(ch):
		i.Why = "the plan does not know the object, and expects no deletion in AD"
		i.Remedy = stay + " Find the object and its cloud group. If it was written back after the snapshots were taken, plan again."
	default:
		i.Why = "leaving Group Writeback v2 deletes nothing in AD; this plan is about groups and knows nothing of the object"
		i.Remedy = stay + " Ask whoever looks after Connect why it wants to delete the object."
	}
	c.item(i)
}

// updated judges a change of an object that is there.
func (c *Comparison) updated(s subject, ch *pending.Change) Outcome {
	c.marks(s, ch)
	switch {
	case s.group != nil && s.group.Kind == planner.KindMicrosoft365 && s.group.Disposition != planner.NotInPlan:
		c.onV1(s, ch)
		return V1Updates
	case s.known():
		c.untouched(s, ch)
	case isGroup(ch):
		c.strange(s, ch)
	case ch.NewDN != "":
		c.renamed(s, ch, "leaving Group Writeback v2 renames nothing but groups; this plan knows nothing of the object", nil)
	}
	return OtherObjects
}

// untouched: nobody but Cloud Sync is to change an object of v2 from the switch
// on, and nobody at all one that the plan leaves where it is.
func (c *Comparison) untouched(s subject, ch *pending.Change) {
	why := "the object claims a cloud group that is gone, and the plan leaves it as it is"
	facts := []string{"F81"}
	if g := s.group; g != nil {
		why = fmt.Sprintf("the plan forecasts %q at the switch for this %s group: Connect must not touch it any more", string(g.AtSwitch), string(g.Kind))
		facts = append(facts, "F80")
	}
	c.renamed(s, ch, why, facts)
	for i := range ch.Attributes {
		switch a := &ch.Attributes[i]; {
		case isMember(a):
			c.members(s, ch, a, why+"; references can flow even where the link type is JoinNoFlow", facts)
		case isType(a):
			c.attribute(TypeChange, s, ch, a, why, facts)
		case !isMark(a):
			c.attribute(AttributeChange, s, ch, a, why, facts)
		}
	}
}

// onV1: v1 goes on writing a Microsoft 365 group. The plan forecasts names and
// type, not its members: who leaves one is shown.
func (c *Comparison) onV1(s subject, ch *pending.Change) {
	g := s.group
	if ch.NewDN != "" && !renamedAsForecast(g, ch.DN, ch.NewDN) {
		c.renamed(s, ch, "the plan does not forecast this name or place", []string{"F15"})
	}
	for i := range ch.Attributes {
		a := &ch.Attributes[i]
		after, forecast := change(g, a.Name)
		asForecast := forecast && len(a.Added) == 1 && a.Added[0] == after
		switch {
		case isMember(a):
			if a.RemovedCount != 0 {
				c.members(s, ch, a, "members leave the object, or may leave it, and the plan does not forecast who is in a group that v1 writes", []string{"F81"})
			}
		case isType(a) && !asForecast:
			c.attribute(TypeChange, s, ch, a, "the plan does not forecast this type", []string{"F12"})
		case forecast && !asForecast && a.Listed:
			c.attribute(AttributeChange, s, ch, a, fmt.Sprintf("the plan forecasts the value %q", after), nil)
		}
	}
}

// strange: a group that the plan has no object of. Other features of Connect
// write attributes of groups, but neither names nor members.
func (c *Comparison) strange(s subject, ch *pending.Change) {
	const why = "the plan has no such AD object, so it forecasts nothing for it"
	c.renamed(s, ch, why, nil)
	for i := range ch.Attributes {
		switch a := &ch.Attributes[i]; {
		case isMember(a):
			c.members(s, ch, a, why, nil)
		case isType(a):
			c.attribute(TypeChange, s, ch, a, why, nil)
		}
	}
}

func (c *Comparison) renamed(s subject, ch *pending.Change, why string, facts []string) {
	if ch.NewDN == "" {
		return
	}
	i := c.about(Rename, s, ch)
	i.NewDN = ch.NewDN
	i.What = "the AD object is renamed"
	if !ch.NewDN.Parent().Equal(ch.DN.Parent()) {
		i.What = "the AD object is moved to another container"
	}
	i.Why, i.Facts = why, facts
	i.Remedy = stay + " What knows the object by its DN loses it. See which rule flows the name."
	c.item(i)
}

func (c *Comparison) members(s subject, ch *pending.Change, a *pending.Attribute, why string, facts []string) {
	i := c.about(MemberChange, s, ch)
	i.What = memberWords(a)
	i.Why, i.Facts = why, facts
	i.Details = []Detail{detailOf(a)}
	i.Remedy = stay + " Compare the members with the cloud group. Who is removed loses what the group gives in AD at the export."
	c.item(i)
}

// memberWords counts who comes and who goes.
func memberWords(a *pending.Attribute) string {
	switch {
	case a.Operation == pending.Delete && a.RemovedCount < 0:
		return "all members are removed"
	case a.Operation == pending.Replace:
		return fmt.Sprintf("the members are replaced by %d others; who leaves is not shown", a.AddedCount)
	case a.AddedCount < 0 || a.RemovedCount < 0:
		return "members are added or removed; the file does not say how many"
	}
	return fmt.Sprintf("members are changed: %d added, %d removed", a.AddedCount, a.RemovedCount)
}

func (c *Comparison) attribute(kind Kind, s subject, ch *pending.Change, a *pending.Attribute, why string, facts []string) {
	i := c.about(kind, s, ch)
	i.What = a.Name + " is changed"
	i.Why, i.Facts = why, facts
	i.Details = []Detail{detailOf(a)}
	i.Remedy = stay + " See which outbound rule flows the attribute on this server (its lineage in the Synchronization Service Manager), correct the rule, synchronise and export again."
	c.item(i)
}

// marks: adminDescription and the anchor say whose an object is. Nothing that
// is expected changes them on one that is there.
func (c *Comparison) marks(s subject, ch *pending.Change) {
	for i := range ch.Attributes {
		if a := &ch.Attributes[i]; isMark(a) && (s.known() || isGroup(ch)) {
			c.attribute(MarkChange, s, ch, a, "the attribute says to which cloud group the object belongs; Cloud Sync finds the object by it, or Connect does", []string{"F38", "F66"})
		}
	}
}

func isMember(a *pending.Attribute) bool { return strings.EqualFold(a.Name, "member") }
func isType(a *pending.Attribute) bool   { return strings.EqualFold(a.Name, "groupType") }
func isMark(a *pending.Attribute) bool {
	return strings.EqualFold(a.Name, "adminDescription") || strings.EqualFold(a.Name, "msDS-ExternalDirectoryObjectId")
}

// isSecurity tells whether a groupType has the security bit.
func isSecurity(text string) bool {
	var n int64
	if _, err := fmt.Sscan(text, &n); err != nil {
		return false
	}
	return int32(n)&inventory.GroupTypeSecurity != 0
}
