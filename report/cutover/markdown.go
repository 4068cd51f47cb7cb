package cutover

import (
	"fmt"
	"io"
	"strings"

	"gwbplan/report/markdown"
)

// writeMarkdown writes the document for a ticket, a wiki or an editor.
func (d *document) writeMarkdown(w io.Writer) error {
	m := markdown.NewWriter(w)
	m.Heading(1, d.Title)
	m.Para(d.Subtitle.markdown())
	for _, s := range d.Sections {
		m.Heading(2, s.Title)
		for i := range s.Blocks {
			s.Blocks[i].markdown(m)
		}
	}
	return m.Flush()
}

func (b *block) markdown(m *markdown.Writer) {
	switch {
	case b.Heading != "":
		m.Heading(3, b.Heading)
	case b.Para != nil:
		m.Para(b.Para.markdown())
	case b.Verdict != nil:
		m.Quote(b.Verdict.markdown())
	case b.Notice != nil:
		m.Quote(b.Notice.markdown())
	case b.List != nil:
		m.List(markdowns(b.List))
	case b.Table != nil:
		b.Table.markdown(m)
	case b.Code != nil:
		m.CodeLines(b.Code.Language, b.Code.Lines...)
	case b.Step != nil:
		b.Step.markdown(m)
	}
}

func markdowns(texts []text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t.markdown()
	}
	return out
}

// markdown puts the sign of danger before the label, as there are no colours.
func (n *notice) markdown() string {
	return fmt.Sprintf("%s**%s.** %s", n.Sign.mark(), n.Label, n.Text.markdown())
}

func (s sign) mark() string {
	switch s {
	case signRed:
		return "🔴 "
	case signUnknown:
		return "🟣 "
	case signFix:
		return "🟠 "
	case signGood:
		return "🟢 "
	}
	return ""
}

func (t *table) markdown(m *markdown.Writer) {
	rows := make([][]string, len(t.Rows))
	for i, r := range t.Rows {
		for _, c := range r {
			s := c.Text.markdown()
			if c.Tag != "" {
				s = strings.TrimSpace(fmt.Sprintf("%s**%s** %s", c.Sign.mark(), c.Tag, s))
			}
			rows[i] = append(rows[i], s)
		}
	}
	m.Table(t.Columns, rows)
}

func (s *step) markdown(m *markdown.Writer) {
	m.Heading(3, s.ID+" "+s.Title)
	for _, n := range s.Warnings() {
		m.Quote(n.markdown())
	}
	m.List([]string{"**Who:** " + s.Who.markdown(), "**Where:** " + s.Where.markdown()})
	for _, n := range s.Notes {
		m.Para(n.markdown())
	}
	for _, r := range s.Run {
		m.CodeLines(r.Language, r.Lines...)
	}
	var items []string
	for _, part := range s.Outcome() {
		for _, t := range part.Texts {
			items = append(items, "**"+part.Label+":** "+t.markdown())
		}
	}
	m.List(items)
	if b := s.Basis(); b != nil {
		m.Para("*" + b.markdown() + "*")
	}
}

// outcome is what a step leads to, under its label.
type outcome struct {
	Label string
	Texts []text
}

// Outcome is what to see, how to check it and how to undo it.
func (s *step) Outcome() []outcome {
	return []outcome{{"Expect", s.Expect}, {"Check", s.Check}, {"Undo", []text{s.Undo}}}
}
