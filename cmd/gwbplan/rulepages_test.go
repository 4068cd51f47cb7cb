package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gwbplan/fixtures"
	"gwbplan/planner"
	"gwbplan/report"
)

// TestRulePages holds the built-in examples to the demo tenant's plans, and the
// pages about findings, gates and facts to the rules; -update writes them anew.
func TestRulePages(t *testing.T) {
	examples := demoExamples(t)
	b, err := json.MarshalIndent(examples, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	sameFile(t, filepath.Join("..", "..", "report", "examples.json"), append(b, '\n'))
	for _, page := range report.RulePages(examples) {
		var b bytes.Buffer
		if err := page.Write(&b); err != nil {
			t.Fatal(err)
		}
		sameFile(t, filepath.Join("..", "..", "docs", page.Name), b.Bytes())
	}
	for _, id := range ruleIDs() {
		if _, ok := examples[id]; !ok {
			t.Errorf("the demo tenant gives no example for %s", id)
		}
	}
}

// sameFile holds a file to what the code says; -update writes it anew.
func sameFile(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the code says; renew it with go test ./cmd/gwbplan -run %s -update", path, t.Name())
	}
}

func ruleIDs() (out []string) {
	for _, r := range planner.Rules() {
		out = append(out, string(r.ID))
	}
	for _, g := range planner.Gates() {
		out = append(out, string(g.ID))
	}
	return out
}

// demoExamples takes for each finding the group that shows it best, and the
// gates as they stand. What the demo tenant does not show, the same tenant with
// v2 switched off does.
func demoExamples(t *testing.T) map[string]report.Example {
	off := fixtures.Contoso()
	off.SwitchV2Off()
	out := examplesOf(assessedPlan(t, off))
	for id, e := range out {
		e.V2Off = true
		out[id] = e
	}
	maps.Copy(out, examplesOf(assessedPlan(t, fixtures.Contoso())))
	return out
}

func strangeness(g *planner.Group) int {
	if strings.ContainsFunc(g.DisplayName, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return 1000
	}
	return len(g.Findings)
}

func examplesOf(p *planner.Plan) map[string]report.Example {
	out := map[string]report.Example{}
	groups := slices.Clone(p.Groups)
	// The fewer findings a group has, the clearer it shows one; a name that has
	// to be escaped distracts.
	slices.SortStableFunc(groups, func(a, b planner.Group) int { return strangeness(&a) - strangeness(&b) })
	worst := map[planner.FindingID]planner.Severity{}
	for _, r := range planner.Rules() {
		worst[r.ID] = r.Severities[0]
	}
	for _, g := range groups {
		for _, f := range g.Findings {
			old, known := out[string(f.ID)]
			better := !known || old.Outcome != string(worst[f.ID]) && f.Severity == worst[f.ID]
			if better {
				out[string(f.ID)] = report.Example{Group: g.DisplayName, Kind: g.Kind, Outcome: string(f.Severity), Message: f.Message, Evidence: f.Evidence}
			}
		}
	}
	for _, g := range p.Gates {
		out[string(g.ID)] = report.Example{Outcome: string(g.Status), Message: g.Message, Evidence: g.Evidence}
	}
	return out
}
