package report

import (
	"html/template"
	"strings"
)

// What the sections of report.html are made of; html/report.tmpl gives each its
// form. Every value of the plan in them has passed through htmlText.

type htmlSection struct {
	ID, Title, Class string
	Blocks           []htmlBlock
}

// htmlBlock is one of: a heading, a paragraph, a notice, a list, a table, a
// chart.
type htmlBlock struct {
	Heading string
	Prose   template.HTML
	Notice  *htmlNotice
	List    []template.HTML
	Table   *htmlTable
	Chart   *htmlChart
}

type htmlNotice struct {
	Sign  string
	Prose template.HTML
}

type htmlTable struct {
	Caption, Class string
	Columns        []htmlColumn
	Rows           []htmlRow
	// More says what the table leaves out, and where that is.
	More string
}

// htmlColumn is a column of a table; Class num puts it to the right.
type htmlColumn struct{ ID, Name, Class string }

type htmlRow struct {
	Class string
	Cells []htmlCell
}

// htmlCell is a text, and what goes with it: a tag in the colour of a sign, a
// second line, a remedy, a bar of up to a hundred, a link into the table of
// groups, a document that the text leads to.
type htmlCell struct {
	Text, Tag, Badge, Sub, Do, Class, Link, Href string
	Code, Heads                                  bool
	Bar                                          int
}

func (s *htmlSection) heading(text string) {
	s.Blocks = append(s.Blocks, htmlBlock{Heading: text})
}

func (s *htmlSection) para(text string) {
	s.Blocks = append(s.Blocks, htmlBlock{Prose: prose(text)})
}

func (s *htmlSection) notice(sign, text string) {
	s.Blocks = append(s.Blocks, htmlBlock{Notice: &htmlNotice{sign, prose(text)}})
}

func (s *htmlSection) list(items []string) {
	var out []template.HTML
	for _, item := range items {
		out = append(out, prose(item))
	}
	s.Blocks = append(s.Blocks, htmlBlock{List: out})
}

// texts lists what others wrote: no mark in it means anything.
func (s *htmlSection) texts(items []string) {
	var out []template.HTML
	for _, item := range items {
		out = append(out, template.HTML(template.HTMLEscapeString(htmlText(item))))
	}
	s.Blocks = append(s.Blocks, htmlBlock{List: out})
}

// table adds a table unless it is empty. Columns whose name starts with ">"
// stand to the right; the first cell of a row heads it.
func (s *htmlSection) table(caption string, columns []string, rows ...htmlRow) *htmlTable {
	t := &htmlTable{Caption: caption, Columns: htmlColumns(columns), Rows: rows}
	for _, row := range rows {
		row.Cells[0].Heads = true
		for i := range row.Cells {
			if row.Cells[i].Class == "" {
				row.Cells[i].Class = t.Columns[i].Class
			}
		}
	}
	if len(rows) > 0 {
		s.Blocks = append(s.Blocks, htmlBlock{Table: t})
	}
	return t
}

// with sets the form of a table, and says what it leaves out.
func (t *htmlTable) with(class, more string) { t.Class, t.More = class, more }

func htmlColumns(names []string) []htmlColumn {
	var out []htmlColumn
	for _, n := range names {
		name, right := strings.CutPrefix(n, ">")
		c := htmlColumn{Name: name}
		if right {
			c.Class = "num"
		}
		out = append(out, c)
	}
	return out
}

func cells(c ...htmlCell) htmlRow { return htmlRow{Cells: c} }

func plainCell(text string) htmlCell { return htmlCell{Text: htmlText(text)} }

func codeCell(text string) htmlCell { return htmlCell{Text: htmlText(text), Code: text != ""} }

func numberCell(n int) htmlCell { return htmlCell{Text: thousands(n)} }

func badgeCell(sign, text string) htmlCell {
	return htmlCell{Tag: htmlText(text), Badge: sign, Class: "tight"}
}

// prose marks up a sentence that the report itself wrote: **strong** and
// `code`. Values of a directory do not belong in it, though they would be
// harmless.
func prose(s string) template.HTML {
	s = template.HTMLEscapeString(htmlText(s))
	for mark, tag := range map[string]string{"**": "strong", "`": "code"} {
		parts := strings.Split(s, mark)
		if len(parts)%2 == 0 {
			continue // one mark has no partner
		}
		for i := 1; i < len(parts); i += 2 {
			parts[i] = "<" + tag + ">" + parts[i] + "</" + tag + ">"
		}
		s = strings.Join(parts, "")
	}
	return template.HTML(s)
}
