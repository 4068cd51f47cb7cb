package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// factLine is one line of the summary sheet.
type factLine struct{ section, item, number, words string }

// summarySheet has the plan's headline and its counts.
func (v *view) summarySheet() Table {
	columns := []column[*factLine]{
		{"Section", 26, text, func(l *factLine) string { return l.section }},
		{"Item", 44, text, func(l *factLine) string { return l.item }},
		{"Number", 9, number, func(l *factLine) string { return l.number }},
		{"In words", 90, text, func(l *factLine) string { return l.words }},
	}
	lines := append(v.aboutLines(), v.verdictLines()...)
	lines = append(lines, v.countLines()...)
	return tableOf("Summary", columns, pointers(append(lines, v.openLines()...)))
}

func (v *view) aboutLines() []factLine {
	const section = "Plan"
	t := v.plan.Tenant
	out := []factLine{
		{section, "Tenant", "", cmp.Or(t.DisplayName, "an unnamed tenant")}, {section, "Tenant id", "", t.ID}, {section, "As of", "", v.plan.AsOf},
		{section, "Rules", "", v.plan.RuleSet}, {section, "Writeback v1", "", featureWord(t.WritebackV1)},
		{section, "Writeback v2", "", featureWord(t.WritebackV2)}, {section, "AD domains read", "", v.domainsRead()},
		{section, "Retirement of v2", "", v.retirementSentence()},
	}
	if note := v.completeness(); note != "" {
		out = append(out, factLine{section, "Completeness", "", note})
	}
	return append(out, factLine{section, "Appear in AD at the switch", strconv.Itoa(v.plan.Summary.Headline.M365WillAppear), v.headlineSentence()})
}

func (v *view) verdictLines() []factLine {
	var out []factLine
	for i := range v.plan.Verdict {
		d := &v.plan.Verdict[i]
		words := verdictLabel(d.Verdict)
		var why []string
		for _, r := range d.Reasons {
			why = append(why, r.ID)
		}
		if len(why) > 0 {
			words += ": " + strings.Join(why, "; ")
		}
		out = append(out, factLine{"Verdict", fmt.Sprintf("%s %s", d.Point, pointLabel(d.Point)), "", words})
	}
	return out
}

func (v *view) countLines() []factLine {
	var out []factLine
	for _, row := range v.plan.Summary.Matrix {
		label := dispositionWording(row.Disposition).label
		for i, n := range matrixCells(row)[:len(readinessOrder())] {
			out = append(out, factLine{"Where the groups go", label + ", " + readinessWording(readinessOrder()[i]).label, strconv.Itoa(n), ""})
		}
	}
	for _, a := range v.plan.Summary.Actions {
		out = append(out, factLine{"What happens to AD objects", a.Word, strconv.Itoa(a.Groups), ""})
	}
	for _, a := range v.plan.Summary.AtSwitch {
		out = append(out, factLine{"At the switch", a.Word, strconv.Itoa(a.Groups), ""})
	}
	s := v.plan.Summary
	return append(out,
		factLine{"Members", "Memberships lost", strconv.Itoa(s.MembersLosingAccess), ""},
		factLine{"Members", "Groups that lose members", strconv.Itoa(s.GroupsLosingMembers), ""})
}

func (v *view) openLines() []factLine {
	var out []factLine
	for _, f := range v.plan.Summary.Findings {
		title := ""
		if r, ok := v.rules[f.ID]; ok {
			title = capital(r.Title)
		}
		out = append(out, factLine{"Findings, " + string(f.Severity), string(f.ID), strconv.Itoa(f.Groups), title})
	}
	for _, g := range v.gaps() {
		out = append(out, factLine{"Gaps", gapTitle(g), "", g.Hides})
	}
	for _, line := range v.reconciliation() {
		out = append(out, factLine{"Reconciliation", "", "", line})
	}
	return out
}
