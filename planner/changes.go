package planner

import (
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// changesOf lists the attributes of the AD object that will differ once the
// action is carried out: Cloud Sync maps names and container anew on an
// adopted object (F67, F69), v1 takes the security bit from a retyped one.
func changesOf(c *Case, a Action) []Change {
	changes := []Change{}
	add := func(attribute, before, after string) {
		if before != after {
			changes = append(changes, Change{attribute, before, after})
		}
	}
	switch {
	case a == ActionRetype && c.Object != nil:
		add("groupType", groupType(c.Object.GroupType), groupType(c.Object.GroupType&^inventory.GroupTypeSecurity))
	case a == ActionAdopt && c.Object != nil:
		o := c.Object
		if c.CNKnown {
			add("cn", objectCN(o), c.NewCN)
		}
		if c.ParentKnown && !c.NewParent.Equal(o.DN.Parent()) {
			add("parent", string(o.DN.Parent()), string(c.NewParent))
		}
		add("description", o.Description, left(strings.TrimSpace(c.Group.Description), descriptionCap))
		add("displayName", o.DisplayName, c.Group.DisplayName)
	}
	return changes
}

func groupType(t int32) string { return strconv.FormatInt(int64(t), 10) }
