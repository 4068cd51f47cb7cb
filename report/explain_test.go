package report_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/hostile"
	"gwbplan/report"
)

func TestExplainGoldens(t *testing.T) {
	for name, query := range map[string]string{
		"blocked.txt": id(2), "fix-first.txt": id(11), "not-in-plan.txt": "Cloud Apps",
		"orphan.txt": "cn=lost, ou=gwb,dc=emea,dc=contoso,dc=com",
	} {
		var b strings.Builder
		if err := report.Explain(&b, richPlan(), query, report.Options{}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		golden(t, filepath.Join("explain", name), []byte(b.String()))
	}
}

func TestExplainFindsAGroupByAnyName(t *testing.T) {
	for query, want := range map[string]string{
		strings.ToUpper(id(23)): id(23),
		"  New Team ":           id(25),
		"new team":              id(25),
		"sam-12":                id(12),
		"cn=group_" + id(12) + ", ou=gwb, dc=contoso, dc=com": id(12),
		guid(12).String():        id(12),
		"S-1-5-21-1-2-3-1112":    id(12),
		"sales":                  id(21), // exactly so, unlike the two "Sales"
		hostile.Newline:          id(4),
		"Payroll[U+202E]txt.exe": id(10), // as the documents print it
	} {
		var b strings.Builder
		if err := report.Explain(&b, richPlan(), query, report.Options{}); err != nil {
			t.Errorf("%q: %v", query, err)
		} else if !strings.Contains(b.String(), "object id "+want) {
			t.Errorf("%q does not explain %s:\n%s", query, want, b.String())
		}
	}
}

func TestExplainAmbiguousName(t *testing.T) {
	var b strings.Builder
	err := report.Explain(&b, richPlan(), "Sales", report.Options{})
	var e *report.AmbiguousError
	if !errors.As(err, &e) || b.Len() != 0 {
		t.Fatalf("error %v, output %q", err, b.String())
	}
	var ids []string
	for _, c := range e.Candidates {
		ids = append(ids, c.ID)
		if !strings.Contains(err.Error(), c.ID) {
			t.Errorf("the error does not name %s", c.ID)
		}
	}
	if !slices.Equal(ids, []string{id(20), id(22)}) {
		t.Errorf("candidates %v", ids)
	}
}

func TestExplainNotFound(t *testing.T) {
	for query, want := range map[string]string{
		"Sale": `did you mean "Sales"`, "New Teamm": `did you mean "New Team"`,
		"zzzz": "the object id always works", "": "the object id always works", "\x1b[2J": "[U+001B]",
	} {
		err := report.Explain(&strings.Builder{}, richPlan(), query, report.Options{})
		var e *report.NotFoundError
		if !errors.As(err, &e) {
			t.Errorf("%q: error %v", query, err)
		} else if text := e.Error() + "\n" + e.Hint(); !strings.Contains(text, want) || strings.Contains(text, "\x1b") {
			t.Errorf("%q: %q has no %q", query, text, want)
		}
	}
	err := report.Explain(&strings.Builder{}, incompletePlan(), "zzzz", report.Options{})
	if err == nil || !strings.Contains(err.Error(), "may not have been read") {
		t.Errorf("an incomplete plan proves no absence: %v", err)
	}
}

func TestExplainShowsEverythingOfAFinding(t *testing.T) {
	p := richPlan()
	var b strings.Builder
	if err := report.Explain(&b, p, id(1), report.Options{}); err != nil {
		t.Fatal(err)
	}
	out := strings.Join(strings.Fields(b.String()), " ")
	for _, f := range p.Groups[0].Findings {
		for _, want := range append([]string{string(f.ID), f.Message, f.Remedy}, f.Facts...) {
			if !strings.Contains(out, want) {
				t.Errorf("no %q", want)
			}
		}
		for _, e := range f.Evidence {
			if !strings.Contains(out, e.Attribute+" = "+e.Value) {
				t.Errorf("no evidence %q", e.Value)
			}
		}
	}
}
