package report

import (
	"slices"
	"strconv"
	"strings"
)

// Microsoft Project counts tasks by line, and names predecessors by that number:
// the rows are therefore collected before the first is written.

// projectColumns read what outlined prepared.
func projectColumns() []column[*csvRow] {
	return []column[*csvRow]{
		{"Name", 0, text, (*csvRow).projectName},
		{"Duration", 0, text, nil},
		{"Start", 0, text, func(r *csvRow) string { return day(r.windowStart) }},
		{"Finish", 0, text, func(r *csvRow) string { return day(r.windowEnd) }},
		{"Predecessors", 0, text, func(r *csvRow) string { return r.predecessors }},
		{"Resource Names", 0, text, func(r *csvRow) string { return r.owner }},
		{"Outline Level", 0, number, func(r *csvRow) string {
			if r.key == "" {
				return "1"
			}
			return "2"
		}},
		{"Notes", 0, text, (*csvRow).projectNotes},
	}
}

// projectName is the bucket's own name for its heading, which has no key.
func (r *csvRow) projectName() string {
	if r.key == "" {
		return r.group
	}
	return r.title()
}

func (r *csvRow) projectNotes() string {
	if r.key == "" {
		return ""
	}
	return fitting(r.details(), cellRunes)
}

// outlined lists the open rows under a heading for each bucket: tenant, gates,
// the waves in their order, then what has none.
func (v *view) outlined() []lazyRow {
	var rows []*csvRow
	for _, r := range v.openRows() {
		rows = append(rows, r())
	}
	slices.SortStableFunc(rows, func(a, b *csvRow) int { return a.bucketRank() - b.bucketRank() })
	rows = withHeadings(rows)
	line := make(map[string]int, len(rows))
	for i, r := range rows {
		line[r.key] = i + 1
	}
	delete(line, "") // the headings
	out := make([]lazyRow, len(rows))
	for i, r := range rows {
		r.predecessors = linesOf(r.dependsOn, line)
		out[i] = func() *csvRow { return r }
	}
	return out
}

func withHeadings(rows []*csvRow) []*csvRow {
	out := make([]*csvRow, 0, len(rows)+16)
	bucket := ""
	for _, r := range rows {
		if b := r.bucket(); b != bucket {
			bucket = b
			out = append(out, &csvRow{group: b})
		}
		out = append(out, r)
	}
	return out
}

// bucketRank orders the buckets; waves stand between the gates and the rest.
func (r *csvRow) bucketRank() int {
	const beforeAnyWave, behindAllWaves = -10, 1 << 40
	if n, err := strconv.Atoi(r.wave); err == nil && r.kind != "gate" {
		return n
	}
	switch r.bucket() {
	case "Tenant":
		return beforeAnyWave
	case "Gates":
		return beforeAnyWave + 1
	case "Waiting for a decision":
		return behindAllWaves
	case "No wave":
		return behindAllWaves + 1
	}
	return behindAllWaves + 2
}

// linesOf turns keys into line numbers; a key that has no line here is
// left out.
func linesOf(keys string, line map[string]int) string {
	var out []string
	for key := range strings.SplitSeq(keys, "; ") {
		if n := line[key]; n > 0 {
			out = append(out, strconv.Itoa(n))
		}
	}
	return strings.Join(out, ",")
}
