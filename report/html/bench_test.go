package html_test

import (
	"io"
	"os"
	"testing"

	"gwbplan/fixtures/bench"
	"gwbplan/fixtures/browser"
	"gwbplan/report"
)

// BenchmarkWrite renders the document of a large tenant.
func BenchmarkWrite(b *testing.B) {
	p := largePlan(bench.Groups(b, 100_000))
	b.ReportAllocs()
	for b.Loop() {
		if err := report.HTML(io.Discard, p, report.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBrowser opens the document of a large tenant from disk and measures
// in the page: when it first shows its content, when the table is ready, and
// how long a keystroke in the search takes until the rows stand in the page.
func BenchmarkBrowser(b *testing.B) {
	groups := bench.Groups(b, 100_000)
	path := written(b, largePlan(groups))
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	sums := map[string]float64{}
	for b.Loop() {
		p := open(b, path)
		p.Until("performance.getEntriesByName('first-contentful-paint').length > 0") // a small table is ready before the first frame
		for name, expression := range map[string]string{
			"first-content-ms": "performance.getEntriesByName('first-contentful-paint')[0].startTime",
			"table-ready-ms":   "performance.getEntriesByName('table-ready')[0].startTime",
		} {
			sums[name] += browser.Eval[float64](p, expression)
		}
		sums["first-keystroke-ms"] += browser.Eval[float64](p, keystroke("f"))
		sums["keystroke-ms"] += browser.Eval[float64](p, keystroke("fi"))
		sums["first-sort-ms"] += browser.Eval[float64](p, `(() => { const t = performance.now(); document.querySelector('th[data-column=name] button').click(); return performance.now() - t; })()`)
		p.Close()
	}
	for name, sum := range sums {
		b.ReportMetric(sum/float64(b.N), name)
	}
	b.ReportMetric(float64(info.Size())/float64(groups), "bytes/group")
}

// keystroke sets the search and measures until the page has been laid out.
func keystroke(text string) string {
	return `(() => { const s = document.getElementById('search'), t = performance.now(); s.value = ` + js(text) +
		`; s.dispatchEvent(new Event('input')); document.getElementById('groups-body').offsetHeight; return performance.now() - t; })()`
}
