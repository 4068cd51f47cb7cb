// Package html_test opens report.html in a real browser. It stands apart from
// the tests of package report, which build in seconds.
package html_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"gwbplan/fixtures/browser"
)

const ready = "document.documentElement.classList.contains('js')"

// open opens a document and waits for its script.
func open(t testing.TB, path string) *browser.Page {
	t.Helper()
	p := browser.Open(t, path)
	p.Until(ready)
	return p
}

// quiet fails if the page complained or asked the network for anything.
func quiet(t *testing.T, p *browser.Page) {
	t.Helper()
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
	for _, r := range p.Requests() {
		t.Errorf("the page asked for %s", r)
	}
}

func texts(p *browser.Page, selector string) []string {
	return browser.Eval[[]string](p, fmt.Sprintf("[...document.querySelectorAll(%q)].map((e) => e.textContent)", selector))
}

func js(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string
	}
	return string(b)
}

// The policy stops what a name would do if it were markup after all.
func TestThePolicyHolds(t *testing.T) {
	p := open(t, written(t, hostilePlan()))
	got := p.Text(`(() => { try { const d = document.createElement('div'); d.innerHTML = '<b>x</b>'; return 'taken'; } catch (e) { return e.name; } })()`)
	if got != "TypeError" {
		t.Errorf("innerHTML: %s, want a TypeError", got)
	}
	p.Do(`(() => { const s = document.createElement('style'); s.textContent = 'body { color: red }'; document.head.append(s); })()`)
	if colour := p.Text("getComputedStyle(document.body).color"); colour == "rgb(255, 0, 0)" {
		t.Error("a style that the policy does not name was applied")
	}
}

func TestLargeReport(t *testing.T) {
	const groups = 100_000
	path := written(t, largePlan(groups))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if most := int64(300*groups + 300_000); info.Size() > most {
		t.Errorf("the file has %d bytes, at most %d are allowed", info.Size(), most)
	}
	t.Logf("%d bytes, %d a group", info.Size(), info.Size()/groups)
	p := open(t, path)
	status := func() string { return p.Text("document.getElementById('groups-status').textContent") }
	expect := func(what, got, want string) {
		t.Helper()
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	rows := func() int { return len(texts(p, "#groups-body tr")) }

	expect("at first", status(), "Groups 1 to 50 of 100,000")
	if n := rows(); n != 50 {
		t.Errorf("%d rows are in the document, want one page of 50", n)
	}
	expect("worst first", texts(p, "#groups-body tr")[0], "blocked")

	p.Type("#search", "legal BERLIN")
	expect("search", status(), "that fit, of 100,000 in all")
	for _, name := range texts(p, "#groups-body th") {
		if !strings.Contains(name, "Legal Berlin") {
			t.Errorf("%q does not fit the search", name)
		}
	}
	p.Click("#reset")
	expect("after clearing", status(), "Groups 1 to 50 of 100,000")
	p.Type("#search", id(77_777))
	expect("search by id", status(), "Groups 1 to 1 of 1 that fit")
	p.Click("#reset")
	p.Type("#search", "no such group")
	expect("nothing found", status(), "No group of 100,000 fits")
	p.Click("#reset")

	p.Do("(() => { const s = document.getElementById('filter-finding'); s.value = [...s.options].find((o) => o.dataset.word === 'anchor-missing').value; s.dispatchEvent(new Event('change')); })()")
	expect("filter", status(), "of 10,000 that fit, of 100,000 in all")
	p.Click("#reset")

	name := "th[data-column=name]"
	p.Click(name + " button")
	expect("sorted", p.Text(fmt.Sprintf("document.querySelector(%q).ariaSort", name)), "ascending")
	first := texts(p, "#groups-body th")
	expect("first by name", first[0], "Engineering Berlin 00002")
	p.Click(name + " button")
	expect("sorted again", p.Text(fmt.Sprintf("document.querySelector(%q).ariaSort", name)), "descending")
	expect("last by name", texts(p, "#groups-body th")[0], "Support Turin")
	p.Click("th[data-column=lost] button")
	p.Click("th[data-column=lost] button")
	expect("most lost", texts(p, "#groups-body tr")[0], "50")

	p.Click("#page-last")
	expect("last page", status(), "Groups 99,951 to 100,000")
	expect("no next page", p.Text("document.getElementById('page-next').disabled"), "true")
	p.Click("#page-previous")
	expect("page before", p.Text("document.getElementById('page-number').textContent"), "Page 1,999 of 2,000")

	p.Do(fmt.Sprintf("location.hash = '#group/%s'", id(40)))
	p.Until("document.querySelector('#group-body .found') !== null")
	view := p.Text("document.getElementById('group-body').innerText")
	for _, want := range []string{"50 members that are in AD now", "and 30 more: members.csv", "What to do:", "CN=", "S-1-5-21-", "Lose access"} {
		expect("the view", view, want)
	}
	if n := len(texts(p, "#group-body table tbody tr")); n != 20 {
		t.Errorf("the view names %d members, want 20", n)
	}
	quiet(t, p)
}

// A link of the board's part leads to the groups that it counts, each time.
func TestLinksIntoTheTable(t *testing.T) {
	p := open(t, written(t, largePlan(200)))
	for range 2 {
		p.Click("a[href='#find/finding=anchor-missing']")
		p.Until("document.getElementById('groups-status').textContent === 'Groups 1 to 20 of 20 that fit, of 200 in all'")
		if got := p.Text("document.activeElement.id"); got != "groups-heading" {
			t.Errorf("the focus is on %q", got)
		}
		p.Click("#reset")
		p.Until("document.getElementById('groups-status').textContent === 'Groups 1 to 50 of 200'")
	}
	quiet(t, p)
}

// A group with which nothing happens says so.
func TestGroupWithoutPlan(t *testing.T) {
	p := open(t, written(t, largePlan(20)))
	p.Do(fmt.Sprintf("location.hash = '#group/%s'", id(4)))
	p.Until("document.getElementById('group').open")
	if text := p.Text("document.getElementById('group-body').textContent"); !strings.Contains(text, "Nothing happens to this group") {
		t.Errorf("the view is %q", text)
	}
	p.Press("\u001b")
	p.Until("!document.getElementById('group').open")
	quiet(t, p)
}

// A group whose details are still being unpacked when another one is opened
// does not come through: its details would stand under the other's name.
func TestOvertaken(t *testing.T) {
	p := browser.OpenWith(t, written(t, largePlan(1000)), `(() => {
		const text = Response.prototype.text;
		window.unpacked = 0;
		Response.prototype.text = async function () {
			const whole = await text.call(this);
			setTimeout(() => setTimeout(() => window.unpacked++)); // after who waited for it
			return whole;
		};
	})()`)
	p.Until(ready)
	ask := func(n int) string {
		return fmt.Sprintf("location.hash = '#group/%s', window.dispatchEvent(new Event('hashchange'))", id(n))
	}
	p.Do(ask(997))
	p.Until("document.getElementById('group').open")
	view := "document.getElementById('group-body').textContent"
	want := p.Text(view)
	p.Press("\u001b")
	p.Until("location.hash === '#groups'") // the last thing that closing does
	before := browser.Eval[int](p, "window.unpacked")
	p.Do(ask(40) + ", " + ask(997))
	p.Until(fmt.Sprintf("window.unpacked > %d", before))
	if got := p.Text(view); got != want {
		t.Errorf("under the name of group 997 stands %q, want %q", got, want)
	}
	if got := p.Text("document.getElementById('group').open"); got != "true" {
		t.Error("the group that was asked for last is not open")
	}
	quiet(t, p)
}

// A link to a group of another plan says that this one does not have it; an id
// in capitals, as some tools print them, is found.
func TestLinkToAGroup(t *testing.T) {
	p := open(t, written(t, largePlan(200)))
	for hash, want := range map[string]string{
		id(4711):                "No group of 200 fits. Change the search or the filters.",
		strings.ToUpper(id(40)): "Groups 1 to 1 of 1 that fit, of 200 in all",
	} {
		p.Do(fmt.Sprintf("location.hash = '#group/%s'", hash))
		p.Until("location.hash === '#groups'")
		if got := p.Text("document.getElementById('groups-status').textContent"); got != want {
			t.Errorf("#group/%s: %q, want %q", hash, got, want)
		}
		if got := p.Text("document.activeElement.id"); got != "groups-heading" {
			t.Errorf("the focus is on %q", got)
		}
	}
	quiet(t, p)
}
