package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"gwbplan/planner"
	"gwbplan/planner/facts"
	"gwbplan/report"
)

func explainedRule(t *testing.T, p *planner.Plan, id string) string {
	t.Helper()
	var b strings.Builder
	if err := report.ExplainRule(&b, p, id, report.Options{}); err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// allRules are the ids of findings and gates with what must be told of each.
func allRules() map[string][]string {
	out := map[string][]string{}
	add := func(id string, cited []string, texts ...string) {
		for _, f := range cited {
			fact, _ := facts.ByID(f)
			texts = append(texts, f+": "+fact.Text)
			for _, s := range fact.Sources {
				texts = append(texts, s.Name+" ("+s.Date+")")
			}
		}
		out[id] = append(texts, planner.RuleSet)
	}
	for _, r := range planner.Rules() {
		texts := []string{r.When, r.Why, r.Remedy}
		for _, s := range r.Severities {
			texts = append(texts, string(s))
		}
		add(string(r.ID), r.Facts, texts...)
	}
	for _, g := range planner.Gates() {
		add(string(g.ID), g.Facts, g.When, g.Why, g.Remedy, g.FindOut, g.Attest, string(g.Phase))
	}
	return out
}

// No id is a finding's and a gate's, each is documented as a whole, and each has
// an example.
func TestExplainRuleTellsAll(t *testing.T) {
	all := allRules()
	if want := len(planner.Rules()) + len(planner.Gates()); len(all) != want {
		t.Fatalf("%d ids for %d findings and gates", len(all), want)
	}
	examples, err := report.Examples()
	if err != nil {
		t.Fatal(err)
	}
	for id, texts := range all {
		out := explainedRule(t, nil, id)
		if e, ok := examples[id]; !ok || len(e.Evidence) == 0 || e.Message == "" {
			t.Errorf("%s has no example", id)
		}
		for _, want := range texts {
			if !strings.Contains(out, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s: no %q in %s", id, want, out)
			}
		}
	}
}

func TestExplainRuleSaysWhatCanBeWaived(t *testing.T) {
	for _, r := range planner.Rules() {
		out := explainedRule(t, nil, string(r.ID))
		if got := strings.Contains(out, "A waiver can lift it."); got != r.Waivable {
			t.Errorf("%s: waivable %t, told %t", r.ID, r.Waivable, got)
		}
		if got := strings.Contains(out, "verify it first."); got != r.Unverified {
			t.Errorf("%s: unverified %t, told %t", r.ID, r.Unverified, got)
		}
	}
}

func TestExplainRuleInPlan(t *testing.T) {
	p := richPlan()
	for _, r := range planner.Rules() {
		n := 0
		for _, g := range p.Groups {
			for _, f := range g.Findings {
				if f.ID == r.ID {
					n++
					break
				}
			}
		}
		out := explainedRule(t, p, string(r.ID))
		want := fmt.Sprintf("%d groups have it", n)
		if n == 1 {
			want = "1 group has it"
		}
		if !strings.Contains(out, want) {
			t.Errorf("%s: no %q in %s", r.ID, want, out)
		}
	}
	for _, g := range p.Gates {
		if out := explainedRule(t, p, string(g.ID)); !strings.Contains(out, g.Message) {
			t.Errorf("%s: no %q", g.ID, g.Message)
		}
	}
}

func TestExplainRuleOfAnotherRuleSet(t *testing.T) {
	p := richPlan()
	p.RuleSet, p.Gates = "2025-01\x1b[2J", nil
	out := explainedRule(t, p, "license")
	for _, want := range []string{"made with the rule set 2025-01[U+001B][2J; this build explains the rule set " + planner.RuleSet, "does not have this gate"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
}

func TestUnknownRule(t *testing.T) {
	for id, want := range map[string]string{
		"anchor-mismach": `did you mean "anchor-missing", "anchor-mismatch"?`, "licence": `"license"`,
		"": "names them all", "zzz": "names them all", "\x1b[2J": "[U+001B]",
	} {
		var b strings.Builder
		err := report.ExplainRule(&b, nil, id, report.Options{})
		var e *report.UnknownRuleError
		if !errors.As(err, &e) || b.Len() > 0 {
			t.Errorf("%q: error %v, output %q", id, err, b.String())
		} else if text := e.Error() + "\n" + e.Hint(); !strings.Contains(text, want) || strings.Contains(text, "\x1b") {
			t.Errorf("%q: %q has no %q", id, text, want)
		}
	}
}

func TestListRulesNamesEach(t *testing.T) {
	for _, p := range []*planner.Plan{nil, richPlan()} {
		var b strings.Builder
		if err := report.ListRules(&b, p, report.Options{}); err != nil {
			t.Fatal(err)
		}
		for id := range allRules() {
			if !strings.Contains(b.String(), "\n  "+id+" ") {
				t.Errorf("the list has no %s", id)
			}
		}
		if got := strings.Contains(b.String(), "have it"); got != (p != nil) {
			t.Errorf("standing in the plan told: %t", got)
		}
	}
}

// The pages link to entries and facts that are there.
func TestRulePagesLinkToWhatIsThere(t *testing.T) {
	examples, err := report.Examples()
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, d := range report.RulePages(examples) {
		var b bytes.Buffer
		if err := d.Write(&b); err != nil {
			t.Fatal(err)
		}
		pages[d.Name] = b.String()
	}
	for id := range allRules() {
		if !strings.Contains(pages["rules.md"]+pages["gates.md"], "\n## "+id+"\n") {
			t.Errorf("no page has %s", id)
		}
	}
	for name, page := range pages {
		for _, link := range strings.Split(page, "facts.md#")[1:] {
			id, _, _ := strings.Cut(link, ")")
			if !strings.Contains(pages["facts.md"], `<a id="`+id+`"></a>`) {
				t.Errorf("%s links to %s, which docs/facts.md lacks", name, id)
			}
		}
	}
}

func TestExplainRuleReportsABrokenPipe(t *testing.T) {
	for _, write := range []func(io.Writer) error{
		func(w io.Writer) error { return report.ExplainRule(w, nil, "license", report.Options{}) },
		func(w io.Writer) error { return report.ListRules(w, nil, report.Options{}) },
	} {
		if err := write(&brokenPipe{}); !errors.Is(err, errFull) {
			t.Errorf("error %v", err)
		}
	}
}
