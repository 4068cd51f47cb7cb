package entra_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/authsim"
	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

// The apps of the simulated sign-in service.
const (
	daemonApp = "11111111-0000-4000-8000-000000000001"
	peopleApp = "22222222-0000-4000-8000-000000000002"
	assigned  = "33333333-0000-4000-8000-000000000003"
	machine   = "44444444-0000-4000-8000-000000000004"
	appSecret = "s3cr3t-value"
)

func contoso() authsim.Tenant {
	return authsim.Tenant{
		ID: tenantID, Domains: []string{"contoso.com"},
		Apps: []authsim.App{
			{ID: daemonApp, Name: "gwbplan daemon", Secret: appSecret, Roles: []string{"Group.Read.All"}},
			{ID: peopleApp, Name: "gwbplan", Public: true, Redirect: "http://localhost", Scopes: []string{"User.Read.All", "Group.Read.All"}},
		},
		User:    authsim.User{ObjectID: "55555555-0000-4000-8000-000000000005", Name: "Ada Admin", UPN: "ada@contoso.com"},
		Machine: []authsim.ManagedIdentity{{ClientID: machine, ObjectID: machine, Roles: []string{"Group.Read.All"}}, {ClientID: assigned, ObjectID: assigned, Assigned: true}},
	}
}

// world is a sign-in service and a Graph server that believes its tokens.
type world struct {
	*authsim.Server
	graph *graph
	cfg   entra.Config
	vars  map[string]string
	// prompts are what a person was asked.
	prompts []entra.SignInPrompt
}

// newWorld starts both. No variable of this machine reaches the library.
func newWorld(t *testing.T, tenant authsim.Tenant, auth entra.AuthMode) *world {
	t.Helper()
	w := &world{Server: authsim.New(tenant), graph: newGraph(t)}
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	t.Cleanup(func() {
		if strays := w.Strays(); len(strays) > 0 {
			t.Errorf("hosts beside the sign-in service were asked: %s", strays)
		}
	})
	for _, name := range []string{"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT", "MSI_ENDPOINT", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"} {
		t.Setenv(name, "")
	}
	w.graph.good = w.Good
	w.vars = map[string]string{"AZURE_CLIENT_SECRET": appSecret, "DISPLAY": ":0"}
	w.cfg = w.graph.config()
	w.cfg.Auth, w.cfg.Transport, w.cfg.Getenv = auth, w.Transport(), env(w.vars)
	w.cfg.Prompt = func(p entra.SignInPrompt) error { w.prompts = append(w.prompts, p); return nil }
	w.cfg.ClientID = map[entra.AuthMode]string{
		entra.AuthClientSecret: daemonApp, entra.AuthClientCertificate: daemonApp, entra.AuthDeviceCode: peopleApp, entra.AuthBrowser: peopleApp,
	}[auth]
	return w
}

func (w *world) signIn(t *testing.T) (entra.Identity, error) {
	t.Helper()
	return newCollector(t, w.cfg).SignIn(t.Context())
}

// tokens returns the token requests of a grant type.
func (w *world) tokens(grant string) (all []authsim.Request) {
	for _, r := range w.Requests() {
		if r.Form.Get("grant_type") == grant {
			all = append(all, r)
		}
	}
	return all
}

func hint(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// wholeReading collects and expects every group, and no gap but the one of the
// group whose members are hidden.
func (w *world) wholeReading(t *testing.T) {
	t.Helper()
	s := &sink{}
	if err := newCollector(t, w.cfg).Collect(t.Context(), s); err != nil {
		t.Fatalf("%v; hint: %s", err, hint(err))
	}
	if groups := len(of[*groupRecord](s)); groups != 6 || len(s.gaps()) != 1 || s.gap(t, inventory.GapGroupMembers).Permission != "Member.Read.Hidden" {
		t.Errorf("%d groups, gaps %+v", groups, s.gaps())
	}
}

// fakeAz puts a script in the place of the Azure CLI.
func fakeAz(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
}

const azToken = `echo '{"accessToken":"%s","expires_on":4102444800}'`

// TestEveryWayOfSigningIn reads the whole tenant by each of them.
func TestEveryWayOfSigningIn(t *testing.T) {
	path, cert := writeCertificate(t)
	for _, c := range []struct {
		name    string
		auth    entra.AuthMode
		prepare func(*testing.T, *world)
		want    entra.Identity
	}{
		{"secret", entra.AuthClientSecret, nil, entra.Identity{Application: true, Name: "gwbplan daemon", AppID: daemonApp, Permissions: []string{"Group.Read.All"}}},
		{"certificate", entra.AuthClientCertificate, func(_ *testing.T, w *world) { w.vars["AZURE_CLIENT_CERTIFICATE_PATH"] = path },
			entra.Identity{Application: true, Name: "gwbplan daemon", AppID: daemonApp, Permissions: []string{"Group.Read.All"}}},
		{"device code", entra.AuthDeviceCode, nil, entra.Identity{Name: "Ada Admin", User: "ada@contoso.com", AppID: peopleApp, Permissions: []string{"Group.Read.All", "User.Read.All"}}},
		{"managed identity of the machine", entra.AuthManagedIdentity, nil, entra.Identity{Application: true, AppID: machine, Permissions: []string{"Group.Read.All"}}},
		{"managed identity that is assigned", entra.AuthManagedIdentity, func(_ *testing.T, w *world) { w.cfg.ClientID = assigned }, entra.Identity{Application: true, AppID: assigned}},
		{"default, environment", entra.AuthDefault, func(t *testing.T, _ *world) {
			t.Setenv("AZURE_CLIENT_ID", daemonApp)
			t.Setenv("AZURE_TENANT_ID", tenantID)
			t.Setenv("AZURE_CLIENT_SECRET", appSecret)
		}, entra.Identity{Application: true, Name: "gwbplan daemon", AppID: daemonApp, Permissions: []string{"Group.Read.All"}}},
		{"cli", entra.AuthCLI, func(t *testing.T, w *world) {
			fakeAz(t, fmt.Sprintf(azToken, testJWT))
			w.graph.good = nil
		}, entra.Identity{Opaque: true}},
		{"token", entra.AuthToken, func(_ *testing.T, w *world) { w.vars["GWBPLAN_GRAPH_TOKEN"], w.graph.good = testJWT, nil }, entra.Identity{Opaque: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tenant := contoso()
			tenant.Apps[0].Certificate = cert
			w := newWorld(t, tenant, c.auth)
			if c.prepare != nil {
				c.prepare(t, w)
			}
			who, err := w.signIn(t)
			if err != nil {
				t.Fatalf("%v; hint: %s; cause %v", err, hint(err), errors.Unwrap(err))
			}
			if who.Expires.IsZero() != who.Opaque || !who.Opaque && (who.TenantID != tenantID || who.Audience != "https://graph.microsoft.com" || who.ObjectID == "") {
				t.Errorf("signed in as %+v", who)
			}
			who.Expires, who.TenantID, who.Audience, who.ObjectID = time.Time{}, "", "", ""
			if fmt.Sprint(who) != fmt.Sprint(c.want) || len(who.CanWrite()) > 0 {
				t.Errorf("signed in as %+v, want %+v", who, c.want)
			}
			w.wholeReading(t)
			w.onlyDefaultScope(t)
		})
	}
}

// onlyDefaultScope: what was consented to is asked for, and no permission by
// name.
func (w *world) onlyDefaultScope(t *testing.T) {
	t.Helper()
	allowed := []string{"https://graph.microsoft.com/.default", "openid", "profile", "offline_access"}
	for _, r := range w.Requests() {
		for _, scope := range strings.Fields(r.Form.Get("scope")) {
			if !slices.Contains(allowed, scope) {
				t.Errorf("%s asked for the scope %q", r.Path, scope)
			}
		}
		if resource := r.Form.Get("resource"); resource != "" && resource != "https://graph.microsoft.com" {
			t.Errorf("%s asked for the resource %q", r.Path, resource)
		}
	}
}

func TestTheDeviceCodeIsShownAndWaitedFor(t *testing.T) {
	tenant := contoso()
	tenant.DevicePolls = 2
	w := newWorld(t, tenant, entra.AuthDeviceCode)
	if _, err := w.signIn(t); err != nil {
		t.Fatal(err)
	}
	want := entra.SignInPrompt{URL: "https://microsoft.com/devicelogin", Code: authsim.UserCode}
	if len(w.prompts) != 1 || w.prompts[0] != want {
		t.Errorf("prompts %+v", w.prompts)
	}
	if polls := len(w.tokens("device_code")) + len(w.tokens("urn:ietf:params:oauth:grant-type:device_code")); polls != 3 {
		t.Errorf("%d polls", polls)
	}
}

// TestAManagedIdentityIsNoPerson: the two facts that only delegated
// permissions show become gaps (F104, F112).
func TestAManagedIdentityIsNoPerson(t *testing.T) {
	w := newWorld(t, contoso(), entra.AuthManagedIdentity)
	for _, path := range []string{"/v1.0/directory/onPremisesSynchronization", "/beta/onPremisesPublishingProfiles/provisioning/agents"} {
		h := w.graph.handlers[path]
		w.graph.on(path, func(rw http.ResponseWriter, r *http.Request) {
			if claims, _ := base64.RawURLEncoding.DecodeString(strings.Split(bearer(r), ".")[1]); strings.Contains(string(claims), `"idtyp":"app"`) {
				odata(rw, 403, "Authorization_RequestDenied")
				return
			}
			h(rw, r)
		})
	}
	s := &sink{}
	if err := newCollector(t, w.cfg).Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for _, what := range []inventory.GapKind{inventory.GapFeatureFlags, inventory.GapAgents} {
		if gap := s.gap(t, what); !strings.HasSuffix(gap.Permission, "(delegated)") {
			t.Errorf("gap %+v", gap)
		}
	}
}
