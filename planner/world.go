package planner

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gwbplan/inventory"
)

// World is the snapshot made ready for the rules' questions: indexes, coverage
// and the assumptions that hold for the whole tenant. It is read-only once
// built; what it holds per group or object is a few bytes, not a map.
type World struct {
	Snap     *inventory.Snapshot
	Settings Settings
	AsOf     time.Time
	// Targets are ordered by domain.
	Targets []Target
	// V1 and V2 are the tenant's features, from Graph, else from the active
	// Connect server; unread is assumed on, see [World.V1On].
	V1, V2 inventory.Feature

	matcher *Matcher
	matches []groupMatch // by group, then strongest first, then by object
	owner   []int32      // of each object: the group it counts for, -1 for none
	ownerBy []uint8      // by which rank it counts

	byDN     hashIndex // objects by DN
	byName   hashIndex // objects by container and RDN value
	byAnchor hashIndex // groups that have an anchor, by it
	byGUID   []int32   // objects that have a GUID, ordered by it
	bySID    []int32   // cloud groups that have a SID, ordered by it

	accounts hashIndex // principals by the SID and the GUID of their accounts

	memberGroup     []int32 // of each Ref: the cloud group, -1 for none
	memberPrincipal []int32 // of each Ref: the principal, -1 for none
	assigned        []assignment
	jobDomains      []string // of each job, "" where it is not known
	nesting         nesting
	forests         []forest
	gapped          map[gapKey]bool
	unseen          []string // AD domains with a hole where objects may be
	lookups         []inventory.SID

	overrides map[inventory.ObjectID]int   // of a group: the index in the settings
	waivers   map[inventory.ObjectID][]int // likewise

	table   []row
	base    baseFacts
	seen    *seen
	access  *access
	planned hashIndex // groups to adopt or create, by computed container and cn

	comparing *comparer // made by the first ForecastAgainst
}

// baseFact is what one group's row says, kept for every group because other
// groups' forecasts ask for it.
type baseFact struct {
	kind   Kind
	state  State
	row    uint8
	open   bool // whether Cloud Sync will have it is not known
	decide decision
}

// baseFacts keeps one fact a group, in two bytes: few of them are different.
type baseFacts struct {
	of     []uint16 // of each group: an index into facts
	facts  []baseFact
	number map[baseFact]uint16
}

func newBaseFacts(groups int) baseFacts {
	return baseFacts{of: make([]uint16, groups), number: map[baseFact]uint16{}}
}

func (b *baseFacts) set(group int, f baseFact) {
	n, ok := b.number[f]
	if !ok {
		n = uint16(len(b.facts))
		b.facts, b.number[f] = append(b.facts, f), n
	}
	b.of[group] = n
}

func (b *baseFacts) at(group int) *baseFact { return &b.facts[b.of[group]] }

// newWorld builds the indexes and judges every group once, so that a group's
// case can ask what becomes of another.
func newWorld(snap *inventory.Snapshot, opt Options) (*World, error) {
	asOf, err := asOfDate(snap, opt.AsOf)
	if err != nil {
		return nil, err
	}
	w := &World{Snap: snap, Settings: opt.Settings.withDefaults(), AsOf: asOf}
	if err := w.indexDecisions(); err != nil {
		return nil, err
	}
	w.readFeatures()
	w.indexGaps()
	w.indexUnseen()
	w.indexLookups()
	w.indexObjects()
	w.indexGroups()
	w.matchAll()
	w.forests = forestsOf(snap.Domains, snap.Catalogs)
	if w.Targets, err = w.targets(); err != nil {
		return nil, err
	}
	w.indexAssignments()
	w.indexPrincipals()
	w.judgeAll()
	w.seeAll()
	w.countAccess()
	return w, nil
}

// readFeatures takes the writeback features from Graph; what Graph did not
// show comes from the active Connect server (F92, F104).
func (w *World) readFeatures() {
	if t := w.Snap.Tenant; t != nil {
		w.V1, w.V2 = t.WritebackV1, t.WritebackV2
	}
	if s := w.ActiveServer(); s != nil {
		w.V1, w.V2 = cmp.Or(w.V1, s.WritebackV1), cmp.Or(w.V2, s.WritebackV2)
	}
}

// V1On reports whether v1 is on; unread is assumed on.
func (w *World) V1On() bool { return w.V1 != inventory.FeatureOff }

// V2On reports whether v2 is on; unread is assumed on.
func (w *World) V2On() bool { return w.V2 != inventory.FeatureOff }

// ActiveServer returns the facts of the only Connect server that is certainly
// not in staging mode, nil where none was read, and where there are several:
// nobody knows then which of them wrote what. In the middle of the procedure
// every server is in staging mode (P2): then it is the one that somebody
// attests to have been active.
func (w *World) ActiveServer() *inventory.ConnectServer {
	switch active := w.activeServers(); len(active) {
	case 0:
		return w.formerlyActive()
	case 1:
		return active[0]
	}
	return nil
}

// activeServers are those that are certainly not in staging mode, by name.
func (w *World) activeServers() (active []*inventory.ConnectServer) {
	for i := range w.Snap.Connect {
		if w.Snap.Connect[i].Staging == inventory.FlagFalse {
			active = append(active, &w.Snap.Connect[i])
		}
	}
	return active
}

func (w *World) formerlyActive() *inventory.ConnectServer {
	attested := ""
	if a := w.Settings.Attest.ActiveServer; a != nil {
		attested = a.Value
	}
	for i := range w.Snap.Connect {
		if s := &w.Snap.Connect[i]; s.Staging == inventory.FlagTrue && strings.EqualFold(s.Name, attested) {
			return s
		}
	}
	return nil
}

// Domain returns the AD domain with this DNS name, nil where it was not read.
func (w *World) Domain(name string) *inventory.ADDomain {
	for i := range w.Snap.Domains {
		if strings.EqualFold(w.Snap.Domains[i].Name, name) {
			return &w.Snap.Domains[i]
		}
	}
	return nil
}

// Owner returns the cloud group that an AD object counts for and by what; nil
// where the object matches no existing cloud group.
func (w *World) Owner(o *inventory.ADObject) (*inventory.CloudGroup, MatchKind) {
	i := w.objectIndex(o)
	if i < 0 || w.owner[i] < 0 {
		return nil, ""
	}
	return &w.Snap.Groups[w.owner[i]], matchOrder[w.ownerBy[i]]
}

// Named returns the existing cloud groups, live or soft-deleted, that the
// object's anchor and its adminDescription name; nil for nobody.
func (w *World) Named(o *inventory.ADObject) (byAnchor, byAdminDescription *inventory.CloudGroup) {
	if id, ok := anchorID(o.Anchor); ok {
		byAnchor = w.Group(id)
	}
	if id, _, ok := adminDescriptionID(o.AdminDescription); ok {
		byAdminDescription = w.Group(id)
	}
	return byAnchor, byAdminDescription
}

// WithAnchor returns the live AD groups that have this anchor, whether or not it
// names anybody and whoever they count for, in DN order, takenCap at most: one
// note can stand on all of them.
func (w *World) WithAnchor(value string) []*inventory.ADObject {
	var out []*inventory.ADObject
	for i := range w.byAnchor.find(hashOf(strings.ToLower(value))) {
		if o := &w.Snap.Objects[i]; strings.EqualFold(o.Anchor, value) {
			out = append(out, o)
		}
		if len(out) == takenCap {
			break
		}
	}
	return out
}

// WithSID returns the live AD group with this SID, nil for none.
func (w *World) WithSID(sid inventory.SID) *inventory.ADObject { return w.matcher.withSID(sid) }

// Tombstones returns the deleted AD objects that were the group's.
func (w *World) Tombstones(id inventory.ObjectID) []*inventory.ADObject {
	return w.matcher.tombstones(id)
}

// ObjectAt returns the live AD object with this DN, nil where it was not read.
func (w *World) ObjectAt(dn inventory.DN) *inventory.ADObject {
	for i := range w.byDN.find(hashOf(dn.Key())) {
		if o := &w.Snap.Objects[i]; o.DN.Equal(dn) {
			return o
		}
	}
	return nil
}

// ObjectOf returns the live AD object that a member or parent reference means,
// by GUID, then by DN; nil where the object itself was not read.
func (w *World) ObjectOf(p *inventory.ADPrincipal) *inventory.ADObject {
	i, ok := slices.BinarySearchFunc(w.byGUID, p.GUID, func(i int32, g inventory.GUID) int {
		return compareBytes(w.Snap.Objects[i].ObjectGUID[:], g[:])
	})
	if ok && !p.GUID.IsZero() {
		return &w.Snap.Objects[w.byGUID[i]]
	}
	return w.ObjectAt(p.DN)
}

// Parents returns the AD groups that hold the object directly, as references:
// the group itself may not have been read ([World.ObjectOf]).
func (w *World) Parents(o *inventory.ADObject) []*inventory.ADPrincipal {
	return w.principals(o.MemberOf)
}

// ADMembers returns the object's direct members.
func (w *World) ADMembers(o *inventory.ADObject) []*inventory.ADPrincipal {
	return w.principals(o.Members)
}

func (w *World) principals(refs []inventory.ADRef) []*inventory.ADPrincipal {
	out := make([]*inventory.ADPrincipal, len(refs))
	for i, r := range refs {
		out[i] = w.Snap.ADPrincipal(r)
	}
	return out
}

// Group returns the cloud group with this id, live or soft-deleted, or nil.
func (w *World) Group(id inventory.ObjectID) *inventory.CloudGroup {
	if i := w.groupIndex(id); i >= 0 {
		return &w.Snap.Groups[i]
	}
	return nil
}

// GroupsWithSID returns the live cloud groups that carry this SID, synced or
// converted, in the order of their ids.
func (w *World) GroupsWithSID(sid inventory.SID) []*inventory.CloudGroup {
	i, _ := slices.BinarySearchFunc(w.bySID, sid, func(i int32, s inventory.SID) int {
		return cmp.Compare(w.Snap.Groups[i].OnPremisesSecurityIdentifier, s)
	})
	var out []*inventory.CloudGroup
	for ; i < len(w.bySID) && w.Snap.Groups[w.bySID[i]].OnPremisesSecurityIdentifier == sid; i++ {
		if g := &w.Snap.Groups[w.bySID[i]]; sid != "" && g.DeletedDateTime == nil {
			out = append(out, g)
		}
	}
	return out
}

// BaseOf returns the row, disposition, action and state of any cloud group,
// before findings and pins have their say; zero values for an unknown group.
func (w *World) BaseOf(g *inventory.CloudGroup) (row int, d Disposition, a Action, s State) {
	i := w.groupIndex(g.ID)
	if i < 0 {
		return 0, "", "", ""
	}
	b := w.base.at(i)
	return int(b.row), b.decide.disposition, b.decide.action, b.state
}

// BoundForCloudSync reports whether Cloud Sync will have the group: a security
// group that it has, takes over or creates. A stale one stays frozen until
// somebody decides (row 9).
func (w *World) BoundForCloudSync(g *inventory.CloudGroup) bool {
	row, d, a, _ := w.BaseOf(g)
	return d == MoveToCloudSync && (row != 9 || a == ActionAdopt) && g.DeletedDateTime == nil
}

// CaseOf builds the case of any cloud group of the snapshot.
func (w *World) CaseOf(g *inventory.CloudGroup) *Case { return w.caseOf(w.groupIndex(g.ID)) }
