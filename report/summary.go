package report

import (
	"fmt"
	"io"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// summaryFindings is how many findings the summary lists.
const summaryFindings = 10

// Summary writes the result of a plan for a terminal: at most 100 columns wide,
// the same bytes whatever the terminal and its language. Long names are cut.
func Summary(w io.Writer, p *planner.Plan, o Options) error {
	d := NewDigest()
	for i := range p.Groups {
		d.Add(&p.Groups[i])
	}
	return d.Summary(w, p, o)
}

func (v *view) summaryHead(s *screen) {
	t := v.plan.Tenant
	s.paint(bold, cut("Plan for "+tenantName(t)+", as of "+terminal(v.plan.AsOf), columns))
	s.line(cut(fmt.Sprintf("Tenant %s, cloud %s, rules %s", terminal(t.ID), terminal(t.Cloud), terminal(v.plan.RuleSet)), columns))
	s.line(cut(fmt.Sprintf("Writeback v1 %s, v2 %s. AD domains read: %s",
		featureWord(t.WritebackV1), featureWord(t.WritebackV2), terminal(v.domainsRead())), columns))
	s.line(wrap(v.retirementSentence(), "", columns))
	s.line("")
	if v.plan.Complete {
		s.paint(green, v.completeness())
	} else {
		s.paint(red, wrap(v.completeness(), "", columns))
	}
}

// tenantName is the display name, cut so that the date behind it stays in view.
func tenantName(t planner.PlanTenant) string {
	if t.DisplayName == "" {
		return "an unnamed tenant"
	}
	return cut(terminal(t.DisplayName), 60)
}

// completeness says whether the plan can be relied on.
func (v *view) completeness() string {
	return strings.Join(append(v.notes(), v.pictureSentence()), " ")
}

func (v *view) pictureSentence() string {
	gaps := len(v.plan.Gaps)
	switch {
	case !v.plan.Complete:
		return fmt.Sprintf("INCOMPLETE: what could not be read (%s) could change a decision. Close the gaps and plan again before anybody approves it.", count(gaps, "gap"))
	case gaps > 0:
		return fmt.Sprintf("The picture is complete for every decision. %s elsewhere.", count(gaps, "gap"))
	}
	return "The picture is complete."
}

func (v *view) summaryMatrix(s *screen) {
	s.line("")
	s.paint(bold, "Where the groups go")
	header := []string{"Disposition", "#blocked", "#unknown", "#fix first", "#ready", "#nothing to do", "#groups"}
	sums := make([]int, len(header)-1)
	var rows [][]string
	for _, row := range v.plan.Summary.Matrix {
		cells := []string{cut(terminal(dispositionWording(row.Disposition).label), 20)}
		for i, n := range matrixCells(row) {
			sums[i] += n
			cells = append(cells, thousands(n))
		}
		rows = append(rows, cells)
	}
	total := []string{"all"}
	for _, n := range sums {
		total = append(total, thousands(n))
	}
	s.table(header, append(rows, total))
}

func (v *view) summaryBlocks(s *screen, blocks []block) {
	s.line("")
	if len(blocks) == 0 {
		s.paint(green, "Nothing stands in the way of any group.")
		return
	}
	s.paint(bold, "What stands in the way")
	var rows [][]string
	for i, b := range blocks {
		if i == summaryFindings {
			break
		}
		rows = append(rows, []string{
			severityWording(b.severity).label, cut(terminal(string(b.id)), 30),
			cut(terminal(v.titleOf(b.id)), 44), thousands(b.groups),
		})
	}
	s.table([]string{"Weight", "Finding", "In words", "#groups"}, rows)
	if more := len(blocks) - len(rows); more > 0 {
		s.linef("and %s: see the report.", count(more, "other problem"))
	}
}

func (v *view) summaryHeadline(s *screen) {
	s.line("")
	p := plain
	if v.plan.Summary.Headline.M365WillAppear > 0 {
		p = yellow
	}
	s.paint(p, v.headlineSentence())
	if v.plan.Summary.Headline.M365WillAppear > 0 {
		s.line(wrap(v.headlineParts(), "  ", columns))
	}
}

func (v *view) summaryActions(s *screen) {
	s.line("")
	s.paint(bold, "What happens to the AD objects")
	rows := [][]string{}
	for _, c := range v.plan.Summary.Actions {
		if c.Groups > 0 {
			w := actionWording(planner.Action(c.Word))
			rows = append(rows, []string{cut(terminal(w.label), 12), thousands(c.Groups), cut(firstSentence(w.meaning), 66)})
		}
	}
	if len(rows) > 0 {
		s.table([]string{"Action", "#groups", "In words"}, rows)
	}
	sum := v.plan.Summary
	s.paint(bold, wrap(v.countedLine(), "", columns))
	p := plain
	if sum.MembersLosingAccess > 0 {
		p = red
	}
	s.paint(p, v.losingSentence())
	for _, text := range v.peopleSentences() {
		s.line(wrap(text, "", columns))
	}
}

// summaryWaves tells when the groups go, and what stands still until then.
func (v *view) summaryWaves(s *screen) {
	if len(v.plan.Waves)+len(v.plan.Waiting) == 0 {
		return
	}
	s.line("")
	s.paint(bold, "When the groups go")
	switch n := len(v.plan.Waves); {
	case n == 0:
		s.linef("No group can go yet: %s.", countWait(len(v.plan.Waiting)))
	default:
		s.line(wrap(fmt.Sprintf("%s, the pilot with %s. Beside them %s.", count(n, "wave"), count(v.plan.Waves[0].Groups, "group"), countWait(len(v.plan.Waiting))), "", columns))
	}
	for i, text := range v.switchSentences() {
		p := plain
		if i > 0 {
			p = red
		}
		s.paint(p, wrap(text, "", columns))
	}
}

// summaryScopes is how many domains the summary tells the scope of.
const summaryScopes = 5

// summaryScope tells what to put into Cloud Sync's scope, and what the other
// mode would do.
func (v *view) summaryScope(s *screen) {
	if len(v.plan.Scope) == 0 {
		return
	}
	s.line("")
	s.paint(bold, "What to put into Cloud Sync's scope")
	for i := range v.plan.Scope {
		if i == summaryScopes {
			s.linef("and %s: see the report.", count(len(v.plan.Scope)-i, "other domain"))
			break
		}
		c := &v.plan.Scope[i]
		s.line(hang(fmt.Sprintf("%s: select %s. Mode all would create %s, %s of them unasked.",
			terminal(c.Domain), totalsText(c.Selected), count(c.Creates, "group"), thousands(c.Unasked)), "- ", columns))
	}
}

func countWait(n int) string {
	if n == 1 {
		return "1 group waits"
	}
	return thousands(n) + " groups wait"
}

// losingSentence counts the people and objects that lose access in AD, and
// says where nobody could count.
func (v *view) losingSentence() string {
	sum := v.plan.Summary
	out := "No member is known to lose access"
	if sum.MembersLosingAccess > 0 {
		verb := "lose"
		if sum.MembersLosingAccess == 1 {
			verb = "loses"
		}
		out = fmt.Sprintf("%s %s access, in %s", count(sum.MembersLosingAccess, "member"), verb, count(sum.GroupsLosingMembers, "group"))
	}
	if v.unread > 0 {
		out += fmt.Sprintf(", not counting %s whose members could not all be read", count(v.unread, "group"))
	}
	return out + "."
}

func (v *view) summaryReconciliation(s *screen) {
	s.line("")
	s.paint(bold, "Do the numbers add up")
	for _, line := range v.reconciliation() {
		s.line(hang(terminal(line), "  ", columns))
	}
}

func (v *view) orphanCounts() (proven, unproven int) {
	for _, o := range v.orphans {
		if o.Status == planner.OrphanUnproven {
			unproven++
		} else {
			proven++
		}
	}
	return proven, unproven
}

func (v *view) summaryGaps(s *screen) {
	if len(v.plan.Gaps) == 0 {
		return
	}
	s.line("")
	s.paint(bold, "What could not be read")
	for _, g := range v.gaps() {
		s.line(hang(terminal(gapTitle(g)), "- ", columns))
		s.line(wrap("hides: "+terminal(escape.Shorten(g.Hides, 400)), "  ", columns))
		if g.Permission != "" {
			s.line(wrap("shown by the permission: "+terminal(escape.Shorten(g.Permission, 200)), "  ", columns))
		}
	}
}
