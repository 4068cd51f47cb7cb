package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gwbplan/planner"
	"gwbplan/planner/verify"
)

// VerificationJSON writes verification.json, one group a line.
func VerificationJSON(w io.Writer, v *verify.Verification) error {
	head := *v
	head.Groups = []verify.Group{}
	if err := itemByItem(w, &head, v.Groups); err != nil {
		return fmt.Errorf("writing verification.json: %w", err)
	}
	return nil
}

// VerificationDocuments lists the files of a verification: what was found, and
// groups.csv of its plan with the column Status filled in.
func VerificationDocuments(p *planner.Plan, v *verify.Verification, o Options) []Document {
	o.Verified = v
	docs := []Document{
		{"verification.json", FormatJSON, func(w io.Writer) error { return VerificationJSON(w, v) }},
		{"verification.md", FormatMarkdown, func(w io.Writer) error { return VerificationMarkdown(w, v) }},
	}
	return append(docs, groupFiles(p, o)...)
}

// verified is a verification as the documents read it.
type verified struct{ *verify.Verification }

// of lists the groups of a status, those that were asked for first.
func (v verified) of(s verify.Status) []*verify.Group {
	var out []*verify.Group
	for i := range v.Groups {
		if v.Groups[i].Status == s {
			out = append(out, &v.Groups[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *verify.Group) int { return compareBool(b.Asked, a.Asked) })
	return out
}

// asked lists only those that were asked for.
func (v verified) asked(s verify.Status) []*verify.Group {
	return slices.DeleteFunc(v.of(s), func(g *verify.Group) bool { return !g.Asked })
}

// title says which plan was verified, and what of it.
func (v verified) title(name string) string {
	t := fmt.Sprintf("Verification of the plan of %s for %s", v.PlanAsOf, name)
	if v.Wave > 0 {
		t += fmt.Sprintf(", wave %d", v.Wave)
	}
	return t
}

// readings says from what.
func (v verified) readings() string {
	var out []string
	for _, s := range v.Snapshots {
		if s.Kind == "connect" { // its facts are not compared
			continue
		}
		text := readingWords(s.Kind)
		if s.TakenOn != "" {
			text += " (" + s.TakenOn + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// result is the outcome in a sentence; good tells whether everything is done.
func (v verified) result() (sentence string, good bool) {
	a := v.Summary.Asked
	if a.Done == a.Groups() && v.Summary.Others.Failed == 0 {
		return fmt.Sprintf("DONE: every group asked for (%s) is as the plan forecast.", thousands(a.Groups())), true
	}
	sentence = fmt.Sprintf("NOT DONE: %s of %s asked for done, %s failed, %s unknown, %s pending.",
		thousands(a.Done), count(a.Groups(), "group"), thousands(a.Failed), thousands(a.Unknown), thousands(a.Pending))
	if n := v.Summary.Others.Failed; n > 0 {
		sentence += " Of the others " + thousands(n) + " failed."
	}
	return sentence, false
}

// caution says what the reader must know of how it was compared.
func (v verified) caution() string {
	if v.CloudSide {
		return ""
	}
	return "The cloud side was not read: members are compared by number and have no names, and whether Cloud Sync has a group shows only where its object was renamed or moved."
}

// partName names a part of the plan.
func partName(p verify.PartCounts) string {
	switch p.Part {
	case verify.PartWave:
		if p.Wave == 1 {
			return "wave 1, the pilot"
		}
		return fmt.Sprintf("wave %d", p.Wave)
	case verify.PartV1:
		return "Microsoft 365, on v1"
	case verify.PartStays:
		return "stays as it is"
	}
	return "waits, not asked for"
}

// counted counts the groups by the reasons that of picks, in the order of the
// reasons.
func (v verified) counted(of func(*verify.Group) []verify.Reason) (ids []verify.ReasonID, groups map[verify.ReasonID]int) {
	groups = map[verify.ReasonID]int{}
	for i := range v.Groups {
		seen := map[verify.ReasonID]bool{}
		for _, r := range of(&v.Groups[i]) {
			if !seen[r.ID] {
				seen[r.ID] = true
				groups[r.ID]++
			}
		}
	}
	for _, d := range verify.Reasons() {
		if groups[d.ID] > 0 {
			ids = append(ids, d.ID)
		}
	}
	return ids, groups
}

func pendingReasonsOf(g *verify.Group) []verify.Reason {
	if g.Status != verify.Pending {
		return nil
	}
	return g.Reasons
}

func notesOf(g *verify.Group) []verify.Reason { return g.Notes }
