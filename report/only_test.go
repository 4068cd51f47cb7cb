package report_test

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gwbplan/planner"
	"gwbplan/report"
)

func TestOnly(t *testing.T) {
	p := richPlan()
	for conditions, want := range map[string][]string{
		"readiness=blocked":                          {id(1), id(2), id(3), id(4), id(5)},
		"readiness=blocked,disposition=side-by-side": {id(2), id(3)},
		"readiness=fix-first,readiness=unknown":      {id(10), id(11), id(12)},
		"readiness=blocked,owner=none":               {id(1)},
		"owner= ADA byron ,readiness=unknown":        {id(10)},
		"wave=1":                                     {id(20)},
		"wave=none,readiness=unknown":                {id(10)},
		"disposition=keep-on-v1,readiness=unknown":   nil,
		"readiness=none":                             {id(30), id(31), id(32)},
	} {
		s, err := report.ParseOnly(strings.Split(conditions, ","))
		if err != nil {
			t.Fatal(err)
		}
		groups, err := s.Groups(p)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range groups {
			got = append(got, p.Groups[i].ID)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", conditions, got, want)
		}
	}
}

func TestOnlyRefusesWhatNoGroupHas(t *testing.T) {
	for condition, want := range map[string]string{
		"colour=red": "colour=red", "readiness": "KEY=VALUE", "readiness=": "KEY=VALUE", "=blocked": "KEY=VALUE",
		"readiness=good": "choose among blocked, unknown, fix-first, ready, none", "disposition=move": "keep-on-v1",
		"wave=0": "wave", "wave=pilot": "number", "wave=99": `no group of the plan has the wave "99"`, "owner=Nobody Known": `owner "Nobody Known"`,
	} {
		s, err := report.ParseOnly([]string{condition})
		if err == nil {
			_, err = s.Groups(richPlan())
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", condition, err, want)
		}
	}
}

// excerpt is the part of the rich plan that the conditions select.
func excerpt(t *testing.T, p *planner.Plan, conditions ...string) *planner.Plan {
	t.Helper()
	s, err := report.ParseOnly(conditions)
	if err != nil {
		t.Fatal(err)
	}
	groups, err := s.Groups(p)
	if err != nil {
		t.Fatal(err)
	}
	return p.ExcerptOf(groups, s.Asked())
}

// Every document of an excerpt says what it is and what it leaves out, and has
// no word of the groups that it does not show.
func TestDocumentsOfAnExcerpt(t *testing.T) {
	p := richPlan()
	e := excerpt(t, p, "readiness=unknown")
	const note = "This is an excerpt (readiness=unknown): 1 of 18 groups. Left out are 17 groups and 2 AD objects without a cloud group."
	for _, d := range documents {
		out := render(t, d.render, e, report.Options{})
		flat := strings.Join(strings.Fields(strings.ReplaceAll(out, `\`, "")), " ")
		if said := strings.Contains(flat, note); said != (d.file != "members.csv" && d.file != "findings.csv") {
			t.Errorf("%s: says what it leaves out: %v", d.file, said)
		}
		if strings.Contains(out, id(1)) || strings.Contains(out, "CN=Lost") {
			t.Errorf("%s shows what was left out", d.file)
		}
	}
	for _, n := range []int{p.Summary.Groups, len(p.Orphans)} {
		if n == 0 || p.Excerpt != nil {
			t.Fatal("the whole plan was changed")
		}
	}
}

// The counts of an excerpt are those of its groups.
func TestExcerptCounts(t *testing.T) {
	e := excerpt(t, richPlan(), "readiness=blocked")
	blocked := 0
	for _, row := range e.Summary.Matrix {
		blocked += row.Blocked
		if row.Ready+row.FixFirst+row.Unknown+row.None > 0 {
			t.Errorf("row %+v", row)
		}
	}
	if blocked != 5 || e.Summary.Groups != 5 || e.Summary.MembersLosingAccess != 2 {
		t.Errorf("%d blocked, summary %+v", blocked, e.Summary)
	}
	again := excerpt(t, e, "disposition=side-by-side")
	if x := again.Excerpt; x.GroupsInPlan != 18 || x.GroupsLeftOut != 16 || x.OrphansLeftOut != 2 || len(x.Only) != 2 {
		t.Errorf("an excerpt of an excerpt: %+v", x)
	}
}

// A folder's name cannot leave its place, mean something to a file system, or
// be another owner's.
func TestOwnerFolders(t *testing.T) {
	hostile := []string{"../../etc/passwd", `..\..\boot`, "/root", "C:\\x", "CON", "aux.txt", ".", "..", "a/b", "a b", "a-b", "A?B", "Ada\x00", "財務部", "経理部",
		"", strings.Repeat("long", 100), strings.Repeat("long", 100) + "er", "ada@contoso.com", "ada.contoso.com", " ", "no-owner", "index.csv", "\u202e"}
	p := richPlan()
	p.Groups = nil
	for i, owner := range hostile {
		g := security(i, "G")
		g.Owners = []string{owner}
		p.Groups = append(p.Groups, g)
	}
	groups := make([]int, len(hostile))
	for i := range groups {
		groups[i] = i
	}
	seen := map[string]bool{}
	for _, s := range report.ByOwner(p, groups) {
		folder := strings.ToLower(s.Folder)
		if seen[folder] || !filepath.IsLocal(s.Folder) || len(s.Folder) > 100 || strings.Trim(s.Folder, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%q has the folder %q", s.Owner, s.Folder)
		}
		seen[folder] = true
	}
	if len(seen) != len(hostile) {
		t.Errorf("%d folders for %d owners", len(seen), len(hostile))
	}
}

func TestByOwner(t *testing.T) {
	p := richPlan()
	p.Groups = []planner.Group{security(1, "One"), security(2, "Two"), security(3, "Three")}
	p.Groups[0].Owners, p.Groups[1].Owners, p.Groups[2].Owners = []string{"Bob", "ada"}, []string{"ADA", "ada"}, nil
	var got []string
	for _, s := range report.ByOwner(p, []int{0, 1, 2}) {
		for _, g := range s.Groups {
			got = append(got, s.Owner+"/"+p.Groups[g].DisplayName)
		}
	}
	if want := "ada/One ada/Two Bob/One /Three"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", strings.Join(got, " "), want)
	}
	index := render(t, func(w io.Writer, p *planner.Plan, o report.Options) error {
		return report.OwnersCSV(w, report.ByOwner(p, []int{0, 1, 2}), o)
	}, p, report.Options{})
	rows := parsed(t, index)
	if len(rows) != 4 || strings.Join(rows[0], ",") != "Owner,Folder,Groups,Blocked,Unknown,Fix first,Ready,Nothing to do" ||
		rows[1][0] != "ada" || rows[1][2] != "2" || rows[1][6] != "2" || rows[3][0] != "(nobody)" || rows[3][1] != "no-owner" {
		t.Errorf("index %q", rows)
	}
}
