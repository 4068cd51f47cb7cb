package report

import (
	"fmt"
	"io"

	"gwbplan/planner"
	"gwbplan/planner/verify"
	"gwbplan/report/escape"
)

// unknownGroups is how many unknown groups the summary names; of those that
// failed it names every one.
const unknownGroups = 20

// VerificationSummary writes what a verification found for a terminal, as
// [Summary] does.
func VerificationSummary(w io.Writer, ver *verify.Verification, o Options) error {
	v, s := verified{ver}, newScreen(w, o)
	v.summaryHead(s)
	v.summaryParts(s)
	v.summaryGroups(s, "What failed", red, v.of(verify.Failed), 0)
	v.summaryGroups(s, "What this snapshot cannot show", yellow, v.asked(verify.Unknown), unknownGroups)
	v.summaryCounts(s)
	v.summaryUnread(s)
	if err := s.flush(); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

func (v verified) summaryHead(s *screen) {
	s.paint(bold, cut(terminal(v.title(tenantName(v.Tenant))), columns))
	s.line(wrap("New reading: "+terminal(v.readings()), "", columns))
	if c := v.caution(); c != "" {
		s.paint(yellow, wrap(c, "", columns))
	}
	s.line("")
	sentence, good := v.result()
	s.paint(map[bool]paint{true: green, false: red}[good], wrap(sentence, "", columns))
}

func (v verified) summaryParts(s *screen) {
	var rows [][]string
	for _, p := range v.Summary.Parts {
		if p.Groups() == 0 {
			continue
		}
		rows = append(rows, []string{partName(p), thousands(p.Done), thousands(p.Pending), thousands(p.Failed), thousands(p.Unknown), thousands(p.Groups())})
	}
	s.table([]string{"Part of the plan", "#done", "#pending", "#failed", "#unknown", "#groups"}, rows)
}

// summaryGroups names groups with their reasons; most is how many, 0 all.
func (v verified) summaryGroups(s *screen, title string, p paint, groups []*verify.Group, most int) {
	if len(groups) == 0 {
		return
	}
	s.line("")
	s.paint(p, title)
	for i, g := range groups {
		if most > 0 && i == most {
			s.linef("and %s: see verification.md (--out).", count(len(groups)-i, "other group"))
			return
		}
		s.line(hang(cut(terminal(escape.Shorten(g.DisplayName, 200)), 60)+" ("+terminal(g.ID)+")"+groupWave(g), "- ", columns))
		for _, r := range g.Reasons {
			s.line(hang(terminal(string(r.ID)+": "+r.Message), "  ", columns))
			s.line(hang(terminal(seenText(r.Evidence, 4)), "    seen: ", columns))
			s.line(hang(terminal(r.Next), "    next: ", columns))
		}
	}
}

func groupWave(g *verify.Group) string {
	switch {
	case g.Wave > 0 && !g.Asked:
		return fmt.Sprintf(", wave %d, not asked for", g.Wave)
	case g.Wave > 0:
		return fmt.Sprintf(", wave %d", g.Wave)
	case !g.Asked:
		return ", not asked for"
	}
	return ""
}

// seenText is evidence in one line; most is how much of it.
func seenText(list []planner.Evidence, most int) string {
	out := ""
	for i, e := range list {
		if i == most {
			return out + fmt.Sprintf("; and %d more", len(list)-i)
		}
		if i > 0 {
			out += "; "
		}
		out += sourceWords(e.Source) + ": " + e.Attribute + " = " + escape.Shorten(e.Value, 200)
	}
	if out == "" {
		return "nothing more"
	}
	return out
}

// summaryCounts tells why groups are pending, and what else is worth knowing.
func (v verified) summaryCounts(s *screen) {
	for _, list := range []struct {
		title string
		of    func(*verify.Group) []verify.Reason
	}{{"Why groups are pending", pendingReasonsOf}, {"Worth knowing", notesOf}} {
		ids, groups := v.counted(list.of)
		if len(ids) == 0 {
			continue
		}
		s.line("")
		s.paint(bold, list.title)
		for _, id := range ids {
			d := verify.Doc(id)
			s.line(hang(fmt.Sprintf("%s, %s: %s %s", id, count(groups[id], "group"), d.Means, d.Next), "- ", columns))
		}
	}
}

// summaryUnread lists the gaps where they matter.
func (v verified) summaryUnread(s *screen) {
	if v.Complete || len(v.Gaps) == 0 {
		return
	}
	s.line("")
	s.paint(bold, "What could not be read")
	for _, g := range joined(v.Gaps) {
		s.line(hang(terminal(gapTitle(g)), "- ", columns))
		if g.Permission != "" {
			s.line(wrap("shown by the permission: "+terminal(escape.Shorten(g.Permission, 200)), "  ", columns))
		}
	}
}
