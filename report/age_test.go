package report_test

import (
	"strings"
	"testing"

	"gwbplan/planner"
	"gwbplan/report"
)

// The plan expires when its oldest reading is too old, and never silently.
func TestHTMLExpiry(t *testing.T) {
	limit := []planner.Setting{{Key: "limits.snapshotAgeDays", Value: "7", Source: planner.FromDefault}}
	for name, c := range map[string]struct {
		settings  []planner.Setting
		snapshots []planner.PlanSnapshot
		want      string
	}{
		"oldest counts": {limit, []planner.PlanSnapshot{{Kind: "graph", TakenOn: "2024-05-30"}, {Kind: "ldap", TakenOn: "2024-05-28"}}, "2024-06-04, when the oldest reading is 7 days old"},
		"undated":       {limit, []planner.PlanSnapshot{{Kind: "graph", TakenOn: "2024-05-30"}, {Kind: "connect", Name: "SYNC01"}}, "not known: a reading"},
		"none":          {limit, nil, "not known: a reading"},
		"no limit":      {nil, []planner.PlanSnapshot{{Kind: "graph", TakenOn: "2024-05-30"}}, "not known: a reading"},
	} {
		p := emptyPlan() // of 2024-06-01
		p.Settings, p.Snapshots = c.settings, c.snapshots
		out := render(t, report.HTML, p, report.Options{})
		if !strings.Contains(out, c.want) {
			t.Errorf("%s: no %q", name, c.want)
		}
		if name == "oldest counts" && !strings.Contains(out, "4 days") {
			t.Error("no age of the older reading")
		}
	}
}
