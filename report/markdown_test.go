package report_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/report"
)

// What the report says about the tenant follows from the plan's facts.
func TestMarkdownSaysWhatThePlanSays(t *testing.T) {
	for _, c := range []struct {
		name      string
		change    func(*planner.Plan)
		want, not string
	}{
		{"v2 on", func(*planner.Plan) {}, "In this tenant v2 is still on.", "v2 is off already"},
		{"v2 off", func(p *planner.Plan) { p.Tenant.WritebackV2 = inventory.FeatureOff }, "**In this tenant v2 is off already.**", "When to switch v2 off"},
		{"v2 unread", func(p *planner.Plan) { p.Tenant.WritebackV2 = inventory.FeatureUnread }, "**Whether v2 is still on in this tenant was not read.**", "v2 is still on. At"},
		{"complete", func(*planner.Plan) {}, "The picture is complete for every decision.", "incomplete"},
		{"no gaps", func(p *planner.Plan) { p.Gaps = nil }, "everything that a decision rests on was read", "## 7. What could not be read\n\n| "},
		{"incomplete", func(p *planner.Plan) { p.Complete = false }, "**This plan is incomplete. Do not approve it as it stands.**", "The picture is complete"},
		{"headline", func(*planner.Plan) {}, "**2 Microsoft 365 groups will appear in AD when v2 is switched off.** 1 with writeback flag false", "appear in AD.**\n"},
		{"no headline", func(p *planner.Plan) { p.Summary.Headline = planner.Headline{} }, "**0 Microsoft 365 groups will appear", "with writeback flag false (v1"},
		{"lost members", func(*planner.Plan) {}, "**2 members lose access, in 1 group.**", "No member is known"},
		{"no lost members", func(p *planner.Plan) { p.Summary.MembersLosingAccess = 0 }, "**No member is known to lose access.**", "may lose access"},
		{"orphans", func(*planner.Plan) {}, "**1 proven.**", "None: every AD object"},
		{"no orphans", func(p *planner.Plan) { p.Orphans = nil }, "None: every AD object", "proven.**"},
		{"deleted groups", func(p *planner.Plan) { p.Summary.Reconciliation.DeletedUnclaimed = 3 }, "Beside them 3 deleted cloud groups were read that no AD object claims.", ""},
		{"bad sums", func(p *planner.Plan) { p.Summary.Reconciliation.GroupsInSum = 17 }, "18 cloud groups read DOES NOT EQUAL", "18 cloud groups read ="},
		{"nothing in the way", func(p *planner.Plan) { p.Groups = p.Groups[8:9] }, "Nothing was found that stands in the way of any group.", "### Blockers"},
		{"a rule of a newer build", func(p *planner.Plan) { p.Groups[0].Findings[1].ID = "brand-new" }, "Find out which group owns the object, then correct the anchor. |", ""},
		{"a group without a name", func(p *planner.Plan) { p.Groups[8].DisplayName = "" }, "*(no name)*", ""},
		{"no targets", func(p *planner.Plan) { p.Targets = nil }, "## 10. How to read", "The forecast assumes"},
		{"verdict", func(*planner.Plan) {}, "| P5b | switching v2 off | **NO GO** | 1 against it, 1 not known: undecided-at-switch, cloned-rules |", ""},
		{"a plan of an older build", func(p *planner.Plan) { p.Gates, p.Verdict = nil, nil }, "## 10. How to read", "## Verdict"},
		{"a gate of a newer build", func(p *planner.Plan) { p.Gates[1].ID = "brand-new" }, "| FAILS | brand-new |", ""},
		{"no decisions", func(p *planner.Plan) { p.Decisions = planner.Decisions{} }, "### Can Connect Sync be retired", "### Decisions of"},
		{"no configuration", func(p *planner.Plan) { p.Settings = nil }, "leaves everything to the defaults", "The configuration file chooses"},
	} {
		p := richPlan()
		c.change(p)
		out := render(t, report.Markdown, p, report.Options{})
		if !strings.Contains(out, c.want) {
			t.Errorf("%s: no %q", c.name, c.want)
		}
		if c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: has %q", c.name, c.not)
		}
	}
}

// Long lists are cut with a count, and the numbers stay whole.
func TestMarkdownCutsLongLists(t *testing.T) {
	p := richPlan()
	g := &p.Groups[1]
	g.Members.Lost, g.Owners = nil, nil
	for i := range 55 {
		g.Members.Lost = append(g.Members.Lost, planner.LostMember{Member: planner.Member{ID: id(i), Name: fmt.Sprintf("Lost %02d", i), Type: "user"}, Reason: planner.ReasonGuest, InADNow: true})
		g.Owners = append(g.Owners, fmt.Sprintf("Owner %02d", i))
	}
	for i := range 20 {
		g.Findings[0].Evidence = append(g.Findings[0].Evidence, planner.Evidence{Source: "entra", Attribute: "member", Value: strings.Repeat("v", 1000+i)})
	}
	out := render(t, report.Markdown, p, report.Options{})
	for want, n := range map[string]int{"| `Lost ": 20, "and 35 more: see plan.json.": 1, "`Owner ": 10, "and 45 more": 1, "and 12 values more": 1, "more characters)": 8, "losing access: 55": 1} {
		if got := strings.Count(out, want); got != n {
			t.Errorf("%q stands %d times, want %d", want, got, n)
		}
	}
	all := render(t, report.Markdown, p, report.Options{Members: -1, FullGroups: -1, ListRows: -1})
	if got := strings.Count(all, "| `Lost "); got != 55 {
		t.Errorf("without a limit %d members stand there", got)
	}
}

// A finding that hits many groups lists some and points to the file.
func TestMarkdownCutsTheGroupsOfAFinding(t *testing.T) {
	p := emptyPlan()
	for i := range 40 {
		p.Groups = append(p.Groups, with(security(100+i, fmt.Sprintf("Team %02d", i)), func(g *planner.Group) {
			g.Readiness = planner.FixFirst
			g.Findings = []planner.Finding{finding("anchor-missing", planner.SeverityFix, "no anchor", "Set it.", "F66")}
		}))
	}
	out := render(t, report.Markdown, p, report.Options{})
	if want := "and 15 more: filter groups.csv for `anchor-missing`."; !strings.Contains(out, want) {
		t.Errorf("no %q", want)
	}
	if got := strings.Count(out, "(40 groups)"); got != 1 {
		t.Errorf("the finding is counted %d times", got)
	}
}

// A plan that went through its file gives the same documents.
func TestDocumentsOfAPlanThatWasWrittenAndRead(t *testing.T) {
	for name, p := range plans() {
		for i := range p.Groups { // JSON cannot hold bytes that are not UTF-8
			p.Groups[i].DisplayName = strings.ToValidUTF8(p.Groups[i].DisplayName, "?")
		}
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var read planner.Plan
		if err := json.Unmarshal(b, &read); err != nil {
			t.Fatal(err)
		}
		for _, d := range documents {
			if diff := firstDifference(render(t, d.render, p, report.Options{}), render(t, d.render, &read, report.Options{})); diff != "" {
				t.Errorf("%s/%s: %s", name, d.file, diff)
			}
		}
	}
}

func TestExplainLimitsAndColour(t *testing.T) {
	var cut, coloured strings.Builder
	if err := report.Explain(&cut, richPlan(), id(2), report.Options{Members: 1}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(cut.String(), "and 1 more: see plan.json") {
		t.Errorf("a cut list must say so:\n%s", cut.String())
	}
	if err := report.Explain(&coloured, richPlan(), id(2), report.Options{Colour: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(coloured.String(), "\x1b[31m") || strings.Contains(cut.String(), "\x1b") {
		t.Error("colour must be there when it is asked for, and only then")
	}
	var incomplete strings.Builder
	if err := report.Explain(&incomplete, incompletePlan(), "payroll", report.Options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(incomplete.String(), "INCOMPLETE") {
		t.Error("an incomplete plan must say so in every explanation")
	}
}

// TestSectionsAreNumbered: other sections point to them by number. A plan
// without gates or targets leaves their sections out.
func TestSectionsAreNumbered(t *testing.T) {
	for name, p := range plans() {
		last, all := 0, 0
		for line := range strings.Lines(render(t, report.Markdown, p, report.Options{})) {
			rest, ok := strings.CutPrefix(line, "## ")
			number, _, _ := strings.Cut(rest, ". ")
			n, err := strconv.Atoi(number)
			if !ok || err != nil {
				continue
			}
			if n <= last {
				t.Errorf("%s: section %q follows section %d", name, strings.TrimSpace(rest), last)
			}
			last = n
			all++
		}
		if last != 10 || name == "rich" && all != 10 {
			t.Errorf("%s: %d numbered sections, the last is %d", name, all, last)
		}
	}
}
