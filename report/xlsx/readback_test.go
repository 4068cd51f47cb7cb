package xlsx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/hostile"
	"gwbplan/fixtures/openpyxl"
	"gwbplan/planner"
	"gwbplan/report"
	"gwbplan/report/xlsx"
)

// readPlan reads one of the plans that every writer is tested with.
func readPlan(tb testing.TB, name string) *planner.Plan {
	tb.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", name, "plan.json"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	p, err := planner.ReadPlan(f)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func plans(t *testing.T) map[string]*planner.Plan {
	all := map[string]*planner.Plan{}
	for _, name := range []string{"rich", "empty", "incomplete"} {
		all[name] = readPlan(t, name)
	}
	all["rich"].Groups[1].DisplayName = hostile.Latin1 // JSON cannot hold it
	return all
}

func workbook(t *testing.T, p *planner.Plan) string {
	t.Helper()
	var b strings.Builder
	if err := report.Workbook(&b, p, report.Options{Workbook: xlsx.Write}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func readBack(t *testing.T, workbook string) []openpyxl.Sheet {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.xlsx")
	if err := os.WriteFile(file, []byte(workbook), 0o600); err != nil {
		t.Fatal(err)
	}
	return openpyxl.Read(t, file)
}

// tablesOf are the tables of a workbook, and their rows.
func tablesOf(t *testing.T, p *planner.Plan) (tables []report.Table, rows [][][]string) {
	t.Helper()
	err := report.Workbook(io.Discard, p, report.Options{Workbook: func(_ io.Writer, all []report.Table) error {
		tables = all
		for _, table := range all {
			var list [][]string
			for row := range table.Rows {
				list = append(list, slices.Clone(row))
			}
			rows = append(rows, list)
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return tables, rows
}

// An independent reader finds every cell with the type and the text that was
// meant, the header frozen and filtered, and no formula.
func TestWorkbookReadBack(t *testing.T) {
	for name, p := range plans(t) {
		if len(p.Groups) > 0 {
			p.Groups[0].Owners = []string{strings.Repeat("😀 long ", 9000), "_x0041_ &amp; \ufffd"}
		}
		sheets := readBack(t, workbook(t, p))
		tables, rows := tablesOf(t, p)
		if len(sheets) != len(tables) {
			t.Fatalf("%s: %d sheets, want %d", name, len(sheets), len(tables))
		}
		for i, s := range sheets {
			whole := "A1:" + string(rune('A'+len(tables[i].Columns)-1)) + strconv.Itoa(len(rows[i])+1)
			if s.Name != tables[i].Name || s.Frozen != "A2" || strings.ReplaceAll(s.Filter, "$", "") != whole || len(s.Rows) != len(rows[i])+1 {
				t.Errorf("%s: sheet %q, frozen %q, filter %q, %d rows; want %q and %d", name, s.Name, s.Frozen, s.Filter, len(s.Rows), tables[i].Name, len(rows[i])+1)
				continue
			}
			for c, column := range tables[i].Columns {
				sameCell(t, s.Name+" header", s.Rows[0][c], column.Header, false)
				for r, row := range rows[i] {
					sameCell(t, s.Name+" "+column.Header+" "+strconv.Itoa(r), s.Rows[r+1][c], row[c], column.Number)
				}
			}
		}
	}
}

func sameCell(t *testing.T, where string, got [2]any, want string, number bool) {
	t.Helper()
	text := report.WorkbookText(want, 32767)
	switch {
	case want == "":
		if got[1] != nil {
			t.Errorf("%s: %v where nothing was meant", where, got)
		}
	case number:
		if n, err := strconv.Atoi(want); err != nil || got[0] != "n" || got[1] != float64(n) {
			t.Errorf("%s: %v, want the number %s", where, got, want)
		}
	case got[0] != "s" && got[0] != "inlineStr" || got[1] != text:
		t.Errorf("%s: %v, want the text %q", where, got, text)
	}
}

func TestWorkbookHasItsSheets(t *testing.T) {
	tables, rows := tablesOf(t, readPlan(t, "rich"))
	var names []string
	for _, table := range tables {
		names = append(names, table.Name)
	}
	if got := strings.Join(names, ", "); got != "Summary, Groups, Members lost, Findings, Gates, Waves, Orphans, Decisions" {
		t.Errorf("sheets %s", got)
	}
	// two members leave AD, five groups are blocked, and the board's columns are empty
	if len(rows[2]) != 2 || len(rows[4]) != 5 || len(rows[6]) != 2 || len(rows[7]) != 5 {
		t.Errorf("%d members lost, %d gates, %d orphans, %d decisions", len(rows[2]), len(rows[4]), len(rows[6]), len(rows[7]))
	}
	columns := tables[7].Columns
	for i, want := range []string{"Decision", "Decided by", "Date", "Comment"} {
		at := len(columns) - 4 + i
		if columns[at].Header != want || rows[7][0][at] != "" {
			t.Errorf("column %q holds %q", columns[at].Header, rows[7][0][at])
		}
	}
}

// The same plan gives the same bytes, and no part of them has a time.
func TestWorkbookIsDeterministic(t *testing.T) {
	first := workbook(t, readPlan(t, "rich"))
	for range 5 {
		if workbook(t, readPlan(t, "rich")) != first {
			t.Fatal("two workbooks of one plan differ")
		}
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(first)), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Modified.After(time.Date(1981, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s has the time %s", f.Name, f.Modified)
		}
	}
}

func TestWorkbookNeedsAWriter(t *testing.T) {
	if err := report.Workbook(io.Discard, readPlan(t, "rich"), report.Options{}); err == nil {
		t.Error("no writer, and no error")
	}
}
