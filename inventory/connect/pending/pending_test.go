package pending_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"gwbplan/inventory"
	"gwbplan/inventory/connect/pending"
)

func readAll(t testing.TB, in io.Reader) ([]pending.Change, pending.Info, error) {
	t.Helper()
	var out []pending.Change
	info, err := pending.Read(in, "export", func(c *pending.Change) error {
		out = append(out, *c)
		return nil
	})
	return out, info, err
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const ou = ",OU=Groups Writeback,DC=contoso,DC=com"

// wantXML is what testdata/export.xml says.
func wantXML(t *testing.T) []pending.Change {
	t.Helper()
	guid, err := inventory.ParseGUID("31d0dcb0-c66b-464e-a96c-942f48ba5127")
	if err != nil {
		t.Fatal(err)
	}
	return []pending.Change{
		{
			Line: 3, ObjectType: "group", Operation: pending.Update, GUID: guid,
			DN: "CN=Sales_c61f68539440" + ou, NewDN: `CN=Verkauf\, EMEA_c61f68539440` + ou,
			Known: map[string]string{"admindescription": "Group_113b2f15-c3e9-4366-be82-c61f68539440"},
			Attributes: []pending.Attribute{
				{Name: "description", Operation: pending.Replace, Listed: true, Added: []string{"new & shiny"}, AddedCount: 1, RemovedCount: -1},
				{Name: "info", Operation: pending.Delete, RemovedCount: -1},
				{Name: "member", Operation: pending.Update, Reference: true, Listed: true, AddedCount: 1, RemovedCount: 1,
					Added: []string{`CN=Ada \<x>,OU=People,DC=contoso,DC=com`}, Removed: []string{"CN=Bob,OU=People,DC=contoso,DC=com"}},
			},
		},
		{
			Line: 24, ObjectType: "group", Operation: pending.Add, Known: map[string]string{},
			DN: "CN=Group_60b12c52-1342-45cb-ab7c-5669e38d5843" + ou,
			Attributes: []pending.Attribute{
				{Name: "groupType", Operation: pending.Add, Listed: true, Added: []string{"8"}, AddedCount: 1},
				{Name: "displayName", Operation: pending.Add, Listed: true, Added: []string{"Running Group"}, AddedCount: 1},
				{Name: "member", Operation: pending.Add, Reference: true, Listed: true, Added: []string{"CN=Ada,OU=People,DC=contoso,DC=com"}, AddedCount: 1},
			},
		},
		{Line: 34, ObjectType: "group", Operation: pending.Delete, DN: "CN=Gone" + ou, Known: map[string]string{}},
		{Line: 40, ObjectType: "group", Operation: pending.Update, DN: "CN=Retried" + ou, Known: map[string]string{},
			Attributes: []pending.Attribute{{Name: "mail", Operation: pending.Add, Listed: true, Added: []string{"a@b"}, AddedCount: 1}}},
	}
}

// encodings are the forms in which Windows may have written a text.
func encodings(t *testing.T, text []byte) map[string][]byte {
	t.Helper()
	in := func(order unicode.Endianness, bom unicode.BOMPolicy) []byte {
		b, err := unicode.UTF16(order, bom).NewEncoder().Bytes(bytes.Replace(text, []byte("utf-8"), []byte("UTF-16"), 1))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	return map[string][]byte{
		"UTF-8": text, "UTF-8 with a mark": append([]byte("\xEF\xBB\xBF"), text...),
		"CRLF":   bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")),
		"UTF-16": in(unicode.LittleEndian, unicode.UseBOM), "UTF-16, big end first": in(unicode.BigEndian, unicode.UseBOM),
		"UTF-16 without a mark": in(unicode.LittleEndian, unicode.IgnoreBOM),
	}
}

func TestXML(t *testing.T) {
	for name, text := range encodings(t, file(t, "export.xml")) {
		got, info, err := readAll(t, bytes.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := wantXML(t); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, want)
		}
		want := pending.Info{Format: pending.CSExportXML, Connector: pending.ActiveDirectory, Changes: 4, Exported: 1, Retried: 1}
		if !reflect.DeepEqual(info, want) {
			t.Errorf("%s: %+v, want %+v", name, info, want)
		}
	}
}

// TestCutXML: a file that ends too early is never taken for a whole one.
func TestCutXML(t *testing.T) {
	text := bytes.TrimRight(file(t, "export.xml"), "\n")
	for n := range len(text) {
		if _, _, err := readAll(t, bytes.NewReader(text[:n])); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for the whole file", n, len(text))
		}
	}
	_, _, err := readAll(t, bytes.NewReader(text[:len(text)-5]))
	var e *pending.Error
	if !errors.As(err, &e) || !strings.Contains(e.What, "truncated") || e.Line != 44 || e.Hint() == "" {
		t.Errorf("the error of a cut file is %v", err)
	}
}

const object = `<cs-object cs-dn="CN=a,DC=x" object-type="group"><unapplied-export>%s</unapplied-export></cs-object>`

// TestXMLRefused: what csexport does not write is named with file and line.
func TestXMLRefused(t *testing.T) {
	in := func(body string) string { return "<cs-objects>\n" + body + "\n</cs-objects>" }
	delta := func(body string) string { return in(fmt.Sprintf(object, body)) }
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "export: the file is empty"},
		{"another root", "<html>\n</html>", "export:1: the outermost element is <html>"},
		{"a document type", "<!DOCTYPE cs-objects [<!ENTITY a \"b\">]>\n<cs-objects/>", "export:1: a document type declaration"},
		{"a declaration inside", in("<!ENTITY a SYSTEM \"file:///etc/passwd\">"), "export:2: a declaration stands among the objects"},
		{"an entity", delta(`<delta operation="add" dn="CN=&a;,DC=x"/>`), "export:2: the XML is not valid: invalid character entity &a;"},
		{"another element", in("<mv-object/>"), "export:2: <mv-object> stands where <cs-object> is expected"},
		{"an unknown operation", delta(`<delta operation="explode" dn="CN=a,DC=x"/>`), `export:2: the pending export of "CN=a,DC=x" has the operation "explode"`},
		{"no operation", delta(`<delta dn="CN=a,DC=x"/>`), `has the operation ""`},
		{"an unknown operation of an attribute", delta(`<delta operation="update" dn="CN=a,DC=x"><attr name="mail" operation="mix"/></delta>`), `the attribute "mail" has the operation "mix"`},
		{"an unknown operation of a value", delta(`<delta operation="update" dn="CN=a,DC=x"><dn-attr name="member" operation="update"><dn-value operation="mix"><dn>CN=b</dn></dn-value></dn-attr></delta>`), `a value of "member" has the operation "mix"`},
		{"no name", "<cs-objects>\n<cs-object><unapplied-export><delta operation=\"add\"/></unapplied-export></cs-object></cs-objects>", "export:2: an object has no name"},
		{"a second root", "<cs-objects/>\n<cs-objects/>", "export:2: something follows </cs-objects>"},
		{"text behind", "<cs-objects/>\nmore", "export:2: something follows </cs-objects>"},
		{"crossed elements", "<cs-objects>\n<cs-object></cs-objects>", "export:2: the XML is not valid"},
		{"another encoding", "<?xml version=\"1.0\" encoding=\"shift_jis\"?>\n<cs-objects/>", `the encoding "shift_jis" is not read`},
		{"bytes that are no UTF-8", delta("<delta operation=\"add\" dn=\"CN=caf\xe9,DC=x\"/>"), "export:2: the XML is not valid: invalid UTF-8"},
	} {
		got, _, err := readAll(t, strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if len(got) > 0 {
			t.Errorf("%s: %+v was handed over", c.name, got)
		}
	}
}

// TestXMLChanges: single shapes of a delta.
func TestXMLChanges(t *testing.T) {
	for _, c := range []struct {
		name, object string
		want         string // operation, name, new name
	}{
		{"nothing to do", fmt.Sprintf(object, `<delta operation="none" dn="CN=a,DC=x"/>`), ""},
		{"obsolete is deleted", fmt.Sprintf(object, `<delta operation="obsolete" dn="CN=a,DC=x"/>`), "delete CN=a,DC=x "},
		{"deleted and added", fmt.Sprintf(object, `<delta operation="delete-add" dn="CN=a,DC=x"/>`), "delete-add CN=a,DC=x "},
		{"renamed by the hologram", `<cs-object cs-dn="CN=b,DC=x" object-type="group"><unapplied-export><delta operation="update" dn="CN=b,DC=x"/></unapplied-export>
			<synchronized-hologram><entry dn="CN=a,DC=x"/></synchronized-hologram><unapplied-export-hologram><entry dn="CN=b,DC=x"/></unapplied-export-hologram></cs-object>`, "update CN=a,DC=x CN=b,DC=x"},
		{"the same name otherwise written", fmt.Sprintf(object, `<delta operation="update" dn="CN=a,DC=x" newdn="cn=A, dc=X"/>`), "update CN=a,DC=x "},
		{"in a namespace", `<cs-object xmlns="urn:x" cs-dn="CN=a,DC=x"><unapplied-export><delta operation="delete" dn="CN=a,DC=x"/></unapplied-export></cs-object>`, "delete CN=a,DC=x "},
	} {
		got, _, err := readAll(t, strings.NewReader("<cs-objects>"+c.object+"</cs-objects>"))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		text := ""
		for _, ch := range got {
			text += fmt.Sprintf("%s %s %s", ch.Operation, ch.DN, ch.NewDN)
		}
		if text != c.want {
			t.Errorf("%s: %q, want %q", c.name, text, c.want)
		}
	}
}

// TestGUID: the anchor of the AD connector is the objectGUID; where it is not
// shown, the attribute is.
func TestGUID(t *testing.T) {
	const octets = "sNzQMWvGTkapbJQvSLpRJw=="
	for name, body := range map[string]string{
		"in the delta":         `<unapplied-export><delta operation="delete" dn="CN=a,DC=x"><anchor encoding="base64">` + octets + `</anchor></delta></unapplied-export>`,
		"in the hologram":      `<unapplied-export><delta operation="delete" dn="CN=a,DC=x"/></unapplied-export><synchronized-hologram><entry dn="CN=a,DC=x"><anchor encoding="base64">` + octets + `</anchor></entry></synchronized-hologram>`,
		"among the attributes": `<unapplied-export><delta operation="delete" dn="CN=a,DC=x"/></unapplied-export><synchronized-hologram><entry dn="CN=a,DC=x"><attr name="objectGUID"><value encoding="base64">` + octets + `</value></attr></entry></synchronized-hologram>`,
	} {
		got, _, err := readAll(t, strings.NewReader(`<cs-objects><cs-object cs-dn="CN=a,DC=x">`+body+"</cs-object></cs-objects>"))
		if err != nil || len(got) != 1 || got[0].GUID.String() != "31d0dcb0-c66b-464e-a96c-942f48ba5127" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestConnector: the names tell of which connector a file is.
func TestConnector(t *testing.T) {
	for want, dns := range map[pending.Connector][]string{
		pending.ActiveDirectory: {"CN=a,DC=contoso,DC=com", "CN={6B4B},DC=contoso,DC=com"},
		pending.Entra:           {"CN={6B4B53514C2B}"},
		pending.OtherConnector:  {"uid=7,o=hr"},
		pending.UnknownKind:     {},
	} {
		body := ""
		for _, dn := range dns {
			body += fmt.Sprintf(`<cs-object cs-dn="%s"><unapplied-export><delta operation="add" dn="%s"/></unapplied-export></cs-object>`, dn, dn)
		}
		_, info, err := readAll(t, strings.NewReader("<cs-objects>"+body+"</cs-objects>"))
		if err != nil || info.Connector != want {
			t.Errorf("%v: %v, %v; want %v", dns, info.Connector, err, want)
		}
	}
}

// TestStreams: an object is handed over before the file has ended.
func TestStreams(t *testing.T) {
	in, out := io.Pipe()
	first := make(chan string, 1)
	done := make(chan error, 1)
	go func() {
		_, err := pending.Read(in, "export", func(c *pending.Change) error {
			first <- string(c.DN)
			return nil
		})
		done <- err
	}()
	if _, err := io.WriteString(out, "<cs-objects>"+fmt.Sprintf(object, `<delta operation="delete" dn="CN=a,DC=x"/>`)+"\n<"); err != nil {
		t.Fatal(err)
	}
	if got := <-first; got != "CN=a,DC=x" {
		t.Errorf("the first object is %q", got)
	}
	if _, err := io.WriteString(out, "/cs-objects>"); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestPutError: an error of the caller ends the reading as it is.
func TestPutError(t *testing.T) {
	stop := errors.New("stop")
	for _, name := range []string{"export.xml", "export.csv"} {
		n := 0
		_, err := pending.Read(bytes.NewReader(file(t, name)), name, func(*pending.Change) error { n++; return stop })
		if !errors.Is(err, stop) || n != 1 {
			t.Errorf("%s: %v after %d changes", name, err, n)
		}
	}
}

func TestCSV(t *testing.T) {
	const ou = ",OU=GWB,DC=contoso,DC=com"
	want := []pending.Change{
		{Line: 2, ObjectType: "group", Operation: pending.Update, DN: "CN=Sales" + ou, Known: map[string]string{}, Attributes: []pending.Attribute{
			{Name: "description", Operation: pending.Update, Listed: true, Added: []string{`new, "shiny"`}, AddedCount: 1, RemovedCount: -1},
			{Name: "member", Operation: pending.Update, Reference: true, AddedCount: -1, RemovedCount: -1},
			{Name: "info", Operation: pending.Delete, AddedCount: -1, RemovedCount: -1},
		}},
		{Line: 5, ObjectType: "group", Operation: pending.Delete, DN: "CN=Gone" + ou, Known: map[string]string{}},
		{Line: 6, ObjectType: "group", Operation: pending.Add, DN: "CN=Group_60b12c52-1342-45cb-ab7c-5669e38d5843" + ou, Known: map[string]string{},
			Attributes: []pending.Attribute{{Name: "groupType", Operation: pending.Add, Listed: true, Added: []string{"8"}, AddedCount: 1, RemovedCount: -1}}},
	}
	texts := encodings(t, file(t, "export.csv"))
	delete(texts, "UTF-16 without a mark") // no "<" tells
	texts["semicolons"] = []byte("dn;omodt;AttributeName;amodt;Added;Removed\n\"CN=a,DC=x\";UPDATE;member;Update;3;2\n")
	for name, text := range texts {
		got, info, err := readAll(t, bytes.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name == "semicolons" {
			if len(got) != 1 || got[0].Attributes[0].AddedCount != 3 || got[0].Attributes[0].RemovedCount != 2 {
				t.Errorf("%s: %+v", name, got)
			}
			continue
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, want)
		}
		if info.Format != pending.CSExportAnalyzerCSV || info.Connector != pending.ActiveDirectory || !reflect.DeepEqual(info.UnknownColumns, []string{"Remark"}) || info.NotUTF8 != 0 {
			t.Errorf("%s: %+v", name, info)
		}
	}
}

func TestCSVRefused(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no such columns", "Name,Value\na,b\n", "export:1: the first line names no columns DN and OMODT"},
		{"a column twice", "DN,OMODT,cs-dn\n", `export:1: the column "cs-dn" stands there twice`},
		{"a cut row", "DN,OMODT,AMODT\n\"CN=a,DC=x\",Add\n", "export:2: the row has 2 cells, the header has 3"},
		{"a cut cell", "DN,OMODT\n\"CN=a,DC", "export:2: the CSV is not valid"},
		{"an unknown operation", "DN,OMODT\n\"CN=a,DC=x\",Explode\n", `export:2: OMODT is "Explode"`},
		{"an unknown operation of an attribute", "DN,OMODT,Attribute,AMODT\n\"CN=a,DC=x\",Update,mail,Mix\n", `export:2: AMODT is "Mix"`},
		{"no name", "DN,OMODT\n,Add\n", "export:2: the DN is empty"},
	} {
		if _, _, err := readAll(t, strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	_, info, err := readAll(t, strings.NewReader("DN,OMODT\n\"CN=caf\xe9,DC=x\",Add\n"))
	if err != nil || info.NotUTF8 != 2 {
		t.Errorf("bytes that are no UTF-8: %+v, %v", info, err)
	}
}

// FuzzRead: whatever stands in a file, an object that is handed over has a name
// and an operation, and a file that is whole is still whole when it is read
// again.
func FuzzRead(f *testing.F) {
	f.Add(file(f, "export.xml"))
	f.Add(file(f, "export.csv"))
	f.Add([]byte("<cs-objects/>"))
	f.Add([]byte("DN;OMODT\n"))
	f.Add([]byte("\xff\xfe<\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, info, err := readAll(t, bytes.NewReader(text))
		again, infoAgain, errAgain := readAll(t, bytes.NewReader(text))
		if (err == nil) != (errAgain == nil) || !reflect.DeepEqual(got, again) || !reflect.DeepEqual(info, infoAgain) {
			t.Errorf("two readings differ: %v, %v", err, errAgain)
		}
		for _, c := range got {
			if c.DN == "" || c.Operation == "" || c.Operation == pending.None || c.Line < 1 {
				t.Errorf("handed over: %+v", c)
			}
		}
		if err == nil && info.Changes != len(got) {
			t.Errorf("%d changes were counted, %d handed over", info.Changes, len(got))
		}
	})
}
