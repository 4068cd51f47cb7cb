package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
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
