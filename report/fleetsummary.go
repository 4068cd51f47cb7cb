package report

import (
	"fmt"
	"io"
	"strconv"

	"gwbplan/planner"
)

// FleetSummary writes the roll-up for a terminal, as [Summary] does a plan.
func FleetSummary(w io.Writer, f *Fleet, o Options) error {
	s := newScreen(w, o)
	s.paint(bold, fmt.Sprintf("Roll-up of %s", count(f.Totals.Tenants, "tenant")))
	p := green
	if !f.Complete {
		p = red
	}
	s.paint(p, wrap(f.sumsSentence(), "", columns))
	s.line("")
	s.paint(bold, "May the points of no return be passed")
	f.verdictTable(s)
	s.line("")
	s.paint(bold, "How ready the groups are")
	f.screenNumbers(s, readinessNumbers())
	s.line("")
	s.paint(bold, "Where they go, and what that brings")
	f.screenNumbers(s, append(dispositionNumbers(), consequenceNumbers()[:2]...))
	f.missingLines(s)
	if err := s.flush(); err != nil {
		return fmt.Errorf("writing the roll-up: %w", err)
	}
	return nil
}

func terminalName(t *FleetTenant) string { return cut(terminal(t.Name), 28) }

func (f *Fleet) verdictTable(s *screen) {
	header := []string{"Tenant"}
	for _, point := range planner.Points() {
		header = append(header, string(point))
	}
	header = append(header, "As of", "Picture", "#exit code")
	var rows [][]string
	for i := range f.Tenants {
		t := &f.Tenants[i]
		row := []string{terminalName(t)}
		for _, point := range planner.Points() {
			row = append(row, terminal(t.verdictText(point)))
		}
		asOf := ""
		if t.Plan != nil {
			asOf = cut(terminal(t.Plan.AsOf), 10)
		}
		rows = append(rows, append(row, asOf, t.pictureLabel(), strconv.Itoa(t.ExitCode)))
	}
	s.table(header, rows)
}

func (f *Fleet) screenNumbers(s *screen, numbers []fleetNumber) {
	header := []string{"Tenant"}
	for _, n := range numbers {
		header = append(header, n.short)
	}
	rows := f.numberTable(numbers, terminalName)
	if len(rows) == 0 {
		s.line("Nothing is known.")
		return
	}
	s.table(header, rows)
}

func (f *Fleet) missingLines(s *screen) {
	missing := f.missing()
	if len(missing) == 0 {
		return
	}
	s.line("")
	s.paint(red, "Missing from the sums")
	for _, t := range missing {
		s.line(hang(fmt.Sprintf("%s: %s", terminal(t.Name), terminal(t.reasonText())), "- ", columns))
		if t.Hint != "" {
			s.line(wrap("hint: "+terminal(t.Hint), "  ", columns))
		}
	}
}
