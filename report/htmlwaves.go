package report

import (
	"fmt"
	"strconv"
	"strings"

	"gwbplan/planner"
)

// htmlWaves shows when the groups go, and what stands still until then.
func (v *view) htmlWaves() *htmlSection {
	s := &htmlSection{ID: "waves", Title: "The waves"}
	if len(v.plan.Waves)+len(v.plan.Waiting) == 0 {
		s.para("No group is on its way to Cloud Sync.")
		return s
	}
	s.para("Security groups go to Cloud Sync in waves. The pilot takes what has the least risk. A group that is nested in another in AD today comes no later than that one.")
	most := 0
	for _, w := range v.plan.Waves {
		most = max(most, w.Groups)
	}
	var rows []htmlRow
	for i := range v.plan.Waves[:min(len(v.plan.Waves), htmlListRows)] {
		rows = append(rows, v.htmlWave(&v.plan.Waves[i], most))
	}
	s.table("", []string{"Wave", ">Groups", ">Members", "Window", "Stands still from the switch on", "Why"}, rows...).with("narrow-head", moreInPlan(len(v.plan.Waves)-len(rows)))
	v.htmlWaiting(s)
	return s
}

func (v *view) htmlWave(w *planner.Wave, most int) htmlRow {
	number := htmlCell{Text: strconv.Itoa(w.Number)}
	if w.Pilot {
		number.Sub = "pilot"
	}
	groups := numberCell(w.Groups)
	groups.Bar, groups.Link = share(w.Groups, most), groupsLink("wave", strconv.Itoa(w.Number))
	frozen := htmlCell{}
	for i := range v.plan.AtSwitch.Waves {
		if f := &v.plan.AtSwitch.Waves[i]; f.Wave == w.Number && f.Frozen > 0 {
			frozen = htmlCell{Text: count(f.Frozen, "object"), Sub: htmlText(frozenFor(f))}
		}
	}
	return cells(number, groups, numberCell(w.Members), plainCell(windowText(w.Window)), frozen, plainCell(capital(w.Why)+"."))
}

// htmlWaiting counts the groups without a wave, and names those that are ready
// themselves: the table of groups has the others, first of all.
func (v *view) htmlWaiting(s *htmlSection) {
	counts := map[planner.WaitReason]int{}
	var rows []htmlRow
	for _, w := range v.plan.Waiting {
		counts[w.Why]++
		if g := v.byID[w.ID]; g != nil && w.Why == planner.WaitsNested && len(rows) < htmlListRows {
			rows = append(rows, cells(nameCell(g), plainCell(someOf(v.names(g.WaitsFor), 5))))
		}
	}
	if n := len(v.plan.Waiting); n > 0 {
		s.para(fmt.Sprintf("**%s no wave yet.** Nothing says when they go.", countHas(n, "group", "groups")))
	}
	var reasons []string
	for _, why := range []planner.WaitReason{planner.WaitsBlocked, planner.WaitsUnknown, planner.WaitsNested} {
		if n := counts[why]; n > 0 {
			reasons = append(reasons, count(n, "group")+": "+waitWording(why)+".")
		}
	}
	s.list(reasons)
	s.table("Ready, and held up by what is nested in them", []string{"Group", "Waits for"}, rows...).More = moreInPlan(counts[planner.WaitsNested] - len(rows))
}

// htmlScope tells how to set each Cloud Sync configuration up; report.md and
// plan.json have what the portal takes, letter by letter.
func (v *view) htmlScope(s *htmlSection) {
	var rows []htmlRow
	for i := range v.plan.Scope[:min(len(v.plan.Scope), htmlListRows)] {
		c := &v.plan.Scope[i]
		rows = append(rows, cells(plainCell(c.Domain), unmarked(scopeAdvice(c)), unmarked(totalsText(c.Selected)),
			unmarked(totalsText(c.All)+". "+createsText(c)), htmlCell{Text: htmlText(string(c.Container.Kind)), Sub: "for the portal: see report.md"}, unmarked(licenceText(c.Licence))))
	}
	s.table("How to set Cloud Sync up", []string{"Domain", "Scope", "Selected", "What mode all would take", "Mapping of the container", "Licence"}, rows...)
}

// unmarked is a sentence of the report without the marks of strong words.
func unmarked(text string) htmlCell {
	return plainCell(strings.NewReplacer("**", "", "`", "").Replace(text))
}
