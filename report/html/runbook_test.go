package html_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"gwbplan/fixtures/browser"
)

// The runbook of the cut-over kit shares the style of report.html. Its tests hold
// these files to what the kit writes.
func runbook(name string) string {
	return filepath.Join("..", "cutover", "testdata", name, "runbook.html")
}

func TestRunbookIsInert(t *testing.T) {
	p := browser.Open(t, runbook("nightmare"))
	if n := p.Text("document.querySelectorAll('script, img, iframe, object, embed, form, input, button, [style], [onerror], [onload], a:not([href^=\"#\"])').length"); n != "0" {
		t.Errorf("%s elements that the runbook does not have", n)
	}
	cells := texts(p, "td, th")
	for _, name := range []string{"=HYPERLINK(\"http://x\")", "<script>alert(1)</script>", "</code></pre><img src=x onerror=alert(1)>", "Payroll[U+202E]txt.exe", "first[U+000D][U+000A]## second[U+000A]> ", "**bold** {} %s {{.}} ```"} {
		if !slices.Contains(cells, name) {
			t.Errorf("no cell shows %q as it is", name)
		}
	}
	if got := p.Text("(() => { try { const s = document.createElement('script'); s.text = 'window.ran = 1'; document.head.append(s); } catch {} return window.ran; })()"); got != "undefined" {
		t.Error("a script ran that the policy does not admit")
	}
}

func TestRunbookComplainsOfNothing(t *testing.T) {
	for _, name := range []string{"go", "nightmare"} {
		p := browser.Open(t, runbook(name))
		p.Until("document.readyState === 'complete'")
		quiet(t, p)
	}
}

func TestRunbookNamesAndRoles(t *testing.T) {
	p := browser.Open(t, runbook("go"))
	nodes := p.Nodes()
	for _, n := range nodes {
		if slices.Contains(named, n.Role) && n.Name == "" && n.Role != "table" {
			t.Errorf("a %s has no name", n.Role)
		}
	}
	for _, want := range []browser.Node{
		{Role: "main"}, {Role: "navigation", Name: "Contents"}, {Role: "link", Name: "Skip to the content"}, {Role: "heading", Name: "Runbook: leaving Group Writeback v2"},
		{Role: "article", Name: "P5b Switch v2 off"}, {Role: "link", Name: "P5 The switch"}, {Role: "columnheader", Name: "Verdict"}, {Role: "rowheader", Name: "P5b, switching v2 off"},
	} {
		if !slices.ContainsFunc(nodes, func(n browser.Node) bool { return n.Role == want.Role && (want.Name == "" || n.Name == want.Name) }) {
			t.Errorf("no %s named %q", want.Role, want.Name)
		}
	}
	levels := browser.Eval[[]int](p, "[...document.querySelectorAll('main h1, main h2, main h3, main h4')].map((e) => Number(e.tagName[1]))")
	for i := 1; i < len(levels); i++ {
		if levels[0] != 1 || levels[i] == 1 || levels[i] > levels[i-1]+1 {
			t.Errorf("heading %d is of level %d after one of level %d", i, levels[i], levels[i-1])
		}
	}
	ids := browser.Eval[[]string](p, "[...document.querySelectorAll('[id]')].map((e) => e.id)")
	if slices.Sort(ids); len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("an id stands twice among %q", ids)
	}
	if broken := browser.Eval[[]string](p, "[...document.querySelectorAll('a[href^=\"#\"]')].filter((e) => !document.getElementById(e.hash.slice(1))).map((e) => e.hash)"); len(broken) > 0 {
		t.Errorf("links that lead nowhere: %q", broken)
	}
}

// What cannot be undone is red, and says so in words.
func TestIrreversibleIsRed(t *testing.T) {
	p := browser.Open(t, runbook("go"))
	red := p.Text("(() => { const d = document.createElement('i'); d.className = 'label blocked'; document.body.append(d); return getComputedStyle(d).color; })()")
	for _, step := range []string{"p5b", "p6-1", "s5", "s6"} {
		label := fmt.Sprintf("document.querySelector('#%s .notice .label')", step)
		if got := p.Text(label + ".textContent"); got != "IRREVERSIBLE." {
			t.Errorf("%s begins with %q", step, got)
		}
		if got := p.Text("getComputedStyle(" + label + ").color"); got != red {
			t.Errorf("%s is written in %s, want %s", step, got, red)
		}
	}
}

// A click takes the whole block of commands, line by line as they are.
func TestCommandsAreCopied(t *testing.T) {
	p := browser.Open(t, runbook("go"))
	for selector, want := range map[string]string{
		"#p5b .lines:nth-of-type(2) code": ".\\Invoke-Switch.ps1",
		"#p2-2 .lines code":               "Set-ADSyncScheduler -SyncCycleEnabled $false\nGet-ADSyncScheduler | Select-Object SyncCycleInProgress, SyncCycleEnabled, StagingModeEnabled",
	} {
		p.Click(selector)
		if got := p.Text("window.getSelection().toString()"); got != want {
			t.Errorf("%s gives %q, want %q", selector, got, want)
		}
	}
}

// On a narrow screen and on paper nothing but tables is wider than the page.
func TestRunbookNarrow(t *testing.T) {
	for _, name := range []string{"go", "nightmare"} {
		p := browser.Open(t, runbook(name))
		for _, width := range []int64{320, 390} {
			p.Size(width, 800)
			if got := browser.Eval[int64](p, "document.documentElement.scrollWidth"); got > width {
				t.Errorf("%s: the page is %d wide on a screen of %d: %v", name, got, width, browser.Eval[[]string](p,
					fmt.Sprintf("[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > %d && !e.closest('.scroll')).map((e) => e.tagName + ' ' + e.className + ' ' + e.textContent.slice(0, 40)).slice(0, 5)", width)))
			}
		}
		p.Media("print", "light")
		p.Size(688, 940)
		if got := browser.Eval[int64](p, "document.documentElement.scrollWidth"); got > 688 {
			t.Errorf("%s: %d wide on paper", name, got)
		}
		if got := p.Text("document.querySelector('nav').checkVisibility()"); got != "false" {
			t.Errorf("%s: the contents are printed", name)
		}
	}
}

func TestRunbookWithoutScript(t *testing.T) {
	p := browser.OpenWithoutScript(t, runbook("go"))
	if n := len(texts(p, ".step")); n < 30 {
		t.Errorf("%d steps are shown", n)
	}
	small := browser.Eval[[]string](p, "[...document.querySelectorAll('.contents a')].filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.textContent)")
	if len(small) > 0 {
		t.Errorf("too small: %q", small)
	}
}
