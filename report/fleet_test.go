package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gwbplan/fixtures/hostile"
	"gwbplan/planner"
	"gwbplan/report"
)

func fleetTenant(name string, p *planner.Plan, exitCode int) report.FleetTenant {
	return report.FleetTenant{Name: name, Folder: report.TenantFolder(name), Status: report.FleetAssessed, Origin: report.FromSources, ExitCode: exitCode, Plan: report.FleetPlanOf(p)}
}

func failedTenant(name, why, hint string) report.FleetTenant {
	return report.FleetTenant{Name: name, Folder: report.TenantFolder(name), Status: report.FleetFailed, Origin: report.FromSources, ExitCode: 1, Error: why, Hint: hint}
}

// fabrikam is a rich plan of another tenant.
func fabrikam() *planner.Plan {
	p := richPlan()
	p.Tenant.ID = "99999999-0000-4000-8000-000000000000"
	return p
}

// withoutCloud is a plan of AD alone: nothing is known of the groups.
func withoutCloud() *planner.Plan {
	p := emptyPlan()
	p.Tenant, p.Complete = planner.PlanTenant{}, false
	return p
}

// mixedFleet has every way a tenant can end.
func mixedFleet() *report.Fleet {
	earlier := fleetTenant("Ältere & Söhne", fabrikam(), 3)
	earlier.Origin = report.FromEarlier
	return report.NewFleet([]report.FleetTenant{
		fleetTenant("Contoso", richPlan(), 3), earlier,
		failedTenant("Refused", "signing in with --auth client-secret: the client secret is wrong", "make another"),
		fleetTenant("Twin", richPlan(), 3),
		fleetTenant("AD alone", withoutCloud(), 4),
		{Name: "Later", Folder: "later", Status: report.FleetNotRun, Origin: report.FromSources, ExitCode: 4},
	})
}

func fleetSummary(w io.Writer, f *report.Fleet) error {
	return report.FleetSummary(w, f, report.Options{Table: drawPlainly})
}

var fleetDocuments = map[string]func(io.Writer, *report.Fleet) error{
	"fleet.txt":  fleetSummary,
	"fleet.json": report.FleetJSON,
	"fleet.md":   report.FleetMarkdown,
	"fleet.html": func(w io.Writer, f *report.Fleet) error { return report.FleetHTML(w, f, true) },
	"fleet.csv":  func(w io.Writer, f *report.Fleet) error { return report.FleetCSV(w, f, report.Options{}) },
}

func TestFleetGoldens(t *testing.T) {
	for name, f := range map[string]*report.Fleet{"mixed": mixedFleet(), "lost": report.NewFleet([]report.FleetTenant{failedTenant("A", "it did not answer", "")})} {
		for file, write := range fleetDocuments {
			var b bytes.Buffer
			if err := write(&b, f); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			golden(t, filepath.Join("fleet", name, file), withoutAssets(b.Bytes()))
		}
	}
}

// TestFleetTotals: sums are those of the tenants with a plan, and no other.
func TestFleetTotals(t *testing.T) {
	f := mixedFleet()
	total := f.Totals
	one, sums := report.FleetPlanOf(richPlan()).Counts, total.Counts
	if total.Tenants != 6 || total.Assessed != 3 || total.Failed != 2 || total.NotRun != 1 || total.Uncounted != 1 || total.Incomplete != 1 || f.Complete {
		t.Errorf("got %+v", total)
	}
	if one.Groups == 0 || sums.Groups != 2*one.Groups || sums.M365WillAppear != 2*one.M365WillAppear || sums.Orphans != 2*one.Orphans {
		t.Errorf("sums %+v of twice %+v", sums, one)
	}
	r, d := sums.Readiness, sums.Dispositions
	if r.Ready+r.FixFirst+r.Blocked+r.Unknown+r.None != sums.Groups || d.KeepOnV1+d.MoveToCloudSync+d.SideBySide+d.NotInPlan != sums.Groups {
		t.Errorf("the parts do not add up to %d: %+v, %+v", sums.Groups, r, d)
	}
	for _, v := range total.Verdict {
		if v.Go+v.NoGo+v.Unknown != total.Assessed {
			t.Errorf("%+v does not count %d tenants", v, total.Assessed)
		}
	}
	if twin := f.Tenants[3]; twin.Status != report.FleetFailed || twin.Plan != nil || !strings.Contains(twin.Error, `"Contoso"`) {
		t.Errorf("the same tenant twice: %+v", twin)
	}
}

func TestFleetIsComplete(t *testing.T) {
	whole := fleetTenant("A", richPlan(), 3)
	whole.Plan.Complete = true
	for name, c := range map[string]struct {
		tenants  []report.FleetTenant
		complete bool
	}{
		"whole":      {[]report.FleetTenant{whole}, true},
		"incomplete": {[]report.FleetTenant{fleetTenant("A", incompletePlan(), 4)}, false},
		"failed":     {[]report.FleetTenant{whole, failedTenant("B", "x", "")}, false},
		"not run":    {[]report.FleetTenant{whole, {Name: "B", Status: report.FleetNotRun}}, false},
	} {
		if got := report.NewFleet(c.tenants).Complete; got != c.complete {
			t.Errorf("%s: complete is %v", name, got)
		}
	}
}

// TestFleetVerdictUnknown: a plan without an answer has none.
func TestFleetVerdictUnknown(t *testing.T) {
	p := richPlan()
	p.Verdict = nil
	for _, v := range report.NewFleet([]report.FleetTenant{fleetTenant("A", p, 3)}).Totals.Verdict {
		if v.Unknown != 1 {
			t.Errorf("%+v: no answer is no go", v)
		}
	}
}

// TestFleetHostileNames: what an entry or a directory calls itself is text in
// every document.
func TestFleetHostileNames(t *testing.T) {
	const evil = "<script>alert(1)</script>\x1b[2J\u202e| =cmd@x\n# h"
	tenants := []report.FleetTenant{fleetTenant(evil, richPlan(), 3), failedTenant("="+evil, evil, evil), failedTenant("../../etc", "=x", "")}
	for _, h := range hostile.Names() {
		tenants = append(tenants, failedTenant(h.Text, h.Text, h.Text))
	}
	f := report.NewFleet(tenants)
	for file, write := range fleetDocuments {
		var b bytes.Buffer
		if err := write(&b, f); err != nil {
			t.Fatal(err)
		}
		s := b.String()
		if file == "fleet.json" {
			continue // data: it keeps a name as it is
		}
		if strings.ContainsAny(s, "\x1b\u202e") || file != "fleet.txt" && file != "fleet.csv" && strings.Contains(s, "<script>") || strings.Contains(s, "\n# h") {
			t.Errorf("%s lets a name through:\n%s", file, s)
		}
		if file == "fleet.csv" {
			wantNoFormula(t, s)
		}
	}
}

func wantNoFormula(t *testing.T, text string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range hostile.Names() {
		if got := rows[4+i][0]; got != h.Cell {
			t.Errorf("%q stands as %q, want %q", h.Text, got, h.Cell)
		}
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("a cell starts a formula: %q", cell)
			}
		}
	}
}

func TestFleetSummaryKeepsToItsWidth(t *testing.T) {
	var b bytes.Buffer
	if err := report.FleetSummary(&b, mixedFleet(), report.Options{Table: drawPlainly}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if n := columnsOf(strings.TrimSuffix(line, "\n")); n > 100 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestFleetWriteErrorsAreReturned(t *testing.T) {
	for file, write := range fleetDocuments {
		if write(&brokenPipe{}, mixedFleet()) == nil {
			t.Errorf("%s: the error is lost", file)
		}
	}
}

func TestFleetJSONReadsBack(t *testing.T) {
	var b bytes.Buffer
	if err := report.FleetJSON(&b, mixedFleet()); err != nil {
		t.Fatal(err)
	}
	var back report.Fleet
	if err := json.Unmarshal(b.Bytes(), &back); err != nil || back.Schema != report.FleetSchema || len(back.Tenants) != 6 {
		t.Errorf("got %+v, %v", back, err)
	}
}

func TestTenantFolder(t *testing.T) {
	for name, want := range map[string]string{
		"Contoso": "contoso", "a": "a", "fabrikam-2": "fabrikam-2",
		"CON": "con-", "lpt1": "lpt1-", "..": "tenant-", "a/b": "a-b-", "fleet.html": "fleet-html-", "-x": "x-",
		"a-name-that-is-much-longer-than-32-letters": "a-name-that-is-much-longer-than-32-letters-", "日本": "tenant-",
	} {
		got := report.TenantFolder(name)
		if got != want && (!strings.HasSuffix(want, "-") || !strings.HasPrefix(got, want)) {
			t.Errorf("%q is in %q, want %q", name, got, want)
		}
	}
}

// FuzzTenantFolder: any two names have folders of their own, safe everywhere.
func FuzzTenantFolder(f *testing.F) {
	f.Add("Contoso", "contoso ltd")
	f.Add("a/b", `a\b`)
	f.Add("nul", "nul.txt")
	safe := regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	device := regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)
	key := func(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := report.TenantFolder(a), report.TenantFolder(b)
		if !safe.MatchString(x) || device.MatchString(x) || len(x) > 100 {
			t.Errorf("%q is in %q", a, x)
		}
		if (x == y) != (key(a) == key(b)) {
			t.Errorf("%q and %q are in %q and %q", a, b, x, y)
		}
	})
}
