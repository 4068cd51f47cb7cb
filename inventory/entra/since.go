package entra

import (
	"slices"
	"sync"

	abs "github.com/microsoft/kiota-abstractions-go"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// since is an earlier snapshot and what has changed after it. Delta tells which
// objects changed; what a list looks like now is read plainly. So a list is kept
// only if neither its group nor anybody in it has changed, and is what a whole
// reading would show.
type since struct {
	old *inventory.Snapshot

	mu sync.Mutex
	// changed are the objects that Graph tells of. lost: some are gone, and
	// with them members of groups of which only the number is known.
	changed map[inventory.ObjectID]bool
	lost    bool
	// returned are objects that are there and that the snapshot does not know.
	returned []returned
	// whole is why nothing is kept; empty where lists are.
	whole      string
	kept, read int
}

type returned struct {
	kind tracked
	id   inventory.ObjectID
}

func newSince(old *inventory.Snapshot) *since {
	if old == nil {
		return nil
	}
	s := &since{old: old, changed: map[inventory.ObjectID]bool{}}
	if slices.ContainsFunc(old.Gaps, func(g inventory.Gap) bool { return g.Why == v1OnlyWhy }) {
		s.whole = "the earlier snapshot was read without beta"
	}
	return s
}

// Refresh is what became of an earlier snapshot.
type Refresh struct {
	// Kept and Read count the lists of members that were taken from it, and
	// those that were read.
	Kept, Read int
	// Whole is why nothing was taken from it; empty where lists were.
	Whole string
}

// Refresh returns what became of the earlier snapshot.
func (c *Collector) Refresh() Refresh {
	if c.since == nil {
		return Refresh{}
	}
	return Refresh{Kept: c.since.kept, Read: c.since.read, Whole: c.since.whole}
}

func (s *since) keeps() bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.whole == ""
}

func (s *since) giveUp(why string) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.whole == "" {
		s.whole = why
	}
}

// request is that for the changes of a kind since the snapshot.
func (s *since) request(c *client, k tracked) (*abs.RequestInformation, error) {
	for _, l := range s.old.DeltaLinks {
		if l.Of == k.of {
			return c.relative(l.Link)
		}
	}
	return nil, &failure{why: "the earlier snapshot has no link to them"}
}

// note takes in the changes of a kind.
func (s *since) note(k tracked, rows []deltaRow) {
	for _, row := range rows {
		id, err := inventory.ParseObjectID(row.ID)
		if err != nil {
			s.giveUp("the changes of " + k.of + ": an object has no valid id")
			continue
		}
		switch {
		case row.Removed != nil:
			s.lost = true
		case !s.changed[id] && !s.knew(id):
			s.returned = append(s.returned, returned{k, id})
		}
		s.changed[id] = true
	}
}

// knew reports whether the object was there, and so its memberships too.
func (s *since) knew(id inventory.ObjectID) bool {
	if g := s.old.Group(id); g != nil {
		return g.DeletedDateTime == nil
	}
	return s.old.Principal(id) != nil
}

// change notes groups that hold somebody who came back.
func (s *since) change(rows []deltaRow) {
	for _, row := range rows {
		if id, err := inventory.ParseObjectID(row.ID); err == nil {
			s.changed[id] = true
		}
	}
}

// group is a live group of the snapshot that has not changed.
func (s *since) group(id inventory.ObjectID) *inventory.CloudGroup {
	if !s.keeps() || s.changed[id] {
		return nil
	}
	if g := s.old.Group(id); g != nil && g.DeletedDateTime == nil && !isHidden(g) {
		return g
	}
	return nil
}

// members is the list of a group's members, where it can be kept.
func (s *since) members(id inventory.ObjectID) (memberList, bool) {
	g := s.group(id)
	if g == nil || g.MembersReading != inventory.ReadWhole {
		return memberList{}, false
	}
	ids := make([]inventory.ObjectID, len(g.Members))
	for i, r := range g.Members {
		ids[i] = s.old.Member(r)
	}
	return s.rows(ids)
}

// owners is the list of a group's owners, where it can be kept.
func (s *since) owners(id inventory.ObjectID) (memberList, bool) {
	g := s.group(id)
	if g == nil || g.OwnersReading != inventory.ReadWhole {
		return memberList{}, false
	}
	return s.rows(g.Owners)
}

// count is how many members a group has, where that can be kept.
func (s *since) count(id inventory.ObjectID) (count, bool) {
	g := s.group(id)
	if g == nil || g.MemberCount == nil || s.lost {
		return count{}, false
	}
	return count{n: *g.MemberCount}, true
}

// rows are the rows that Graph would answer, unless one of them has changed or
// is of a kind whose changes are not told.
func (s *since) rows(ids []inventory.ObjectID) (memberList, bool) {
	l := memberList{kept: true, rows: make([]graphrow.Member, 0, len(ids))}
	for _, id := range ids {
		row, ok := s.row(id)
		if !ok || s.changed[id] {
			return memberList{}, false
		}
		l.rows = append(l.rows, row)
	}
	return l, true
}

func (s *since) row(id inventory.ObjectID) (graphrow.Member, bool) {
	if g := s.old.Group(id); g != nil {
		return graphrow.Member{Type: "#microsoft.graph.group", ID: id.String(), DisplayName: g.DisplayName}, g.DeletedDateTime == nil
	}
	p := s.old.Principal(id)
	if p == nil || p.FactsUnread {
		return graphrow.Member{}, false
	}
	switch p.Type {
	case inventory.User, inventory.Device, inventory.ServicePrincipal:
		return graphrow.MemberOf(p), true
	}
	return graphrow.Member{}, false
}

// tally counts lists that were kept and lists that were read.
func (s *since) tally(kept, read int) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept, s.read = s.kept+kept, s.read+read
}

// around takes what is kept and reads the rest, in the order of the ids.
func around[T any](ids []inventory.ObjectID, keep func(inventory.ObjectID) (T, bool), read func([]inventory.ObjectID) ([]T, error)) ([]T, error) {
	all := make([]T, len(ids))
	var left []inventory.ObjectID
	var at []int
	for i, id := range ids {
		kept, ok := keep(id)
		if ok {
			all[i] = kept
			continue
		}
		left, at = append(left, id), append(at, i)
	}
	rest, err := read(left)
	if err != nil {
		return nil, err
	}
	for n, i := range at {
		all[i] = rest[n]
	}
	return all, nil
}
