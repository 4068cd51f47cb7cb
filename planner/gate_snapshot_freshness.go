package planner

import (
	"fmt"
	"time"
)

func gateSnapshotFreshness() GateRule {
	return GateRule{
		ID: GateSnapshotFreshness, Phase: PhaseStamp,
		Title:   "The snapshot is fresh, and its halves belong together",
		When:    "No part of the snapshot is older than the limit on the day of the plan, and the parts were taken no further apart than that.",
		Why:     "A group that changed since the reading is decided on what it was. Halves of different days show members lost and objects missing that are not.",
		Remedy:  "Take the inventory of both sides again, on one day, and plan again.",
		FindOut: "Take the inventory again: the snapshot does not say when it was taken.",
		Facts:   []string{"F74"},
		Check:   checkSnapshotFreshness,
	}
}

func checkSnapshotFreshness(w *World, _ *census) ruling {
	limit := w.Settings.Limits.SnapshotAgeDays
	var oldest, newest time.Time
	var evidence []Evidence
	note := func(what string, at time.Time) {
		day := at.UTC().Truncate(24 * time.Hour)
		evidence = append(evidence, planEvidence(what, fmt.Sprintf("taken on %s, %s before the plan's day", day.Format(time.DateOnly), days(day, w.AsOf))))
		if oldest.IsZero() || day.Before(oldest) {
			oldest = day
		}
		if day.After(newest) {
			newest = day
		}
	}
	for _, h := range w.Snap.Headers {
		note("snapshot", h.TakenAt)
	}
	for i := range w.Snap.Connect {
		if s := &w.Snap.Connect[i]; s.TakenAt != nil {
			note("facts of "+quoted(s.Name), *s.TakenAt)
		}
	}
	evidence = append(evidence, planEvidence("limits.snapshotAgeDays", fmt.Sprint(limit)))
	age, skew := daysBetween(oldest, w.AsOf), daysBetween(oldest, newest)
	switch {
	case oldest.IsZero():
		return unknown("the snapshot does not say when it was taken", evidence...)
	case age > limit:
		return fails(fmt.Sprintf("the oldest part is %s old, the limit is %d", count(age, "day", "days"), limit), evidence...)
	case skew > limit:
		return fails(fmt.Sprintf("the parts were taken %s apart, the limit is %d", count(skew, "day", "days"), limit), evidence...)
	}
	return passes(fmt.Sprintf("the oldest part is %s old", count(max(age, 0), "day", "days")), evidence...)
}

func daysBetween(a, b time.Time) int { return int(b.Sub(a).Hours() / 24) }

func days(a, b time.Time) string { return count(max(daysBetween(a, b), 0), "day", "days") }
