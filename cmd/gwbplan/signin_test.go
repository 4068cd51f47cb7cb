package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"gwbplan/fixtures"
)

// TestSameDecisionsHoweverSignedIn assesses a hardened embedded tenant with
// short pages and value ranges: the way of signing in changes nothing.
func TestSameDecisionsHoweverSignedIn(t *testing.T) {
	r := startDisturbed(t)
	cert, key := filepath.Join(t.TempDir(), "client.pem"), filepath.Join(t.TempDir(), "client.key")
	certPEM, keyPEM, err := r.LDAP[0].ClientCertificate(fixtures.LDAPUser)
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string][]byte{cert: certPEM, key: keyPEM} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tenant := []string{"--tenant", fixtures.TenantDomain, "--auth", "token", "--graph-url", r.GraphURL, "--ldap-ca", r.CAFile}
	root, both := []string{"--ldap-url", r.LDAPURLs[0]}, []string{"--ldap-url", r.LDAPURLs[0], "--ldap-url", r.LDAPURLs[1]}
	user := []string{"--ldap-user", fixtures.LDAPUser}
	assessed := func(flags ...[]string) string {
		dir, _ := assessWith(t, demoSecrets(func(string) string { return "" }), append(flags, tenant)...)
		return dir
	}
	// Each controller has an authority of its own, and the certificate is of one.
	sameFiles(t, "external", assessed(root, user),
		assessed(root, []string{"--ldap-auth", "external", "--ldap-cert", cert, "--ldap-key", key}))
	sameFiles(t, "NTLM", assessed(both, user), assessed(both, user, []string{"--ldap-auth", "ntlm"}))
}

// TestPasswordIsAskedForWhereOneIsNeeded, on a terminal, and nowhere else.
func TestPasswordIsAskedForWhereOneIsNeeded(t *testing.T) {
	for name, c := range map[string]struct {
		flags ldapSignIn
		asks  bool
	}{
		"simple":              {ldapSignIn{ldapAuth: "simple", ldapUser: "u"}, true},
		"ntlm":                {ldapSignIn{ldapAuth: "ntlm", ldapUser: "u"}, true},
		"kerberos":            {ldapSignIn{ldapAuth: "kerberos", ldapUser: "u"}, true},
		"kerberos, keytab":    {ldapSignIn{ldapAuth: "kerberos", ldapUser: "u", ldapKeytab: "k"}, false},
		"kerberos, ccache":    {ldapSignIn{ldapAuth: "kerberos", ldapCCache: "c"}, false},
		"kerberos, signed in": {ldapSignIn{ldapAuth: "kerberos"}, false},
		"external":            {ldapSignIn{ldapAuth: "external", ldapCertFile: "c", ldapKeyFile: "k"}, false},
	} {
		asked := false
		g := &gatherer{flags: &sourceFlags{ldapSignIn: c.flags}, command: &command{streams: &streams{
			Getenv: func(string) string { return "" },
			ReadPassword: func(prompt string) (string, error) {
				asked = prompt == "Password for u: "
				return "typed", nil
			},
		}}}
		password, err := g.ldapPassword()
		if err != nil || asked != c.asks || (password == "typed") != c.asks {
			t.Errorf("%s: asked %v, want %v; %v", name, asked, c.asks, err)
		}
	}
}

// sameFiles compares everything that two runs left, octet by octet.
func sameFiles(t *testing.T, way, want, got string) {
	t.Helper()
	files, err := os.ReadDir(want)
	if err != nil || len(files) < 4 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if !bytes.Equal(readFile(t, want, f.Name()), readFile(t, got, f.Name())) {
			t.Errorf("%s: %s differs from that of a simple bind", way, f.Name())
		}
	}
}
