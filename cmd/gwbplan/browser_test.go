package main

import (
	"path/filepath"
	"testing"

	"gwbplan/fixtures"
	"gwbplan/fixtures/browser"
)

// TestAssessedTenantInTheBrowser opens the report of the demo's tenant, and the
// view of every group in it.
func TestAssessedTenantInTheBrowser(t *testing.T) {
	dir, _ := assessTenant(t, startContoso(t, fixtures.Contoso()))
	p := browser.Open(t, filepath.Join(dir, "report.html"))
	p.Until("document.documentElement.classList.contains('js')")
	hash, err := hashOf(filepath.Join(dir, planFile))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Text("document.getElementById('approval').innerText.includes('" + hash + "')"); got != "true" {
		t.Errorf("the approval does not name the hash %s of the plan", hash)
	}
	plan, err := readPlan(filepath.Join(dir, planFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range plan.Groups {
		p.Do("location.hash = '#group/" + g.ID + "'")
		p.Until("document.getElementById('group').open && document.getElementById('group-kind').textContent.includes('" + g.ID + "') && document.getElementById('group-body').children.length > 0")
	}
	for _, problem := range append(p.Problems(), p.Requests()...) {
		t.Error(problem)
	}
}
