package report

import "strings"

// Message makes a text safe to print on a terminal, line by line: what a
// directory wrote into it cannot move the cursor or hide a word.
func Message(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = terminal(l)
	}
	return strings.Join(lines, "\n")
}
