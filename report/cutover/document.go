package cutover

import (
	"slices"
	"strings"
)

// document is what runbook.md and runbook.html are both written from.
type document struct {
	Title    string
	Subtitle text
	Sections []*section
}

// section is a part of a document under a heading of its own; its ID is the
// anchor of links to it.
type section struct {
	ID, Title string
	Blocks    []block
}

// block is one of: a heading, a paragraph, a verdict, a notice, a list, a table, lines to
// copy, a step.
type block struct {
	Heading string
	Para    text
	Verdict *notice
	Notice  *notice
	List    []text
	Table   *table
	Code    *lines
	Step    *step
}

// sign is the colour of a notice or a tag, as the style sheet of the reports
// names it. Its word always stands beside it.
type sign string

const (
	signRed     sign = "blocked"
	signUnknown sign = "unknown"
	signFix     sign = "fix"
	signGood    sign = "ready"
	signPlain   sign = "none"
)

// notice stands out from the text. Label is its first word.
type notice struct {
	Sign  sign
	Label string
	Text  text
}

// table is a table; columns whose name starts with ">" stand to the right.
type table struct {
	Columns []string
	Rows    [][]cell
}

// Narrow reports whether the first column needs little room.
func (t *table) Narrow() bool {
	return !slices.ContainsFunc(t.Rows, func(r []cell) bool {
		n := 0
		for _, p := range r[0].Text {
			n += len(p.s)
		}
		return n > 16
	})
}

// cell is a text, and a tag in the colour of a sign before it.
type cell struct {
	Sign sign
	Tag  string
	Text text
}

// lines are to be copied, in a language for those who colour them.
type lines struct {
	Language string
	Lines    []string
}

// step is one action of the procedure. Danger says why it cannot be undone, Hard
// why that is hard; both are empty where it is easy.
type step struct {
	ID, Title    string
	Danger, Hard text
	Who, Where   text
	Notes        []text
	Run          []lines
	Expect       []text
	Check        []text
	Undo         text
	Facts        []string
}

// Anchor is the step's place for links.
func (s *step) Anchor() string { return strings.ToLower(strings.ReplaceAll(s.ID, ".", "-")) }

// Warnings are the notices of a step that cannot be taken back with ease.
func (s *step) Warnings() []notice {
	var out []notice
	if s.Danger != nil {
		out = append(out, notice{signRed, "IRREVERSIBLE", s.Danger})
	}
	if s.Hard != nil {
		out = append(out, notice{signFix, "HARD TO UNDO", s.Hard})
	}
	return out
}

// Basis says what the step rests on.
func (s *step) Basis() text { return basis(s.Facts) }

func (s *section) heading(title string) { s.Blocks = append(s.Blocks, block{Heading: title}) }

func (s *section) para(format string, args ...any) {
	s.Blocks = append(s.Blocks, block{Para: say(format, args...)})
}

func (s *section) notice(sign sign, label string, t text) {
	s.Blocks = append(s.Blocks, block{Notice: &notice{sign, label, t}})
}

func (s *section) verdict(sign sign, label string, t text) {
	s.Blocks = append(s.Blocks, block{Verdict: &notice{sign, label, t}})
}

func (s *section) list(items ...text) {
	if len(items) > 0 {
		s.Blocks = append(s.Blocks, block{List: items})
	}
}

func (s *section) table(columns []string, rows [][]cell) {
	if len(rows) > 0 {
		s.Blocks = append(s.Blocks, block{Table: &table{columns, rows}})
	}
}

func (s *section) step(st step) { s.Blocks = append(s.Blocks, block{Step: &st}) }

// row makes a row of plain cells.
func row(texts ...text) []cell {
	out := make([]cell, len(texts))
	for i, t := range texts {
		out[i].Text = t
	}
	return out
}

// tagged is a cell that begins with a tag.
func tagged(s sign, tag string, t text) cell { return cell{s, tag, t} }

// Title names the program that the lines are for.
func (l *lines) Title() string {
	switch l.Language {
	case "powershell":
		return "Windows PowerShell"
	case "bat":
		return "Command Prompt"
	case "sh":
		return "Shell"
	}
	return "To be entered"
}

func pwsh(l ...string) lines { return lines{"powershell", l} }

// prompt are lines for the Command Prompt: in PowerShell %TEMP% is no variable.
func prompt(l ...string) lines { return lines{"bat", l} }

func shell(l ...string) lines { return lines{"sh", l} }
