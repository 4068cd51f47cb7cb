package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gwbplan/inventory"
)

// The sentences and numbers that several documents share.

// retirementSentence tells where the plan's day stands against the retirement
// of v2 (F7).
func (v *view) retirementSentence() string {
	switch {
	case v.days > 0:
		return fmt.Sprintf("Group Writeback v2 was retired on 30 June 2024, %s ago. It has no support and may stop without notice.", count(v.days, "day"))
	case v.days < 0:
		return fmt.Sprintf("Group Writeback v2 will be retired on 30 June 2024, in %s.", count(-v.days, "day"))
	}
	return "Group Writeback v2 is retired today, on 30 June 2024."
}

// headlineSentence is the number that a tenant most often did not expect (F13).
func (v *view) headlineSentence() string {
	n := v.plan.Summary.Headline.M365WillAppear
	if v.plan.Tenant.WritebackV2 == inventory.FeatureOff {
		return fmt.Sprintf("v2 is off already. %s not in AD yet and will appear there.", countIs(n, "Microsoft 365 group"))
	}
	return fmt.Sprintf("%s will appear in AD when v2 is switched off.", count(n, "Microsoft 365 group"))
}

// headlineParts splits the headline number by the groups' flag (F25).
func (v *view) headlineParts() string {
	h := v.plan.Summary.Headline
	out := fmt.Sprintf("%s with writeback flag false (v1 ignores the flag), %s with flag null or true",
		thousands(h.FlagFalse), thousands(h.FlagNullOrTrue))
	if h.FlagUnread > 0 {
		out += fmt.Sprintf(", %s whose flag was not read", thousands(h.FlagUnread))
	}
	return out + "."
}

// reconciliation proves that nothing was lost between reading and deciding.
func (v *view) reconciliation() []string {
	r := v.plan.Summary.Reconciliation
	var parts []string
	for _, row := range v.plan.Summary.Matrix {
		cells := matrixCells(row)
		parts = append(parts, thousands(cells[len(cells)-1])+" "+dispositionWording(row.Disposition).label)
	}
	if len(parts) == 0 {
		parts = []string{"0"}
	}
	groups := fmt.Sprintf("%s read %s %s.", count(r.GroupsRead, "cloud group"), equals(r.GroupsRead, r.GroupsInSum), strings.Join(parts, " + "))
	objects := fmt.Sprintf("%s stamped or matched %s %s matched + %s orphans (the cloud group is gone) + %s unproven (not found, but it may exist) + %s conflicting (claims two groups).",
		count(r.ObjectsSeen, "AD object"), equals(r.ObjectsSeen, r.Matched+r.Orphans+r.Unproven+r.Conflicting),
		thousands(r.Matched), thousands(r.Orphans), thousands(r.Unproven), thousands(r.Conflicting))
	out := []string{groups, objects}
	if r.DeletedUnclaimed > 0 {
		out = append(out, fmt.Sprintf("Beside them %s read that no AD object claims.", countWas(r.DeletedUnclaimed, "deleted cloud group")))
	}
	return out
}

// equals never hides a sum that does not add up.
func equals(a, b int) string {
	if a == b {
		return "="
	}
	return "DOES NOT EQUAL"
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return thousands(n) + " " + noun
}

// countHave is a number of those who have something.
func countHave(n int, noun string) string {
	if n == 1 {
		return count(n, noun) + " has it"
	}
	return count(n, noun) + " have it"
}

// countIs and countWas are count with its verb.
func countIs(n int, noun string) string {
	if n == 1 {
		return count(n, noun) + " is"
	}
	return count(n, noun) + " are"
}

func countWas(n int, noun string) string {
	if n == 1 {
		return count(n, noun) + " was"
	}
	return count(n, noun) + " were"
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// capital starts a text with a capital letter, unless its first word is a name
// that has its own spelling: adminDescription, v1.
func capital(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) }) {
		return s
	}
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// firstSentence is enough where space is short.
func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i+1]
	}
	return s
}
