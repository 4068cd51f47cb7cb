package pending

import (
	"errors"
	"fmt"
	"strings"

	"gwbplan/inventory"
)

// changeOf takes a delta apart. An object's name today is the one that was
// imported last; the delta has it too, but for what is added.
func changeOf(o *csObject, d *delta, later []entry) (*Change, error) {
	op, ok := operationOf(d.Operation)
	if !ok {
		return nil, fmt.Errorf("the pending export of %q has the operation %q, which is not known", o.DN, d.Operation)
	}
	c := &Change{ObjectType: o.ObjectType, Operation: op, GUID: d.Anchor.guid(), Known: map[string]string{}}
	c.DN = inventory.DN(firstOf(nameOf(o.Now), d.DN, o.DN))
	if c.DN == "" {
		return nil, errors.New("an object has no name: neither cs-dn nor dn of its delta")
	}
	if to := inventory.DN(firstOf(d.NewDN, nameOf(later), d.DN)); op != Delete && op != Add && to != "" && !to.Equal(c.DN) {
		c.NewDN = to
	}
	for _, entries := range [][]entry{o.Now, later} {
		c.learn(entries)
	}
	c.ObjectType = firstOf(c.ObjectType, d.Class)
	return c, c.take(d)
}

func nameOf(entries []entry) string {
	if len(entries) == 0 {
		return ""
	}
	return entries[0].DN
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// learn notes what an entry shows of the object itself.
func (c *Change) learn(entries []entry) {
	for i := range entries {
		e := &entries[i]
		if c.GUID.IsZero() {
			c.GUID = e.Anchor.guid()
		}
		c.ObjectType = firstOf(c.ObjectType, e.Class)
		for _, a := range e.Attributes {
			if len(a.Values) == 1 {
				c.Known[strings.ToLower(a.Name)] = a.Values[0].Text
			}
			if strings.EqualFold(a.Name, "objectGUID") && len(a.Values) == 1 && c.GUID.IsZero() {
				c.GUID = octets{Text: a.Values[0].Text}.guid()
			}
		}
	}
}

// take takes the attributes of a delta.
func (c *Change) take(d *delta) error {
	for _, a := range d.Attributes {
		to := Attribute{Name: a.Name, Listed: true}
		for _, v := range a.Values {
			if err := to.value(a.Operation, v.Operation, v.Text); err != nil {
				return err
			}
		}
		if err := c.put(to, a.Operation); err != nil {
			return err
		}
	}
	for _, a := range d.References {
		to := Attribute{Name: a.Name, Listed: true, Reference: true}
		for _, v := range a.Values {
			if err := to.value(a.Operation, v.Operation, strings.TrimSpace(v.DN)); err != nil {
				return err
			}
		}
		if err := c.put(to, a.Operation); err != nil {
			return err
		}
	}
	return nil
}

// value adds one value; without an operation of its own it has the
// attribute's.
func (a *Attribute) value(attribute, own, text string) error {
	op, ok := operationOf(firstOf(own, attribute, string(Add)))
	switch {
	case !ok:
		return fmt.Errorf("a value of %q has the operation %q, which is not known", a.Name, firstOf(own, attribute))
	case op == Delete:
		a.Removed = append(a.Removed, text)
	case op != None:
		a.Added = append(a.Added, text)
	}
	return nil
}

func (c *Change) put(a Attribute, operation string) error {
	op, ok := operationOf(firstOf(operation, string(Add)))
	if !ok {
		return fmt.Errorf("the attribute %q has the operation %q, which is not known", a.Name, operation)
	}
	if op == None {
		return nil
	}
	a.Operation = op
	a.AddedCount, a.RemovedCount = len(a.Added), len(a.Removed)
	if (op == Delete || op == Replace) && len(a.Removed) == 0 {
		a.RemovedCount, a.Listed = -1, op == Replace && !a.Reference // what was there before is gone, and not listed
	}
	c.Attributes = append(c.Attributes, a)
	return nil
}
