package report

import (
	"fmt"
	"io"
	"strings"

	"gwbplan/planner/diff"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// DifferenceDocuments are the files of a comparison of two files.
func DifferenceDocuments(r *diff.Report, o Options) []Document {
	return []Document{
		{"diff.json", FormatJSON, func(w io.Writer) error {
			head := *r
			head.Entries = []diff.Entry{}
			return itemByItem(w, &head, r.Entries)
		}},
		{"diff.md", FormatMarkdown, func(w io.Writer) error { return DifferenceMarkdown(w, r, o) }},
	}
}

// DifferenceMarkdown writes the changes, up to o.ListRows of a section.
func DifferenceMarkdown(w io.Writer, r *diff.Report, o Options) error {
	m := markdown.NewWriter(w)
	m.Heading(1, differenceTitle(r))
	m.List(markdownTexts(sideLines(r)))
	m.Paraf("**%s**", escape.MarkdownText(differenceAnswer(r)))
	m.List(markdownTexts(verdictLines(r)))
	if !r.Complete {
		m.Heading(2, "Not known")
		m.List(markdownTexts(r.Unknowns))
	}
	for section, entries := range bySection(r) {
		m.Heading(2, sectionTitle(section)+": "+changeCounts(entries))
		for i := range entries {
			if i == o.listRows() {
				m.Paraf("And %s: see diff.json.", count(len(entries)-i, "other"))
				break
			}
			differenceEntry(m, &entries[i], o)
		}
	}
	if err := m.Flush(); err != nil {
		return fmt.Errorf("writing diff.md: %w", err)
	}
	return nil
}

func differenceEntry(m *markdown.Writer, e *diff.Entry, o Options) {
	title := fmt.Sprintf("%s: %s", e.Change, escape.MarkdownValue(escape.Shorten(e.Name, 300)))
	if e.Breaks {
		title += ", **the approval does not hold**"
	}
	m.Heading(3, title)
	lines := []string{}
	if e.ID != "" && e.ID != e.Name {
		lines = append(lines, "Id: "+escape.MarkdownValue(e.ID))
	}
	if e.Approved {
		lines = append(lines, "Approved by the old plan")
	}
	for _, w := range e.Why {
		lines = append(lines, "Why: "+escape.MarkdownText(escape.Shorten(w, 400)))
	}
	for _, m := range membersOf(e, o) {
		lines = append(lines, m.inWords().markdown())
	}
	m.List(lines)
	rows := [][]string{}
	for _, f := range e.Fields {
		name := escape.MarkdownText(f.Name)
		if f.Breaks {
			name = "**" + name + "**"
		}
		before, after := contrast(f.Before, f.After)
		rows = append(rows, []string{name, escape.MarkdownValue(before), escape.MarkdownValue(after)})
	}
	m.Table([]string{"What", "Before", "After"}, rows)
}

// inWords says came and went for the signs, which would begin a list.
func (l labelled) inWords() labelled {
	if rest, ok := strings.CutPrefix(l.label, "- "); ok {
		return labelled{"Went: " + rest, l.value}
	}
	return labelled{"Came: " + strings.TrimPrefix(l.label, "+ "), l.value}
}
