package report

import (
	"fmt"
	"io"
	"strconv"

	"gwbplan/planner"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// FleetMarkdown writes fleet.md.
func FleetMarkdown(w io.Writer, f *Fleet) error {
	m := markdown.NewWriter(w)
	m.Heading(1, "Leaving Group Writeback v2: roll-up of "+count(f.Totals.Tenants, "tenant"))
	m.Para(f.sumsSentence())
	var points []string
	for _, p := range f.Totals.Verdict {
		points = append(points, p.pointSentence())
	}
	m.List(points)
	f.mdVerdicts(m)
	m.Heading(2, "How ready the groups are")
	f.mdNumbers(m, readinessNumbers())
	m.Heading(2, "Where the groups go")
	f.mdNumbers(m, dispositionNumbers())
	m.Heading(2, "What that brings")
	f.mdNumbers(m, consequenceNumbers())
	f.mdMissing(m)
	if err := m.Flush(); err != nil {
		return fmt.Errorf("writing fleet.md: %w", err)
	}
	return nil
}

func (f *Fleet) mdVerdicts(m *markdown.Writer) {
	m.Heading(2, "May the points of no return be passed")
	header := []string{"Tenant"}
	for _, point := range planner.Points() {
		header = append(header, string(point))
	}
	header = append(header, "As of", "Picture", ">Gates failed", ">Gates unknown", ">Exit code", "Folder")
	var rows [][]string
	for i := range f.Tenants {
		t := &f.Tenants[i]
		row := []string{escape.MarkdownValue(t.Name)}
		for _, point := range planner.Points() {
			row = append(row, escape.MarkdownText(t.verdictText(point)))
		}
		asOf, failed, unknown := "", "", ""
		if t.Plan != nil {
			asOf, failed, unknown = t.Plan.AsOf, thousands(t.Plan.GatesFailed), thousands(t.Plan.GatesUnknown)
		}
		rows = append(rows, append(row, escape.MarkdownText(asOf), fleetPicture(t), failed, unknown, strconv.Itoa(t.ExitCode), escape.MarkdownValue(t.Folder)))
	}
	m.Table(header, rows)
}

// fleetPicture is the picture with where it comes from.
func fleetPicture(t *FleetTenant) string {
	if note := t.originNote(); note != "" {
		return t.pictureLabel() + ", " + note
	}
	return t.pictureLabel()
}

func (f *Fleet) mdNumbers(m *markdown.Writer, numbers []fleetNumber) {
	header := []string{"Tenant"}
	for _, n := range numbers {
		header = append(header, ">"+n.title)
	}
	rows := f.numberTable(numbers, func(t *FleetTenant) string { return escape.MarkdownValue(t.Name) })
	if len(rows) == 0 {
		m.Para("Nothing is known.")
		return
	}
	sums := rows[len(rows)-1]
	sums[0] = "**" + sums[0] + "**"
	m.Table(header, rows)
}

func (f *Fleet) mdMissing(m *markdown.Writer) {
	missing := f.missing()
	if len(missing) == 0 {
		return
	}
	m.Heading(2, "Missing from the sums")
	var rows [][]string
	for _, t := range missing {
		rows = append(rows, []string{escape.MarkdownValue(t.Name), escape.MarkdownText(t.reasonText()), escape.MarkdownText(t.Hint)})
	}
	m.Table([]string{"Tenant", "Why", "What to do"}, rows)
}
