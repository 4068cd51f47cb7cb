package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"gwbplan/planner/diff"
	"gwbplan/report/escape"
)

// Difference writes what changed between two files for a terminal; o.Items says
// how many entries of a section it tells.
func Difference(w io.Writer, r *diff.Report, o Options) error {
	s := newScreen(w, o)
	s.paint(bold, differenceTitle(r))
	for _, line := range sideLines(r) {
		s.line(hang(terminal(line), "", columns))
	}
	if !r.Complete {
		s.line("")
		s.paint(red, "INCOMPLETE: this is not known")
		for i, u := range r.Unknowns {
			if i == o.items() {
				s.linef("- and %s: --limit shows more.", count(len(r.Unknowns)-i, "other gap"))
				break
			}
			s.line(hang(terminal(escape.Shorten(u, 400)), "- ", columns))
		}
	}
	s.line("")
	s.paint(answerPaint(r), wrap(differenceAnswer(r), "", columns))
	for _, line := range verdictLines(r) {
		s.paint(red, wrap(line, "", columns))
	}
	for section, entries := range bySection(r) {
		differenceSection(s, section, entries, o)
	}
	if err := s.flush(); err != nil {
		return fmt.Errorf("writing the differences: %w", err)
	}
	return nil
}

func differenceTitle(r *diff.Report) string {
	if r.Of == diff.OfPlans {
		return "What changed between two plans"
	}
	return "What changed between two snapshots"
}

func sideLines(r *diff.Report) []string {
	out := []string{}
	for _, side := range []struct {
		label string
		of    diff.Side
	}{{"old", r.Old}, {"new", r.New}} {
		line := fmt.Sprintf("%s: %s, of %s, tenant %s, %s", side.label, side.of.File, side.of.Date, orNone(side.of.Tenant), count(side.of.Gaps, "gap"))
		if len(side.of.Holds) > 0 {
			line += "; " + strings.Join(side.of.Holds, ", ")
		}
		if side.of.SHA256 != "" {
			line += "; SHA-256 " + side.of.SHA256
		}
		out = append(out, line)
	}
	return out
}

func answerPaint(r *diff.Report) paint {
	switch {
	case r.Approval != nil && r.Approval.Answer == diff.DoesNotHold:
		return red
	case !r.Complete:
		return yellow
	}
	return green
}

// differenceAnswer answers whether the approval is still good, or counts.
func differenceAnswer(r *diff.Report) string {
	if r.Approval == nil {
		if len(r.Entries) == 0 {
			return "Nothing changed that was read."
		}
		return count(len(r.Entries), "thing") + " changed."
	}
	a := r.Approval
	if a.Groups == 0 && a.Answer == diff.Holds {
		return "No decision of the old plan counts as approved, so none is lost."
	}
	switch a.Answer {
	case diff.DoesNotHold:
		return fmt.Sprintf("THE APPROVAL DOES NOT HOLD: the decision on %s of %s changed.", thousands(a.Broken), count(a.Groups, "approved group"))
	case diff.Unknown:
		return fmt.Sprintf("It is not known whether the approval holds: no decision on %s changed, but the new plan is incomplete.", count(a.Groups, "approved group"))
	}
	return fmt.Sprintf("The approval holds: no decision on %s changed.", count(a.Groups, "approved group"))
}

func verdictLines(r *diff.Report) []string {
	if r.Approval == nil {
		return nil
	}
	var out []string
	for _, v := range r.Approval.Verdicts {
		out = append(out, fmt.Sprintf("The approval does not hold at %s: it was go, and is not.", terminal(v)))
	}
	return out
}

// bySection yields the entries of each section that has any, in their order.
func bySection(r *diff.Report) func(yield func(diff.Section, []diff.Entry) bool) {
	return func(yield func(diff.Section, []diff.Entry) bool) {
		for rest := r.Entries; len(rest) > 0; {
			n := slices.IndexFunc(rest, func(e diff.Entry) bool { return e.Section != rest[0].Section })
			if n < 0 {
				n = len(rest)
			}
			if !yield(rest[0].Section, rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// sectionTitle is a section in English.
func sectionTitle(s diff.Section) string {
	switch s {
	case diff.SectionVerdict:
		return "Points of no return"
	case diff.SectionGates:
		return "Gates"
	case diff.SectionPlan:
		return "The plan as a whole"
	case diff.SectionSettings:
		return "Settings"
	case diff.SectionDecisions:
		return "Overrides and waivers"
	case diff.SectionGroups:
		return "Cloud groups"
	case diff.SectionOrphans:
		return "Orphans in AD"
	case diff.SectionTenant:
		return "The tenant"
	case diff.SectionPrincipals:
		return "Members and owners"
	case diff.SectionJobs:
		return "Provisioning jobs"
	case diff.SectionAgents:
		return "Provisioning agents"
	case diff.SectionLicences:
		return "Licences"
	case diff.SectionDomains:
		return "AD domains"
	case diff.SectionCatalogs:
		return "Global catalogs"
	case diff.SectionObjects:
		return "AD objects"
	case diff.SectionServers:
		return "Connect servers"
	case diff.SectionFeatures:
		return "Connect: features"
	case diff.SectionSetup:
		return "Connect: settings"
	case diff.SectionConnectors:
		return "Connect: connectors"
	case diff.SectionRules:
		return "Connect: rules"
	case diff.SectionGaps:
		return "What could not be read"
	}
	return string(s)
}

// changeCounts counts the entries of a section by what happened.
func changeCounts(entries []diff.Entry) string {
	var order []diff.Change
	n := map[diff.Change]int{}
	for _, e := range entries {
		if n[e.Change] == 0 {
			order = append(order, e.Change)
		}
		n[e.Change]++
	}
	slices.Sort(order)
	var parts []string
	for _, c := range order {
		parts = append(parts, thousands(n[c])+" "+string(c))
	}
	return strings.Join(parts, ", ")
}

func differenceSection(s *screen, section diff.Section, entries []diff.Entry, o Options) {
	s.line("")
	s.paint(bold, sectionTitle(section)+": "+changeCounts(entries))
	for i := range entries {
		if i == o.items() {
			s.linef("  and %s: --limit shows more, --out writes all.", count(len(entries)-i, "other"))
			return
		}
		e := &entries[i]
		p := plain
		if e.Breaks {
			p = red
		}
		s.paint(p, "  "+terminal(entryTitle(e)))
		for _, f := range e.Fields {
			s.line("    " + terminal(fieldLine(&f)))
		}
		for _, w := range e.Why {
			s.line(hang(terminal(escape.Shorten(w, 400)), "    why: ", columns))
		}
		for _, m := range membersOf(e, o) {
			s.line("    " + m.label + terminal(m.value))
		}
	}
}

func entryTitle(e *diff.Entry) string {
	title := string(e.Change) + ": " + escape.Shorten(cmp.Or(e.Name, "(no name)"), 300)
	if e.ID != "" && e.ID != e.Name {
		title += " (" + e.ID + ")"
	}
	switch {
	case e.Breaks:
		title += ", THE APPROVAL DOES NOT HOLD"
	case e.Approved:
		title += ", approved"
	}
	return title
}

func fieldLine(f *diff.Field) string {
	mark := ""
	if f.Breaks {
		mark = "! "
	}
	before, after := contrast(f.Before, f.After)
	return fmt.Sprintf("%s%s: %s -> %s", mark, f.Name, cmp.Or(before, "(none)"), cmp.Or(after, "(none)"))
}

// contrast shortens two long values so that what differs is in view: what both
// begin with is left out, but for its end.
func contrast(before, after string) (a, b string) {
	const most, context = 400, 40
	if len(before) <= most && len(after) <= most {
		return before, after
	}
	same := 0
	for same < min(len(before), len(after)) && before[same] == after[same] {
		same++
	}
	from := max(same-context, 0)
	for from > 0 && from < len(before) && !utf8.RuneStart(before[from]) {
		from--
	}
	if from == 0 {
		return escape.Shorten(before, most), escape.Shorten(after, most)
	}
	return "… " + escape.Shorten(before[from:], most), "… " + escape.Shorten(after[from:], most)
}

// membersOf names who went and who came, up to the limit.
func membersOf(e *diff.Entry, o Options) []labelled {
	var out []labelled
	for _, m := range []struct {
		sign string
		of   diff.Members
	}{{"- ", e.Left}, {"+ ", e.Joined}} {
		for i, name := range m.of.Named {
			if i == o.members() {
				break
			}
			out = append(out, labelled{m.sign, escape.Shorten(name, 300)})
		}
		if more := m.of.Count - min(len(m.of.Named), o.members()); more > 0 {
			out = append(out, labelled{m.sign + count(more, "member") + " not named here", ""})
		}
	}
	return out
}
