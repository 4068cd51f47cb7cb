package cutover

import (
	"cmp"
	"embed"
	"io"
	"strings"

	"gwbplan/inventory"
	"gwbplan/report/cutover/powershell"
)

// scripts are the files that are loaded or run.
func (k *Kit) scripts() []File {
	files := append(k.anchorFiles(), k.setAnchorsScript())
	files = append(files, k.syncRuleScripts()...)
	return append(files, k.scopeFiles()...)
}

// templates are the scripts without their data, and the functions that several
// of them have.
//
//go:embed scripts/*.ps1
var templates embed.FS

func template(name string) string {
	b, err := templates.ReadFile("scripts/" + name)
	if err != nil {
		panic(err) // the script is missing in the source
	}
	return string(b)
}

// scriptFile makes a script of its template, the functions that it uses and the
// kit's data.
func (k *Kit) scriptFile(name, templateName string, functions []string, data func() []powershell.Assignment) File {
	return File{name, func(w io.Writer) error {
		var own strings.Builder
		for _, f := range append([]string{"functions.ps1"}, functions...) {
			own.WriteString(template(f))
		}
		all := append([]powershell.Assignment{{Variable: "planHash", Expression: powershell.Quote(k.PlanHash)}}, data()...)
		_, err := io.WriteString(w, powershell.Script(template(templateName), own.String(), all...))
		return err
	}}
}

// context is the naming context of a domain.
func context(domain string) string {
	labels := strings.Split(domain, ".")
	for i, l := range labels {
		labels[i] = "DC=" + inventory.EscapeDNValue(l)
	}
	return strings.Join(labels, ",")
}

// label is a name as a script has it, to print it: what acts are ids.
func label(name string) string { return cmp.Or(name, "(no name)") }
