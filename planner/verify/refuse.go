package verify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// RefusedError is a plan or a snapshot that cannot be verified against.
type RefusedError struct{ What, Next string }

// Error says what is wrong.
func (e *RefusedError) Error() string { return e.What }

// Hint says what to do next.
func (e *RefusedError) Hint() string { return e.Next }

func refuse(next, what string, args ...any) error {
	return &RefusedError{fmt.Sprintf(what, args...), next}
}

// refusal is why a plan cannot be compared with a snapshot, nil where it can.
func refusal(p *planner.Plan, s *inventory.Snapshot, wave int) error {
	switch {
	case p.Redacted:
		return refuse("give the plan that it was made from", "the plan is redacted: pseudonyms stand in the place of ids")
	case p.Excerpt != nil:
		return refuse("give the whole plan", "the plan is an excerpt (%s)", strings.Join(p.Excerpt.Only, ", "))
	case wave < 0, wave > len(p.Waves):
		return refuse("leave --wave out for the whole plan", "the plan has no wave %d, its waves are 1 to %d", wave, len(p.Waves))
	case s.Tenant == nil && len(s.Domains) == 0:
		return refuse("read AD, and best the cloud side too", "the snapshot holds neither a cloud side nor an AD domain")
	}
	if err := brokenPlan(p); err != nil {
		return err
	}
	if err := otherTenant(p, s); err != nil {
		return err
	}
	return tooOld(p, s)
}

// brokenPlan: a file that somebody changed by hand.
func brokenPlan(p *planner.Plan) error {
	const next = "give the plan file as gwbplan wrote it"
	for i := range p.Groups {
		g := &p.Groups[i]
		if _, err := inventory.ParseObjectID(g.ID); err != nil {
			return refuse(next, "group %d of the plan has no object id: %q", i+1, g.ID)
		}
		if g.Wave < 0 || g.Wave > len(p.Waves) {
			return refuse(next, "group %s is in wave %d, and the plan has waves 1 to %d", g.ID, g.Wave, len(p.Waves))
		}
	}
	return nil
}

// otherTenant: another cloud side, or an AD side that shares no domain.
func otherTenant(p *planner.Plan, s *inventory.Snapshot) error {
	const next = "give a snapshot of the plan's own tenant and forest"
	if s.Tenant != nil && p.Tenant.ID != "" && !strings.EqualFold(s.Tenant.ID.String(), p.Tenant.ID) {
		return refuse(next, "the snapshot is of tenant %s, the plan of %s", s.Tenant.ID, p.Tenant.ID)
	}
	if len(s.Domains) == 0 || len(p.Tenant.Domains) == 0 {
		return nil
	}
	var names []string
	for i := range s.Domains {
		names = append(names, s.Domains[i].Name)
	}
	known := func(n string) bool {
		return slices.ContainsFunc(p.Tenant.Domains, func(d string) bool { return strings.EqualFold(d, n) })
	}
	if !slices.ContainsFunc(names, known) {
		return refuse(next, "the snapshot holds the AD domains %s, the plan %s", strings.Join(names, ", "), strings.Join(p.Tenant.Domains, ", "))
	}
	return nil
}

// tooOld: a reading of a directory from before the plan's own shows nothing of
// what came afterwards. A plan knows days only, so that the same day will do.
func tooOld(p *planner.Plan, s *inventory.Snapshot) error {
	plan := planDay(p)
	for _, h := range s.Headers {
		directory := slices.ContainsFunc(h.Sources, func(s inventory.Source) bool { return s.Kind != "connect" })
		if day := h.TakenAt.UTC().Format(time.DateOnly); day < plan && (directory || len(h.Sources) == 0) {
			return refuse("read the directories again", "the snapshot was taken on %s, before the plan's own readings of %s", day, plan)
		}
	}
	return nil
}

// planDay is the day of the newest reading that the plan rests on; where it
// names none, the plan's own date.
func planDay(p *planner.Plan) string {
	day := ""
	for _, r := range p.Snapshots {
		if r.Kind != "connect" {
			day = max(day, r.TakenOn)
		}
	}
	if day == "" {
		day = p.AsOf
	}
	return day
}
