package inventory

// Record is one line of a snapshot between its header and its trailer.
type Record interface{ recordType() recordType }

type recordType string

const (
	typeHeader      recordType = "header"
	typeTenant      recordType = "tenant"
	typeCloudGroup  recordType = "cloudGroup"
	typePrincipal   recordType = "principal"
	typeOwners      recordType = "owners"
	typeJob         recordType = "provisioningJob"
	typeAgent       recordType = "agent"
	typeLicence     recordType = "licence"
	typeADDomain    recordType = "adDomain"
	typeADObject    recordType = "adObject"
	typeADPrincipal recordType = "adPrincipal"
	typeADHolding   recordType = "adHolding"
	typeADCatalog   recordType = "adCatalog"
	typeSIDLookup   recordType = "sidLookup"
	typeConnect     recordType = "connectServer"
	typeDeltaLink   recordType = "deltaLink"
	typeReading     recordType = "graphReading"
	typeGap         recordType = "gap"
	typeTrailer     recordType = "trailer"
)

// CloudGroupRecord is a cloud group with the ids of its direct members.
type CloudGroupRecord struct {
	CloudGroup
	MemberIDs []ObjectID `json:"members"`
}

// ADObjectRecord is an AD object with the keys of its direct members and of
// the groups that hold it directly.
type ADObjectRecord struct {
	ADObject
	MemberKeys   []ADKey `json:"members"`
	MemberOfKeys []ADKey `json:"memberOf"`
}

// ADKey names an [ADPrincipal] within a snapshot: its objectGUID, or its DN
// where the source does not show the GUID.
type ADKey string

// Key returns the key under which lists name the principal.
func (p *ADPrincipal) Key() ADKey {
	if !p.GUID.IsZero() {
		return ADKey(p.GUID.String())
	}
	return ADKey(p.DN.Key())
}

func (*Tenant) recordType() recordType           { return typeTenant }
func (*CloudGroupRecord) recordType() recordType { return typeCloudGroup }
func (*Principal) recordType() recordType        { return typePrincipal }
func (*Owners) recordType() recordType           { return typeOwners }
func (*ProvisioningJob) recordType() recordType  { return typeJob }
func (*Agent) recordType() recordType            { return typeAgent }
func (*Licence) recordType() recordType          { return typeLicence }
func (*ADDomain) recordType() recordType         { return typeADDomain }
func (*ADObjectRecord) recordType() recordType   { return typeADObject }
func (*ADPrincipal) recordType() recordType      { return typeADPrincipal }
func (*ADHolding) recordType() recordType        { return typeADHolding }
func (*ADCatalog) recordType() recordType        { return typeADCatalog }
func (*SIDLookup) recordType() recordType        { return typeSIDLookup }
func (*ConnectServer) recordType() recordType    { return typeConnect }
func (*DeltaLink) recordType() recordType        { return typeDeltaLink }
func (*GraphReading) recordType() recordType     { return typeReading }
func (*Gap) recordType() recordType              { return typeGap }

// Sink takes records as they are read. A collector hands each principal over
// at most once, and may hand it over after a group that names it. Put must not
// be called by two goroutines at a time.
type Sink interface{ Put(Record) error }

// Tee hands every record to each sink in turn.
func Tee(sinks ...Sink) Sink { return tee(sinks) }

type tee []Sink

func (t tee) Put(r Record) error {
	for _, s := range t {
		if err := s.Put(r); err != nil {
			return err
		}
	}
	return nil
}
