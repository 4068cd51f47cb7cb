// Package table draws the tables of the terminal summary with tablewriter. It
// stands apart from report so that everything else about a document builds and
// is tested without that library and what it brings along.
package table

import (
	"bytes"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// Write draws a table in ASCII, the same bytes in every environment. Columns
// whose name starts with "#" hold numbers and stand to the right.
func Write(w io.Writer, header []string, rows [][]string) error {
	names, aligns := columnsOf(header)
	// tablewriter drops the errors of what it writes to, hence the buffer.
	var drawn bytes.Buffer
	t := tablewriter.NewTable(&drawn, options(aligns)...)
	t.Header(names)
	for _, row := range rows {
		if err := t.Append(row); err != nil {
			return err
		}
	}
	if err := t.Render(); err != nil {
		return err
	}
	_, err := drawn.WriteTo(w)
	return err
}

func columnsOf(header []string) ([]string, []tw.Align) {
	names := make([]string, len(header))
	aligns := make([]tw.Align, len(header))
	for i, h := range header {
		name, number := strings.CutPrefix(h, "#")
		names[i], aligns[i] = name, tw.AlignLeft
		if number {
			aligns[i] = tw.AlignRight
		}
	}
	return names, aligns
}

// options pin everything that tablewriter would take from its defaults or from
// the environment (LANG, RUNEWIDTH_EASTASIAN, TERM).
func options(aligns []tw.Align) []tablewriter.Option {
	cells := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{PerColumn: aligns},
		Padding:    tw.CellPadding{Global: tw.PaddingDefault},
	}
	return []tablewriter.Option{
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Symbols: tw.NewSymbols(tw.StyleASCII),
			Borders: tw.Border{Left: tw.On, Right: tw.On, Top: tw.On, Bottom: tw.On},
		})),
		tablewriter.WithHeaderConfig(cells),
		tablewriter.WithRowConfig(cells),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithRowAutoFormat(tw.Off),
		tablewriter.WithAutoHide(tw.Off),
	}
}
