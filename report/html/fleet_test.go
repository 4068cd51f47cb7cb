package html_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gwbplan/fixtures/browser"
	"gwbplan/fixtures/hostile"
	"gwbplan/report"
)

// openFleet opens the roll-up of tenants with these names, every other failed.
func openFleet(t *testing.T, names []string) *browser.Page {
	t.Helper()
	var tenants []report.FleetTenant
	for i, name := range names {
		row := report.FleetTenant{Name: name, Folder: report.TenantFolder(name), Status: report.FleetFailed, Error: name, Hint: name, ExitCode: 1}
		if i%2 == 0 {
			row.Status, row.Plan = report.FleetAssessed, report.FleetPlanOf(hostilePlan())
			row.Plan.TenantID = id(i)
		}
		tenants = append(tenants, row)
	}
	path := filepath.Join(t.TempDir(), "fleet.html")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := report.FleetHTML(f, report.NewFleet(tenants), true); err != nil {
		t.Fatal(err)
	}
	p := browser.Open(t, path)
	p.Until("document.readyState === 'complete'")
	return p
}

// TestFleetIsInert: names are text, links lead to the tenants' folders alone,
// and the page asks for nothing.
func TestFleetIsInert(t *testing.T) {
	var names []string
	for _, h := range hostile.Names() {
		names = append(names, h.Text)
	}
	p := openFleet(t, names)
	quiet(t, p)
	if n := p.Text("document.querySelectorAll('script, img, iframe, object, embed, form, input, button, [style], [onerror], [onload]').length"); n != "0" {
		t.Errorf("%s elements that the roll-up does not have", n)
	}
	heads := texts(p, "#numbers th[scope=row]")
	for i, h := range hostile.Names() {
		if shown := slices.Contains(heads, h.Shown); i%2 == 0 && !shown {
			t.Errorf("no row is headed %q", h.Shown)
		}
	}
	links := browser.Eval[[]string](p, "[...document.querySelectorAll('a:not([href^=\"#\"])')].map((e) => e.getAttribute('href'))")
	for i := 0; i < len(names); i += 2 {
		if want := report.TenantFolder(names[i]) + "/report.html"; !slices.Contains(links, want) {
			t.Errorf("no link to %s", want)
		}
	}
	if want := (len(names) + 1) / 2; len(links) != want {
		t.Errorf("%d links, want %d: %q", len(links), want, links)
	}
}
