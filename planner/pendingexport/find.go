package pendingexport

import (
	"fmt"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
)

// find returns what the plan says of the object that changes: by its objectGUID,
// which stays where names change, else by its DN.
func (c *Comparison) find(ch *pending.Change) subject {
	if s, ok := c.byGUID[ch.GUID]; ok && !ch.GUID.IsZero() {
		return s
	}
	return c.byDN[ch.DN.Key()]
}

// mark is the value by which Connect says whose object one is.
const mark = "Group_"

// claimed returns the cloud group that an object names which is to be added, or
// nil: by adminDescription or the anchor, by a cn that is made of the id, or by
// one that is made of the name and the id's last digits (F14, F15).
func (c *Comparison) claimed(ch *pending.Change) *planner.Group {
	for _, text := range []string{ch.Value("adminDescription"), ch.Value("msDS-ExternalDirectoryObjectId"), ch.DN.RDN().Value} {
		if id, ok := strings.CutPrefix(strings.ToLower(text), strings.ToLower(mark)); ok {
			if g := c.groups[id]; g != nil {
				return g
			}
		}
	}
	name, tail := tailOf(ch)
	for _, g := range c.tails[tail] {
		if name != "" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(g.DisplayName)), name) {
			return g
		}
	}
	return nil
}

// tailOf cuts a cn of the form name_tail, in lower case.
func tailOf(ch *pending.Change) (name, tail string) {
	cn := strings.ToLower(ch.DN.RDN().Value)
	i := strings.LastIndexByte(cn, '_')
	if i < 0 {
		return "", ""
	}
	return strings.TrimSpace(cn[:i]), cn[i+1:]
}

// near says whose id a name ends like without beginning with that group's name,
// which alone proves nothing.
func (c *Comparison) near(ch *pending.Change) string {
	_, tail := tailOf(ch)
	if groups := c.tails[tail]; len(groups) == 1 {
		return fmt.Sprintf("; its name ends like the id of %q, but does not begin with that name", groups[0].DisplayName)
	}
	return ""
}

// isGroup tells whether the object is a group, as far as the file says.
func isGroup(ch *pending.Change) bool {
	return ch.ObjectType == "" || strings.EqualFold(ch.ObjectType, "group")
}

// nameOf is what people call the object.
func nameOf(s subject, ch *pending.Change) string {
	if s.group != nil {
		return s.group.DisplayName
	}
	if n := ch.Value("displayName"); n != "" {
		return n
	}
	return ch.DN.RDN().Value
}

// about is the beginning of an item on an object.
func (c *Comparison) about(kind Kind, s subject, ch *pending.Change) Item {
	i := Item{Kind: kind, Name: nameOf(s, ch), ObjectType: ch.ObjectType, DN: ch.DN, File: c.file, Line: ch.Line}
	if s.group != nil {
		i.Group = s.group.ID
	}
	return i
}

func detailOf(a *pending.Attribute) Detail {
	d := Detail{Attribute: a.Name, Operation: a.Operation, Added: a.Added, Removed: a.Removed, AddedN: a.AddedCount, RemovedN: a.RemovedCount}
	if d.Added == nil {
		d.Added = []string{}
	}
	if d.Removed == nil {
		d.Removed = []string{}
	}
	return d
}

// change returns the plan's forecast of an attribute, ok where it has one.
func change(g *planner.Group, attribute string) (after string, ok bool) {
	for _, c := range g.Changes {
		if strings.EqualFold(c.Attribute, attribute) && c.Before != c.After {
			return c.After, true
		}
	}
	return "", false
}

// renamedAsForecast tells whether the plan forecasts the new name and place.
func renamedAsForecast(g *planner.Group, from, to inventory.DN) bool {
	cn, parent := from.RDN().Value, from.Parent()
	if after, ok := change(g, "cn"); ok {
		cn = after
	}
	if after, ok := change(g, "parent"); ok {
		parent = inventory.DN(after)
	}
	return to.Equal(parent.Child(cn))
}
