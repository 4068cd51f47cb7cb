package report

import (
	"fmt"
	"slices"
	"strings"

	"gwbplan/planner"
)

// htmlGroups is the table of all groups as it stands in the document before
// the script takes it over: the first rows, for print and for who has no script.
type htmlGroups struct {
	Lead, StaticNote string
	Filters          []htmlFilter
	Columns          []htmlColumn
	Rows             []htmlRow
}

type htmlFilter struct{ ID, Label string }

func (v *view) htmlGroups() *htmlGroups {
	all := v.ordered()
	g := &htmlGroups{
		Lead: fmt.Sprintf("%s, those first that stand in the way. The name of a group opens what was seen of it, what the rules found, and what becomes of it and its members.", count(len(all), "group")),
		Filters: []htmlFilter{
			{"readiness", "Readiness"}, {"disposition", "Goes"}, {"kind", "Kind"}, {"action", "Action"},
			{"atSwitch", "At the switch"}, {"finding", "Finding"},
		},
		Columns: []htmlColumn{
			{"name", "Group", ""}, {"readiness", "Readiness", ""}, {"findings", "Findings", ""}, {"disposition", "Goes", ""},
			{"action", "Action", ""}, {"atSwitch", "At switch", ""}, {"lost", "Lost", "num"}, {"gained", "Gained", "num"}, {"kind", "Kind", ""},
		},
	}
	if len(v.plan.Waves) > 0 {
		g.Filters = append(g.Filters, htmlFilter{"wave", "Wave"})
		g.Columns = slices.Insert(g.Columns, len(g.Columns)-3, htmlColumn{"wave", "Wave", "num"})
	}
	g.StaticNote = "All of them are here."
	if len(all) > htmlListRows {
		g.StaticNote = fmt.Sprintf("The first %s are here. groups.csv and plan.json have all.", thousands(htmlListRows))
	}
	for _, group := range all[:min(len(all), htmlListRows)] {
		g.Rows = append(g.Rows, v.htmlGroupRow(group))
	}
	return g
}

// ordered are all groups in the order of the documents.
func (v *view) ordered() []*planner.Group {
	return append(v.shown[:len(v.shown):len(v.shown)], v.rest...)
}

func (v *view) htmlGroupRow(g *planner.Group) htmlRow {
	var ids []string
	for _, id := range findingList(g) {
		ids = append(ids, htmlText(string(id)))
	}
	name := nameCell(g)
	name.Heads, name.Sub = true, ""
	lost, gained := numberCell(leaving(&g.Members)), numberCell(len(g.Members.Gained))
	if membersUnread(g) {
		lost, gained = plainCell("not read"), plainCell("not read")
	}
	lost.Class, gained.Class = "num", "num"
	row := cells(name, badgeCell(readinessSign(g.Readiness), readinessWording(g.Readiness).label),
		htmlCell{Text: briefly(ids)}, plainCell(dispositionWording(g.Disposition).label),
		plainCell(actionWording(g.Action).label), plainCell(switchWording(g.AtSwitch).label),
		lost, gained, plainCell(kindLabel(g.Kind)))
	if len(v.plan.Waves) > 0 {
		wave := htmlCell{Class: "num"}
		if g.Wave > 0 {
			wave.Text = thousands(g.Wave)
		}
		row.Cells = slices.Insert(row.Cells, len(row.Cells)-3, wave)
	}
	return row
}

// briefly names up to three findings; the view of the group has all.
func briefly(ids []string) string {
	if len(ids) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(ids[:2], ", "), len(ids)-2)
	}
	return strings.Join(ids, ", ")
}

// findingList is the group's findings by id, worst first, each once.
func findingList(g *planner.Group) []planner.FindingID {
	var out []planner.FindingID
	seen := map[planner.FindingID]bool{}
	for _, f := range findings(g) {
		if !seen[f.ID] {
			seen[f.ID] = true
			out = append(out, f.ID)
		}
	}
	return out
}
