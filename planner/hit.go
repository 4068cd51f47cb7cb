package planner

import (
	"fmt"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// evidenceCap is how many values of one list stand in a finding; the rest is
// counted. The whole lists stand under the group's members.
const evidenceCap = 10

// oneHit is a single report with the rule's first severity.
func oneHit(message string, evidence ...Evidence) []Hit {
	return []Hit{{Message: message, Evidence: evidence}}
}

// entraEvidence is a value that Graph showed.
func entraEvidence(attribute, value string) Evidence {
	return Evidence{Source: SourceEntra, Attribute: attribute, Value: clipped(value)}
}

// adEvidence is a value of an AD object.
func adEvidence(o *inventory.ADObject, attribute, value string) Evidence {
	return Evidence{Source: SourceAD(o.Domain), Attribute: attribute, Value: clipped(value)}
}

// planEvidence is a value that was computed or set, not read.
func planEvidence(attribute, value string) Evidence {
	return Evidence{Source: SourcePlan, Attribute: attribute, Value: clipped(value)}
}

// capped shows the first items of a list and says how many there are in all.
func capped[T any](items []T, show func(T) Evidence) []Evidence {
	return cappedOf(items, len(items), show)
}

// cappedOf does so for a list of which at least the items to be shown are there.
func cappedOf[T any](items []T, all int, show func(T) Evidence) []Evidence {
	out := make([]Evidence, 0, min(len(items), evidenceCap+1))
	for _, item := range items[:min(len(items), evidenceCap)] {
		out = append(out, show(item))
	}
	if more := all - evidenceCap; more > 0 {
		last := out[len(out)-1]
		last.Value = fmt.Sprintf("… and %d more (%d in all)", more, all)
		out = append(out, last)
	}
	return out
}

// valueCap is the most characters of one value in an evidence or a message.
const valueCap = 300

// clipped shortens a value that a directory may have made huge, and says so.
func clipped(s string) string {
	if len(s) <= valueCap {
		return s
	}
	r := []rune(s)
	if len(r) <= valueCap {
		return s
	}
	return fmt.Sprintf("%s… (%d characters)", string(r[:valueCap]), len(r))
}

// quoted shows a directory's value in a message: in quotes, on one line, with
// control and direction characters escaped.
func quoted(s string) string {
	s = clipped(s)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return strconv.Quote(s)
		}
	}
	return `"` + s + `"` // what Quote says of most names, at less cost
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// cloudName names a cloud group in a message.
func cloudName(g *inventory.CloudGroup) string {
	return fmt.Sprintf("%s (%s)", quoted(g.DisplayName), g.ID)
}

// setADGroup is the command that changes one attribute of a group in AD. The
// object is named by its objectGUID and its own domain, since a
// sAMAccountName can name another object elsewhere (T4).
func setADGroup(o *inventory.ADObject, change string) string {
	return fmt.Sprintf("Set-ADGroup %s %s", inPowerShell(o), change)
}

// inPowerShell names an object in a command.
func inPowerShell(o *inventory.ADObject) string {
	id, server := "<objectGUID>", "<DNS name of its domain>"
	if !o.ObjectGUID.IsZero() {
		id = o.ObjectGUID.String()
	}
	if isHostName(o.Domain) {
		server = o.Domain
	}
	return fmt.Sprintf("-Identity %s -Server %s", id, server)
}

// isHostName tells whether a name can stand in a command as it is.
func isHostName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == "" && s[0] != '-'
}
