package inventory_test

import (
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	. "gwbplan/inventory"
	. "gwbplan/inventory/snapfile"
)

// save writes a snapshot file and returns its path.
func save(t testing.TB, path string, h Header, records ...Record) string {
	t.Helper()
	f, err := Create(path, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := f.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	return path
}

func emeaRecords() []Record {
	return []Record{
		&ADDomain{DN: "DC=emea,DC=contoso,DC=com", Name: "emea.contoso.com", SID: "S-1-5-21-7-8-9", ForestRoot: "DC=contoso,DC=com"},
		&ADObjectRecord{ADObject{DN: "CN=E,DC=emea,DC=contoso,DC=com", Domain: "emea.contoso.com", ObjectGUID: guid(70), ObjectClass: "group", MembersReading: ReadWhole},
			[]ADKey{key(100), key(10)}, nil},
		&ADPrincipal{DN: "CN=Ada,CN=Users,DC=contoso,DC=com", GUID: guid(100)},
		// What this domain's server shows of an object of the other domain.
		&ADObjectRecord{ADObject{DN: "CN=Gone Sales,DC=contoso,DC=com", Domain: "contoso.com", ObjectGUID: guid(10), ObjectClass: "group", Description: "as the catalog has it"}, nil, nil},
	}
}

func at(day int, h Header) Header {
	h.TakenAt = h.TakenAt.AddDate(0, 0, day)
	return h
}

// permutations calls f with every order of the list.
func permutations(list []string, f func([]string)) {
	var walk func(n int)
	walk = func(n int) {
		if n == len(list) {
			f(list)
		}
		for i := n; i < len(list); i++ {
			list[n], list[i] = list[i], list[n]
			walk(n + 1)
			list[n], list[i] = list[i], list[n]
		}
	}
	walk(0)
}

func TestLoad(t *testing.T) {
	parts := []struct {
		h       Header
		records []Record
	}{
		{header("graph", "contoso.com"), cloudRecords()},
		{at(1, header("ldap", "contoso.com")), adRecords()},
		{at(3, header("ldif", "emea.ldf")), emeaRecords()},
		{at(2, header("connect", "sync1.json")), connectRecords()},
	}
	var want *Snapshot
	for _, names := range [][]string{{"a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "d.jsonl"}, {"z.jsonl.zst", "y.jsonl", "x.jsonl", "w.jsonl.gz"}} {
		dir := t.TempDir()
		var paths []string
		for i, p := range parts {
			slices.Reverse(p.records)
			paths = append(paths, save(t, filepath.Join(dir, names[i]), p.h, p.records...))
		}
		permutations(paths, func(paths []string) {
			got, err := Load(paths...)
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%v give\n%+v\ninstead of\n%+v", paths, got, want)
			}
		})
	}
	if len(want.Headers) != 4 || want.TakenDay() != "2026-08-06" || want.Headers[0].Sources[0].Kind != "graph" {
		t.Errorf("headers %+v, taken on %s", want.Headers, want.TakenDay())
	}
	if o := want.ObjectByGUID(guid(10)); o.DN.RDN().Value != "Sales" || o.Description != "as the catalog has it" {
		t.Errorf("the object's own domain does not count most: %+v", o)
	}
	if n := len(want.ADPrincipals); n != 5 {
		t.Errorf("%d principals: %v", n, want.ADPrincipals)
	}
}

func TestMergeRefusals(t *testing.T) {
	tenant := func(n int) Record { return &Tenant{ID: oid(n)} }
	group := &CloudGroupRecord{CloudGroup: CloudGroup{ID: oid(9)}}
	for name, tc := range map[string]struct {
		a, b []Record
		says string
	}{
		"one tenant twice":      {[]Record{tenant(1)}, []Record{tenant(1), group}, "both hold the cloud side of tenant " + oid(1).String()},
		"two tenants":           {[]Record{tenant(1)}, []Record{tenant(2)}, "they are of two tenants"},
		"a tenant without name": {[]Record{tenant(1)}, []Record{group}, "both hold a cloud side"},
		"cloud side unread":     {[]Record{tenant(1)}, []Record{&Gap{Source: "entra", What: GapOrganization}}, "both hold a cloud side"},
		"one domain twice":      {[]Record{&ADDomain{DN: "DC=a"}}, []Record{&ADDomain{DN: "dc=A"}}, "both hold the AD domain DC=a"},
		"one domain by SID":     {[]Record{&ADDomain{DN: "DC=a", SID: "S-1-5-21-1-2-3"}}, []Record{&ADDomain{DN: "DC=b", SID: "S-1-5-21-1-2-3"}}, "both hold the AD domain"},
		"a second of several":   {[]Record{&ADDomain{DN: "DC=a"}, &ADDomain{DN: "DC=b"}}, []Record{&ADDomain{DN: "DC=c"}, &ADDomain{DN: "DC=b"}}, "both hold the AD domain DC=b"},
		"one catalog twice":     {[]Record{&ADCatalog{ForestRoot: "DC=a"}}, []Record{&ADCatalog{ForestRoot: "dc=A"}}, "both hold the global catalog of the forest DC=a"},
		"one server twice":      {[]Record{&ConnectServer{Name: "SYNC1"}}, []Record{&ConnectServer{Name: "sync1"}}, `both hold the Connect server "SYNC1"`},
	} {
		dir := t.TempDir()
		a := save(t, filepath.Join(dir, "a.jsonl"), Header{}, tc.a...)
		b := save(t, filepath.Join(dir, "b.jsonl"), Header{}, tc.b...)
		c := save(t, filepath.Join(dir, "c.jsonl"), Header{}, &ADDomain{DN: "DC=other"})
		permutations([]string{a, b, c}, func(paths []string) {
			_, err := Load(paths...)
			var refused *MergeError
			if !errors.As(err, &refused) || refused.Files != [2]string{a, b} || !strings.Contains(err.Error(), tc.says) || refused.Hint() == "" {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

func TestMergeAllows(t *testing.T) {
	dir := t.TempDir()
	root := save(t, filepath.Join(dir, "root.jsonl"), Header{}, &ADDomain{DN: "DC=a", ForestRoot: "DC=a", SID: "S-1-5-21-1-1-1"})
	child := save(t, filepath.Join(dir, "child.jsonl"), Header{}, &ADDomain{DN: "DC=b,DC=a", ForestRoot: "DC=a"})
	other := save(t, filepath.Join(dir, "other.jsonl"), Header{}, &ADDomain{DN: "DC=c", ForestRoot: "DC=c"})
	s, err := Load(root, child, other, save(t, filepath.Join(dir, "empty.jsonl"), header("connect", "x")))
	if err != nil || len(s.Domains) != 3 || s.Domains[1].DN != "DC=b,DC=a" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestLoadErrors(t *testing.T) {
	dir := t.TempDir()
	good := save(t, filepath.Join(dir, "good.jsonl"), header("graph", "x"), cloudRecords()...)
	if _, err := Load(); err == nil {
		t.Error("nothing is loaded")
	}
	if _, err := Load(good, filepath.Join(dir, "none.jsonl")); err == nil || !strings.Contains(err.Error(), "none.jsonl") {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := Load(good, good); err == nil || !strings.Contains(err.Error(), "tenant "+oid(1).String()) {
		t.Errorf("one file twice: %v", err)
	}
	torn := save(t, filepath.Join(dir, "torn.jsonl"), header("graph", "x"), &Owners{Group: oid(5)})
	if _, err := Load(torn); err == nil || !strings.Contains(err.Error(), "torn.jsonl: ") {
		t.Errorf("a file that contradicts itself: %v", err)
	}
}

func TestTakenDay(t *testing.T) {
	h := header("graph", "x")
	h.TakenAt = time.Date(2026, 8, 3, 23, 30, 0, 0, time.FixedZone("", -3600))
	s, err := Build(h)
	if err != nil || s.TakenDay() != "2026-08-04" {
		t.Errorf("taken on %s, %v", s.TakenDay(), err)
	}
}
