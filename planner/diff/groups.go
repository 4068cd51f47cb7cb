package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gwbplan/planner"
)

// approved tells whether a decision of the old plan counts as approved, see the
// package's documentation.
func approved(g *planner.Group) bool {
	return g.Wave > 0 || g.Disposition != planner.NotInPlan && (g.Readiness == planner.Ready || g.Readiness == planner.FixFirst)
}

func (p *plans) groups() {
	pairs(p.before.Groups, p.after.Groups, func(g *planner.Group) string { return strings.ToLower(g.ID) }, func(a, b *planner.Group) {
		if a != nil && approved(a) {
			p.report.Approval.Groups++
		}
		e, ok := p.group(a, b)
		if !ok {
			return
		}
		if e.Breaks {
			p.report.Approval.Broken++
		}
		p.put(e)
	})
}

// group compares the decision on one group; ok is false where there is nothing
// to tell.
func (p *plans) group(a, b *planner.Group) (e Entry, ok bool) {
	switch {
	case b == nil:
		e = Entry{Section: SectionGroups, Change: Removed, ID: a.ID, Name: a.DisplayName, Approved: approved(a), Fields: decision(a, &planner.Group{})}
		e.Why = []string{"the group is not in the new plan: it was deleted, or not read"}
		e.judge()
		e.Breaks = e.Approved
		return e, true
	case a == nil:
		e = Entry{Section: SectionGroups, Change: Added, ID: b.ID, Name: b.DisplayName, Fields: decision(&planner.Group{}, b)}
		e.Why = []string{"the group is new: nobody approved a decision on it"}
		e.judge()
		return e, true
	}
	e = Entry{Section: SectionGroups, Change: Changed, ID: b.ID, Name: b.DisplayName, Approved: approved(a), Fields: decision(a, b)}
	if a.DisplayName != b.DisplayName {
		e.Change = Renamed
	}
	lost := newlyLost(a, b)
	if len(lost) > 0 {
		e.Fields = append(e.Fields, Field{Name: "members who lose access", Before: strconv.Itoa(losing(a)), After: strconv.Itoa(losing(b)), Breaks: true})
	}
	e.Left.all(lost)
	e.judge()
	e.Fields = append(e.Fields, forecast(a, b)...)
	e.Why = p.why(a, b, e.Breaks)
	return e, len(e.Fields) > 0 || len(e.Why) > 0
}

// judge: what nobody approved cannot break an approval.
func (e *Entry) judge() {
	for i := range e.Fields {
		e.Fields[i].Breaks = e.Fields[i].Breaks && e.Approved
		e.Breaks = e.Breaks || e.Fields[i].Breaks
	}
}

func (m *Members) all(names []string) {
	for _, n := range names {
		m.add(func() string { return n })
	}
}

// decision compares what was decided on a group.
func decision(a, b *planner.Group) []Field {
	out := differing("disposition", string(a.Disposition), string(b.Disposition))
	out = append(out, differing("action", string(a.Action), string(b.Action))...)
	out = append(out, differing("atSwitch", string(a.AtSwitch), string(b.AtSwitch))...)
	out = append(out, differing("wave", wave(a), wave(b))...)
	out = append(out, differing("pins", pins(a), pins(b))...)
	out = append(out, differing("adObject", object(a), object(b))...)
	for _, name := range []string{"cn", "parent", "groupType"} {
		out = append(out, differing("changes."+name, change(a, name), change(b, name))...)
	}
	for i := range out {
		out[i].Breaks = true
	}
	for _, f := range differing("readiness", string(a.Readiness), string(b.Readiness)) {
		f.Breaks = worse(a.Readiness, b.Readiness)
		out = append(out, f)
	}
	return out
}

// worse tells whether a group is less ready than it was.
func worse(a, b planner.Readiness) bool {
	order := []planner.Readiness{planner.Ready, planner.FixFirst, planner.ReadinessUnknown, planner.Blocked}
	return slices.Index(order, b) > slices.Index(order, a)
}

func wave(g *planner.Group) string {
	if g.Wave == 0 {
		return ""
	}
	return strconv.Itoa(g.Wave)
}

func pins(g *planner.Group) string {
	var out []string
	for _, p := range g.Pins {
		out = append(out, string(p.ID)+" ("+string(p.HeldBy)+")")
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// object names the AD objects that match by what stays of them.
func object(g *planner.Group) string {
	var out []string
	for i := range g.ADObjects {
		o := &g.ADObjects[i]
		id := string(o.DN)
		if !o.ObjectGUID.IsZero() {
			id = o.ObjectGUID.String()
		}
		out = append(out, cmp.Or(id, string(o.ObjectSID))+" in "+o.Domain)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func change(g *planner.Group, attribute string) string {
	for _, c := range g.Changes {
		if c.Attribute == attribute {
			return c.After
		}
	}
	return ""
}

// newlyLost names the members who lose access by the new plan and not by the
// old one.
func newlyLost(a, b *planner.Group) []string {
	known := map[string]bool{}
	for _, m := range a.Members.Lost {
		if m.InADNow {
			known[m.ID] = true
		}
	}
	var out []string
	for _, m := range b.Members.Lost {
		if m.InADNow && !known[m.ID] {
			out = append(out, fmt.Sprintf("%s (%s)", cmp.Or(m.Name, m.ID), m.Reason))
		}
	}
	slices.Sort(out)
	return out
}

func losing(g *planner.Group) int {
	n := 0
	for _, m := range g.Members.Lost {
		if m.InADNow {
			n++
		}
	}
	return n
}

// forecast compares what is told beside the decision.
func forecast(a, b *planner.Group) []Field {
	number := func(name string, x, y int) []Field { return differing(name, strconv.Itoa(x), strconv.Itoa(y)) }
	out := differing("kind", string(a.Kind), string(b.Kind))
	out = append(out, differing("displayName", a.DisplayName, b.DisplayName)...)
	out = append(out, fields(&a.Writeback, &b.Writeback)...)
	out = append(out, differing("dn", dns(a), dns(b))...)
	out = append(out, number("members in the cloud", a.Members.Cloud, b.Members.Cloud)...)
	out = append(out, number("members in AD", a.Members.AD, b.Members.AD)...)
	out = append(out, number("members kept", a.Members.Kept, b.Members.Kept)...)
	out = append(out, number("members gained", len(a.Members.Gained), len(b.Members.Gained))...)
	out = append(out, number("members in AD alone", len(a.Members.ExtraInAD), len(b.Members.ExtraInAD))...)
	out = append(out, differing("waitsFor", strings.Join(a.WaitsFor, ", "), strings.Join(b.WaitsFor, ", "))...)
	return append(out, differing("owners", strings.Join(a.Owners, ", "), strings.Join(b.Owners, ", "))...)
}

func dns(g *planner.Group) string {
	var out []string
	for _, o := range g.ADObjects {
		out = append(out, string(o.DN))
	}
	slices.Sort(out)
	return strings.Join(out, " | ")
}

// why gives the reasons that the two plans show: what people decided, findings
// that came, went or are waived now; for a decision that changed without any, what changed for
// every group.
func (p *plans) why(a, b *planner.Group, decided bool) []string {
	out := slices.Clone(p.personal[strings.ToLower(b.ID)])
	id := func(f *planner.Finding) string { return string(f.ID) }
	pairs(a.Findings, b.Findings, id, func(x, y *planner.Finding) {
		switch {
		case y == nil:
			out = append(out, fmt.Sprintf("finding gone: %s (%s)", x.ID, x.Severity))
		case x == nil:
			out = append(out, fmt.Sprintf("finding appeared: %s (%s): %s", y.ID, y.Severity, y.Message))
		case x.Waived != y.Waived && y.Waived:
			out = append(out, fmt.Sprintf("finding waived now: %s", y.ID))
		case x.Waived != y.Waived:
			out = append(out, fmt.Sprintf("finding not waived any more: %s (%s)", y.ID, y.Severity))
		case x.Severity != y.Severity:
			out = append(out, fmt.Sprintf("finding weighs otherwise: %s, %s and not %s", y.ID, y.Severity, x.Severity))
		}
	})
	if decided && len(out) == 0 {
		out = append(out, p.general...)
		if len(p.general) == 0 {
			out = append(out, "no finding of the group changed: its facts, or groups that it depends on, did")
		}
	}
	return out
}

func people(c planner.PeopleCount) string {
	if c.Exact {
		return strconv.Itoa(c.People)
	}
	return fmt.Sprintf("%d, not exact", c.People)
}
