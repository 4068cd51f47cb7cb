package planner

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gwbplan/inventory"
)

func TestPeopleCounts(t *testing.T) {
	exactly := func(people, groups int) PeopleCount { return PeopleCount{people, groups, true} }
	about := func(people, groups int) PeopleCount { return PeopleCount{people, groups, false} }
	tests := []struct {
		name            string
		make            func(b *tenant, g *cloudRecord, o *adRecord)
		losing, gaining PeopleCount
	}{
		{"nobody", func(b *tenant, g *cloudRecord, o *adRecord) { b.both(g, o, b.user("Bob", contoso)) }, exactly(0, 0), exactly(0, 0)},
		{"a person once, over two groups", func(b *tenant, g *cloudRecord, o *adRecord) {
			ann := b.cloudUser("Ann")
			ann.OnPremisesSecurityIdentifier = b.sid(contoso)
			other := b.security("Other", flagTrue)
			b.both(g, o, ann)
			b.both(other, b.written(other), ann)
		}, exactly(1, 2), exactly(0, 0)},
		{"directly lost and nested kept", func(b *tenant, g *cloudRecord, o *adRecord) {
			bob := b.user("Bob", contoso)
			child := b.security("Child", flagTrue)
			co := b.written(child)
			b.both(child, co, bob)
			member(g, child)
			b.adMember(o, entryOf(co))
			b.adMember(o, accountOf(bob)) // AD alone: stays
		}, exactly(0, 0), exactly(0, 0)},
		{"everybody in a nested group that stays behind", func(b *tenant, g *cloudRecord, o *adRecord) {
			child := b.security("Stale", flagFalse)
			co := b.written(child)
			bob := b.user("Bob", contoso)
			b.both(child, co, bob, b.user("Eve", contoso))
			member(g, child)
			b.adMember(o, entryOf(co))
			b.both(g, o, bob)
		}, exactly(1, 1), exactly(0, 0)},
		{"a lost group that nobody read", func(b *tenant, g *cloudRecord, o *adRecord) {
			hr := b.synced("HR")
			member(g, hr)
			b.adMember(o, inventory.ADPrincipal{DN: groupsOU.Child("HR"), SID: hr.OnPremisesSecurityIdentifier})
		}, about(0, 0), about(0, 0)},
		{"a lost group whose AD object was read", func(b *tenant, g *cloudRecord, o *adRecord) {
			hr := b.synced("HR")
			at := b.object(groupsOU.Child("HR"), func(o *adRecord) { o.ObjectSID = hr.OnPremisesSecurityIdentifier })
			bob := b.user("Bob", contoso)
			b.adMember(at, accountOf(bob))
			elsewhere := b.security("Elsewhere", flagTrue) // so that the cloud shows Bob
			b.both(elsewhere, b.written(elsewhere), bob)
			member(g, hr)
			b.adMember(o, entryOf(at))
		}, exactly(1, 1), exactly(0, 0)},
		{"a member of a Microsoft 365 group that the cloud does not show", func(b *tenant, g *cloudRecord, o *adRecord) {
			team := b.m365("Team", flagTrue)
			at := b.written(team)
			b.adMember(at, inventory.ADPrincipal{DN: "CN=PC,DC=contoso,DC=com", SID: b.sid(contoso), GUID: adGUID(0x999)})
			member(g, team)
			b.adMember(o, entryOf(at))
		}, about(0, 0), about(0, 0)},
		{"drift in a nested group counts for both", func(b *tenant, g *cloudRecord, o *adRecord) {
			child := b.security("Child", flagTrue)
			member(child, b.user("New", contoso), b.user("Newer", contoso))
			member(g, child)
			b.adMember(o, entryOf(b.written(child)))
		}, exactly(0, 0), exactly(2, 2)},
		{"a cycle", func(b *tenant, g *cloudRecord, o *adRecord) {
			child := b.security("Child", flagTrue)
			co := b.written(child)
			member(g, child)
			member(child, g)
			member(child, b.user("New", contoso))
			b.adMember(o, entryOf(co))
			b.adMember(co, entryOf(o))
		}, exactly(0, 0), exactly(1, 2)},
		{"a stale group stays as it is", func(b *tenant, g *cloudRecord, o *adRecord) {
			stale := b.security("Stale", flagFalse)
			b.written(stale)
			member(stale, b.user("New", contoso))
		}, exactly(0, 0), exactly(0, 0)},
		{"AD members that were not read", func(b *tenant, g *cloudRecord, o *adRecord) {
			member(g, b.user("Bob", contoso))
			o.MembersReading = inventory.ReadFailed
		}, about(0, 0), about(1, 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			holding(tt.make)(b)
			s := b.plan().Summary
			if s.PeopleLosingAccess != tt.losing || s.PeopleGainingAccess != tt.gaining {
				t.Errorf("losing %+v, want %+v; gaining %+v, want %+v", s.PeopleLosingAccess, tt.losing, s.PeopleGainingAccess, tt.gaining)
			}
		})
	}
}

// TestAccessOfRandomNestings compares the walk with a plain one: for every
// group the sets of people on both sides, by definition.
func TestAccessOfRandomNestings(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		b := newTenant(t)
		b.randomNesting(r)
		w := b.world()
		for i := range w.Snap.Groups {
			now, then := plainReach(w, i, false), plainReach(w, i, true)
			gained, lost := without(then, now), without(now, then)
			if int(w.access.gained[i]) != gained || int(w.access.lost[i]) != lost {
				t.Fatalf("seed %d, group %s: gained %d, lost %d; want %d, %d", seed, w.Snap.Groups[i].DisplayName, w.access.gained[i], w.access.lost[i], gained, lost)
			}
		}
	}
}

// randomNesting makes written groups with users and each other as members, in
// the cloud, in AD, or both.
func (b *tenant) randomNesting(r *rand.Rand) {
	var users []*inventory.Principal
	for range 8 {
		users = append(users, b.user("u", contoso))
	}
	n := 2 + r.IntN(8)
	for range n {
		b.written(b.security("g", flagTrue))
	}
	for i, g := range b.groups {
		for range r.IntN(6) {
			u, other, side := users[r.IntN(len(users))], r.IntN(n), r.IntN(4)
			nested := r.IntN(3) == 0
			if side != 0 && nested {
				member(g, b.groups[other])
			} else if side != 0 {
				member(g, u)
			}
			if side != 1 && nested {
				b.adMember(b.objects[i], entryOf(b.objects[other]))
			} else if side != 1 {
				b.adMember(b.objects[i], accountOf(u))
			}
		}
		slices.SortFunc(g.MemberIDs, inventory.ObjectID.Compare)
		g.MemberIDs = slices.Compact(g.MemberIDs)
	}
}

func plainReach(w *World, group int, after bool) map[inventory.ObjectID]bool {
	people, seen := map[inventory.ObjectID]bool{}, map[int]bool{group: true}
	for todo := []int{group}; len(todo) > 0; todo = todo[1:] {
		c := w.caseOf(todo[0])
		next := func(id inventory.ObjectID) {
			if i := w.groupIndex(id); i < 0 {
				people[id] = true
			} else if !seen[i] {
				seen[i] = true
				todo = append(todo, i)
			}
		}
		for _, m := range c.Members.Cloud {
			if after && m.Reason == "" || !after && m.InAD == flagTrue {
				next(m.ID())
			}
		}
		for _, m := range c.Members.Extra {
			if o := w.ObjectOf(m.Principal); o != nil {
				g, _ := w.Owner(o)
				next(g.ID)
			} else {
				next(w.accountOf(m.Principal.SID, m.Principal.GUID).ID)
			}
		}
	}
	return people
}

func without(a, b map[inventory.ObjectID]bool) (n int) {
	for id := range a {
		if !b[id] {
			n++
		}
	}
	return n
}

// What was kept of the comparison gives the same forecast as comparing anew.
func TestKeptForecast(t *testing.T) {
	for seed := range uint64(100) {
		w := randomTenant(t, seed).world()
		k := newComparer(w)
		for i := range w.Snap.Groups {
			c := w.named(i)
			if !c.Bound() {
				continue
			}
			kept := w.forecast(c)
			fresh := w.fates(c)
			k.compare(c, &fresh)
			if !slices.Equal(kept.Cloud, fresh.Cloud) || !slices.Equal(kept.Extra, fresh.Extra) ||
				kept.Uncomparable != fresh.Uncomparable || kept.ADReading != fresh.ADReading || kept.ADCount != fresh.ADCount {
				t.Fatalf("seed %d, group %d: kept %+v, fresh %+v", seed, i, kept, fresh)
			}
		}
	}
}

// Nesting made to be walked for hours ends, and the count says so.
func TestEndlessNesting(t *testing.T) {
	b := newTenant(t)
	const n = 1500
	var last *cloudRecord
	for range n {
		g := b.security("g", flagTrue)
		o := b.written(g)
		if last != nil {
			member(g, last)
			o.MemberKeys = append(o.MemberKeys, b.adRefs[len(b.adRefs)-1].Key())
		}
		e := entryOf(o)
		b.adRefs = append(b.adRefs, &e)
		last = g
	}
	member(b.groups[0], b.user("New", contoso))
	w := b.world()
	if top := len(w.Snap.Groups) - 1; w.access.gained[0] != 1 || w.access.unsure[0] || w.access.gained[top/100] != 1 || !w.access.unsure[top] {
		t.Errorf("the bottom %d, %v; the top %d, %v", w.access.gained[0], w.access.unsure[0], w.access.gained[top], w.access.unsure[top])
	}
}
