package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// storm is a Samba domain controller with a small lab, behind a proxy that can
// disturb what the controller says.
type storm struct {
	*sambaDC
	cloudFlags []string
	pid        string
	proxy      *disturbingProxy
	clock      *fastClock
}

// TestSambaBadWeather has a real domain controller judge accounts that may not
// sign in, and disturbs its answers: cut, cut off in mid-message, or held back
// for ever, at many places of the connection.
func TestSambaBadWeather(t *testing.T) {
	s := startStorm(t)
	calm := s.read(t, sambaUser, sambaPass)
	if calm.plan == nil || !calm.plan.Complete {
		t.Fatalf("the calm run is not whole: %s", calm.stderr)
	}
	size := s.proxy.said.Load()
	t.Run("accounts", func(t *testing.T) { s.badAccounts(t) })
	for _, kind := range []string{"cut", "half", "stall"} {
		for i := range int64(8) {
			at := size * (i + 1) / 9
			t.Run(fmt.Sprintf("%s behind octet %d of %d", kind, at, size), func(t *testing.T) { s.disturb(t, calm, kind, at) })
		}
	}
	t.Run("stopped", func(t *testing.T) { s.stopped(t) })
}

// disturb does it once, which must leave no trace, and on every connection.
func (s *storm) disturb(t *testing.T, calm reading, kind string, at int64) {
	s.proxy.order(kind, at, 1)
	if got := s.read(t, sambaUser, sambaPass); s.proxy.struck.Load() == 0 || !bytes.Equal(got.text, calm.text) {
		t.Errorf("once: struck %d times, exit code %d: %s", s.proxy.struck.Load(), got.code, got.stderr)
	}
	s.proxy.order(kind, at, 1000)
	got := s.read(t, sambaUser, sambaPass)
	for _, broken := range judge(calm, got) {
		t.Errorf("for good: %s", broken)
	}
	s.proxy.order("", 0, 0)
}

func (s *storm) badAccounts(t *testing.T) {
	for _, c := range []struct{ user, password, want string }{
		{sambaUser, wrongSecret, "wrong user or password (LDAP result 49 invalidCredentials, data 52e)"},
		{"nobody@lab.example", wrongSecret, "(LDAP result 49 invalidCredentials, data 52"},
		{"disabled@lab.example", sambaPass, "the account is disabled (LDAP result 49 invalidCredentials, data 533); have it enabled"},
		{"expired@lab.example", sambaPass, "the account has expired (LDAP result 49 invalidCredentials, data 701); have it extended"},
	} {
		got := s.read(t, c.user, c.password)
		if got.code != exitFailed || !strings.Contains(got.stderr, c.want) || strings.Contains(got.stderr, c.password) {
			t.Errorf("%s: exit code %d, %s", c.user, got.code, got.stderr)
		}
		if left := names(t, got.dir); len(left) > 0 {
			t.Errorf("%s: files %q", c.user, left)
		}
	}
}

// stopped: the process is there and answers nothing.
func (s *storm) stopped(t *testing.T) {
	signal := func(name string) error { return exec.Command("kill", "-"+name, s.pid).Run() }
	if err := signal("STOP"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = signal("CONT") }()
	s.proxy.order("mute", 0, 1000)
	defer s.proxy.order("", 0, 0)
	if got := s.read(t, sambaUser, sambaPass); got.code != exitFailed || !strings.Contains(got.stderr, "timed out; check the server and the network") {
		t.Errorf("exit code %d, %s", got.code, got.stderr)
	}
}

// read runs inventory and plan over the proxy.
func (s *storm) read(t *testing.T, user, password string) reading {
	t.Helper()
	var stderr bytes.Buffer
	env := map[string]string{"GWBPLAN_GRAPH_TOKEN": "any", envLDAPPassword: password}
	in := (&disturbed{clock: s.clock}).hurried(&stderr)
	in.Getenv = func(name string) string { return env[name] }
	s.proxy.said.Store(0)
	return readInto(t, in, &stderr, func(snapshot string) []string {
		return append([]string{"inventory", "--quiet", "--out", snapshot, "--ldap-url", "ldaps://" + s.proxy.Addr().String(),
			"--ldap-ca", s.CA, "--ldap-user", user}, s.cloudFlags...)
	})
}

func startStorm(t *testing.T) *storm {
	t.Helper()
	s := &storm{sambaDC: startSamba(t, "127.0.0.9", 45, 20), clock: newFastClock()}
	s.cloudFlags = s.cloud(t)
	s.pid = strings.TrimSpace(string(readFile(t, s.Dir, "pid")))
	for _, args := range [][]string{
		{"user", "create", "disabled", sambaPass}, {"user", "disable", "disabled"},
		{"user", "create", "expired", sambaPass}, {"user", "setexpiry", "expired", "--days=-1"},
	} {
		args = append(args, "-H", "tdb://"+s.Dir+"/private/sam.ldb", "--configfile="+s.Dir+"/smb.conf")
		if out, err := exec.Command("samba-tool", args...).CombinedOutput(); err != nil {
			t.Fatalf("samba-tool %q: %v\n%s", args, err, out)
		}
	}
	s.proxy = newProxy(t, s.IP+":636", s.clock.elapse)
	return s
}
