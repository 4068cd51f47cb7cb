package main

import (
	"slices"

	"gwbplan/inventory"
)

// adObjects is a sink that keeps of AD's objects what a cloud group is matched
// by: they are in memory until the tenant is read, and there may be many.
type adObjects struct{ list []inventory.ADObject }

// Put implements [inventory.Sink].
func (a *adObjects) Put(r inventory.Record) error {
	if o, ok := r.(*inventory.ADObjectRecord); ok {
		a.list = append(a.list, inventory.ADObject{
			DN: o.DN, Domain: o.Domain, ObjectGUID: o.ObjectGUID, ObjectSID: o.ObjectSID, ObjectClass: o.ObjectClass, CN: o.CN,
			AdminDescription: o.AdminDescription, Anchor: o.Anchor, Deleted: o.Deleted, Catalog: o.Catalog, MembersReading: o.MembersReading,
		})
	}
	return nil
}

// objects ends the keeping. An object that two domains show differently is an
// error now, and not when the tenant has been read in vain.
func (a *adObjects) objects() ([]inventory.ADObject, error) {
	list := a.list
	a.list = nil
	slices.SortStableFunc(list, func(a, b inventory.ADObject) int { return a.ObjectGUID.Compare(b.ObjectGUID) })
	twice := inventory.NewBuilder(inventory.Header{})
	for i := range list {
		same := func(j int) bool { return j >= 0 && j < len(list) && list[j].ObjectGUID == list[i].ObjectGUID }
		if !list[i].ObjectGUID.IsZero() && (same(i-1) || same(i+1)) {
			if err := twice.Put(&inventory.ADObjectRecord{ADObject: list[i]}); err != nil {
				return nil, err
			}
		}
	}
	_, err := twice.Snapshot()
	return list, err
}
