package ad

import (
	"context"
	"slices"

	"gwbplan/inventory"
)

// pendingGroup is a group of which only the first values were read.
type pendingGroup struct {
	entry *entry
	rec   *inventory.ADObjectRecord
	// member and memberOf are the numbers of the first missing values, or -1.
	member, memberOf int
	withMembers      bool
}

// assemble puts the pieces of an attribute together. next is the number of the
// first value that is missing, -1 where none is.
//
// A server may send the plain attribute although a range was asked for, and an
// empty plain attribute beside a ranged one; only a ranged piece says that
// more is to come.
func (e *entry) assemble(name string) (values []string, next int) {
	var pieces []*attribute
	for i := range e.attr {
		switch a := &e.attr[i]; {
		case a.name != name:
		case a.ranged:
			pieces = append(pieces, a)
		default:
			values = append(values, a.values...)
		}
	}
	if len(pieces) == 0 {
		return values, -1
	}
	slices.SortStableFunc(pieces, func(a, b *attribute) int { return a.first - b.first })
	for _, a := range pieces {
		values = append(values, a.values...)
		if a.first > next {
			continue
		}
		if a.last < 0 {
			return values, -1
		}
		next = max(next, a.first+len(a.values))
	}
	return values, next
}

// takeLists adds the members and the groups that hold the group. Where values
// are missing the group waits until the search that found it has ended.
func (c *collector) takeLists(e *entry, rec *inventory.ADObjectRecord, withMembers bool) error {
	p := &pendingGroup{entry: &entry{dn: e.dn, ids: e.ids}, rec: rec, member: -1, withMembers: withMembers}
	var values []string
	if withMembers {
		values, p.member = e.assemble("member")
		if err := c.addMembers(rec, values); err != nil {
			return err
		}
	}
	values, p.memberOf = e.assemble("memberof")
	if err := c.addHolders(rec, append(values[:len(values):len(values)], c.reader.backlinks(e)...)); err != nil {
		return err
	}
	if p.member < 0 && p.memberOf < 0 {
		return c.settle(p, "")
	}
	if c.waiting.add(rec) {
		c.pending = append(c.pending, p)
	}
	return nil
}

func (c *collector) addMembers(rec *inventory.ADObjectRecord, values []string) error {
	for _, v := range values {
		if v == "" {
			continue // an empty attribute, as some tools write it
		}
		key, p, err := c.reference(v)
		if err != nil {
			return err
		}
		if p.GUID.IsZero() && p.SID == "" {
			c.namesOnly[key] = true
		}
		rec.MemberKeys = append(rec.MemberKeys, key)
	}
	return nil
}

func (c *collector) addHolders(rec *inventory.ADObjectRecord, values []string) error {
	for _, v := range values {
		if v == "" {
			continue
		}
		key, p, err := c.reference(v)
		if err != nil {
			return err
		}
		c.holders[key] = p
		rec.MemberOfKeys = append(rec.MemberOfKeys, key)
	}
	return nil
}

// completePending reads what the groups of the last search still lack.
func (c *collector) completePending(ctx context.Context) error {
	pending := c.pending
	c.pending, c.waiting = nil, objectSet{}
	for _, p := range pending {
		membersWhy, err := c.readRest(ctx, p, "member", p.member, c.addMembers)
		if err != nil {
			return err
		}
		holdersWhy, err := c.readRest(ctx, p, "memberOf", p.memberOf, c.addHolders)
		if err != nil {
			return err
		}
		if holdersWhy != "" && !c.done.has(p.rec) {
			g := c.gap(inventory.GapADParents, string(p.rec.DN), holdersWhy, "which other AD groups hold this group")
			if err := c.put(g); err != nil {
				return err
			}
		}
		if err := c.settle(p, membersWhy); err != nil {
			return err
		}
	}
	return nil
}

// readRest reads the values of one list from number first on, if there are any.
func (c *collector) readRest(ctx context.Context, p *pendingGroup, name string, first int,
	add func(*inventory.ADObjectRecord, []string) error) (why string, err error) {
	if first < 0 {
		return "", nil
	}
	values, err := c.reader.rest(ctx, p.entry, name, first)
	if asFatal(err) != nil {
		return "", err
	}
	if err != nil {
		why = whyOf(err)
	}
	return why, add(p.rec, values)
}

// settle ends the reading of a group. why is empty where all members are read.
func (c *collector) settle(p *pendingGroup, why string) error {
	rec := p.rec
	rec.MemberKeys, rec.MemberOfKeys = sortedKeys(rec.MemberKeys), sortedKeys(rec.MemberOfKeys)
	if !p.withMembers {
		c.keep(rec)
		return nil
	}
	c.climbFrom(rec)
	switch {
	case c.done.has(rec):
		return nil
	case c.noMembers != "":
		rec.MembersWhy = c.noMembers
	case slices.Contains(rec.Denied, "member"):
		why = "the account may not read the members"
		fallthrough
	case why != "":
		rec.MembersReading, rec.MembersWhy = inventory.ReadFailed, why
		if err := c.put(c.gap(inventory.GapADMembers, string(rec.DN), why, "who else is a member of this group in AD")); err != nil {
			return err
		}
	default:
		rec.MembersReading = inventory.ReadWhole
	}
	return c.release(rec)
}
