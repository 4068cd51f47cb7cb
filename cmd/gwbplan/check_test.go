package main

import (
	"bytes"
	"testing"
	"time"

	"gwbplan/fixtures"
	"gwbplan/fixtures/ldapsim"
)

// TestCheckReadsOnly: check asks little, changes nothing, and asks who it is.
func TestCheckReadsOnly(t *testing.T) {
	r := startContoso(t, fixtures.Contoso())
	var stdout, stderr bytes.Buffer
	s := &streams{
		In: bytes.NewReader(nil), Out: &stdout, Err: &stderr, Getenv: demoSecrets(func(string) string { return "" }),
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	}
	args := []string{"check", "--tenant", fixtures.TenantDomain, "--auth", "token", "--graph-url", r.GraphURL,
		"--ldap-url", r.LDAPURLs[0], "--ldap-url", r.LDAPURLs[1], "--ldap-ca", r.CAFile, "--ldap-user", fixtures.LDAPUser}
	if code := run(s, args); code != exitDone {
		t.Fatalf("exit code %d: %s%s", code, stdout.String(), stderr.String())
	}
	if n := len(r.Graph.Requests()); n < 10 || n > 30 {
		t.Errorf("%d Graph requests; want about one a permission", n)
	}
	for _, q := range r.Graph.Requests() {
		if q.Method != "GET" {
			t.Errorf("Graph was sent %s %s", q.Method, q.Path)
		}
	}
	for _, server := range r.LDAP {
		whoAmI := 0
		for _, q := range server.Requests() {
			switch q.Op {
			case ldapsim.OpBind, ldapsim.OpSearch, ldapsim.OpUnbind:
			case ldapsim.OpExtended:
				whoAmI++
			default:
				t.Errorf("LDAP was sent %s %s", q.Op, q.Base)
			}
		}
		if whoAmI != 1 {
			t.Errorf("%d extended operations, want WhoAmI alone", whoAmI)
		}
	}
}
