package report_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"gwbplan/planner"
	"gwbplan/report"
)

// csvOf renders the CSV files of a plan, by name.
func csvOf(t *testing.T, p *planner.Plan, o report.Options) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, d := range report.Documents(p, []report.Format{report.FormatCSV}, o) {
		var b bytes.Buffer
		if err := d.Write(&b); err != nil {
			t.Fatal(err)
		}
		out[d.Name] = b.String()
	}
	return out
}

// parsed reads a CSV file back: every row has as many cells as the header.
func parsed(t *testing.T, file string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// cellsOf is one column of a parsed file.
func cellsOf(t *testing.T, rows [][]string, header string) []string {
	t.Helper()
	i := slices.Index(rows[0], header)
	if i < 0 {
		t.Fatalf("no column %q in %q", header, rows[0])
	}
	var out []string
	for _, r := range rows[1:] {
		out = append(out, r[i])
	}
	return out
}

func TestProfileGoldens(t *testing.T) {
	for _, profile := range report.Profiles() {
		for name, file := range csvOf(t, richPlan(), report.Options{Profile: profile}) {
			golden(t, filepath.Join("profiles", string(profile), name), []byte(file))
		}
	}
}

// No cell of any CSV file starts a formula, is longer than a line, or has a
// control character, and Excel alone gets a byte order mark.
func TestProfilesAreHarmless(t *testing.T) {
	for _, profile := range report.Profiles() {
		for name, file := range csvOf(t, richPlan(), report.Options{Profile: profile}) {
			if got := strings.HasPrefix(file, "\ufeff"); got != (profile == report.ProfileExcel) {
				t.Errorf("%s/%s: byte order mark %v", profile, name, got)
			}
			for _, row := range parsed(t, file) {
				for _, cell := range row {
					if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
						t.Errorf("%s/%s: cell %q", profile, name, cell)
					}
					if strings.ContainsAny(cell, "\r\n\x1b") {
						t.Errorf("%s/%s: cell %q is no line", profile, name, cell)
					}
				}
			}
		}
	}
}

func TestImportersGetFilesOfAThousandRows(t *testing.T) {
	p := richPlan()
	for i := range 2000 {
		p.Groups = append(p.Groups, security(1000+i, "Bulk "+strconv.Itoa(i)))
	}
	for _, profile := range []report.Profile{report.ProfileJira, report.ProfileAzure} {
		files := csvOf(t, p, report.Options{Profile: profile})
		keys := map[string]bool{}
		for i := 1; i <= 3; i++ {
			rows := parsed(t, files[fmt.Sprintf("groups-%d.csv", i)])
			if len(rows) > 1001 || i < 3 && len(rows) != 1001 {
				t.Errorf("%s: file %d has %d rows", profile, i, len(rows)-1)
			}
			for _, r := range rows[1:] {
				keys[strings.Join(r, "|")] = true
			}
		}
		whole := 0
		var b bytes.Buffer
		if err := report.CSV(&b, p, report.Options{Profile: profile}); err != nil {
			t.Fatal(err)
		}
		for _, r := range parsed(t, b.String())[1:] {
			whole++
			if !keys[strings.Join(r, "|")] {
				t.Fatalf("%s: a row is in no file: %q", profile, r)
			}
		}
		if len(keys) != whole || files["groups.csv"] != "" || files["groups-4.csv"] != "" {
			t.Errorf("%s: %d rows in the files, want %d", profile, len(keys), whole)
		}
	}
	if files := csvOf(t, p, report.Options{}); files["groups.csv"] == "" {
		t.Error("the generic profile must not be split")
	}
}

func TestTitlesAreShort(t *testing.T) {
	p := richPlan()
	p.Groups[0].DisplayName = strings.Repeat("財務\u202e😀", 300)
	p.Groups[1].DisplayName = strings.Repeat("\x01", 300)
	for profile, column := range map[report.Profile]string{report.ProfileJira: "Summary", report.ProfileAzure: "Title", report.ProfilePlanner: "Task Name", report.ProfileProject: "Name"} {
		for _, title := range cellsOf(t, parsed(t, csvOf(t, p, report.Options{Profile: profile})["groups.csv"]), column) {
			if n := len(utf16.Encode([]rune(title))); n > 255 || n == 0 {
				t.Errorf("%s: a title of %d characters: %q", profile, n, title)
			}
		}
	}
}

// Jira tells the several values of a field by its repeated header.
func TestJiraRepeatsLabels(t *testing.T) {
	rows := parsed(t, csvOf(t, richPlan(), report.Options{Profile: report.ProfileJira})["groups.csv"])
	n := 0
	for _, h := range rows[0] {
		if h == "Labels" {
			n++
		}
		if strings.Trim(h, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ") != "" {
			t.Errorf("header %q has punctuation", h)
		}
	}
	if n != 4 {
		t.Errorf("%d columns of labels", n)
	}
	for _, d := range cellsOf(t, rows, "Description") {
		if inner := strings.TrimSuffix(strings.TrimPrefix(d, "{noformat}"), "{noformat}"); strings.Contains(inner, "{") || len(d)-len(inner) != 20 {
			t.Errorf("the description can leave its fence: %q", d)
		}
	}
}

func TestAzureDescriptionsAreNoHTML(t *testing.T) {
	for _, d := range cellsOf(t, parsed(t, csvOf(t, richPlan(), report.Options{Profile: report.ProfileAzure})["groups.csv"]), "Description") {
		if strings.ContainsAny(d, "<>\"'") {
			t.Errorf("HTML in %q", d)
		}
	}
}

// Project's predecessors are the line numbers of the rows that are meant.
func TestProjectPredecessors(t *testing.T) {
	p := richPlan()
	for i := range p.Groups {
		if p.Groups[i].ID == id(20) {
			p.Groups[i].Wave, p.Groups[i].WaitsFor = 0, []string{id(1)}
		}
	}
	rows := parsed(t, csvOf(t, p, report.Options{Profile: report.ProfileProject})["groups.csv"])
	before, notes, levels := cellsOf(t, rows, "Predecessors"), cellsOf(t, rows, "Notes"), cellsOf(t, rows, "Outline Level")
	found := false
	for i := range before {
		if strings.HasPrefix(notes[i], "Key: grp-"+id(20)) {
			n, err := strconv.Atoi(before[i])
			if err != nil || !strings.HasPrefix(notes[n-1], "Key: grp-"+id(1)+" ") {
				t.Errorf("predecessor %q of the row", before[i])
			}
			found = true
		}
		if (levels[i] == "1") != (notes[i] == "") {
			t.Errorf("line %d: level %s, notes %q", i+1, levels[i], notes[i])
		}
	}
	if !found {
		t.Error("the row is missing")
	}
}

func TestParseProfile(t *testing.T) {
	for in, want := range map[string]report.Profile{"": report.ProfileGeneric, " Jira ": report.ProfileJira, "azure-devops": report.ProfileAzure} {
		if got, err := report.ParseProfile(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	if _, err := report.ParseProfile("lotus"); err == nil || !strings.Contains(err.Error(), `"lotus"`) || !strings.Contains(err.Error(), "planner") {
		t.Errorf("error %v", err)
	}
}
