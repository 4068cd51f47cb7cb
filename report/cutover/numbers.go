package cutover

import (
	"maps"
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/report"
)

// tally counts what the kit does to some of its groups.
type tally struct {
	groups, adopt, create   int
	stamp                   int // anchors to be written
	renames, moves          int
	lost, lostGroups        int // members that are in AD now and will not be
	gained, gainedGroups    int
	extra                   int // members in AD that the cloud lacks: they stay
	comeAlong               int // nested groups that the plan leaves out and the forecast needs
	reasons                 map[planner.MemberReason]int
	waivedGroups, fixGroups int
}

func tallyOf(groups []*planner.Group) tally {
	t := tally{reasons: map[planner.MemberReason]int{}}
	for _, g := range groups {
		t.add(g)
	}
	return t
}

func (k *Kit) all() tally { return tallyOf(k.In) }

func (k *Kit) wave(n int) tally { return tallyOf(k.waves[n]) }

func (t *tally) add(g *planner.Group) {
	t.groups++
	t.adopt += one(g.Action == planner.ActionAdopt)
	t.create += one(g.Action == planner.ActionCreate)
	t.stamp += one(needsAnchor(g))
	t.fixGroups += one(g.Readiness == planner.FixFirst)
	t.waivedGroups += one(slices.ContainsFunc(g.Findings, func(f planner.Finding) bool { return f.Waived }))
	for _, c := range g.Changes {
		t.renames += one(c.Attribute == "cn" && c.Before != "")
		t.moves += one(c.Attribute == "parent" && c.Before != "")
	}
	lost := 0
	for _, m := range g.Members.Lost {
		if m.InADNow {
			lost++
			t.reasons[m.Reason]++
		}
	}
	t.lost += lost
	t.lostGroups += one(lost > 0)
	t.gained += len(g.Members.Gained)
	t.gainedGroups += one(len(g.Members.Gained) > 0)
	t.extra += len(g.Members.ExtraInAD)
	t.comeAlong += len(g.Members.ComeAlong)
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// losing tells the reasons for which members are lost, most first.
func (t *tally) losing() text {
	reasons := slices.SortedFunc(maps.Keys(t.reasons), func(a, b planner.MemberReason) int {
		if t.reasons[a] != t.reasons[b] {
			return t.reasons[b] - t.reasons[a]
		}
		return strings.Compare(string(a), string(b))
	})
	var parts []text
	for _, r := range reasons {
		parts = append(parts, say("{} × {}", t.reasons[r], quote(report.MemberReasonMeaning(r))))
	}
	return joined(parts, ", ")
}

// domain is the AD domain that the group is written to, "" where the plan does
// not tell.
func (k *Kit) domain(g *planner.Group) string {
	if len(g.ADObjects) > 0 {
		return g.ADObjects[0].Domain
	}
	for _, c := range g.Changes {
		if c.Attribute == "parent" && c.After != "" {
			return inventory.DN(c.After).DNSName()
		}
	}
	if len(k.Plan.Targets) == 1 {
		return k.Plan.Targets[0].Domain
	}
	return ""
}

// in counts the groups that are written to a domain.
func (k *Kit) in(domain string, groups []*planner.Group) tally {
	return tallyOf(slices.DeleteFunc(slices.Clone(groups), func(g *planner.Group) bool { return !strings.EqualFold(k.domain(g), domain) }))
}

// domains are those that groups are written to, by name.
func (k *Kit) domains(groups []*planner.Group) []string {
	seen := map[string]bool{}
	for _, g := range groups {
		if d := k.domain(g); d != "" {
			seen[strings.ToLower(d)] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// least says that a number of the whole plan may be too low: something that
// decides was not read.
func (k *Kit) least(n int) string {
	if k.Plan.Complete {
		return report.Thousands(n)
	}
	return "at least " + report.Thousands(n)
}

// leastCount is such a number with its noun.
func (k *Kit) leastCount(n int, noun string) string {
	if k.Plan.Complete {
		return report.Count(n, noun)
	}
	return "at least " + report.Count(n, noun)
}

// appearing is how many Microsoft 365 groups the switch makes appear; open are
// those of which that is not known.
func (k *Kit) appearing() (n, open int) {
	for i := range k.Plan.Groups {
		g := &k.Plan.Groups[i]
		open += one(g.Kind == planner.KindMicrosoft365 && g.Action == planner.ActionUnknown)
	}
	return k.Plan.Summary.Headline.M365WillAppear, open
}

// actions counts the groups of the whole plan with an action.
func (k *Kit) actions(a planner.Action) int {
	for _, c := range k.Plan.Summary.Actions {
		if c.Word == string(a) {
			return c.Groups
		}
	}
	return 0
}
