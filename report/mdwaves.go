package report

import (
	"fmt"
	"strconv"

	"gwbplan/planner"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// mdWaves shows in which order the groups go to Cloud Sync, and which wait.
func (v *view) mdWaves(m *markdown.Writer, o Options) {
	if len(v.plan.Waves)+len(v.plan.Waiting) == 0 {
		return
	}
	m.Heading(3, "The waves")
	m.Para("Security groups go to Cloud Sync in waves. The pilot takes what has the least risk. A group that is nested in another in AD today comes no later than that one, " +
		"and waits hold up whatever they are nested in.")
	var rows [][]string
	for _, w := range v.plan.Waves {
		number := strconv.Itoa(w.Number)
		if w.Pilot {
			number += " (pilot)"
		}
		rows = append(rows, []string{number, windowText(w.Window), thousands(w.Groups), thousands(w.Members), escape.MarkdownText(capital(w.Why)) + "."})
	}
	m.Table([]string{"Wave", "Window", ">Groups", ">Members", "Why"}, rows)
	v.mdWaiting(m, o)
}

func (v *view) mdWaiting(m *markdown.Writer, o Options) {
	if len(v.plan.Waiting) == 0 {
		return
	}
	m.Paraf("%s no wave yet:", countHas(len(v.plan.Waiting), "group", "groups"))
	var rows [][]string
	for i, w := range v.plan.Waiting {
		if i == o.listRows() {
			break
		}
		g := v.byID[w.ID]
		if g == nil {
			continue
		}
		rows = append(rows, []string{mdName(g), waitWording(w.Why), escape.MarkdownText(someOf(v.names(g.WaitsFor), 5)), escape.MarkdownValue(w.ID)})
	}
	m.Table([]string{"Waiting group", "Why", "Waits for", "Object id"}, rows)
	mdMore(m, len(v.plan.Waiting)-len(rows))
}

// mdFrozen tells how long the objects stand still after the switch.
func (v *view) mdFrozen(m *markdown.Writer) {
	s := &v.plan.AtSwitch
	if s.Frozen+s.Undecided == 0 {
		return
	}
	m.List(v.switchSentences())
	var rows [][]string
	for i := range s.Waves {
		if w := &s.Waves[i]; w.Frozen > 0 {
			rows = append(rows, []string{strconv.Itoa(w.Wave), thousands(w.Frozen), capital(frozenFor(w)), moment(w.From), moment(w.To)})
		}
	}
	if s.WithoutWave > 0 {
		rows = append(rows, []string{"none", thousands(s.WithoutWave), "Until somebody decides", "", ""})
	}
	m.Table([]string{"Wave", ">Objects that stand still", "How long", "From", "To"}, rows)
}

// mdScope tells how to set each Cloud Sync configuration up.
func (v *view) mdScope(m *markdown.Writer) {
	if len(v.plan.Scope) == 0 {
		return
	}
	m.Heading(2, "9. How to set Cloud Sync up")
	m.Para("There is one configuration for each AD domain. It must exist, be right **and be paused** before v2 is switched off. " +
		"Four of its defaults are wrong for a tenant that leaves v2: the membership switch is off, the container is Users, the name is made anew, and mode \"all\" creates every group (T14).")
	for i := range v.plan.Scope {
		mdOneScope(m, &v.plan.Scope[i])
	}
}

func mdOneScope(m *markdown.Writer, s *planner.Scope) {
	m.Heading(3, "Domain "+escape.MarkdownText(s.Domain))
	m.Table([]string{"Setting", "Value"}, [][]string{
		{"Scope", scopeAdvice(s)},
		{"Selected groups", totalsText(s.Selected)},
		{"What mode \"all\" would take", totalsText(s.All) + ". " + createsText(s)},
		{"Assigning", assignText(s)},
		{"Container", containerText(&s.Container)},
		{"Licence", licenceText(s.Licence)},
	})
	m.Code(s.Container.Expression)
	var rows [][]string
	for _, c := range s.Container.Containers[:min(len(s.Container.Containers), 20)] {
		rows = append(rows, []string{escape.MarkdownValue(escape.Shorten(string(c.DN), 300)), thousands(c.Objects)})
	}
	m.Table([]string{"Container today", ">Objects"}, rows)
	mdMore(m, len(s.Container.Containers)-len(rows))
	rows = nil
	for _, c := range s.CN {
		rows = append(rows, []string{escape.MarkdownText(c.Name), escape.MarkdownValue(c.Expression), fmt.Sprintf("%s of %s", thousands(c.Renames), thousands(c.Objects))})
	}
	m.Table([]string{"Mapping of cn", "Expression", ">Objects it renames"}, rows)
	rows = nil
	for _, l := range s.Limits {
		rows = append(rows, []string{escape.MarkdownText(l.Profile), escape.MarkdownText(l.Mode), limitSubject(l.What), thousands(l.Most), limitActual(l), limitStatus(l.Status)})
	}
	m.Table([]string{"Limits of", "Mode", "What", ">At most", ">Here", "Status"}, rows)
}
