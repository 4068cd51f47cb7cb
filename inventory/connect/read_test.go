package connect_test

import (
	"bytes"
	"encoding/binary"
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

func TestReadTakesEveryField(t *testing.T) {
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
		"an unknown nested field": {head + `"name":"A","rules":[{"nmae":"x"}]}`, `unknown field "nmae"`},
		"a wrong type":            {head + "\n\"name\":7}", "f.json:2:9: cannot unmarshal number"},
		"a wrong word":            {head + `"name":"A","staging":"maybe"}`, `flag "maybe" is none of`},
		"broken JSON":             {head + "\n\"name\"=1}", "f.json:2:7: invalid character '='"},
		"a cut file":              {head + "\n\"name\":", "f.json:2:8: the file ends before the facts do"},
		"an empty file":           {"", "f.json:1:1: the file ends before the facts do"},
		"two servers":             {head + `"name":"A"}{}`, "one file holds one server"},
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
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := connect.Read(bytes.NewReader(raw), "f.json")
		if (s == nil) == (err == nil) {
			t.Fatalf("server %v, error %v", s, err)
		}
		if s != nil && strings.TrimSpace(s.Name) == "" {
			t.Fatal("a server without a name")
		}
		if err != nil && !strings.HasPrefix(err.Error(), "f.json:") {
			t.Fatalf("the error does not begin with the file's name: %v", err)
		}
	})
}
