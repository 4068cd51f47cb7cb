package entra

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// spotShare: of so many groups one is read by its plain list as well, all
// through the reading. A few groups at its beginning cannot speak for all.
const spotShare = 50

// checked reads a page of groups by the chosen way and some of them by their
// plain lists too, at the same time. Where the two differ the whole page is
// read by plain lists, and so is everything behind it.
func (m *memberReader) checked(ctx context.Context, w memberWay, ids []inventory.ObjectID) ([]memberList, error) {
	spots := spread(len(ids), (len(ids)+spotShare-1)/spotShare)
	lists := make([]memberList, len(ids))
	var plain []memberList
	g, inner := errgroup.WithContext(ctx)
	g.Go(func() error { return m.readPageBy(inner, w, ids, lists) })
	g.Go(func() (err error) {
		plain, err = m.plain.read(inner, pick(ids, spots))
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	odd, err := m.confirmed(ctx, w, pick(ids, spots), unlike(pick(lists, spots), plain))
	if err != nil {
		return nil, err
	}
	if odd > 0 {
		m.distrust(w, fmt.Sprintf("not the members of the plain list in %d of %d groups that were checked later", odd, len(spots)))
	}
	if m.distrusts(w) {
		return m.plain.read(ctx, ids)
	}
	return lists, nil
}

// unlike lists the positions at which a list that the way gave is not the
// plain one.
func unlike(lists, plain []memberList) (at []int) {
	for i, l := range lists {
		if l.way != "" && plain[i].failed == nil && !sameMembers(l.rows, plain[i].rows) {
			at = append(at, i)
		}
	}
	return at
}

// confirmed reads suspicious groups once more: somebody may have changed one
// between the two readings. It returns how many still differ.
func (m *memberReader) confirmed(ctx context.Context, w memberWay, ids []inventory.ObjectID, at []int) (int, error) {
	if len(at) == 0 {
		return 0, nil
	}
	ids = pick(ids, at)
	again, err := w.read(ctx, ids)
	if failed, fatal := asFailure(err); failed != nil || differs(err) {
		return len(ids), nil //nolint:nilerr // all of them still differ
	} else if fatal != nil {
		return 0, fatal
	}
	plain, err := m.plain.read(ctx, ids)
	if err != nil {
		return 0, err
	}
	odd := 0
	for i, l := range again {
		if l != nil && plain[i].failed == nil && !sameMembers(l.rows, plain[i].rows) {
			odd++
		}
	}
	return odd, nil
}

// sameMembers compares ids and types.
func sameMembers(a, b []graphrow.Member) bool {
	bare := func(rows []graphrow.Member) *memberList {
		out := make([]graphrow.Member, len(rows))
		for i, r := range rows {
			out[i] = graphrow.Member{Type: r.Type, ID: r.ID}
		}
		return &memberList{rows: out}
	}
	_, different := compare([]*memberList{bare(a)}, []memberList{*bare(b)})
	return different == 0
}

// distrust drops a way whose answers were taken before and are not to be
// relied on.
func (m *memberReader) distrust(w memberWay, why string) {
	m.drop(w, why)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.distrusted = w.name()
}

// distrusts reports whether a way was found wrong.
func (m *memberReader) distrusts(w memberWay) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.distrusted == w.name()
}

// doubt is the gap of the groups whose lists were taken from a way that was
// found wrong later, nil where there are none.
func (m *memberReader) doubt() *inventory.Gap {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := m.read[m.distrusted]; m.distrusted != "" && n > 0 {
		return &inventory.Gap{What: inventory.GapGroupMembers, Count: n,
			Why: "read by " + string(m.distrusted) + ", whose answers turned out to differ from the plain lists"}
	}
	return nil
}
