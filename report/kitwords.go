package report

import (
	"time"

	"gwbplan/planner"
)

// What the cut-over kit says in the words of the reports. Values of a
// directory in them are not escaped yet.

// Count is a number with its noun.
func Count(n int, noun string) string { return count(n, noun) }

// Thousands writes a number with commas.
func Thousands(n int) string { return thousands(n) }

// Capital starts a text with a capital letter, where its first word is none
// that has its own spelling.
func Capital(s string) string { return capital(s) }

// Moment writes a time in UTC, empty for none.
func Moment(t time.Time) string { return moment(t) }

// WindowText is a change window, or that there is none.
func WindowText(w planner.Window) string { return windowText(w) }

// PointLabel names the step before which a gate must hold.
func PointLabel(p planner.Phase) string { return pointLabel(p) }

// VerdictLabel is a verdict for those who decide.
func VerdictLabel(v planner.VerdictWord) string { return verdictLabel(v) }

// GateStatusLabel is the status of a gate in a table.
func GateStatusLabel(s planner.GateStatus) string { return gateStatusLabel(s) }

// MemberReasonMeaning says what a lost member is.
func MemberReasonMeaning(r planner.MemberReason) string { return memberReasonMeaning(r) }

// WaitWording says why a group has no wave.
func WaitWording(w planner.WaitReason) string { return waitWording(w) }

// PeopleSentences tell how many people lose and gain access over the whole plan.
func PeopleSentences(p *planner.Plan) []string { return (&view{plan: p}).peopleSentences() }

// Expiry is the last day on which the plan's readings are young enough; false
// where it cannot be told.
func Expiry(p *planner.Plan) (day string, known bool) {
	day, _, known = (&view{plan: p}).expires()
	return day, known
}

// GapText is what could not be read: what, what that hides, and the permission
// that would show it, "" where none alone does.
type GapText struct{ Title, Hides, Permission string }

// GapTexts are the plan's gaps, those of many subjects as one.
func GapTexts(p *planner.Plan) []GapText {
	out := []GapText{}
	for _, g := range (&view{plan: p}).gaps() {
		out = append(out, GapText{gapTitle(g), g.Hides, g.Permission})
	}
	return out
}
