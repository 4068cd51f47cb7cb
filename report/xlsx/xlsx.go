// Package xlsx writes tables as a workbook with excelize. It stands apart from
// report so that everything else about a document builds and is tested without
// that library and what it brings along.
//
// Large sheets and the workbook pass through temporary files, mode 0600, which
// are removed before Write returns.
package xlsx

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"gwbplan/report"
)

// The limits of a workbook, as Excel documents them.
const (
	maxRows = 1_048_576
	maxText = 32_767
)

// Write writes one sheet a table, its header frozen and filtered. Text is
// written as text, so that no cell can be a formula; the same tables give the
// same bytes. A table with more rows than a sheet takes goes on in a second one.
func Write(w io.Writer, tables []report.Table) error { return write(w, tables, maxRows) }

func write(w io.Writer, tables []report.Table, rows int) error {
	b, err := newBook(rows)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := b.add(t); err != nil {
			_ = b.file.Close()
			return fmt.Errorf("writing the sheet %q: %w", t.Name, err)
		}
	}
	return errors.Join(pack(w, b.file), b.file.Close())
}

// book is a workbook being written.
type book struct {
	file   *excelize.File
	rows   int // of a sheet, its header among them
	sheets int
	header int // the style of a header
}

func newBook(rows int) (*book, error) {
	f := excelize.NewFile()
	style, err := f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A5F"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	if err != nil {
		return nil, err
	}
	const never = "2000-01-01T00:00:00Z" // a clock would change the bytes
	err = f.SetDocProps(&excelize.DocProperties{Creator: "gwbplan", LastModifiedBy: "gwbplan", Created: never, Modified: never})
	return &book{file: f, rows: rows, header: style}, err
}

// add writes a table to one sheet, and what that does not take to further ones.
func (b *book) add(t report.Table) error {
	s, err := b.sheet(t, 1)
	if err != nil {
		return err
	}
	part := 1
	for cells := range t.Rows {
		if s.row == b.rows {
			if err := s.end(); err != nil {
				return err
			}
			part++
			if s, err = b.sheet(t, part); err != nil {
				return err
			}
		}
		if err := s.write(cells); err != nil {
			return err
		}
	}
	return s.end()
}

// sheet is a sheet being written; row is the last one that it has.
type sheet struct {
	book    *book
	name    string
	columns []report.Column
	out     *excelize.StreamWriter
	row     int
	values  []any
}

func (b *book) sheet(t report.Table, part int) (*sheet, error) {
	s := &sheet{book: b, name: t.Name, columns: t.Columns, values: make([]any, len(t.Columns))}
	if part > 1 {
		s.name = fmt.Sprintf("%s (%d)", t.Name, part)
	}
	if err := b.place(s.name); err != nil {
		return nil, err
	}
	var err error
	if s.out, err = b.file.NewStreamWriter(s.name); err != nil {
		return nil, err
	}
	return s, s.begin()
}

// place makes the sheet; a new workbook has one that takes the first name.
func (b *book) place(name string) error {
	b.sheets++
	if b.sheets == 1 {
		return b.file.SetSheetName("Sheet1", name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

// begin writes the header and freezes it.
func (s *sheet) begin() error {
	for i, c := range s.columns {
		if err := s.out.SetColWidth(i+1, i+1, float64(max(c.Width, 8)+2)); err != nil {
			return err
		}
	}
	err := s.out.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	})
	if err != nil {
		return err
	}
	for i, c := range s.columns {
		s.values[i] = excelize.Cell{StyleID: s.book.header, Value: report.WorkbookText(c.Header, maxText)}
	}
	return s.put()
}

func (s *sheet) write(cells []string) error {
	for i, cell := range cells {
		s.values[i] = value(cell, s.columns[i].Number)
	}
	return s.put()
}

// value is a cell's value: a number where the column has numbers, else text. An
// empty cell stays empty.
func value(cell string, number bool) any {
	if cell == "" {
		return nil
	}
	if n, err := strconv.Atoi(cell); number && err == nil {
		return n
	}
	return report.WorkbookText(cell, maxText)
}

func (s *sheet) put() error {
	s.row++
	return s.out.SetRow("A"+strconv.Itoa(s.row), s.values)
}

func (s *sheet) end() error {
	last, err := excelize.CoordinatesToCellName(len(s.columns), s.row)
	if err != nil {
		return err
	}
	if err := s.book.file.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	return s.out.Flush()
}
