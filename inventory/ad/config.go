package ad

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"gwbplan/inventory"
	"gwbplan/inventory/journal"
)

// Secret is a password. No formatting verb, encoder or logger shows it.
type Secret string

const redacted = "[redacted]"

// Format implements [fmt.Formatter] for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText keeps the secret out of JSON, YAML and XML.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue keeps the secret out of logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// Config says how to reach one domain controller and what to read there. Port
// 3268 or 3269 in the URL means the forest's global catalog.
type Config struct {
	// URL is ldap://HOST[:PORT] or ldaps://HOST[:PORT].
	URL string
	// Auth is the way of signing in, [AuthSimple] where it is "".
	Auth AuthMode
	// User is user@domain.example, DOMAIN\user or a DN for simple, one of the
	// first two for NTLM, a principal (user@REALM) for Kerberos.
	User     string
	Password Secret
	// KeytabFile and CCache are for Kerberos in place of a password: a keytab
	// with the user's key, or a cache of tickets named as in KRB5CCNAME, which
	// names its user itself. Without any of them, and without a user, Windows
	// signs in with the account that runs the program.
	KeytabFile, CCache string
	// Krb5Conf is the Kerberos configuration; without it the realm is that of
	// the user and DNS names its KDCs.
	Krb5Conf string
	// SPN is the domain controller's service principal, "ldap/" and the host
	// of the URL where it is "".
	SPN string
	// CertFile and KeyFile are PEM files: the client certificate, with its
	// chain, and the key of [AuthExternal].
	CertFile, KeyFile string
	// StartTLS encrypts an ldap:// connection before the password is sent.
	StartTLS bool
	// CAFile names PEM certificates to trust beside RootCAs, which are the
	// system's where it is nil: on Windows the certificate store.
	CAFile  string
	RootCAs *x509.CertPool
	// Bases are the subtrees to look for written-back groups in; the whole
	// domain where none of them lies in it.
	Bases []inventory.DN
	// AllowPlaintext lets sign-in and answers travel unencrypted to another
	// host.
	AllowPlaintext bool
	// Timeout is for one exchange with the server; 2 minutes where it is 0.
	Timeout time.Duration
	// PageSize is the number of entries a page, 1000 where it is 0 (AD's own
	// MaxPageSize); RangeSize that of values a range, 1500 (MaxValRange).
	PageSize, RangeSize int
	// Dialer connects; a net.Dialer where it is nil. Sleep waits between
	// attempts, WithTimeout ends one. All are there for tests.
	Dialer      func(ctx context.Context, network, address string) (net.Conn, error)
	Sleep       func(ctx context.Context, d time.Duration) error
	WithTimeout func(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
	// Journal keeps what is answered, and answers what it was told before; nil
	// keeps nothing.
	Journal *journal.Journal
	// Log gets what is worth knowing and no part of a password; may be nil.
	Log *slog.Logger
}

// target is a validated [Config].
type target struct {
	Config
	host, address string
	encrypted     bool
	// catalog: the port is a global catalog's.
	catalog     bool
	tls         *tls.Config
	signIn      signIn
	certificate *tls.Certificate // the client's, nil where it shows none
}

func misuse(what, hint string) error { return &Error{Reason: WrongUsage, What: what, Hint: hint} }

func (cfg Config) validate() (*target, error) {
	t := &target{Config: cfg}
	t.setDefaults()
	if err := t.parseURL(); err != nil {
		return nil, err
	}
	if err := t.checkSignIn(); err != nil {
		return nil, err
	}
	for i, b := range t.Bases {
		if !isDN(b) {
			return nil, misuse(fmt.Sprintf("LDAP base %q is no distinguished name", string(b)), "give it like OU=Groups,DC=contoso,DC=com")
		}
		for _, o := range t.Bases[:i] {
			if b.Under(o) || o.Under(b) {
				return nil, misuse(fmt.Sprintf("LDAP bases %q and %q overlap", string(o), string(b)), "give the wider one alone")
			}
		}
	}
	roots, err := t.roots()
	if err != nil {
		return nil, err
	}
	t.tls = &tls.Config{ServerName: t.host, RootCAs: roots, MinVersion: tls.VersionTLS12}
	if t.certificate != nil {
		// Whatever issuers the server names: it decides, and says why.
		t.tls.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return t.certificate, nil }
	}
	return t, nil
}

// IsGlobalCatalog reports whether an LDAP URL names the port of a global catalog.
func IsGlobalCatalog(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Port() == "3268" || u.Port() == "3269")
}

func (t *target) parseURL() error {
	u, err := url.Parse(t.URL)
	if err != nil || u.User != nil {
		// The value may hold a password, and is not repeated.
		return misuse("the LDAP URL cannot be read, or has a user in it", "give it like ldaps://dc1.contoso.com, and the user on its own")
	}
	t.encrypted = u.Scheme == "ldaps"
	if (!t.encrypted && u.Scheme != "ldap") || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return misuse(fmt.Sprintf("LDAP URL %q is not of the form ldap://host[:port] or ldaps://host[:port]", t.URL), "give bases on their own")
	}
	t.catalog = IsGlobalCatalog(t.URL)
	port := u.Port()
	switch {
	case port == "" && t.encrypted:
		port = "636"
	case port == "":
		port = "389"
	}
	if t.encrypted && t.StartTLS {
		return misuse("StartTLS was asked for on an ldaps:// URL, which is encrypted from the start", "use one of the two")
	}
	t.host, t.address = u.Hostname(), net.JoinHostPort(u.Hostname(), port)
	return nil
}

// roots are nil for the system's own, which Go then asks at each handshake.
func (t *target) roots() (*x509.CertPool, error) {
	if t.CAFile == "" {
		return t.RootCAs, nil
	}
	pem, err := os.ReadFile(t.CAFile)
	if err != nil {
		return nil, fmt.Errorf("reading the LDAP CA file: %w", err)
	}
	pool := t.trusted()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, misuse(fmt.Sprintf("LDAP CA file %q holds no PEM certificate", t.CAFile), "export the issuing CA as Base-64 X.509")
	}
	return pool, nil
}

// trusted is a pool to add to. A system without a list of authorities has the
// file's alone: fewer are trusted then, never more.
func (t *target) trusted() *x509.CertPool {
	if t.RootCAs != nil {
		return t.RootCAs.Clone()
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		t.Log.Debug("the system's certificate authorities cannot be read", "error", err)
		return x509.NewCertPool()
	}
	return pool
}

func (t *target) setDefaults() {
	if t.Timeout <= 0 {
		t.Timeout = 2 * time.Minute
	}
	if t.PageSize <= 0 {
		t.PageSize = 1000
	}
	if t.RangeSize <= 0 {
		t.RangeSize = 1500
	}
	if t.Dialer == nil {
		t.Dialer = (&net.Dialer{}).DialContext
	}
	if t.WithTimeout == nil {
		t.WithTimeout = context.WithTimeout
	}
	if t.Sleep == nil {
		t.Sleep = sleep
	}
	if t.Log == nil {
		t.Log = slog.New(slog.DiscardHandler)
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// isDN reports whether every part of dn has the form attribute=value.
func isDN(dn inventory.DN) bool {
	for _, r := range dn.Split() {
		if r.Attribute == "" || r.Value == "" || strings.ContainsAny(r.Attribute, " \t\n<>\"") {
			return false
		}
	}
	return true
}
