package redact

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
)

func testKey(t testing.TB, fill byte) Key {
	t.Helper()
	k, err := NewKey(bytes.NewReader(bytes.Repeat([]byte{fill}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const (
	idA = "0b1f1f8e-6b54-4f39-9c57-0123456789ab"
	idB = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
)

func secretPlan() *planner.Plan {
	guid, _ := inventory.ParseGUID("74b0c598-6f8b-4d77-a340-ede571a7d3c8")
	return &planner.Plan{
		Schema: planner.Schema, AsOf: "2026-11-23", RuleSet: planner.RuleSet,
		Tenant: planner.PlanTenant{ID: idB, DisplayName: "Umbrella Holdings", Domains: []string{"umbrella.com", "hive.umbrella.com"}},
		Groups: []planner.Group{{
			ID: idA, DisplayName: "Cloud Sync", Kind: planner.KindSecurity, WaitsFor: []string{idB}, Owners: []string{"wesker@umbrella.com"},
			ADObjects: []planner.ADObject{{DN: "CN=Cloud Sync_0123456789ab,OU=Racoon City,DC=hive,DC=umbrella,DC=com", Domain: "hive.umbrella.com",
				ObjectGUID: guid, ObjectSID: "S-1-5-21-111111-222222-333333-1105", SAMAccountName: "CloudSync1", AdminDescription: "TakenOver_Group_" + idA}},
			Members: planner.Members{Lost: []planner.LostMember{{Member: planner.Member{ID: idB, Name: "Jill Valentine", Type: "user"}, Reason: planner.ReasonGuest}}},
			Findings: []planner.Finding{{ID: planner.FindingAnchorMismatch, Severity: planner.SeverityBlocker, Facts: []string{"F66"},
				Message:  `the AD object's anchor is "Group_` + idB + `" and the group "Cloud Sync" sits in "CN=Tyrants\, all,OU=Racoon City,DC=umbrella,DC=com"`,
				Remedy:   `run Set-ADGroup -Identity 74b0c598-6f8b-4d77-a340-ede571a7d3c8 -Server hive.umbrella.com, then tell nemesis@stars.umbrella.com`,
				Evidence: []planner.Evidence{{Source: "ad:hive.umbrella.com", Attribute: "description", Value: "read the members"}, {Source: "connect:RPD01", Attribute: "version", Value: "2.5.79.0"}}}},
		}},
		Connect: []planner.PlanServer{{
			Name: "BIRKIN1", Role: planner.ServerActive, Build: "2.5.79.0",
			Connectors: []planner.PlanConnector{{Name: "hive", Identifier: "{" + idB + "}", Kind: planner.ConnectorAD, Forest: "umbrella.com", Domains: []string{"hive.umbrella.com"}}},
			Rules: []planner.PlanSyncRule{{
				Part: planner.RuleInbound, Name: "In from Kennedy", Identifier: idA, Connector: idB, Precedence: 88, Faults: []string{`link type "Redfield", want Join`},
			}},
			Unread: []inventory.ConnectUnread{{Section: inventory.ConnectRules, Why: "UMBRELLA\\svc-hunk has no access"}},
		}},
		Decisions: planner.Decisions{Waivers: []planner.PlanWaiver{{Finding: "x", Group: idA, Reason: "Wesker said so", Owner: "Wesker"}}},
		Excerpt:   &planner.Excerpt{Only: []string{"owner=wesker@umbrella.com", "readiness=blocked"}},
	}
}

func redacted(k Key) *planner.Plan {
	p := secretPlan()
	New(k, p).Plan(p)
	return p
}

// What joins the parts of a plan is still joined, and no name is left.
func TestPlan(t *testing.T) {
	out := redacted(testKey(t, 7))
	text, _ := json.Marshal(out)
	for _, secret := range []string{"umbrella", "hive", "wesker", "jill", "valentine", "racoon", "tyrants", "cloudsync1", "rpd01", "nemesis", "stars", "birkin", "kennedy", "redfield", "hunk", "111111", "0123456789ab", idA, idB, "Cloud Sync", "read the members"} {
		if strings.Contains(strings.ToLower(string(text)), strings.ToLower(secret)) {
			t.Errorf("%q is left in %s", secret, text)
		}
	}
	g := out.Groups[0]
	cn := g.ADObjects[0].DN.RDN().Value
	if cn != g.DisplayName+"_"+g.ID[len(g.ID)-12:] || g.Members.Lost[0].ID != g.WaitsFor[0] || out.Tenant.ID != g.WaitsFor[0] ||
		!strings.Contains(g.Findings[0].Message, g.WaitsFor[0]) || !strings.Contains(g.Findings[0].Message, `"`+g.DisplayName+`"`) {
		t.Errorf("the parts do not fit any more: %s", text)
	}
	if g.ADObjects[0].DN.DNSName() != g.ADObjects[0].Domain || out.Tenant.Domains[1] != g.ADObjects[0].Domain || !strings.HasSuffix(out.Tenant.Domains[1], "."+out.Tenant.Domains[0]) {
		t.Errorf("the domains do not fit any more: %s", text)
	}
	if want := "run Set-ADGroup -Identity " + g.ADObjects[0].ObjectGUID.String() + " -Server " + g.ADObjects[0].Domain; !strings.HasPrefix(g.Findings[0].Remedy, want) {
		t.Errorf("remedy %q, want %q", g.Findings[0].Remedy, want)
	}
	if !out.Redacted || g.Findings[0].Facts[0] != "F66" || g.Findings[0].Evidence[1].Value != "2.5.79.0" || out.Excerpt.Only[1] != "readiness=blocked" {
		t.Errorf("words and numbers must stay: %s", text)
	}
}

func TestSameKeySamePseudonyms(t *testing.T) {
	want := secretPlan()
	first := New(testKey(t, 7), want)
	first.Plan(want)
	var file bytes.Buffer
	if err := first.WriteKey(&file); err != nil {
		t.Fatal(err)
	}
	k, err := ReadKey(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if got := redacted(k); !reflect.DeepEqual(got, want) {
		t.Error("the key file gives other pseudonyms")
	}
	if got := redacted(testKey(t, 8)); got.Groups[0].ID == want.Groups[0].ID || got.Groups[0].DisplayName == want.Groups[0].DisplayName {
		t.Error("another key gives the same pseudonyms")
	}
	var known keyFile
	if err := json.Unmarshal(file.Bytes(), &known); err != nil || known.Originals[want.Groups[0].DisplayName] != "Cloud Sync" || known.Originals[want.Groups[0].ID] != idA {
		t.Errorf("the key file does not tell what is behind a pseudonym: %v %s", err, file.Bytes())
	}
}

func TestReadKeyRefuses(t *testing.T) {
	for file, want := range map[string]string{
		"": "no redaction key", "{}": "schema", `{"schema":"gwbplan/redaction-key/v1","secret":"ab","originals":{}}`: "32 bytes",
		`{"schema":"gwbplan/redaction-key/v1","secret":"` + strings.Repeat("z", 64) + `"}`: "32 bytes", `{"other":1}`: "no redaction key",
	} {
		if _, err := ReadKey(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
	if _, err := NewKey(strings.NewReader("short")); err == nil {
		t.Error("a key was drawn from too little")
	}
}

// Each relative identifier has a pseudonym of its own.
func TestRIDsStayApart(t *testing.T) {
	r := New(testKey(t, 7), &planner.Plan{})
	seen := map[uint32]bool{}
	for n := uint32(0); n < 50_000; n++ {
		got := r.rid(n)
		if seen[got] || n < 1000 && got != n || n >= 1000 && got < 1000 {
			t.Fatalf("rid %d gives %d", n, got)
		}
		seen[got] = true
	}
}

// Every field of a plan that is a plain string has been looked at: a rule of a
// field that does not exist hides that another one has none.
func TestRulesNameFields(t *testing.T) {
	fields := map[string]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Slice, reflect.Pointer:
			walk(typ.Elem())
		case reflect.Struct:
			for i := range typ.NumField() {
				fields[typ.Name()+"."+typ.Field(i).Name] = true
				walk(typ.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[planner.Plan]())
	for name := range rules {
		if !fields[name] {
			t.Errorf("the plan has no field %s", name)
		}
	}
}

// No word of a text that is not gwbplan's survives, wherever it stands.
func FuzzText(f *testing.F) {
	f.Add(`the group "`, `" sits in CN=x`)
	f.Add("CN=", ",DC=x")
	f.Add(`"\`, `"`)
	f.Add("user@", ".com")
	r := New(testKey(f, 7), &planner.Plan{})
	f.Fuzz(func(t *testing.T, before, after string) {
		if got := r.text(before + " Zyxwvut " + after); strings.Contains(got, "Zyxwvut") {
			t.Errorf("text(%q) = %q", before+" Zyxwvut "+after, got)
		}
	})
}
