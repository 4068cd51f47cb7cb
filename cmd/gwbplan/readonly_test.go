package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/ldapsim"
)

// assessTenant runs assess against a running tenant and returns the folder.
func assessTenant(t *testing.T, r *fixtures.Running, extra ...string) (dir string, code int) {
	t.Helper()
	return assessWith(t, demoSecrets(func(string) string { return "" }), []string{"--tenant", fixtures.TenantDomain, "--auth", "token", "--graph-url", r.GraphURL,
		"--ldap-url", r.LDAPURLs[0], "--ldap-url", r.LDAPURLs[1], "--ldap-ca", r.CAFile, "--ldap-user", fixtures.LDAPUser,
		"--connect-facts", r.ConnectFile, "--connect-facts", r.StandbyFile}, extra)
}

// assessWith runs assess with these flags and returns the folder.
func assessWith(t *testing.T, getenv func(string) string, flags ...[]string) (dir string, code int) {
	t.Helper()
	dir = t.TempDir()
	args := append([]string{"assess", "--quiet", "--out", dir, "--as-of", fixtures.Day}, slices.Concat(flags...)...)
	var stdout, stderr bytes.Buffer
	s := &streams{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr, Getenv: getenv,
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	}
	code = run(s, args)
	if code == exitFailed || code == exitUsage {
		t.Fatalf("assess ended with %d: %s", code, stderr.String())
	}
	return dir, code
}

func startContoso(t *testing.T, tenant *fixtures.Tenant) *fixtures.Running {
	t.Helper()
	r, err := fixtures.Start(tenant, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// TestReadOnly counts every request of a whole run, whatever is asked for.
func TestReadOnly(t *testing.T) {
	r := startContoso(t, fixtures.Contoso())
	assessTenant(t, r, "--members", "all", "--owners", "all")
	requests, seen := r.Graph.Requests(), 0
	for _, q := range requests {
		seen += 1 + len(q.Inner)
		path, _, _ := strings.Cut(q.Path, "?")
		reads := q.Method == "GET" || q.Method == "POST" && (strings.HasSuffix(path, "/$batch") || strings.HasSuffix(path, "/directoryObjects/getByIds"))
		for _, inner := range q.Inner {
			reads = reads && inner.Method == "GET"
		}
		if !reads {
			t.Errorf("Graph was sent %s %s", q.Method, q.Path)
		}
	}
	if seen < 100 || seen < 2*len(requests) {
		t.Errorf("only %d Graph requests were seen, %d of them by themselves; the log misses some", seen, len(requests))
	}
	allowed := map[ldapsim.Op]bool{ldapsim.OpBind: true, ldapsim.OpSearch: true, ldapsim.OpUnbind: true}
	for _, s := range r.LDAP {
		searches := 0
		for _, q := range s.Requests() {
			if !allowed[q.Op] {
				t.Errorf("LDAP was sent %s %s", q.Op, q.Base)
			}
			if q.Op == ldapsim.OpSearch {
				searches++
			}
		}
		if searches < 5 {
			t.Errorf("only %d LDAP searches were seen; the log misses some", searches)
		}
	}
}

// TestSamePlanWhateverTheOrder: neither the order of a server's rows nor the
// timing of its answers reaches the plan or a report.
func TestSamePlanWhateverTheOrder(t *testing.T) {
	calm := startContoso(t, fixtures.Contoso())
	want, code := assessTenant(t, calm)

	shuffled := fixtures.Contoso()
	reverse(shuffled.Graph.Groups)
	reverse(shuffled.Graph.Users)
	reverse(shuffled.Graph.Jobs)
	for i := range shuffled.Graph.Groups {
		reverse(shuffled.Graph.Groups[i].Members)
	}
	r := startContoso(t, shuffled)
	r.Graph.Inject(
		graphsim.Fault{Path: "*/members", Nth: 3, Times: 20, Kind: graphsim.Slow, Delay: 20 * time.Millisecond},
		graphsim.Fault{Path: "*/members", Nth: 40, Times: 2, Kind: graphsim.ResetBeforeHeaders},
		graphsim.Fault{Path: "*/groups", Nth: 2, Kind: graphsim.ServiceUnavailable},
	)
	got, gotCode := assessTenant(t, r)
	if code != gotCode {
		t.Errorf("exit code %d, want %d", gotCode, code)
	}
	for _, name := range []string{"plan.json", "report.md", "groups.csv"} {
		if !bytes.Equal(readFile(t, want, name), readFile(t, got, name)) {
			t.Errorf("%s differs with the order of the answers", name)
		}
	}
}

func reverse[T any](s []T) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

func readFile(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
