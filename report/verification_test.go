package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"gwbplan/fixtures/hostile"
	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/planner/verify"
	"gwbplan/report"
)

// verification is one of the rich plan, and of a group with each status under each
// hostile name.
func verification() *verify.Verification {
	p := richPlan()
	v := &verify.Verification{
		Schema: verify.Schema, PlanAsOf: p.AsOf, PlanHash: strings.Repeat("ab", 32), Tenant: p.Tenant, Snapshots: p.Snapshots, Gaps: p.Gaps, CloudSide: true,
	}
	statuses := verify.Statuses()
	for i := range p.Groups {
		v.Groups = append(v.Groups, verifiedGroup(&p.Groups[i], statuses[i%len(statuses)], i, "plain"))
	}
	for i, name := range hostile.Names() {
		for k, s := range statuses {
			g := security(1000+10*i+k, name.Text)
			g.ADObjects[0].DN = inventory.DN("OU=GWB,DC=contoso,DC=com").Child(name.Text)
			v.Groups = append(v.Groups, verifiedGroup(&g, s, i, name.Text))
		}
	}
	slices.SortFunc(v.Groups, func(a, b verify.Group) int { return strings.Compare(a.ID, b.ID) })
	v.Summary = verify.Summary{Asked: verify.Counts{Done: 3, Pending: 2, Failed: 4, Unknown: 1}, Others: verify.Counts{Failed: 1},
		Parts: []verify.PartCounts{{Part: verify.PartWave, Wave: 1, Counts: verify.Counts{Done: 3, Failed: 4}}, {Part: verify.PartV1, Counts: verify.Counts{Pending: 2}},
			{Part: verify.PartStays, Counts: verify.Counts{Unknown: 1}}, {Part: verify.PartWaits, Counts: verify.Counts{Failed: 1}}}}
	return v
}

// verifiedGroup has two reasons of its status, with a value wherever one can be.
func verifiedGroup(g *planner.Group, s verify.Status, i int, value string) verify.Group {
	out := verify.Group{ID: g.ID, DisplayName: g.DisplayName, Kind: g.Kind, Action: g.Action, Disposition: g.Disposition, Part: verify.PartWave, Wave: 1 + i%2,
		Asked: i%3 > 0, Status: s, Members: verify.Members{Compared: verify.ByName, Expected: 1200, InAD: 1199}}
	if len(g.ADObjects) > 0 {
		o := g.ADObjects[0]
		out.Object = &verify.Object{DN: o.DN, Domain: o.Domain, ObjectGUID: o.ObjectGUID, ObjectSID: o.ObjectSID, Anchor: value}
	}
	for _, d := range verify.Reasons() {
		r := verify.Reason{ID: d.ID, Status: d.Status, Message: "seen: " + value, Next: d.Next, Evidence: []planner.Evidence{{Source: "ad:" + value, Attribute: "cn", Value: value}}}
		switch {
		case d.ID == verify.CloudMemberAdded && s == verify.Done:
			out.Notes = append(out.Notes, r)
		case d.Status == s && len(out.Reasons) < 2:
			out.Reasons = append(out.Reasons, r)
		}
	}
	if s == verify.Failed {
		out.Members.Missing = []planner.Member{{ID: id(700), Name: value, Type: "user"}}
	}
	return out
}

// verificationDocuments are the writers of a verification.
func verificationDocuments() map[string]func(io.Writer, *verify.Verification) error {
	return map[string]func(io.Writer, *verify.Verification) error{
		"summary.txt": func(w io.Writer, v *verify.Verification) error {
			return report.VerificationSummary(w, v, report.Options{Table: drawPlainly})
		},
		"verification.md": report.VerificationMarkdown,
	}
}

func verified(t *testing.T, write func(io.Writer, *verify.Verification) error, v *verify.Verification) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestVerificationGoldens(t *testing.T) {
	for name, write := range verificationDocuments() {
		golden(t, filepath.Join("verification", name), []byte(verified(t, write, verification())))
	}
}

func TestVerificationHidesNothing(t *testing.T) {
	for name, write := range verificationDocuments() {
		out := verified(t, write, verification())
		if !utf8.ValidString(out) {
			t.Errorf("%s: not UTF-8", name)
		}
		for _, r := range out {
			if r != '\n' && hides(r) {
				t.Errorf("%s: has %U", name, r)
			}
		}
		for i, line := range strings.Split(out, "\n") {
			if name == "summary.txt" && columnsOf(line) > 100 {
				t.Errorf("%s, line %d has %d columns: %s", name, i+1, columnsOf(line), line)
			}
		}
	}
}

// TestVerificationNamesEveryFailure: the terminal names every group that failed,
// with its reasons; the Markdown every group.
func TestVerificationNamesEveryFailure(t *testing.T) {
	v, docs := verification(), verificationDocuments()
	summary, md := verified(t, docs["summary.txt"], v), verified(t, docs["verification.md"], v)
	for i := range v.Groups {
		g := &v.Groups[i]
		if g.Status == verify.Failed && !strings.Contains(strings.ReplaceAll(summary, "\n  ", " "), g.ID) {
			t.Errorf("the summary does not name %s", g.ID)
		}
		if !strings.Contains(md, g.ID) {
			t.Errorf("verification.md does not name %s", g.ID)
		}
	}
	words := strings.Join(strings.Fields(summary), " ")
	for _, n := range hostile.Names() {
		if name := strings.Join(strings.Fields(n.Shown), " "); columnsOf(name) <= 60 && !strings.Contains(words, "- "+name+" (") {
			t.Errorf("the summary does not name %q as %q", n.Text, name)
		}
	}
	for _, text := range []string{"NOT DONE: 3 of 10 groups asked for done, 4 failed, 1 unknown, 2 pending. Of the others 1 failed.", "next: ", "seen: "} {
		if !strings.Contains(summary, text) {
			t.Errorf("the summary does not say %q", text)
		}
	}
}

func TestVerificationWords(t *testing.T) {
	v := verification()
	v.Summary = verify.Summary{Asked: verify.Counts{Done: 1}}
	v.Groups, v.Wave, v.CloudSide = nil, 2, false
	for name, write := range verificationDocuments() {
		out := strings.ReplaceAll(verified(t, write, v), "\n", " ")
		for _, text := range []string{"DONE: every group asked for", ", wave 2", "The cloud side was not read"} {
			if !strings.Contains(out, text) {
				t.Errorf("%s does not say %q", name, text)
			}
		}
	}
}

func TestVerificationWriteErrors(t *testing.T) {
	for name, write := range verificationDocuments() {
		if err := write(&brokenPipe{}, verification()); !errors.Is(err, errFull) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
	if err := report.VerificationJSON(&brokenPipe{}, verification()); !errors.Is(err, errFull) {
		t.Errorf("verification.json: error is %v", err)
	}
}

// TestVerificationJSONReadsBack: what programs get is the whole of it.
func TestVerificationJSONReadsBack(t *testing.T) {
	v := verification()
	v.Groups[0].DisplayName = "<b>&</b>"
	var out bytes.Buffer
	if err := report.VerificationJSON(&out, v); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "<b>&</b>") {
		t.Error("names are written as HTML wants them")
	}
	var back verify.Verification
	if err := json.Unmarshal(out.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Groups) != len(v.Groups) || back.Summary.Asked != v.Summary.Asked || back.Groups[0].DisplayName != "<b>&</b>" {
		t.Error("it does not read back")
	}
}

// TestVerifiedCSV: the tracker's file keeps its rows, keys and columns; Status is
// filled in, and Remedy begins with what to do about a failure.
func TestVerifiedCSV(t *testing.T) {
	p, v := richPlan(), verification()
	before, after := parsed(t, csvOf(t, p, report.Options{})["groups.csv"]), parsed(t, csvOf(t, p, report.Options{Verified: v})["groups.csv"])
	status, remedy := slices.Index(before[0], "Status"), slices.Index(before[0], "Remedy")
	if len(before) != len(after) || !slices.Equal(before[0], after[0]) {
		t.Fatalf("%d rows became %d", len(before), len(after))
	}
	counts := map[string]int{}
	for i := range before {
		for k := range before[i] {
			if k != status && k != remedy && before[i][k] != after[i][k] {
				t.Errorf("row %d, column %s: %q became %q", i, before[0][k], before[i][k], after[i][k])
			}
		}
		counts[after[i][status]]++
		if after[i][status] == "failed" && strings.HasPrefix(after[i][0], "grp-") && !strings.HasPrefix(after[i][remedy], "object-gone: Stop the waves.") {
			t.Errorf("row %d: remedy %q", i, after[i][remedy])
		}
	}
	for _, s := range verify.Statuses() {
		if counts[string(s)] == 0 {
			t.Errorf("no row is %s: %v", s, counts)
		}
	}
}

// TestVerifiedProfiles: every tracker is told, in its own words.
func TestVerifiedProfiles(t *testing.T) {
	p, v := richPlan(), verification()
	for profile, words := range map[report.Profile][]string{
		report.ProfileJira: {"Status: failed / Key: grp-"}, report.ProfileAzure: {"status-failed", "Status: done / Key"}, report.ProfileExcel: {",failed"},
		report.ProfilePlanner: {"Completed", "In progress", "Not started", "status-unknown"}, report.ProfileProject: {"Status: pending / Key"},
	} {
		out := csvOf(t, p, report.Options{Verified: v, Profile: profile})["groups.csv"]
		for _, w := range words {
			if !strings.Contains(out, w) {
				t.Errorf("%s: no %q", profile, w)
			}
		}
	}
}

// TestVerificationFiles: they are split as those of the plan are.
func TestVerificationFiles(t *testing.T) {
	var names []string
	for _, d := range report.VerificationDocuments(richPlan(), verification(), report.Options{}) {
		names = append(names, d.Name)
		if err := d.Write(io.Discard); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
	if got := fmt.Sprint(names); got != "[verification.json verification.md groups.csv]" {
		t.Error(got)
	}
}
