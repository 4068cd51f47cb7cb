package cutover

import (
	"errors"
	"testing"

	"gwbplan/planner"
)

func TestNewTakesTheGroupsThatHaveAWave(t *testing.T) {
	k, err := New(&planner.Plan{
		Groups: []planner.Group{
			{ID: "a", Wave: 2}, {ID: "b"}, {ID: "c", Readiness: planner.Blocked},
		},
		Waiting: []planner.Waiting{{ID: "c", Why: planner.WaitsBlocked}},
	}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	if len(k.In) != 1 || k.In[0].ID != "a" {
		t.Errorf("in the kit: %v, want group a alone", k.In)
	}
	if len(k.Out) != 1 || k.Out[0].Group.ID != "c" || k.Out[0].Why != planner.WaitsBlocked {
		t.Errorf("left out: %+v, want group c as blocked: b is not bound for Cloud Sync", k.Out)
	}
}

func TestNewRefusesPlansThatNobodyCanCarryOut(t *testing.T) {
	if _, err := New(&planner.Plan{Redacted: true}, ""); !errors.Is(err, ErrRedacted) {
		t.Errorf("redacted: %v", err)
	}
	if _, err := New(&planner.Plan{Excerpt: &planner.Excerpt{}}, ""); !errors.Is(err, ErrExcerpt) {
		t.Errorf("excerpt: %v", err)
	}
}
