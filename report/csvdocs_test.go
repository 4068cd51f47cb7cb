package report_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gwbplan/report"
)

// docs/csv.md names the columns of each file and of each profile, in order.
func TestCSVPage(t *testing.T) {
	b, err := os.ReadFile("../docs/csv.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	files := csvOf(t, richPlan(), report.Options{})
	cell := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
	for name, file := range files {
		_, section, found := strings.Cut(page, "\n## `"+name+"`\n")
		section, _, _ = strings.Cut(section, "\n## ")
		var documented []string
		for _, m := range cell.FindAllStringSubmatch(section, -1) {
			documented = append(documented, m[1])
		}
		if header := parsed(t, file)[0]; !found || !slices.Equal(header, documented) {
			t.Errorf("%s has %q, documented are %q", name, header, documented)
		}
	}
	_, profiles, _ := strings.Cut(page, "\n## Profiles\n")
	for _, p := range report.Profiles() {
		header := parsed(t, csvOf(t, richPlan(), report.Options{Profile: p})["groups.csv"])[0]
		row := regexp.MustCompile("(?m)^\\| `" + string(p) + "` \\| ([^|]*) \\|").FindStringSubmatch(profiles)
		if row == nil {
			t.Errorf("profile %s is not documented", p)
			continue
		}
		want := strings.Replace(strings.Join(slices.Compact(header), ", "), "Labels, Ex", "Labels (4), Ex", 1)
		if row[1] != want && (row[1] != "as above" || !slices.Equal(header, parsed(t, files["groups.csv"])[0])) {
			t.Errorf("profile %s: documented %q, want %q", p, row[1], want)
		}
	}
}
