package report

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/html"
)

//go:embed html/report.tmpl html/fleet.tmpl html/report.js
var htmlFiles embed.FS

// HTML writes report.html: one file that opens from a disk or a share, loads
// nothing and talks to nobody. What a board decides with is static; the table
// of all groups and the view of each are unpacked by the file's own script, the
// only one that its Content-Security-Policy admits.
//
// The file stays under 300 bytes a group plus 300 kB: where the groups' details
// do not fit, those of the groups with the least to say are left to plan.json,
// and the document says so.
func HTML(w io.Writer, p *planner.Plan, o Options) error {
	v, err := newView(p)
	if err != nil {
		return err
	}
	out := &countingWriter{w: bufio.NewWriter(w)}
	if err := v.html(out, o); err != nil {
		return fmt.Errorf("writing report.html: %w", err)
	}
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("writing report.html: %w", err)
	}
	return nil
}

func (v *view) html(out *countingWriter, o Options) error {
	script := htmlFile("report.js")
	page, err := template.New("report.tmpl").Parse(htmlFile("report.tmpl"))
	if err != nil {
		return fmt.Errorf("reading its template: %w", err)
	}
	out.text(html.Head(v.htmlTitle(), html.Style(), script))
	var body bytes.Buffer
	if err := page.Execute(&body, v.htmlPage(o)); err != nil {
		return fmt.Errorf("filling its template: %w", err)
	}
	out.text(squeezed(body.String()))
	tail := "<script>" + script + "</script>\n</body>\n</html>\n"
	if err := v.htmlData(out, len(tail), o); err != nil {
		return err
	}
	out.text(tail)
	return nil
}

// htmlFile returns an embedded file.
func htmlFile(name string) string {
	b, err := htmlFiles.ReadFile("html/" + name)
	if err != nil {
		panic(err) // embedded above
	}
	return html.Unix(string(b))
}

// squeezed drops the empty lines that templates leave.
func squeezed(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(line)
		}
	}
	return b.String()
}

// countingWriter knows the size of the file so far. The buffer keeps the first
// error.
type countingWriter struct {
	w *bufio.Writer
	n int
}

func (c *countingWriter) text(s string) {
	n, _ := c.w.WriteString(s)
	c.n += n
}
