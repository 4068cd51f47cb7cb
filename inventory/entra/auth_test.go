package entra_test

import (
	"crypto/x509"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gwbplan/fixtures/authsim"
	"gwbplan/inventory/entra"
)

// internet stands for the sign-in authorities and for Graph, by host name.
type internet struct {
	mu    sync.Mutex
	graph http.Handler
	hosts map[string]bool
	forms []url.Values
	// token answers a request for one; a good token where nil.
	token http.HandlerFunc
}

func (n *internet) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	n.mu.Lock()
	n.hosts[r.URL.Host] = true
	n.mu.Unlock()
	switch {
	case !strings.HasPrefix(r.URL.Host, "login."):
		r.RequestURI, r.Body = r.URL.RequestURI(), http.NoBody
		r.Host = r.URL.Host
		n.graph.ServeHTTP(w, r)
	case strings.HasSuffix(r.URL.Path, "/discovery/instance"):
		host := r.URL.Host
		answer(fmt.Sprintf(`{"tenant_discovery_endpoint":"x","metadata":[{"preferred_network":%q,"preferred_cache":%q,"aliases":[%q]}]}`, host, host, host))(w, r)
	case strings.HasSuffix(r.URL.Path, "openid-configuration"):
		base := "https://" + r.URL.Host + "/contoso.com"
		answer(fmt.Sprintf(`{"issuer":"%s/v2.0","authorization_endpoint":"%s/oauth2/v2.0/authorize","token_endpoint":"%s/oauth2/v2.0/token"}`, base, base, base))(w, r)
	default:
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		n.mu.Lock()
		n.forms = append(n.forms, form)
		n.mu.Unlock()
		if n.token != nil {
			n.token(w, r)
		} else {
			answer(`{"token_type":"Bearer","expires_in":3600,"access_token":"`+testJWT+`"}`)(w, r)
		}
	}
	res := w.Result()
	res.Request = r
	return res, nil
}

func newInternet(g *graph) *internet { return &internet{graph: g, hosts: map[string]bool{}} }

func secretConfig(n *internet) entra.Config {
	return entra.Config{
		Tenant: "contoso.com", ClientID: "11111111-0000-4000-8000-000000000001", Auth: entra.AuthClientSecret,
		Transport: n, Clock: newClock(), PageSize: 2,
		Getenv: env(map[string]string{"AZURE_CLIENT_SECRET": "s3cr3t-value"}),
	}
}

// TestCloudsAndScope pins F115: where each cloud signs in, where its Graph is,
// and that one scope is asked for.
func TestCloudsAndScope(t *testing.T) {
	for _, c := range []struct{ cloud, graph, login string }{
		{"", "graph.microsoft.com", "login.microsoftonline.com"},
		{"public", "graph.microsoft.com", "login.microsoftonline.com"},
		{"usgov", "graph.microsoft.us", "login.microsoftonline.us"},
		{"usgov-dod", "dod-graph.microsoft.us", "login.microsoftonline.us"},
		{"china", "microsoftgraph.chinacloudapi.cn", "login.chinacloudapi.cn"},
	} {
		t.Run(c.cloud, func(t *testing.T) {
			g := newGraph(t)
			for path, h := range g.handlers {
				g.on(path, https(h))
			}
			n := newInternet(g)
			cfg := secretConfig(n)
			cfg.Cloud = c.cloud
			s := &sink{}
			if err := newCollector(t, cfg).Collect(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			if got, want := slices.Sorted(maps.Keys(n.hosts)), slices.Sorted(slices.Values([]string{c.graph, c.login})); !slices.Equal(got, want) {
				t.Errorf("asked %s, want %s", got, want)
			}
			for _, f := range n.forms {
				if got := strings.Fields(f.Get("scope")); !slices.Contains(got, "https://"+c.graph+"/.default") ||
					slices.ContainsFunc(got, func(x string) bool { return strings.Contains(x, "graph") && !strings.HasSuffix(x, "/.default") }) {
					t.Errorf("scope %q", got)
				}
			}
			if len(n.forms) == 0 || len(of[*groupRecord](s)) != 6 {
				t.Errorf("%d tokens, gaps %+v", len(n.forms), s.gaps())
			}
		})
	}
}

// https makes a handler write links as a server behind TLS does.
func https(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		h(rec, r)
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		fmt.Fprint(w, strings.ReplaceAll(rec.Body.String(), "http://"+r.Host, "https://"+r.Host))
	}
}

func writeCertificate(t *testing.T) (string, *x509.Certificate) {
	t.Helper()
	file, cert, err := authsim.NewCertificate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "app.pem")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, cert
}

// TestMissingEnvironment pins that each way of signing in says what it lacks.
func TestMissingEnvironment(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("AZURE_TOKEN_CREDENTIALS", "dev")
	notACert := filepath.Join(t.TempDir(), "x.pem")
	if err := os.WriteFile(notACert, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	const id = "11111111-0000-4000-8000-000000000001"
	for _, c := range []struct {
		name   string
		cfg    entra.Config
		vars   map[string]string
		want   string
		atOnce bool
	}{
		{"unknown", entra.Config{Auth: "kerberos"}, nil, `--auth "kerberos": want default, cli, device-code, browser, client-secret, client-certificate, managed-identity or token`, true},
		{"token", entra.Config{Auth: entra.AuthToken}, nil, "set GWBPLAN_GRAPH_TOKEN", true},
		{"broken token", entra.Config{Auth: entra.AuthToken}, map[string]string{"GWBPLAN_GRAPH_TOKEN": "abc\ndef"}, "holds a character that no access token has", true},
		{"secret without tenant", entra.Config{Auth: entra.AuthClientSecret, ClientID: id}, nil, "add --tenant", true},
		{"secret without app", entra.Config{Auth: entra.AuthClientSecret, Tenant: "contoso.com"}, nil, "add --client-id", true},
		{"secret", entra.Config{Auth: entra.AuthClientSecret, Tenant: "contoso.com"}, map[string]string{"AZURE_CLIENT_ID": id}, "set AZURE_CLIENT_SECRET", true},
		{"certificate", entra.Config{Auth: entra.AuthClientCertificate, Tenant: "contoso.com", ClientID: id}, nil, "set AZURE_CLIENT_CERTIFICATE_PATH", true},
		{"certificate not there", entra.Config{Auth: entra.AuthClientCertificate, Tenant: "contoso.com", ClientID: id}, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": "/nowhere.pem"}, "/nowhere.pem", true},
		{"no certificate", entra.Config{Auth: entra.AuthClientCertificate, Tenant: "contoso.com", ClientID: id}, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": notACert, "AZURE_CLIENT_CERTIFICATE_PASSWORD": "hello"}, "must hold the certificate and its key", true},
		{"device code without app", entra.Config{Auth: entra.AuthDeviceCode, Tenant: "contoso.com"}, nil, "add --client-id", true},
		{"device code without anybody", entra.Config{Auth: entra.AuthDeviceCode, Tenant: "contoso.com", ClientID: id}, nil, "nothing here can show the code", true},
		{"browser without tenant", entra.Config{Auth: entra.AuthBrowser, ClientID: id}, nil, "add --tenant", true},
		{"browser without display", entra.Config{Auth: entra.AuthBrowser, Tenant: "contoso.com", ClientID: id}, nil, "there is no display", true},
		{"browser without opener", entra.Config{Auth: entra.AuthBrowser, Tenant: "contoso.com", ClientID: id}, map[string]string{"DISPLAY": ":0"}, "xdg-open is not installed", true},
		{"cli", entra.Config{Auth: entra.AuthCLI}, nil, "the Azure CLI (az) is not on the PATH", false},
		{"default", entra.Config{}, nil, "no way of signing in was found", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.cfg.Getenv = env(c.vars)
			c.cfg.Transport = lost{}
			collector, err := entra.New(c.cfg)
			if c.atOnce != (err != nil) {
				t.Fatalf("New: %v", err)
			}
			if err == nil {
				err = collector.Collect(t.Context(), &sink{})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// TestAChallengeIsAnswered pins that a revoked token is replaced by one that
// carries the claims Graph asks for, once.
func TestAChallengeIsAnswered(t *testing.T) {
	g := newGraph(t)
	challenge := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ=="`)
		odata(w, 401, "InvalidAuthenticationToken")
	}
	g.on("/v1.0/subscribedSkus", times(1, challenge, g.handlers["/v1.0/subscribedSkus"]))
	for path, h := range g.handlers {
		g.on(path, https(h))
	}
	n := newInternet(g)
	s := &sink{}
	if err := newCollector(t, secretConfig(n)).Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if len(n.forms) != 2 || !strings.Contains(n.forms[1].Get("claims"), `"nbf"`) || len(s.gaps()) > 0 {
		t.Errorf("%d sign-ins, want 2: %v; gaps %+v", len(n.forms), n.forms, s.gaps())
	}

	g.on("/v1.0/subscribedSkus", challenge)
	err := newCollector(t, secretConfig(n)).Collect(t.Context(), &sink{})
	if err == nil || !strings.Contains(err.Error(), "graph refused the access token (HTTP 401 insufficient_claims)") {
		t.Errorf("a challenge without an end: %v", err)
	}
}
