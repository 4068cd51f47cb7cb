package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory/journal"
)

// killPoint is the request at whose arrival the process is killed: the nth one
// of Graph, or of a domain controller.
type killPoint struct {
	// server is a controller's number, -1 for Graph.
	server int
	nth    int
	// entries of a controller's answer are sent before.
	entries int
}

func (k killPoint) String() string {
	if k.server < 0 {
		return fmt.Sprintf("Graph request %d", k.nth)
	}
	return fmt.Sprintf("search %d of controller %d after %d entries", k.nth, k.server+1, k.entries)
}

// arm has the servers keep silent at the point and kill then.
func (d *disturbed) arm(k *killPoint, kill func()) {
	d.Graph.ClearFaults()
	for _, s := range d.LDAP {
		s.ClearFaults()
	}
	switch {
	case k == nil:
	case k.server < 0:
		d.Graph.Inject(graphsim.Fault{Nth: k.nth, Kind: graphsim.Slow, Delay: hangs, Times: graphsim.Always, Silent: kill})
	default:
		d.LDAP[k.server].Inject(ldapsim.Fault{Nth: k.nth, Kind: ldapsim.Silence, AfterEntries: k.entries, Times: -1, Silent: kill})
	}
}

// process runs the real program until its end, or until it is killed at the
// point.
func (d *disturbed) process(t *testing.T, k *killPoint, args ...string) (code int, stderr string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "gwbplan", args...)
	cmd.Env = append(os.Environ(), "GWBPLAN_GRAPH_TOKEN="+fixtures.GraphToken, envLDAPPassword+"="+fixtures.LDAPPassword)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	started := make(chan struct{})
	d.arm(k, func() {
		<-started
		_ = cmd.Process.Kill() // the second of two requests finds it dead
	})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	d.arm(nil, nil)
	return cmd.ProcessState.ExitCode(), errs.String()
}

const killed = -1 // the exit code of a process that was killed

// planOf decides on a snapshot and returns the plan's bytes.
func (d *disturbed) planOf(t *testing.T, snapshot string) []byte {
	t.Helper()
	plan := snapshot + ".plan.json"
	if code, stderr := d.process(t, nil, "plan", snapshot, "--quiet", "--out", plan, "--as-of", fixtures.Day); code != exitDone && code != exitBlocked && code != exitIncomplete {
		t.Fatalf("plan ends with %d: %s", code, stderr)
	}
	text, err := os.ReadFile(plan)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// requests counts what the servers were asked so far: Graph, then searches of
// each controller.
func (d *disturbed) requests() []int {
	n := []int{len(d.Graph.Requests())}
	for _, s := range d.LDAP {
		searches := 0
		for _, r := range s.Requests() {
			if r.Op == ldapsim.OpSearch {
				searches++
			}
		}
		n = append(n, searches)
	}
	return n
}

func (d *disturbed) forgetRequests() {
	d.Graph.ResetRequests()
	for _, s := range d.LDAP {
		s.ResetRequests()
	}
}

// TestKilledAtRandomPoints kills the process, once or several times, at points
// that the seed chooses, perhaps cuts the file's tail as a power failure does,
// and goes on: the plan is that of a reading that nobody disturbed, byte for
// byte.
func TestKilledAtRandomPoints(t *testing.T) {
	const seeds = 14
	for worker := range 2 {
		t.Run(fmt.Sprint("worker ", worker+1), func(t *testing.T) {
			t.Parallel()
			d := startHandful(t)
			calm := filepath.Join(t.TempDir(), "calm.jsonl")
			if code, stderr := d.process(t, nil, d.inventoryArgs(calm)...); code != exitDone {
				t.Fatalf("the calm run ends with %d: %s", code, stderr)
			}
			want, asked := d.planOf(t, calm), d.requests()
			for seed := worker; seed < seeds; seed += 2 {
				d.killAndResume(t, uint64(seed), asked, want)
			}
		})
	}
}

func (d *disturbed) killAndResume(t *testing.T, seed uint64, asked []int, want []byte) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	ending := []string{".jsonl", ".jsonl.gz", ".jsonl.zst"}[seed%3]
	snapshot := filepath.Join(t.TempDir(), fmt.Sprintf("s%d%s", seed, ending))
	args, story := d.inventoryArgs(snapshot), ""
	for range 1 + random.IntN(3) {
		k := somePoint(random, asked)
		code, stderr := d.process(t, &k, args...)
		if code == exitDone {
			break // what was left to ask did not reach the point
		}
		if code != killed {
			t.Fatalf("seed %d: killed at%s, %v: exit code %d: %s", seed, story, k, code, stderr)
		}
		if _, err := os.Stat(snapshot); err == nil {
			t.Fatalf("seed %d: the killed run left %s", seed, snapshot)
		}
		story += " " + k.String() + tear(t, random, snapshot+journal.Suffix) + ","
		if args[len(args)-1] != "--resume" {
			args = append(args, "--resume")
		}
	}
	if _, err := os.Stat(snapshot); err != nil {
		if code, stderr := d.process(t, nil, args...); code != exitDone {
			t.Fatalf("seed %d: killed at%s resumed with exit code %d: %s", seed, story, code, stderr)
		}
	}
	if got := d.planOf(t, snapshot); !bytes.Equal(got, want) {
		t.Errorf("seed %d: killed at%s the plan differs", seed, story)
	}
	if left := names(t, filepath.Dir(snapshot)); len(left) != 2 {
		t.Errorf("seed %d: %q is left", seed, left)
	}
}

func somePoint(random *rand.Rand, asked []int) killPoint {
	k := killPoint{server: random.IntN(4) - 2} // Graph twice as often as each controller
	if k.server < 0 {
		k.server = -1
	} else {
		k.entries = random.IntN(3)
	}
	k.nth = 1 + random.IntN(asked[k.server+1])
	return k
}

// tear cuts some bytes off the journal, as if they had not reached the disk.
func tear(t *testing.T, random *rand.Rand, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	n := []int64{0, 1, 7, 8, 9, 40, 500, info.Size() - 10, info.Size()}[random.IntN(9)]
	if n = max(info.Size()-n, 0); os.Truncate(path, n) != nil {
		t.Fatal("the journal cannot be cut")
	}
	return fmt.Sprintf(" (%d of %d bytes kept)", n, info.Size())
}

// TestResumingAsksForLittle: what was answered is not asked for again, but for
// the organization and what was under way.
func TestResumingAsksForLittle(t *testing.T) {
	d := startHandful(t)
	snapshot := filepath.Join(t.TempDir(), "s.jsonl")
	args := d.inventoryArgs(snapshot)
	d.process(t, nil, args...)
	calm := d.requests()
	d.forgetRequests()
	if code, _ := d.process(t, &killPoint{server: 0, nth: calm[1]}, args...); code != killed {
		t.Fatalf("exit code %d", code)
	}
	d.forgetRequests()
	if code, stderr := d.process(t, nil, append(args, "--resume")...); code != exitDone {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	// Left are the owners; the connection to a controller is made anew: rootDSE
	// is read.
	if got := d.requests(); got[0] > 1+3 || got[1] > 2 || got[2] > 2 {
		t.Errorf("after the kill %v requests, in all %v", got, calm)
	}
}

// TestExpiredPageTokens: the page tokens of an interrupted reading are refused.
// The lists that were cut begin anew, and nothing stands twice.
func TestExpiredPageTokens(t *testing.T) {
	d := startHandful(t)
	dir := t.TempDir()
	calm := filepath.Join(dir, "calm.jsonl")
	d.process(t, nil, d.inventoryArgs(calm)...)
	paths := d.Graph.Requests()
	tried := 0
	for i, r := range paths {
		if !strings.Contains(r.Path, "skiptoken") {
			continue
		}
		tried++
		snapshot := filepath.Join(dir, fmt.Sprintf("s%d.jsonl", i))
		args := d.inventoryArgs(snapshot)
		if code, stderr := d.process(t, &killPoint{server: -1, nth: i + 1}, args...); code != killed {
			t.Fatalf("exit code %d: %s", code, stderr)
		}
		d.Graph.ExpireTokens()
		if code, stderr := d.process(t, nil, append(args, "--resume")...); code != exitDone {
			t.Fatalf("%s: resumed with exit code %d: %s", r.Path, code, stderr)
		}
		if !bytes.Equal(d.planOf(t, snapshot), d.planOf(t, calm)) {
			t.Errorf("%s: the plan differs", r.Path)
		}
	}
	if tried == 0 {
		t.Error("no list has two pages")
	}
}

// TestTheClockOfAResumedReading: the snapshot is as old as its beginning.
func TestTheClockOfAResumedReading(t *testing.T) {
	d := startHandful(t)
	snapshot := filepath.Join(t.TempDir(), "s.jsonl")
	d.Graph.Inject(graphsim.Fault{Path: "*/owners", Kind: graphsim.Unauthorized, Times: graphsim.Always})
	var stderr bytes.Buffer
	s := d.hurried(&stderr)
	if code := run(s, d.inventoryArgs(snapshot)); code != exitFailed {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	d.calm()
	later := s.Now().Add(23 * time.Hour)
	s.Now = func() time.Time { return later }
	if code := run(s, append(d.inventoryArgs(snapshot), "--resume")); code != exitDone {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	text, err := os.ReadFile(snapshot)
	if err != nil || !strings.Contains(strings.SplitN(string(text), "\n", 2)[0], `"takenAt":"2026-11-23T12:00:00Z"`) {
		t.Errorf("the snapshot begins %.200s, %v", text, err)
	}
}
