package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/ldapsim"
)

// trial is a run of the command line that is expected to go wrong.
type trial struct {
	code           int
	stdout, stderr string
	left           []string
}

// try runs the command with a clock that costs no time, in an empty folder
// that OUT in the arguments stands for.
func (d *disturbed) try(t *testing.T, env map[string]string, args ...string) trial {
	t.Helper()
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	s := d.hurried(&stderr)
	s.Out = &stdout
	if env != nil {
		s.Getenv = func(name string) string { return env[name] }
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "OUT", dir)
	}
	code := run(s, args)
	return trial{code, stdout.String(), stderr.String(), names(t, dir)}
}

// refused asserts a run that did not happen: the exit code, one error with
// what was tried and what to do next, nothing on standard output, no file, no
// secret.
func (a trial) refused(t *testing.T, code int, says ...string) {
	t.Helper()
	if a.code != code {
		t.Errorf("exit code %d, want %d", a.code, code)
	}
	if !strings.HasPrefix(lastLines(a.stderr), "gwbplan: error: ") {
		t.Errorf("the last word is no error: %s", a.stderr)
	}
	a.says(t, says...)
	if a.stdout != "" || len(a.left) > 0 {
		t.Errorf("standard output %q, files %q", a.stdout, a.left)
	}
}

func (a trial) says(t *testing.T, says ...string) {
	t.Helper()
	for _, want := range says {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("no %q in %s", want, a.stderr)
		}
	}
	for _, secret := range []string{fixtures.LDAPPassword, fixtures.GraphToken, wrongSecret} {
		if strings.Contains(a.stderr, secret) {
			t.Errorf("a secret is in %s", a.stderr)
		}
	}
}

// lastLines is the last line but for a hint.
func lastLines(s string) string {
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(s), "\n"), func(l string) bool { return strings.HasPrefix(l, "gwbplan: hint: ") })
	return lines[len(lines)-1]
}

const wrongSecret = "not-the-right-one"

func graphArgs(url string) []string {
	return []string{"inventory", "--quiet", "--out", "OUT/s.jsonl", "--tenant", fixtures.TenantDomain, "--auth", "token", "--graph-url", url}
}

func (d *disturbed) ldapArgs(url string) []string {
	return []string{"inventory", "--quiet", "--out", "OUT/s.jsonl", "--ldap-url", url, "--ldap-ca", d.CAFile, "--ldap-user", fixtures.LDAPUser}
}

// TestBadGraph: what keeps a run from beginning.
func TestBadGraph(t *testing.T) {
	token := map[string]string{"GWBPLAN_GRAPH_TOKEN": fixtures.GraphToken}
	closed := httptest.NewServer(nil)
	closed.Close()
	r := startHandful(t)
	secure := graphsim.New(r.tenant.Graph, graphsim.Options{})
	untrusted, _, err := secure.StartTLS()
	if err != nil {
		t.Fatal(err)
	}
	defer secure.Close()
	for _, c := range []struct {
		name  string
		url   string
		env   map[string]string
		fault *graphsim.Fault
		says  []string
	}{
		{"unreachable", closed.URL, token, nil, []string{"reaching 127.0.0.1:", "connection refused", "check the network, the proxy, --cloud and --graph-url"}},
		{"a name that nobody knows", "https://graph.invalid", token, nil, []string{"reaching graph.invalid", "host name not found", "check the network"}},
		{"untrusted certificate", untrusted, token, nil, []string{"reaching 127.0.0.1:", "TLS connection refused or not trusted", "check the network, the proxy"}},
		{"wrong token", r.GraphURL, map[string]string{"GWBPLAN_GRAPH_TOKEN": wrongSecret}, nil, []string{"HTTP 401 InvalidAuthenticationToken", "it has expired, was revoked or is meant for another service", "GWBPLAN_GRAPH_TOKEN"}},
		{"expired token", r.GraphURL, token, &graphsim.Fault{Kind: graphsim.Unauthorized, Times: graphsim.Always}, []string{"HTTP 401 InvalidAuthenticationToken", "GWBPLAN_GRAPH_TOKEN"}},
		{"a proxy that answers HTML", r.GraphURL, token, &graphsim.Fault{Kind: graphsim.ProxyPage, Status: http.StatusOK, Times: graphsim.Always}, []string{"none of ", "came from Graph", "a proxy may stand in between"}},
		{"a proxy that wants a password", r.GraphURL, token, &graphsim.Fault{Kind: graphsim.ProxyPage, Status: http.StatusProxyAuthRequired, Times: graphsim.Always}, []string{"came from Graph", "a proxy may stand in between"}},
		{"a gateway that is down", r.GraphURL, token, &graphsim.Fault{Kind: graphsim.ProxyPage, Times: graphsim.Always}, []string{"came from Graph", "a proxy may stand in between"}},
		{"silence", r.GraphURL, token, &graphsim.Fault{Kind: graphsim.Slow, Delay: hangs, Silent: r.clock.elapse, Times: graphsim.Always}, []string{"reaching 127.0.0.1:", "no answer in time", "check the network"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.calm()
			if c.fault != nil {
				r.Graph.Inject(*c.fault)
			}
			r.try(t, c.env, graphArgs(c.url)...).refused(t, exitFailed, c.says...)
		})
	}
	t.Run("another tenant", func(t *testing.T) {
		r.calm()
		args := graphArgs(r.GraphURL)
		args[slices.Index(args, fixtures.TenantDomain)] = "fabrikam.com"
		r.try(t, token, args...).refused(t, exitFailed, "the sign-in leads to tenant "+fixtures.TenantID, `not to --tenant "fabrikam.com"`)
	})
}

// TestBadController: what keeps a run from beginning on the other side.
func TestBadController(t *testing.T) {
	good := map[string]string{envLDAPPassword: fixtures.LDAPPassword}
	for _, c := range []struct {
		name    string
		options ldapsim.Options
		fault   *ldapsim.Fault
		env     map[string]string
		says    []string
	}{
		{"wrong password", ldapsim.Options{}, nil, map[string]string{envLDAPPassword: wrongSecret}, []string{"signing in to 127.0.0.1:", `as "svc-gwbplan@contoso.com"`, "wrong user or password", "data 52e"}},
		{"disabled account", refusing(ldapsim.DataAccountDisabled), nil, good, []string{"the account is disabled", "data 533", "have it enabled"}},
		{"expired account", refusing(ldapsim.DataAccountExpired), nil, good, []string{"the account has expired", "data 701", "have it extended"}},
		{"expired password", refusing(ldapsim.DataPasswordExpired), nil, good, []string{"the password has expired", "data 532", "change it"}},
		{"password to be changed", refusing(ldapsim.DataMustChange), nil, good, []string{"must be changed before the first sign-in", "data 773"}},
		{"locked account", refusing(ldapsim.DataAccountLockedOut), nil, good, []string{"the account is locked", "data 775", "have it unlocked"}},
		{"untrusted certificate", ldapsim.Options{Certificate: ldapsim.Untrusted}, nil, good, []string{"starting TLS with 127.0.0.1:", "signed by an authority that is not trusted here", "Simulated enterprise CA", "LDAP CA file"}},
		{"wrong host name", ldapsim.Options{Certificate: ldapsim.WrongHost}, nil, good, []string{`the certificate is not for "127.0.0.1" but for "dc9.elsewhere.example"`, "use one of its names in the URL"}},
		{"expired certificate", ldapsim.Options{Certificate: ldapsim.Expired}, nil, good, []string{"the certificate has expired or is not valid yet", "have the server's certificate renewed, or check this machine's clock"}},
		{"busy for good", ldapsim.Options{}, &ldapsim.Fault{Op: ldapsim.OpBind, Code: 51, Times: -1}, good, []string{"signing in to ", "LDAP result 51 busy", "again later"}},
		{"unavailable for good", ldapsim.Options{}, &ldapsim.Fault{Op: ldapsim.OpBind, Code: 52, Times: -1}, good, []string{"LDAP result 52 unavailable", "another domain controller"}},
		{"cut for good", ldapsim.Options{}, &ldapsim.Fault{Op: ldapsim.OpBind, Kind: ldapsim.Reset, Times: -1}, good, []string{"signing in to ", "the connection was cut", "run it again"}},
		{"hanging at the sign-in", ldapsim.Options{}, &ldapsim.Fault{Op: ldapsim.OpBind, Kind: ldapsim.Silence, Times: -1}, good, []string{"signing in to ", "timed out", "check the server and the network"}},
		{"hanging at rootDSE", ldapsim.Options{}, &ldapsim.Fault{Kind: ldapsim.Silence, Times: -1}, good, []string{"reading rootDSE of ", "timed out"}},
		{"referral at rootDSE", ldapsim.Options{}, &ldapsim.Fault{Code: 10, Times: -1}, good, []string{"reading rootDSE of ", "does not hold this part of the directory", "name a domain controller of the domain that holds it"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := startHandful(t)
			s := r.controller(t, c.options, c.fault)
			r.try(t, c.env, r.ldapArgs(s.TLSURL())...).refused(t, exitFailed, c.says...)
		})
	}
}

func refusing(data string) ldapsim.Options {
	return ldapsim.Options{Accounts: []ldapsim.Account{{Name: "svc-gwbplan", Password: fixtures.LDAPPassword, Refused: data}}}
}

// controller runs one more domain controller, whose authority is in CAFile.
func (d *disturbed) controller(t *testing.T, o ldapsim.Options, f *ldapsim.Fault) *ldapsim.Server {
	t.Helper()
	o.Domain, o.RequireTLS = "contoso.com", true
	if o.Accounts == nil {
		o.Accounts = []ldapsim.Account{{Name: "svc-gwbplan", Password: fixtures.LDAPPassword}}
	}
	s := ldapsim.New(d.tenant.AD, o)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if f != nil {
		f.Silent = d.clock.elapse
		s.Inject(*f)
	}
	if err := writeTestFile(d.CAFile, s.CAPEM()); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestNoController: something else listens on the port, or nobody does.
func TestNoController(t *testing.T) {
	r := startHandful(t)
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	address := web.Listener.Addr().String()
	mute := muteServer(t, r.clock.elapse)
	for _, c := range []struct{ name, url, want string }{
		{"nobody", "ldaps://127.0.0.1:1", "connecting to 127.0.0.1:1: no connection; check the name, the port and the firewall"},
		{"a web server", "ldaps://" + address, "starting TLS with " + address + ": the TLS handshake failed; check that the port speaks TLS"},
		{"one that hangs before TLS", "ldaps://" + mute, "starting TLS with " + mute + ": timed out; check the server and the network"},
	} {
		t.Run(c.name, func(t *testing.T) { r.try(t, nil, r.ldapArgs(c.url)...).refused(t, exitFailed, c.want) })
	}
}

// muteServer accepts connections and never says a word.
func muteServer(t *testing.T, asked func()) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
			_, _ = conn.Read(make([]byte, 1)) // the client has connected and speaks
			asked()
		}
	}()
	return l.Addr().String()
}

// TestBadSecrets: files that should hold a secret or a certificate and do not.
func TestBadSecrets(t *testing.T) {
	r := startHandful(t)
	dir := t.TempDir()
	empty, text := filepath.Join(dir, "empty"), filepath.Join(dir, "text")
	if err := writeTestFile(empty, []byte("\n")); err != nil {
		t.Fatal(err)
	}
	if err := writeTestFile(text, []byte("no certificate")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		flag, value, want string
		code              int
	}{
		{"--ldap-password-file", filepath.Join(dir, "none"), "reading --ldap-password-file: open " + filepath.Join(dir, "none"), exitFailed},
		{"--ldap-password-file", empty, "the password is empty in the file " + empty, exitFailed},
		{"--ldap-ca", filepath.Join(dir, "none"), "reading the LDAP CA file: open " + filepath.Join(dir, "none"), exitFailed},
		{"--ldap-ca", text, fmt.Sprintf("LDAP CA file %q holds no PEM certificate; export the issuing CA as Base-64 X.509", text), exitUsage},
	} {
		t.Run(c.flag+" "+filepath.Base(c.value), func(t *testing.T) {
			r.try(t, nil, append(r.ldapArgs(r.LDAPURLs[0]), c.flag, c.value)...).refused(t, c.code, c.want)
		})
	}
}
