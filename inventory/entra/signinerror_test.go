package entra_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"gwbplan/fixtures/authsim"
	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

// TestRefusalsSayWhatToDo: what Entra refuses a sign-in with, and what a person
// reads. The description is never what is judged by: here it misleads.
func TestRefusalsSayWhatToDo(t *testing.T) {
	const misleading = "AADSTS50126 lies in here."
	for _, c := range []struct {
		code       int
		error      string
		suberror   string
		what, todo string
	}{
		{90002, "invalid_request", "", "no such tenant in this cloud", "--tenant"},
		{90038, "invalid_request", "", "no such tenant in this cloud", "--cloud"},
		{700016, "unauthorized_client", "", "does not know the app", "--client-id"},
		{7000215, "invalid_client", "", "client secret is wrong", "Certificates & secrets"},
		{7000222, "invalid_client", "", "client secret has expired", "Certificates & secrets"},
		{700027, "invalid_client", "", "does not know the certificate", "upload the public certificate"},
		{7000112, "unauthorized_client", "", "app is disabled", "Enterprise applications"},
		{7000218, "invalid_client", "", "does not allow sign-in without a secret", "Allow public client flows"},
		{50011, "invalid_request", "", "does not know the address", "http://localhost"},
		{65002, "invalid_client", "", "one of Microsoft's own apps", "register an app of your own"},
		{50194, "invalid_request", "", "belongs to one tenant", "--tenant"},
		{500011, "invalid_resource", "", "does not know Microsoft Graph", "--cloud"},
		{65001, "invalid_grant", "consent_required", "nobody has consented", "Grant admin consent"},
		{65004, "access_denied", "", "consent was declined", "Grant admin consent"},
		{90094, "consent_required", "", "needs an administrator's consent", "Grant admin consent"},
		{50105, "invalid_grant", "", "not assigned to the app", "Users and groups"},
		{53000, "invalid_grant", "message_only", "compliant device", "Conditional Access"},
		{53001, "invalid_grant", "message_only", "domain-joined device", "Conditional Access"},
		{53003, "invalid_grant", "message_only", "Conditional Access blocks", "Sign-in logs"},
		{50005, "invalid_grant", "", "this kind of device", "platform"},
		{530034, "invalid_grant", "", "at risk", "Risky users"},
		{530035, "invalid_grant", "", "security defaults", "--auth browser"},
		{50076, "interaction_required", "basic_action", "second factor is required", "--auth browser or device-code"},
		{50079, "interaction_required", "basic_action", "has to be registered", "aka.ms/mfasetup"},
		{50074, "interaction_required", "", "second factor is required", "second factor"},
		{50057, "invalid_grant", "", "account is disabled", "enables it"},
		{50055, "invalid_grant", "user_password_expired", "password has expired", "myaccount"},
		{50126, "invalid_grant", "", "user name or the password is wrong", "lock"},
		{50053, "invalid_grant", "", "account is locked", "Sign-in logs"},
		{50020, "invalid_grant", "", "not in this tenant", "guest"},
		{70019, "expired_token", "", "code was not used in time", "start again"},
		{70020, "expired_token", "", "code was not used in time", "start again"},
		{70018, "bad_verification_code", "", "code that was entered", "as shown"},
		{50173, "invalid_grant", "bad_token", "revoked or has expired", "sign in again"},
		{70043, "invalid_grant", "bad_token", "lets a sign-in last no longer", "sign-in frequency"},
		{500213, "invalid_grant", "", "does not allow accounts of the other tenant", "account of the tenant"},
		// Codes that nobody here knows are judged by OAuth's words.
		{99999901, "consent_required", "", "consent is missing", "Grant admin consent"},
		{99999902, "interaction_required", "", "needs a person", "second factor"},
		{99999903, "login_required", "", "needs a person", "second factor"},
		{99999904, "invalid_grant", "bad_token", "revoked or has expired", "sign in again"},
		{99999905, "invalid_grant", "user_password_expired", "password has expired", "myaccount"},
		{99999906, "temporarily_unavailable", "", "not available at present", "try again"},
		{99999907, "invalid_grant", "", "the sign-in service refused: AADSTS99999907: " + misleading, "login.microsoftonline.com/error"},
		{0, "authorization_declined", "", "sign-in was declined", "accept"},
		{0, "expired_token", "", "code was not used in time", "start again"},
		{0, "unheard_of", "", "the sign-in service refused: " + misleading, "--verbose"},
	} {
		t.Run(fmt.Sprint(c.code, c.error, c.suberror), func(t *testing.T) {
			w := newWorld(t, contoso(), entra.AuthClientSecret)
			var log bytes.Buffer
			w.cfg.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			w.Refuse(authsim.AtToken, authsim.Refusal{Error: c.error, Code: c.code, Suberror: c.suberror, Text: misleading + " The secret " + appSecret + " is known."})
			_, err := w.signIn(t)
			wantRefusal(t, err, c.what, c.todo, c.code)
			if c.code != 0 && (!strings.Contains(log.String(), authsim.TraceID) || !strings.Contains(log.String(), authsim.CorrelationID)) {
				t.Errorf("the log lacks the ids that support asks for: %s", log.String())
			}
			if strings.Contains(log.String(), appSecret) {
				t.Errorf("the secret is in the log: %s", log.String())
			}
		})
	}
}

func wantRefusal(t *testing.T, err error, what, todo string, code int) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(hint(err), todo) {
		t.Fatalf("error %v, hint %q; want %q and %q", err, hint(err), what, todo)
	}
	shown := fmt.Sprintf("%v %+v %s", err, err, hint(err))
	if code != 0 && !strings.Contains(err.Error(), fmt.Sprintf("(AADSTS%d)", code)) {
		t.Errorf("the code is not in %v", err)
	}
	for _, bad := range []string{appSecret, authsim.TraceID, authsim.CorrelationID, "\n"} {
		if strings.Contains(shown, bad) {
			t.Errorf("%q is in %s", bad, shown)
		}
	}
}

// TestEveryModeRefused: each way of signing in, refused by the service itself.
func TestEveryModeRefused(t *testing.T) {
	path, _ := writeCertificate(t)
	for _, c := range []struct {
		name       string
		auth       entra.AuthMode
		prepare    func(*testing.T, *world)
		what, todo string
		code       int
	}{
		{"wrong tenant", entra.AuthClientSecret, func(_ *testing.T, w *world) { w.cfg.Tenant = "fabrikam.com" }, "no such tenant", "--tenant", 90002},
		{"unknown app", entra.AuthClientSecret, func(_ *testing.T, w *world) { w.cfg.ClientID = assigned }, "does not know the app", "--client-id", 700016},
		{"wrong secret", entra.AuthClientSecret, func(_ *testing.T, w *world) { w.vars["AZURE_CLIENT_SECRET"] = "wrong" }, "client secret is wrong", "Certificates", 7000215},
		{"another certificate", entra.AuthClientCertificate, func(_ *testing.T, w *world) { w.vars["AZURE_CLIENT_CERTIFICATE_PATH"] = path }, "does not know the certificate", "upload", 700027},
		{"no public client", entra.AuthDeviceCode, func(_ *testing.T, w *world) { w.cfg.ClientID = daemonApp }, "without a secret", "Allow public client flows", 7000218},
		{"no consent", entra.AuthDeviceCode, nil, "nobody has consented", "Grant admin consent", 65001},
		{"declined device code", entra.AuthDeviceCode, func(_ *testing.T, w *world) {
			w.Refuse(authsim.AtToken, authsim.Refusal{Error: "authorization_declined"})
		}, "was declined", "accept", 0},
		{"blocked device code", entra.AuthDeviceCode, func(_ *testing.T, w *world) {
			w.Refuse(authsim.AtDevice, authsim.Refusal{Code: 53003, Suberror: "message_only"})
		}, "Conditional Access blocks", "exception", 53003},
		{"no identity on the machine", entra.AuthManagedIdentity, func(_ *testing.T, w *world) { w.cfg.ClientID = peopleApp }, "no such managed identity", "Azure portal", 0},
		{"no identity endpoint", entra.AuthManagedIdentity, func(_ *testing.T, w *world) { w.cfg.ClientID, w.cfg.Transport = unmet(1), silent{} }, "does not answer: connection reset", "elsewhere", 0},
		{"identity endpoint that fails", entra.AuthManagedIdentity, func(_ *testing.T, w *world) {
			w.cfg.ClientID = unmet(2)
			w.Refuse(authsim.AtIMDS, authsim.Refusal{Status: 403, Page: true})
		}, "answered HTTP 403", "--auth", 0},
		{"no network", entra.AuthClientSecret, func(_ *testing.T, w *world) { w.cfg.Transport = lost{} }, "cannot be reached: host name not found", "HTTPS_PROXY", 0},
		{"a proxy's page", entra.AuthClientSecret, func(_ *testing.T, w *world) {
			w.Refuse(authsim.AtToken, authsim.Refusal{Status: 407, Page: true})
		}, "answered HTTP 407", "proxy", 0},
		{"service down", entra.AuthClientSecret, func(_ *testing.T, w *world) {
			w.Refuse(authsim.AtToken, authsim.Refusal{Status: 503, Error: "server_error"})
		}, "not available at present", "try again", 0},
		{"default, environment", entra.AuthDefault, func(t *testing.T, w *world) {
			t.Setenv("AZURE_CLIENT_ID", daemonApp)
			t.Setenv("AZURE_TENANT_ID", tenantID)
			t.Setenv("AZURE_CLIENT_SECRET", "wrong")
		}, "client secret is wrong", "Certificates", 7000215},
		{"az without a login", entra.AuthCLI, func(t *testing.T, _ *world) {
			fakeAz(t, "echo \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1")
		}, "gave no token", "az login --tenant contoso.com", 0},
		{"az with an old login", entra.AuthCLI, func(t *testing.T, _ *world) {
			fakeAz(t, "echo 'ERROR: AADSTS700082: The refresh token has expired due to inactivity. Trace ID: "+authsim.TraceID+"' >&2\nexit 1")
		}, "revoked or has expired", "az login", 700082},
	} {
		t.Run(c.name, func(t *testing.T) {
			tenant := contoso()
			if c.code == 65001 {
				tenant.Apps[1].Scopes = nil
			}
			w := newWorld(t, tenant, c.auth)
			if c.prepare != nil {
				c.prepare(t, w)
			}
			// Without the library's own repetitions, which wait in real time.
			ctx := policy.WithRetryOptions(t.Context(), policy.RetryOptions{MaxRetries: -1})
			_, err := newCollector(t, w.cfg).SignIn(ctx)
			wantRefusal(t, err, c.what, c.todo, c.code)
		})
	}
}

// unmet is an identity that no test has signed in with: the library keeps the
// tokens of managed identities for the whole process.
func unmet(n int) string { return fmt.Sprintf("99999999-0000-4000-8000-%012d", n) }

type silent struct{}

func (silent) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "read", Err: errors.New("reset by peer")}
}

// TestADeviceCodeThatRunsOut: nobody enters it while it holds.
func TestADeviceCodeThatRunsOut(t *testing.T) {
	tenant := contoso()
	tenant.DeviceExpires = time.Nanosecond
	w := newWorld(t, tenant, entra.AuthDeviceCode)
	_, err := w.signIn(t)
	wantRefusal(t, err, "code was not used in time", "start again", 0)
}

// TestASignInThatIsInterrupted is no failed sign-in.
func TestASignInThatIsInterrupted(t *testing.T) {
	tenant := contoso()
	tenant.DevicePolls = 1000
	w := newWorld(t, tenant, entra.AuthDeviceCode)
	ctx, cancel := context.WithCancel(t.Context())
	w.cfg.Prompt = func(entra.SignInPrompt) error { cancel(); return nil }
	if _, err := newCollector(t, w.cfg).SignIn(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestGraphsRefusalsSayWhatToDo: a 403 that no permission would lift does not
// ask for one.
func TestGraphsRefusalsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		code, challenge, why, permission string
	}{
		{"Authorization_RequestDenied", "", "HTTP 403 Authorization_RequestDenied", "LicenseAssignment.Read.All"},
		{"Authentication_RequestFromNonPremiumTenantOrB2CTenant", "", "HTTP 403 Authentication_RequestFromNonPremiumTenantOrB2CTenant: the tenant lacks a Microsoft Entra ID P1 or P2 licence", ""},
		{"Authorization_IdentityNotFound", "", "HTTP 403 Authorization_IdentityNotFound: the app has no enterprise application in this tenant: grant it admin consent there", ""},
		{"Authorization_RequestDenied", `Bearer realm="", error="insufficient_claims", claims="e30="`, "HTTP 403 insufficient_claims: Conditional Access demands a stronger sign-in than this one", ""},
	} {
		g := newGraph(t)
		g.on("/v1.0/subscribedSkus", func(w http.ResponseWriter, _ *http.Request) {
			if c.challenge != "" {
				w.Header().Set("WWW-Authenticate", c.challenge)
			}
			odata(w, 403, c.code)
		})
		gap := g.collect(t).gap(t, inventory.GapLicences)
		if gap.Why != c.why || gap.Permission != c.permission {
			t.Errorf("gap %+v, want %q and %q", gap, c.why, c.permission)
		}
	}
}
