package report

import (
	"io"
	"strings"

	"gwbplan/inventory"
)

// Checks writes what a check of the sources found for a terminal: a line a
// thing under the name of its source, and below what is not there what to do.
func Checks(w io.Writer, checks []inventory.Check, o Options) error {
	s := newScreen(w, o)
	source := ""
	for i, c := range checks {
		if c.Source != source {
			if i > 0 {
				s.line("")
			}
			source = c.Source
			s.paint(bold, terminal(source))
		}
		s.check(&c)
	}
	s.line("")
	s.paint(verdictPaint(checks), wrap(checkSentence(checks), "", columns))
	return s.flush()
}

// statusColumns is the width of the longest status.
const statusColumns = len(inventory.CheckNotProvable)

func (s *screen) check(c *inventory.Check) {
	status := string(c.Status)
	first := "  " + status + strings.Repeat(" ", statusColumns-len(status)+2)
	text := terminal(c.What)
	if c.Detail != "" {
		text += ": " + terminal(c.Detail)
	}
	p := green
	switch c.Status {
	case inventory.CheckMissing:
		p = red
	case inventory.CheckNotProvable:
		p = yellow
	}
	s.paint(p, hang(text, first, columns))
	if c.Status != inventory.CheckPresent && c.Remedy != "" {
		s.line(hang("to do: "+terminal(c.Remedy), strings.Repeat(" ", len(first)), columns))
	}
}

func checkSentence(checks []inventory.Check) string {
	n := map[inventory.CheckStatus]int{}
	for _, c := range checks {
		n[c.Status]++
	}
	out := count(n[inventory.CheckPresent], "thing") + " present, " + thousands(n[inventory.CheckMissing]) + " missing, " +
		thousands(n[inventory.CheckNotProvable]) + " not provable."
	if n[inventory.CheckMissing]+n[inventory.CheckNotProvable] > 0 {
		out += " What is missing would be a gap in the plan; what cannot be proven may be one."
	}
	return out
}

func verdictPaint(checks []inventory.Check) paint {
	p := green
	for _, c := range checks {
		switch c.Status {
		case inventory.CheckMissing:
			return red
		case inventory.CheckNotProvable:
			p = yellow
		}
	}
	return p
}
