package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"gwbplan/fixtures/bench"
	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/large"
	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/snapfile"
)

// BenchmarkLarge plans a tenant of which every tenth group is written back, and
// reads its cloud side from a simulated Graph, its domain from a simulated domain
// controller, and both at once, each in a process of its own.
// peak-MB is the most memory that the process had (resident, VmHWM, 1 MB =
// 1,000,000 bytes).
//
//	GWBPLAN_BENCH_GROUPS=1000000 go test ./cmd/gwbplan -run '^$' -bench Large -benchtime 1x -timeout 2h
func BenchmarkLarge(b *testing.B) {
	t := large.New(bench.Groups(b, 5_000), 10)
	dir := b.TempDir()
	program := filepath.Join(dir, "gwbplan")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("building: %v\n%s", err, out)
	}
	cloud, ad := filepath.Join(dir, "cloud.jsonl"), filepath.Join(dir, "ad.jsonl")
	writeSnapshot(b, cloud, "graph", t.Cloud)
	writeSnapshot(b, ad, "ldap", t.AD)
	b.Run("plan", func(b *testing.B) {
		measured(b, t, program, "plan", cloud, ad)
	})
	b.Run("inventory", func(b *testing.B) { measured(b, t, program, "inventory", readGraph(b, t)...) })
	b.Run("inventory-ad", func(b *testing.B) { measured(b, t, program, "inventory", readDomain(b, t, dir)...) })
	b.Run("inventory-both", func(b *testing.B) {
		measured(b, t, program, "inventory", append(readGraph(b, t), readDomain(b, t, dir)...)...)
	})
}

// readGraph starts the simulated Graph; the flags read it.
func readGraph(b *testing.B, t large.Tenant) []string {
	graph := graphsim.New(t.Graph(), graphsim.Options{BetaWriteback: true, NoLog: true})
	url, err := graph.Start()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = graph.Close() })
	return []string{"--tenant", large.TenantID().String(), "--auth", "token", "--graph-url", url, "--members", "all", "--owners", "none"}
}

// readDomain starts the simulated domain controller; the flags read it.
func readDomain(b *testing.B, t large.Tenant, dir string) []string {
	dc := ldapsim.New(t.Forest(), ldapsim.Options{Accounts: []ldapsim.Account{large.Account()}})
	if err := dc.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(dc.Close)
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, dc.CAPEM(), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Setenv("GWBPLAN_LDAP_PASSWORD", large.Account().Password)
	return []string{"--ldap-url", dc.TLSURL(), "--ldap-ca", ca, "--ldap-user", large.Account().Name + "@" + large.Domain}
}

func writeSnapshot(b *testing.B, path, kind string, records func(inventory.Sink) error) {
	f, err := snapfile.Create(path, inventory.Header{Tool: "gwbplan bench", TakenAt: large.Taken(), Sources: []inventory.Source{{Kind: kind, Name: large.Domain}}})
	if err == nil {
		err = records(f)
	}
	if err == nil {
		err = f.Commit()
	}
	if err != nil {
		b.Fatal(err)
	}
}

// measured runs the program and tells what it needed. A plan that is blocked or
// incomplete is one, too.
func measured(b *testing.B, t large.Tenant, program, command string, args ...string) {
	var peak int64
	args = append([]string{command, "--quiet", "--out", filepath.Join(b.TempDir(), "out.jsonl")}, args...)
	for b.Loop() {
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "GWBPLAN_GRAPH_TOKEN=any")
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Start()
		if err == nil {
			peak = max(peak, peakOf(cmd))
			err = cmd.Wait()
		}
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitBlocked && exit.ExitCode() != exitIncomplete) {
			b.Fatalf("%v: %v\n%s", args, err, &out)
		}
	}
	b.ReportMetric(float64(peak)/1e6, "peak-MB")
	b.ReportMetric(float64(t.Groups), "groups")
	b.ReportMetric(float64(t.Memberships()), "memberships")
}

// peakOf looks every now and then how much memory the process has had, until it
// has ended. What the system reports of an ended process is of no use: it counts
// the memory of the process that started it, too.
func peakOf(cmd *exec.Cmd) (peak int64) {
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
		_, rest, ok := bytes.Cut(status, []byte("VmHWM:"))
		if err != nil || !ok { // it has ended, and waits to be waited for
			return peak
		}
		var kB int64
		if _, err := fmt.Fscan(bytes.NewReader(rest), &kB); err == nil {
			peak = max(peak, kB<<10)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
