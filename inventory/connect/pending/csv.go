package pending

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"gwbplan/inventory"
)

// column is what a column of the CSV holds.
type column int

const (
	unknownColumn column = iota
	dnColumn
	newDNColumn
	typeColumn
	objectColumn
	attributeColumn
	changeColumn
	valueColumn
	addedColumn
	removedColumn
	plainColumn // known, and of no use here
	columns
)

// columnOf finds a column by its name, without regard to case, spaces and
// punctuation. OMODT and AMODT are documented (F81), the others are what such a
// column would be called.
func columnOf(name string) column {
	switch letters(name) {
	case "dn", "csdn", "distinguishedname":
		return dnColumn
	case "newdn":
		return newDNColumn
	case "objecttype", "objtype", "type":
		return typeColumn
	case "omodt":
		return objectColumn
	case "attribute", "attributename", "attrname", "attr", "name":
		return attributeColumn
	case "amodt":
		return changeColumn
	case "value", "newvalue", "newvalues":
		return valueColumn
	case "added", "adds", "valuesadded", "addedvalues":
		return addedColumn
	case "removed", "deletes", "deleted", "valuesremoved", "valuesdeleted", "removedvalues", "deletedvalues":
		return removedColumn
	case "id", "maguid", "maid", "maname", "connector", "oldvalue", "oldvalues", "multivalued", "attributetype", "attrtype":
		return plainColumn
	}
	return unknownColumn
}

// letters are the letters and digits of a name, in lower case.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// csvReader reads CSExportAnalyzer's rows: one for each attribute of an object.
type csvReader struct {
	in   *csv.Reader
	name string
	info Info
	// at is the place of each column, -1 where it is missing.
	at    [columns]int
	width int
	next  *Change // the object whose rows are being read
}

func readCSV(in *bufio.Reader, name string, put func(*Change) error) (Info, error) {
	r := &csvReader{name: name, info: Info{Format: CSExportAnalyzerCSV, Connector: UnknownKind}}
	r.in = csv.NewReader(in)
	r.in.FieldsPerRecord = -1
	r.in.Comma = separator(in)
	if err := r.header(); err != nil {
		return r.info, err
	}
	for {
		err := r.row(put)
		if errors.Is(err, io.EOF) {
			return r.info, r.flush(put)
		}
		if err != nil {
			return r.info, err
		}
	}
}

// separator is the character that the header's names stand between: a list
// separator of the server's language can be a semicolon.
func separator(in *bufio.Reader) rune {
	head, _ := in.Peek(4 << 10) // as much as there is
	line, _, _ := strings.Cut(strings.TrimLeft(string(head), "\r\n"), "\n")
	best := ','
	for _, c := range ";\t" {
		if strings.Count(line, string(c)) > strings.Count(line, string(best)) {
			best = c
		}
	}
	return best
}

// read returns the next record and its line.
func (r *csvReader) read() ([]string, int, error) {
	record, err := r.in.Read()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, 0, io.EOF
	case errors.As(err, &parse):
		return nil, 0, &Error{File: r.name, Line: parse.StartLine, What: "the CSV is not valid", Err: parse.Err}
	case err != nil:
		return nil, 0, fmt.Errorf("reading %s: %w", r.name, err)
	}
	line, _ := r.in.FieldPos(0)
	return record, line, nil
}

func (r *csvReader) header() error {
	names, line, err := r.read()
	if err != nil {
		return err
	}
	r.width = len(names)
	for i := range r.at {
		r.at[i] = -1
	}
	for i, name := range names {
		switch c := columnOf(name); {
		case c == unknownColumn:
			r.info.UnknownColumns = append(r.info.UnknownColumns, name)
		case c == plainColumn:
		case r.at[c] >= 0:
			return &Error{File: r.name, Line: line, What: fmt.Sprintf("the column %q stands there twice", name)}
		default:
			r.at[c] = i
		}
	}
	if r.at[dnColumn] < 0 || r.at[objectColumn] < 0 {
		return &Error{File: r.name, Line: line, What: "the first line names no columns DN and OMODT: this is neither csexport XML nor CSExportAnalyzer CSV"}
	}
	return nil
}

// row takes one row: the next attribute of the object, or the first of another.
func (r *csvReader) row(put func(*Change) error) error {
	fields, line, err := r.read()
	if err != nil {
		return err
	}
	if len(fields) != r.width {
		return &Error{File: r.name, Line: line, What: fmt.Sprintf("the row has %d cells, the header has %d: the file is truncated or was changed", len(fields), r.width)}
	}
	if r.info.NotUTF8 == 0 && !validUTF8(fields) {
		r.info.NotUTF8 = line
	}
	cell := func(c column) string {
		if r.at[c] < 0 {
			return ""
		}
		return strings.TrimSpace(fields[r.at[c]])
	}
	op, ok := operationOf(cell(objectColumn))
	switch dn := inventory.DN(cell(dnColumn)); {
	case !ok:
		return &Error{File: r.name, Line: line, What: fmt.Sprintf("OMODT is %q; want Add, Update or Delete", cell(objectColumn))}
	case dn == "":
		return &Error{File: r.name, Line: line, What: "the DN is empty"}
	case r.next == nil || !r.next.DN.Equal(dn) || r.next.Operation != op:
		if err := r.flush(put); err != nil {
			return err
		}
		r.next = &Change{Line: line, DN: dn, Operation: op, ObjectType: cell(typeColumn), Known: map[string]string{}}
	}
	if err := r.next.cells(cell); err != nil {
		return &Error{File: r.name, Line: line, What: err.Error()}
	}
	return nil
}

// flush hands the object over whose rows have ended.
func (r *csvReader) flush(put func(*Change) error) error {
	c := r.next
	r.next = nil
	if c == nil || c.Operation == None {
		return nil
	}
	r.info.see(c)
	return put(c)
}

// cells takes what a row says of an attribute.
func (c *Change) cells(cell func(column) string) error {
	if to := inventory.DN(cell(newDNColumn)); to != "" && !to.Equal(c.DN) && c.Operation != Delete {
		c.NewDN = to
	}
	name := cell(attributeColumn)
	if name == "" {
		return nil
	}
	op := c.Operation
	if word := cell(changeColumn); word != "" {
		var ok bool
		if op, ok = operationOf(word); !ok {
			return fmt.Errorf("AMODT is %q; want Add, Update or Delete", word)
		}
	}
	if op == None {
		return nil
	}
	a := Attribute{Name: name, Operation: op, Reference: references(name), AddedCount: number(cell(addedColumn)), RemovedCount: number(cell(removedColumn))}
	if v := cell(valueColumn); v != "" && !a.Reference && op != Delete {
		a.Added, a.Listed, a.AddedCount = []string{v}, true, 1
	}
	c.Attributes = append(c.Attributes, a)
	return nil
}

// references tells the attributes of a group that hold DNs.
func references(name string) bool {
	return strings.EqualFold(name, "member") || strings.EqualFold(name, "managedBy")
}

// number reads a count; -1 where there is none.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
