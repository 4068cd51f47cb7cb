package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
)

// readOn makes a snapshot of a Graph server on some day.
func readOn(t *testing.T, url, tenant string, day time.Time) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cloud.jsonl")
	var stdout, stderr bytes.Buffer
	s := &streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr, Getenv: demoSecrets(func(string) string { return "" }), Now: func() time.Time { return day }}
	args := []string{"inventory", "--quiet", "--out", path, "--tenant", tenant, "--auth", "token", "--graph-url", url}
	if code := run(s, args); code == exitFailed || code == exitUsage {
		t.Fatalf("inventory ended with %d: %s", code, stderr.String())
	}
	return path
}

// TestVerifyRefusesSnapshots: one from before the plan, and one of another tenant,
// with what both of them are.
func TestVerifyRefusesSnapshots(t *testing.T) {
	r := startContoso(t, fixtures.Contoso())
	dir, _ := assessTenant(t, r) // on 2026-11-23
	other := graphsim.New(&graphsim.Directory{Organization: graphsim.Organization{ID: "10000000-0000-4000-8000-000000000009", DisplayName: "Fabrikam"}},
		graphsim.Options{BetaWriteback: true})
	url, err := other.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	day := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ snapshot, want string }{
		"older": {readOn(t, r.GraphURL, fixtures.TenantDomain, day.AddDate(0, 0, -1)),
			"the snapshot was taken on 2026-11-22, before the plan's own readings of 2026-11-23\ngwbplan: hint: read the directories again"},
		"another tenant": {readOn(t, url, "10000000-0000-4000-8000-000000000009", day),
			"the snapshot is of tenant 10000000-0000-4000-8000-000000000009, the plan of " + fixtures.TenantID},
	} {
		stdout, stderr, code := runIn(t, "verify", filepath.Join(dir, planFile), c.snapshot, "--out", filepath.Join(dir, "none"))
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q, want %q", name, code, stdout, stderr, c.want)
		}
	}
}
