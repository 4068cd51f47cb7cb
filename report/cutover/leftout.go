package cutover

import (
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/report"
	"gwbplan/report/escape"
)

// leftOutRows is how many groups the runbook lists by name.
const leftOutRows = 200

// leftOut are the groups that are bound for Cloud Sync and not in the kit.
func (k *Kit) leftOut() *section {
	s := &section{ID: "left-out", Title: "What is left out, and why"}
	if len(k.Out) == 0 {
		s.para("Nothing: every group that is bound for Cloud Sync is in this kit.")
		return s
	}
	s.para("**{} left out.** Nothing in this kit touches their objects or puts them into scope. After the switch their AD objects stand still until somebody decides.", isAre(len(k.Out), "group"))
	if n := k.atRisk(); n > 0 {
		s.notice(signRed, "DELETE RISK", say("The switch may **delete** AD objects, with every permission given to them: those of {}. `gwbplan explain {} GROUP` names the mechanism. Clear this up before P5b.", k.leastCount(n, "group"), planName))
	}
	counts := map[planner.WaitReason]int{}
	for _, o := range k.Out {
		counts[o.Why]++
	}
	var items []text
	for _, why := range []planner.WaitReason{planner.WaitsBlocked, planner.WaitsUnknown, planner.WaitsNested} {
		if counts[why] > 0 {
			items = append(items, say("{}: {}.", counts[why], report.WaitWording(why)))
		}
	}
	s.list(items...)
	var rows [][]cell
	for i, o := range k.Out {
		if i == leftOutRows {
			break
		}
		rows = append(rows, row(groupName(o.Group), say("{}", quote(report.WaitWording(o.Why))), say("{}", quote(standsInTheWay(o.Group))), say("{}", name(o.Group.ID))))
	}
	s.table([]string{"Group", "Why", "Findings", "Object id"}, rows)
	if more := len(k.Out) - len(rows); more > 0 {
		s.para("and {} more: `gwbplan report {} --out reports`, groups.csv, those without a wave.", more, planName)
	}
	s.para("One group in full: `gwbplan explain {} GROUP`.", planName)
	return s
}

func isAre(n int, noun string) string {
	if n == 1 {
		return report.Count(n, noun) + " is"
	}
	return report.Count(n, noun) + " are"
}

// atRisk counts the groups of the whole plan whose object the switch may delete.
func (k *Kit) atRisk() (n int) {
	for i := range k.Plan.Groups {
		n += one(k.Plan.Groups[i].AtSwitch == planner.SwitchDeleteRisk)
	}
	return n
}

func groupName(g *planner.Group) text {
	if g.DisplayName == "" {
		return say("(no name)")
	}
	return say("{}", name(escape.Shorten(g.DisplayName, 120)))
}

// standsInTheWay names the findings that keep a group from its wave.
func standsInTheWay(g *planner.Group) string {
	var out []string
	for _, f := range g.Findings {
		if !f.Waived && (f.Severity == planner.SeverityBlocker || f.Severity == planner.SeverityUnknown) {
			out = append(out, string(f.ID))
		}
	}
	if len(out) == 0 && len(g.WaitsFor) > 0 {
		return fmt.Sprintf("waits for %s", report.Count(len(g.WaitsFor), "nested group"))
	}
	return strings.Join(out, ", ")
}

// gaps are what the plan could not read.
func (k *Kit) gaps() *section {
	s := &section{ID: "gaps", Title: "What could not be read"}
	texts := report.GapTexts(k.Plan)
	if len(texts) == 0 {
		s.para("Nothing: every source was read to its end.")
		return s
	}
	s.para("A gap never counts as \"there is none\". Close these before the night: give the permission, read again, plan again.")
	var rows [][]cell
	for _, g := range texts {
		permission := say("no permission alone shows it")
		if g.Permission != "" {
			permission = say("{}", name(g.Permission))
		}
		rows = append(rows, row(say("{}", quote(g.Title)), say("{}", quote(g.Hides)), permission))
	}
	s.table([]string{"What is missing, and why", "What it hides", "Shown by the permission"}, rows)
	return s
}
