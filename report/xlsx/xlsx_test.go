package xlsx

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"gwbplan/report"
)

func numbered(n int) report.Table {
	return report.Table{Name: "Rows", Columns: []report.Column{{Header: "N", Number: true}, {Header: "Text"}}, Rows: func(yield func([]string) bool) {
		for i := range n {
			if !yield([]string{strconv.Itoa(i), "=" + strconv.Itoa(i)}) {
				return
			}
		}
	}}
}

// A table that is longer than a sheet goes on in the next one.
func TestLongTablesGoOn(t *testing.T) {
	for n, want := range map[int]map[string]int{0: {"Rows": 1}, 4: {"Rows": 5}, 5: {"Rows": 5, "Rows (2)": 2}, 11: {"Rows": 5, "Rows (2)": 5, "Rows (3)": 4}} {
		var b bytes.Buffer
		if err := write(&b, []report.Table{numbered(n)}, 5); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.GetSheetList()) != len(want) {
			t.Errorf("%d rows: sheets %v", n, f.GetSheetList())
		}
		next := 0
		for _, name := range f.GetSheetList() {
			rows, err := f.GetRows(name)
			if err != nil || len(rows) != want[name] {
				t.Fatalf("%d rows: sheet %s has %d rows, want %d (%v)", n, name, len(rows), want[name], err)
			}
			for _, row := range rows[1:] {
				if row[0] != strconv.Itoa(next) || row[1] != "="+row[0] {
					t.Errorf("row %q, want %d", row, next)
				}
				next++
			}
		}
	}
}

// No temporary file is left behind, whether the writing ends well or not.
func TestTemporaryFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	const spills = 400_000 // rows that no buffer of excelize holds
	if err := Write(failing{}, []report.Table{numbered(spills)}); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

var errFull = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }
