package entra

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

const (
	// comparable bounds the groups that are compared: larger ones say no more,
	// and take a chain of pages.
	comparable = 1000
	// fewest groups that a comparison may rest on.
	fewest = 10
)

// probe reads a page of groups by their plain lists and tries the other ways
// on some of them.
func (m *memberReader) probe(ctx context.Context, ids []inventory.ObjectID) ([]memberList, error) {
	defer close(m.decided)
	sample := spread(len(ids), probeSize)
	cost := &meter{}
	first, err := m.plain.read(metered(ctx, cost), pick(ids, sample))
	if err != nil {
		return nil, err
	}
	lists := make([]memberList, len(ids))
	var rest []int
	for i := range ids {
		if n, ok := slices.BinarySearch(sample, i); ok {
			lists[i] = first[n]
		} else {
			rest = append(rest, i)
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return m.choose(ctx, pick(ids, sample), first, cost.perGroup(len(sample), 2))
	})
	g.Go(func() error {
		others, err := m.plain.read(ctx, pick(ids, rest))
		for n, l := range others {
			lists[rest[n]] = l
		}
		return err
	})
	return lists, g.Wait()
}

// spread are k of n positions, evenly apart.
func spread(n, k int) []int {
	at := make([]int, k)
	for i := range at {
		at[i] = i * n / k
	}
	return at
}

// perGroup is what a group has cost, or is documented to cost where the
// answers do not say.
func (m *meter) perGroup(groups int, documented float64) float64 {
	if units := m.units.Load(); units > 0 {
		return float64(units) / float64(groups)
	}
	return documented
}

// verdict is what came of a way on trial.
type verdict struct {
	way  memberWay
	same bool
	// cost are units a group, with those of the lists that are left.
	cost float64
	why  string
}

// choose tries each way on groups whose plain lists are known and ranks those
// that give the same for less.
func (m *memberReader) choose(ctx context.Context, ids []inventory.ObjectID, lists []memberList, plainCost float64) error {
	var fit []int
	for i, l := range lists {
		if l.failed == nil && !l.v1Only && len(l.rows) <= comparable {
			fit = append(fit, i)
		}
	}
	ids, lists = pick(ids, fit), pick(lists, fit)
	verdicts := make([]verdict, len(m.ways))
	err := atOnce(ctx, len(m.ways), func(ctx context.Context, i int) error {
		var err error
		verdicts[i], err = m.try(ctx, m.ways[i], ids, lists, plainCost)
		return err
	})
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	slices.SortStableFunc(verdicts, func(a, b verdict) int { return cmp.Compare(a.cost, b.cost) })
	for _, v := range verdicts {
		m.why[v.way.name()] = v.why
		m.log.Info("tried to read members by "+string(v.way.name()), "same", v.same, "why", v.why)
		if v.same && v.cost < plainCost {
			m.ranked = append(m.ranked, v.way)
		}
	}
	return nil
}

// try reads the groups by a way and compares. The error ends the run.
func (m *memberReader) try(ctx context.Context, w memberWay, ids []inventory.ObjectID, want []memberList, plainCost float64) (verdict, error) {
	v := verdict{way: w}
	if len(ids) < fewest {
		v.why = fmt.Sprintf("not tried: only %d of %d lists to compare with", len(ids), probeSize)
		return v, nil
	}
	cost := &meter{}
	got, err := w.read(metered(ctx, cost), ids)
	if err == nil {
		err = m.complete(ctx, got)
	}
	failed, fatal := asFailure(err)
	switch {
	case differs(err):
		v.why = err.Error()
		return v, nil //nolint:nilerr // why says it
	case fatal != nil:
		return v, fatal
	case failed != nil:
		v.why = "failed: " + failed.why
		return v, nil //nolint:nilerr // why says it
	}
	left, different := compare(got, want)
	v.cost = cost.perGroup(len(ids), 1) + plainCost*float64(left)/float64(len(ids))
	if v.same = different == 0; !v.same {
		v.why = fmt.Sprintf("not the members of the plain list in %d of %d groups", different, len(ids))
		return v, nil
	}
	v.why = fmt.Sprintf("same members as the plain list in %d of %d groups, %d left to it; %.2f units a group, the plain list %.2f",
		len(ids)-left, len(ids), left, v.cost, plainCost)
	return v, nil
}

// complete looks up what bare rows lack.
func (m *memberReader) complete(ctx context.Context, lists []*memberList) error {
	wanted := map[inventory.ObjectID]string{}
	for _, l := range lists {
		if l == nil || !l.bare {
			continue
		}
		for _, row := range l.rows {
			if id, err := inventory.ParseObjectID(row.ID); err == nil {
				wanted[id] = row.Type
			}
		}
	}
	facts, err := m.facts.read(ctx, wanted)
	if err != nil {
		return err
	}
	for _, l := range lists {
		if l != nil && l.bare {
			for i, row := range l.rows {
				if id, err := inventory.ParseObjectID(row.ID); err == nil {
					l.rows[i] = facts.of(id, row)
				}
			}
		}
	}
	return facts.failed()
}

// compare counts the lists that are left out, and those that are not the same.
func compare(got []*memberList, want []memberList) (left, different int) {
	for i, l := range got {
		switch {
		case l == nil:
			left++
		case !slices.Equal(sorted(l.rows), sorted(want[i].rows)):
			different++
		}
	}
	return left, different
}

// sorted orders rows, and leaves out what only the plain list tells of groups,
// which the list of groups tells anyway.
func sorted(rows []graphrow.Member) []graphrow.Member {
	out := make([]graphrow.Member, len(rows))
	for i, r := range rows {
		if out[i] = r; graphrow.PrincipalType(r.Type) == inventory.GroupPrincipal {
			out[i] = graphrow.Member{Type: r.Type, ID: r.ID}
		}
	}
	slices.SortFunc(out, func(a, b graphrow.Member) int { return cmp.Compare(a.ID, b.ID) })
	return slices.Compact(out)
}
