package report

import (
	"fmt"
	"io"
	"strings"

	"gwbplan/planner"
	"gwbplan/planner/facts"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// RulePages are the pages of the manual about findings, gates and facts. They
// are made of what explain shows, so that they cannot say anything else.
func RulePages(examples map[string]Example) []Document {
	return []Document{
		{"rules.md", FormatMarkdown, func(w io.Writer) error { return rulePage(w, false, examples) }},
		{"gates.md", FormatMarkdown, func(w io.Writer) error { return rulePage(w, true, examples) }},
		{"facts.md", FormatMarkdown, factPage},
	}
}

func rulePage(w io.Writer, gates bool, examples map[string]Example) error {
	m := markdown.NewWriter(w)
	var shown []reference
	for _, r := range references() {
		if r.gate == gates {
			shown = append(shown, r)
		}
	}
	if gates {
		m.Heading(1, "Gates")
		m.Paraf("Each of the %d conditions of the whole tenant that the rule set %s judges. A plan names its rule set under `ruleSet`; "+
			"`gwbplan explain --rule ID` shows one entry, with a plan also how the gate stands there.", len(shown), planner.RuleSet)
		m.Para("A gate passes, fails, is unknown or does not apply. Unknown is never counted as passed. [Findings](rules.md) are about single groups.")
	} else {
		m.Heading(1, "Findings")
		m.Paraf("Each of the %d findings that the rule set %s can report of a group. A plan names its rule set under `ruleSet`; "+
			"`gwbplan explain --rule ID` shows one entry, with a plan also which groups have it.", len(shown), planner.RuleSet)
		m.Para("The worst finding sets a group's readiness: blocker, then unknown, then fix. Warnings and infos hold nothing up. " +
			"[Gates](gates.md) are about the whole tenant.")
		m.Para("Findings about anchors, names and members are reported of cloud security groups that Cloud Sync has or is to have. " +
			"What was not read is never taken for absent: where reading was not complete, an unknown stands instead.")
	}
	ruleIndex(m, gates, shown)
	for i := range shown {
		ruleEntry(m, &shown[i], examples)
	}
	return m.Flush()
}

func ruleIndex(m *markdown.Writer, gates bool, shown []reference) {
	header := []string{"id", "severity", "title"}
	if gates {
		header = []string{"id", "phase", "what holds where it passes"}
	}
	var rows [][]string
	for _, r := range shown {
		rows = append(rows, []string{fmt.Sprintf("[`%s`](#%s)", r.id, r.id), r.grade, escape.MarkdownText(r.title)})
	}
	m.Table(header, rows)
}

func ruleEntry(m *markdown.Writer, r *reference, examples map[string]Example) {
	m.Heading(2, r.id)
	m.Para("*" + escape.MarkdownText(capital(r.title)) + ".*")
	m.Para(escape.MarkdownText(capital(r.grade) + ". " + strings.Join(r.notes, " ")))
	for _, p := range r.passages() {
		m.Paraf("**%s:** %s", p.title, escape.MarkdownText(p.text))
	}
	if e, ok := examples[r.id]; ok {
		m.Paraf("**Example**, %s", escape.MarkdownText(e.heading()))
		m.List(exampleItems(&e))
	}
	if len(r.facts) == 0 {
		return
	}
	m.Para("**Facts:**")
	var items []string
	for _, id := range r.facts {
		items = append(items, fmt.Sprintf("[%s](facts.md#%s): %s (%s)", id, strings.ToLower(id), escape.MarkdownText(factText(id)), factBasis(id)))
	}
	m.List(items)
}

// exampleItems are what was seen, and what it came to.
func exampleItems(e *Example) []string {
	var items []string
	shown, more := e.shown()
	for _, s := range shown {
		value := "(empty)"
		if s.Value != "" {
			value = escape.MarkdownValue(s.Value)
		}
		items = append(items, fmt.Sprintf("seen in %s: %s = %s", escape.MarkdownText(s.Source), escape.MarkdownText(s.Attribute), value))
	}
	if more > 0 {
		items = append(items, fmt.Sprintf("and %d more", more))
	}
	return append(items, "**"+e.label()+":** "+escape.MarkdownText(e.Message))
}

// factPage lists every fact with its sources. The anchors are HTML, since a
// table has none of its own.
func factPage(w io.Writer) error {
	m := markdown.NewWriter(w)
	m.Heading(1, "Facts")
	m.Paraf("What [findings](rules.md) and [gates](gates.md) of the rule set %s rest on. F is a fact, T a trap in the published procedure, "+
		"C a point on which sources differ or are silent.", planner.RuleSet)
	m.Para("The date is the publication's own. Pages change: a newer one may say otherwise, and what is not documented has to be tried out.")
	m.Table([]string{"known as", "meaning"}, factMeanings())
	var rows [][]string
	for _, f := range facts.All() {
		row := factRow(f.ID)
		row[0] = fmt.Sprintf(`<a id="%s"></a>%s`, strings.ToLower(f.ID), f.ID)
		rows = append(rows, row)
	}
	m.Table(factHeader(), rows)
	return m.Flush()
}

func factMeanings() [][]string {
	return [][]string{
		{string(facts.Documented), "A page of Microsoft's says so."},
		{string(facts.Published), "Read from what Microsoft publishes for machines: schemas, permission tables, exported rules, code."},
		{string(facts.Community), "Others have seen or written it; Microsoft has not."},
		{string(facts.Inferred), "Concluded from the rest. Findings that rest on it are marked unverified where it decides."},
		{string(facts.ToVerify), "Nobody says. Try it out."},
		{string(facts.Disputed), "Publications contradict each other. The text says what is assumed."},
	}
}
