package planner

import (
	"cmp"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// gapWeight says whether a gap could change a group's decision, and why.
type gapWeight struct {
	kind inventory.GapKind
	why  string
	// unless lifts the weight where something else fills the gap.
	unless func(*World) bool
}

func gapWeights() []gapWeight {
	return []gapWeight{
		{inventory.GapCloudGroups, "a group that was not read has no decision", nil},
		{inventory.GapDeletedGroups, "a claim may be a soft-deleted group's", nil},
		{inventory.GapWritebackConfig, "the flag decides rows 4 to 11, unless v2 is off", func(w *World) bool { return !w.V2On() }},
		{inventory.GapGroupMembers, "members decide what is lost", nil},
		{inventory.GapMemberFacts, "a member's facts decide whether it is written", nil},
		{inventory.GapMemberCounts, "hidden members show by the count alone", nil},
		{inventory.GapFeatureFlags, "with v1 off no M365 group is written", (*World).featuresKnown},
		{inventory.GapProvisioningJobs, "scope and names come from the jobs", nil},
		{inventory.GapJobSchema, "names come from the schema", nil},
		{inventory.GapJobAssignments, "scope comes from the assignments", nil},
		{inventory.GapADDomain, "its objects are not known", nil},
		{inventory.GapADGroups, "an object may be there unseen", nil},
		{inventory.GapADContainer, "a name may be taken", nil},
		{inventory.GapADAttributes, "a stamp may be there unseen", nil},
		{inventory.GapADMembers, "members decide what is lost", nil},
		{inventory.GapADMemberIDs, "members cannot be compared", nil},
		{inventory.GapADSIDLookup, "a converted group's object may be there unseen", nil},
		{inventory.GapADParents, "a parent may pin the group", nil},
		{inventory.GapADForest, "a member may be of another forest", (*World).memberDomainsKnown},
		{inventory.GapADDeleted, "a pending group's object may be restorable", (*World).nothingPending},
	}
}

// complete reports whether no gap could change a group's decision. Gaps that
// only leave a gate open (licences, agents, schema and the like) do not count.
func (w *World) complete(gaps []inventory.Gap) bool {
	weights := gapWeights()
	return !slices.ContainsFunc(gaps, func(g inventory.Gap) bool {
		i := slices.IndexFunc(weights, func(x gapWeight) bool { return x.kind == g.What })
		return i >= 0 && (weights[i].unless == nil || !weights[i].unless(w))
	})
}

func (w *World) featuresKnown() bool {
	return w.V1 != inventory.FeatureUnread && w.V2 != inventory.FeatureUnread
}

// memberDomainsKnown: every synced user of the snapshot can be placed inside
// or outside the forest of every target.
func (w *World) memberDomainsKnown() bool {
	return !slices.ContainsFunc(w.Snap.Principals, func(p inventory.Principal) bool {
		return p.Type == inventory.User && p.OnPremisesSyncEnabled == inventory.FlagTrue &&
			slices.ContainsFunc(w.Targets, func(t Target) bool {
				return w.InForest(t.Domain, p.OnPremisesDomainName, p.OnPremisesSecurityIdentifier) == inventory.FlagUnread
			})
	})
}

func (w *World) nothingPending() bool {
	return !slices.ContainsFunc(w.base.facts, func(b baseFact) bool { return b.kind == KindSecurity && b.state == StatePending })
}

// planGaps are the snapshot's gaps and those that show only when the halves
// are together: a side that is missing, a domain that nothing covers.
func (w *World) planGaps() []inventory.Gap {
	gaps := slices.Clone(w.Snap.Gaps)
	if w.Snap.Tenant == nil && !w.HasGap(inventory.GapCloudGroups) {
		gaps = append(gaps, inventory.Gap{
			Source: SourceEntra, What: inventory.GapCloudGroups,
			Why: "the snapshot has no cloud side", Hides: "every cloud group: no AD object can be told from an orphan",
		})
	}
	if len(w.Snap.Domains) == 0 && !w.HasGap(inventory.GapADDomain) {
		gaps = append(gaps, inventory.Gap{
			Source: "ad:", What: inventory.GapADDomain,
			Why: "the snapshot has no AD domain", Hides: "every AD object: no group's absence from AD is proven",
		})
	}
	for i := range w.Targets {
		gaps = append(gaps, w.uncovered(&w.Targets[i])...)
	}
	gaps = append(gaps, w.forestGaps()...)
	slices.SortFunc(gaps, func(a, b inventory.Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.What, b.What), cmp.Compare(a.Subject, b.Subject),
			cmp.Compare(a.Why, b.Why), cmp.Compare(a.Hides, b.Hides), cmp.Compare(a.Permission, b.Permission), cmp.Compare(a.Count, b.Count))
	})
	return slices.Compact(gaps)
}

// uncovered is the gap of a target domain that was not read whole although no
// source says so.
func (w *World) uncovered(t *Target) []inventory.Gap {
	if t.whole || len(w.Snap.Domains) == 0 || w.DomainGap(t.Domain, inventory.GapADGroups, inventory.GapADDomain) {
		return nil
	}
	g := inventory.Gap{
		Source: SourceAD(strings.ToLower(t.Domain)), What: inventory.GapADGroups,
		Why: "what was read does not cover the whole domain", Hides: "written-back groups outside it: absence from AD is not proven",
	}
	if w.Domain(t.Domain) == nil {
		g.What, g.Why, g.Hides = inventory.GapADDomain, "the domain was not read", "its written-back groups: absence from AD is not proven"
	}
	return []inventory.Gap{g}
}
