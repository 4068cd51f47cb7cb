package main

import (
	"slices"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// cloudWatch is a sink that notes what the cloud side makes interesting: SIDs
// of converted groups, containers of provisioning jobs, whose owners matter.
type cloudWatch struct {
	converted map[inventory.SID]bool
	targets   map[inventory.DN]bool
	owned     map[inventory.ObjectID]bool
	matched   func(*inventory.CloudGroup) bool
}

func newCloudWatch() *cloudWatch {
	return &cloudWatch{
		converted: map[inventory.SID]bool{}, targets: map[inventory.DN]bool{}, owned: map[inventory.ObjectID]bool{},
		matched: func(*inventory.CloudGroup) bool { return false },
	}
}

// Put notes what matters of a record and keeps nothing else.
func (w *cloudWatch) Put(r inventory.Record) error {
	switch r := r.(type) {
	case *inventory.CloudGroupRecord:
		w.group(&r.CloudGroup)
	case *inventory.ProvisioningJob:
		w.job(r)
	}
	return nil
}

func (w *cloudWatch) group(g *inventory.CloudGroup) {
	if g.OnPremisesSyncEnabled == inventory.FlagTrue {
		return
	}
	if g.OnPremisesSecurityIdentifier != "" {
		w.converted[g.OnPremisesSecurityIdentifier] = true
	}
	asks := g.WritebackEnabled == inventory.FlagTrue || g.WritebackEnabled == inventory.FlagUnread
	if asks || w.matched(g) {
		w.owned[g.ID] = true
	}
}

func (w *cloudWatch) job(j *inventory.ProvisioningJob) {
	for _, dn := range planner.JobContainers(j) {
		w.targets[dn] = true
	}
}

func (w *cloudWatch) ownersNeeded(id inventory.ObjectID) bool { return w.owned[id] }

func (w *cloudWatch) sids() []inventory.SID { return sortedKeys(w.converted) }

func (w *cloudWatch) containers() []inventory.DN { return sortedKeys(w.targets) }

func sortedKeys[K ~string](m map[K]bool) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// gapWatch is a sink that keeps the gaps.
type gapWatch struct{ gaps []inventory.Gap }

// Put keeps a gap.
func (w *gapWatch) Put(r inventory.Record) error {
	if g, ok := r.(*inventory.Gap); ok {
		w.gaps = append(w.gaps, *g)
	}
	return nil
}

// incomplete reports whether a gap could change a group's decision.
func (w *gapWatch) incomplete() bool {
	return slices.ContainsFunc(w.gaps, func(g inventory.Gap) bool { return planner.GapDecides(g.What) })
}
