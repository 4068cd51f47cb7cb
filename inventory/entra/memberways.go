package entra

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"

	"gwbplan/inventory"
)

// memberWay reads the members of several groups by one request. What it cannot
// show whole it leaves to the plain lists.
type memberWay interface {
	name() inventory.MemberStrategy
	// groups is how many groups are read at a time.
	groups() int
	// read returns nil for the groups that are left.
	read(ctx context.Context, ids []inventory.ObjectID) ([]*memberList, error)
}

const (
	// probeSize is how many groups are read both ways.
	probeSize = 50
	// maxStumbles is how many failures in a row end a way.
	maxStumbles = 3
)

// turn is how a page of groups is read.
type turn int

const (
	plainTurn turn = iota
	probeTurn
	chosenTurn
)

// memberReader reads members by their plain lists, and in a large tenant by
// the cheapest way that gives the same answers there.
type memberReader struct {
	plain *plainMembers
	ways  []memberWay
	facts *principalFacts
	log   *slog.Logger
	first int

	// admitted and probing belong to whoever lists the groups.
	admitted int
	probing  bool
	// decided is closed when a way was chosen, or none.
	decided chan struct{}

	mu sync.Mutex
	// ranked are the ways that are of use, the cheapest first.
	ranked   []memberWay
	stumbles int
	why      map[inventory.MemberStrategy]string
	read     map[inventory.MemberStrategy]int
	// distrusted is a way that was found wrong after it had been used.
	distrusted inventory.MemberStrategy
}

func newMemberReader(c *client, cfg Config) *memberReader {
	return &memberReader{
		plain:   &plainMembers{client: c, pageSize: int32(cfg.PageSize), version: beta},
		ways:    []memberWay{&deltaMembers{c}, &expandMembers{c}},
		facts:   &principalFacts{c},
		log:     cfg.Log,
		first:   cfg.PlainFirst,
		decided: make(chan struct{}),
		why:     map[inventory.MemberStrategy]string{},
		read:    map[inventory.MemberStrategy]int{},
	}
}

// useV1 is called where beta is not available; the other ways need it.
func (m *memberReader) useV1() {
	m.plain.version = v1
	m.ways = nil
}

// admit says how the next page of groups is read. Pages are admitted in the
// order of the list, so that the same tenant is always probed at the same
// place.
func (m *memberReader) admit(groups int) turn {
	switch {
	case m.probing:
		return chosenTurn
	case m.admitted < m.first || groups < 2*probeSize || len(m.ways) == 0:
		m.admitted += groups
		return plainTurn
	}
	m.probing = true
	return probeTurn
}

// lists returns the members of a page of groups, in their order. A group whose
// members could not be read is a list that has failed.
func (m *memberReader) lists(ctx context.Context, t turn, ids []inventory.ObjectID) ([]memberList, error) {
	switch t {
	case plainTurn:
		return m.plain.read(ctx, ids)
	case probeTurn:
		return m.probe(ctx, ids)
	}
	select {
	case <-m.decided:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if w := m.use(); w != nil {
		return m.checked(ctx, w, ids)
	}
	return m.plain.read(ctx, ids)
}

// readPageBy reads groups by a way, as many at a time as it takes.
func (m *memberReader) readPageBy(ctx context.Context, w memberWay, ids []inventory.ObjectID, lists []memberList) error {
	n := w.groups()
	return atOnce(ctx, (len(ids)+n-1)/n, func(ctx context.Context, i int) error {
		end := min(len(ids), (i+1)*n)
		return m.readBy(ctx, w, ids[i*n:end], lists[i*n:end])
	})
}

// readBy reads some groups by a way, and by their plain lists what it leaves:
// all of them where it fails.
func (m *memberReader) readBy(ctx context.Context, w memberWay, ids []inventory.ObjectID, lists []memberList) error {
	some := make([]*memberList, len(ids))
	if m.use() == w {
		found, err := w.read(ctx, ids)
		switch failed, fatal := asFailure(err); {
		case differs(err):
			m.drop(w, err.Error())
		case fatal != nil:
			return fatal
		case failed != nil:
			m.stumble(w, failed)
		default:
			some = found
			m.stumble(w, nil)
		}
	}
	var left []int
	for i, l := range some {
		if l == nil {
			left = append(left, i)
			continue
		}
		lists[i] = *l
		lists[i].way = w.name()
	}
	again, err := m.plain.read(ctx, pick(ids, left))
	for n, l := range again {
		lists[left[n]] = l
	}
	return err
}

// use is the cheapest way, nil where there is none any more.
func (m *memberReader) use() memberWay {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.ranked) == 0 {
		return nil
	}
	return m.ranked[0]
}

// stumble notes how a request of a way ended: several failures in a row end it.
func (m *memberReader) stumble(w memberWay, failed *failure) {
	m.mu.Lock()
	if m.stumbles++; failed == nil {
		m.stumbles = 0
	}
	over := m.stumbles >= maxStumbles
	m.mu.Unlock()
	if over {
		m.drop(w, failed.why)
	}
}

// drop ends a way: what follows is read by the next one, in the end by plain
// lists.
func (m *memberReader) drop(w memberWay, why string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i := slices.Index(m.ranked, w); i >= 0 {
		m.ranked = slices.Delete(m.ranked, i, i+1)
		m.stumbles = 0
		m.why[w.name()] += "; dropped: " + why
		m.log.Info("members are no longer read by "+string(w.name()), "why", why)
	}
}

// count notes how a group that is handed over was read.
func (m *memberReader) count(l *memberList) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.read[cmp.Or(l.way, inventory.MembersByList)]++
}

// record tells how the members were read and why so.
func (m *memberReader) record() []inventory.MembersWay {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []inventory.MembersWay
	for _, s := range []inventory.MemberStrategy{inventory.MembersByDelta, inventory.MembersByExpand, inventory.MembersByList} {
		why := m.why[s]
		switch {
		case s == inventory.MembersByList:
			why = "shows whatever there is to see"
		case why == "" && !m.probing:
			why = "not tried: too few groups for a gain"
		}
		out = append(out, inventory.MembersWay{Strategy: s, Groups: m.read[s], Why: why})
	}
	return out
}
