package report

import (
	"cmp"
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// htmlGroupNames is how many groups a finding names in the static part.
const htmlGroupNames = 5

// htmlObstacles is what blocks most.
func (v *view) htmlObstacles() *htmlSection {
	s := &htmlSection{ID: "obstacles", Title: "What stands in the way", Class: "new-page"}
	clusters := v.clusters(planner.SeverityBlocker, planner.SeverityUnknown, planner.SeverityFix)
	if len(clusters) == 0 {
		s.para("Nothing was found that stands in the way of any group.")
	}
	most := 0
	for _, c := range clusters {
		most = max(most, c.groups())
	}
	var rows []htmlRow
	for _, c := range clusters {
		n := numberCell(c.groups())
		n.Bar, n.Link = share(c.groups(), most), groupsLink("finding", string(c.id))
		if w := c.waived(); w > 0 {
			n.Sub = thousands(w) + " waived"
		}
		rows = append(rows, cells(c.headCell(), n, htmlCell{Text: htmlText(c.meaning), Do: htmlText(c.advice()), Sub: c.examples()}))
	}
	s.table("", []string{"Finding", ">groups", "What it means, for which groups"}, rows...)
	v.htmlWarnings(s)
	return s
}

// headCell names the finding and its weight.
func (c *cluster) headCell() htmlCell {
	return htmlCell{Text: htmlText(c.title), Tag: htmlText(severityWording(c.severity).label), Badge: severitySign(c.severity), Sub: htmlText(string(c.id))}
}

// examples names the first groups that have the finding.
func (c *cluster) examples() string {
	var names []string
	var last *planner.Group
	for _, h := range c.hits {
		if h.group == last {
			continue
		}
		last = h.group
		if len(names) == htmlGroupNames {
			return strings.Join(names, ", ") + " and others"
		}
		name := h.group.DisplayName
		if name == "" {
			name = h.group.ID
		}
		names = append(names, htmlText(escape.Shorten(name, 60)))
	}
	return strings.Join(names, ", ")
}

// advice is the remedy of the rule; a rule that this build does not know has
// each group's own.
func (c *cluster) advice() string {
	if c.remedy != "" {
		return c.remedy
	}
	return escape.Shorten(c.hits[0].finding.Remedy, 600)
}

// htmlWarnings lists what holds nothing up.
func (v *view) htmlWarnings(s *htmlSection) {
	var rows []htmlRow
	for _, c := range v.clusters(planner.SeverityWarning, planner.SeverityInfo) {
		n := numberCell(c.groups())
		n.Link = groupsLink("finding", string(c.id))
		rows = append(rows, cells(c.headCell(), n, plainCell(c.meaning)))
	}
	if len(rows) > 0 {
		s.heading("Good to know")
		s.para("These findings hold nothing up.")
	}
	s.table("", []string{"Finding", ">groups", "What it means"}, rows...)
}

// htmlOrphans lists the AD objects whose cloud group is gone.
func (v *view) htmlOrphans() *htmlSection {
	s := &htmlSection{ID: "orphans", Title: "AD objects without a cloud group", Class: "new-page"}
	if len(v.orphans) == 0 {
		s.para("None: every AD object that claims a cloud group belongs to one that was read.")
		return s
	}
	proven, unproven := v.orphanCounts()
	s.para("These AD objects carry the id of a cloud group that was not found. Nobody updates them, but permissions given to them still work.")
	s.list([]string{
		fmt.Sprintf("**%s proven.** %s", thousands(proven), orphanRemedy(planner.OrphanProven)),
		fmt.Sprintf("**%s unproven.** %s", thousands(unproven), orphanRemedy(planner.OrphanUnproven)),
	})
	var rows []htmlRow
	for _, o := range v.orphans[:min(len(v.orphans), htmlListRows)] {
		rows = append(rows, htmlOrphan(o))
	}
	s.table("", []string{"AD object", "Status", "Claims", ">Members", "Created", "Changed"}, rows...).More = moreRows(len(v.orphans) - len(rows))
	return s
}

func htmlOrphan(o *planner.Orphan) htmlRow {
	status := badgeCell("fix", "proven")
	if o.Status == planner.OrphanUnproven {
		status = badgeCell("unknown", "unproven")
	}
	return cells(codeCell(escape.Shorten(string(o.DN), 400)), status,
		htmlCell{Text: htmlText(o.ClaimedID), Code: true, Sub: htmlText(matchMeaning(o.Claim))},
		readCell(orphanMembers(o, thousands)), readCell(o.WhenCreated), readCell(o.WhenChanged))
}

// readCell is a value, or the word that it was not read.
func readCell(s string) htmlCell {
	if s == "" {
		return htmlCell{Text: "not read"}
	}
	return plainCell(s)
}

func (v *view) htmlGaps() *htmlSection {
	s := &htmlSection{ID: "gaps", Title: "What could not be read"}
	if len(v.plan.Gaps) == 0 {
		s.para("Nothing: every source was read to its end.")
		return s
	}
	s.para(v.completeness() + " A gap is never taken for “there is none”. What it hides counts as unknown.")
	var rows []htmlRow
	gaps := v.gaps()
	for _, g := range gaps[:min(len(gaps), htmlListRows)] {
		permission := plainCell("no permission alone shows it")
		if g.Permission != "" {
			permission = codeCell(escape.Shorten(g.Permission, 200))
		}
		rows = append(rows, cells(plainCell(gapTitle(g)), plainCell(escape.Shorten(g.Hides, 400)), permission))
	}
	s.table("", []string{"What is missing, and why", "What it hides", "Shown by the permission"}, rows...).More = moreRows(len(gaps) - len(rows))
	return s
}

// htmlMethod explains the words, the assumptions and the facts.
func (v *view) htmlMethod() *htmlSection {
	s := &htmlSection{ID: "method", Title: "Method and sources"}
	s.para("gwbplan made this report by reading both directories. **It changed nothing, and it cannot: every call it makes only reads.** " +
		"Rules decide; each reports what it found, and the worst finding sets a group's readiness. A value that could not be read stays unknown. The same input gives the same report.")
	s.para("This file loads nothing and sends nothing. `plan.json` holds everything, `groups.csv` the table of groups, `members.csv` every member that differs; `gwbplan explain` prints one group in full.")
	var words []htmlRow
	for _, row := range glossary() {
		words = append(words, cells(plainCell(row[0]), plainCell(row[1])))
	}
	s.table("Words", []string{"Word", "Meaning"}, words...)
	v.htmlTargets(s)
	v.htmlScope(s)
	var choices []htmlRow
	for _, c := range v.plan.Settings {
		choices = append(choices, cells(plainCell(c.Key), plainCell(c.Value), plainCell(string(c.Source))))
	}
	s.table("Choices that the plan rests on", []string{"Key of the configuration", "Value", "From"}, choices...)
	var facts []htmlRow
	for _, id := range v.citedFacts("F58", "C17", "T13") {
		text := factText(id)
		if text == "" {
			text = "See the manual."
		}
		facts = append(facts, cells(plainCell(id), plainCell(text)))
	}
	s.table("Facts that this report rests on", []string{"Fact", "In short"}, facts...)
	s.para("F: documented or published by Microsoft, or following from it. T: a trap in the published procedure. C: sources differ or are silent.")
	return s
}

// htmlTargets shows the Cloud Sync configurations that the forecast assumes.
func (v *view) htmlTargets(s *htmlSection) {
	onOff := map[bool]string{true: "on", false: "off"}
	var rows []htmlRow
	for _, t := range v.plan.Targets {
		rows = append(rows, cells(plainCell(t.Domain), codeCell(t.Job),
			plainCell(cmp.Or(containerWords(t.Container), t.Container)+sourceNote(t.Sources.Container)),
			plainCell(cmp.Or(cnWords(t.CN), t.CN)+sourceNote(t.Sources.CN)),
			plainCell(onOff[t.MembershipToOnPremisesUsers]+sourceNote(t.Sources.MembershipToOnPremisesUsers)),
			plainCell(onOff[t.ProvisionUsers]+sourceNote(t.Sources.ProvisionUsers)), plainCell(t.ScopeMode+sourceNote(t.Sources.ScopeMode))))
	}
	s.table("Cloud Sync configurations that the forecast assumes",
		[]string{"Domain", "Provisioning job", "Container", "Name (CN)", "Membership switch", "Provisions users", "Scope"}, rows...)
}
