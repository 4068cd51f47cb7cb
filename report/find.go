package report

import (
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// NotFoundError says that no group of the plan has the name or id asked for.
type NotFoundError struct {
	Query string
	// Similar are display names that come near, at most five.
	Similar []string
	// Incomplete: the plan has gaps, so the group may exist all the same.
	Incomplete bool
}

// Error names the query.
func (e *NotFoundError) Error() string {
	msg := fmt.Sprintf("no group of the plan has the object id, display name, DN or sAMAccountName \"%s\"", terminal(e.Query))
	if e.Incomplete {
		msg += " (the plan is incomplete: it may not have been read)"
	}
	return msg
}

// Hint says what to try instead.
func (e *NotFoundError) Hint() string {
	if len(e.Similar) == 0 {
		return "groups.csv and plan.json list the groups; the object id always works"
	}
	return "did you mean " + quoted(e.Similar) + "?"
}

// AmbiguousError says that several groups have the name asked for.
type AmbiguousError struct {
	Query string
	// Candidates are the groups, in the order of the documents.
	Candidates []Candidate
}

// Candidate is a group that a name could mean.
type Candidate struct{ ID, DisplayName, Kind string }

// Error lists up to ten candidates, one a line.
func (e *AmbiguousError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d groups of the plan have the name \"%s\": ask for one by its object id", len(e.Candidates), terminal(e.Query))
	for i, c := range e.Candidates {
		if i == 10 {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Candidates)-i)
			break
		}
		fmt.Fprintf(&b, "\n  %s  %s (%s)", terminal(c.ID), terminal(c.DisplayName), terminal(c.Kind))
	}
	return b.String()
}

func quoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = `"` + terminal(n) + `"`
	}
	return strings.Join(out, ", ")
}

// find looks a group up: by the strongest kind of name first, so that a group
// that is called like another one's id cannot stand in for it. Nil without an
// error means that an orphan has the name.
func (v *view) find(query string) (*planner.Group, *planner.Orphan, error) {
	query = strings.TrimSpace(query)
	all := append(slices.Clone(v.shown), v.rest...)
	tests := []func(*planner.Group) bool{
		func(g *planner.Group) bool { return strings.EqualFold(g.ID, query) },
		func(g *planner.Group) bool {
			return anyObject(g, func(o *planner.ADObject) bool { return objectIs(o, query) })
		},
		func(g *planner.Group) bool { return g.DisplayName == query },
		func(g *planner.Group) bool { return strings.EqualFold(g.DisplayName, query) },
		func(g *planner.Group) bool {
			return anyObject(g, func(o *planner.ADObject) bool { return strings.EqualFold(o.SAMAccountName, query) })
		},
		func(g *planner.Group) bool { return terminal(g.DisplayName) == query }, // as the documents print it
	}
	if query == "" {
		return nil, nil, &NotFoundError{Query: query}
	}
	for _, test := range tests {
		hits := slices.DeleteFunc(slices.Clone(all), func(g *planner.Group) bool { return !test(g) })
		switch len(hits) {
		case 0:
			continue
		case 1:
			return hits[0], nil, nil
		}
		return nil, nil, ambiguous(query, hits)
	}
	for _, o := range v.orphans {
		if o.DN.Equal(inventory.DN(query)) || strings.EqualFold(o.ClaimedID, query) || strings.EqualFold(o.ObjectGUID.String(), query) {
			return nil, o, nil
		}
	}
	return nil, nil, &NotFoundError{Query: query, Similar: similar(displayNames(all), query), Incomplete: !v.plan.Complete}
}

func anyObject(g *planner.Group, test func(*planner.ADObject) bool) bool {
	for i := range g.ADObjects {
		if test(&g.ADObjects[i]) {
			return true
		}
	}
	return false
}

// objectIs compares the names that belong to one object of the forest only.
func objectIs(o *planner.ADObject, query string) bool {
	return o.DN.Equal(inventory.DN(query)) || strings.EqualFold(string(o.ObjectSID), query) ||
		!o.ObjectGUID.IsZero() && strings.EqualFold(o.ObjectGUID.String(), query)
}

func ambiguous(query string, hits []*planner.Group) error {
	e := &AmbiguousError{Query: query}
	for _, g := range hits {
		e.Candidates = append(e.Candidates, Candidate{g.ID, g.DisplayName, kindLabel(g.Kind)})
	}
	return e
}

func displayNames(groups []*planner.Group) []string {
	out := make([]string, len(groups))
	for i, g := range groups {
		out[i] = g.DisplayName
	}
	return out
}

// similar returns names that hold the query, or that the query holds,
// or that share its beginning: enough for a slip of the keyboard.
func similar(names []string, query string) []string {
	q := strings.ToLower(query)
	tests := []func(name string) bool{
		func(name string) bool { return strings.Contains(name, q) },
		func(name string) bool { return len(name) > 3 && strings.Contains(q, name) },
		func(name string) bool { return len(q) > 3 && strings.HasPrefix(name, q[:len(q)*2/3]) },
		func(name string) bool { return len(q) > 3 && strings.HasSuffix(name, q[len(q)/3:]) },
	}
	var out []string
	for _, test := range tests {
		for _, name := range names {
			if len(out) < 5 && test(strings.ToLower(name)) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}
