package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gwbplan/planner"
	"gwbplan/planner/verify"
)

// Options say how much a document shows. The zero value is the default.
type Options struct {
	// Colour allows ANSI colours in [Summary] and [Explain].
	Colour bool
	// Table draws the tables of [Summary], which cannot do without it.
	Table TableWriter
	// Workbook writes report.xlsx, which cannot do without it.
	Workbook WorkbookWriter
	// FullGroups is how many groups the Markdown report describes in full,
	// worst first; the others become table rows. 0 is 500, negative is all.
	FullGroups int
	// ListRows is how many rows a table of groups in the Markdown report has.
	// 0 is 2000, negative is all.
	ListRows int
	// Members is how many members a list names. 0 is 20, negative is all.
	Members int
	// Items is how many items a comparison tells in full on a terminal. 0 is 20,
	// negative is all.
	Items int
	// PlanHash is the SHA-256 of plan.json in hexadecimal, which an approval
	// names; empty where it is not known.
	PlanHash string
	// Verified fills the column Status of groups.csv; nil leaves it empty.
	Verified *verify.Verification
	// BOM puts a byte order mark before the CSV, which Excel wants.
	BOM bool
	// Profile shapes groups.csv for the program that reads it; the zero value
	// is [ProfileGeneric].
	Profile Profile
}

func (o Options) fullGroups() int { return limit(o.FullGroups, 500) }
func (o Options) listRows() int   { return limit(o.ListRows, 2000) }
func (o Options) members() int    { return limit(o.Members, 20) }
func (o Options) items() int      { return limit(o.Items, 20) }

func limit(n, preset int) int {
	switch {
	case n == 0:
		return preset
	case n < 0:
		return int(^uint(0) >> 1)
	}
	return n
}

// Format is the name of a document's format, as --format takes it.
type Format string

// The formats. The planner itself writes the JSON of a plan, see
// [planner.Plan]; [Documents] therefore has none for it.
const (
	FormatHTML     Format = "html"
	FormatMarkdown Format = "md"
	FormatCSV      Format = "csv"
	FormatXLSX     Format = "xlsx"
	FormatJSON     Format = "json"
)

// Formats lists the formats in the order in which they are written.
func Formats() []Format {
	return []Format{FormatJSON, FormatHTML, FormatMarkdown, FormatCSV, FormatXLSX}
}

// ParseFormats reads a comma-separated list such as "md,csv". The empty list
// means all formats; the result has the order of [Formats], each format once.
func ParseFormats(list string) ([]Format, error) {
	if strings.TrimSpace(list) == "" {
		return Formats(), nil
	}
	asked := map[Format]bool{}
	for part := range strings.SplitSeq(list, ",") {
		f := Format(strings.ToLower(strings.TrimSpace(part)))
		if !slices.Contains(Formats(), f) {
			return nil, fmt.Errorf("unknown format %q in %q: choose among %s", part, list, listed(Formats()))
		}
		asked[f] = true
	}
	return slices.DeleteFunc(Formats(), func(f Format) bool { return !asked[f] }), nil
}

// Document is one file of a report.
type Document struct {
	Name   string
	Format Format
	// Write renders the document; it can be called more than once.
	Write func(io.Writer) error
}

// Documents lists the files that the formats ask for, in a fixed order.
func Documents(p *planner.Plan, formats []Format, o Options) []Document {
	all := []Document{
		{"report.html", FormatHTML, func(w io.Writer) error { return HTML(w, p, o) }},
		{"report.md", FormatMarkdown, func(w io.Writer) error { return Markdown(w, p, o) }},
	}
	all = append(all, groupFiles(p, o)...)
	all = append(all,
		Document{"members.csv", FormatCSV, func(w io.Writer) error { return MembersCSV(w, p, o) }},
		Document{"findings.csv", FormatCSV, func(w io.Writer) error { return FindingsCSV(w, p, o) }},
		Document{"report.xlsx", FormatXLSX, func(w io.Writer) error { return Workbook(w, p, o) }},
	)
	return slices.DeleteFunc(all, func(d Document) bool { return !slices.Contains(formats, d.Format) })
}
