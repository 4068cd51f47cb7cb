package cutover

import (
	"encoding/base64"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/samba"
	"gwbplan/planner"
)

func TestStampsAreSecurityGroupsWithoutAnchor(t *testing.T) {
	plan := &planner.Plan{}
	for i, change := range []func(*planner.Group){
		func(*planner.Group) {},
		func(g *planner.Group) { g.Findings = nil },
		func(g *planner.Group) { g.Kind = planner.KindMicrosoft365 },
		func(g *planner.Group) { g.Action = planner.ActionCreate },
		func(g *planner.Group) { g.Wave = 0 },
		func(g *planner.Group) { g.ADObjects = append(g.ADObjects, g.ADObjects...) },
	} {
		g := hostileGroup(i, "x", "contoso.com")
		g.Wave = 1
		change(&g)
		plan.Groups = append(plan.Groups, g)
	}
	got := kitOf(t, plan).stamps()
	if len(got) != 1 || got[0].group.ID != plan.Groups[0].ID {
		t.Errorf("stamps %v, want that of the first group alone", got)
	}
}

// TestAnchorFilesByDomain: a domain controller takes the objects of its own
// domain, so that each has a file of its own.
func TestAnchorFilesByDomain(t *testing.T) {
	for name, c := range map[string]struct {
		domains []string
		want    []string
	}{
		"none":      {nil, []string{"anchors-undo.ldif", "anchors.ldif"}},
		"one":       {[]string{"contoso.com", "Contoso.com"}, []string{"anchors-undo.ldif", "anchors.ldif"}},
		"a forest":  {[]string{"contoso.com", "emea.contoso.com"}, []string{"anchors-contoso.com.ldif", "anchors-emea.contoso.com.ldif", "anchors-undo-contoso.com.ldif", "anchors-undo-emea.contoso.com.ldif"}},
		"a traitor": {[]string{"contoso.com", "../../x"}, []string{"anchors--..-x-9cdf6a50100a862e.ldif", "anchors-contoso.com.ldif", "anchors-undo--..-x-9cdf6a50100a862e.ldif", "anchors-undo-contoso.com.ldif"}},
	} {
		plan := &planner.Plan{}
		for i, d := range c.domains {
			plan.Groups = append(plan.Groups, hostileGroup(i, "x", d))
		}
		files := written(t, kitOf(t, plan))
		got := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(n string) bool { return filepath.Ext(n) != ".ldif" })
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		for i, d := range c.domains {
			for _, n := range got {
				own := strings.Contains(files[n], "Domain "+strings.ToLower(d)+",")
				if has := strings.Contains(files[n], "Group_"+plan.Groups[i].ID); has != own {
					t.Errorf("%s: %s has the object of %s: %t", name, n, d, has)
				}
			}
		}
	}
}

// TestAnchorsByLdbmodify loads hostile names into a database of Samba's, stamps
// them, takes the stamps back and stamps them again.
func TestAnchorsByLdbmodify(t *testing.T) {
	samba.NeedTools(t, "ldbmodify")
	k, dir := kitOf(t, hostilePlan()), t.TempDir()
	files := written(t, k)
	ldb := func(tool, name, text string) (string, error) {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(tool, "-H", "tdb://"+filepath.Join(dir, "sam.ldb"), file).CombinedOutput()
		return string(out), err
	}
	run := func(tool, name, text string) {
		t.Helper()
		if out, err := ldb(tool, name, text); err != nil {
			t.Fatalf("%s %s: %v\n%s", tool, name, err, out)
		}
	}
	anchored := func() int {
		out, err := exec.Command("ldbsearch", "-H", "tdb://"+filepath.Join(dir, "sam.ldb"), "("+anchorAttribute+"=*)", anchorAttribute).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range k.stamps() {
			if n := strings.Count(string(out), s.anchor()+"\n"); n > 1 {
				t.Errorf("%s stands on %d objects", s.anchor(), n)
			}
		}
		return strings.Count(string(out), "Group_")
	}
	var adds strings.Builder
	for _, s := range k.stamps() {
		adds.WriteString("dn:: " + base64.StdEncoding.EncodeToString([]byte(s.object.DN)) + "\nchangetype: add\nobjectClass: group\nadminDescription: " + s.anchor() + "\n\n")
	}
	run("ldbadd", "objects.ldif", adds.String())
	run("ldbmodify", "anchors.ldif", files["anchors.ldif"])
	if got := anchored(); got != len(hostileNames) {
		t.Fatalf("%d anchors, want %d", got, len(hostileNames))
	}
	run("ldbmodify", "anchors-undo.ldif", files["anchors-undo.ldif"])
	if got := anchored(); got != 0 {
		t.Fatalf("%d anchors after the undo", got)
	}
	run("ldbmodify", "anchors.ldif", files["anchors.ldif"])
	if got := anchored(); got != len(hostileNames) {
		t.Errorf("%d anchors after the second time, want %d", got, len(hostileNames))
	}
	// The undo of somebody else's value fails and leaves the value.
	first := k.stamps()[0]
	run("ldbmodify", "other.ldif", "dn: "+string(first.object.DN)+"\nchangetype: modify\nreplace: "+anchorAttribute+"\n"+anchorAttribute+": Group_other\n-\n\n")
	if out, err := ldb("ldbmodify", "anchors-undo.ldif", files["anchors-undo.ldif"]); err == nil {
		t.Errorf("the undo deletes another value: %s", out)
	}
	if got := anchored(); got != len(hostileNames) {
		t.Errorf("%d anchors after a refused undo, want all %d", got, len(hostileNames))
	}
}
