package planner

import (
	"cmp"
	"slices"
	"time"
)

// PlanSnapshot is one reading that the plan rests on.
type PlanSnapshot struct {
	// Kind is graph, ldap, ldif or connect.
	Kind string `json:"kind"`
	// Name is the Connect server whose facts they are, left out otherwise.
	Name string `json:"name,omitempty"`
	// TakenOn is the day (YYYY-MM-DD, UTC), left out where it is not known.
	TakenOn string `json:"takenOn,omitempty"`
}

// kindConnect is the kind of facts that a Connect server gave.
const kindConnect = "connect"

// readings lists the readings by kind, name and day, each once.
func (w *World) readings() []PlanSnapshot {
	out := []PlanSnapshot{}
	for _, h := range w.Snap.Headers {
		for _, s := range h.Sources {
			if s.Kind != kindConnect { // its facts say it better
				out = append(out, PlanSnapshot{Kind: s.Kind, TakenOn: day(h.TakenAt)})
			}
		}
	}
	for i := range w.Snap.Connect {
		c := PlanSnapshot{Kind: kindConnect, Name: w.Snap.Connect[i].Name}
		if at := w.Snap.Connect[i].TakenAt; at != nil {
			c.TakenOn = day(*at)
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b PlanSnapshot) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.TakenOn, b.TakenOn))
	})
	return slices.Compact(out)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
