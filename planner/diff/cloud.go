package diff

import (
	"cmp"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// cloud compares the tenant, its groups and what Cloud Sync has there.
func (s *snapshots) cloud() {
	if s.before.Tenant != nil && s.after.Tenant != nil {
		t := s.after.Tenant
		s.changed(Entry{Section: SectionTenant, Change: Changed, ID: t.ID.String(), Name: t.DisplayName, Fields: fields(s.before.Tenant, t, "onPremisesLastSync")})
	}
	later := s.memberMap()
	pairs(s.before.Groups, s.after.Groups, func(g *inventory.CloudGroup) string { return g.ID.String() }, func(a, b *inventory.CloudGroup) {
		s.cloudGroup(a, b, later)
	})
	s.principals()
	list(s.comparison, SectionJobs, s.before.Jobs, s.after.Jobs, func(j *inventory.ProvisioningJob) string { return j.ID }, func(j *inventory.ProvisioningJob) string {
		return cmp.Or(j.ServicePrincipalName, j.ID)
	})
	list(s.comparison, SectionAgents, s.before.Agents, s.after.Agents, func(a *inventory.Agent) string { return a.ID.String() }, func(a *inventory.Agent) string { return a.MachineName })
	list(s.comparison, SectionLicences, s.before.Licences, s.after.Licences, func(l *inventory.Licence) string { return l.SKUPartNumber }, func(l *inventory.Licence) string { return l.SKUPartNumber }, "consumed")
}

// cloudGroup compares one group. A group that is missing is gone only where the
// live and the deleted ones were read without a gap.
func (s *snapshots) cloudGroup(a, b *inventory.CloudGroup, later []int32) {
	switch {
	case b == nil && s.gap(s.after, inventory.GapCloudGroups, inventory.GapDeletedGroups):
		s.put(Entry{Section: SectionGroups, Change: NotSeen, ID: a.ID.String(), Name: a.DisplayName, Why: []string{"the groups were not read to the end"}})
	case b == nil:
		s.put(Entry{Section: SectionGroups, Change: Removed, ID: a.ID.String(), Name: a.DisplayName})
	case a == nil:
		e := Entry{Section: SectionGroups, Change: Added, ID: b.ID.String(), Name: b.DisplayName, Joined: Members{Count: len(b.Members)}}
		if s.gap(s.before, inventory.GapCloudGroups, inventory.GapDeletedGroups) {
			e.Why = []string{"or it was there before: the older snapshot did not read the groups to the end"}
		}
		s.put(e)
	default:
		e := Entry{Section: SectionGroups, Change: groupChange(a, b), ID: b.ID.String(), Name: b.DisplayName, Fields: fields(a, b, "membersWhy")}
		e.Fields = append(e.Fields, differing("owners", s.owners(s.before, a), s.owners(s.after, b))...)
		if a.MembersReading == inventory.ReadWhole && b.MembersReading == inventory.ReadWhole {
			e.Fields = append(e.Fields, counts(len(a.Members), len(b.Members))...)
			e.Joined, e.Left = membersOf(a.Members, b.Members, later,
				func(r inventory.Ref) string { return cloudMember(s.after, r) }, func(r inventory.Ref) string { return cloudMember(s.before, r) })
		}
		s.changed(e)
	}
}

func groupChange(a, b *inventory.CloudGroup) Change {
	switch {
	case a.DeletedDateTime == nil && b.DeletedDateTime != nil:
		return Deleted
	case a.DeletedDateTime != nil && b.DeletedDateTime == nil:
		return Restored
	case a.DisplayName != b.DisplayName:
		return Renamed
	}
	return Changed
}

// gap tells whether the cloud side has a gap of one of these kinds.
func (s *snapshots) gap(in *inventory.Snapshot, kinds ...inventory.GapKind) bool {
	return slices.ContainsFunc(in.Gaps, func(g inventory.Gap) bool { return slices.Contains(kinds, g.What) })
}

// owners names a group's owners, or says that they were not read.
func (s *snapshots) owners(in *inventory.Snapshot, g *inventory.CloudGroup) string {
	if g.OwnersReading != inventory.ReadWhole {
		return ""
	}
	names := []string{}
	for _, id := range g.Owners {
		names = append(names, principalName(in, id))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func principalName(in *inventory.Snapshot, id inventory.ObjectID) string {
	if p := in.Principal(id); p != nil {
		return cmp.Or(p.UserPrincipalName, p.DisplayName, id.String())
	}
	return id.String()
}

func cloudMember(in *inventory.Snapshot, r inventory.Ref) string {
	if g := in.MemberGroup(r); g != nil {
		return g.DisplayName + " (" + g.ID.String() + ")"
	}
	return principalName(in, in.Member(r))
}

// memberMap says for each member of the old snapshot where it is in the new one;
// -1 where it is not. Both lists are in the order of the ids.
func (s *snapshots) memberMap() []int32 {
	return positions(s.before.MemberIDs, s.after.MemberIDs, inventory.ObjectID.Compare)
}

// positions finds each item of a sorted list in another sorted list.
func positions[T any](before, after []T, compare func(a, b T) int) []int32 {
	out := make([]int32, len(before))
	j := 0
	for i := range before {
		for j < len(after) && compare(after[j], before[i]) < 0 {
			j++
		}
		out[i] = -1
		if j < len(after) && compare(after[j], before[i]) == 0 {
			out[i] = int32(j)
		}
	}
	return out
}

// membersOf compares two sorted lists of members.
func membersOf[R ~uint32](before, after []R, later []int32, newName, oldName func(R) string) (joined, left Members) {
	j := 0
	for _, r := range before {
		at := later[r]
		if at < 0 {
			left.add(func() string { return oldName(r) })
			continue
		}
		for j < len(after) && after[j] < R(at) {
			n := after[j]
			joined.add(func() string { return newName(n) })
			j++
		}
		if j < len(after) && after[j] == R(at) {
			j++
		} else {
			left.add(func() string { return oldName(r) })
		}
	}
	for ; j < len(after); j++ {
		n := after[j]
		joined.add(func() string { return newName(n) })
	}
	return joined, left
}

// principals compares the facts of those that both sides have. Who is in only
// one of them came or went with a membership, which its group tells.
func (s *snapshots) principals() {
	pairs(s.before.Principals, s.after.Principals, func(p *inventory.Principal) string { return p.ID.String() }, func(a, b *inventory.Principal) {
		if a != nil && b != nil {
			s.changed(Entry{Section: SectionPrincipals, Change: Changed, ID: b.ID.String(), Name: cmp.Or(b.UserPrincipalName, b.DisplayName), Fields: fields(a, b)})
		}
	})
}
