package report_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"

	"gwbplan/fixtures/hostile"
	"gwbplan/inventory"
	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
	"gwbplan/planner/diff"
	"gwbplan/planner/pendingexport"
	"gwbplan/report"
)

// richPendingExport has an item of every kind, with hostile names.
func richPendingExport() *pendingexport.Report {
	r := &pendingexport.Report{
		Schema: pendingexport.Schema,
		Plan:   pendingexport.Plan{SHA256: strings.Repeat("ab", 32), AsOf: "2026-11-23", RuleSet: planner.RuleSet, Tenant: id(1000), DisplayName: hostile.Script},
		Files: []pendingexport.File{
			{Name: hostile.Markup, Format: pending.CSExportXML, Connector: pending.ActiveDirectory, Changes: 14, Domains: []string{"contoso.com", hostile.Mention}, Notes: []string{}},
			{Name: "entra.csv", Format: pending.CSExportAnalyzerCSV, Connector: pending.Entra, Changes: 1, Domains: []string{}, Notes: []string{"columns that are not known and were not used: " + hostile.Pipe}},
		},
		Unknowns: []pendingexport.Unknown{{What: "no pending export is of " + hostile.Escape, Next: "Give the file."}},
		WriteOut: pendingexport.WriteOut{Forecast: 3, Acknowledged: 2, Pending: 4, AsForecast: 2, Missing: []pendingexport.GroupRef{{ID: id(5), Name: hostile.Override}}},
		Counts: []pendingexport.Count{{Word: pendingexport.NotExpected, Objects: 12}, {Word: pendingexport.AsForecast, Objects: 2},
			{Word: pendingexport.V1Updates, Objects: 1}, {Word: pendingexport.OtherObjects, Objects: 1234}},
	}
	names := []string{hostile.Formula, hostile.Script, hostile.Pipe, hostile.Override, hostile.Escape, hostile.Newline, hostile.Emoji, hostile.Mention, hostile.Latin1, hostile.Markup, "", "Sales", "Ops"}
	for n, k := range pendingexport.Kinds() {
		i := pendingexport.Item{Kind: k, Group: id(n), Name: names[n], DN: inventory.DN("CN=" + inventory.EscapeDNValue(names[n]) + ",DC=contoso,DC=com"), File: "export.xml", Line: n + 3,
			What: "it is about " + names[n], Why: "the plan forecasts \"keep\"", Remedy: "Look at " + names[n], Facts: []string{"F81"}, Details: []pendingexport.Detail{}}
		if k == pendingexport.MemberChange {
			d := pendingexport.Detail{Attribute: "member", Operation: pending.Update, Added: []string{"CN=" + hostile.Script}, Removed: []string{}, AddedN: 1, RemovedN: 25}
			for m := range 25 {
				d.Removed = append(d.Removed, fmt.Sprintf("CN=User %d,DC=contoso,DC=com", m))
			}
			i.Details = append(i.Details, d)
		}
		if k == pendingexport.Rename {
			i.NewDN = "CN=" + inventory.DN(hostile.Override) + ",DC=contoso,DC=com"
		}
		r.Unexpected = append(r.Unexpected, i)
	}
	return r
}

// richDifference has an entry of every section and change, with hostile names.
func richDifference() *diff.Report {
	r := &diff.Report{
		Schema:   diff.Schema,
		Of:       diff.OfPlans,
		Old:      diff.Side{File: hostile.Markup, SHA256: strings.Repeat("ab", 32), Date: "2026-11-23", Tenant: id(1000), Holds: []string{"AD " + hostile.Mention}},
		New:      diff.Side{File: "new.json", Date: "2026-11-30", Gaps: 2, Holds: []string{}},
		Unknowns: []string{"new.json is incomplete: " + hostile.Pipe},
		Approval: &diff.Approval{Answer: diff.DoesNotHold, Groups: 1234, Broken: 2, Verdicts: []string{"P5b"}},
	}
	names := []string{hostile.Formula, hostile.Script, hostile.Pipe, hostile.Override, hostile.Escape, hostile.Newline, hostile.Emoji, hostile.Mention, hostile.Latin1, hostile.Markup, "", "Sales"}
	changes := []diff.Change{diff.Changed, diff.Added, diff.Removed, diff.NotSeen, diff.Deleted, diff.Restored, diff.Moved, diff.Renamed}
	for n, s := range diff.Sections() {
		name := names[n%len(names)]
		r.Entries = append(r.Entries, diff.Entry{Section: s, Change: changes[n%len(changes)], ID: id(n), Name: name, Fields: []diff.Field{{Name: "value", Before: name, After: ""}}, Why: []string{}})
	}
	for n := range 30 {
		e := diff.Entry{Section: diff.SectionGaps, Change: diff.Changed, ID: id(n), Name: fmt.Sprintf("Gap %d", n), Approved: n < 2, Breaks: n == 0,
			Fields: []diff.Field{{Name: "action", Before: "adopt", After: "create", Breaks: n == 0}}, Why: []string{"finding appeared: " + hostile.Script},
			Joined: diff.Members{Count: 300, Named: []string{hostile.Mention, "Ada"}}, Left: diff.Members{Count: 1, Named: []string{hostile.Override}}}
		r.Entries = append(r.Entries, e)
	}
	return r
}

// comparisons are the renderers of both comparisons.
func comparisons() map[string]func(io.Writer) error {
	good := richPendingExport()
	good.Unexpected, good.Unknowns, good.Complete, good.WriteOut.Missing = []pendingexport.Item{}, []pendingexport.Unknown{}, true, []pendingexport.GroupRef{}
	same := &diff.Report{Of: diff.OfSnapshots, Complete: true, Old: diff.Side{File: "old.jsonl"}, New: diff.Side{File: "new.jsonl"}}
	held := &diff.Report{Of: diff.OfPlans, Complete: true, Approval: &diff.Approval{Answer: diff.Holds, Groups: 1}}
	o := report.Options{Items: 15}
	return map[string]func(io.Writer) error{
		"pending-export.txt":      func(w io.Writer) error { return report.PendingExport(w, richPendingExport(), o) },
		"pending-export.md":       func(w io.Writer) error { return report.PendingExportMarkdown(w, richPendingExport(), o) },
		"pending-export-good.txt": func(w io.Writer) error { return report.PendingExport(w, good, o) },
		"pending-export-good.md":  func(w io.Writer) error { return report.PendingExportMarkdown(w, good, o) },
		"diff.txt":                func(w io.Writer) error { return report.Difference(w, richDifference(), o) },
		"diff.md":                 func(w io.Writer) error { return report.DifferenceMarkdown(w, richDifference(), o) },
		"diff-same.txt":           func(w io.Writer) error { return report.Difference(w, same, o) },
		"diff-held.txt":           func(w io.Writer) error { return report.Difference(w, held, o) },
	}
}

// TestComparisons holds the documents to their golden files, which show that
// hostile names stay names: nothing that has no shape reaches a reader.
func TestComparisons(t *testing.T) {
	for name, render := range comparisons() {
		var b bytes.Buffer
		if err := render(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		golden(t, "comparison/"+name, b.Bytes())
		for i, r := range b.String() {
			if r != '\n' && r != '\u200d' && !unicode.IsPrint(r) && r != '\ufe0f' {
				t.Errorf("%s has %U at byte %d", name, r, i)
			}
		}
	}
}

// TestComparisonKinds: every kind and section has words of its own.
func TestComparisonKinds(t *testing.T) {
	var b bytes.Buffer
	if err := report.PendingExport(&b, richPendingExport(), report.Options{Items: -1}); err != nil {
		t.Fatal(err)
	}
	for _, k := range pendingexport.Kinds() {
		if strings.Contains(b.String(), "\n"+string(k)+"  ") {
			t.Errorf("%s is not in English", k)
		}
	}
	b.Reset()
	if err := report.Difference(&b, richDifference(), report.Options{Items: -1}); err != nil {
		t.Fatal(err)
	}
	for _, s := range diff.Sections() {
		if strings.Contains(b.String(), "\n"+string(s)+":") {
			t.Errorf("%s is not in English", s)
		}
	}
}

// TestComparisonErrors: an error of the writer is not lost.
func TestComparisonErrors(t *testing.T) {
	for name, render := range comparisons() {
		if err := render(brokenWriter{}); err == nil {
			t.Errorf("%s: the writer's error is lost", name)
		}
	}
}

// TestContrast: of two long values the part that differs is in view.
func TestContrast(t *testing.T) {
	long := strings.Repeat("ä", 500)
	for _, c := range []struct{ before, after, want string }{
		{"a", "b", "value: a -> b"},
		{"", long[:20], "value: (none) -> " + long[:20]},
		{long + "x", long + "y", "value: … " + long[:40] + "x -> … " + long[:40] + "y"},
		{long, long + "y", "value: … " + long[:40] + " -> … " + long[:40] + "y"},
		{"x" + long, "y" + long, "value: x" + long[:798] + "… (101 more characters) -> y" + long[:798] + "… (101 more characters)"},
		{long, "", "value: " + long[:800] + "… (100 more characters) -> (none)"},
		{long + "\xff", long + "\xfe", "value: … " + long[:40] + "[0xFF] -> … " + long[:40] + "[0xFE]"},
	} {
		r := &diff.Report{Of: diff.OfSnapshots, Entries: []diff.Entry{{Section: diff.SectionTenant, Fields: []diff.Field{{Name: "value", Before: c.before, After: c.after}}}}}
		var b bytes.Buffer
		if err := report.Difference(&b, r, report.Options{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "    "+c.want+"\n") {
			t.Errorf("%.20q, %.20q: %s, want %s", c.before, c.after, b.String(), c.want)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
