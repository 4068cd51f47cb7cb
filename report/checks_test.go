package report_test

import (
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/report"
)

func TestChecks(t *testing.T) {
	checks := []inventory.Check{
		{Source: "entra", What: "answers", Status: inventory.CheckPresent, Detail: "graph.microsoft.com"},
		{Source: "entra", What: "User.Read.All", Status: inventory.CheckMissing, Detail: "which users have an account in AD; refused: HTTP 403 Authorization_RequestDenied, and the line is long",
			Remedy: "have an administrator grant it", Gap: inventory.GapMemberFacts},
		{Source: "ad:evil\x1b[31m.com", What: "schema", Status: inventory.CheckNotProvable, Detail: "object\nVersion \u202e88"},
	}
	const want = `entra
  present       answers: graph.microsoft.com
  missing       User.Read.All: which users have an account in AD; refused: HTTP 403
                Authorization_RequestDenied, and the line is long
                to do: have an administrator grant it

ad:evil[U+001B][31m.com
  not provable  schema: object[U+000A]Version [U+202E]88

1 thing present, 1 missing, 1 not provable. What is missing would be a gap in the plan; what cannot
be proven may be one.
`
	var b strings.Builder
	if err := report.Checks(&b, checks, report.Options{}); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	b.Reset()
	if err := report.Checks(&b, checks[:1], report.Options{Colour: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "\x1b[32m1 thing present, 0 missing, 0 not provable.\x1b[0m\n") {
		t.Errorf("colour: %q", b.String())
	}
}
