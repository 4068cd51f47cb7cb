package planner

import (
	"slices"
	"strings"

	"gwbplan/inventory"
)

// Scope is how to set one Cloud Sync configuration up so that it takes what
// the plan moves, and nothing else.
type Scope struct {
	Domain string `json:"domain"`
	// Mode is the scope mode that the plan assumes, Advice the one that fits.
	Mode   string      `json:"mode"`
	Advice ScopeAdvice `json:"advice"`
	// Selected is what the plan puts into scope mode selected, All what mode
	// all would take.
	Selected ScopeTotals `json:"selected"`
	All      ScopeTotals `json:"all"`
	// Creates counts what mode all would create in this domain, Unasked those
	// among them that nobody asks for, and Unproven the groups of which it is
	// not known whether they have an object.
	Creates  int `json:"creates"`
	Unasked  int `json:"unasked"`
	Unproven int `json:"unproven"`
	// Limits are the documented limits and how the tenant stands to them.
	Limits []ScopeLimit `json:"limits"`
	// ByAPI counts the selected groups beyond those that the portal can show;
	// they are assigned with the app role of this id (F64), empty in a cloud
	// that it is not documented for. Job is the configuration's service
	// principal, left out where there is none yet.
	ByAPI            int                `json:"byAPI"`
	AppRoleID        string             `json:"appRoleId"`
	ServicePrincipal string             `json:"servicePrincipal,omitempty"`
	Container        ContainerRecipe    `json:"container"`
	CN               []ExpressionEffect `json:"cn"`
	// Licence is what this configuration needs by its number (F50).
	Licence LicenceNeed `json:"licence"`
}

// ScopeTotals are groups and their direct memberships; Whole is false where
// members of some were not counted, so that there are at least as many.
type ScopeTotals struct {
	Groups      int  `json:"groups"`
	Memberships int  `json:"memberships"`
	Whole       bool `json:"whole"`
}

func (t *ScopeTotals) add(g *inventory.CloudGroup) {
	t.Groups++
	n := len(g.Members)
	if g.MemberCount != nil {
		n = max(n, *g.MemberCount)
	}
	t.Memberships += n
	t.Whole = t.Whole && (g.MemberCount != nil || g.MembersReading == inventory.ReadWhole)
}

// portalShows is how many selected groups the portal picks and shows (F62).
const portalShows = 999

// appRoles are the roles that put a group into a configuration's scope (F64).
var appRoles = map[string]string{
	"public":    "1a0abf4d-b9fa-4512-a3a2-51ee82c6fd9f",
	"china":     "15af7fd5-1a3f-4034-8ea1-1afa3d5ecf63",
	"usgov":     "d8fa317e-0713-4930-91d8-1dbeb150978f",
	"usgov-dod": "d8fa317e-0713-4930-91d8-1dbeb150978f",
}

// LicenceNeed is the licence that a configuration needs.
type LicenceNeed string

// The licences. Beyond twenty configurations there is none to buy.
const (
	LicenceP1         LicenceNeed = "entra-id-p1"
	LicenceGovernance LicenceNeed = "entra-id-governance"
	LicenceNone       LicenceNeed = "over-maximum"
)

// licenceOf: the first two configurations take P1, the third to the twentieth
// Governance. One from before general availability stays on P1, which no
// directory shows: existing jobs are counted first and not told apart.
func licenceOf(number int) LicenceNeed {
	switch {
	case number <= 2:
		return LicenceP1
	case number <= 20:
		return LicenceGovernance
	}
	return LicenceNone
}

// scopes are the recipes, one a target. It takes one pass over the groups.
func (w *World) scopes() []Scope {
	drafts := make([]scopeDraft, len(w.Targets))
	for i := range drafts {
		drafts[i] = scopeDraft{target: &w.Targets[i], selected: ScopeTotals{Whole: true}, all: ScopeTotals{Whole: true}}
	}
	tenant := ScopeTotals{Whole: true}
	for i := range w.Snap.Groups {
		g := &w.Snap.Groups[i]
		if g.DeletedDateTime != nil {
			continue
		}
		tenant.add(g)
		if w.base.at(i).kind != KindSecurity {
			continue
		}
		c := w.named(i)
		for d := range drafts {
			drafts[d].add(c)
		}
	}
	number := w.licenceNumbers()
	out := make([]Scope, len(drafts))
	for i := range drafts {
		out[i] = drafts[i].scope(w, tenant, licenceOf(number[i]))
	}
	return out
}

// licenceNumbers counts the configurations, those that exist first.
func (w *World) licenceNumbers() []int {
	numbers, n := make([]int, len(w.Targets)), 0
	for _, existing := range []bool{true, false} {
		for i := range w.Targets {
			if (w.Targets[i].Job != nil) == existing {
				n++
				numbers[i] = n
			}
		}
	}
	return numbers
}

// scopeDraft is a scope while the groups pass by.
type scopeDraft struct {
	target           *Target
	selected, all    ScopeTotals
	creates, unasked int
	unproven         int
	places           places
	byName, byGUID   int // objects that each cn expression would rename
	taken            int // objects that are taken over
}

// add counts one live security group. Mode all takes every one of them; the
// plan selects those that fall to this target and are bound for Cloud Sync.
func (d *scopeDraft) add(c *Case) {
	d.all.add(c.Group)
	there := c.objectIn(d.target.Domain)
	switch {
	case there == nil && !c.World.DomainWhole(d.target.Domain):
		d.unproven++
	case there == nil:
		d.creates++
		if c.Asks != inventory.FlagTrue {
			d.unasked++
		}
	}
	if c.Target != d.target || !c.World.BoundForCloudSync(c.Group) {
		return
	}
	d.selected.add(c.Group)
	if there == nil {
		return
	}
	d.places.add(there.DN.Parent(), c.Group.ID)
	d.taken++
	for _, e := range []struct {
		cn string
		n  *int
	}{{defaultCN(c.Group), &d.byName}, {stampOf(c.Group.ID), &d.byGUID}} {
		if objectCN(there) != e.cn {
			*e.n++
		}
	}
}

// objectIn is the group's strongest object in a domain, nil for none.
func (c *Case) objectIn(domain string) *inventory.ADObject {
	i := slices.IndexFunc(c.Matches, func(m Match) bool { return strings.EqualFold(m.Object.Domain, domain) })
	if i < 0 {
		return nil
	}
	return c.Matches[i].Object
}

func (d *scopeDraft) scope(w *World, tenant ScopeTotals, licence LicenceNeed) Scope {
	s := Scope{
		Domain: d.target.Domain, Mode: d.target.ScopeMode, Selected: d.selected, All: d.all,
		Creates: d.creates, Unasked: d.unasked, Unproven: d.unproven,
		Limits: scopeLimits(d.selected, d.all, tenant), ByAPI: max(d.selected.Groups-portalShows, 0),
		Container: d.places.recipe(), Licence: licence,
		CN: []ExpressionEffect{
			{CNDisplayName, defaultCNText, d.byName, d.taken},
			{CNGUID, guidCNText, d.byGUID, d.taken},
		},
	}
	s.Advice = adviceOf(s.Limits)
	if w.Snap.Tenant != nil {
		s.AppRoleID = appRoles[w.Snap.Tenant.Cloud]
	}
	if d.target.Job != nil {
		s.ServicePrincipal = d.target.Job.ServicePrincipalID.String()
	}
	return s
}

// ExpressionEffect is one mapping of cn and what it does to today's objects.
type ExpressionEffect struct {
	// Name is display-name or guid.
	Name       string `json:"name"`
	Expression string `json:"expression"`
	// Renames counts the objects that it renames, of so many that are taken
	// over.
	Renames int `json:"renames"`
	Objects int `json:"objects"`
}
