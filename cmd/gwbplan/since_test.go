package main

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
)

// stir changes what plans are made of: members, flags, names, who is there.
func stir(d *graphsim.Directory, random *rand.Rand) {
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for range 1 + random.IntN(6) {
		g, u := &d.Groups[random.IntN(len(d.Groups))], &d.Users[random.IntN(len(d.Users))]
		switch random.IntN(6) {
		case 0:
			g.Members = append(slices.Clone(g.Members), u.ID)
		case 1:
			g.Members = g.Members[:len(g.Members)/2]
		case 2:
			g.Writeback = &graphsim.Writeback{IsEnabled: new(random.IntN(2) == 0)}
		case 3:
			u.DisplayName, u.OnPremisesSyncEnabled = u.DisplayName+" (moved)", nil
		case 4:
			if u.DeletedDateTime = &at; random.IntN(2) == 0 {
				u.DeletedDateTime = nil
			}
		case 5:
			if g.DeletedDateTime = &at; random.IntN(2) == 0 {
				g.DeletedDateTime = nil
			}
		}
	}
}

// TestThePlanOfARefreshedSnapshot is that of a whole reading, whatever has
// changed between the snapshot and its refreshing.
func TestThePlanOfARefreshedSnapshot(t *testing.T) {
	d := startDisturbed(t)
	dir := d.tenant.Graph.Clone()
	snapshot := filepath.Join(t.TempDir(), "s.jsonl")
	random := rand.New(rand.NewPCG(5, 5))
	read := func(path string, more ...string) []byte {
		t.Helper()
		var stderr bytes.Buffer
		if code := run(d.hurried(&stderr), append(d.inventoryArgs(path), more...)); code != exitDone && code != exitIncomplete {
			t.Fatalf("exit code %d: %s", code, stderr.String())
		}
		if strings.Contains(stderr.String(), "read anew") {
			t.Errorf("nothing was kept: %s", stderr.String())
		}
		return d.planOf(t, path)
	}
	last := read(snapshot)
	differ := 0
	for i := range 8 {
		stir(dir, random)
		d.Graph.Replace(dir.Clone())
		got := read(snapshot, "--since", snapshot)
		want := read(filepath.Join(t.TempDir(), "whole.jsonl"))
		if !bytes.Equal(got, want) {
			t.Errorf("round %d: the plan of the refreshed snapshot differs", i)
		}
		if !bytes.Equal(got, last) {
			differ++
		}
		last = want
	}
	if differ < 4 {
		t.Errorf("only %d of the rounds changed the plan", differ)
	}
}

// TestAnotherTenant is neither refreshed from a snapshot nor gone on with.
func TestAnotherTenant(t *testing.T) {
	d := startHandful(t)
	dir := t.TempDir()
	old, part := filepath.Join(dir, "old.jsonl"), filepath.Join(dir, "part.jsonl")
	try := func(want int, text string, args ...string) {
		t.Helper()
		var stderr bytes.Buffer
		if code := run(d.hurried(&stderr), args); code != want || !strings.Contains(stderr.String(), text) {
			t.Errorf("exit code %d: %s; want %d and %q", code, stderr.String(), want, text)
		}
	}
	try(exitDone, "", d.inventoryArgs(old)...)
	d.Graph.Inject(graphsim.Fault{Path: "*/owners", Kind: graphsim.Unauthorized, Times: graphsim.Always})
	try(exitFailed, "--resume goes on", d.inventoryArgs(part)...)
	d.Graph.ClearFaults()
	other := d.tenant.Graph.Clone()
	other.Organization.ID = "0e000000-0000-4000-8000-00000000000e"
	d.Graph.Replace(other)
	const leads = "and the sign-in leads to tenant 0e000000-0000-4000-8000-00000000000e"
	try(exitUsage, leads, append(d.inventoryArgs(part), "--resume")...)
	try(exitUsage, leads, append(d.inventoryArgs(filepath.Join(dir, "new.jsonl")), "--since", old)...)
	if left := names(t, dir); !slices.Equal(left, []string{"old.jsonl", "part.jsonl.partial"}) {
		t.Errorf("left are %q", left)
	}
}
