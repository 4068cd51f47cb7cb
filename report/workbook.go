package report

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"gwbplan/planner"
)

// WorkbookWriter writes tables as the sheets of a workbook; gwbplan/report/xlsx
// has one.
type WorkbookWriter func(w io.Writer, tables []Table) error

// Workbook writes report.xlsx.
func Workbook(w io.Writer, p *planner.Plan, o Options) error {
	if o.Workbook == nil {
		return errors.New("a workbook needs a WorkbookWriter in the options")
	}
	v, err := newView(p)
	if err != nil {
		return err
	}
	return o.Workbook(w, v.sheets())
}

// sheets are the sheets of the workbook, in order.
func (v *view) sheets() []Table {
	groups := csvColumns()
	decided := len(groups) - 3 // the Decisions sheet has columns to fill in
	return []Table{
		v.summarySheet(),
		tableOf("Groups", groups[:decided], v.eachShown),
		v.memberTable("Members lost", lostFromAD),
		v.findingTable(),
		tableOf("Gates", v.gateColumns(), pointers(v.plan.Gates)),
		v.waveSheet(),
		tableOf("Orphans", orphanColumns(), func(yield func(*planner.Orphan) bool) {
			for _, o := range v.orphans {
				if !yield(o) {
					return
				}
			}
		}),
		v.decisionSheet(),
	}
}

func (v *view) eachShown(yield func(*csvRow) bool) {
	for _, g := range v.shown {
		if !yield(v.groupRow(g)) {
			return
		}
	}
}

// pointers walks a list without copying its items.
func pointers[T any](list []T) func(func(*T) bool) {
	return func(yield func(*T) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
	}
}

func (v *view) gateColumns() []column[*planner.Gate] {
	return []column[*planner.Gate]{
		{"Key", 34, text, func(g *planner.Gate) string { return "gate-" + string(g.ID) }},
		{"Gate", 28, text, func(g *planner.Gate) string { return string(g.ID) }},
		{"Condition", 40, text, v.gateTitle},
		{"Status", 16, text, func(g *planner.Gate) string { return string(g.Status) }},
		{"Before", 8, text, func(g *planner.Gate) string { return string(g.Phase) }},
		{"In words", 60, text, func(g *planner.Gate) string { return g.Message }},
		{"Evidence", 60, text, func(g *planner.Gate) string { return evidenceText(g.Evidence) }},
		{"Remedy", 60, text, func(g *planner.Gate) string { return g.Remedy }},
		{"Facts", 14, text, func(g *planner.Gate) string { return strings.Join(g.Facts, "; ") }},
	}
}

func orphanColumns() []column[*planner.Orphan] {
	return []column[*planner.Orphan]{
		{"Key", 44, text, orphanKey},
		{"AD DN", 60, text, func(o *planner.Orphan) string { return string(o.DN) }},
		{"Domain", 20, text, func(o *planner.Orphan) string { return o.Domain }},
		{"Status", 16, text, func(o *planner.Orphan) string { return o.Status }},
		{"Claimed ID", 38, text, func(o *planner.Orphan) string { return o.ClaimedID }},
		{"Claimed By", 18, text, func(o *planner.Orphan) string { return string(o.Claim) }},
		{"Object GUID", 38, text, func(o *planner.Orphan) string {
			if o.ObjectGUID.IsZero() {
				return ""
			}
			return o.ObjectGUID.String()
		}},
		{"Object SID", 46, text, func(o *planner.Orphan) string { return string(o.ObjectSID) }},
		{"Created", 22, text, func(o *planner.Orphan) string { return o.WhenCreated }},
		{"Changed", 22, text, func(o *planner.Orphan) string { return o.WhenChanged }},
		{"Members", 9, number, func(o *planner.Orphan) string { return orphanMembers(o, strconv.Itoa) }},
		{"Remedy", 60, text, func(o *planner.Orphan) string { return orphanRemedy(o.Status) }},
	}
}

// waveLine is a wave, or the groups that have none for one reason.
type waveLine struct {
	wave, kind, groups, members, start, end, why string
}

func (v *view) waveSheet() Table {
	columns := []column[*waveLine]{
		{"Wave", 7, number, func(l *waveLine) string { return l.wave }},
		{"Kind", 12, text, func(l *waveLine) string { return l.kind }},
		{"Groups", 9, number, func(l *waveLine) string { return l.groups }},
		{"Members", 9, number, func(l *waveLine) string { return l.members }},
		{"Window Start", 22, text, func(l *waveLine) string { return l.start }},
		{"Window End", 22, text, func(l *waveLine) string { return l.end }},
		{"Why", 80, text, func(l *waveLine) string { return l.why }},
	}
	return tableOf("Waves", columns, pointers(v.waveLines()))
}

func (v *view) waveLines() []waveLine {
	var out []waveLine
	for _, w := range v.plan.Waves {
		l := waveLine{wave: strconv.Itoa(w.Number), kind: "wave", groups: strconv.Itoa(w.Groups), members: strconv.Itoa(w.Members), why: capital(w.Why) + "."}
		if w.Pilot {
			l.kind = "pilot"
		}
		if !w.Window.Start.IsZero() {
			l.start, l.end = w.Window.Start.UTC().Format(time.RFC3339), w.Window.End.UTC().Format(time.RFC3339)
		}
		out = append(out, l)
	}
	n := map[planner.WaitReason]int{}
	for _, w := range v.plan.Waiting {
		n[w.Why]++
	}
	for _, why := range []planner.WaitReason{planner.WaitsBlocked, planner.WaitsUnknown, planner.WaitsNested} {
		if n[why] > 0 {
			out = append(out, waveLine{kind: "waiting", groups: strconv.Itoa(n[why]), why: capital(waitWording(why)) + "."})
		}
	}
	return out
}

// decisionSheet lists what the board decides, with columns to fill in.
func (v *view) decisionSheet() Table {
	var columns []column[*csvRow]
	for _, c := range csvColumns() {
		switch c.header {
		case "Key", "Group", "Object ID", "Kind", "Disposition", "Action", "At Switch", "Blockers", "Members Lost", "Owner", "Remedy":
			columns = append(columns, c)
		}
	}
	columns = append(columns,
		column[*csvRow]{"Decision", 30, text, nil}, column[*csvRow]{"Decided by", 24, text, nil},
		column[*csvRow]{"Date", 12, text, nil}, column[*csvRow]{"Comment", 40, text, nil})
	return tableOf("Decisions", columns, func(yield func(*csvRow) bool) {
		for _, g := range v.of(planner.Blocked) {
			if !yield(v.groupRow(g)) {
				return
			}
		}
	})
}
