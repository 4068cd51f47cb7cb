package markdown

import (
	"errors"
	"strings"
	"testing"
)

func TestCodeLines(t *testing.T) {
	var b strings.Builder
	m := NewWriter(&b)
	m.CodeLines("sh", "one", "```", "a\rb\x1b")
	if err := m.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := "````sh\none\n```\na[U+000D]b[U+001B]\n````\n\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

// What goes wrong on the way is told at the end.
func TestFlushTellsOfErrors(t *testing.T) {
	m := NewWriter(full{})
	m.Heading(1, "x")
	m.Table([]string{"A", ">B"}, [][]string{{"1", "2"}})
	if err := m.Flush(); err == nil {
		t.Error("no error")
	}
}
