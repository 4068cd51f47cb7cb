package planner

import (
	"cmp"
	"slices"
	"sort"

	"gwbplan/inventory"
)

// indexPrincipals orders the users and devices that have a SID by it.
func (w *World) indexPrincipals() {
	all := w.Snap.Principals
	for i := range all {
		if all[i].OnPremisesSecurityIdentifier != "" {
			w.principalBySID = append(w.principalBySID, int32(i))
		}
	}
	slices.SortStableFunc(w.principalBySID, func(a, b int32) int {
		return cmp.Compare(all[a].OnPremisesSecurityIdentifier, all[b].OnPremisesSecurityIdentifier)
	})
}

// principalWithSID returns the cloud's user or device with this SID, or nil.
func (w *World) principalWithSID(sid inventory.SID) *inventory.Principal {
	at := func(i int) *inventory.Principal { return &w.Snap.Principals[w.principalBySID[i]] }
	i := sort.Search(len(w.principalBySID), func(i int) bool { return at(i).OnPremisesSecurityIdentifier >= sid })
	if sid == "" || i == len(w.principalBySID) || at(i).OnPremisesSecurityIdentifier != sid {
		return nil
	}
	return at(i)
}
