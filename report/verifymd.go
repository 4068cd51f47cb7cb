package report

import (
	"fmt"
	"io"
	"strings"

	"gwbplan/planner"
	"gwbplan/planner/verify"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// VerificationMarkdown writes verification.md: every group that is not done with
// its reasons, evidence and what to do, and the list of those that are.
func VerificationMarkdown(w io.Writer, ver *verify.Verification) error {
	v, m := verified{ver}, markdown.NewWriter(w)
	v.mdHead(m)
	v.mdReasons(m, "Failed", v.of(verify.Failed), "Nothing: no group shows anything that is not as forecast.")
	v.mdReasons(m, "Not known", v.of(verify.Unknown), "Nothing: the reading shows every group that has to be judged.")
	v.mdPending(m)
	v.mdDone(m)
	v.mdNotes(m)
	v.mdGaps(m)
	if err := m.Flush(); err != nil {
		return fmt.Errorf("writing verification.md: %w", err)
	}
	return nil
}

func (v verified) mdHead(m *markdown.Writer) {
	name := "an unnamed tenant"
	if v.Tenant.DisplayName != "" {
		name = escape.Shorten(v.Tenant.DisplayName, 200)
	}
	m.Heading(1, escape.MarkdownText(v.title(name)))
	m.Table([]string{"Plan of", escape.MarkdownText(v.PlanAsOf)}, [][]string{
		{"Plan file, SHA-256", escape.MarkdownValue(v.PlanHash)},
		{"Tenant", escape.MarkdownValue(v.Tenant.ID)},
		{"New reading", escape.MarkdownText(v.readings())},
	})
	sentence, _ := v.result()
	m.Quote("**" + escape.MarkdownText(sentence) + "**")
	if c := v.caution(); c != "" {
		m.Quote(escape.MarkdownText(c))
	}
	var rows [][]string
	for _, p := range v.Summary.Parts {
		if p.Groups() > 0 {
			rows = append(rows, []string{partName(p), thousands(p.Done), thousands(p.Pending), thousands(p.Failed), thousands(p.Unknown), thousands(p.Groups())})
		}
	}
	m.Table([]string{"Part of the plan", ">done", ">pending", ">failed", ">unknown", ">groups"}, rows)
	m.Para("A group is *done* when its AD object is as the plan forecast it, *pending* while its wave or the switch is to come, *failed* where the reading shows something else, " +
		"and *unknown* where it cannot show it. docs/verification.md explains every reason.")
}

// mdReasons describes groups with all that was seen of them.
func (v verified) mdReasons(m *markdown.Writer, title string, groups []*verify.Group, none string) {
	m.Heading(2, fmt.Sprintf("%s (%s)", title, thousands(len(groups))))
	if len(groups) == 0 {
		m.Para(none)
		return
	}
	for _, g := range groups {
		m.Heading(3, escape.MarkdownValue(escape.Shorten(g.DisplayName, 200)))
		m.List(mdVerified(g))
		for _, r := range g.Reasons {
			m.Paraf("**%s**: %s", escape.MarkdownText(string(r.ID)), escape.MarkdownText(r.Message))
			m.Table([]string{"Seen in", "Attribute", "Value"}, mdSeen(r.Evidence))
			m.Paraf("Next: %s", escape.MarkdownText(r.Next))
		}
		mdNamed(m, "Missing in AD", g.Members.Missing)
		mdNamed(m, "In AD and not forecast", g.Members.Unexpected)
	}
}

// mdVerified says which group and which object are meant.
func mdVerified(g *verify.Group) []string {
	out := []string{
		"object id: " + escape.MarkdownValue(g.ID) + escape.MarkdownText(groupWave(g)),
		"action: " + escape.MarkdownText(actionWording(g.Action).label),
	}
	if g.Object != nil {
		out = append(out, "AD object now: "+escape.MarkdownValue(escape.Shorten(string(g.Object.DN), 400)), "SID: "+escape.MarkdownValue(string(g.Object.ObjectSID)))
	}
	if g.Members.Compared != verify.NotCompared {
		out = append(out, fmt.Sprintf("members in AD: %s, forecast %s (compared %s)", thousands(g.Members.InAD), thousands(g.Members.Expected),
			strings.ReplaceAll(string(g.Members.Compared), "-", " ")))
	}
	return out
}

func mdSeen(list []planner.Evidence) [][]string {
	var rows [][]string
	for _, e := range list {
		rows = append(rows, []string{escape.MarkdownText(sourceWords(e.Source)), escape.MarkdownText(e.Attribute), escape.MarkdownValue(escape.Shorten(e.Value, 400))})
	}
	return rows
}

func mdNamed(m *markdown.Writer, title string, members []planner.Member) {
	if len(members) == 0 {
		return
	}
	m.Para(title + ":")
	m.Table([]string{"Member", "Type", "Id"}, mdPlainMembers(members))
}

func (v verified) mdPending(m *markdown.Writer) {
	groups := v.of(verify.Pending)
	m.Heading(2, fmt.Sprintf("Pending (%s)", thousands(len(groups))))
	var rows [][]string
	for _, g := range groups {
		why := ""
		if len(g.Reasons) > 0 {
			why = string(g.Reasons[0].ID) + ": " + g.Reasons[0].Message
		}
		rows = append(rows, append(mdGroupCells(g), escape.MarkdownText(why)))
	}
	if len(rows) == 0 {
		m.Para("Nothing.")
	}
	m.Table([]string{"Group", "Object id", "Wave", "Why"}, rows)
}

func mdGroupCells(g *verify.Group) []string {
	wave := ""
	if g.Wave > 0 {
		wave = thousands(g.Wave)
	}
	return []string{escape.MarkdownValue(escape.Shorten(g.DisplayName, 200)), escape.MarkdownValue(g.ID), wave}
}

func (v verified) mdDone(m *markdown.Writer) {
	groups := v.of(verify.Done)
	m.Heading(2, fmt.Sprintf("Done (%s)", thousands(len(groups))))
	var rows [][]string
	for _, g := range groups {
		dn := ""
		if g.Object != nil {
			dn = escape.MarkdownValue(escape.Shorten(string(g.Object.DN), 400))
		}
		rows = append(rows, append(mdGroupCells(g), dn))
	}
	if len(rows) == 0 {
		m.Para("Nothing yet.")
	}
	m.Table([]string{"Group", "Object id", "Wave", "AD object"}, rows)
}

func (v verified) mdNotes(m *markdown.Writer) {
	var rows [][]string
	for i := range v.Groups {
		g := &v.Groups[i]
		for _, n := range g.Notes {
			rows = append(rows, []string{escape.MarkdownValue(escape.Shorten(g.DisplayName, 200)), escape.MarkdownText(string(n.ID)), escape.MarkdownText(n.Message), escape.MarkdownText(seenText(n.Evidence, 4))})
		}
	}
	if len(rows) > 0 {
		m.Heading(2, "Worth knowing")
		m.Table([]string{"Group", "Note", "What", "Seen"}, rows)
	}
}

func (v verified) mdGaps(m *markdown.Writer) {
	if len(v.Gaps) == 0 {
		return
	}
	m.Heading(2, "What could not be read")
	mdGapTable(m, joined(v.Gaps))
}
