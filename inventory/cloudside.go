package inventory

import (
	"fmt"
	"slices"
	"strings"
)

// cloudSide is what a [Builder] has been told of the tenant.
type cloudSide struct {
	tenants    []Tenant
	groups     []CloudGroup
	principals []Principal
	owners     []Owners
	jobs       []ProvisioningJob
	agents     []Agent
	licences   []Licence
	links      []DeltaLink
	readings   []GraphReading

	// refs numbers the members in the order of their appearance, until
	// finish gives them the order of their ids.
	refs  map[ObjectID]Ref
	ids   []ObjectID
	lists slab[Ref]
	types map[string][]string
}

func (b *Builder) putGroup(r *CloudGroupRecord) {
	g := r.CloudGroup
	for _, s := range []*string{
		&g.MembershipRuleProcessingState, &g.Visibility, &g.OnPremisesDomainName,
		&g.OnPremisesNetBiosName, &g.WritebackType, &g.MembersWhy,
	} {
		b.intern(s)
	}
	utc(&g.CreatedDateTime)
	utc(&g.DeletedDateTime)
	g.GroupTypes = b.cloud.internTypes(g.GroupTypes)
	g.Members = b.cloud.lists.take(len(r.MemberIDs))
	for i, id := range r.MemberIDs {
		g.Members[i] = b.cloud.ref(id)
	}
	b.cloud.groups = append(b.cloud.groups, g)
}

func (c *cloudSide) ref(id ObjectID) Ref {
	r, ok := c.refs[id]
	if !ok {
		r = Ref(len(c.ids))
		c.refs[id] = r
		c.ids = append(c.ids, id)
	}
	return r
}

func (c *cloudSide) internTypes(types []string) []string {
	if len(types) == 0 {
		return nil
	}
	key := strings.Join(types, "\x00")
	if t, ok := c.types[key]; ok {
		return t
	}
	if c.types == nil {
		c.types = map[string][]string{}
	}
	if len(c.types) < 1<<10 {
		c.types[key] = types
	}
	return types
}

func (b *Builder) putPrincipal(p Principal) {
	t := string(p.Type)
	b.intern(&t)
	p.Type = PrincipalType(t)
	b.intern(&p.UserType)
	b.intern(&p.OnPremisesDomainName)
	b.cloud.principals = append(b.cloud.principals, p)
}

// finish moves the cloud side into the snapshot.
func (c *cloudSide) finish(s *Snapshot) error {
	tenants, err := unique("tenant", c.tenants, func(*Tenant) string { return "" })
	if err != nil {
		return err
	}
	if len(tenants) > 0 {
		s.Tenant = &tenants[0]
	}
	if s.Groups, err = mergeGroups(sortLarge(c.groups, func(a, b *CloudGroup) int { return a.ID.Compare(b.ID) })); err != nil {
		return err
	}
	c.orderMembers(s)
	s.Principals = mergePrincipals(sortLarge(c.principals, func(a, b *Principal) int { return a.ID.Compare(b.ID) }), s)
	if err := c.finishOwners(s); err != nil {
		return err
	}
	return c.finishRest(s)
}

// orderMembers numbers the members by id and sorts each group's list.
func (c *cloudSide) orderMembers(s *Snapshot) {
	s.MemberIDs = slices.Clone(c.ids)
	slices.SortFunc(s.MemberIDs, ObjectID.Compare)
	final := make([]Ref, len(c.ids))
	for i, id := range s.MemberIDs {
		final[c.refs[id]] = Ref(i)
	}
	c.refs, c.ids = nil, nil
	for i := range s.Groups {
		members := s.Groups[i].Members
		for j, r := range members {
			members[j] = final[r]
		}
		s.Groups[i].Members = sortedSet(members)
	}
}

func (c *cloudSide) finishOwners(s *Snapshot) error {
	for i := range c.owners {
		c.owners[i].Owners = sortedIDs(c.owners[i].Owners)
	}
	owners, err := unique("list of owners of group", c.owners, func(o *Owners) string { return o.Group.String() })
	if err != nil {
		return err
	}
	for _, o := range owners {
		g := s.Group(o.Group)
		if g == nil {
			return fmt.Errorf("there are owners of group %s, and the snapshot does not hold the group: take it again", o.Group)
		}
		g.OwnersReading, g.Owners = o.Reading, o.Owners
	}
	return nil
}

func sortedIDs(ids []ObjectID) []ObjectID {
	if len(ids) == 0 {
		return nil
	}
	ids = slices.Clone(ids)
	slices.SortFunc(ids, ObjectID.Compare)
	return slices.Compact(ids)
}

func (c *cloudSide) finishRest(s *Snapshot) (err error) {
	for i := range c.jobs {
		c.jobs[i].Assigned = sortedIDs(c.jobs[i].Assigned)
	}
	if s.Jobs, err = unique("provisioning job", c.jobs, func(j *ProvisioningJob) string {
		return j.ServicePrincipalID.String() + " " + j.ID
	}); err != nil {
		return err
	}
	if s.Agents, err = unique("provisioning agent", c.agents, func(a *Agent) string { return a.ID.String() }); err != nil {
		return err
	}
	s.Licences = sortedByJSON(c.licences)
	s.GraphReadings = sortedByJSON(c.readings)
	s.DeltaLinks, err = unique("delta link", c.links, func(l *DeltaLink) string { return l.Of })
	return err
}
