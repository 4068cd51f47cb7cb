package report

import (
	"fmt"
	"io"
	"strings"

	"gwbplan/planner/facts"
	"gwbplan/planner/pendingexport"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// PendingExportDocuments are the files of a comparison of pending exports with a
// plan.
func PendingExportDocuments(r *pendingexport.Report, o Options) []Document {
	return []Document{
		{"pending-export.json", FormatJSON, func(w io.Writer) error {
			head := *r
			head.Unexpected = []pendingexport.Item{}
			return itemByItem(w, &head, r.Unexpected)
		}},
		{"pending-export.md", FormatMarkdown, func(w io.Writer) error { return PendingExportMarkdown(w, r, o) }},
	}
}

// PendingExportMarkdown writes the comparison, with up to o.ListRows items.
func PendingExportMarkdown(w io.Writer, r *pendingexport.Report, o Options) error {
	m := markdown.NewWriter(w)
	m.Heading(1, "Pending exports against the plan")
	m.Paraf("Plan for %s, as of %s, tenant %s, rules %s, SHA-256 %s.", escape.MarkdownValue(r.Plan.DisplayName), escape.MarkdownValue(r.Plan.AsOf),
		escape.MarkdownValue(r.Plan.Tenant), escape.MarkdownValue(r.Plan.RuleSet), escape.MarkdownValue(r.Plan.SHA256))
	for _, f := range r.Files {
		m.List(append([]string{escape.MarkdownText(fileSentence(f))}, markdownTexts(f.Notes)...))
	}
	m.Paraf("**%s**", escape.MarkdownText(pendingAnswer(r)))
	if !r.Complete {
		m.Heading(2, "Not known")
		rows := [][]string{}
		for _, u := range r.Unknowns {
			rows = append(rows, []string{escape.MarkdownText(u.What), escape.MarkdownText(u.Next)})
		}
		m.Table([]string{"What", "To do"}, rows)
	}
	m.Heading(2, "Microsoft 365 groups that appear in AD")
	m.Para(escape.MarkdownText(writeOutSentence(r.WriteOut)))
	m.List(markdownTexts(missingLines(r.WriteOut, o)))
	m.Heading(2, "What is pending")
	counts := []string{}
	for _, c := range r.Counts {
		counts = append(counts, outcomeWords(c))
	}
	m.List(counts)
	pendingItemsMarkdown(m, r, o)
	if err := m.Flush(); err != nil {
		return fmt.Errorf("writing pending-export.md: %w", err)
	}
	return nil
}

func markdownTexts(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = escape.MarkdownText(t)
	}
	return out
}

func pendingItemsMarkdown(m *markdown.Writer, r *pendingexport.Report, o Options) {
	if len(r.Unexpected) == 0 {
		return
	}
	m.Heading(2, "What is not expected")
	for n, i := range r.Unexpected {
		if n == o.listRows() {
			m.Paraf("And %s: see pending-export.json.", count(len(r.Unexpected)-n, "other item"))
			break
		}
		m.Heading(3, fmt.Sprintf("%s: %s", itemLabel(i.Kind), escape.MarkdownValue(escape.Shorten(i.Name, 200))))
		lines := []string{}
		add := func(label, text string) {
			if text != "" {
				lines = append(lines, label+": "+text)
			}
		}
		if i.Group != "" {
			add("Object id", escape.MarkdownValue(i.Group))
		}
		if i.DN != "" {
			add("AD object", escape.MarkdownValue(string(i.DN)))
		}
		if i.NewDN != "" {
			add("Becomes", escape.MarkdownValue(string(i.NewDN)))
		}
		if i.Line > 0 {
			add("Stands in", fmt.Sprintf("%s, line %d", escape.MarkdownValue(i.File), i.Line))
		}
		add("What", escape.MarkdownText(i.What))
		for _, d := range detailsOf(i.Details, o) {
			lines = append(lines, d.markdown())
		}
		add("Why it is not expected", escape.MarkdownText(i.Why))
		add("To do", escape.MarkdownText(i.Remedy))
		add("Facts", escape.MarkdownText(strings.Join(i.Facts, ", ")))
		m.List(lines)
	}
	pendingFacts(m, r)
}

// pendingFacts explains the facts that the items name, each once.
func pendingFacts(m *markdown.Writer, r *pendingexport.Report) {
	named := map[string]bool{}
	for _, i := range r.Unexpected {
		for _, f := range i.Facts {
			named[f] = true
		}
	}
	rows := [][]string{}
	for _, f := range facts.All() {
		if named[f.ID] {
			rows = append(rows, factRow(f.ID))
		}
	}
	if len(rows) > 0 {
		m.Heading(2, "Facts")
		m.Table(factHeader(), rows)
	}
}

// markdown is the value as it is, behind its label.
func (l labelled) markdown() string {
	if l.value == "" {
		return escape.MarkdownText(l.label)
	}
	return escape.MarkdownText(l.label) + " " + escape.MarkdownValue(l.value)
}
