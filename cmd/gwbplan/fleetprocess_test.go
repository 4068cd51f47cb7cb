package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gwbplan/inventory/ad"
	"gwbplan/inventory/entra"
	"gwbplan/planner/config"
	"gwbplan/report"
)

// TestFleetEnvironment: a process finds the credentials of its tenant, and no
// other that gwbplan or azidentity would look for.
func TestFleetEnvironment(t *testing.T) {
	variables := map[string]string{
		"AZURE_CLIENT_SECRET": "o", "azure_username": "o", "ARM_CLIENT_SECRET": "o", "AZURE_FEDERATED_TOKEN_FILE": "o", "AZURE_TOKEN_CREDENTIALS": "o",
		"GWBPLAN_LDAP_PASSWORD": "o", "GWBPLAN_GRAPH_TOKEN": "o", "KRB5CCNAME": "o", "KRB5_CLIENT_KTNAME": "o",
		"AZURE_CONFIG_DIR": "machine", "IDENTITY_ENDPOINT": "machine", "MSI_SECRET": "machine", "HTTPS_PROXY": "proxy", "KRB5_CONFIG": "realm",
		"SECRET_A": "a", "SECRET_B": "b",
	}
	secret := config.Tenant{Name: "A", Tenant: "a.com", Auth: "client-secret", ClientID: "id", ClientSecret: config.SecretRef{Env: "SECRET_A"}}
	token := config.Tenant{Name: "B", Tenant: "b.com", Auth: "token", Token: config.SecretRef{Env: "SECRET_B"}}
	machine := config.Tenant{Name: "C", Tenant: "c.com", Auth: "managed-identity"}
	cli := config.Tenant{Name: "D", Tenant: "d.com", Auth: "cli"}
	local := config.Tenant{Name: "E", LDIF: []string{"f"}}
	f := testFleet(t, io.Discard, variables, secret, token, machine, cli, local)
	common := []string{"HTTPS_PROXY=proxy", "KRB5_CONFIG=realm"}
	for _, c := range []struct {
		tenant config.Tenant
		want   []string
	}{
		{secret, []string{"AZURE_CLIENT_ID=id", "AZURE_CLIENT_SECRET=a", "AZURE_TENANT_ID=a.com"}},
		{token, []string{"AZURE_TENANT_ID=b.com", "GWBPLAN_GRAPH_TOKEN=b"}},
		{machine, []string{"AZURE_TENANT_ID=c.com", "IDENTITY_ENDPOINT=machine", "MSI_SECRET=machine"}},
		{cli, []string{"AZURE_CONFIG_DIR=machine", "AZURE_TENANT_ID=d.com"}},
		{local, nil},
	} {
		got, err := f.environment(&c.tenant)
		if err != nil {
			t.Fatal(err)
		}
		got = slices.DeleteFunc(got, func(v string) bool { return slices.Contains(os.Environ(), v) })
		slices.Sort(got)
		want := slices.Concat(common, c.want)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s gets %q, want %q", c.tenant.Name, got, want)
		}
	}
}

// TestFleetOutcome is the table of exit codes.
func TestFleetOutcome(t *testing.T) {
	row := func(code int, complete bool) report.FleetTenant {
		return report.FleetTenant{Status: report.FleetAssessed, ExitCode: code, Plan: &report.FleetPlan{Complete: complete, Counts: &report.FleetCounts{}}}
	}
	failed, notRun := report.FleetTenant{Status: report.FleetFailed, ExitCode: exitUsage}, report.FleetTenant{Status: report.FleetNotRun}
	for _, c := range []struct {
		tenants []report.FleetTenant
		want    int
	}{
		{[]report.FleetTenant{row(0, true)}, exitDone},
		{[]report.FleetTenant{row(0, true), row(3, true)}, exitBlocked},
		{[]report.FleetTenant{row(4, false), row(3, true)}, exitIncomplete},
		{[]report.FleetTenant{row(0, true), failed}, exitIncomplete},
		{[]report.FleetTenant{row(3, true), notRun}, exitIncomplete},
		{[]report.FleetTenant{failed, failed}, exitFailed},
		{[]report.FleetTenant{failed, notRun}, exitFailed},
	} {
		if got := exitCode(fleetOutcome(report.NewFleet(c.tenants))); got != c.want {
			t.Errorf("%+v: exit code %d, want %d", c.tenants, got, c.want)
		}
	}
}

// TestPrefixed: lines stay whole and under their name, whatever they hold.
func TestPrefixed(t *testing.T) {
	var out bytes.Buffer
	p := &prefixed{to: &out, name: "A\n[B]\x1b", json: true, rename: func(s string) string { return strings.ReplaceAll(s, "/tmp/x", "out") }}
	for _, text := range []string{"one\ntw", "o in /tmp/x/a\r\n{\"msg\":1}\n", "{broken\n", "\x1b[2Jlast"} {
		if n, err := p.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatal(n, err)
		}
	}
	p.flush()
	const name = "[A[U+000A][B][U+001B]] "
	want := name + "one\n" + name + "two in out/a\n{\"msg\":1}\n" + name + "{broken\n" + name + "[U+001B][2Jlast\n"
	if out.String() != want {
		t.Errorf("got  %q\nwant %q", out.String(), want)
	}
}

// TestTenantWords: the tenants file takes the words that the flags take.
func TestTenantWords(t *testing.T) {
	for _, k := range config.TenantKeys() {
		var want []string
		switch k.Path {
		case "tenants[].auth":
			for _, m := range entra.AuthModes() {
				want = append(want, string(m))
			}
		case "tenants[].ldap[].auth":
			want = []string{string(ad.AuthSimple), string(ad.AuthNTLM), string(ad.AuthKerberos), string(ad.AuthExternal)}
		default:
			continue
		}
		got := strings.Split(strings.ReplaceAll(k.Type, " or ", ", "), ", ")
		if !slices.Equal(got, want) {
			t.Errorf("%s takes %q, the flag %q", k.Path, got, want)
		}
	}
}

// TestTenantSources: every key of a tenant arrives where its flag would.
func TestTenantSources(t *testing.T) {
	job := &fleetJob{Passwords: []string{"p0", "p1"}, Tenant: config.Tenant{
		Tenant: "t", Cloud: "usgov", Auth: "cli", ClientID: "c", GraphURL: "g", Members: "all", Owners: "none", With: []string{"w"},
		LDIF: []string{"l"}, LDIFScopes: []string{"s"}, ConnectFacts: []string{"f"},
		LDAP: []config.LDAPServer{{URL: "u0", Auth: "ntlm", User: "n", Bases: []string{"b"}, CA: "ca"}, {URL: "u1", Auth: "external", Certificate: "x", Key: "k", StartTLS: true, Plaintext: true}},
	}}
	through, err := json.Marshal(job) // as the process gets it
	if err == nil {
		job = &fleetJob{}
		err = json.Unmarshal(through, job)
	}
	if err != nil {
		t.Fatal(err)
	}
	f := tenantSources(job)
	got := fmt.Sprintf("%s %s %s %s %s %s %s %v %v %v %v %v %v", f.tenant, f.cloud, f.auth, f.clientID, f.graphURL, f.members, f.owners,
		f.with, f.ldif, f.ldifScopes, f.connectFacts, f.ldapURLs, f.ldapBases)
	if want := "t usgov cli c g all none [w] [l] [s] [f] [u0 u1] [b]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	configs, err := (&gatherer{flags: f, command: &command{streams: fleetStreams(io.Discard, io.Discard, nil), voice: newVoice(io.Discard, &globalFlags{})}}).ldapConfigs()
	if err != nil || len(configs) != 2 {
		t.Fatalf("%v, %v", configs, err)
	}
	one, two := configs[0], configs[1]
	if one.URL != "u0" || one.Password != "p0" || one.Auth != ad.AuthNTLM || one.User != "n" || len(one.Bases) != 1 || one.CAFile != "ca" || one.StartTLS {
		t.Errorf("the first server is %+v", one)
	}
	if two.URL != "u1" || two.Auth != ad.AuthExternal || two.CertFile != "x" || two.KeyFile != "k" || !two.StartTLS || !two.AllowPlaintext || two.User != "" || len(two.Bases) != 0 {
		t.Errorf("the second server is %+v", two)
	}
	if err := f.check(); err != nil {
		t.Error(err)
	}
}

var fleetSchemaFile = filepath.Join("..", "..", "docs", "fleet.schema.json")

// TestFleetSchema: the schema is that of the Go types, and what is written fits it.
func TestFleetSchema(t *testing.T) {
	b, err := os.ReadFile(fleetSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	words := planWords(t)
	words["Fleet.Schema"] = []string{report.FleetSchema}
	constants(t, filepath.Join("..", "..", "report"), words)
	w := &schemaWalk{t: t, defs: root["$defs"].(map[string]any), words: words, used: map[string]bool{}}
	w.check("fleet", root, reflect.TypeFor[report.Fleet](), "")
	for name := range w.defs {
		if !w.used[name] {
			t.Errorf("$defs/%s is used nowhere", name)
		}
	}
	schema, err := jsonschema.NewCompiler().Compile(fleetSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mixed", "lost"} {
		text := readFile(t, filepath.Join("..", "..", "report", "testdata", "fleet", name), "fleet.json")
		if err := schema.Validate(asAny(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if schema.Validate(asAny(t, bytes.Replace(text, []byte(`"totals"`), []byte(`"sums"`), 1))) == nil {
			t.Errorf("%s: an unknown key is taken", name)
		}
	}
}
