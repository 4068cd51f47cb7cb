package connect_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"gwbplan/inventory"
	"gwbplan/inventory/connect"
)

func facts(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/facts.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// asUTF16 writes text as Windows PowerShell's ">" does.
func asUTF16(text []byte, order binary.AppendByteOrder) []byte {
	b := order.AppendUint16(nil, 0xFEFF)
	for _, u := range utf16.Encode([]rune(string(text))) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func TestReadTakesFacts(t *testing.T) {
	got, err := connect.Read(bytes.NewReader(facts(t)), "facts.json")
	if err != nil {
		t.Fatal(err)
	}
	want := &inventory.ConnectServer{
		Name: "AADC-01", Version: "2.4.21.0",
		Staging: inventory.FlagFalse, SyncCycleEnabled: inventory.FlagTrue,
		WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureUnread,
		RulesRead: true, ConnectorsRead: true,
		Rules: []inventory.SyncRule{{
			Identifier: "e4eae1c9-b9bc-4328-ade9-df871cdd3027", Name: "In from Entra ID - Groß", Direction: "Inbound",
			Connector: "b891884f-051e-4a83-95af-2544101c9083", SourceObjectType: "group", TargetObjectType: "group",
			LinkType: "Join", Precedence: 88, Disabled: true,
			Scope: [][]inventory.FilterClause{{{Attribute: "cloudMastered", Operator: "EQUAL", Values: []string{"true"}}, {Attribute: "mail", Operator: "ISNULL"}}},
			Flows: []inventory.RuleFlow{{Destination: "cloudNoFlow", FlowType: "Constant", Source: []string{"True"}, Expression: "x"}},
		}},
		Connectors: []inventory.SyncConnector{{
			Identifier: "5e9f2b7a-0000-4a83-95af-000000000001", Name: "contoso.com", Kind: "AD",
			Partitions: []inventory.ConnectorDomain{{DN: "DC=contoso,DC=com", Included: []inventory.DN{"OU=GWB,DC=contoso,DC=com"}, Excluded: []inventory.DN{"OU=Old,OU=GWB,DC=contoso,DC=com"}}},
		}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestReadTakesPowerShellsEncodings(t *testing.T) {
	want, err := connect.Read(bytes.NewReader(facts(t)), "facts.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"UTF-8 with a mark": append([]byte("\xEF\xBB\xBF"), facts(t)...),
		"UTF-16, little":    asUTF16(facts(t), binary.LittleEndian),
		"UTF-16, big":       asUTF16(facts(t), binary.BigEndian),
		"CRLF":              bytes.ReplaceAll(facts(t), []byte("\n"), []byte("\r\n")),
	} {
		got, err := connect.Read(bytes.NewReader(raw), "facts.json")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	const head = `{"schema":"gwbplan/connect-facts/v1",`
	for name, c := range map[string]struct{ text, want string }{
		"an unknown field":        {head + "\n\"name\":\"A\",\n\"colour\":1}", `f.json:3:1: unknown field "colour"`},
		"an unknown nested field": {head + "\n\"name\":\"A\",\"rules\":[{\"nmae\":\"x\"}]}", `f.json:2:22: unknown field "nmae"`},
		"a known field elsewhere": {head + "\n\"name\":\"A\",\"linkType\":\"Join\",\n\"rules\":[{\"linkType\":\"Join\"}]}", `f.json:2:12: unknown field "linkType"`},
		"a field in capitals":     {head + "\n\"Name\":\"A\"}", `f.json:2:1: unknown field "Name"`},
		"a field twice":           {head + "\n\"name\":\"A\",\n\"name\":\"B\"}", `f.json:3:1: field "name" stands there twice`},
		"a wrong type":            {head + "\n\"name\":7}", "f.json:2:9: cannot unmarshal number"},
		"a wrong word":            {head + "\n\"name\":\"maybe\",\n\"staging\":\"maybe\",\"syncCycleEnabled\":\"maybe\"}", `f.json:3:11: flag "maybe" is none of`},
		"a word of another field": {head + "\n\"name\":\"A\",\"writebackV1\":\"on\",\n\"staging\":\"on\"}", `f.json:3:11: flag "on" is none of`},
		"a word and a field":      {head + "\n\"name\":\"on\",\"colour\":1,\n\"staging\":\"on\"}", `f.json:3:11: flag "on" is none of`},
		"a wrong section":         {head + "\n\"name\":\"A\",\"unread\":[{\"section\":\"moon\"}]}", `f.json:2:33: section "moon" is none of`},
		"no time":                 {head + "\n\"name\":\"A\",\"takenAt\":\"2026\"}", `f.json:2:22: parsing time`},
		"broken JSON":             {head + "\n\"name\"=1}", "f.json:2:7: invalid character '='"},
		"a cut file":              {head + "\n\"name\":", "f.json:2:8: the file ends before the facts do"},
		"an empty file":           {"", "f.json:1:1: the file ends before the facts do"},
		"two servers":             {head + "\n\"name\":\"A\"}{}", "f.json:2:12: something follows the facts; one file holds one server"},
		"a rule twice":            {head + `"name":"A","rules":[{"identifier":"A1"},{"identifier":"B"},{"identifier":"a1"}]}`, `the rule "a1" stands there twice`},
		"a setting twice":         {head + `"name":"A","settings":[{"name":"x","value":"1"},{"name":"x","value":"2"}]}`, `the setting "x" stands there twice`},
		"whole and unread":        {head + `"name":"A","rulesRead":true,"unread":[{"section":"rules","why":"x"}]}`, "rules is among the unread sections and rulesRead is true"},
		"v2 on and off":           {head + `"name":"A","writebackV2":"on","features":[{"name":"groupWritebackV2","state":"off"}]}`, "writebackV2 is on and the feature GroupWritebackV2 is off"},
		"no name":                 {head + `"name":" "}`, "no server name"},
		"no schema":               {`{"name":"A"}`, `want the output of the Connect script, "gwbplan/connect-facts/v1"`},
		"another schema":          {`{"schema":"x"}`, `the schema "x" is not that of a Connect facts file`},
		"a newer schema":          {`{"schema":"gwbplan/connect-facts/v2","new":1}`, `"gwbplan/connect-facts/v2" and this version reads "gwbplan/connect-facts/v1"`},
	} {
		_, err := connect.Read(strings.NewReader(c.text), "f.json")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

// TestReadSettles: order and zone of what the file says make no difference,
// and the features tell v1 and v2.
func TestReadSettles(t *testing.T) {
	read := func(text string) *inventory.ConnectServer {
		t.Helper()
		s, err := connect.Read(strings.NewReader(`{"schema":"gwbplan/connect-facts/v1","name":" A ",`+text+"}"), "f.json")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	a := read(`"takenAt":"2026-11-23T08:00:00Z","features":[{"name":"UnifiedGroupWriteback","state":"on"},{"name":"GroupWritebackV2","state":"off"}],
		"rules":[{"identifier":"2"},{"identifier":"1"}],"runs":[{"connector":"c","profile":"Export","number":10},{"connector":"c","profile":"Export","number":9}]`)
	b := read(`"runs":[{"connector":"c","profile":"Export","number":9},{"connector":"c","profile":"Export","number":10}],"rules":[{"identifier":"1"},{"identifier":"2"}],
		"features":[{"name":"GroupWritebackV2","state":"off"},{"name":"UnifiedGroupWriteback","state":"on"}],"takenAt":"2026-11-23T09:00:00+01:00"`)
	if !reflect.DeepEqual(a, b) {
		t.Errorf("the order makes a difference:\n%+v\n%+v", a, b)
	}
	if a.Name != "A" || a.WritebackV1 != inventory.FeatureOn || a.WritebackV2 != inventory.FeatureOff || a.Rules[0].Identifier != "1" || a.Runs[0].Number != 9 {
		t.Errorf("read as %+v", a)
	}
	if empty := read(`"scheduler":null`); empty.Scheduler != nil || empty.WritebackV1 != inventory.FeatureUnread || empty.Staging != inventory.FlagUnread {
		t.Errorf("what is not there was read as %+v", empty)
	}
}

func TestReadReportsABrokenReader(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Open(dir) // reading a directory fails
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := connect.Read(f, "f.json"); err == nil || !strings.Contains(err.Error(), "reading the Connect facts file f.json") {
		t.Errorf("error %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(facts(f))
	f.Add(asUTF16(facts(f), binary.LittleEndian))
	f.Add([]byte(`{"schema":"gwbplan/connect-facts/v1","name":"A","rules":null}`))
	f.Add([]byte("\xFF\xFE{"))
	f.Add(testdata(f, "adc1.json"))
	f.Add(testdata(f, "adc1-utf16.json"))
	f.Add([]byte(`{"schema":"gwbplan/connect-facts/v1","name":"A","takenAt":"x","staging":"x","features":[{"name":"x","state":"x"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := connect.Read(bytes.NewReader(raw), "f.json")
		if (s == nil) == (err == nil) {
			t.Fatalf("server %v, error %v", s, err)
		}
		if s != nil && strings.TrimSpace(s.Name) == "" {
			t.Fatal("a server without a name")
		}
		if s != nil {
			takenAgain(t, s)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "f.json:") {
			t.Fatalf("the error does not begin with the file's name: %v", err)
		}
	})
}

// takenAgain: facts that were read are the same when they are written down and
// read once more.
func takenAgain(t *testing.T, s *inventory.ConnectServer) {
	t.Helper()
	text := written(t, s)
	again, err := connect.Read(bytes.NewReader(text), "f.json")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if got := written(t, again); !bytes.Equal(got, text) {
		t.Fatalf("read again as\n%s\nwant\n%s", got, text)
	}
}

func written(t *testing.T, s *inventory.ConnectServer) []byte {
	t.Helper()
	text, err := json.Marshal(struct {
		Schema string `json:"schema"`
		*inventory.ConnectServer
	}{connect.Schema, s})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
