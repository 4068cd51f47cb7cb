package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldap/v3/gssapi"

	"gwbplan/fixtures/ldapsim"
)

const sambaSPN = "ldap/dc1.lab.example"

// TestSambaKerberos signs in to a hardened domain controller, which refuses
// Kerberos without channel binding, by every source of tickets over LDAPS and
// StartTLS, and wants the snapshot and the plan of a simple bind, octet by
// octet. It needs what TestSamba needs.
func TestSambaKerberos(t *testing.T) {
	dc := startSamba(t, "127.0.0.8", 24, 30)
	cloud := dc.cloud(t)
	dc.Script(t, "ticket")
	dc.everySource(t, cloud)
	if err := dc.unbound(t); !ldap.IsErrorWithCode(err, ldap.LDAPResultInvalidCredentials) || !strings.Contains(err.Error(), "80090346") {
		t.Errorf("a sign-in without channel binding: %v; the domain controller is not hardened", err)
	}
	dc.refusals(t)

	dc.Script(t, "stop")
	t.Setenv("STRONG", "allow_sasl_without_tls_channel_bindings")
	dc.Script(t, "start")
	if err := dc.unbound(t); err != nil {
		t.Errorf("a sign-in without channel binding, which is allowed now: %v", err)
	}
	dc.everySource(t, cloud)
}

// flags lead to the domain controller by Kerberos.
func (dc *sambaDC) flags() []string {
	return []string{"--ldap-ca", dc.CA, "--ldap-auth", "kerberos", "--krb5-conf", filepath.Join(dc.Dir, "krb5.conf"), "--ldap-spn", sambaSPN}
}

func sambaSecrets(name string) string {
	return map[string]string{"GWBPLAN_GRAPH_TOKEN": "any", envLDAPPassword: sambaPass}[name]
}

// everySource compares every way with a simple bind over the same transport.
func (dc *sambaDC) everySource(t *testing.T, cloud []string) {
	t.Helper()
	cache := filepath.Join(dc.Dir, "svc-inventory.ccache")
	for transport, flags := range map[string][]string{
		"LDAPS":    {"--ldap-url", "ldaps://" + dc.IP},
		"StartTLS": {"--ldap-url", "ldap://" + dc.IP, "--ldap-starttls"},
	} {
		want, _ := assessWith(t, sambaSecrets, cloud, flags, []string{"--ldap-ca", dc.CA, "--ldap-user", sambaUser})
		for source, named := range map[string][]string{
			"password":   {"--ldap-user", sambaUser},
			"keytab":     {"--ldap-user", sambaUser, "--ldap-keytab", filepath.Join(dc.Dir, "svc-inventory.keytab")},
			"ccache":     {"--ldap-ccache", cache},
			"KRB5CCNAME": nil,
		} {
			getenv := func(name string) string {
				if name == "KRB5CCNAME" {
					return "FILE:" + cache
				}
				return sambaSecrets(name)
			}
			got, _ := assessWith(t, getenv, cloud, flags, dc.flags(), named)
			sameFiles(t, source+" over "+transport, want, got)
		}
	}
}

// unbound signs in with the LDAP library's own Kerberos client, which sends no
// channel binding.
func (dc *sambaDC) unbound(t *testing.T) error {
	t.Helper()
	conn := dc.dial(t)
	client, err := gssapi.NewClientWithPassword("svc-inventory", "LAB.EXAMPLE", sambaPass, filepath.Join(dc.Dir, "krb5.conf"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	return conn.GSSAPIBind(client, sambaSPN, "")
}

// refusals are what a real KDC and a real server refuse, and what is said then.
func (dc *sambaDC) refusals(t *testing.T) {
	t.Helper()
	between := ldapsim.New(ldapsim.NewForest(ldapsim.Forest{Root: "lab.example", SID: "S-1-5-21-1-2-3"}), ldapsim.Options{})
	if err := between.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(between.Close)
	proxy, err := between.Intercept(dc.IP + ":636")
	if err != nil {
		t.Fatal(err)
	}
	ca := filepath.Join(t.TempDir(), "between.pem")
	if err := os.WriteFile(ca, between.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	ldaps, user := []string{"--ldap-url", "ldaps://" + dc.IP}, []string{"--ldap-user", sambaUser}
	for want, flags := range map[string][]string{
		"Kerberos error 24 KDC_ERR_PREAUTH_FAILED":     append(user, ldaps...),
		"Kerberos error 6 KDC_ERR_C_PRINCIPAL_UNKNOWN": append([]string{"--ldap-user", "nobody@lab.example"}, ldaps...),
		"Kerberos error 7 KDC_ERR_S_PRINCIPAL_UNKNOWN": append([]string{"--ldap-spn", "ldap/dc9.lab.example", "--ldap-ccache", filepath.Join(dc.Dir, "svc-inventory.ccache")}, ldaps...),
		"LDAP result 8 strongerAuthRequired":           {"--ldap-url", "ldap://" + dc.IP, "--ldap-ccache", filepath.Join(dc.Dir, "svc-inventory.ccache")},
		"refuses the sign-in's channel binding":        {"--ldap-url", proxy, "--ldap-ca", ca, "--ldap-ccache", filepath.Join(dc.Dir, "svc-inventory.ccache")},
	} {
		var stdout, stderr bytes.Buffer
		s := &streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr, Now: time.Now, Getenv: func(name string) string {
			return map[string]string{envLDAPPassword: "not the password"}[name]
		}}
		args := append(append([]string{"inventory", "--out", filepath.Join(t.TempDir(), "s.jsonl")}, dc.flags()...), flags...)
		if code := run(s, args); code != exitFailed || !strings.Contains(stderr.String(), want) {
			t.Errorf("exit code %d, want 1 and %q: %s", code, want, stderr.String())
		}
		if strings.Contains(stderr.String(), "not the password") {
			t.Errorf("the password is in %s", stderr.String())
		}
	}
}
