package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gwbplan/planner"
)

// Selection is which groups a hand-out shows: those that meet one condition of
// each key that is asked for.
type Selection struct {
	asked  []string
	values map[selectKey][]string
}

// selectKey is a key of --only.
type selectKey string

const (
	byDisposition selectKey = "disposition"
	byReadiness   selectKey = "readiness"
	byWave        selectKey = "wave"
	byOwner       selectKey = "owner"
)

// none is the value for groups that have no readiness, wave or owner.
const none = "none"

func selectKeys() []selectKey {
	return []selectKey{byDisposition, byReadiness, byWave, byOwner}
}

// ParseOnly reads conditions such as readiness=blocked. Conditions of one key
// are alternatives, those of different keys must all hold.
func ParseOnly(conditions []string) (Selection, error) {
	s := Selection{values: map[selectKey][]string{}}
	for _, c := range conditions {
		key, value, found := strings.Cut(c, "=")
		k := selectKey(strings.ToLower(strings.TrimSpace(key)))
		value = strings.TrimSpace(value)
		if !found || value == "" || !slices.Contains(selectKeys(), k) {
			return Selection{}, fmt.Errorf("%q is no condition: write KEY=VALUE with a key among %s", c, listed(selectKeys()))
		}
		if err := k.check(value); err != nil {
			return Selection{}, err
		}
		s.values[k] = append(s.values[k], value)
		s.asked = append(s.asked, string(k)+"="+value)
	}
	return s, nil
}

// check refuses a value that no group can have.
func (k selectKey) check(value string) error {
	var words []string
	switch k {
	case byDisposition:
		for _, d := range []planner.Disposition{planner.KeepOnV1, planner.MoveToCloudSync, planner.SideBySide, planner.NotInPlan} {
			words = append(words, string(d))
		}
	case byReadiness:
		for _, r := range readinessOrder() {
			words = append(words, orNoneWord(string(r)))
		}
	case byWave:
		if n, err := strconv.Atoi(value); value != none && (err != nil || n < 1) {
			return fmt.Errorf("wave %q is no wave: write its number, or %s", value, none)
		}
		return nil
	case byOwner:
		return nil
	}
	if !slices.Contains(words, value) {
		return fmt.Errorf("unknown %s %q: choose among %s", k, value, strings.Join(words, ", "))
	}
	return nil
}

func orNoneWord(s string) string {
	if s == "" {
		return none
	}
	return s
}

// Empty reports that nothing is asked for.
func (s Selection) Empty() bool { return len(s.asked) == 0 }

// Asked are the conditions as they were understood.
func (s Selection) Asked() []string { return slices.Clone(s.asked) }

// Groups are the positions of the plan's groups that the selection shows. A
// wave or an owner that no group of the plan has is an error: it is more likely
// a slip than a wish for an empty hand-out.
func (s Selection) Groups(p *planner.Plan) ([]int, error) {
	for _, k := range []selectKey{byWave, byOwner} {
		for _, value := range s.values[k] {
			has := func(g planner.Group) bool { return k.holds(&g, value) }
			if value != none && !slices.ContainsFunc(p.Groups, has) {
				return nil, fmt.Errorf("no group of the plan has the %s %q", k, value)
			}
		}
	}
	out := []int{}
	for i := range p.Groups {
		if s.shows(&p.Groups[i]) {
			out = append(out, i)
		}
	}
	return out, nil
}

func (s Selection) shows(g *planner.Group) bool {
	for k, values := range s.values {
		if !slices.ContainsFunc(values, func(v string) bool { return k.holds(g, v) }) {
			return false
		}
	}
	return true
}

// holds reports whether a group has the value. Owners compare without regard to
// case, as sign-in names do.
func (k selectKey) holds(g *planner.Group, value string) bool {
	switch k {
	case byDisposition:
		return string(g.Disposition) == value
	case byReadiness:
		return orNoneWord(string(g.Readiness)) == value
	case byWave:
		return g.Wave == 0 && value == none || strconv.Itoa(g.Wave) == value
	}
	return len(g.Owners) == 0 && value == none ||
		slices.ContainsFunc(g.Owners, func(o string) bool { return strings.EqualFold(o, value) })
}

// excerptNote says what a plan leaves out; empty for a whole plan.
func (v *view) excerptNote() string {
	e := v.plan.Excerpt
	if e == nil {
		return ""
	}
	return fmt.Sprintf("This is an excerpt (%s): %s of %s. Left out are %s and %s. "+
		"Gates, verdict, waves, people and the reconciliation are those of the whole plan.",
		strings.Join(e.Only, ", "), thousands(e.GroupsInPlan-e.GroupsLeftOut), count(e.GroupsInPlan, "group"),
		count(e.GroupsLeftOut, "group"), count(e.OrphansLeftOut, "AD object")+" without a cloud group")
}

// redactedNote says that names are pseudonyms; empty where they are not.
func (v *view) redactedNote() string {
	if !v.plan.Redacted {
		return ""
	}
	return "Names and ids are pseudonyms: nothing can be carried out or verified by this document."
}

// notes are what somebody must know who holds the document alone.
func (v *view) notes() []string {
	return slices.DeleteFunc([]string{v.excerptNote(), v.redactedNote()}, func(s string) bool { return s == "" })
}
