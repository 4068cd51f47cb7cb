package report

import (
	"strings"
	"testing"

	"gwbplan/planner"
	"gwbplan/report/markdown"
)

func TestCountedLine(t *testing.T) {
	v := &view{plan: &planner.Plan{Summary: planner.Summary{Renames: 9, Moves: 1, Retypes: 2, Actions: []planner.Count{
		{Word: "keep", Groups: 70}, {Word: "resume", Groups: 3}, {Word: "adopt", Groups: 1031}, {Word: "create", Groups: 12}, {Word: "duplicate", Groups: 2}, {Word: "freeze", Groups: 5},
	}}}, orphans: make([]*planner.Orphan, 4)}
	want := "Plan: 1,031 to adopt, 12 to create, 2 to duplicate, 9 to rename, 1 to move, 2 to retype, 3 to resume, 5 to freeze, 4 orphans."
	if got := v.countedLine(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPeopleSentence(t *testing.T) {
	for _, tt := range []struct {
		count planner.PeopleCount
		want  string
	}{
		{planner.PeopleCount{Exact: true}, "Nobody loses it; nested groups are followed."},
		{planner.PeopleCount{People: 1, Groups: 2, Exact: true}, "1 person loses it, in 2 groups; nested groups are followed."},
		{planner.PeopleCount{People: 1234, Groups: 1}, "1,234 people lose it, in 1 group, as far as members could be read and compared; nested groups are followed."},
	} {
		if got := peopleSentence(tt.count, "loses it", "lose it"); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestHours(t *testing.T) {
	for n, want := range map[int]string{1: "1 hour", 47: "47 hours", 48: "2 days", 170: "7 days 2 hours"} {
		if got := hours(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestSwitchSentences(t *testing.T) {
	said := func(s planner.SwitchForecast) string {
		return strings.Join((&view{plan: &planner.Plan{AtSwitch: s}}).switchSentences(), " ")
	}
	if got := said(planner.SwitchForecast{Frozen: 3, WithoutWave: 1, Undecided: 2}); !strings.Contains(got, "from 3 AD objects at once") ||
		!strings.Contains(got, "1 of these objects has no wave") || !strings.Contains(got, "2 written security groups are undecided") {
		t.Errorf("got %q", got)
	}
	if got := said(planner.SwitchForecast{Done: true, Frozen: 1}); !strings.Contains(got, "off already: nobody updates 1 AD object,") || strings.Contains(got, "undecided") {
		t.Errorf("got %q", got)
	}
}

// A fence is longer than any that a name brings.
func TestCodeCannotBeLeft(t *testing.T) {
	var b strings.Builder
	m := markdown.NewWriter(&b)
	m.Code("a ```` b\n</code>")
	if err := m.Flush(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if lines[0] != "`````" || lines[2] != "`````" || strings.Count(b.String(), "\n") != 4 {
		t.Errorf("got %q", b.String())
	}
}
