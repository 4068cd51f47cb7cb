package inventory

import "time"

// Snapshot is the whole picture in memory: the facts of one or several
// snapshot files, in an order that does not depend on the order of reading.
type Snapshot struct {
	// Headers are those of the files that were merged.
	Headers []Header
	// Tenant is nil where no file has a cloud side.
	Tenant *Tenant
	// Groups are the cloud groups, live and deleted, ordered by id.
	Groups []CloudGroup
	// Principals are the members and owners that are not in Groups, by id.
	Principals []Principal
	Jobs       []ProvisioningJob
	Agents     []Agent
	Licences   []Licence
	// DeltaLinks tell what has changed since; the plan has no use for them.
	DeltaLinks []DeltaLink
	// GraphReadings are what it took to read the tenant.
	GraphReadings []GraphReading

	Domains []ADDomain
	// Catalogs are the global catalogs that were read, one a forest.
	Catalogs []ADCatalog
	// Objects are ordered by DN key, deleted ones among them.
	Objects []ADObject
	// ADPrincipals are ordered by key; ADRef indexes them.
	ADPrincipals []ADPrincipal
	SIDLookups   []SIDLookup

	Connect []ConnectServer
	Gaps    []Gap

	// MemberIDs is what Ref indexes, ordered by id.
	MemberIDs []ObjectID

	// Where each member, object and principal is found; see lookup.go.
	memberGroup, memberPrincipal []int32 // by Ref
	adObject                     []int32 // by ADRef
	adRef                        []int32 // by position in Objects
	byGUID, bySID                []int32 // positions in Objects
}

// Header opens a snapshot file.
type Header struct {
	Schema string `json:"schema"`
	Tool   string `json:"tool"`
	// TakenAt is when the reading began, in UTC.
	TakenAt time.Time `json:"takenAt"`
	Sources []Source  `json:"sources"`
}

// Source is one source of a snapshot.
type Source struct {
	// Kind is graph, ldap, ldif or connect.
	Kind string `json:"kind"`
	// Name is what the user named: a tenant, an LDAP URL, a file's base name.
	Name string `json:"name"`
}
