package report

import (
	"fmt"
	"html/template"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// htmlPage is the static part of the document: what a board decides with, and
// the annex.
type htmlPage struct {
	Decision *htmlDecision
	Board    []*htmlSection
	Groups   *htmlGroups
	Annex    []*htmlSection
	Contents []htmlEntry
}

type htmlEntry struct{ ID, Title, Class string }

func (v *view) htmlPage(o Options) *htmlPage {
	p := &htmlPage{
		Board:  v.htmlBoard(o),
		Groups: v.htmlGroups(),
		Annex:  []*htmlSection{v.htmlOrphans(), v.htmlGaps(), v.htmlMethod()},
	}
	p.Contents = append(p.Contents, htmlEntry{"decision", "Decision", ""})
	for _, s := range p.Board {
		p.Contents = append(p.Contents, htmlEntry{s.ID, s.Title, ""})
	}
	p.Contents = append(p.Contents, htmlEntry{"groups", "All groups", "apart"})
	for _, s := range p.Annex {
		p.Contents = append(p.Contents, htmlEntry{s.ID, s.Title, ""})
	}
	p.Decision = v.htmlDecision(p.Contents)
	return p
}

func (v *view) htmlTitle() string {
	return htmlText("Leaving Group Writeback v2: " + v.tenantLabel() + ", " + v.plan.AsOf)
}

func (v *view) tenantLabel() string {
	if v.plan.Tenant.DisplayName == "" {
		return "an unnamed tenant"
	}
	return escape.Shorten(v.plan.Tenant.DisplayName, 200)
}

// htmlDecision is the first page: the answer, the question, the numbers.
type htmlDecision struct {
	Subtitle  string
	Verdict   htmlVerdict
	Brief     []htmlTerm
	Figures   []htmlFigure
	Decisions []htmlTerm
	contents  []htmlEntry
}

// TitleOf is the title of the section with an id.
func (d *htmlDecision) TitleOf(id string) string {
	for _, e := range d.contents {
		if e.ID == id {
			return e.Title
		}
	}
	return id
}

type htmlVerdict struct {
	Sign, Word, Text string
	Points           []htmlPoint
}

// htmlPoint is the verdict on one point of no return.
type htmlPoint struct{ What, Sign, Word, Why string }

type htmlTerm struct {
	Term  string
	Prose template.HTML
	Link  string
}

type htmlFigure struct{ Sign, Number, Label string }

func (v *view) htmlDecision(contents []htmlEntry) *htmlDecision {
	t := v.plan.Tenant
	d := &htmlDecision{
		Subtitle: htmlText(fmt.Sprintf("%s · plan of %s · writeback v1 %s, v2 %s", v.tenantLabel(), v.plan.AsOf, featureWord(t.WritebackV1), featureWord(t.WritebackV2))),
		Verdict:  v.htmlVerdict(), Brief: v.htmlBrief(), Figures: v.htmlFigures(), contents: contents,
	}
	for _, item := range v.decisions() {
		d.Decisions = append(d.Decisions, htmlTerm{Prose: prose(item.text), Link: item.section})
	}
	return d
}

func (v *view) htmlBrief() []htmlTerm {
	var notes []htmlTerm
	for _, note := range v.notes() { // it can name an owner, hence no prose
		notes = append(notes, htmlTerm{Term: "Note", Prose: template.HTML(template.HTMLEscapeString(htmlText(note)))})
	}
	for _, b := range v.brief() {
		notes = append(notes, htmlTerm{Term: b.term, Prose: prose(b.text)})
	}
	return notes
}

func (v *view) htmlFigures() []htmlFigure {
	t := v.readinessTotals()
	var out []htmlFigure
	for _, r := range []planner.Readiness{planner.Blocked, planner.ReadinessUnknown, planner.FixFirst, planner.Ready} {
		out = append(out, htmlFigure{readinessSign(r), thousands(t[r]), "groups " + readinessWording(r).label})
	}
	people, label := v.plan.Summary.PeopleLosingAccess, "people lose access"
	if !people.Exact {
		label += ", as far as it could be read"
	}
	return append(out,
		htmlFigure{"", thousands(v.plan.Summary.Headline.M365WillAppear), "Microsoft 365 groups appear in AD"},
		htmlFigure{"", thousands(people.People), label})
}

// The signs are classes of the style sheet: colour, sign and fill.
func readinessSign(r planner.Readiness) string {
	switch r {
	case planner.Blocked:
		return "blocked"
	case planner.ReadinessUnknown:
		return "unknown"
	case planner.FixFirst:
		return "fix"
	case planner.Ready:
		return "ready"
	}
	return "none"
}

func severitySign(s planner.Severity) string {
	switch s {
	case planner.SeverityBlocker:
		return "blocked"
	case planner.SeverityUnknown:
		return "unknown"
	case planner.SeverityFix:
		return "fix"
	}
	return "none"
}
