package cutover

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gwbplan/planner"
)

// scopePlan has n groups in the first wave.
func scopePlan(n int) *planner.Plan {
	p := hostilePlan()
	p.Groups = nil
	for i := range n {
		g := hostileGroup(i, fmt.Sprintf("Group %d", i), "contoso.com")
		g.Wave = 1
		p.Groups = append(p.Groups, g)
	}
	return p
}

// TestScopeFiles: each configuration has its own folder, and a group that nobody
// knows the configuration of is listed and not assigned.
func TestScopeFiles(t *testing.T) {
	var got []string
	for name := range maps.Keys(written(t, kitOf(t, forestPlan()))) {
		if strings.HasPrefix(name, FolderScope) {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	want := []string{
		"scope/contoso.com/Add-Scope.ps1",
		"scope/contoso.com/wave-01-assignments.json", "scope/contoso.com/wave-01.csv", "scope/contoso.com/wave-02-assignments.json", "scope/contoso.com/wave-02.csv",
		"scope/emea.contoso.com/Add-Scope.ps1",
		"scope/emea.contoso.com/wave-01-assignments.json", "scope/emea.contoso.com/wave-01.csv", "scope/emea.contoso.com/wave-02-assignments.json", "scope/emea.contoso.com/wave-02.csv",
		"scope/unassigned/wave-01.csv",
	}
	if !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

// TestAssignmentsAreBatchesOfTwenty: each group once, each batch a body that
// Graph takes.
func TestAssignmentsAreBatchesOfTwenty(t *testing.T) {
	const n = 45
	var got assignments
	text := written(t, kitOf(t, scopePlan(n)))[FileWaveAssignments("contoso.com", 1)]
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	seen := map[string]bool{}
	for _, b := range got.Batches {
		sizes = append(sizes, len(b.Requests))
		ids := map[string]bool{}
		for _, r := range b.Requests {
			ids[r.ID], seen[r.Body.PrincipalID] = true, true
			if r.Method != "POST" || r.URL != "/servicePrincipals/5b0a3c1e-77aa-4c0e-9a51-0d1f0e5a2b11/appRoleAssignedTo" ||
				r.Body.ResourceID != "5b0a3c1e-77aa-4c0e-9a51-0d1f0e5a2b11" || r.Body.AppRoleID != "1a0abf4d-b9fa-4512-a3a2-51ee82c6fd9f" ||
				r.Headers["Content-Type"] != "application/json" {
				t.Errorf("request %+v", r)
			}
		}
		if len(ids) != len(b.Requests) {
			t.Error("two requests of a batch have one id")
		}
	}
	if !slices.Equal(sizes, []int{20, 20, 5}) || len(seen) != n || len(got.Replace) != 0 {
		t.Errorf("batches of %v with %d groups, %q to put in", sizes, len(seen), got.Replace)
	}
}

// TestAssignmentsSayWhatIsUnknown: where the configuration does not exist yet,
// the reader is told what to put in.
func TestAssignmentsSayWhatIsUnknown(t *testing.T) {
	p := scopePlan(1)
	p.Scope = nil
	files := written(t, kitOf(t, p))
	var got assignments
	if err := json.Unmarshal([]byte(files[FileWaveAssignments("contoso.com", 1)]), &got); err != nil {
		t.Fatal(err)
	}
	if want := []string{anyServicePrincipal, anyAppRole}; !slices.Equal(got.Replace, want) || got.Batches[0].Requests[0].Body.ResourceID != anyServicePrincipal {
		t.Errorf("to put in: %q, request %+v", got.Replace, got.Batches[0].Requests[0])
	}
	if script := files[FileAddScope("contoso.com")]; !strings.Contains(script, "$servicePrincipal = ''\r\n$appRole = ''\r\n") {
		t.Error("the script knows ids that the plan does not")
	}
}

// TestWaveListNamesWhatMustComeAlong: a nested group that the plan leaves out is
// listed for a decision, once, and in no request.
func TestWaveListNamesWhatMustComeAlong(t *testing.T) {
	p := scopePlan(2)
	p.Groups[0].Members.ComeAlong = []planner.Member{
		{ID: p.Groups[1].ID, Name: p.Groups[1].DisplayName},
		{ID: "00000000-0000-4000-8000-00000000c0de", Name: "=left out"},
	}
	files := written(t, kitOf(t, p))
	rows, err := csv.NewReader(strings.NewReader(files[FileWaveCSV("contoso.com", 1)])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 4 || rows[3][1] != "00000000-0000-4000-8000-00000000c0de" || rows[3][2] != "'=left out" || rows[3][3] != "decide" || !strings.Contains(rows[3][5], p.Groups[0].ID) {
		t.Errorf("rows %q", rows)
	}
	for name, text := range files {
		if !strings.HasSuffix(name, ".csv") && strings.Contains(text, "c0de") {
			t.Errorf("%s has the group that the plan leaves out", name)
		}
	}
}
