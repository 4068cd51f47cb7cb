package report

import (
	"fmt"

	"gwbplan/planner"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// mdGroups describes blocked, unknown and fix-first groups in full, and lists
// the others in tables.
func (v *view) mdGroups(m *markdown.Writer, o Options) {
	m.Heading(2, "5. The groups")
	v.mdWaves(m, o)
	left := o.fullGroups()
	for _, r := range []planner.Readiness{planner.Blocked, planner.ReadinessUnknown, planner.FixFirst} {
		groups := v.of(r)
		if len(groups) == 0 {
			continue
		}
		m.Heading(3, mdReadinessTitle(r))
		m.Paraf("%s. %s", count(len(groups), "group"), readinessWording(r).meaning)
		full := min(left, len(groups))
		left -= full
		for _, g := range groups[:full] {
			v.mdGroup(m, g, o)
		}
		if full < len(groups) {
			if full > 0 {
				m.Paraf("The other %s in brief; plan.json has them in full:", count(len(groups)-full, "group"))
			}
			mdGroupTable(m, groups[full:], o)
		}
	}
	v.mdReadyGroups(m, o)
	v.mdRest(m, o)
}

func mdReadinessTitle(r planner.Readiness) string {
	switch r {
	case planner.Blocked:
		return "Blocked groups"
	case planner.ReadinessUnknown:
		return "Groups with missing evidence"
	}
	return "Groups to fix first"
}

func (v *view) mdReadyGroups(m *markdown.Writer, o Options) {
	if ready := v.of(planner.Ready); len(ready) > 0 {
		m.Heading(3, "Ready groups")
		m.Paraf("%s. %s", count(len(ready), "group"), readinessWording(planner.Ready).meaning)
		mdGroupTable(m, ready, o)
	}
	if none := v.of(""); len(none) > 0 {
		m.Heading(3, "Groups with nothing to do")
		mdGroupTable(m, none, o)
	}
}

// mdRest counts the groups that no engine writes, by kind, and lists them.
func (v *view) mdRest(m *markdown.Writer, o Options) {
	if len(v.rest) == 0 {
		return
	}
	m.Heading(3, "Groups outside the plan")
	m.Paraf("%s read and left out, as nothing happens to them:", countWas(len(v.rest), "group"))
	counts := map[planner.Kind]int{}
	for _, g := range v.rest {
		counts[g.Kind]++
	}
	var items []string
	for _, k := range []planner.Kind{planner.KindSynced, planner.KindMicrosoft365, planner.KindSecurity, planner.KindMailEnabledSecurity, planner.KindDistribution} {
		if counts[k] > 0 {
			items = append(items, fmt.Sprintf("%s. %s", countKind(counts[k], k), outsideReason(k)))
		}
	}
	m.List(items)
	var rows [][]string
	for i, g := range v.rest {
		if i == min(o.listRows(), restRows) {
			break
		}
		rows = append(rows, []string{mdName(g), kindLabel(g.Kind), escape.MarkdownValue(g.ID)})
	}
	m.Table([]string{"Group", "Kind", "Object id"}, rows)
	if more := len(v.rest) - len(rows); more > 0 {
		m.Paraf("and %s more: see plan.json.", thousands(more))
	}
}

// restRows is how many groups outside the plan are listed by name.
const restRows = 100

// mdGroupTable lists groups in one line each.
func mdGroupTable(m *markdown.Writer, groups []*planner.Group, o Options) {
	var rows [][]string
	for i, g := range groups {
		if i == o.listRows() {
			break
		}
		var ids []string
		for _, f := range findings(g) {
			ids = append(ids, escape.MarkdownText(string(f.ID)))
		}
		rows = append(rows, []string{
			mdName(g), kindLabel(g.Kind), dispositionWording(g.Disposition).label,
			escape.MarkdownText(actionWording(g.Action).label), escape.MarkdownText(switchWording(g.AtSwitch).label),
			thousands(leaving(&g.Members)), mdList(ids), escape.MarkdownValue(g.ID),
		})
	}
	m.Table([]string{"Group", "Kind", "Goes", "Action", "At the switch", ">Members lost", "Findings", "Object id"}, rows)
	mdMore(m, len(groups)-len(rows))
}

func (v *view) mdGroup(m *markdown.Writer, g *planner.Group, o Options) {
	m.Heading(4, mdName(g))
	m.Paraf("**%s, %s.** %s", readinessWording(g.Readiness).label, escape.MarkdownText(dispositionWording(g.Disposition).label), reason(g))
	rows := [][]string{
		{"Kind", kindLabel(g.Kind) + ", writeback flag " + g.Writeback.Flag.String() + mdTargetType(g)},
		{"Action on the AD object", mdWording(actionWording(g.Action))},
		{"At the switch", mdWording(switchWording(g.AtSwitch))},
	}
	if text := v.waveSentence(g); text != "" {
		rows = append(rows, []string{"When it goes", escape.MarkdownText(capital(text)) + "."})
	}
	if text := identitySentence(g.Action); text != "" {
		rows = append(rows, []string{"Its identity", text + "."})
	}
	for _, ad := range g.ADObjects {
		rows = append(rows, []string{"AD object", escape.MarkdownValue(escape.Shorten(string(ad.DN), 400)) + " found " + matchMeaning(ad.Match) +
			", SID " + escape.MarkdownValue(string(ad.ObjectSID))})
	}
	if dn := newDN(g); dn != "" {
		rows = append(rows, []string{"AD object afterwards", escape.MarkdownValue(escape.Shorten(string(dn), 400))})
	}
	for _, p := range g.Pins {
		rows = append(rows, []string{"Held apart by", fmt.Sprintf("%s. Afterwards held by: %s.", escape.MarkdownText(pinMeaning(p.ID)), escape.MarkdownText(holderMeaning(p.HeldBy)))})
	}
	rows = append(rows, []string{"Members", membersSentence(g)}, []string{"Owners", mdOwners(g.Owners)})
	m.Table([]string{"Object id", escape.MarkdownValue(g.ID)}, rows)
	mdFindingList(m, g)
	mdChanges(m, g)
	mdMembers(m, g, o)
}

func mdTargetType(g *planner.Group) string {
	if g.Writeback.TargetType == "" {
		return ""
	}
	return ", wanted type " + escape.MarkdownText(g.Writeback.TargetType)
}

func mdWording(w wording) string {
	if w.meaning == "" {
		return escape.MarkdownText(w.label)
	}
	return "**" + escape.MarkdownText(w.label) + ".** " + w.meaning
}

func mdOwners(owners []string) string {
	var out []string
	for i, o := range owners {
		if i == 10 {
			out = append(out, fmt.Sprintf("and %s more", thousands(len(owners)-i)))
			break
		}
		out = append(out, escape.MarkdownValue(escape.Shorten(o, 120)))
	}
	return mdList(out)
}

// membersSentence is the member forecast in one line. Only groups that Cloud
// Sync writes have one, and a count of what was not read to the end is none.
func membersSentence(g *planner.Group) string {
	m := &g.Members
	out := fmt.Sprintf("%s in the cloud, %s in AD now", thousands(m.Cloud), thousands(m.AD))
	if membersUnread(g) {
		out = "Not all could be read. Seen: " + out
	}
	if g.Kind != planner.KindSecurity || g.Disposition == planner.NotInPlan {
		return out + ". No forecast: Cloud Sync does not write this group"
	}
	out += fmt.Sprintf("; staying: %s, losing access: %s, gaining access: %s",
		thousands(m.Kept), thousands(leaving(m)), thousands(len(m.Gained)))
	if absent := len(m.Lost) - leaving(m); absent > 0 {
		out += fmt.Sprintf(", %s not in AD today either", thousands(absent))
	}
	if n := len(m.ExtraInAD); n > 0 {
		out += fmt.Sprintf(", %s in AD only", thousands(n))
	}
	return out
}

func mdFindingList(m *markdown.Writer, g *planner.Group) {
	for _, f := range findings(g) {
		fmt.Fprintf(m, "- **%s:** %s (%s)\n", severityWording(f.Severity).label, mdMessage(f), escape.MarkdownValue(string(f.ID)))
		if f.Remedy != "" {
			fmt.Fprintf(m, "  - What to do: %s\n", escape.MarkdownText(escape.Shorten(f.Remedy, 600)))
		}
		for i, e := range f.Evidence {
			if i == 8 {
				fmt.Fprintf(m, "  - and %s more in plan.json\n", count(len(f.Evidence)-i, "value"))
				break
			}
			fmt.Fprintf(m, "  - Seen in %s: %s = %s\n", escape.MarkdownText(e.Source), escape.MarkdownText(e.Attribute), escape.MarkdownValue(escape.Shorten(e.Value, 300)))
		}
		if basis := mdFacts(f); basis != "" {
			fmt.Fprintf(m, "  - %s\n", basis)
		}
	}
	fmt.Fprintln(m)
}

func mdFacts(f *planner.Finding) string {
	out := ""
	if len(f.Facts) > 0 {
		var ids []string
		for _, id := range f.Facts {
			ids = append(ids, escape.MarkdownText(id))
		}
		out = "Rests on " + mdList(ids)
	}
	if f.Unverified {
		if out != "" {
			out += ". "
		}
		out += "*Not confirmed by Microsoft's pages: verify it first*"
	}
	return out
}

func mdChanges(m *markdown.Writer, g *planner.Group) {
	var rows [][]string
	for _, c := range g.Changes {
		rows = append(rows, []string{escape.MarkdownText(c.Attribute), escape.MarkdownValue(escape.Shorten(c.Before, 300)), escape.MarkdownValue(escape.Shorten(c.After, 300))})
	}
	m.Table([]string{"Attribute that changes", "Today", "Afterwards"}, rows)
}

// mdMembers names the members that differ, up to the limit.
func mdMembers(m *markdown.Writer, g *planner.Group, o Options) {
	var lost, absent [][]string
	for _, l := range g.Members.Lost {
		row := []string{escape.MarkdownValue(escape.Shorten(l.Name, 120)), escape.MarkdownText(l.Type), escape.MarkdownText(memberReasonMeaning(l.Reason))}
		if l.InADNow {
			lost = append(lost, row)
		} else {
			absent = append(absent, row)
		}
	}
	mdMemberTable(m, []string{"Loses access", "Type", "Why"}, lost, o)
	mdMemberTable(m, []string{"Not in AD, today or later", "Type", "Why"}, absent, o)
	mdMemberTable(m, []string{"Gains access", "Type"}, mdPlainMembers(g.Members.Gained), o)
	mdMemberTable(m, []string{"In AD only, and stays", "Type"}, mdPlainMembers(g.Members.ExtraInAD), o)
}

func mdPlainMembers(members []planner.Member) [][]string {
	var rows [][]string
	for _, mb := range members {
		rows = append(rows, []string{escape.MarkdownValue(escape.Shorten(mb.Name, 120)), escape.MarkdownText(mb.Type)})
	}
	return rows
}

// mdMemberTable cuts a list and says where the rest is.
func mdMemberTable(m *markdown.Writer, header []string, rows [][]string, o Options) {
	shown := rows[:min(len(rows), o.members())]
	m.Table(header, shown)
	if more := len(rows) - len(shown); more > 0 {
		m.Paraf("and %s more: see plan.json.", thousands(more))
	}
}
