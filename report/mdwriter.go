package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// md writes Markdown: pipe tables, ATX headings, dash lists, which GitHub,
// Azure DevOps and Jira all read. Errors are kept by the buffer and returned
// by flush. Text passed in is Markdown already: values of the plan must have
// passed markdownValue or markdownText.
type md struct{ w *bufio.Writer }

func newMD(w io.Writer) *md { return &md{bufio.NewWriter(w)} }

func (m *md) heading(level int, text string) {
	fmt.Fprintf(m.w, "%s %s\n\n", strings.Repeat("#", level), text)
}

func (m *md) para(text string) { fmt.Fprintf(m.w, "%s\n\n", text) }

func (m *md) paraf(format string, args ...any) { m.para(fmt.Sprintf(format, args...)) }

func (m *md) quote(text string) { fmt.Fprintf(m.w, "> %s\n\n", text) }

func (m *md) list(items []string) {
	for _, item := range items {
		fmt.Fprintf(m.w, "- %s\n", item)
	}
	if len(items) > 0 {
		fmt.Fprintln(m.w)
	}
}

// code writes a text that is to be copied, as it is but for what cannot be
// seen. The fence is longer than any in the text.
func (m *md) code(text string) {
	if text == "" {
		return
	}
	text = visible(text)
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	fmt.Fprintf(m.w, "%s\n%s\n%s\n\n", fence, text, fence)
}

// table writes a table; columns whose name starts with ">" stand to the right.
func (m *md) table(header []string, rows [][]string) {
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

func (m *md) row(cells []string) {
	fmt.Fprintf(m.w, "| %s |\n", strings.Join(cells, " | "))
}

func (m *md) flush() error { return m.w.Flush() }
