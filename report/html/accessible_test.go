package html_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/browser"
	"gwbplan/planner"
)

// named are the roles that a screen reader announces by a name.
var named = []string{"button", "link", "searchbox", "textbox", "combobox", "table", "region", "navigation", "dialog", "columnheader", "rowheader", "heading", "image", "img", "search"}

func TestNamesAndRoles(t *testing.T) {
	p := open(t, written(t, largePlan(200)))
	nodes := p.Nodes()
	for _, n := range nodes {
		if slices.Contains(named, n.Role) && n.Name == "" && n.Role != "table" {
			t.Errorf("a %s has no name", n.Role)
		}
	}
	for _, want := range []browser.Node{
		{Role: "main"}, {Role: "navigation", Name: "Contents"}, {Role: "search", Name: "Groups"},
		{Role: "link", Name: "Skip to the content"}, {Role: "heading", Name: "Leaving Group Writeback v2"},
		{Role: "searchbox", Name: "Search by name, object id, owner or finding"}, {Role: "combobox", Name: "Readiness"},
		{Role: "table", Name: "Groups, those first that stand in the way"}, {Role: "columnheader", Name: "Group"},
		{Role: "rowheader", Name: "Finance Berlin 00000"}, {Role: "link", Name: "Finance Berlin 00000"},
		{Role: "button", Name: "Next"}, {Role: "status"}, {Role: "region", Name: "Table of the groups"},
	} {
		if !slices.ContainsFunc(nodes, func(n browser.Node) bool { return n.Role == want.Role && (want.Name == "" || n.Name == want.Name) }) {
			t.Errorf("no %s named %q", want.Role, want.Name)
		}
	}
	chart := func(n browser.Node) bool {
		return strings.HasPrefix(n.Name, "Where the groups go") && (n.Role == "image" || n.Role == "img")
	}
	if !slices.ContainsFunc(nodes, chart) {
		t.Error("the chart has no name")
	}
}

// Headings go down one level at a time.
func TestHeadings(t *testing.T) {
	p := open(t, written(t, hostilePlan()))
	levels := browser.Eval[[]int](p, "[...document.querySelectorAll('main h1, main h2, main h3, main h4')].filter((e) => !e.closest('dialog')).map((e) => Number(e.tagName[1]))")
	if len(levels) == 0 || levels[0] != 1 || slices.Contains(levels[1:], 1) {
		t.Fatalf("levels are %v: want one first-level heading, and first", levels)
	}
	for i := 1; i < len(levels); i++ {
		if levels[i] > levels[i-1]+1 {
			t.Errorf("heading %d is of level %d after one of level %d", i, levels[i], levels[i-1])
		}
	}
}

// The table is worked with the keyboard alone: the focus comes by in the order
// of the page, always seen, and goes back to the link when a view is closed.
func TestKeyboard(t *testing.T) {
	p := open(t, written(t, largePlan(200)))
	focus := func() string {
		return p.Text("(document.activeElement.id || document.activeElement.textContent.slice(0, 80))")
	}
	p.Press("\t")
	if got := focus(); got != "Skip to the content" {
		t.Errorf("the first stop is %q, want the skip link", got)
	}
	if top := browser.Eval[float64](p, "document.activeElement.getBoundingClientRect().top"); top < 0 {
		t.Errorf("the skip link is at %v although it has the focus", top)
	}
	p.Do("document.getElementById('search').focus()")
	want := []string{"filter-readiness", "filter-disposition", "filter-kind", "filter-action", "filter-atSwitch", "filter-finding", "reset", "", "Group"}
	for _, id := range want {
		p.Press("\t")
		if got := focus(); id != "" && got != id {
			t.Errorf("the focus is on %q, want %q", got, id)
		}
		if width := p.Text("getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"); width != "solid3px" {
			t.Errorf("the focus on %q is drawn as %q", focus(), width)
		}
	}
	p.Press("\r")
	if got := p.Text("document.querySelector('th[data-column=name]').ariaSort"); got != "ascending" {
		t.Errorf("Enter on a heading sorts %q", got)
	}
	p.Do("document.querySelector('#groups-body a').focus()")
	name := focus()
	p.Press("\r")
	p.Until("document.getElementById('group').open")
	if got := focus(); got != "group-body" {
		t.Errorf("the focus is on %q in the view that was opened, want the details", got)
	}
	p.Press("\r") // as if the key had been held
	if got := p.Text("document.getElementById('group').open"); got != "true" {
		t.Error("the key that opened the view closed it")
	}
	p.Press("\u001b")
	p.Until("!document.getElementById('group').open")
	if got := focus(); got != name {
		t.Errorf("the focus went to %q, want back to %q", got, name)
	}
	quiet(t, p)
}

// Targets are 24 pixels high and wide at least, or stand in a line of text.
func TestTargetSize(t *testing.T) {
	p := open(t, written(t, largePlan(200)))
	small := browser.Eval[[]string](p, `[...document.querySelectorAll('button, input, select, .contents a, #groups-body a')]
		.filter((e) => e.checkVisibility()).filter((e) => { const r = e.getBoundingClientRect(); return r.width < 24 || r.height < 24; })
		.map((e) => e.id || e.textContent)`)
	if len(small) > 0 {
		t.Errorf("too small: %q", small)
	}
}

// On a narrow screen only tables scroll sideways.
func TestNarrow(t *testing.T) {
	for _, width := range []int64{320, 390} {
		p := open(t, written(t, hostilePlan()))
		p.Size(width, 800)
		if got := browser.Eval[int64](p, "document.documentElement.scrollWidth"); got > width {
			t.Errorf("the page is %d wide on a screen of %d: %v", got, width, browser.Eval[[]string](p,
				fmt.Sprintf("[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > %d && !e.closest('.scroll')).map((e) => e.tagName + ' ' + e.className + ' ' + e.textContent.slice(0, 40)).slice(0, 5)", width)))
		}
	}
}

// In print the controls are gone, headings of tables repeat, and what is not
// printed is said.
func TestPrint(t *testing.T) {
	p := open(t, written(t, largePlan(200)))
	p.Media("print", "light")
	if got := browser.Eval[[]string](p, "[...document.querySelectorAll('nav, form, button, select, dialog')].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80))"); len(got) > 0 {
		t.Errorf("printed: %q", got)
	}
	if got := p.Text("getComputedStyle(document.querySelector('#groups-table thead')).display"); got != "table-header-group" {
		t.Errorf("the heading of the table is displayed as %s", got)
	}
	if got := p.Text("document.getElementById('groups').innerText"); !strings.Contains(got, "groups.csv") {
		t.Error("the print does not say where the other groups are")
	}
}

// The first page is the summary for who reads no more: it fits on one sheet of
// A4 and of Letter, and the next section begins a new one.
func TestFirstPage(t *testing.T) {
	p := largePlan(200)
	reason := planner.VerdictReason{ID: "sources-complete", Status: planner.GateFail, Message: strings.Repeat("a long reason of many words ", 8)}
	for _, point := range planner.Points() {
		p.Verdict = append(p.Verdict, planner.Verdict{Point: point, Verdict: planner.NoGo, Reasons: slices.Repeat([]planner.VerdictReason{reason}, 20)})
	}
	p.Complete, p.Tenant.DisplayName = false, strings.Repeat("Contoso ", 12)
	page := open(t, written(t, p))
	page.Media("print", "light")
	page.Size(688, 940) // A4 is 182 mm wide within its margins, Letter 249 mm high
	if height := browser.Eval[float64](page, "document.getElementById('decision').getBoundingClientRect().height"); height > 940 {
		t.Errorf("the first page is %v high, a sheet has 940", height)
	}
	if got := page.Text("getComputedStyle(document.getElementById('gates')).breakBefore"); got != "page" {
		t.Errorf("the section after it breaks %q", got)
	}
}

// A browser that cannot unpack the data says so, and shows what stands in the
// document.
func TestOldBrowser(t *testing.T) {
	p := browser.OpenWith(t, written(t, largePlan(5000)), "delete window.DecompressionStream")
	p.Until("!document.getElementById('groups-failed').hidden")
	if n := len(texts(p, "#groups-body tr")); n != 100 {
		t.Errorf("%d groups are shown, want 100", n)
	}
	if got := p.Text("document.getElementById('controls').checkVisibility()"); got != "false" {
		t.Error("there are controls that do nothing")
	}
}

// Without script the board's part is whole, and so are the first groups.
func TestWithoutScript(t *testing.T) {
	p := browser.OpenWithoutScript(t, written(t, largePlan(200)))
	if n := len(texts(p, "#groups-body tr")); n != 100 {
		t.Errorf("%d groups are shown, want 100", n)
	}
	for selector, want := range map[string]string{".controls": "none", "#groups .no-js": "block", ".verdict": "grid"} {
		if got := p.Text(fmt.Sprintf("getComputedStyle(document.querySelector(%q)).display", selector)); got != want {
			t.Errorf("%s is displayed as %s, want %s", selector, got, want)
		}
	}
	quiet(t, p)
}
