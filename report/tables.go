package report

import "iter"

// Table is one table of a plan: a CSV file, or a sheet of a workbook.
type Table struct {
	Name    string
	Columns []Column
	// Rows yields the cells of one row after another, as they are: who writes
	// them makes them safe for the medium. The slice is used again.
	Rows iter.Seq[[]string]
}

// Column describes one column of a [Table].
type Column struct {
	Header string
	// Width is about how many characters the column wants to show.
	Width int
	// Number: the cells hold whole numbers, or nothing where none is known.
	Number bool
}

// The kinds of a column, for [column].
const (
	text   = false
	number = true
)

// column is a column and where its cells come from; without a value it stays
// empty for the reader.
type column[T any] struct {
	header string
	width  int
	number bool
	value  func(T) string
}

// tableOf makes a table of items.
func tableOf[T any](name string, columns []column[T], items iter.Seq[T]) Table {
	t := Table{Name: name, Rows: func(yield func([]string) bool) {
		cells := make([]string, len(columns))
		for item := range items {
			for i, col := range columns {
				cells[i] = ""
				if col.value != nil {
					cells[i] = col.value(item)
				}
			}
			if !yield(cells) {
				return
			}
		}
	}}
	for _, col := range columns {
		t.Columns = append(t.Columns, Column{col.header, col.width, col.number})
	}
	return t
}
