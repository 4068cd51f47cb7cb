package entra

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	abs "github.com/microsoft/kiota-abstractions-go"
)

// secret is a text that no log, error or snapshot may show.
type secret string

const redacted = "REDACTED"

func (secret) String() string               { return redacted }
func (secret) GoString() string             { return redacted }
func (secret) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
func (s secret) hideIn(text string) string {
	if s == "" {
		return text
	}
	return strings.ReplaceAll(text, string(s), redacted)
}

// The variables that secrets come from.
const (
	envClientSecret = "AZURE_CLIENT_SECRET"
	envCertificate  = "AZURE_CLIENT_CERTIFICATE_PATH"
	envCertPassword = "AZURE_CLIENT_CERTIFICATE_PASSWORD"
	envToken        = "GWBPLAN_GRAPH_TOKEN"
)

// signer puts an access token into each request. It asks for one scope only.
type signer struct {
	credential azcore.TokenCredential
	scope      string
	auth       AuthMode
	// hidden is the secret that the credential was made of.
	hidden secret
}

// signInError is a failed sign-in: nothing can be read after it.
type signInError struct {
	auth AuthMode
	text string
	err  error
}

func (e *signInError) Error() string {
	return fmt.Sprintf("signing in with --auth %s: %s; %s", e.auth, e.text, e.auth.remedy())
}

func (e *signInError) Unwrap() error { return e.err }

// remedy says what to do about a failed sign-in or a refused token.
func (m AuthMode) remedy() string {
	switch m {
	case AuthCLI:
		return "run az login (with --tenant where there are several) and try again"
	case AuthClientSecret:
		return "check --tenant, --client-id and " + envClientSecret + " (an expired secret is replaced in the app registration)"
	case AuthClientCertificate:
		return "check --tenant, --client-id and " + envCertificate + " (the certificate must be registered with the app and not have expired)"
	case AuthToken:
		return "get a new access token for Microsoft Graph of this cloud and put it into " + envToken
	}
	return "sign in with az login, set the AZURE_… variables of a service principal, or choose another --auth"
}

// newSigner makes the credential for the way of signing in that was chosen.
func newSigner(cfg Config, at endpoint) (*signer, error) {
	s := &signer{scope: at.scope(), auth: cfg.Auth}
	options := azcore.ClientOptions{Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: at.authority}}
	if cfg.Transport != nil {
		options.Transport = &http.Client{Transport: cfg.Transport}
	}
	var err error
	switch cfg.Auth {
	case AuthDefault:
		s.credential, err = azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{ClientOptions: options, TenantID: cfg.Tenant})
	case AuthCLI:
		s.credential, err = azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: cfg.Tenant})
	case AuthClientSecret:
		err = s.useSecret(cfg, options)
	case AuthClientCertificate:
		err = s.useCertificate(cfg, options)
	case AuthToken:
		err = s.useToken(cfg)
	default:
		return nil, fmt.Errorf("--auth %q: want default, cli, client-secret, client-certificate or token", string(cfg.Auth))
	}
	if err != nil {
		return nil, fmt.Errorf("preparing --auth %s: %w", cfg.Auth, err)
	}
	return s, nil
}

func needApp(cfg Config) error {
	if cfg.Tenant == "" {
		return errors.New("the tenant is not known: add --tenant ID_OR_DOMAIN")
	}
	if cfg.ClientID == "" {
		return errors.New("the app registration is not known: add --client-id ID")
	}
	return nil
}

func (s *signer) useSecret(cfg Config, options azcore.ClientOptions) error {
	if err := needApp(cfg); err != nil {
		return err
	}
	s.hidden = secret(cfg.Getenv(envClientSecret))
	if s.hidden == "" {
		return fmt.Errorf("the client secret is missing: set %s", envClientSecret)
	}
	c, err := azidentity.NewClientSecretCredential(cfg.Tenant, cfg.ClientID, string(s.hidden),
		&azidentity.ClientSecretCredentialOptions{ClientOptions: options})
	s.credential = c
	return err
}

func (s *signer) useCertificate(cfg Config, options azcore.ClientOptions) error {
	if err := needApp(cfg); err != nil {
		return err
	}
	path := cfg.Getenv(envCertificate)
	if path == "" {
		return fmt.Errorf("the certificate is missing: set %s to a PEM or PKCS#12 file that holds the certificate and its key", envCertificate)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the certificate that %s names: %w", envCertificate, err)
	}
	s.hidden = secret(cfg.Getenv(envCertPassword))
	certs, key, err := azidentity.ParseCertificates(file, []byte(s.hidden))
	if err != nil {
		return fmt.Errorf("reading the certificate %q: %s; it must hold the certificate and its key, and %s its password if it has one", path, s.hidden.hideIn(err.Error()), envCertPassword)
	}
	c, err := azidentity.NewClientCertificateCredential(cfg.Tenant, cfg.ClientID, certs, key,
		&azidentity.ClientCertificateCredentialOptions{ClientOptions: options})
	s.credential = c
	return err
}

func (s *signer) useToken(cfg Config) error {
	s.hidden = secret(strings.TrimSpace(cfg.Getenv(envToken)))
	if s.hidden == "" {
		return fmt.Errorf("the access token is missing: set %s", envToken)
	}
	if strings.ContainsFunc(string(s.hidden), func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("%s holds a character that no access token has (a space, a line end or a control character): copy the token again", envToken)
	}
	s.credential = fixedToken(s.hidden)
	return nil
}

// fixedToken hands out a ready token unparsed: it need not be a JWT.
type fixedToken secret

// GetToken returns the token, whatever is asked for.
func (t fixedToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(t)}, nil
}

// AuthenticateRequest sets the Authorization header. kiota calls it again,
// with claims, when Graph challenges a token that has been revoked.
func (s *signer) AuthenticateRequest(ctx context.Context, request *abs.RequestInformation, extra map[string]any) error {
	options := policy.TokenRequestOptions{Scopes: []string{s.scope}, EnableCAE: true, Claims: decodeClaims(extra)}
	token, err := s.credential.GetToken(ctx, options)
	if err != nil {
		return &signInError{auth: s.auth, text: s.hidden.hideIn(err.Error()), err: err}
	}
	request.Headers.Remove("Authorization")
	request.Headers.Add("Authorization", "Bearer "+token.Token)
	return nil
}

func decodeClaims(extra map[string]any) string {
	raw, _ := extra["claims"].(string)
	if b, err := base64.StdEncoding.DecodeString(raw); err == nil {
		return string(b)
	}
	b, _ := base64.RawURLEncoding.DecodeString(strings.TrimRight(raw, "="))
	return string(b)
}
