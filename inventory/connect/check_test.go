package connect_test

import (
	"slices"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/connect"
)

func TestCheck(t *testing.T) {
	s := &inventory.ConnectServer{Name: "SYNC01", Version: "2.5.79.0", Staging: inventory.FlagFalse, RulesRead: true,
		Unread: []inventory.ConnectUnread{{Section: inventory.ConnectRuns, Why: "access denied"}}}
	var present []string
	for _, c := range connect.Check(s) {
		if c.Status == inventory.CheckPresent {
			present = append(present, c.What)
		} else if c.Remedy == "" || c.Gap != inventory.GapConnect {
			t.Errorf("%+v", c)
		}
		if c.What == "runs" && c.Detail != "not read: access denied" || c.What == "settings" && c.Detail != "not read: the file says nothing of it" {
			t.Errorf("%+v", c)
		}
	}
	if want := []string{"readable", "version", "scheduler", "rules"}; !slices.Equal(present, want) {
		t.Errorf("present %q, want %q", present, want)
	}
}
