// Package markdown writes Markdown: pipe tables, ATX headings, dash lists,
// which GitHub, Azure DevOps and Jira all read.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"gwbplan/report/escape"
)

// Writer writes a document. Errors are kept by the buffer and returned by
// Flush. Text passed in is Markdown already: values of a plan must have passed
// one of the functions of package escape.
type Writer struct{ w *bufio.Writer }

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{bufio.NewWriter(w)} }

// Write writes Markdown as it is.
func (m *Writer) Write(p []byte) (int, error) { return m.w.Write(p) }

// Heading writes a heading of a level from 1.
func (m *Writer) Heading(level int, text string) {
	fmt.Fprintf(m.w, "%s %s\n\n", strings.Repeat("#", level), text)
}

// Para writes a paragraph.
func (m *Writer) Para(text string) { fmt.Fprintf(m.w, "%s\n\n", text) }

// Paraf writes a paragraph as fmt.Sprintf does.
func (m *Writer) Paraf(format string, args ...any) { m.Para(fmt.Sprintf(format, args...)) }

// Quote writes a quoted paragraph.
func (m *Writer) Quote(text string) { fmt.Fprintf(m.w, "> %s\n\n", text) }

// List writes a list, nothing for none.
func (m *Writer) List(items []string) {
	for _, item := range items {
		fmt.Fprintf(m.w, "- %s\n", item)
	}
	if len(items) > 0 {
		fmt.Fprintln(m.w)
	}
}

// Code writes a text that is to be copied, as it is but for what cannot be
// seen.
func (m *Writer) Code(text string) {
	if text != "" {
		m.CodeLines("", text)
	}
}

// CodeLines writes lines that are to be copied, in a language for those who
// colour it. The fence is longer than any in the lines.
func (m *Writer) CodeLines(language string, lines ...string) {
	fence, text := "```", make([]string, len(lines))
	for i, line := range lines {
		text[i] = escape.Visible(line)
		for strings.Contains(line, fence) {
			fence += "`"
		}
	}
	fmt.Fprintf(m.w, "%s%s\n%s\n%s\n\n", fence, language, strings.Join(text, "\n"), fence)
}

// Table writes a table, nothing for one without rows; columns whose name starts with ">" stand to the right.
func (m *Writer) Table(header []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	rule := make([]string, len(header))
	names := make([]string, len(header))
	for i, h := range header {
		name, right := strings.CutPrefix(h, ">")
		names[i], rule[i] = name, "---"
		if right {
			rule[i] = "---:"
		}
	}
	m.row(names)
	m.row(rule)
	for _, row := range rows {
		m.row(row)
	}
	fmt.Fprintln(m.w)
}

func (m *Writer) row(cells []string) {
	fmt.Fprintf(m.w, "| %s |\n", strings.Join(cells, " | "))
}

// Flush writes out what is buffered, and returns the first error.
func (m *Writer) Flush() error { return m.w.Flush() }
