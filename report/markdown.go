package report

import (
	"fmt"
	"io"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// Markdown writes report.md, for the people who decide. It explains what the
// change is about, then shows the numbers, what cannot be undone, what stands
// in the way, and each group with its reason and remedy. Groups beyond the
// limits of [Options] are counted, with a pointer to groups.csv and plan.json.
func Markdown(w io.Writer, p *planner.Plan, o Options) error {
	v, err := newView(p)
	if err != nil {
		return err
	}
	m := markdown.NewWriter(w)
	v.mdTitle(m)
	v.mdSummary(m)
	v.mdVerdict(m)
	v.mdAbout(m)
	v.mdNumbers(m)
	v.mdIrreversible(m)
	v.mdFindings(m)
	v.mdGroups(m, o)
	v.mdOrphans(m, o)
	v.mdGaps(m)
	v.mdGates(m)
	v.mdScope(m)
	v.mdMethod(m)
	if err := m.Flush(); err != nil {
		return fmt.Errorf("writing report.md: %w", err)
	}
	return nil
}

func (v *view) mdTitle(m *markdown.Writer) {
	t := v.plan.Tenant
	name := "an unnamed tenant"
	if t.DisplayName != "" {
		name = escape.MarkdownText(escape.Shorten(t.DisplayName, 200))
	}
	m.Heading(1, "Leaving Group Writeback v2: plan for "+name)
	m.Table([]string{"As of", escape.MarkdownText(v.plan.AsOf)}, [][]string{
		{"Tenant", escape.MarkdownValue(t.ID) + ", cloud " + escape.MarkdownText(t.Cloud)},
		{"Writeback today", fmt.Sprintf("v1 %s, v2 %s", featureWord(t.WritebackV1), featureWord(t.WritebackV2))},
		{"AD domains read", escape.MarkdownText(v.domainsRead())},
		{"Rules", escape.MarkdownText(v.plan.RuleSet)},
	})
	for _, note := range v.notes() {
		m.Quote("**" + escape.MarkdownText(note) + "**")
	}
	v.mdCompleteness(m)
}

// mdSummary is the executive summary: with the title above it and the verdict
// below, all that fits on one page.
func (v *view) mdSummary(m *markdown.Writer) {
	m.Heading(2, "Executive summary")
	t := v.readinessTotals()
	var items []string
	for _, b := range v.brief() {
		items = append(items, "**"+b.term+":** "+b.text)
	}
	items = append(items, fmt.Sprintf("**Groups:** %s blocked, %s unknown, %s to fix first, %s ready.", thousands(t[planner.Blocked]),
		thousands(t[planner.ReadinessUnknown]), thousands(t[planner.FixFirst]), thousands(t[planner.Ready])))
	m.List(items)
}

func (v *view) mdCompleteness(m *markdown.Writer) {
	switch {
	case !v.plan.Complete:
		m.Quote(fmt.Sprintf("**This plan is incomplete. Do not approve it as it stands.** What could not be read (%s) could change a decision. "+
			"Section 7 lists it, with what it hides and which permission would show it.", count(len(v.plan.Gaps), "gap")))
	case len(v.plan.Gaps) > 0:
		m.Quote(fmt.Sprintf("The picture is complete for every decision. Section 7 lists what else could not be read (%s).", count(len(v.plan.Gaps), "gap")))
	default:
		m.Quote("The picture is complete: everything that a decision rests on was read.")
	}
}

func (v *view) mdAbout(m *markdown.Writer) {
	m.Heading(2, "1. What this is about")
	m.Para("Group Writeback v2, a part of Microsoft Entra Connect, copies groups from the cloud (Microsoft Entra ID) into Active Directory (AD). " +
		"Servers, file shares and applications in AD then grant access by these copies. Microsoft has retired v2. Its groups have two ways to go:")
	m.List([]string{
		"**Microsoft 365 groups stay** on the older Group Writeback v1. It knows distribution groups only.",
		"**Cloud security groups move** to Microsoft Entra Cloud Sync, which can take over the same AD objects.",
	})
	m.Para("This report says for every group where it goes, what happens to its AD object and its members, and what must be done first. " +
		"gwbplan made it by reading both directories. **It changed nothing, and it cannot: every call it makes only reads.**")
}

func (v *view) mdNumbers(m *markdown.Writer) {
	m.Heading(2, "2. The numbers")
	t := v.readinessTotals()
	readiness := func(label string, r planner.Readiness) string {
		return fmt.Sprintf("**%s: %s.** %s", label, count(t[r], "group"), readinessWording(r).meaning)
	}
	m.List([]string{
		readiness("Blocked", planner.Blocked),
		readiness("Unknown", planner.ReadinessUnknown),
		readiness("Fix first", planner.FixFirst),
		readiness("Ready", planner.Ready),
		"**" + v.headlineSentence() + "**" + v.mdHeadlineParts(),
		"**" + v.losingSentence() + "**",
		v.peopleSentences()[0], v.peopleSentences()[1],
	})
	m.Para("**" + v.countedLine() + "**")
	v.mdMatrix(m)
	v.mdActions(m)
	m.Heading(3, "Do the numbers add up")
	m.List(v.reconciliation())
	m.Heading(3, "What has to be decided")
	m.List(v.mdDecisions())
}

// mdDecisions says what the readers are asked for, and where the reasons are.
func (v *view) mdDecisions() []string {
	sections := map[string]string{"obstacles": " Section 4 has the reasons, section 5 the groups.", "gaps": " Section 7 lists the gaps.", "irreversible": " See section 3."}
	var out []string
	for _, d := range v.decisions() {
		out = append(out, d.text+sections[d.section])
	}
	return out
}

func (v *view) mdHeadlineParts() string {
	if v.plan.Summary.Headline.M365WillAppear == 0 {
		return ""
	}
	return " " + v.headlineParts()
}

func (v *view) mdMatrix(m *markdown.Writer) {
	sums := make([]int, 6)
	var rows [][]string
	for _, row := range v.plan.Summary.Matrix {
		cells := []string{escape.MarkdownText(dispositionWording(row.Disposition).label)}
		for i, n := range matrixCells(row) {
			sums[i] += n
			cells = append(cells, thousands(n))
		}
		rows = append(rows, cells)
	}
	total := []string{"**all**"}
	for _, n := range sums {
		total = append(total, "**"+thousands(n)+"**")
	}
	m.Table([]string{"Where the groups go", ">blocked", ">unknown", ">fix first", ">ready", ">nothing to do", ">groups"}, append(rows, total))
}

func (v *view) mdActions(m *markdown.Writer) {
	var rows [][]string
	for _, c := range v.plan.Summary.Actions {
		if c.Groups > 0 {
			w := actionWording(planner.Action(c.Word))
			rows = append(rows, []string{escape.MarkdownText(w.label), thousands(c.Groups), w.meaning})
		}
	}
	m.Table([]string{"Action on the AD object", ">groups", "What it means"}, rows)
	s := v.plan.Summary
	m.Paraf("AD objects that are renamed: %s. That move to another container: %s. That change their type: %s.",
		thousands(s.Renames), thousands(s.Moves), thousands(s.Retypes))
	v.mdLosing(m)
}

// mdLosing breaks the loss of access down by reason.
func (v *view) mdLosing(m *markdown.Writer) {
	var rows [][]string
	for _, r := range memberReasons() {
		if n := v.members.leaving[r]; n > 0 {
			rows = append(rows, []string{memberReasonMeaning(r), thousands(n)})
		}
	}
	m.Table([]string{"Members that lose access, by kind", ">members"}, rows)
	if v.groupsLeave() {
		m.Para(groupIsOneMember)
	}
}

// memberReasons lists the reasons in the order of the planner's words.
func memberReasons() []planner.MemberReason {
	return []planner.MemberReason{
		planner.ReasonCloudOnlyUser, planner.ReasonGuest, planner.ReasonConvertedUser,
		planner.ReasonServicePrincipal, planner.ReasonContact, planner.ReasonDevice,
		planner.ReasonSyncedGroup, planner.ReasonMailEnabledGroup, planner.ReasonMicrosoft365Group,
		planner.ReasonGroupOutOfScope, planner.ReasonDomainLocalGroup, planner.ReasonOtherForest, planner.ReasonMembershipOff,
		planner.ReasonFactsUnread, planner.ReasonOther,
	}
}

func (v *view) mdIrreversible(m *markdown.Writer) {
	m.Heading(2, "3. What cannot be undone")
	m.Para(theSwitch)
	m.Para(v.switchState())
	var rows [][]string
	for _, c := range v.plan.Summary.AtSwitch {
		if c.Groups > 0 {
			w := switchWording(planner.AtSwitch(c.Word))
			rows = append(rows, []string{escape.MarkdownText(w.label), thousands(c.Groups), w.meaning})
		}
	}
	m.Table([]string{"At the switch", ">groups", "What happens to the AD object"}, rows)
	v.mdFrozen(m)
	m.Para("Also hard to undo:")
	m.List(hardToUndo())
}

// mdList joins items with commas, or says that there are none.
func mdList(items []string) string {
	if len(items) == 0 {
		return "none"
	}
	return strings.Join(items, ", ")
}
