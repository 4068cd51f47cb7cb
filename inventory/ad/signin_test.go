package ad_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory/ad"
)

// way is one way of signing in to the lab's server.
type way struct {
	name string
	set  func(*ad.Config)
}

// waysTo are the ways that the simulated server knows. The way of Kerberos is
// proven on a real one.
func waysTo(t *testing.T, s *ldapsim.Server) []way {
	t.Helper()
	certFile, keyFile := clientFiles(t, s, "svc-inventory@contoso.com")
	return []way{
		{"simple", func(c *ad.Config) { c.Auth = ad.AuthSimple }},
		{"NTLM, down-level name", func(c *ad.Config) { c.Auth, c.User = ad.AuthNTLM, `CONTOSO\svc-inventory` }},
		{"NTLM, UPN", func(c *ad.Config) { c.Auth = ad.AuthNTLM }},
		{"external", func(c *ad.Config) {
			c.Auth, c.User, c.Password, c.CertFile, c.KeyFile = ad.AuthExternal, "", "", certFile, keyFile
		}},
	}
}

// clientFiles writes a client certificate and its key.
func clientFiles(t *testing.T, s *ldapsim.Server, name string) (certFile, keyFile string) {
	t.Helper()
	cert, key, err := s.ClientCertificate(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "client.pem"), filepath.Join(dir, "client.key")
	for file, text := range map[string][]byte{certFile: cert, keyFile: key} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// TestEveryWayReadsTheSame: on a hardened server, over LDAPS and StartTLS,
// through a connection that is cut in the middle, with binds and searches
// alone.
func TestEveryWayReadsTheSame(t *testing.T) {
	directory := lab(ldapsim.Forest{RecycleBin: true})
	hardened := ldapsim.Options{RequireBinding: true, RequireTLS: true}
	want := readLab(t, ldapsim.Options{}).lines(t)
	for _, over := range []string{"LDAPS", "StartTLS"} {
		first := serve(t, directory, hardened)
		for _, w := range waysTo(t, first) {
			t.Run(w.name+" over "+over, func(t *testing.T) {
				s := first
				before := len(s.Requests())
				cfg := config(s)
				if w.set(&cfg); over == "StartTLS" {
					overStartTLS(&cfg, s)
				}
				src := dial(t, cfg)
				s.Inject(ldapsim.Fault{Filter: "objectCategory=group", Kind: ldapsim.Reset, Nth: 2})
				sameLines(t, read(t, src, request()).lines(t), want)
				s.Drain()
				checkRequests(t, s.Requests()[before:], over == "StartTLS")
			})
		}
	}
}

// checkRequests wants two connections, both signed in, and nothing but reading.
func checkRequests(t *testing.T, requests []ldapsim.Request, startTLS bool) {
	t.Helper()
	conns := map[int]bool{}
	for _, r := range requests {
		conns[r.Conn] = true
		switch {
		case r.Op == ldapsim.OpExtended && startTLS && r.Base == "1.3.6.1.4.1.1466.20037":
		case r.Op != ldapsim.OpBind && r.Op != ldapsim.OpSearch && r.Op != ldapsim.OpUnbind:
			t.Errorf("sent %s %s", r.Op, r.Base)
		case r.Op == ldapsim.OpSearch && r.User != "svc-inventory":
			t.Errorf("searched %q as %q", r.Base, r.User)
		}
	}
	if len(conns) != 2 {
		t.Errorf("%d connections, want 2", len(conns))
	}
}

func TestNTLMIsRefused(t *testing.T) {
	for data, reason := range map[string]ad.Reason{
		"530": ad.LogonNotAllowed, "531": ad.LogonNotAllowed, "532": ad.PasswordExpired, "533": ad.AccountDisabled,
		"701": ad.AccountExpired, "773": ad.MustChangePassword, "775": ad.AccountLocked,
	} {
		s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{Accounts: []ldapsim.Account{{Name: "svc-inventory", Password: password, Refused: data}}})
		cfg := config(s)
		cfg.Auth = ad.AuthNTLM
		expect(t, dialError(t, cfg), reason, "LDAP result 49 invalidCredentials, data "+data, `"svc-inventory@contoso.com" by NTLM`)
	}
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{RequireTLS: true})
	cfg := config(s)
	cfg.Auth, cfg.Password = ad.AuthNTLM, "not "+password
	expect(t, dialError(t, cfg), ad.WrongCredentials, "wrong user or password", "data 52e")
	cfg.URL = s.URL()
	expect(t, dialError(t, cfg), ad.EncryptionRequired, "LDAP result 8 strongerAuthRequired", "use ldaps://")
	cfg.URL = "ldap://dc1.contoso.com"
	expect(t, dialError(t, cfg), ad.EncryptionRequired, "guessed", "dc1.contoso.com:389", "StartTLS")
	cfg.URL, cfg.User = s.TLSURL(), "CN=svc-inventory,CN=Users,DC=contoso,DC=com"
	expect(t, dialError(t, cfg), ad.WrongUsage, "NTLM knows no user", `DOMAIN\user`)
	s.Inject(ldapsim.Fault{Op: ldapsim.OpBind, Kind: ldapsim.Hangup, Times: -1})
	cfg.User = "svc-inventory@contoso.com"
	expect(t, dialError(t, cfg), ad.ConnectionCut, "Samba", "another way")
}

// TestNTLMWithoutAChallenge: a server that lets anyone in proves nothing.
func TestNTLMWithoutAChallenge(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	s.Inject(ldapsim.Fault{Op: ldapsim.OpBind, Code: 0})
	cfg := config(s)
	cfg.Auth = ad.AuthNTLM
	expect(t, dialError(t, cfg), ad.NotActiveDirectory, "without asking for the password")
}

// TestBindingBelongsToTheConnection: whoever ends TLS on the way cannot pass
// the sign-in on, though the client trusts his certificate.
func TestBindingBelongsToTheConnection(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	between := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	cfg := config(between) // whose certificate it trusts
	cfg.Auth = ad.AuthNTLM
	var err error
	if cfg.URL, err = between.Intercept(strings.TrimPrefix(s.TLSURL(), "ldaps://")); err != nil {
		t.Fatal(err)
	}
	expect(t, dialError(t, cfg), ad.BindingRefused, "data 80090346", "load balancer")
	cfg.Auth = ad.AuthSimple
	dial(t, cfg)
}

func TestExternalOverAnotherServer(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{RecycleBin: true}), ldapsim.Options{ExplicitExternal: true})
	cfg := config(s)
	waysTo(t, s)[3].set(&cfg)
	sameLines(t, read(t, dial(t, cfg), request()).lines(t), readLab(t, ldapsim.Options{}).lines(t))
}

func TestExternalIsRefused(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{Accounts: []ldapsim.Account{
		{Name: "svc-inventory", Password: password}, {Name: "off", Password: password, Refused: ldapsim.DataAccountDisabled}}})
	other := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	with := func(from *ldapsim.Server, name string) ad.Config {
		cfg := config(s)
		cfg.Auth, cfg.User, cfg.Password = ad.AuthExternal, "", ""
		cfg.CertFile, cfg.KeyFile = clientFiles(t, from, name)
		overStartTLS(&cfg, s)
		return cfg
	}
	cfg := with(s, "nobody@contoso.com")
	expect(t, dialError(t, cfg), ad.WrongCredentials, "does not take the client certificate", "CN=nobody@contoso.com", "NTAuth")
	cfg.URL, cfg.StartTLS = s.TLSURL(), false
	expect(t, dialError(t, cfg), ad.WrongCredentials, "does not take the client certificate", "LDAP result 7 authMethodNotSupported")
	s.Inject(ldapsim.Fault{Base: contoso, Code: 51, Times: 4})
	expect(t, dialError(t, cfg), ad.Refused, "LDAP result 51 busy", "run it again later")
	s.Inject(ldapsim.Fault{Op: ldapsim.OpBind, Code: 7})
	expect(t, dialError(t, with(s, "svc-inventory@contoso.com")), ad.Refused, "no sign-in by certificate")
	expect(t, dialError(t, with(s, "off@contoso.com")), ad.AccountDisabled, "account is disabled", "data 533")

	e := dialError(t, with(other, "svc-inventory@contoso.com"))
	if e.Reason != ad.ConnectionCut && e.Reason != ad.TLSFailed {
		t.Errorf("another authority's certificate: %v", e)
	}
	expect(t, e, e.Reason, "trusts the issuer")

	cfg = with(s, "svc-inventory@contoso.com")
	cfg.StartTLS = false
	expect(t, dialError(t, cfg), ad.WrongUsage, "only be shown over TLS")
	cfg = with(s, "svc-inventory@contoso.com")
	cfg.KeyFile = ""
	expect(t, dialError(t, cfg), ad.WrongUsage, "certificate and its key")
	cfg = with(s, "svc-inventory@contoso.com")
	_, cfg.KeyFile = clientFiles(t, s, "svc-inventory@contoso.com")
	if _, err := ad.Dial(context.Background(), cfg); err == nil || !strings.Contains(err.Error(), "private key does not match") {
		t.Errorf("another certificate's key: %v", err)
	}
}

func TestWhoAmI(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	for _, w := range waysTo(t, s) {
		cfg := config(s)
		w.set(&cfg)
		if who, err := dial(t, cfg).WhoAmI(context.Background()); err != nil || who != `u:CONTOSO\svc-inventory` {
			t.Errorf("%s: %q, %v", w.name, who, err)
		}
	}
	s.Inject(ldapsim.Fault{Op: ldapsim.OpExtended, Code: 2})
	if who, err := dial(t, config(s)).WhoAmI(context.Background()); err != nil || who != "" {
		t.Errorf("not offered: %q, %v", who, err)
	}
	s.Inject(ldapsim.Fault{Op: ldapsim.OpExtended, Code: 1})
	_, err := dial(t, config(s)).WhoAmI(context.Background())
	if err == nil || !strings.Contains(err.Error(), "who is signed in: LDAP result 1 operationsError") {
		t.Errorf("refused: %v", err)
	}
}
