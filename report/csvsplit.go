package report

import (
	"fmt"
	"io"
	"slices"

	"gwbplan/planner"
)

// groupFiles are the files of groups.csv: one, or where an importer takes no
// more than so many rows a file, groups-1.csv and so on.
func groupFiles(p *planner.Plan, o Options) []Document {
	whole := []Document{{"groups.csv", FormatCSV, func(w io.Writer) error { return CSV(w, p, o) }}}
	most := o.profile().rows
	if most == 0 {
		return whole
	}
	v, err := newView(p)
	if err != nil {
		return whole // writing it says what is wrong
	}
	v.verified = o.Verified
	rows := o.profile().rowsOf(v)
	if len(rows) <= most {
		return whole
	}
	var out []Document
	for part := range slices.Chunk(rows, most) {
		name := fmt.Sprintf("groups-%d.csv", len(out)+1)
		out = append(out, Document{name, FormatCSV, func(w io.Writer) error { return writeCSV(w, name, o.profile().table(part), o) }})
	}
	return out
}
