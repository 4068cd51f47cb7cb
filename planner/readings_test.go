package planner

import (
	"slices"
	"testing"
	"time"

	"gwbplan/inventory"
)

func TestReadings(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }
	facts := at(20, 5)
	w := &World{Snap: &inventory.Snapshot{
		Headers: []inventory.Header{
			{TakenAt: at(22, 9), Sources: []inventory.Source{{Kind: "ldap", Name: "ldaps://dc1:636"}, {Kind: "ldap", Name: "ldaps://dc2:636"}, {Kind: "connect", Name: "SYNC01"}}},
			{TakenAt: at(21, 23), Sources: []inventory.Source{{Kind: "graph", Name: "contoso.com"}}},
		},
		Connect: []inventory.ConnectServer{{Name: "SYNC01", TakenAt: &facts}, {Name: "SYNC02"}},
	}}
	want := []PlanSnapshot{
		{Kind: "connect", Name: "SYNC01", TakenOn: "2026-11-20"}, {Kind: "connect", Name: "SYNC02"},
		{Kind: "graph", TakenOn: "2026-11-21"}, {Kind: "ldap", TakenOn: "2026-11-22"},
	}
	if got := w.readings(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
