package report

import (
	"strconv"
	"strings"

	"gwbplan/planner"
)

// findingRow is one finding of one group. nth counts the group's findings of
// this id: a message may change from run to run, so it is no part of the key.
type findingRow struct {
	view    *view
	group   *planner.Group
	finding *planner.Finding
	nth     int
}

func findingColumns() []column[*findingRow] {
	return []column[*findingRow]{
		{"Key", 38, text, (*findingRow).key},
		{"Group Key", 42, text, func(r *findingRow) string { return groupKey(r.group.ID) }},
		{"Group", 36, text, func(r *findingRow) string { return r.group.DisplayName }},
		{"Object ID", 38, text, func(r *findingRow) string { return r.group.ID }},
		{"Kind", 20, text, func(r *findingRow) string { return string(r.group.Kind) }},
		{"Disposition", 20, text, func(r *findingRow) string { return string(r.group.Disposition) }},
		{"Readiness", 14, text, func(r *findingRow) string { return string(r.group.Readiness) }},
		{"Wave", 7, number, func(r *findingRow) string { return r.view.waveNumber(r.group) }},
		{"Finding", 28, text, func(r *findingRow) string { return string(r.finding.ID) }},
		{"Severity", 10, text, func(r *findingRow) string { return string(r.finding.Severity) }},
		{"Waived", 9, text, func(r *findingRow) string { return strconv.FormatBool(r.finding.Waived) }},
		{"Unverified", 11, text, func(r *findingRow) string { return strconv.FormatBool(r.finding.Unverified) }},
		{"Message", 60, text, func(r *findingRow) string { return r.finding.Message }},
		{"Evidence", 60, text, func(r *findingRow) string { return evidenceText(r.finding.Evidence) }},
		{"Remedy", 60, text, func(r *findingRow) string { return r.finding.Remedy }},
		{"Facts", 14, text, func(r *findingRow) string { return strings.Join(r.finding.Facts, "; ") }},
		{"Owner", 30, text, func(r *findingRow) string { return strings.Join(r.group.Owners, "; ") }},
	}
}

func (r *findingRow) key() string {
	return hashedKey("fnd-", r.group.ID, string(r.finding.ID), strconv.Itoa(r.nth))
}

// evidenceText lists evidence in one cell: source, attribute and value.
func evidenceText(evidence []planner.Evidence) string {
	parts := make([]string, len(evidence))
	for i, e := range evidence {
		parts[i] = e.Source + " " + e.Attribute + ": " + e.Value
	}
	return strings.Join(parts, "; ")
}

// findingTable lists the findings of all groups, each group's worst first.
func (v *view) findingTable() Table {
	return tableOf("Findings", findingColumns(), func(yield func(*findingRow) bool) {
		for _, g := range v.shown {
			seen := map[planner.FindingID]int{}
			for _, f := range findings(g) {
				seen[f.ID]++
				if !yield(&findingRow{v, g, f, seen[f.ID]}) {
					return
				}
			}
		}
	})
}
