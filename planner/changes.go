package planner

import (
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// changesOf lists the attributes of the AD object that will differ once the
// action is carried out; of an object that is created, what it will have, with
// nothing before. SID, objectGUID and sAMAccountName of an existing object
// stay; a new one gets a random sAMAccountName (F71).
func changesOf(c *Case, a Action) []Change {
	l := changeList{changes: []Change{}, object: c.Object}
	switch {
	case a == ActionAdopt && c.Object != nil, a == ActionCreate && c.Object == nil && c.Kind == KindSecurity:
		l.byCloudSync(c)
	case a == ActionRetype && c.Object != nil, a == ActionCreate && c.Object == nil && c.Kind == KindMicrosoft365:
		l.byV1(c, inventory.UniversalDistribution)
	case a == ActionResume && c.Object != nil:
		l.byV1(c, c.Object.GroupType)
	}
	return l.changes
}

// changeList collects what differs. object is nil for one that is created.
type changeList struct {
	changes []Change
	object  *inventory.ADObject
}

func (l *changeList) add(attribute, before, after string) {
	if before != after {
		l.changes = append(l.changes, Change{attribute, before, after})
	}
}

// byCloudSync: names and container are mapped anew on an object that is taken
// over (F67, F69). A groupType that does not suit is somebody's to change
// first (F49): only a new object gets one.
func (l *changeList) byCloudSync(c *Case) {
	o := l.today()
	if c.CNKnown {
		l.add("cn", objectCN(o), c.NewCN)
	}
	if c.ParentKnown && !c.NewParent.Equal(o.DN.Parent()) {
		l.add("parent", string(o.DN.Parent()), string(c.NewParent))
	}
	if l.object == nil {
		l.add("groupType", "", groupType(inventory.UniversalSecurity))
	}
	l.add("description", o.Description, writtenDescription(c.Group))
	l.add("displayName", o.DisplayName, c.Group.DisplayName)
}

// byV1: v1 writes distribution groups (F12). What becomes of an object of a
// security type is not documented (C15). Where v1 puts a new object, and
// whether it names it by id or by name, only its wizard knows (F14, F15); an
// object that v1 updates keeps its sort of name.
func (l *changeList) byV1(c *Case, typ int32) {
	o := l.today()
	if l.object == nil || typ != o.GroupType {
		l.add("groupType", groupType(o.GroupType), groupType(typ))
	}
	if l.object == nil || c.State == StateStale { // else v1 keeps it up to date already
		l.add("cn", objectCN(o), v1CN(o, c.Group))
		l.add("description", o.Description, writtenDescription(c.Group))
		l.add("displayName", o.DisplayName, c.Group.DisplayName)
	}
}

// today is the object as it is, empty for one that is created.
func (l *changeList) today() *inventory.ADObject {
	if l.object == nil {
		return &inventory.ADObject{}
	}
	return l.object
}

// v1CN is the name that v1 gives an object it has: one made of the display
// name follows it (F15). A name that would have to be cut is left alone, since
// nobody documents how v1 cuts.
func v1CN(o *inventory.ADObject, g *inventory.CloudGroup) string {
	today := objectCN(o)
	tail := "_" + g.ID.String()[24:]
	name := strings.TrimSpace(g.DisplayName)
	if len(today) < len(tail) || !strings.EqualFold(today[len(today)-len(tail):], tail) || name == "" || left(name, 51) != name {
		return today
	}
	return name + tail
}

// writtenDescription is as much of it as either engine writes (F41, F67).
func writtenDescription(g *inventory.CloudGroup) string {
	return left(strings.TrimSpace(g.Description), descriptionCap)
}

func groupType(t int32) string {
	if t == 0 {
		return ""
	}
	return strconv.FormatInt(int64(t), 10)
}
