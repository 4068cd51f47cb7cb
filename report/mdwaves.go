package report

import (
	"fmt"
	"strconv"

	"gwbplan/planner"
)

// mdWaves shows in which order the groups go to Cloud Sync, and which wait.
func (v *view) mdWaves(m *md, o Options) {
	if len(v.plan.Waves)+len(v.plan.Waiting) == 0 {
		return
	}
	m.heading(3, "The waves")
	m.para("Security groups go to Cloud Sync in waves. The pilot takes what has the least risk. A group that is nested in another in AD today comes no later than that one, " +
		"and waits hold up whatever they are nested in.")
	var rows [][]string
	for _, w := range v.plan.Waves {
		number := strconv.Itoa(w.Number)
		if w.Pilot {
			number += " (pilot)"
		}
		rows = append(rows, []string{number, windowText(w.Window), thousands(w.Groups), thousands(w.Members), markdownText(capital(w.Why)) + "."})
	}
	m.table([]string{"Wave", "Window", ">Groups", ">Members", "Why"}, rows)
	v.mdWaiting(m, o)
}

func (v *view) mdWaiting(m *md, o Options) {
	if len(v.plan.Waiting) == 0 {
		return
	}
	m.paraf("%s no wave yet:", countHas(len(v.plan.Waiting), "group", "groups"))
	var rows [][]string
	for i, w := range v.plan.Waiting {
		if i == o.listRows() {
			break
		}
		g := v.byID[w.ID]
		if g == nil {
			continue
		}
		rows = append(rows, []string{mdName(g), waitWording(w.Why), markdownText(someOf(v.names(g.WaitsFor), 5)), markdownValue(w.ID)})
	}
	m.table([]string{"Waiting group", "Why", "Waits for", "Object id"}, rows)
	m.more(len(v.plan.Waiting) - len(rows))
}

// mdFrozen tells how long the objects stand still after the switch.
func (v *view) mdFrozen(m *md) {
	s := &v.plan.AtSwitch
	if s.Frozen+s.Undecided == 0 {
		return
	}
	m.list(v.switchSentences())
	var rows [][]string
	for i := range s.Waves {
		if w := &s.Waves[i]; w.Frozen > 0 {
			rows = append(rows, []string{strconv.Itoa(w.Wave), thousands(w.Frozen), capital(frozenFor(w)), moment(w.From), moment(w.To)})
		}
	}
	if s.WithoutWave > 0 {
		rows = append(rows, []string{"none", thousands(s.WithoutWave), "Until somebody decides", "", ""})
	}
	m.table([]string{"Wave", ">Objects that stand still", "How long", "From", "To"}, rows)
}

// mdScope tells how to set each Cloud Sync configuration up.
func (v *view) mdScope(m *md) {
	if len(v.plan.Scope) == 0 {
		return
	}
	m.heading(2, "9. How to set Cloud Sync up")
	m.para("There is one configuration for each AD domain. It must exist, be right **and be paused** before v2 is switched off. " +
		"Four of its defaults are wrong for a tenant that leaves v2: the membership switch is off, the container is Users, the name is made anew, and mode \"all\" creates every group (T14).")
	for i := range v.plan.Scope {
		mdOneScope(m, &v.plan.Scope[i])
	}
}

func mdOneScope(m *md, s *planner.Scope) {
	m.heading(3, "Domain "+markdownText(s.Domain))
	m.table([]string{"Setting", "Value"}, [][]string{
		{"Scope", scopeAdvice(s)},
		{"Selected groups", totalsText(s.Selected)},
		{"What mode \"all\" would take", totalsText(s.All) + ". " + createsText(s)},
		{"Assigning", assignText(s)},
		{"Container", containerText(&s.Container)},
		{"Licence", licenceText(s.Licence)},
	})
	m.code(s.Container.Expression)
	var rows [][]string
	for _, c := range s.Container.Containers[:min(len(s.Container.Containers), 20)] {
		rows = append(rows, []string{markdownValue(shorten(string(c.DN), 300)), thousands(c.Objects)})
	}
	m.table([]string{"Container today", ">Objects"}, rows)
	m.more(len(s.Container.Containers) - len(rows))
	rows = nil
	for _, c := range s.CN {
		rows = append(rows, []string{markdownText(c.Name), markdownValue(c.Expression), fmt.Sprintf("%s of %s", thousands(c.Renames), thousands(c.Objects))})
	}
	m.table([]string{"Mapping of cn", "Expression", ">Objects it renames"}, rows)
	rows = nil
	for _, l := range s.Limits {
		rows = append(rows, []string{markdownText(l.Profile), markdownText(l.Mode), limitSubject(l.What), thousands(l.Most), limitActual(l), limitStatus(l.Status)})
	}
	m.table([]string{"Limits of", "Mode", "What", ">At most", ">Here", "Status"}, rows)
}
