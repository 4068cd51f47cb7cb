package planner

import (
	"cmp"
	"encoding/hex"
	"slices"
	"sort"
	"strings"

	"gwbplan/inventory"
)

// The ranks of the matches, strongest first; matchOrder names them.
const (
	rankAnchor uint8 = iota
	rankAdminDescription
	rankSID
	rankCNGUID
	rankCNSuffix
	ranks
)

var matchOrder = [ranks]MatchKind{MatchAnchor, MatchAdminDescription, MatchSID, MatchCNGUID, MatchCNSuffix}

// claim is one object's mention of a cloud id.
type claim struct {
	id   inventory.ObjectID
	obj  int32
	rank uint8
}

// Matcher finds the AD objects that match a cloud group. It knows one side
// only: which match counts where an object names several groups is decided by
// who knows all groups ([World.Owner]).
type Matcher struct {
	objects  []inventory.ADObject
	claims   []claim // of live groups, by id, rank, object
	tombs    []claim // claims of deleted objects, by id, object
	bySID    []int32 // live groups that have a SID
	bySuffix []suffix
}

// suffix is the tail of a CN that could be made of a display name (F67).
type suffix struct {
	tail [6]byte
	obj  int32
}

// NewMatcher indexes the live groups among the objects. It keeps the slice.
func NewMatcher(objects []inventory.ADObject) *Matcher {
	m := &Matcher{objects: objects}
	for i := range objects {
		m.index(int32(i), &objects[i])
	}
	sortClaims(m.claims)
	sortClaims(m.tombs)
	slices.SortStableFunc(m.bySID, func(a, b int32) int { return cmp.Compare(objects[a].ObjectSID, objects[b].ObjectSID) })
	slices.SortStableFunc(m.bySuffix, func(a, b suffix) int { return compareBytes(a.tail[:], b.tail[:]) })
	return m
}

func (m *Matcher) index(i int32, o *inventory.ADObject) {
	anchor, anchored := anchorID(o.Anchor)
	switch {
	case o.Deleted:
		if id, _, ok := deletedClaim(o); ok {
			m.tombs = append(m.tombs, claim{id, i, rankAnchor})
		}
		return
	case !strings.EqualFold(o.ObjectClass, "group"):
		return
	}
	if anchored {
		m.claims = append(m.claims, claim{anchor, i, rankAnchor})
	}
	if id, _, ok := adminDescriptionID(o.AdminDescription); ok {
		m.claims = append(m.claims, claim{id, i, rankAdminDescription})
	}
	if id, ok := anchorID(objectCN(o)); ok {
		m.claims = append(m.claims, claim{id, i, rankCNGUID})
	}
	if o.ObjectSID != "" {
		m.bySID = append(m.bySID, i)
	}
	if tail, ok := suffixOf(objectCN(o)); ok {
		m.bySuffix = append(m.bySuffix, suffix{tail, i})
	}
}

// deletedClaim is the strongest mark of a cloud group on a deleted object. Only
// the anchor survives every deletion, adminDescription in the Recycle Bin, and
// of the name what stands before the line feed; Connect sets no anchor (F38).
func deletedClaim(o *inventory.ADObject) (id inventory.ObjectID, attribute string, ok bool) {
	if id, ok = anchorID(o.Anchor); ok {
		return id, "msDS-ExternalDirectoryObjectId", true
	}
	if id, _, ok = adminDescriptionID(o.AdminDescription); ok {
		return id, "adminDescription", true
	}
	name, _, _ := strings.Cut(objectCN(o), "\n")
	id, ok = anchorID(name)
	return id, "cn", ok
}

func sortClaims(c []claim) {
	slices.SortFunc(c, func(a, b claim) int {
		return cmp.Or(a.id.Compare(b.id), cmp.Compare(a.rank, b.rank), cmp.Compare(a.obj, b.obj))
	})
}

// Matches returns the objects that match the group by whatever match, each
// once by its strongest, strongest first, then by DN.
func (m *Matcher) Matches(g *inventory.CloudGroup) []Match {
	var out []Match
	for _, f := range m.find(g) {
		out = append(out, Match{Object: &m.objects[f.obj], By: matchOrder[f.rank]})
	}
	return out
}

// find is Matches in positions.
func (m *Matcher) find(g *inventory.CloudGroup) []claim {
	out := slices.Clone(m.under(m.claims, g.ID))
	if g.OnPremisesSecurityIdentifier != "" && g.OnPremisesSyncEnabled != inventory.FlagTrue {
		for _, i := range m.sidRange(g.OnPremisesSecurityIdentifier) {
			out = append(out, claim{g.ID, i, rankSID})
		}
	}
	for _, i := range m.suffixRange(g.ID) { // needs both parts: an empty name is none
		if strings.TrimSpace(g.DisplayName) != "" && strings.EqualFold(objectCN(&m.objects[i]), defaultCN(g)) {
			out = append(out, claim{g.ID, i, rankCNSuffix})
		}
	}
	return strongest(out)
}

// strongest keeps each object once, strongest first, then by position.
func strongest(claims []claim) []claim {
	slices.SortFunc(claims, func(a, b claim) int { return cmp.Or(cmp.Compare(a.obj, b.obj), cmp.Compare(a.rank, b.rank)) })
	claims = slices.CompactFunc(claims, func(a, b claim) bool { return a.obj == b.obj })
	sortClaims(claims)
	return claims
}

func (m *Matcher) under(claims []claim, id inventory.ObjectID) []claim {
	from := sort.Search(len(claims), func(i int) bool { return claims[i].id.Compare(id) >= 0 })
	to := from
	for to < len(claims) && claims[to].id == id {
		to++
	}
	return claims[from:to]
}

func (m *Matcher) sidRange(sid inventory.SID) []int32 {
	from := sort.Search(len(m.bySID), func(i int) bool { return m.objects[m.bySID[i]].ObjectSID >= sid })
	to := from
	for to < len(m.bySID) && m.objects[m.bySID[to]].ObjectSID == sid {
		to++
	}
	return m.bySID[from:to]
}

func (m *Matcher) suffixRange(id inventory.ObjectID) []int32 {
	var out []int32
	i := sort.Search(len(m.bySuffix), func(i int) bool { return compareBytes(m.bySuffix[i].tail[:], id[10:]) >= 0 })
	for ; i < len(m.bySuffix) && string(m.bySuffix[i].tail[:]) == string(id[10:]); i++ {
		out = append(out, m.bySuffix[i].obj)
	}
	return out
}

func (m *Matcher) withSID(sid inventory.SID) *inventory.ADObject {
	if r := m.sidRange(sid); sid != "" && len(r) > 0 {
		return &m.objects[r[0]]
	}
	return nil
}

func (m *Matcher) tombstones(id inventory.ObjectID) []*inventory.ADObject {
	var out []*inventory.ADObject
	for _, c := range m.under(m.tombs, id) {
		out = append(out, &m.objects[c.obj])
	}
	return out
}

// claimPrefix opens the value that Connect and Cloud Sync stamp (F38, F66),
// takenOverPrefix the one seen on converted groups (F73).
const (
	claimPrefix     = "Group_"
	takenOverPrefix = "TakenOver_"
	anchorAttribute = "msDS-ExternalDirectoryObjectId"
)

// anchorID reads Group_<id>, in either case.
func anchorID(v string) (inventory.ObjectID, bool) {
	if len(v) < len(claimPrefix) || !strings.EqualFold(v[:len(claimPrefix)], claimPrefix) {
		return inventory.ObjectID{}, false
	}
	id, err := inventory.ParseObjectID(v[len(claimPrefix):])
	return id, err == nil && !id.IsZero()
}

// adminDescriptionID reads Group_<id> or TakenOver_Group_<id>, in either case.
func adminDescriptionID(v string) (id inventory.ObjectID, takenOver, ok bool) {
	if n := len(takenOverPrefix); len(v) > n && strings.EqualFold(v[:n], takenOverPrefix) {
		v, takenOver = v[n:], true
	}
	id, ok = anchorID(v)
	return id, takenOver, ok
}

// suffixOf reads the last twelve hexadecimal digits behind an underscore.
func suffixOf(cn string) (tail [6]byte, ok bool) {
	n := len(cn) - 13
	if n < 0 || cn[n] != '_' {
		return tail, false
	}
	_, err := hex.Decode(tail[:], []byte(cn[n+1:]))
	return tail, err == nil
}

// objectCN is the object's name: the RDN's value, which no source leaves out.
func objectCN(o *inventory.ADObject) string {
	if o.CN != "" {
		return o.CN
	}
	return o.DN.RDN().Value
}
