package report

import (
	"fmt"
	"strings"

	"gwbplan/planner"
)

// htmlChart shows disposition by readiness as bars of parts. It is a picture
// of the table that stands under it.
type htmlChart struct {
	Title, Description string
	Width, Height      int
	Bars               []htmlBar
	Key                []htmlKey
}

type htmlBar struct {
	Label, Amount string
	TextY, EndX   int
	Parts         []htmlPart
}

// htmlPart is a part of a bar. The two that call for attention are hatched, so
// that the picture can be read without its colours.
type htmlPart struct {
	Sign, Text          string
	Hatched             bool
	X, Y, Width, Height int
	TextX, TextY        int
}

type htmlKey struct{ Sign, Text string }

// The measures of the chart, in units of its own.
const (
	chartWidth  = 860
	chartLabels = 150
	chartBars   = 600
	chartRow    = 34
	chartBar    = 22
)

func (v *view) htmlChart() *htmlChart {
	c := &htmlChart{Title: "Where the groups go, and how ready they are", Width: chartWidth}
	most := 1
	for _, row := range v.plan.Summary.Matrix {
		cells := matrixCells(row)
		most = max(most, cells[len(cells)-1])
	}
	var sentences []string
	for i, row := range v.plan.Summary.Matrix {
		b := chartBarOf(row, i*chartRow, most)
		c.Bars = append(c.Bars, b)
		sentences = append(sentences, b.Label+": "+b.Amount)
	}
	c.Height = max(1, len(c.Bars)) * chartRow
	c.Description = strings.Join(sentences, ". ") + "."
	for _, r := range readinessOrder() {
		c.Key = append(c.Key, htmlKey{readinessSign(r), readinessWording(r).label})
	}
	return c
}

func chartBarOf(row planner.MatrixRow, y, most int) htmlBar {
	counts := matrixCells(row)
	total := counts[len(counts)-1]
	b := htmlBar{Label: htmlText(dispositionWording(row.Disposition).label), Amount: count(total, "group"), TextY: y + 16}
	x := chartLabels
	for i, r := range readinessOrder() {
		if counts[i] == 0 {
			continue
		}
		// At least 3 units, or a few blocked groups among many would vanish.
		p := htmlPart{Sign: readinessSign(r), Hatched: r == planner.Blocked || r == planner.ReadinessUnknown,
			X: x, Y: y, Width: max(3, chartBars*counts[i]/most), Height: chartBar, TextY: y + 16}
		p.TextX = x + p.Width/2
		if text := thousands(counts[i]); p.Width > 9*len(text)+6 {
			p.Text = text
		}
		b.Parts = append(b.Parts, p)
		x += p.Width + 2
	}
	b.EndX = x + 6
	return b
}

// htmlMatrix is the same as a table.
func (v *view) htmlMatrix(s *htmlSection) {
	var rows []htmlRow
	sums := make([]int, 6)
	for _, row := range v.plan.Summary.Matrix {
		r := cells(plainCell(dispositionWording(row.Disposition).label))
		for i, n := range matrixCells(row) {
			sums[i] += n
			r.Cells = append(r.Cells, numberCell(n))
		}
		rows = append(rows, r)
	}
	total := htmlRow{Class: "total", Cells: []htmlCell{plainCell("all")}}
	for _, n := range sums {
		total.Cells = append(total.Cells, numberCell(n))
	}
	s.table("", []string{"Where the groups go", ">blocked", ">unknown", ">fix first", ">ready", ">nothing to do", ">groups"}, append(rows, total)...)
}

// share is the length of a bar: a hundred for the most, at least one for any.
func share(n, most int) int {
	if n <= 0 || most <= 0 {
		return 0
	}
	return max(1, 100*n/most)
}

// groupsLink leads to the table of groups with one filter set.
func groupsLink(filter, word string) string { return fmt.Sprintf("#find/%s=%s", filter, word) }
