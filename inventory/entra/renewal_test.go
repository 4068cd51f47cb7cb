package entra_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gwbplan/fixtures/authsim"
	"gwbplan/inventory/entra"
)

// TestATokenThatExpiresIsRenewedSilently: the library takes a token that has
// less than five minutes left for none, so that each request asks for another.
func TestATokenThatExpiresIsRenewedSilently(t *testing.T) {
	for _, c := range []struct {
		auth  entra.AuthMode
		grant string
	}{{entra.AuthDeviceCode, "refresh_token"}, {entra.AuthClientSecret, "client_credentials"}} {
		tenant := contoso()
		tenant.Lifetime = time.Minute
		w := newWorld(t, tenant, c.auth)
		w.wholeReading(t)
		if renewed := len(w.tokens(c.grant)); renewed < 5 || len(w.prompts) > 1 {
			t.Errorf("%s: %d renewals, %d prompts", c.auth, renewed, len(w.prompts))
		}
	}
}

// TestATokenThatGraphRefusesIsReplaced: by a revocation, or a clock that is
// wrong, a token that the library believes in is refused in mid-run.
func TestATokenThatGraphRefusesIsReplaced(t *testing.T) {
	for _, auth := range []entra.AuthMode{entra.AuthDeviceCode, entra.AuthClientSecret, entra.AuthManagedIdentity, entra.AuthDefault} {
		t.Run(string(auth), func(t *testing.T) {
			w := newWorld(t, contoso(), auth)
			if auth == entra.AuthDefault {
				t.Setenv("AZURE_CLIENT_ID", daemonApp)
				t.Setenv("AZURE_TENANT_ID", tenantID)
				t.Setenv("AZURE_CLIENT_SECRET", appSecret)
			}
			revoked := 0
			skus := w.graph.handlers["/v1.0/subscribedSkus"]
			w.graph.on("/v1.0/subscribedSkus", func(rw http.ResponseWriter, r *http.Request) {
				revoked++
				w.Revoke()
				skus(rw, r)
			})
			w.wholeReading(t)
			if revoked != 1 || len(w.prompts) > 1 {
				t.Errorf("%d revocations, %d prompts", revoked, len(w.prompts))
			}
		})
	}
}

// TestTheCLIIsAskedAgain: az keeps its own tokens; it is asked once more, and
// gets what Conditional Access wants handed on where that is said.
func TestTheCLIIsAskedAgain(t *testing.T) {
	for _, auth := range []entra.AuthMode{entra.AuthCLI, entra.AuthDefault} {
		w := newWorld(t, contoso(), auth)
		t.Setenv("AZURE_TOKEN_CREDENTIALS", "dev")
		asked := filepath.Join(t.TempDir(), "asked")
		fakeAz(t, fmt.Sprintf("echo x >> %s\necho '{\"accessToken\":\"token-'$(wc -l < %s | tr -d ' ')'\",\"expires_on\":4102444800}'", asked, asked))
		w.graph.good = func(token string) bool { return token != "token-2" }
		w.wholeReading(t)

		w.graph.on("/v1.0/subscribedSkus", func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("WWW-Authenticate", `Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="`)
			odata(rw, 401, "InvalidAuthenticationToken")
		})
		err := newCollector(t, w.cfg).Collect(t.Context(), &sink{})
		if want := "az login --tenant contoso.com --claims-challenge eyJhIjoxfQ=="; err == nil || !strings.Contains(hint(err), want) {
			t.Errorf("%s: error %v, hint %q", auth, err, hint(err))
		}
	}
}

// TestATokenThatStaysRefusedEndsTheRun names what to do, once.
func TestATokenThatStaysRefusedEndsTheRun(t *testing.T) {
	w := newWorld(t, contoso(), entra.AuthClientSecret)
	w.graph.good = func(string) bool { return false }
	err := newCollector(t, w.cfg).Collect(t.Context(), &sink{})
	if err == nil || !strings.Contains(err.Error(), "graph refused the access token") || !strings.Contains(hint(err), "another token was refused too") {
		t.Errorf("error %v, hint %q", err, hint(err))
	}
	if n := len(w.tokens("client_credentials")); n != 2 {
		t.Errorf("%d sign-ins, want 2", n)
	}
}

// TestARevokedPersonIsAskedAgain: the refresh token is gone, so a person is
// asked; once, however many requests were under way.
func TestARevokedPersonIsAskedAgain(t *testing.T) {
	w := newWorld(t, contoso(), entra.AuthDeviceCode)
	w.Refuse(authsim.AtRefresh, authsim.Refusal{Code: 50173, Suberror: "bad_token"})
	var once sync.Once
	for _, group := range []string{secGroup, hidden, other} {
		path := "/beta/groups/" + group + "/members"
		members := w.graph.handlers[path]
		w.graph.on(path, func(rw http.ResponseWriter, r *http.Request) {
			once.Do(w.Revoke)
			members(rw, r)
		})
	}
	w.wholeReading(t)
	if len(w.prompts) != 2 {
		t.Errorf("%d prompts", len(w.prompts))
	}
}
