package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory/ad"
	"gwbplan/inventory/entra"
	"gwbplan/planner/config"
	"gwbplan/report"
)

// heard is what a server was sent.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (h *heard) note(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fmt.Fprintf(&h.text, format, args...)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// graphBehind stands before the Graph server of a tenant. It notes every header
// and body, and lets those with the tenant's token pass.
func graphBehind(t *testing.T, graphURL, token string) (string, *heard) {
	t.Helper()
	target, err := url.Parse(graphURL)
	if err != nil {
		t.Fatal(err)
	}
	h := &heard{}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
		if r.In.Header.Get("Authorization") == "Bearer "+token {
			r.Out.Header.Set("Authorization", "Bearer "+fixtures.GraphToken)
		}
	}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		h.note("%s %v %s\n", r.URL, r.Header, body)
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, h
}

// deafLDAP notes what it is sent and answers nothing.
func deafLDAP(t *testing.T) (string, *heard) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	h := &heard{}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			buffer := make([]byte, 4096)
			n, _ := conn.Read(buffer)
			h.note("%s", buffer[:n])
			conn.Close()
		}
	}()
	return "ldap://" + l.Addr().String(), h
}

// fleetRun runs fleet over a tenants file with this environment.
func fleetRun(t *testing.T, yaml string, variables map[string]string, args ...string) (out, stdout, stderr string, code int) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "tenants.yaml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	out = filepath.Join(dir, "out")
	var o, e bytes.Buffer
	code = run(fleetStreams(&o, &e, variables), append([]string{"fleet", "--tenants", file, "--out", out, "--as-of", fixtures.Day}, args...))
	return out, o.String(), e.String(), code
}

func fleetStreams(out, errs io.Writer, variables map[string]string) *streams {
	return &streams{
		In: strings.NewReader(""), Out: out, Err: errs, Now: demoNow, Getenv: func(name string) string { return variables[name] },
		Environ: func() []string {
			all := os.Environ()
			for name, value := range variables {
				all = append(all, name+"="+value)
			}
			return all
		},
	}
}

// TestFleetKeepsCredentialsApart: each server hears the credentials of its own
// tenant and no other, whatever the environment holds.
func TestFleetKeepsCredentialsApart(t *testing.T) {
	a, b := startContoso(t, fixtures.Contoso()), startContoso(t, fixtures.Handful())
	graphA, heardA := graphBehind(t, a.GraphURL, "token-of-a")
	graphB, heardB := graphBehind(t, b.GraphURL, "token-of-b")
	ldapB, heardLDAP := deafLDAP(t)
	out, stdout, stderr, _ := fleetRun(t, fmt.Sprintf(`tenants:
- {name: A, tenant: contoso.com, auth: token, tokenEnv: TOKEN_A, graphURL: %q, ldap: [{url: %q, ca: %q, user: %s, passwordEnv: PASSWORD_A}]}
- {name: B, tenant: contoso.com, auth: token, tokenEnv: TOKEN_B, graphURL: %q}
- {name: C, ldap: [{url: %q, user: c@c.com, passwordEnv: PASSWORD_C, plaintext: true}]}
- {name: D, tenant: contoso.com, auth: token, tokenEnv: MISSING, graphURL: %q}
`, graphA, a.LDAPURLs[0], a.CAFile, fixtures.LDAPUser, graphB, ldapB, graphB), map[string]string{
		"TOKEN_A": "token-of-a", "TOKEN_B": "token-of-b", "PASSWORD_A": fixtures.LDAPPassword, "PASSWORD_C": "password-of-c",
		"GWBPLAN_GRAPH_TOKEN": "token-of-nobody", "GWBPLAN_LDAP_PASSWORD": "password-of-nobody", "AZURE_CLIENT_SECRET": "secret-of-nobody",
	}, "--parallel", "4")
	secrets := []string{"token-of-a", "token-of-b", fixtures.LDAPPassword, "password-of-c", "token-of-nobody", "password-of-nobody", "secret-of-nobody"}
	for name, c := range map[string]struct {
		text string
		own  string
	}{
		"Graph of A": {heardA.String(), "token-of-a"}, "Graph of B": {heardB.String(), "token-of-b"}, "LDAP of C": {heardLDAP.String(), "password-of-c"},
		"standard output": {stdout, ""}, "standard error": {stderr, ""}, "the files": {allText(t, out), ""},
	} {
		for _, s := range secrets {
			if has := strings.Contains(c.text, s); has != (s == c.own) {
				t.Errorf("%s: %q there: %v", name, s, has)
			}
		}
	}
	if !strings.Contains(stderr, "[D] gwbplan: error: the environment variable that ") {
		t.Errorf("a variable that is not set is no other's: %s", stderr)
	}
}

// allText is everything below a folder.
func allText(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestFleetKeepsDataApart: a folder has what its tenant's server showed, and
// nothing of another's.
func TestFleetKeepsDataApart(t *testing.T) {
	a, b := startContoso(t, fixtures.Contoso()), startContoso(t, fixtures.Handful())
	out, _, stderr, code := fleetRun(t, fmt.Sprintf(`tenants:
- {name: whole, tenant: contoso.com, auth: token, tokenEnv: T, graphURL: %q}
- {name: handful, ldap: [{url: %q, ca: %q, user: %s, passwordEnv: P}]}
`, a.GraphURL, b.LDAPURLs[0], b.CAFile, fixtures.LDAPUser), map[string]string{"T": fixtures.GraphToken, "P": fixtures.LDAPPassword}, "--parallel", "2", "--format", "json")
	if code != exitIncomplete {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	whole, handful := allText(t, filepath.Join(out, "whole")), allText(t, filepath.Join(out, "handful"))
	if !strings.Contains(whole, "Works Council") || strings.Contains(whole, `"objectGUID":"`) {
		t.Error("the folder of the first tenant has not its groups alone")
	}
	if !strings.Contains(handful, "Empty Shell") || strings.Contains(handful, "Works Council") {
		t.Error("the folder of the second tenant has not its objects alone")
	}
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "[whole] ") && !strings.HasPrefix(line, "[handful] ") && !strings.HasPrefix(line, "gwbplan: ") {
			t.Errorf("a line of nobody: %s", line)
		}
	}
	if strings.Contains(stderr, "[whole] gwbplan: reading Active Directory") || strings.Contains(stderr, "[handful] gwbplan: reading the cloud groups") {
		t.Errorf("lines under another's name: %s", stderr)
	}
}

// TestFleetDoesNotDependOnParallel: the same bytes, one after the other or at
// the same time.
func TestFleetDoesNotDependOnParallel(t *testing.T) {
	a, b := startContoso(t, fixtures.Contoso()), startContoso(t, fixtures.Handful())
	yaml := fmt.Sprintf(`tenants:
- {name: one, tenant: contoso.com, auth: token, tokenEnv: T, graphURL: %q}
- {name: two, ldap: [{url: %q, ca: %q, user: %s, passwordEnv: P}]}
- {name: three, ldap: [{url: "ldaps://127.0.0.1:1", user: u, passwordEnv: P}]}
`, a.GraphURL, b.LDAPURLs[0], b.CAFile, fixtures.LDAPUser)
	variables := map[string]string{"T": fixtures.GraphToken, "P": fixtures.LDAPPassword}
	first, firstOut, _, _ := fleetRun(t, yaml, variables, "--format", "json,md")
	second, secondOut, _, _ := fleetRun(t, yaml, variables, "--format", "json,md", "--parallel", "3")
	for _, name := range []string{"fleet.md", "fleet.json", "one/plan.json", "two/report.md"} {
		if !bytes.Equal(readFile(t, first, name), readFile(t, second, name)) {
			t.Errorf("%s differs", name)
		}
	}
	if firstOut != secondOut {
		t.Errorf("standard output differs:\n%s\n%s", firstOut, secondOut)
	}
}

// TestFleetKeepsNothingOfAnUnfinishedTenant: its folder is gone, so that no
// message offers to go on with it.
func TestFleetKeepsNothingOfAnUnfinishedTenant(t *testing.T) {
	r := startContoso(t, fixtures.Contoso())
	r.Graph.Inject(graphsim.Fault{Path: "/beta/groups/*/members", Kind: graphsim.Unauthorized, Nth: 3})
	out, stdout, stderr, code := fleetRun(t, fmt.Sprintf("tenants:\n- {name: A, tenant: contoso.com, auth: token, tokenEnv: T, graphURL: %q}\n", r.GraphURL),
		map[string]string{"T": fixtures.GraphToken})
	if code != exitFailed || !strings.Contains(stderr, "[A] gwbplan: error: ") || strings.Contains(stdout+stderr, "--resume") {
		t.Errorf("exit code %d:\n%s\n%s", code, stdout, stderr)
	}
	entries, err := os.ReadDir(out)
	if err != nil || len(entries) != 4 {
		t.Errorf("the folder has %v, want the roll-up alone; %v", entries, err)
	}
}

// TestFleetSurvivesACrash: a process that panics is a tenant that failed.
func TestFleetSurvivesACrash(t *testing.T) {
	var stderr bytes.Buffer
	f := testFleet(t, &stderr, nil, config.Tenant{Name: "A", Plan: "p"})
	f.program.name = "gwbplan-that-panics"
	row := f.tenant(t.Context(), &f.tenants.Tenants[0])
	if row.Status != report.FleetFailed || row.ExitCode != exitFailed || !strings.Contains(row.Error, "crashed (exit status 2)") || row.Plan != nil {
		t.Errorf("got %+v", row)
	}
	if !strings.Contains(stderr.String(), "[A] panic: as told\n") {
		t.Errorf("standard error: %s", stderr.String())
	}
	left, err := os.ReadDir(f.out)
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for _, text := range []string{"", "{", `{"unheard": 1}`, "Plan for Contoso"} {
		if _, err := readAnswer([]byte(text), nil); err == nil {
			t.Errorf("%q is taken for an answer", text)
		}
	}
}

func testFleet(t *testing.T, stderr io.Writer, variables map[string]string, tenants ...config.Tenant) *fleet {
	t.Helper()
	s := fleetStreams(io.Discard, stderr, variables)
	s.Err = &lockedWriter{w: stderr}
	c := &command{streams: s, globals: &globalFlags{logFormat: "text"}}
	c.voice = newVoice(s.Err, c.globals)
	return &fleet{command: c, out: t.TempDir(), program: program{"gwbplan"}, tenants: &config.Tenants{Tenants: tenants}}
}

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
