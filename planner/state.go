package planner

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"gwbplan/inventory"
)

// assignment says that a provisioning job has a group assigned (F64).
type assignment struct{ group, job int32 }

func (w *World) indexAssignments() {
	w.jobDomains = make([]string, len(w.Snap.Jobs))
	for j := range w.Snap.Jobs {
		w.jobDomains[j] = w.domainOfJob(&w.Snap.Jobs[j])
		for _, id := range w.Snap.Jobs[j].Assigned {
			if g := w.groupIndex(id); g >= 0 {
				w.assigned = append(w.assigned, assignment{int32(g), int32(j)})
			}
		}
	}
	slices.SortFunc(w.assigned, func(a, b assignment) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.job, b.job))
	})
}

// domainOfJob is the AD domain that a job writes to: its target's, else the one
// that it names; "" where neither is known.
func (w *World) domainOfJob(j *inventory.ProvisioningJob) string {
	for i := range w.Targets {
		if w.Targets[i].Job == j {
			return w.Targets[i].Domain
		}
	}
	return jobDomain(j)
}

// assignedJobs returns the jobs that have a group assigned.
func (w *World) assignedJobs(group int) []*inventory.ProvisioningJob {
	i := sort.Search(len(w.assigned), func(i int) bool { return w.assigned[i].group >= int32(group) })
	var out []*inventory.ProvisioningJob
	for ; i < len(w.assigned) && w.assigned[i].group == int32(group); i++ {
		out = append(out, &w.Snap.Jobs[w.assigned[i].job])
	}
	return out
}

// JobsKnown reports whether the provisioning jobs and what is assigned to them
// were read, so that "in no job's scope" is evidence.
func (w *World) JobsKnown() bool {
	if w.Snap.Tenant == nil || w.HasGap(inventory.GapProvisioningJobs, inventory.GapJobAssignments) {
		return false
	}
	return !slices.ContainsFunc(w.Snap.Jobs, func(j inventory.ProvisioningJob) bool {
		return j.AssignedReading != inventory.ReadWhole
	})
}

// inScope tells whether Cloud Sync would take the group: a job has it
// assigned, or a configuration takes every security group (F61), and no filter
// of the job may keep it out.
func (w *World) inScope(c *Case) inventory.Flag {
	sure := func(j *inventory.ProvisioningJob) bool { return !hasFilter(j) }
	all := func(t Target) bool { return c.Kind == KindSecurity && t.ScopeMode == ScopeAll }
	allSure := func(t Target) bool { return all(t) && (t.Job == nil || sure(t.Job)) }
	mine := w.assignedJobs(c.index)
	switch {
	case slices.ContainsFunc(mine, sure), slices.ContainsFunc(w.Targets, allSure):
		return inventory.FlagTrue
	case len(mine) > 0, slices.ContainsFunc(w.Targets, all), !w.JobsKnown():
		return inventory.FlagUnread
	}
	return inventory.FlagFalse
}

// hasFilter reports whether the job has a scoping filter of its own, which
// gwbplan does not evaluate. The clauses that every job has (F43) are none.
func hasFilter(j *inventory.ProvisioningJob) bool {
	builtIn := func(c inventory.FilterClause) bool {
		return containsFold([]string{"securityEnabled", "mailEnabled", "dirSyncEnabled"}, c.Attribute)
	}
	return slices.ContainsFunc(j.Filter, func(group []inventory.FilterClause) bool {
		return slices.ContainsFunc(group, func(c inventory.FilterClause) bool { return !builtIn(c) })
	})
}

// cloudSync tells whether Cloud Sync has the group: its object carries the
// right anchor, and it is in the scope of a job that has run and writes to the
// object's domain: matching is per domain (F66).
func (w *World) cloudSync(c *Case) inventory.Flag {
	if c.Object == nil || c.Kind != KindSecurity {
		return inventory.FlagFalse
	}
	anchored := c.anchored()
	if anchored == inventory.FlagFalse {
		return inventory.FlagFalse
	}
	found := inventory.FlagFalse
	if w.Snap.Tenant == nil || w.HasGap(inventory.GapProvisioningJobs) {
		found = inventory.FlagUnread
	}
	mine := w.assignedJobs(c.index)
	for i := range w.Snap.Jobs {
		j := &w.Snap.Jobs[i]
		if d := w.jobDomains[i]; d != "" && !strings.EqualFold(d, c.Object.Domain) {
			continue
		}
		switch and(anchored, and(w.inJob(mine, j), hasRun(j))) {
		case inventory.FlagTrue:
			return inventory.FlagTrue
		case inventory.FlagUnread:
			found = inventory.FlagUnread
		}
	}
	return found
}

// anchored tells whether the object carries the right anchor. One that was
// found by something else has another anchor, none, or one that was not read.
func (c *Case) anchored() inventory.Flag {
	switch {
	case c.matchedBy() == MatchAnchor:
		return inventory.FlagTrue
	case c.anchorUnread():
		return inventory.FlagUnread
	}
	return inventory.FlagFalse
}

// inJob tells whether a group that has the jobs mine is in the scope of one.
func (w *World) inJob(mine []*inventory.ProvisioningJob, j *inventory.ProvisioningJob) inventory.Flag {
	takesAll := func(t Target) bool { return t.Job == j && t.ScopeMode == ScopeAll }
	switch in := slices.Contains(mine, j) || slices.ContainsFunc(w.Targets, takesAll); {
	case in && !hasFilter(j):
		return inventory.FlagTrue
	case in, j.AssignedReading != inventory.ReadWhole:
		return inventory.FlagUnread
	}
	return inventory.FlagFalse
}

func hasRun(j *inventory.ProvisioningJob) inventory.Flag {
	if j.HasRun == inventory.FlagNull {
		return inventory.FlagUnread
	}
	return j.HasRun
}

// scopeDomains are the domains whose configurations have the group in scope,
// as far as they are known.
func (w *World) scopeDomains(c *Case) []string {
	var out []string
	for i := range w.Snap.Jobs {
		if w.jobDomains[i] != "" && slices.Contains(w.assignedJobs(c.index), &w.Snap.Jobs[i]) {
			out = append(out, w.jobDomains[i])
		}
	}
	for i := range w.Targets {
		if t := &w.Targets[i]; t.ScopeMode == ScopeAll && !containsFold(out, t.Domain) {
			out = append(out, t.Domain)
		}
	}
	return out
}

// and is the conjunction in which unread is "not known": false wins over it.
func and(a, b inventory.Flag) inventory.Flag {
	switch {
	case a == inventory.FlagFalse || b == inventory.FlagFalse:
		return inventory.FlagFalse
	case a == inventory.FlagTrue && b == inventory.FlagTrue:
		return inventory.FlagTrue
	}
	return inventory.FlagUnread
}

// stateOf derives the writeback state. An object outranks the flag about
// existence; a missing one is evidence only where the reading was complete.
func (w *World) stateOf(c *Case) State {
	exists := c.Object != nil
	switch {
	case !exists && c.Kind == KindSynced:
		return StateOff
	case !exists && !c.AbsenceProven:
		return StateUnknown
	case exists && c.CloudSync == inventory.FlagTrue:
		return StateOnCloudSync
	case exists && c.CloudSync == inventory.FlagUnread:
		return StateUnknown
	case exists && c.Kind == KindSecurity && !w.V2On():
		return StateFrozen
	case c.Asks == inventory.FlagUnread:
		return StateUnknown
	}
	return map[bool]map[bool]State{
		true:  {true: StateWritten, false: StateStale},
		false: {true: StatePending, false: StateOff},
	}[exists][c.Asks == inventory.FlagTrue]
}

// targetFor picks the configuration that a group falls to. Of several that
// have it assigned the one of its object's domain counts.
func (w *World) targetFor(c *Case) *Target {
	mine := w.assignedJobs(c.index)
	var assigned *Target
	for i := range w.Targets {
		t := &w.Targets[i]
		if t.Job == nil || !slices.Contains(mine, t.Job) {
			continue
		}
		if assigned == nil || c.Object != nil && strings.EqualFold(t.Domain, c.Object.Domain) {
			assigned = t
		}
	}
	if assigned != nil {
		return assigned
	}
	if c.Object != nil {
		for i := range w.Targets {
			if strings.EqualFold(w.Targets[i].Domain, c.Object.Domain) {
				return &w.Targets[i]
			}
		}
	}
	if len(w.Targets) == 1 {
		return &w.Targets[0]
	}
	return nil
}
