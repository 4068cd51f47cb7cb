package planner

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"gwbplan/inventory"
)

// indexDecisions notes which override and which waivers concern which group. A
// waiver that has run out counts no more, and [Decisions] says so.
func (w *World) indexDecisions() error {
	var errs []error
	w.overrides, w.waivers = map[inventory.ObjectID]int{}, map[inventory.ObjectID][]int{}
	for i, o := range w.Settings.Overrides {
		if _, twice := w.overrides[o.Group]; twice {
			errs = append(errs, &SettingError{Key: fmt.Sprintf("overrides[%d]", i), Err: fmt.Errorf("group %s has another override already, keep one", o.Group)})
		}
		w.overrides[o.Group] = i
	}
	for i, v := range w.Settings.Waivers {
		if err := v.check(); err != nil {
			errs = append(errs, &SettingError{Key: fmt.Sprintf("waivers[%d]", i), Err: err})
		}
		if !w.expired(&v) {
			w.waivers[v.Group] = append(w.waivers[v.Group], i)
		}
	}
	return errors.Join(errs...)
}

func (v *Waiver) check() error {
	if r, ok := RuleByID(v.Finding); !ok || !r.Waivable {
		return fmt.Errorf("finding %q cannot be waived", v.Finding)
	}
	if _, err := time.Parse(time.DateOnly, v.Expires); err != nil {
		return fmt.Errorf("date %q: want the form 2006-01-02", v.Expires)
	}
	return nil
}

// expired: the waiver's last day is before the plan's.
func (w *World) expired(v *Waiver) bool { return w.AsOf.Format(time.DateOnly) > v.Expires }

// overrideOf returns the override of a group, nil for none.
func (w *World) overrideOf(id inventory.ObjectID) *Override {
	if i, ok := w.overrides[id]; ok {
		return &w.Settings.Overrides[i]
	}
	return nil
}

// refusal tells why an override has no effect on its group; empty where it has.
func (o *Override) refusal(c *Case) string {
	left := c.Row == 9 || c.Row == 10 || c.Row == 11
	switch {
	case c.Kind == KindMicrosoft365:
		return "v1 writes every Microsoft 365 group, none can be left out (F13)"
	case c.Kind != KindSecurity:
		return "no engine writes a group of this kind"
	case c.Deleted:
		return "the group is soft-deleted: restore it or let it go"
	case o.Decision == OverrideMove && c.Row != 9:
		return "the group is no left-over of an earlier writeback"
	case o.Decision == OverrideMove:
		return ""
	case c.Row == 7:
		return "Cloud Sync has the group already, and what leaving its scope does to the object is not documented (F76, C13)"
	case c.InScope == inventory.FlagTrue:
		return "the group is in the scope of a Cloud Sync configuration: take it out there first"
	case !left && c.BaseDisposition == NotInPlan:
		return "the group is in no engine's plan anyway"
	}
	return ""
}

// overridden is what a row's decision becomes by the override of the group,
// if it has one that applies. A group that is left out keeps its object, which
// nobody updates any more.
func (w *World) overridden(c *Case, d decision) decision {
	o := w.overrideOf(c.Group.ID)
	if o == nil || o.refusal(c) != "" {
		return d
	}
	c.Override = o
	switch {
	case o.Decision == OverrideMove:
		return decision{MoveToCloudSync, ActionAdopt}
	case c.InScope == inventory.FlagUnread: // a job may have it all the same
		return decision{NotInPlan, ActionUnknown}
	}
	return decision{NotInPlan, frozenIfThere(c)}
}

// leftOut: an override keeps the group out of the plan; its object stays as
// long as the two rules of the coexistence do.
func (c *Case) leftOut() bool { return c.Override != nil && c.Override.Decision != OverrideMove }

// markWaived marks the findings that somebody decided on: an override answers the
// question of a left-over object, a waiver accepts a finding. What is not
// known cannot be accepted.
func (w *World) markWaived(c *Case, findings []Finding) {
	for i := range findings {
		f := &findings[i]
		if f.ID == FindingStaleWriteback && c.Override != nil {
			f.waive("override", fmt.Sprintf("%s, approved by %s: %s", c.Override.Decision, c.Override.ApprovedBy, c.Override.Reason))
		}
		for _, n := range w.waivers[c.Group.ID] {
			if v := &w.Settings.Waivers[n]; v.Finding == f.ID && f.Severity != SeverityUnknown {
				f.waive("waiver", fmt.Sprintf("%s, until %s: %s", v.Owner, v.Expires, v.Reason))
			}
		}
	}
}

func (f *Finding) waive(attribute, value string) {
	f.Waived = true
	f.Evidence = append(f.Evidence, planEvidence(attribute, value))
}

// waiverMatches counts the findings of a group that each waiver accepts.
func (w *World) waiverMatches(c *Case, findings []Finding, add func(waiver int)) {
	for _, n := range w.waivers[c.Group.ID] {
		if slices.ContainsFunc(findings, func(f Finding) bool { return f.ID == w.Settings.Waivers[n].Finding && f.Severity != SeverityUnknown }) {
			add(n)
		}
	}
}
