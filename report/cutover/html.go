package cutover

import (
	"bufio"
	_ "embed"
	htmltemplate "html/template"
	"io"
	"strings"

	"gwbplan/report/escape"
	"gwbplan/report/html"
)

//go:embed runbook.tmpl
var pageTemplate string

//go:embed runbook.css
var pageStyle string

// writeHTML writes the document as one file that loads nothing and runs nothing.
func (d *document) writeHTML(w io.Writer) error {
	t, err := htmltemplate.New("runbook").Funcs(htmltemplate.FuncMap{
		"visible": escape.Visible,
		"column":  func(s string) string { return strings.TrimPrefix(s, ">") },
		"right":   func(s string) bool { return strings.HasPrefix(s, ">") },
		"first":   func(i int) bool { return i == 0 },
	}).Parse(html.Unix(pageTemplate))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	_, _ = out.WriteString(html.Head(escape.Visible(d.Title), html.Style()+html.Unix(pageStyle), "")) // Flush returns the error
	if err := t.Execute(out, d); err != nil {
		return err
	}
	_, _ = out.WriteString("</body>\n</html>\n")
	return out.Flush()
}
