package entra

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/pkg/browser"
)

// The variables that secrets come from.
const (
	envClientSecret = "AZURE_CLIENT_SECRET"
	envCertificate  = "AZURE_CLIENT_CERTIFICATE_PATH"
	envCertPassword = "AZURE_CLIENT_CERTIFICATE_PASSWORD"
	envToken        = "GWBPLAN_GRAPH_TOKEN"
)

// newSigner makes the credential for the way of signing in that was chosen.
func newSigner(cfg Config, at endpoint) (*signer, error) {
	s := &signer{scope: at.scope(), auth: cfg.Auth, tenant: cfg.Tenant, log: cfg.Log}
	for _, name := range []string{envClientSecret, envCertPassword, envToken, "AZURE_PASSWORD"} {
		s.hidden = append(s.hidden, secret(strings.TrimSpace(cfg.Getenv(name))))
	}
	prepare, ok := credentials()[cfg.Auth]
	if !ok {
		return nil, fmt.Errorf("--auth %q: want %s", string(cfg.Auth), oneOf(AuthModes()))
	}
	options := azcore.ClientOptions{
		Cloud:           cloud.Configuration{ActiveDirectoryAuthorityHost: at.authority},
		PerCallPolicies: []policy.Policy{recorder{}},
	}
	if cfg.Transport != nil {
		options.Transport = &http.Client{Transport: cfg.Transport}
	}
	var err error
	if s.credential, err = prepare(s, cfg, options); err != nil {
		return nil, fmt.Errorf("preparing --auth %s: %w", cfg.Auth, err)
	}
	return s, nil
}

// AuthModes lists the ways of signing in, in the order of the manual.
func AuthModes() []AuthMode {
	return []AuthMode{AuthDefault, AuthCLI, AuthDeviceCode, AuthBrowser, AuthClientSecret, AuthClientCertificate, AuthManagedIdentity, AuthToken}
}

func credentials() map[AuthMode]func(*signer, Config, azcore.ClientOptions) (azcore.TokenCredential, error) {
	return map[AuthMode]func(*signer, Config, azcore.ClientOptions) (azcore.TokenCredential, error){
		AuthDefault:           (*signer).byDefault,
		AuthCLI:               (*signer).byCLI,
		AuthDeviceCode:        (*signer).byDeviceCode,
		AuthBrowser:           (*signer).byBrowser,
		AuthClientSecret:      (*signer).bySecret,
		AuthClientCertificate: (*signer).byCertificate,
		AuthManagedIdentity:   (*signer).byManagedIdentity,
		AuthToken:             (*signer).byToken,
	}
}

func oneOf(modes []AuthMode) string {
	last := len(modes) - 1
	var first []string
	for _, m := range modes[:last] {
		first = append(first, string(m))
	}
	return strings.Join(first, ", ") + " or " + string(modes[last])
}

func (s *signer) byDefault(cfg Config, options azcore.ClientOptions) (azcore.TokenCredential, error) {
	return azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{ClientOptions: options, TenantID: cfg.Tenant})
}

func (s *signer) byCLI(cfg Config, _ azcore.ClientOptions) (azcore.TokenCredential, error) {
	return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: cfg.Tenant})
}

// needApp insists on an app registration of the user's own. Where a person
// signs in, the library would fall back to Azure's developer sign-on, which is
// the Azure CLI: its permissions are fixed and can write, nobody can add the
// delegated-only ones to them (F104), and its maker advises against it.
func needApp(cfg Config) error {
	if cfg.Tenant == "" {
		return errors.New("the tenant is not known: add --tenant ID_OR_DOMAIN")
	}
	if cfg.ClientID == "" {
		return errors.New("the app registration is not known: add --client-id ID")
	}
	return nil
}

func (s *signer) byDeviceCode(cfg Config, options azcore.ClientOptions) (azcore.TokenCredential, error) {
	if err := needApp(cfg); err != nil {
		return nil, err
	}
	if cfg.Prompt == nil {
		return nil, errors.New("nothing here can show the code that has to be entered: choose another --auth")
	}
	return azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
		ClientOptions: options, TenantID: cfg.Tenant, ClientID: cfg.ClientID,
		UserPrompt: func(_ context.Context, m azidentity.DeviceCodeMessage) error {
			return cfg.Prompt(SignInPrompt{URL: m.VerificationURL, Code: m.UserCode})
		},
	})
}

func (s *signer) byBrowser(cfg Config, options azcore.ClientOptions) (azcore.TokenCredential, error) {
	if err := needApp(cfg); err != nil {
		return nil, err
	}
	if err := browserUsable(cfg.Getenv); err != nil {
		return nil, err
	}
	keepBrowserQuiet()
	return azidentity.NewInteractiveBrowserCredential(&azidentity.InteractiveBrowserCredentialOptions{
		ClientOptions: options, TenantID: cfg.Tenant, ClientID: cfg.ClientID,
	})
}

// keepBrowserQuiet: what starts the browser may talk, and standard output is
// for results.
var keepBrowserQuiet = sync.OnceFunc(func() { browser.Stdout = os.Stderr })

// browserUsable refuses where no browser can open: on a server the sign-in
// would wait for one in vain.
func browserUsable(getenv func(string) string) error {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return nil
	}
	if cmp.Or(getenv("DISPLAY"), getenv("WAYLAND_DISPLAY"), getenv("BROWSER")) == "" {
		return errors.New("there is no display for a browser here: use --auth device-code")
	}
	for _, opener := range []string{"xdg-open", "x-www-browser", "www-browser"} {
		if _, err := exec.LookPath(opener); err == nil {
			return nil
		}
	}
	return errors.New("no browser can be opened here (xdg-open is not installed): use --auth device-code")
}

// byManagedIdentity gives up sooner than the library's own minutes: those are
// for a machine that is starting up, and most machines have no such endpoint.
func (s *signer) byManagedIdentity(cfg Config, options azcore.ClientOptions) (azcore.TokenCredential, error) {
	o := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: options}
	o.Retry = policy.RetryOptions{MaxRetries: 2, RetryDelay: time.Second, TryTimeout: 10 * time.Second}
	if cfg.ClientID != "" {
		o.ID = azidentity.ClientID(cfg.ClientID)
	}
	return azidentity.NewManagedIdentityCredential(o)
}

func (s *signer) bySecret(cfg Config, options azcore.ClientOptions) (azcore.TokenCredential, error) {
	if err := needApp(cfg); err != nil {
		return nil, err
	}
	value := cfg.Getenv(envClientSecret)
	if value == "" {
		return nil, fmt.Errorf("the client secret is missing: set %s", envClientSecret)
	}
	return azidentity.NewClientSecretCredential(cfg.Tenant, cfg.ClientID, value,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: options})
}

func (s *signer) byCertificate(cfg Config, options azcore.ClientOptions) (azcore.TokenCredential, error) {
	if err := needApp(cfg); err != nil {
		return nil, err
	}
	path := cfg.Getenv(envCertificate)
	if path == "" {
		return nil, fmt.Errorf("the certificate is missing: set %s to a PEM or PKCS#12 file that holds the certificate and its key", envCertificate)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate that %s names: %w", envCertificate, err)
	}
	certs, key, err := azidentity.ParseCertificates(file, []byte(cfg.Getenv(envCertPassword)))
	if err != nil {
		return nil, fmt.Errorf("reading the certificate %q: %s; it must hold the certificate and its key, and %s its password if it has one", path, s.hidden.hideIn(err.Error()), envCertPassword)
	}
	return azidentity.NewClientCertificateCredential(cfg.Tenant, cfg.ClientID, certs, key,
		&azidentity.ClientCertificateCredentialOptions{ClientOptions: options})
}

func (s *signer) byToken(cfg Config, _ azcore.ClientOptions) (azcore.TokenCredential, error) {
	token := strings.TrimSpace(cfg.Getenv(envToken))
	if token == "" {
		return nil, fmt.Errorf("the access token is missing: set %s", envToken)
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fmt.Errorf("%s holds a character that no access token has (a space, a line end or a control character): copy the token again", envToken)
	}
	return fixedToken(token), nil
}

// fixedToken hands out a ready token unparsed: it need not be a JWT.
type fixedToken secret

// GetToken returns the token, whatever is asked for.
func (t fixedToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(t)}, nil
}
