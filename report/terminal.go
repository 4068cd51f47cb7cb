package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// columns is the width that terminal output keeps to. It is fixed: the same
// plan gives the same bytes on every terminal.
const columns = 100

// width is the number of columns a text takes, whatever LANG says.
func width(s string) int { return displaywidth.Options{}.String(s) }

// cut shortens s to at most n columns. It cuts between characters and marks
// the cut with dots.
func cut(s string, n int) string {
	used, keep := 0, 0
	for i, r := range s {
		used += width(string(r))
		if used <= n-3 {
			keep = i + len(string(r))
		}
		if used > n {
			return s[:keep] + "..."
		}
	}
	return s
}

// wrap breaks text between words so that each line has at most n columns
// (longer words stand alone), and starts each line with indent.
func wrap(text, indent string, n int) string {
	var b strings.Builder
	line := 0
	for _, word := range strings.Fields(text) {
		w := width(word)
		switch {
		case line == 0:
			b.WriteString(indent)
			line = width(indent) + w
		case line+1+w > n:
			b.WriteString("\n" + indent)
			line = width(indent) + w
		default:
			b.WriteByte(' ')
			line += 1 + w
		}
		b.WriteString(word)
	}
	return b.String()
}

// hang is wrap with another start on the first line than on the others.
func hang(text, first string, n int) string {
	rest := strings.Repeat(" ", width(first))
	return first + strings.TrimPrefix(wrap(text, rest, n), rest)
}

// paint is an ANSI colour.
type paint string

const (
	plain  paint = ""
	bold   paint = "\x1b[1m"
	red    paint = "\x1b[31m"
	yellow paint = "\x1b[33m"
	green  paint = "\x1b[32m"
)

// screen writes to a terminal. Errors are kept by the buffer and returned by
// flush.
type screen struct {
	w      *bufio.Writer
	colour bool
	draw   TableWriter
	err    error
}

func newScreen(w io.Writer, o Options) *screen {
	return &screen{w: bufio.NewWriter(w), colour: o.Colour, draw: o.Table}
}

func (s *screen) line(text string) { s.paint(plain, text) }

func (s *screen) linef(format string, args ...any) { s.line(fmt.Sprintf(format, args...)) }

// paint writes a line, in colour where colour is allowed.
func (s *screen) paint(p paint, text string) {
	if s.colour && p != plain && text != "" {
		text = string(p) + text + "\x1b[0m"
	}
	fmt.Fprintln(s.w, text)
}

// TableWriter draws a table for a terminal. Columns whose name starts with "#"
// hold numbers and stand to the right; every row is as long as the header.
type TableWriter func(w io.Writer, header []string, rows [][]string) error

// table draws a table, and refuses a row that lost or gained a cell.
func (s *screen) table(header []string, rows [][]string) {
	for _, row := range rows {
		if len(row) != len(header) {
			s.fail(fmt.Errorf("table %q: row has %d cells, want %d", header[0], len(row), len(header)))
			return
		}
	}
	if s.draw == nil {
		s.fail(fmt.Errorf("table %q: no way of drawing tables was given", header[0]))
		return
	}
	if err := s.draw(s.w, header, rows); err != nil {
		s.fail(fmt.Errorf("table %q: %w", header[0], err))
	}
}

func (s *screen) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *screen) flush() error {
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}
