package report

import (
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// findingGroups is how many groups a finding lists by name.
const findingGroups = 25

func (v *view) mdFindings(m *markdown.Writer) {
	m.Heading(2, "4. What stands in the way")
	severities := []planner.Severity{planner.SeverityBlocker, planner.SeverityUnknown, planner.SeverityFix}
	titles := []string{"Blockers: somebody must decide", "Unknown: evidence is missing", "To be fixed first"}
	found := false
	for i, s := range severities {
		clusters := v.clusters(s)
		if len(clusters) == 0 {
			continue
		}
		found = true
		m.Heading(3, titles[i])
		for _, c := range clusters {
			mdCluster(m, c)
		}
	}
	if !found {
		m.Para("Nothing was found that stands in the way of any group.")
	}
	v.mdWarnings(m)
}

func mdCluster(m *markdown.Writer, c *cluster) {
	waived := ""
	if n := c.waived(); n > 0 {
		waived = fmt.Sprintf(", %s waived", thousands(n))
	}
	m.Heading(4, fmt.Sprintf("%s (%s%s)", escape.MarkdownText(c.title), count(c.groups(), "group"), waived))
	if c.meaning != "" {
		m.Para(escape.MarkdownText(c.meaning))
	}
	if c.remedy != "" {
		m.Para("**What to do:** " + escape.MarkdownText(c.remedy) + mdOwnRemedies(c))
	}
	mdClusterGroups(m, c)
	m.Para(mdBasis(c))
}

// mdOwnRemedies points to section 5 where groups have remedies of their own.
func mdOwnRemedies(c *cluster) string {
	for _, h := range c.hits {
		if h.finding.Remedy != c.remedy {
			return " Section 5 has the details of each group."
		}
	}
	return ""
}

// mdClusterGroups lists the groups that have the finding. A rule that this
// build does not know has no remedy of its own, so each group's is shown.
func mdClusterGroups(m *markdown.Writer, c *cluster) {
	own := c.remedy == ""
	header := []string{"Group", "What was found"}
	if own {
		header = append(header, "What to do")
	}
	var rows [][]string
	for i, h := range c.hits {
		if i == findingGroups {
			break
		}
		row := []string{mdName(h.group), mdMessage(h.finding)}
		if own {
			row = append(row, escape.MarkdownText(h.finding.Remedy))
		}
		rows = append(rows, row)
	}
	m.Table(header, rows)
	if more := len(c.hits) - len(rows); more > 0 {
		m.Paraf("and %s more: filter groups.csv for %s.", thousands(more), escape.MarkdownValue(string(c.id)))
	}
}

// mdBasis names the finding and what it rests on.
func mdBasis(c *cluster) string {
	facts, unverified := c.basis()
	out := "Finding " + escape.MarkdownValue(string(c.id))
	if len(facts) > 0 {
		out += ", rests on " + escape.MarkdownText(strings.Join(facts, ", "))
	}
	if unverified {
		out += ". *Not confirmed by Microsoft's pages: verify it first*"
	}
	return out + "."
}

// mdWarnings lists what holds nothing up.
func (v *view) mdWarnings(m *markdown.Writer) {
	clusters := v.clusters(planner.SeverityWarning, planner.SeverityInfo)
	if len(clusters) == 0 {
		return
	}
	m.Heading(3, "Good to know")
	m.Para("These findings hold nothing up. Section 5 names them with the groups concerned.")
	var rows [][]string
	for _, c := range clusters {
		rows = append(rows, []string{
			severityWording(c.severity).label, escape.MarkdownText(c.title), escape.MarkdownText(c.meaning),
			escape.MarkdownValue(string(c.id)), thousands(c.groups()),
		})
	}
	m.Table([]string{"Weight", "What", "Meaning", "Finding", ">groups"}, rows)
}

// mdName is a group's name as code, or its id where it has no name.
func mdName(g *planner.Group) string {
	if g.DisplayName == "" {
		return "*(no name)* " + escape.MarkdownValue(g.ID)
	}
	return escape.MarkdownValue(escape.Shorten(g.DisplayName, 120))
}

func mdMessage(f *planner.Finding) string {
	text := escape.MarkdownText(escape.Shorten(f.Message, 400))
	if f.Waived {
		text += " *(waived)*"
	}
	return text
}

// mdOrphans lists the AD objects whose cloud group is gone.
func (v *view) mdOrphans(m *markdown.Writer, o Options) {
	m.Heading(2, "6. AD objects without a cloud group")
	if len(v.orphans) == 0 {
		m.Para("None: every AD object that claims a cloud group belongs to one that was read.")
		return
	}
	proven, unproven := v.orphanCounts()
	m.Para("These AD objects carry the id of a cloud group that was not found. Nobody updates them, but permissions given to them still work.")
	m.List([]string{
		fmt.Sprintf("**%s proven.** %s", thousands(proven), orphanRemedy(planner.OrphanProven)),
		fmt.Sprintf("**%s unproven.** %s", thousands(unproven), orphanRemedy(planner.OrphanUnproven)),
	})
	var rows [][]string
	for i, orphan := range v.orphans {
		if i == o.listRows() {
			break
		}
		rows = append(rows, orphanCells(orphan))
	}
	m.Table([]string{"AD object", "Status", "Claims", ">Members", "Created", "Changed"}, rows)
	mdMore(m, len(v.orphans)-len(rows))
}

func orphanCells(o *planner.Orphan) []string {
	status := "proven"
	if o.Status == planner.OrphanUnproven {
		status = "unproven"
	}
	return []string{
		escape.MarkdownValue(escape.Shorten(string(o.DN), 400)), status,
		escape.MarkdownValue(o.ClaimedID) + " " + matchMeaning(o.Claim),
		mdOr(orphanMembers(o, thousands)), mdOr(o.WhenCreated), mdOr(o.WhenChanged),
	}
}

// orphanMembers writes how many members the object has, and nothing where they
// were not read.
func orphanMembers(o *planner.Orphan, number func(int) string) string {
	if o.Members == nil {
		return ""
	}
	return number(*o.Members)
}

// mdOr renders a text, or says that it was not read.
func mdOr(s string) string {
	if s == "" {
		return "not read"
	}
	return escape.MarkdownText(s)
}

// more points to the files for what a table leaves out.
func mdMore(m *markdown.Writer, n int) {
	if n > 0 {
		m.Paraf("and %s more: see groups.csv and plan.json.", thousands(n))
	}
}

func (v *view) mdGaps(m *markdown.Writer) {
	m.Heading(2, "7. What could not be read")
	if len(v.plan.Gaps) == 0 {
		m.Para("Nothing: every source was read to its end.")
		return
	}
	m.Para("A gap is never taken for \"there is none\". What it hides counts as unknown.")
	mdGapTable(m, v.gaps())
}

// mdGapTable lists gaps with what they hide.
func mdGapTable(m *markdown.Writer, list []gap) {
	var rows [][]string
	for _, g := range list {
		permission := "no permission alone shows it"
		if g.Permission != "" {
			permission = escape.MarkdownValue(escape.Shorten(g.Permission, 200))
		}
		rows = append(rows, []string{escape.MarkdownText(gapTitle(g)), escape.MarkdownText(escape.Shorten(g.Hides, 400)), permission})
	}
	m.Table([]string{"What is missing, and why", "What it hides", "Shown by the permission"}, rows)
}
