package planner

import (
	"strconv"

	"gwbplan/inventory"
)

func ruleAccessGained() Rule {
	return Rule{
		ID: FindingAccessGained, Severities: []Severity{SeverityWarning},
		Title:  "people get access that AD does not give today",
		When:   "Cloud Sync will write members, or nested groups with members, that the AD object does not hold now.",
		Why:    "AD and cloud have drifted apart while writeback was frozen or hindered. The first run of Cloud Sync brings AD up to the cloud's membership, and these people get what the group grants in AD.",
		Remedy: "Show the owner the list of gained members before the group goes. Remove in the cloud whoever should not have the access.",
		Facts:  []string{"F52", "F56", "F58", "T13"}, Waivable: true,
		Check: checkAccessGained,
	}
}

func checkAccessGained(c *Case) []Hit {
	if !c.boundWithObject() {
		return nil
	}
	gained := c.Members.Gained()
	if len(gained) == 0 {
		return nil
	}
	people := newReach(c)
	for _, m := range gained {
		people.add(m)
	}
	n := people.without(peopleToday(c))
	if n == 0 && people.whole {
		return nil
	}
	message := count(n, "person gets", "people get") + " access that AD does not give today"
	if !people.whole {
		message = "at least " + message
	}
	evidence := []Evidence{planEvidence("people", strconv.Itoa(n))}
	return oneHit(message, append(evidence, memberEvidence(gained)...)...)
}

// reachGroups is how many nested groups are followed for one group. Beyond it
// the count is a lower bound: where everything is nested in everything, a full
// walk for every group would take the square of the tenant.
const reachGroups = 100

// reach collects the people that a group's members come to, through nested
// groups that Cloud Sync has as well.
type reach struct {
	c      *Case
	people map[inventory.ObjectID]bool
	groups map[inventory.ObjectID]bool
	// whole: every group on the way was followed, and its members were read.
	whole bool
}

func newReach(c *Case) *reach {
	return &reach{c: c, people: map[inventory.ObjectID]bool{}, groups: map[inventory.ObjectID]bool{c.Group.ID: true}, whole: true}
}

// add follows a member, nearer groups first.
func (r *reach) add(m MemberFate) {
	for todo := []MemberFate{m}; len(todo) > 0; todo = todo[1:] {
		switch m := &todo[0]; {
		case m.Reason != "":
		case m.Type == inventory.User:
			r.people[m.ID] = true
		case m.Group == nil || r.groups[m.ID]:
		case len(r.groups) > reachGroups:
			r.whole = false
		default:
			r.groups[m.ID] = true
			r.whole = r.whole && m.Group.MembersReading == inventory.ReadWhole
			for _, ref := range m.Group.Members {
				todo = append(todo, r.c.World.fate(r.c, ref))
			}
		}
	}
}

// without counts the people who are not among those.
func (r *reach) without(today *reach) int {
	n := 0
	for id := range r.people {
		if !today.people[id] {
			n++
		}
	}
	return n
}

// peopleToday are those whom the AD object holds now, directly or over groups
// that AD holds, whatever becomes of their references.
func peopleToday(c *Case) *reach {
	r := newReach(c)
	for todo := []*Case{c}; len(todo) > 0; todo = todo[1:] {
		for _, g := range r.hold(todo[0]) {
			if !r.groups[g.ID] && len(r.groups) <= reachGroups {
				r.groups[g.ID] = true
				nested := c.World.named(c.World.groupIndex(g.ID))
				nested.Members = c.World.forecast(nested)
				todo = append(todo, nested)
			}
		}
	}
	return r
}

// hold adds the people whom one AD object holds itself and returns the cloud
// groups whose objects it holds.
func (r *reach) hold(c *Case) (groups []*inventory.CloudGroup) {
	w := c.World
	for _, m := range c.Members.Cloud {
		switch {
		case m.InAD != inventory.FlagTrue:
		case m.Group != nil:
			groups = append(groups, m.Group)
		case m.Type == inventory.User:
			r.people[m.ID] = true
		}
	}
	for _, m := range c.Members.Extra {
		if o := w.ObjectOf(m.Principal); o != nil {
			if g, _ := w.Owner(o); g != nil {
				groups = append(groups, g)
			}
		}
		if a := w.accountOf(sidOf(w, m.Principal), m.Principal.GUID); a != nil {
			r.people[a.ID] = true
		}
	}
	return groups
}
