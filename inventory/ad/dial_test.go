package ad_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// dialError dials and returns the error, which must hold no password.
func dialError(t *testing.T, cfg ad.Config) *ad.Error {
	t.Helper()
	src, err := ad.Dial(context.Background(), cfg)
	if err == nil {
		src.Close()
		t.Fatal("no error")
	}
	var e *ad.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v is no *ad.Error", err)
	}
	if strings.Contains(err.Error(), string([]byte(cfg.Password))) && cfg.Password != "" {
		t.Errorf("the password is in %v", err)
	}
	return e
}

func expect(t *testing.T, e *ad.Error, reason ad.Reason, parts ...string) {
	t.Helper()
	if e.Reason != reason {
		t.Errorf("reason %v, want %v: %v", e.Reason, reason, e)
	}
	for _, p := range parts {
		if !strings.Contains(e.Error(), p) {
			t.Errorf("error %q lacks %q", e.Error(), p)
		}
	}
}

// TestConfigIsCheckedFirst: nothing is dialled with a config that cannot work.
func TestConfigIsCheckedFirst(t *testing.T) {
	good := func() ad.Config {
		return ad.Config{URL: "ldaps://dc1.contoso.com", User: "svc@contoso.com", Password: password,
			Dialer: func(context.Context, string, string) (net.Conn, error) {
				t.Error("dialled")
				return nil, errors.New("dialled")
			}}
	}
	for name, c := range map[string]struct {
		change func(*ad.Config)
		reason ad.Reason
		want   []string
	}{
		"no URL":            {func(c *ad.Config) { c.URL = "dc1.contoso.com" }, ad.WrongUsage, []string{`"dc1.contoso.com"`, "ldaps://host"}},
		"another scheme":    {func(c *ad.Config) { c.URL = "https://dc1" }, ad.WrongUsage, []string{`"https://dc1"`}},
		"a base in the URL": {func(c *ad.Config) { c.URL = "ldaps://dc1/DC=contoso" }, ad.WrongUsage, []string{"bases on their own"}},
		"a secret in the URL": {func(c *ad.Config) { c.URL = "ldaps://svc:" + password + "@dc1" }, ad.WrongUsage,
			[]string{"has a user in it"}},
		"an unreadable URL with a secret":  {func(c *ad.Config) { c.URL = "ldaps://svc:" + password + "@dc1:x%" }, ad.WrongUsage, nil},
		"StartTLS over TLS":                {func(c *ad.Config) { c.StartTLS = true }, ad.WrongUsage, []string{"ldaps://"}},
		"anonymous":                        {func(c *ad.Config) { c.Auth = "anonymous" }, ad.WrongUsage, []string{"anonymous", "taken for an empty one"}},
		"another way to sign in":           {func(c *ad.Config) { c.Auth = "digest-md5" }, ad.WrongUsage, []string{`"digest-md5"`, "simple, ntlm, kerberos, external"}},
		"no user":                          {func(c *ad.Config) { c.User = "" }, ad.WrongUsage, []string{"no LDAP user"}},
		"empty password":                   {func(c *ad.Config) { c.Password = "" }, ad.WrongUsage, []string{"password is empty", "anonymous"}},
		"plaintext":                        {func(c *ad.Config) { c.URL = "ldap://dc1.contoso.com" }, ad.EncryptionRequired, []string{"unencrypted to dc1.contoso.com:389", "StartTLS"}},
		"plaintext to an address":          {func(c *ad.Config) { c.URL = "ldap://10.0.0.1" }, ad.EncryptionRequired, []string{"10.0.0.1:389"}},
		"a name that begins like loopback": {func(c *ad.Config) { c.URL = "ldap://127.0.0.1.contoso.com" }, ad.EncryptionRequired, nil},
		"base":                             {func(c *ad.Config) { c.Bases = []inventory.DN{"Groups"} }, ad.WrongUsage, []string{`"Groups"`, "distinguished name"}},
		"bases overlap":                    {func(c *ad.Config) { c.Bases = []inventory.DN{gwb, contoso} }, ad.WrongUsage, []string{gwb, "overlap"}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := good()
			c.change(&cfg)
			expect(t, dialError(t, cfg), c.reason, c.want...)
		})
	}
}

func TestCAFile(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.pem")
	if err := os.WriteFile(garbage, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := ad.Config{URL: "ldaps://dc1", User: "u", Password: password, CAFile: garbage}
	expect(t, dialError(t, cfg), ad.WrongUsage, "garbage.pem", "no PEM certificate")
	cfg.CAFile = filepath.Join(dir, "missing.pem")
	if _, err := ad.Dial(context.Background(), cfg); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}

	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	good := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(good, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg = config(s)
	cfg.RootCAs, cfg.CAFile = nil, good
	if got := dial(t, cfg).Domains(); !slices.Equal(got, []string{"contoso.com"}) {
		t.Errorf("domains %v", got)
	}
}

func TestSignInIsRefused(t *testing.T) {
	for data, c := range map[string]struct {
		reason ad.Reason
		want   string
	}{
		"52e": {ad.WrongCredentials, "wrong user or password"},
		"525": {ad.UnknownUser, "the user does not exist"},
		"530": {ad.LogonNotAllowed, "at this time"},
		"531": {ad.LogonNotAllowed, "from this computer"},
		"532": {ad.PasswordExpired, "the password has expired"},
		"533": {ad.AccountDisabled, "the account is disabled"},
		"701": {ad.AccountExpired, "the account has expired"},
		"773": {ad.MustChangePassword, "must be changed"},
		"775": {ad.AccountLocked, "the account is locked"},
		"80a": {ad.WrongCredentials, "wrong user or password"},
	} {
		t.Run(data, func(t *testing.T) {
			s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{Accounts: []ldapsim.Account{{Name: "svc-inventory", Password: password, Refused: data}}})
			e := dialError(t, config(s))
			expect(t, e, c.reason, c.want, "LDAP result 49 invalidCredentials, data "+data, `"svc-inventory@contoso.com"`)
			if n := len(s.Requests()); n > 2 {
				t.Errorf("%d requests: a refused sign-in was repeated", n)
			}
		})
	}
}

func TestEncryption(t *testing.T) {
	directory := lab(ldapsim.Forest{})
	for name, c := range map[string]struct {
		opts   ldapsim.Options
		change func(*ad.Config, *ldapsim.Server)
		reason ad.Reason
		want   []string
	}{
		"untrusted":               {ldapsim.Options{Certificate: ldapsim.Untrusted}, nil, ad.UntrustedCertificate, []string{"not trusted", "Simulated enterprise CA", "CA file"}},
		"untrusted over StartTLS": {ldapsim.Options{Certificate: ldapsim.Untrusted}, overStartTLS, ad.UntrustedCertificate, []string{"not trusted"}},
		"wrong host": {ldapsim.Options{Certificate: ldapsim.WrongHost}, nil, ad.WrongHostName,
			[]string{`not for "127.0.0.1" but for "dc9.elsewhere.example"`, "use one of its names"}},
		"expired":            {ldapsim.Options{Certificate: ldapsim.Expired}, nil, ad.UntrustedCertificate, []string{"has expired"}},
		"no TLS on the port": {ldapsim.Options{}, func(c *ad.Config, s *ldapsim.Server) { c.URL = strings.Replace(s.URL(), "ldap://", "ldaps://", 1) }, ad.TLSFailed, []string{"handshake failed"}},
		"server wants TLS":   {ldapsim.Options{RequireTLS: true}, func(c *ad.Config, s *ldapsim.Server) { c.URL = s.URL() }, ad.EncryptionRequired, []string{"LDAP result 8 strongerAuthRequired", "use ldaps://"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, directory, c.opts)
			cfg := config(s)
			if c.change != nil {
				c.change(&cfg, s)
			}
			expect(t, dialError(t, cfg), c.reason, c.want...)
			for _, r := range s.Requests() {
				if r.Op == ldapsim.OpBind && c.reason != ad.EncryptionRequired {
					t.Error("the password was sent")
				}
			}
		})
	}
}

func overStartTLS(c *ad.Config, s *ldapsim.Server) { c.URL, c.StartTLS = s.URL(), true }

func TestWaysToConnect(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{RecycleBin: true}), ldapsim.Options{})
	want := read(t, dial(t, config(s)), request()).lines(t)
	for name, change := range map[string]func(*ad.Config){
		"StartTLS":             func(c *ad.Config) { c.URL, c.StartTLS = s.URL(), true },
		"plaintext, loopback":  func(c *ad.Config) { c.URL = s.URL() },
		"plaintext, localhost": func(c *ad.Config) { c.URL = strings.Replace(s.URL(), "127.0.0.1", "localhost", 1) },
		"down-level name":      func(c *ad.Config) { c.User = `CONTOSO\svc-inventory` },
		"simple by name":       func(c *ad.Config) { c.Auth = "simple" },
		"a dialer, plaintext allowed": func(c *ad.Config) {
			at := strings.TrimPrefix(s.URL(), "ldap://")
			c.URL, c.AllowPlaintext = "ldap://dc1.contoso.com", true
			c.Dialer = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, network, at)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := config(s)
			change(&cfg)
			sameLines(t, read(t, dial(t, cfg), request()).lines(t), want)
		})
	}
}

func TestServerThatCannotBeReached(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	cfg := config(s)
	s.Close()
	expect(t, dialError(t, cfg), ad.Unreachable, "connecting to 127.0.0.1:", "check the name, the port and the firewall")

	silent := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	silent.Inject(ldapsim.Fault{Op: ldapsim.OpBind, Kind: ldapsim.Silence, Times: -1})
	cfg = config(silent)
	cfg.URL, cfg.Timeout = silent.URL(), 20*time.Millisecond
	expect(t, dialError(t, cfg), ad.TimedOut, "timed out")
}

func TestServerThatIsNoDomainController(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	s.Inject(ldapsim.Fault{Code: 53})
	expect(t, dialError(t, config(s)), ad.Refused, "reading rootDSE", "LDAP result 53 unwillingToPerform")
}

func TestBases(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	cfg := config(s)
	for _, b := range []inventory.DN{"DC=fabrikam,DC=com", "CN=Users,DC=emea,DC=contoso,DC=com"} {
		sources := []ad.Source{dial(t, cfg)}
		var misused *ad.Error
		if err := ad.CheckSources(sources, []inventory.DN{gwb, b}); !errors.As(err, &misused) {
			t.Errorf("%s: %v", b, err)
			continue
		}
		expect(t, misused, ad.WrongUsage, string(b), "lies in no domain that is read")
		if err := ad.CheckSources(sources, []inventory.DN{gwb}); err != nil {
			t.Error(err)
		}
		// A base of another domain is left to that domain's server.
		cfg.Bases = []inventory.DN{b}
		if d := read(t, dial(t, cfg)).domain(t); !slices.Equal(d.Covered, []inventory.DN{contoso}) {
			t.Errorf("covered %v", d.Covered)
		}
	}
	nested := inventory.DN(`OU=Nested\, #1,` + gwb)
	cfg.Bases = []inventory.DN{nested}
	f := read(t, dial(t, cfg))
	if d := f.domain(t); !slices.Equal(d.Covered, []inventory.DN{nested}) || !slices.Equal(d.Containers, []inventory.DN{nested}) {
		t.Errorf("covered %v, containers %v", d.Covered, d.Containers)
	}
	cfg.Bases = []inventory.DN{"OU=Typo," + contoso}
	f = read(t, dial(t, cfg))
	if want := "ad-groups OU=Typo,DC=contoso,DC=com: LDAP result 32 noSuchObject"; !slices.Contains(f.gaps(), want) || len(f.domain(t).Covered) > 0 {
		t.Errorf("gaps %q, covered %v", f.gaps(), f.domain(t).Covered)
	}
}

func TestSchemaWithoutAnchor(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{NoAnchor: true, SchemaVersion: 69}), ldapsim.Options{})
	f := read(t, dial(t, config(s)))
	if d := f.domain(t); d.AnchorInSchema != inventory.FlagFalse || d.SchemaVersion != 69 {
		t.Errorf("anchor %v, version %d", d.AnchorInSchema, d.SchemaVersion)
	}
	for _, r := range s.Requests() {
		if strings.Contains(r.Filter, stampedSearch) && strings.Contains(r.Filter, "ExternalDirectoryObjectId") {
			t.Errorf("the filter asks for an attribute that the schema lacks: %s", r.Filter)
		}
	}
}

func TestSecretShowsNowhere(t *testing.T) {
	cfg := ad.Config{User: "u", Password: password}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "config", cfg.Password, "all", cfg.Password)
	js, err := json.Marshal(struct{ P ad.Secret }{cfg.Password})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{log.String(), string(js), fmt.Sprint(cfg), fmt.Sprintf("%+v %#v %s %q %x %d", cfg, cfg.Password, cfg.Password, cfg.Password, cfg.Password, cfg.Password)} {
		if strings.Contains(s, password) || strings.Contains(s, fmt.Sprintf("%x", password)) {
			t.Errorf("the password shows in %s", s)
		}
	}
}
