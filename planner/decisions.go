package planner

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"gwbplan/inventory"
)

// Decisions are what people decided on single groups, and what came of it.
type Decisions struct {
	Overrides []PlanOverride `json:"overrides"`
	Waivers   []PlanWaiver   `json:"waivers"`
	// Warnings are decisions that changed nothing.
	Warnings []Warning `json:"warnings"`
}

// PlanOverride is an override of the configuration.
type PlanOverride struct {
	Group      string           `json:"group"`
	Decision   OverrideDecision `json:"decision"`
	Reason     string           `json:"reason"`
	ApprovedBy string           `json:"approvedBy"`
	// Applied: it changed what becomes of the group.
	Applied bool `json:"applied"`
}

// PlanWaiver is a waiver of the configuration.
type PlanWaiver struct {
	Finding FindingID `json:"finding"`
	Group   string    `json:"group"`
	Reason  string    `json:"reason"`
	Owner   string    `json:"owner"`
	Expires string    `json:"expires"`
	// Matched: it accepts a finding that the group has.
	Matched bool `json:"matched"`
	// Expired: its last day is over, and it counts no more.
	Expired bool `json:"expired"`
}

// Warning is a decision of the configuration that changed nothing. Key is its
// place, such as waivers[1].
type Warning struct {
	Key     string `json:"key"`
	Message string `json:"message"`
}

// decisions closes the account: matched says which waivers met their finding.
func (w *World) decisions(matched map[int]bool) Decisions {
	d := Decisions{Overrides: []PlanOverride{}, Waivers: []PlanWaiver{}, Warnings: []Warning{}}
	warn := func(key, format string, args ...any) {
		d.Warnings = append(d.Warnings, Warning{key, fmt.Sprintf(format, args...)})
	}
	for i, o := range w.Settings.Overrides {
		why := w.overrideWithout(o)
		if why != "" {
			warn(fmt.Sprintf("overrides[%d]", i), "%s of group %s has no effect: %s", o.Decision, o.Group, why)
		}
		d.Overrides = append(d.Overrides, PlanOverride{o.Group.String(), o.Decision, o.Reason, o.ApprovedBy, why == ""})
	}
	for i, v := range w.Settings.Waivers {
		expired := w.expired(&v)
		switch {
		case expired:
			warn(fmt.Sprintf("waivers[%d]", i), "the waiver of %s for group %s expired on %s, and the plan is of %s: it counts no more; ask %s to decide again and renew it, or remove it",
				v.Finding, v.Group, v.Expires, w.AsOf.Format(time.DateOnly), quoted(v.Owner))
		case !matched[i]:
			warn(fmt.Sprintf("waivers[%d]", i), "the waiver matches nothing: %s", w.waiverWithout(v))
		}
		d.Waivers = append(d.Waivers, PlanWaiver{v.Finding, v.Group.String(), v.Reason, v.Owner, v.Expires, matched[i], expired})
	}
	w.warnWaves("waves.first", w.Settings.Waves.First, warn)
	w.warnWaves("waves.last", w.Settings.Waves.Last, warn)
	slices.SortFunc(d.Overrides, func(a, b PlanOverride) int { return cmp.Compare(a.Group, b.Group) })
	slices.SortFunc(d.Waivers, func(a, b PlanWaiver) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Finding, b.Finding))
	})
	return d
}

// overrideWithout says why an override has no effect; empty where it has.
func (w *World) overrideWithout(o Override) string {
	g := w.Group(o.Group)
	if g == nil {
		return noSuchGroup
	}
	c := w.CaseOf(g)
	if c.Override != nil {
		return ""
	}
	return o.refusal(c)
}

const noSuchGroup = "the snapshot has no such group"

func (w *World) waiverWithout(v Waiver) string {
	if w.Group(v.Group) == nil {
		return fmt.Sprintf("%s: %s", v.Group, noSuchGroup)
	}
	return fmt.Sprintf("group %s has no finding %s that can be waived", v.Group, v.Finding)
}

func (w *World) warnWaves(key string, ids []inventory.ObjectID, warn func(key, format string, args ...any)) {
	for i, id := range ids {
		if w.Group(id) == nil {
			warn(fmt.Sprintf("%s[%d]", key, i), "%s: %s", id, noSuchGroup)
		}
	}
}
