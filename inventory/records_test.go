package inventory_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	. "gwbplan/inventory"
)

// What the tests of this package are told: a small tenant with its forest, in
// which every type of record occurs.

var taken = time.Date(2026, 8, 3, 9, 30, 0, 0, time.UTC)

func header(kind, name string) Header {
	return Header{Tool: "gwbplan test", TakenAt: taken, Sources: []Source{{Kind: kind, Name: name}}}
}

func oid(n int) ObjectID {
	id, err := ParseObjectID(fmt.Sprintf("00000000-0000-4000-8000-%012x", n))
	if err != nil {
		panic(err)
	}
	return id
}

func guid(n int) GUID {
	g, err := ParseGUID(fmt.Sprintf("%08x-0000-4000-9000-000000000000", n))
	if err != nil {
		panic(err)
	}
	return g
}

func sid(rid int) SID { return SID(fmt.Sprintf("S-1-5-21-1-2-3-%d", rid)) }

func key(n int) ADKey { return ADKey(guid(n).String()) }

func when(day int) *time.Time {
	t := time.Date(2026, 7, day, 12, 0, 0, 0, time.UTC)
	return &t
}

const hostile = "=cmd|' /C calc'!A0\r\n\u2028\u202e<b>\x00\xff\xfe \"quoted\\"

func cloudRecords() []Record {
	count := 3
	return []Record{
		&Tenant{ID: oid(1), DisplayName: "Contoso", Domains: []string{"contoso.com"}, Cloud: "public", WritebackV1: FeatureOn, WritebackV2: FeatureOff,
			OnPremisesSyncEnabled: FlagTrue, OnPremisesLastSync: when(1), DeletionPrevention: "enabledForCount", DeletionThreshold: 500},
		&CloudGroupRecord{CloudGroup{ID: oid(10), DisplayName: "Sales", SecurityEnabled: true, WritebackEnabled: FlagTrue, MembersReading: ReadWhole,
			CreatedDateTime: when(2), OnPremisesDomainName: "contoso.com"}, []ObjectID{oid(101), oid(100), oid(11), oid(199)}},
		&CloudGroupRecord{CloudGroup{ID: oid(11), DisplayName: hostile, GroupTypes: []string{"Unified"}, Mail: "a@contoso.com", MemberCount: &count}, nil},
		&CloudGroupRecord{CloudGroup{ID: oid(12), DisplayName: "Half read", MembersReading: ReadFailed, MembersWhy: "HTTP 503 serviceUnavailable", DeletedDateTime: when(3)},
			[]ObjectID{oid(100)}},
		&Principal{ID: oid(100), Type: User, DisplayName: "Ada", OnPremisesSyncEnabled: FlagTrue, OnPremisesSecurityIdentifier: sid(1100)},
		&Principal{ID: oid(101), Type: Device, FactsUnread: true},
		&Owners{Group: oid(10), Reading: ReadWhole, Owners: []ObjectID{oid(102), oid(100)}},
		&Owners{Group: oid(11), Reading: ReadWhole},
		&ProvisioningJob{ID: "AAD2ADGroupProvisioning.1", ServicePrincipalID: oid(50), SchemaReading: ReadWhole, CN: Mapping{Type: "Expression", Expression: `Append("Group_",[objectId])`},
			Filter: [][]FilterClause{{{Attribute: "displayName", Operator: "EQUALS", Values: []string{"x"}}}}, AssignedReading: ReadWhole, Assigned: []ObjectID{oid(11), oid(10)}},
		&Agent{ID: oid(60), MachineName: "AGENT1", Status: "active"},
		&DeltaLink{Of: "groups", Link: "/beta/groups/delta?$deltatoken=x"},
		&Licence{SKUPartNumber: "AAD_PREMIUM", Enabled: 25, ServicePlans: []string{"AAD_PREMIUM"}},
		&Gap{Source: "entra", What: GapOwners, Subject: oid(12).String(), Why: "HTTP 403 Authorization_RequestDenied", Hides: "the owners", Permission: "GroupMember.Read.All"},
	}
}

func adRecords() []Record {
	const ou = "OU=Groups,DC=contoso,DC=com"
	return []Record{
		&ADDomain{DN: "DC=contoso,DC=com", Name: "contoso.com", SID: "S-1-5-21-1-2-3", ForestRoot: "DC=contoso,DC=com", ForestDomains: []string{"emea.contoso.com", "contoso.com"},
			AnchorInSchema: FlagTrue, RecycleBin: FlagFalse, Covered: []DN{"DC=contoso,DC=com"}, Containers: []DN{ou, "CN=Users,DC=contoso,DC=com"}},
		&ADObjectRecord{ADObject{DN: "CN=Sales," + ou, Domain: "contoso.com", ObjectGUID: guid(10), ObjectSID: sid(2000), ObjectClass: "group", GroupType: UniversalSecurity,
			AdminDescription: "Group_" + oid(10).String(), WhenCreated: when(4), MembersReading: ReadWhole}, []ADKey{key(101), key(100), "cn=plain,dc=contoso,dc=com"}, []ADKey{key(11)}},
		&ADObjectRecord{ADObject{DN: "CN=All," + ou, Domain: "contoso.com", ObjectGUID: guid(11), ObjectSID: sid(2001), ObjectClass: "group", MembersReading: ReadWhole},
			[]ADKey{key(10)}, nil},
		&ADObjectRecord{ADObject{DN: "CN=Gone\\0ADEL:x,CN=Deleted Objects,DC=contoso,DC=com", Domain: "contoso.com", ObjectGUID: guid(12), ObjectClass: "group", Deleted: true, LastKnownParent: ou}, nil, nil},
		&ADPrincipal{DN: "CN=Ada,CN=Users,DC=contoso,DC=com", GUID: guid(100), SID: sid(1100)},
		&ADPrincipal{DN: "CN=Contact,CN=Users,DC=contoso,DC=com", GUID: guid(101)},
		&ADPrincipal{DN: "CN=Plain,DC=contoso,DC=com"},
		&ADHolding{Group: key(10), Holder: key(11)},
		&ADCatalog{ForestRoot: "DC=contoso,DC=com", Anchored: []string{"contoso.com"}},
		&SIDLookup{SID: sid(4711), Domain: "contoso.com"},
		&Gap{Source: "ad:contoso.com", What: GapADDeleted, Why: "LDAP result 50 insufficientAccessRights", Hides: "deleted objects"},
	}
}

func connectRecords() []Record {
	none := 0
	return []Record{&ConnectServer{
		Name: "SYNC1", TakenAt: when(5), ScriptVersion: "0123456789ab", Version: "2.5.3.0", ServiceRunning: FlagTrue, AutoUpgrade: "Enabled", Staging: FlagFalse,
		Scheduler: &ConnectScheduler{Suspended: FlagFalse, EffectiveSeconds: 1800, NextPolicy: "Delta", Next: when(6)},
		Features:  []ConnectFeature{{Name: "GroupWritebackV2", State: FeatureOn}}, WritebackV2: FeatureOn,
		DeletionThreshold: &DeletionThreshold{Prevention: "enabledForCount", Count: 500}, Settings: []ConnectSetting{{Name: hostile, Value: hostile}},
		RulesRead: true, Rules: []SyncRule{{Identifier: "1", Name: "In from AD", Direction: "Inbound", Standard: FlagTrue,
			Joins: [][]JoinCondition{{{Connector: "mail", Metaverse: "mail"}}}, Flows: []RuleFlow{{Destination: "cn", FlowType: "Direct", Source: []string{"cn"}}}}},
		Connectors: []SyncConnector{{Name: "contoso.com", Kind: "AD", Forest: "contoso.com",
			Partitions: []ConnectorDomain{{DN: "DC=contoso,DC=com", Selected: FlagTrue, Included: []DN{"DC=contoso,DC=com"}}}}},
		Runs: []ConnectRun{{Connector: "1", Profile: "Export", Result: "success", Start: when(5), StepsRead: true,
			Steps: []ConnectRunStep{{Number: 1, Type: "export", Result: "success", End: when(5), Errors: &none}}}},
		Unread: []ConnectUnread{{Section: ConnectThreshold, Why: hostile}},
	}}
}

func allRecords() []Record {
	return append(append(cloudRecords(), adRecords()...), connectRecords()...)
}

// file is a snapshot of the records as the Writer writes it.
func file(t testing.TB, h Header, records ...Record) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := w.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func build(t testing.TB, records ...Record) *Snapshot {
	t.Helper()
	s, err := Build(header("graph", "contoso.com"), records...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// readAll collects what Read hands over.
func readAll(b []byte) (Header, []Record, error) {
	var list []Record
	h, err := Read(bytes.NewReader(b), "test.jsonl", func(r Record) error {
		list = append(list, r)
		return nil
	})
	return h, list, err
}
