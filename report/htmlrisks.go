package report

import (
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// htmlRisks lists by name what people accepted: risks, facts that nobody can
// read, and decisions on single groups.
func (v *view) htmlRisks() *htmlSection {
	s := &htmlSection{ID: "risks", Title: "Risks accepted"}
	v.htmlAcknowledged(s)
	names := v.groupNames()
	v.htmlWaivers(s, names)
	v.htmlOverrides(s, names)
	var warnings []string
	for _, w := range v.plan.Decisions.Warnings[:min(len(v.plan.Decisions.Warnings), htmlListRows)] {
		warnings = append(warnings, w.Key+": "+w.Message)
	}
	if len(warnings) > 0 {
		s.heading("Decisions that changed nothing")
		s.texts(warnings)
	}
	return s
}

// htmlAcknowledged shows every risk that can be accepted, accepted or not, and
// the facts that somebody attested.
func (v *view) htmlAcknowledged(s *htmlSection) {
	var risks, attested []htmlRow
	for _, c := range v.plan.Settings {
		if key, ok := strings.CutPrefix(c.Key, "acknowledge."); ok {
			status, who := badgeCell("fix", "accepted"), strings.TrimPrefix(c.Value, "true, ")
			if c.Value == "false" {
				status, who = badgeCell("none", "not accepted"), "nobody yet"
			}
			risks = append(risks, cells(htmlCell{Text: acknowledgementWords(key), Sub: htmlText(c.Key)}, status, plainCell(who)))
		}
		if _, ok := strings.CutPrefix(c.Key, "attest."); ok && c.Source != planner.FromDefault {
			attested = append(attested, cells(plainCell(c.Key), plainCell(c.Value)))
		}
	}
	s.table("Risks that somebody has to accept", []string{"Risk", "Status", "By whom, and when"}, risks...).Class = "wide-head"
	s.table("Facts that nothing can read, attested", []string{"Key of the configuration", "What was attested, by whom, and when"}, attested...)
}

func acknowledgementWords(key string) string {
	switch key {
	case "irreversibleSwitch":
		return "Switching v2 off cannot be undone"
	case "pendingExportReviewed":
		return "The pending exports of the staging server were reviewed before it exports"
	case "stagingOutage":
		return "Staging mode stops every export, password hashes too"
	case "wouldBeCreated":
		return "Cloud Sync creates groups in AD that nobody asked for"
	}
	return htmlText(key)
}

func (v *view) htmlWaivers(s *htmlSection, names map[string]string) {
	var rows []htmlRow
	waivers := v.plan.Decisions.Waivers
	for _, w := range waivers[:min(len(waivers), htmlListRows)] {
		rows = append(rows, cells(htmlCell{Text: names[w.Group], Sub: htmlText(w.Group)}, codeCell(string(w.Finding)), plainCell(escape.Shorten(w.Reason, 300)),
			plainCell(escape.Shorten(w.Owner, 100)), plainCell(w.Expires), plainCell(effect(w.Matched))))
	}
	if len(rows) == 0 {
		s.para("No finding was waived, as far as the configuration says.")
	}
	s.table("Findings waived", []string{"Group", "Finding", "Reason", "Owner", "Until", "Effect"}, rows...).More = moreInPlan(len(waivers) - len(rows))
}

func (v *view) htmlOverrides(s *htmlSection, names map[string]string) {
	var rows []htmlRow
	overrides := v.plan.Decisions.Overrides
	for _, o := range overrides[:min(len(overrides), htmlListRows)] {
		rows = append(rows, cells(htmlCell{Text: names[o.Group], Sub: htmlText(o.Group)}, plainCell(string(o.Decision)), plainCell(escape.Shorten(o.Reason, 300)),
			plainCell(escape.Shorten(o.ApprovedBy, 100)), plainCell(effect(o.Applied))))
	}
	s.table("Decisions on single groups", []string{"Group", "Decision", "Reason", "Approved by", "Effect"}, rows...).More = moreInPlan(len(overrides) - len(rows))
}

func effect(has bool) string {
	if has {
		return "yes"
	}
	return "none"
}

func moreInPlan(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("and %s more: see plan.json.", thousands(n))
}

// groupNames are the names of the groups that somebody decided on, by id.
func (v *view) groupNames() map[string]string {
	names := map[string]string{}
	for _, w := range v.plan.Decisions.Waivers {
		names[w.Group] = ""
	}
	for _, o := range v.plan.Decisions.Overrides {
		names[o.Group] = ""
	}
	for i := range v.plan.Groups {
		if g := &v.plan.Groups[i]; len(names) > 0 {
			if _, wanted := names[g.ID]; wanted {
				names[g.ID] = htmlText(escape.Shorten(g.DisplayName, 120))
			}
		}
	}
	return names
}
