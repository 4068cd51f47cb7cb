package entra

import (
	"cmp"
	"net/http"
	"slices"
	"sync"

	"gwbplan/inventory"
)

// PermissionKind is how a Graph permission can be granted.
type PermissionKind string

// The kinds. Delegated permissions need a signed-in person.
const (
	DelegatedOrApplication PermissionKind = "delegated or application"
	DelegatedOnly          PermissionKind = "delegated only"
)

// Permission is a read permission of Microsoft Graph that the collector makes
// use of. None of them can write.
type Permission struct {
	Name string
	Kind PermissionKind
	// Why is what it shows.
	Why string
	// Gap is what stays unknown without it.
	Gap inventory.GapKind
}

// Permissions lists what the collector reads with, the least that shows
// everything (F104-F107, F112). Directory.Read.All covers most of it. Where a
// gap has two, the first is the one that its refusal asks for.
func Permissions() []Permission {
	both, delegated := DelegatedOrApplication, DelegatedOnly
	return []Permission{
		{"Group.Read.All", both, "cloud groups with all their properties, writebackConfiguration among them", inventory.GapCloudGroups},
		{"Group.Read.All", both, "soft-deleted groups", inventory.GapDeletedGroups},
		{"Group.Read.All", both, "whether and as what each group is written back", inventory.GapWritebackConfig},
		{"Group.Read.All", both, "the owners of groups", inventory.GapOwners},
		{"GroupMember.Read.All", both, "the members of groups", inventory.GapGroupMembers},
		{"GroupMember.Read.All", both, "how many members a group has", inventory.GapMemberCounts},
		{"Member.Read.Hidden", both, "the members of groups with hidden membership", inventory.GapGroupMembers},
		{"User.Read.All", both, "which users have an account in AD", inventory.GapMemberFacts},
		{"Device.Read.All", both, "which device is which computer in AD", inventory.GapMemberFacts},
		{"Organization.Read.All", both, "the tenant's id, name and domains", inventory.GapOrganization},
		{"LicenseAssignment.Read.All", both, "the licences that Cloud Sync needs", inventory.GapLicences},
		{"GroupSettings.Read.All", both, "whether new Microsoft 365 groups are written back", inventory.GapGroupSettings},
		{"Application.Read.All", both, "the Cloud Sync configurations and the groups assigned to them", inventory.GapJobAssignments},
		{"Synchronization.Read.All", both, "the state of the provisioning jobs", inventory.GapProvisioningJobs},
		{"Synchronization.Read.All", both, "the mappings and filters of the provisioning jobs", inventory.GapJobSchema},
		{"OnPremDirectorySynchronization.Read.All", delegated, "whether group writeback v1 and v2 are on, and Connect's deletion threshold", inventory.GapFeatureFlags},
		{"Policy.Read.HybridAuthentication", delegated, "the provisioning agents", inventory.GapAgents},
	}
}

// hides says what cannot be known because of a gap.
func hides(what inventory.GapKind) string {
	switch what {
	case inventory.GapOrganization:
		return "the tenant's name, domains and synchronisation state"
	case inventory.GapCloudGroups:
		return "cloud groups: any number of them may be missing"
	case inventory.GapDeletedGroups:
		return "soft-deleted groups: an AD object may belong to one of them"
	case inventory.GapWritebackConfig:
		return "which groups ask to be written back"
	case inventory.GapGroupMembers:
		return "members of the groups concerned"
	case inventory.GapMemberFacts:
		return "whether the members concerned have an account in AD"
	case inventory.GapMemberCounts:
		return "how many members the groups concerned have"
	case inventory.GapOwners:
		return "who owns the groups concerned"
	case inventory.GapGroupSettings:
		return "whether new Microsoft 365 groups are written back"
	case inventory.GapFeatureFlags:
		return "whether group writeback v1 and v2 are on in the tenant"
	case inventory.GapProvisioningJobs:
		return "Cloud Sync configurations that write groups to AD"
	case inventory.GapJobSchema:
		return "the container, the cn expression and the filter of the Cloud Sync configuration"
	case inventory.GapJobAssignments:
		return "which groups are in the scope of the Cloud Sync configuration"
	case inventory.GapLicences:
		return "the licences of the tenant"
	case inventory.GapAgents:
		return "the provisioning agents and whether they are active"
	}
	return "part of the tenant"
}

func permissionFor(what inventory.GapKind) string {
	for _, p := range Permissions() {
		if p.Gap != what {
			continue
		}
		if p.Kind == DelegatedOnly {
			return p.Name + " (delegated)"
		}
		return p.Name
	}
	return ""
}

// gapBook gathers gaps of one kind and reason into one.
type gapBook struct {
	mu   sync.Mutex
	gaps []inventory.Gap
}

// add notes a gap; count things are concerned, 0 where nobody knows.
func (b *gapBook) add(g inventory.Gap) {
	b.mu.Lock()
	defer b.mu.Unlock()
	g.Source = "entra"
	if g.Hides == "" {
		g.Hides = hides(g.What)
	}
	for i := range b.gaps {
		same := b.gaps[i]
		same.Count = g.Count
		if same == g {
			b.gaps[i].Count += g.Count
			return
		}
	}
	b.gaps = append(b.gaps, g)
}

// has reports whether a gap of this kind was noted.
func (b *gapBook) has(what inventory.GapKind) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.gaps, func(g inventory.Gap) bool { return g.What == what })
}

// failed notes what a failure hides, with the permission that would have shown
// it. It returns the error itself where that ends the run.
func (b *gapBook) failed(what inventory.GapKind, subject string, count int, err error) error {
	f, err := asFailure(err)
	if f == nil {
		return err
	}
	g := inventory.Gap{What: what, Subject: subject, Why: f.why, Count: count}
	if f.status == http.StatusForbidden && !f.beyondPermissions {
		g.Permission = cmp.Or(f.permission, permissionFor(what))
	}
	b.add(g)
	return nil
}

// flush hands the gaps over in a fixed order and forgets them.
func (b *gapBook) flush(sink inventory.Sink) error {
	slices.SortFunc(b.gaps, func(x, y inventory.Gap) int {
		return cmp.Or(cmp.Compare(x.What, y.What), cmp.Compare(x.Subject, y.Subject),
			cmp.Compare(x.Why, y.Why), cmp.Compare(x.Permission, y.Permission), cmp.Compare(x.Hides, y.Hides))
	})
	for i := range b.gaps {
		if err := sink.Put(&b.gaps[i]); err != nil {
			return err
		}
	}
	b.gaps = nil
	return nil
}
