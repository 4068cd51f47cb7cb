package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/report/escape"
)

// Explain writes why one group is where it is: the facts seen, its state, every
// finding with evidence, remedy and facts, what happens to it and when, and its
// members. The query is an object id, a display name, a DN, a sAMAccountName,
// an objectGUID or a SID. It returns a [*NotFoundError] or an [*AmbiguousError]
// without writing anything. The DN of an AD object whose cloud group is gone
// explains that object.
func Explain(w io.Writer, p *planner.Plan, query string, o Options) error {
	v, err := newView(p)
	if err != nil {
		return err
	}
	g, orphan, err := v.find(query)
	if err != nil {
		return err
	}
	s := newScreen(w, o)
	if orphan != nil {
		explainOrphan(s, orphan)
	} else {
		v.explainGroup(s, g, o)
	}
	if !v.plan.Complete {
		s.line("")
		s.paint(red, wrap(v.completeness(), "", columns))
	}
	if err := s.flush(); err != nil {
		return fmt.Errorf("writing the explanation: %w", err)
	}
	return nil
}

func (v *view) explainGroup(s *screen, g *planner.Group, o Options) {
	s.paint(bold, terminal(g.DisplayName))
	s.linef("%s, object id %s", kindLabel(g.Kind), terminal(g.ID))
	s.paint(readinessPaint(g.Readiness), fmt.Sprintf("%s, %s", readinessWording(g.Readiness).label, terminal(dispositionWording(g.Disposition).label)))
	s.line(wrap(reason(g), "", columns))
	explainSeen(s, g)
	v.explainFuture(s, g)
	explainFindings(s, g)
	explainMembers(s, g, o)
	explainSources(s, g)
	s.line("")
	s.line(wrap(fmt.Sprintf("Decided by the rule set %s. What a finding means: gwbplan explain --rule ID", terminal(v.plan.RuleSet)), "", columns))
}

func readinessPaint(r planner.Readiness) paint {
	switch r {
	case planner.Blocked:
		return red
	case planner.ReadinessUnknown, planner.FixFirst:
		return yellow
	case planner.Ready:
		return green
	}
	return plain
}

// explainSeen shows what was read of the group in both directories.
func explainSeen(s *screen, g *planner.Group) {
	s.line("")
	s.paint(bold, "What was seen")
	wanted := ""
	if g.Writeback.TargetType != "" {
		wanted = ", wanted type " + terminal(g.Writeback.TargetType)
	}
	s.linef("  writeback flag %s%s, state %s", g.Writeback.Flag, wanted, terminal(string(g.Writeback.State)))
	if len(g.ADObjects) == 0 {
		s.line("  no AD object matches it")
	}
	for _, ad := range g.ADObjects {
		s.line("  AD object " + terminal(string(ad.DN)))
		s.linef("    found %s", terminal(matchMeaning(ad.Match)))
		s.linef("    SID %s, objectGUID %s, sAMAccountName %s", orNone(string(ad.ObjectSID)), guidOrNone(ad.ObjectGUID), orNone(ad.SAMAccountName))
	}
	if len(g.Owners) == 0 {
		s.line("  owners: none known")
	} else {
		s.line(hang("owners: "+terminal(strings.Join(g.Owners, ", ")), "  ", columns))
	}
}

func orNone(s string) string {
	if s == "" {
		return "(none read)"
	}
	return terminal(s)
}

func guidOrNone(g inventory.GUID) string {
	if g.IsZero() {
		return "(none read)"
	}
	return g.String()
}

// explainFuture tells what happens, and when.
func (v *view) explainFuture(s *screen, g *planner.Group) {
	s.line("")
	s.paint(bold, "What happens")
	sw, ac := switchWording(g.AtSwitch), actionWording(g.Action)
	s.line(hang(terminal(sw.label)+". "+sw.meaning, "  when v2 is switched off:   ", columns))
	s.line(hang(terminal(ac.label)+". "+ac.meaning, "  when the plan is done:     ", columns))
	if text := v.waveSentence(g); text != "" {
		s.line(hang(terminal(text), "  when it goes:              ", columns))
	}
	if text := identitySentence(g.Action); text != "" {
		s.line(hang(text, "  its identity:              ", columns))
	}
	for _, c := range g.Changes {
		s.linef("  %s: %s -> %s", terminal(c.Attribute), orEmpty(c.Before), orEmpty(c.After))
	}
	if dn := newDN(g); dn != "" {
		s.line("  the AD object becomes " + terminal(string(dn)))
	}
	for _, p := range g.Pins {
		s.line(hang(fmt.Sprintf("held apart by %s (%s); afterwards held by: %s",
			terminal(pinMeaning(p.ID)), terminal(string(p.ID)), terminal(holderMeaning(p.HeldBy))), "  ", columns))
	}
}

func orEmpty(s string) string {
	if s == "" {
		return "(empty)"
	}
	return terminal(s)
}

func explainFindings(s *screen, g *planner.Group) {
	s.line("")
	s.paint(bold, "What the rules found")
	if len(g.Findings) == 0 {
		s.line("  nothing")
	}
	for _, f := range findings(g) {
		waived := ""
		if f.Waived {
			waived = ", waived"
		}
		s.paint(severityPaint(f.Severity), fmt.Sprintf("  %s (%s%s)", terminal(string(f.ID)), severityWording(f.Severity).label, waived))
		s.line(hang(terminal(f.Message), "    ", columns))
		explainEvidence(s, f.Evidence)
		if f.Remedy != "" {
			s.line(hang(terminal(f.Remedy), "    to do: ", columns))
		}
		explainFacts(s, f)
	}
}

func explainFacts(s *screen, f *planner.Finding) {
	for _, id := range f.Facts {
		text := factText(id)
		if text != "" {
			text += " (" + factBasis(id) + ")"
		}
		s.line(hang(terminal(text), "    "+terminal(id)+": ", columns))
	}
	if f.Unverified {
		s.line("    not confirmed by Microsoft's pages: verify it first")
	}
}

// explainSources tells once where each fact of the group's findings stands, and
// of which day the page is.
func explainSources(s *screen, g *planner.Group) {
	var ids []string
	for i := range g.Findings {
		for _, id := range g.Findings[i].Facts {
			if factText(id) != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	slices.SortFunc(ids, compareFacts)
	if len(ids) > 0 {
		s.section("Where the facts stand")
	}
	for _, id := range ids {
		s.line(hang(factSources(id), "  "+id+": ", columns))
	}
}

func severityPaint(sev planner.Severity) paint {
	switch sev {
	case planner.SeverityBlocker:
		return red
	case planner.SeverityUnknown, planner.SeverityFix:
		return yellow
	}
	return plain
}

func explainMembers(s *screen, g *planner.Group, o Options) {
	s.line("")
	s.paint(bold, "Members")
	s.line(wrap(membersSentence(g), "  ", columns))
	var lost, absent, gained, extra []string
	for _, l := range g.Members.Lost {
		line := memberLine(l.Member) + ": " + terminal(memberReasonMeaning(l.Reason))
		if l.InADNow {
			lost = append(lost, line)
		} else {
			absent = append(absent, line)
		}
	}
	for _, mb := range g.Members.Gained {
		gained = append(gained, memberLine(mb))
	}
	for _, mb := range g.Members.ExtraInAD {
		extra = append(extra, memberLine(mb))
	}
	explainList(s, "lose access:", lost, o)
	explainList(s, "not in AD, today or later:", absent, o)
	explainList(s, "gain access:", gained, o)
	explainList(s, "in AD only, and stay:", extra, o)
}

func memberLine(m planner.Member) string {
	return fmt.Sprintf("%s (%s, %s)", terminal(escape.Shorten(m.Name, 120)), terminal(m.Type), terminal(m.ID))
}

func explainList(s *screen, title string, lines []string, o Options) {
	if len(lines) == 0 {
		return
	}
	s.line("  " + title)
	for i, line := range lines {
		if i == o.members() {
			s.linef("    and %s more: see plan.json", thousands(len(lines)-i))
			break
		}
		s.line("    " + line)
	}
}

func explainOrphan(s *screen, o *planner.Orphan) {
	s.paint(bold, terminal(string(o.DN)))
	s.linef("AD object without a cloud group (%s)", terminal(o.Status))
	s.linef("  claims %s %s", orNone(o.ClaimedID), terminal(matchMeaning(o.Claim)))
	s.linef("  SID %s, objectGUID %s", orNone(string(o.ObjectSID)), guidOrNone(o.ObjectGUID))
	members := cmp.Or(orphanMembers(o, func(n int) string { return count(n, "member") }), "members not read")
	s.linef("  created %s, changed %s, %s", orNone(o.WhenCreated), orNone(o.WhenChanged), members)
	s.line(hang(orphanRemedy(o.Status), "  to do: ", columns))
}
