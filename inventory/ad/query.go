package ad

import (
	"context"

	"gwbplan/inventory"
)

// reader answers the collector's questions about one domain. LDAP asks a
// server, LDIF looks into its index.
type reader interface {
	// read hands each entry that answers q to yield, in any order, possibly
	// twice where a search had to start again. Where it returns an error, what
	// was yielded is genuine and may be short; yield's own error ends it.
	read(ctx context.Context, q query, yield func(*entry) error) error
	// readEach is read for several queries at once. Which entries answer which
	// of them is not told; the errors are in the order of the queries.
	readEach(ctx context.Context, qs []query, yield func(*entry) error) []error
	// rest reads the values of a ranged attribute from the one numbered first
	// to the end.
	rest(ctx context.Context, e *entry, name string, first int) ([]string, error)
	// principal reads a member, memberOf or other DN value.
	principal(value string) inventory.ADPrincipal
	// backlinks are holders of the entry that its own memberOf may not name.
	backlinks(e *entry) []string
}

// query is one question. Its fields beside what are used as what needs them.
type query struct {
	what  queryKind
	base  inventory.DN
	guids []inventory.GUID
	sids  []inventory.SID
	dns   []inventory.DN
	attrs attributeSet
	// forest searches every domain that a global catalog holds.
	forest bool
	// decidable are attributes for which the server must have an answer.
	decidable []string
	// anchorUnknown leaves the anchor out of a filter: the schema lacks it.
	anchorUnknown bool
}

// addObject adds an object to a withGUID query, by DN where the GUID is unknown.
func (q *query) addObject(guid inventory.GUID, dn inventory.DN) {
	if guid.IsZero() {
		q.dns = append(q.dns, dn)
		return
	}
	q.guids = append(q.guids, guid)
}

// queryKind is the kind of a [query].
type queryKind uint8

const (
	objectAt         queryKind = iota // the object base itself
	deletedAt                         // the same, deleted objects being visible
	stampedUnder                      // groups under base that claim a cloud group
	groupsIn                          // groups directly in base
	othersIn                          // everything else directly in base
	withGUID                          // objects under base with these guids or dns
	withSID                           // objects under base with these sids
	tombstonesIn                      // deleted groups in base with an anchor
	partitionsIn                      // crossRef objects in base
	attributeSchemas                  // the anchor's attributeSchema in base
	domainsInForest                   // heads of all domains
	anchoredInForest                  // groups of all domains with an anchor
	holdersOf                         // groups under base that have one of dns as a member
	groupsUnder                       // groups under base, those with guids or dns where there are any
	namesIn                           // everything directly in base
)

// attributeSet names the attributes that a query wants.
type attributeSet uint8

const (
	// fullGroup is everything of a group, fullGroupNoMembers all but its members,
	// besideGroup all but its members and the groups that hold it.
	fullGroup attributeSet = iota
	fullGroupNoMembers
	besideGroup
	// bystander is what an object is asked that is only in the way.
	bystander
	tombstone
	domainFacts
	namesOnly
)

const anchorKey = "msds-externaldirectoryobjectid"

// anchorName is the attribute's lDAPDisplayName (F66).
const anchorName = "msDS-ExternalDirectoryObjectId"

// groupPrefix and takenOverPrefix begin what the writers stamp (F38, F73).
const (
	groupPrefix     = "Group_"
	takenOverPrefix = "TakenOver_"
)

var bystanderAttributes = [...]string{
	"objectClass", "cn", "name", "objectGUID", "objectSid", "groupType", "adminDescription",
	"displayName", "description", "sAMAccountName", "adminCount", "whenCreated", "mail",
}

// names lists the attributes to ask a server for.
func (s attributeSet) names() []string {
	names := append([]string(nil), bystanderAttributes[:]...)
	switch s {
	case fullGroup, fullGroupNoMembers:
		return append(besideGroup.names(), "memberOf")
	case besideGroup:
		return append(names, anchorName, "managedBy", "msDS-ObjectSoa", "whenChanged")
	case tombstone:
		return append(names, anchorName, "whenChanged", "isDeleted", "lastKnownParent")
	case namesOnly:
		return []string{"1.1"}
	case domainFacts:
		return []string{
			"objectClass", "objectSid", "objectVersion", "nCName", "dnsRoot", "nETBIOSName", "systemFlags",
			"lDAPDisplayName", "msDS-EnabledFeature", "msDS-EnabledFeatureBL", "msDS-Behavior-Version",
		}
	}
	return names
}
