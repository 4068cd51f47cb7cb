package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"gwbplan/planner"
	"gwbplan/report"
)

var update = flag.Bool("update", false, "write the golden files")

// documents is every renderer, for tests that hold for all of them.
var documents = []struct {
	file   string
	render func(io.Writer, *planner.Plan, report.Options) error
}{
	{"summary.txt", summary},
	{"report.md", report.Markdown},
	{"report.html", report.HTML},
	{"groups.csv", report.CSV},
	{"members.csv", report.MembersCSV},
	{"findings.csv", report.FindingsCSV},
}

// summary draws its tables without their rules, as wide as the real ones of
// gwbplan/report/table.
func summary(w io.Writer, p *planner.Plan, o report.Options) error {
	o.Table = drawPlainly
	return report.Summary(w, p, o)
}

func drawPlainly(w io.Writer, header []string, rows [][]string) error {
	rows = append([][]string{header}, rows...)
	for _, row := range rows {
		line := "|"
		for i, cell := range row {
			width := 0
			for _, r := range rows {
				width = max(width, columnsOf(strings.TrimPrefix(r[i], "#")))
			}
			cell = strings.TrimPrefix(cell, "#")
			line += " " + cell + strings.Repeat(" ", width-columnsOf(cell)) + " |"
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

func TestSummaryNeedsATableWriter(t *testing.T) {
	if err := report.Summary(io.Discard, richPlan(), report.Options{}); err == nil {
		t.Error("a summary without its tables was taken for one")
	}
}

func plans() map[string]*planner.Plan {
	return map[string]*planner.Plan{"rich": richPlan(), "empty": emptyPlan(), "incomplete": incompletePlan()}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	path = filepath.Join("testdata", path)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with go test ./report -update)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what was rendered:\n%s", path, firstDifference(string(want), string(got)))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\nwant %q\n got %q", i+1, a, b)
		}
	}
	return ""
}

func TestGoldens(t *testing.T) {
	for name, p := range plans() {
		for _, d := range documents {
			var b bytes.Buffer
			if err := d.render(&b, p, report.Options{}); err != nil {
				t.Fatalf("%s/%s: %v", name, d.file, err)
			}
			golden(t, filepath.Join(name, d.file), withoutAssets(b.Bytes()))
		}
	}
}

// withoutAssets leaves style and script of report.html, and their hashes, out of
// the golden files: they stand in report/html, and TestHTMLPolicy compares them.
func withoutAssets(b []byte) []byte {
	b = regexp.MustCompile("(?s)<(style|script)>.*?</(style|script)>").ReplaceAll(b, []byte("<$1>…</$2>"))
	return regexp.MustCompile("sha256-[^']*").ReplaceAll(b, []byte("sha256-…"))
}

// anyWorkbook stands for gwbplan/report/xlsx.
func anyWorkbook(w io.Writer, _ []report.Table) error {
	_, err := io.WriteString(w, "workbook")
	return err
}

// fillLists makes lists that nobody set empty, as a plan has them.
func fillLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fillLists(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fillLists(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			fillLists(v.Index(i))
		}
	}
}

// TestPlanGoldens keeps the plans as files: the JSON format, and what the
// writers in other packages are tested with.
func TestPlanGoldens(t *testing.T) {
	for name, p := range plans() {
		fillLists(reflect.ValueOf(p))
		var b bytes.Buffer
		if _, err := p.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join(name, "plan.json"), b.Bytes())
	}
}

// Rendering changes nothing, and the order of the input does not matter.
func TestRenderersLeaveThePlanAlone(t *testing.T) {
	for _, d := range documents {
		p := richPlan()
		before, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		first, second := render(t, d.render, p, report.Options{}), render(t, d.render, p, report.Options{})
		after, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if first != second {
			t.Errorf("%s: the second rendering differs", d.file)
		}
		if !bytes.Equal(before, after) {
			t.Errorf("%s: rendering changed the plan", d.file)
		}
		slices.Reverse(p.Groups)
		slices.Reverse(p.Orphans)
		slices.Reverse(p.Gaps)
		for i := range p.Groups {
			slices.Reverse(p.Groups[i].Findings)
		}
		if render(t, d.render, p, report.Options{}) != first {
			t.Errorf("%s: the order of the plan's lists shows", d.file)
		}
	}
}

func render(t *testing.T, f func(io.Writer, *planner.Plan, report.Options) error, p *planner.Plan, o report.Options) string {
	t.Helper()
	var b strings.Builder
	if err := f(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// No byte of a document is a control character, whatever the names hold, and
// the text documents are UTF-8.
func TestNoControlCharactersInAnyDocument(t *testing.T) {
	for name, p := range plans() {
		for _, d := range documents {
			out := render(t, d.render, p, report.Options{})
			if !utf8.ValidString(out) {
				t.Errorf("%s/%s: not UTF-8", name, d.file)
			}
			for _, r := range strings.ReplaceAll(out, "\r\n", "\n") {
				if r != '\n' && hides(r) {
					t.Errorf("%s/%s: has %U", name, d.file, r)
				}
			}
		}
	}
}

func TestNoControlCharactersInAnExplanation(t *testing.T) {
	p := richPlan()
	for _, g := range p.Groups {
		out := render(t, func(w io.Writer, p *planner.Plan, o report.Options) error { return report.Explain(w, p, g.ID, o) }, p, report.Options{})
		for _, r := range strings.ReplaceAll(out, "\n", "") {
			if hides(r) {
				t.Errorf("%s: has %U", g.ID, r)
			}
		}
	}
}

func TestSummaryKeepsToItsWidth(t *testing.T) {
	p := richPlan()
	p.Tenant.DisplayName = strings.Repeat("財務部 ", 100)
	p.Tenant.Domains = slices.Repeat([]string{"a.very.long.domain.example"}, 50)
	p.Groups[0].Findings[1].ID = planner.FindingID(strings.Repeat("x", 500))
	for _, line := range strings.Split(render(t, summary, p, report.Options{}), "\n") {
		if n := columnsOf(line); n > 100 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// columnsOf counts CJK as two columns; the test uses no other wide characters.
func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}

func TestColourIsAnOption(t *testing.T) {
	plain := render(t, summary, richPlan(), report.Options{})
	coloured := render(t, summary, richPlan(), report.Options{Colour: true})
	if strings.Contains(plain, "\x1b") || !strings.Contains(coloured, "\x1b[") {
		t.Fatal("colour must be there when it is asked for, and only then")
	}
	for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m"} {
		coloured = strings.ReplaceAll(coloured, code, "")
	}
	if coloured != plain {
		t.Error("without its colours the summary must be the plain one")
	}
}

func TestRetirementDate(t *testing.T) {
	for asOf, want := range map[string]string{
		"2024-06-29": "will be retired on 30 June 2024, in 1 day.",
		"2024-06-30": "is retired today, on 30 June 2024.",
		"2024-07-01": "was retired on 30 June 2024, 1 day ago.",
		"2027-06-30": "was retired on 30 June 2024, 1,095 days ago.",
	} {
		p := emptyPlan()
		p.AsOf = asOf
		for _, d := range documents[:3] {
			if out := render(t, d.render, p, report.Options{}); !strings.Contains(out, want) {
				t.Errorf("%s of %s: no %q", d.file, asOf, want)
			}
		}
	}
}

func TestBadAsOfIsAnError(t *testing.T) {
	p := emptyPlan()
	p.AsOf = "yesterday"
	for _, d := range documents {
		if err := d.render(io.Discard, p, report.Options{}); err == nil || !strings.Contains(err.Error(), "yesterday") {
			t.Errorf("%s: error %v does not name the value", d.file, err)
		}
	}
}

// brokenPipe fails after some bytes, as a full disk does.
type brokenPipe struct{ left int }

var errFull = errors.New("disk full")

func (b *brokenPipe) Write(p []byte) (int, error) {
	if len(p) > b.left {
		return 0, errFull
	}
	b.left -= len(p)
	return len(p), nil
}

func TestWriteErrorsAreReturned(t *testing.T) {
	for _, d := range documents {
		for _, left := range []int{0, 500} {
			if err := d.render(&brokenPipe{left}, richPlan(), report.Options{BOM: true}); !errors.Is(err, errFull) {
				t.Errorf("%s after %d bytes: error is %v", d.file, left, err)
			}
		}
	}
	if err := report.Explain(&brokenPipe{}, richPlan(), id(20), report.Options{}); !errors.Is(err, errFull) {
		t.Errorf("explain: error is %v", err)
	}
}

func TestMarkdownLimitsPointToTheFiles(t *testing.T) {
	out := render(t, report.Markdown, richPlan(), report.Options{FullGroups: 1, ListRows: 1, Members: 1})
	for _, want := range []string{"The other 4 groups in brief; plan.json has them in full:", "more: see groups.csv and plan.json.", "and 2 more: see plan.json."} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q", want)
		}
	}
	if full := render(t, report.Markdown, richPlan(), report.Options{}); len(full) <= len(out) {
		t.Error("limits must make the report shorter")
	}
}

// A report leaves no group out without saying so: each one of the plan is named
// by its id, unless a limit cut the table.
func TestMarkdownNamesEveryGroup(t *testing.T) {
	p := richPlan()
	out := render(t, report.Markdown, p, report.Options{})
	for _, g := range p.Groups {
		if !strings.Contains(out, g.ID) {
			t.Errorf("group %s (%q) is missing", g.ID, g.DisplayName)
		}
	}
}

// Every row of a table has as many cells as its header.
func TestMarkdownTablesAreEven(t *testing.T) {
	for name, p := range plans() {
		cells := 0
		for i, line := range strings.Split(render(t, report.Markdown, p, report.Options{}), "\n") {
			if !strings.HasPrefix(line, "|") {
				cells = 0
				continue
			}
			n := strings.Count(line, "|") // values never hold a bar
			if cells != 0 && n != cells {
				t.Errorf("%s line %d has %d bars, its header %d: %s", name, i+1, n, cells, line)
			}
			cells = n
		}
	}
}

func TestCSVIsRFC4180(t *testing.T) {
	const header = "Key,Wave,Window Start,Window End,Group,Object ID,Kind,Disposition,Readiness,Action,At Switch,AD DN,New DN,Object SID,Blockers,Unknowns,Fixes,Warnings,Pins,Members Cloud,Members AD,Members Lost,Members Gained,Depends On,Owner,Remedy,Decision,Due,Status"
	out := render(t, report.CSV, richPlan(), report.Options{})
	if !strings.HasPrefix(out, header+"\r\n") {
		t.Fatalf("header is %q", out[:min(len(out), 300)])
	}
	if strings.Count(out, "\n") != strings.Count(out, "\r\n") {
		t.Error("a line ends without CR LF")
	}
	rows := readCSV(t, out)
	if want := 1 + 15 + 5 + 8 + 2; len(rows) != want { // header, groups of the plan, gates, tasks, orphans
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	keys := map[string]bool{}
	for _, row := range rows {
		if keys[row[0]] {
			t.Errorf("key %s stands twice", row[0])
		}
		keys[row[0]] = true
		for _, c := range row {
			if startsFormula(c) {
				t.Errorf("cell starts a formula: %q", c)
			}
		}
	}
	for _, key := range []string{"grp-" + id(1), "orphan-" + guid(90).String()} {
		if !keys[key] {
			t.Errorf("no row %s", key)
		}
	}
	if bom := render(t, report.CSV, richPlan(), report.Options{BOM: true}); bom != "\ufeff"+out {
		t.Error("BOM must be the only difference")
	}
}

func readCSV(t *testing.T, s string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(s)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVNewDN(t *testing.T) {
	rows := readCSV(t, render(t, report.CSV, richPlan(), report.Options{}))
	dn := slices.Index(rows[0], "New DN")
	for _, row := range rows {
		switch row[0] {
		case "grp-" + id(11):
			if want := `CN=a | b\, c_000000000011,OU=Groups,DC=contoso,DC=com`; row[dn] != want {
				t.Errorf("New DN %q, want %q", row[dn], want)
			}
		case "grp-" + id(12):
			if row[dn] != "" {
				t.Errorf("New DN of an object that stays is %q", row[dn])
			}
		}
	}
}

func TestParseFormats(t *testing.T) {
	for list, want := range map[string]string{
		"": "[json html md csv xlsx]", " csv , MD": "[md csv]", "json,json": "[json]", "csv,html": "[html csv]",
		"docx": `unknown format "docx"`, "md,,csv": `unknown format ""`, "xls": "choose among json, html, md, csv, xlsx",
	} {
		got, err := report.ParseFormats(list)
		text := fmt.Sprint(got)
		if err != nil {
			text = err.Error()
		}
		if !strings.Contains(text, want) {
			t.Errorf("%q: %s, want %s", list, text, want)
		}
	}
}

func TestDocumentsFollowTheFormats(t *testing.T) {
	for _, c := range []struct {
		formats []report.Format
		want    string
	}{
		{report.Formats(), "report.html report.md groups.csv members.csv findings.csv report.xlsx"}, {[]report.Format{report.FormatCSV}, "groups.csv members.csv findings.csv"}, {[]report.Format{report.FormatJSON}, ""},
	} {
		var names []string
		for _, d := range report.Documents(richPlan(), c.formats, report.Options{Workbook: anyWorkbook}) {
			names = append(names, d.Name)
			if render(t, func(w io.Writer, _ *planner.Plan, _ report.Options) error { return d.Write(w) }, nil, report.Options{}) == "" {
				t.Errorf("%s is empty", d.Name)
			}
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%v gives %q, want %q", c.formats, got, c.want)
		}
	}
}

// hides reports whether a character has no place in a document.
func hides(r rune) bool {
	return r < 0x20 || r >= 0x7F && r < 0xA0 || r >= 0x200B && r <= 0x200F || r >= 0x2028 && r <= 0x202E || r >= 0x2060 && r <= 0x206F
}

func startsFormula(cell string) bool {
	cell = strings.TrimLeft(cell, " \u00a0\u3000")
	return cell != "" && strings.ContainsRune("=+-@＝＋－＠\t\r", []rune(cell)[0])
}

// What was not read to its end is no number: on AD's side as in the cloud.
func TestCSVUnreadCounts(t *testing.T) {
	member := func(source string) []planner.Evidence {
		return []planner.Evidence{{Source: source, Attribute: "member", Value: "the read failed"}}
	}
	for name, c := range map[string]struct {
		finding planner.Finding
		want    [4]string // Members Cloud, AD, Lost, Gained
	}{
		"read":          {finding(planner.FindingNoOwner, planner.SeverityInfo, "m", "r"), [4]string{"4", "3", "0", "0"}},
		"cloud unread":  {finding(planner.FindingMembersUnreadable, planner.SeverityUnknown, "m", "r"), [4]string{"", "3", "", ""}},
		"AD unread":     {planner.Finding{ID: planner.FindingMembersUnreadable, Evidence: member("ad:contoso.com")}, [4]string{"", "", "", ""}},
		"AD not asked":  {planner.Finding{ID: planner.FindingMembersNotCollected, Evidence: member("ad:contoso.com")}, [4]string{"", "", "", ""}},
		"hidden, AD is": {planner.Finding{ID: planner.FindingHiddenMembers, Evidence: member("ad:contoso.com")}, [4]string{"", "3", "", ""}},
	} {
		p := richPlan()
		g := security(1, "Sales")
		g.Members.Cloud, g.Members.AD = 4, 3
		g.Findings = []planner.Finding{c.finding}
		p.Groups, p.Orphans = []planner.Group{g}, nil
		rows := readCSV(t, render(t, report.CSV, p, report.Options{}))
		at := slices.Index(rows[0], "Members Cloud")
		if got := [4]string(rows[1][at : at+4]); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
