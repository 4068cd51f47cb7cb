package report

import (
	"bufio"
	"bytes"
	"fmt"
	"html/template"
	"io"
	"strconv"

	"gwbplan/planner"
	"gwbplan/report/html"
)

// fleetPage is fleet.html between head and end.
type fleetPage struct {
	Title, Subtitle string
	Figures         []htmlFigure
	Sections        []*htmlSection
}

// FleetHTML writes fleet.html: one file that loads nothing and runs nothing.
// With links, the tenants' names lead to the reports in their folders.
func FleetHTML(w io.Writer, f *Fleet, links bool) error {
	t, err := template.New("report.tmpl").Parse(htmlFile("report.tmpl"))
	if err == nil {
		t, err = t.New("fleet.tmpl").Parse(htmlFile("fleet.tmpl"))
	}
	if err != nil {
		return fmt.Errorf("reading the template of fleet.html: %w", err)
	}
	var body bytes.Buffer
	page := f.page(links)
	if err := t.Execute(&body, page); err != nil {
		return fmt.Errorf("filling the template of fleet.html: %w", err)
	}
	out := bufio.NewWriter(w)
	_, _ = out.WriteString(html.Head(page.Title, html.Style(), "") + squeezed(body.String()) + "</body>\n</html>\n") // Flush returns the error
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing fleet.html: %w", err)
	}
	return nil
}

func (f *Fleet) page(links bool) *fleetPage {
	return &fleetPage{
		Title: "Leaving Group Writeback v2: roll-up", Subtitle: f.sumsSentence(), Figures: f.htmlFigures(),
		Sections: []*htmlSection{f.htmlVerdicts(links), f.htmlMissing(), f.htmlNumbers()},
	}
}

func (f *Fleet) htmlFigures() []htmlFigure {
	t := &f.Totals
	out := []htmlFigure{{"", thousands(t.Assessed), fmt.Sprintf("of %s with a plan", count(t.Tenants, "tenant"))}}
	if t.Failed > 0 {
		out = append(out, htmlFigure{"blocked", thousands(t.Failed), "failed"})
	}
	if t.counted() == 0 {
		return out
	}
	r := t.Counts.Readiness
	return append(out,
		htmlFigure{"blocked", thousands(r.Blocked), "groups blocked"}, htmlFigure{"unknown", thousands(r.Unknown), "groups unknown"},
		htmlFigure{"fix", thousands(r.FixFirst), "groups fix first"}, htmlFigure{"ready", thousands(r.Ready), "groups ready"},
		htmlFigure{"", thousands(t.Counts.M365WillAppear), "Microsoft 365 groups appear in AD"},
		htmlFigure{"", thousands(t.Counts.PeopleLosingAccess), "people lose access"})
}

func (f *Fleet) htmlVerdicts(links bool) *htmlSection {
	s := &htmlSection{ID: "verdicts", Title: "May the points of no return be passed"}
	for _, p := range f.Totals.Verdict {
		s.para(p.pointSentence())
	}
	header := []string{"Tenant"}
	for _, point := range planner.Points() {
		header = append(header, string(point))
	}
	header = append(header, "As of", "Picture", ">Gates failed", ">Gates unknown", ">Exit code")
	var rows []htmlRow
	for i := range f.Tenants {
		rows = append(rows, f.Tenants[i].htmlVerdictRow(links))
	}
	s.table("", header, rows...)
	return s
}

func (t *FleetTenant) htmlVerdictRow(links bool) htmlRow {
	name := t.htmlName(links)
	name.Sub = htmlText(t.originNote())
	row := cells(name)
	for _, point := range planner.Points() {
		cell := plainCell("")
		if t.Plan != nil {
			v := t.Plan.verdictOn(point)
			cell = badgeCell(verdictSign(v), verdictWord(v))
		}
		row.Cells = append(row.Cells, cell)
	}
	asOf, failed, unknown := plainCell(""), plainCell(""), plainCell("")
	if t.Plan != nil {
		asOf, failed, unknown = plainCell(t.Plan.AsOf), numberCell(t.Plan.GatesFailed), numberCell(t.Plan.GatesUnknown)
	}
	asOf.Class = "tight"
	sign := map[string]string{"complete": "ready", "incomplete": "unknown", "failed": "blocked", "not run": "none"}[t.pictureLabel()]
	row.Cells = append(row.Cells, asOf, badgeCell(sign, t.pictureLabel()), failed, unknown, plainCell(strconv.Itoa(t.ExitCode)))
	return row
}

// htmlName leads to the tenant's report, where there is one.
func (t *FleetTenant) htmlName(links bool) htmlCell {
	name := plainCell(t.Name)
	if links && t.Plan != nil {
		name.Href = t.Folder + "/report.html"
	}
	return name
}

func (f *Fleet) htmlMissing() *htmlSection {
	s := &htmlSection{ID: "missing", Title: "Missing from the sums"}
	var rows []htmlRow
	for _, t := range f.missing() {
		why := plainCell(t.reasonText())
		why.Do = htmlText(t.Hint)
		rows = append(rows, cells(plainCell(t.Name), why))
	}
	if len(rows) == 0 {
		s.para("Nothing: the groups of every tenant are counted.")
	}
	s.table("", []string{"Tenant", "Why"}, rows...)
	return s
}

func (f *Fleet) htmlNumbers() *htmlSection {
	s := &htmlSection{ID: "numbers", Title: "The groups of every tenant"}
	if f.Totals.counted() == 0 {
		s.para("Nothing is known.")
	}
	f.htmlNumberTable(s, "How ready they are", readinessNumbers())
	f.htmlNumberTable(s, "Where they go", dispositionNumbers())
	f.htmlNumberTable(s, "What that brings", consequenceNumbers())
	return s
}

func (f *Fleet) htmlNumberTable(s *htmlSection, caption string, numbers []fleetNumber) {
	header := []string{"Tenant"}
	for _, n := range numbers {
		header = append(header, ">"+n.title)
	}
	var rows []htmlRow
	for _, texts := range f.numberTable(numbers, func(t *FleetTenant) string { return t.Name }) {
		var row htmlRow
		for _, text := range texts {
			row.Cells = append(row.Cells, plainCell(text))
		}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		rows[len(rows)-1].Class = "total"
	}
	s.table(caption, header, rows...)
}
