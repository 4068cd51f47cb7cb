package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gwbplan/fixtures/browser"
	"gwbplan/fixtures/hostile"
	"gwbplan/fixtures/openpyxl"
	"gwbplan/planner"
	"gwbplan/report"
)

// TestHostileNames puts every hostile name into every place of a plan that can
// hold one, and reads each document back with a parser that had no part in
// writing it. Plain names give the document's shape: hostile ones may add
// nothing to it, and each must be read wherever the plain one is.
func TestHostileNames(t *testing.T) {
	evil, plain := hostilePlans(t)
	documents := twins(t, evil, plain)
	for name, d := range documents {
		if filepath.Ext(name) == ".csv" {
			t.Run(name, func(t *testing.T) { hostileCSV(t, name, d) })
		}
	}
	for _, name := range []string{"summary.txt", "explain.txt"} {
		t.Run(name, func(t *testing.T) { hostileText(t, documents[name]) })
	}
	t.Run(planFile, func(t *testing.T) { hostileJSON(t, documents[planFile]) })
	t.Run("report.md", func(t *testing.T) { hostileMarkdown(t, documents["report.md"]) })
	t.Run("report.xlsx", func(t *testing.T) { hostileWorkbook(t, documents["report.xlsx"]) })
	t.Run("report.html", func(t *testing.T) { hostileHTML(t, documents["report.html"], evil) })
	t.Run("errors", func(t *testing.T) { hostileQueries(t, evil) })
}

// invisible reports whether a character moves others, ends a line or has no
// shape: none takes effect in a document.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// inert checks the texts of a document.
func inert(t *testing.T, texts []string) {
	t.Helper()
	for _, s := range texts {
		if i := strings.IndexFunc(s, invisible); i >= 0 {
			t.Errorf("%q has a character that moves others or has no shape", s[max(0, i-40):min(len(s), i+40)])
		}
	}
}

// sameShape compares how many elements of each kind a document and its twin
// have.
func sameShape(t *testing.T, what string, got, want map[string]int) {
	t.Helper()
	for _, kind := range slices.Sorted(maps.Keys(got)) {
		if got[kind] != want[kind] {
			t.Errorf("%s has %d elements %s, with plain names %d", what, got[kind], kind, want[kind])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s has the elements %v, with plain names %v", what, got, want)
	}
}

// recognised checks that each hostile name stands in the texts where its plain
// twin does: but for distinguished names, which have an escape of their own, and
// for some places where a long text or list is cut.
func recognised(t *testing.T, texts, plain []string, shown func(hostile.Name) string) {
	t.Helper()
	all, twin := strings.Join(texts, "\n"), strings.Join(plain, "\n")
	for i, n := range hostile.Names() {
		want := strings.Count(twin, plainName(i)) - strings.Count(twin, "="+plainName(i))
		if got := strings.Count(all, shown(n)); got < want-want/4 || want == 0 {
			t.Errorf("%q is read %d times as %q, want %d", n.Text, got, shown(n), want)
		}
	}
}

func hostileCSV(t *testing.T, name string, d twin) {
	rows, plain := csvRows(t, d.hostile), csvRows(t, d.plain)
	if len(rows) != len(plain) || len(rows[0]) != len(plain[0]) {
		t.Errorf("%d rows of %d cells, plain names have %d of %d", len(rows), len(rows[0]), len(plain), len(plain[0]))
	}
	for _, cell := range slices.Concat(rows...) {
		for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == '|' }) {
			if part = strings.TrimLeft(part, " \u3000\""); part != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(part)[0]) {
				t.Errorf("cell %q starts a formula", cell)
			}
		}
	}
	inert(t, slices.Concat(rows...))
	if strings.HasPrefix(name, string(report.ProfileJira)+"/groups") || strings.HasPrefix(name, string(report.ProfileAzure)+"/groups") {
		hostileTitles(t, rows)
		return
	}
	// an apostrophe behind a semicolon keeps a second formula from starting
	bare := strings.ReplaceAll(strings.Join(slices.Concat(rows...), "\n"), ";'=", ";=")
	recognised(t, []string{bare}, slices.Concat(plain...), func(n hostile.Name) string { return n.Shown })
}

// hostileTitles are what a tracker shows of a group; its description has markup
// of the tracker's own.
func hostileTitles(t *testing.T, rows [][]string) {
	title := slices.IndexFunc(rows[0], func(h string) bool { return h == "Summary" || h == "Title" })
	for _, n := range hostile.Names() {
		if !slices.ContainsFunc(rows, func(row []string) bool { return strings.HasPrefix(row[title], n.Cell+": ") }) {
			t.Errorf("no title is %q", n.Cell)
		}
	}
}

func csvRows(t *testing.T, file []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	rows, err := r.ReadAll() // every row has as many cells as the first
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// hostileText checks what a terminal gets: names end no line.
func hostileText(t *testing.T, d twin) {
	lines, plain := strings.Split(string(d.hostile), "\n"), strings.Split(string(d.plain), "\n")
	inert(t, lines)
	recognised(t, []string{unwrapped(lines)}, []string{unwrapped(plain)}, func(n hostile.Name) string { return n.Shown })
}

// unwrapped is a text without the line ends that its width made.
func unwrapped(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

// hostileJSON checks that a plan keeps its names, but for bytes that no JSON
// can hold, and that a terminal can show the file.
func hostileJSON(t *testing.T, d twin) {
	inert(t, strings.Split(string(d.hostile), "\n"))
	var p planner.Plan
	if err := json.Unmarshal(d.hostile, &p); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, g := range p.Groups {
		names[g.DisplayName] = true
	}
	for _, n := range hostile.Names() {
		if kept := string([]rune(n.Text)); !names[kept] {
			t.Errorf("no group is named %q", kept)
		}
	}
}

func hostileMarkdown(t *testing.T, d twin) {
	m, plain := parseMarkdown(t, d.hostile), parseMarkdown(t, d.plain)
	sameShape(t, "the document", m.kinds, plain.kinds)
	inert(t, m.texts)
	recognised(t, m.texts, plain.texts, func(n hostile.Name) string { return n.Shown })
}

func hostileWorkbook(t *testing.T, d twin) {
	dir := t.TempDir()
	sheets := openpyxl.Read(t, writeDocument(t, dir, "hostile.xlsx", d.hostile))
	plain := openpyxl.Read(t, writeDocument(t, dir, "plain.xlsx", d.plain))
	var texts, twins []string
	for i, s := range sheets {
		if p := plain[i]; len(sheets) != len(plain) || s.Name != p.Name || s.Links > 0 || len(s.Rows) != len(p.Rows) || len(s.Rows[0]) != len(p.Rows[0]) {
			t.Fatalf("sheet %q has %d rows, %d links; with plain names %q has %d rows", s.Name, len(s.Rows), s.Links, p.Name, len(p.Rows))
		}
		texts, twins = append(texts, cellTexts(t, s)...), append(twins, cellTexts(t, plain[i])...)
	}
	for _, s := range texts {
		if strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Bidi_Control) }) {
			t.Errorf("%q has a character that moves others", s)
		}
	}
	recognised(t, texts, twins, func(n hostile.Name) string { return n.Sheet })
}

// cellTexts are the texts of a sheet, all of them in cells of text.
func cellTexts(t *testing.T, s openpyxl.Sheet) []string {
	t.Helper()
	var out []string
	for _, cell := range slices.Concat(s.Rows...) {
		if text, ok := cell[1].(string); ok {
			out = append(out, text)
			if cell[0] != "s" && cell[0] != "inlineStr" {
				t.Errorf("%s: cell %q is of type %v", s.Name, text, cell[0])
			}
		}
	}
	return out
}

// pageShape counts a page's elements, pageTexts are its texts and the values of
// its attributes.
const (
	pageShape = `(() => { const n = {}; for (const e of document.querySelectorAll('*')) n[e.localName] = (n[e.localName] ?? 0) + 1; return n; })()`
	pageTexts = `[...document.querySelectorAll('*')].filter((e) => !e.closest('script, style')).flatMap((e) =>
		[...[...e.attributes].map((a) => a.value), ...[...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data)])
		.map((s) => s.replace(/[\n\t]/g, ' '))`
)

func hostileHTML(t *testing.T, d twin, p *planner.Plan) {
	dir := t.TempDir()
	page, plain := openReport(t, writeDocument(t, dir, "hostile.html", d.hostile)), openReport(t, writeDocument(t, dir, "plain.html", d.plain))
	compare := func(what string) {
		t.Helper()
		sameShape(t, what, browser.Eval[map[string]int](page, pageShape), browser.Eval[map[string]int](plain, pageShape))
		inert(t, browser.Eval[[]string](page, pageTexts))
	}
	compare("at first")
	shown := func(n hostile.Name) string { return n.Shown }
	recognised(t, browser.Eval[[]string](page, pageTexts), browser.Eval[[]string](plain, pageTexts), shown)
	for i, n := range hostile.Names() {
		id := p.Groups[i*len(p.Groups)/len(hostile.Names())+1].ID // the one with members and findings
		for _, at := range []*browser.Page{page, plain} {
			at.Do(fmt.Sprintf("location.hash = '#group/%s'", id))
			at.Until(fmt.Sprintf("document.getElementById('group-kind').textContent.includes('%s') && document.querySelector('#group-body .found') !== null", id))
		}
		if got := page.Text("document.getElementById('group-name').textContent"); got != n.Shown {
			t.Errorf("the view of %q is named %q, want %q", n.Text, got, n.Shown)
		}
		compare(n.Text)
		view, twin := page.Text("document.getElementById('group-body').textContent"), plain.Text("document.getElementById('group-body').textContent")
		if got, want := strings.Count(view, n.Shown), strings.Count(twin, plainName(i))-strings.Count(twin, "="+plainName(i)); got < want || want < 8 {
			t.Errorf("the view of %q has its name %d times, want %d", n.Text, got, want)
		}
	}
	for _, problem := range append(page.Problems(), page.Requests()...) {
		t.Error(problem)
	}
}

func openReport(t *testing.T, path string) *browser.Page {
	t.Helper()
	p := browser.Open(t, path)
	p.Until("document.documentElement.classList.contains('js')")
	return p
}

// hostileQueries asks for groups by names that several have, and nobody: the
// answer names them.
func hostileQueries(t *testing.T, p *planner.Plan) {
	for _, n := range hostile.Names() {
		for _, query := range []string{n.Text, n.Text + " nobody"} {
			err := report.Explain(&bytes.Buffer{}, p, query, report.Options{})
			if err == nil {
				t.Errorf("%q was taken for one group", query)
				continue
			}
			inert(t, strings.Split(err.Error(), "\n"))
		}
	}
}
