package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"gwbplan/inventory"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
	"gwbplan/planner/diff"
	"gwbplan/report"
)

func newDiff(c *command) *cobra.Command {
	var f comparisonFlags
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two snapshots, or two plans: is the approval still good?",
		Long: `Compares two files of the same kind; what they hold tells which, and they may be
compressed.

Two plans: which decisions changed and why, what the gates and the verdict say
now, and whether what was approved by OLD still holds. A group of OLD counts as
approved where it has a wave, or is in the plan and ready or fix-first.

Two snapshots: what changed in the tenant, in each AD domain and on each Connect
server that both hold.

Exit code 3: of two plans, the decision on an approved group changed, or a point
of no return was go and is not. 4: NEW is incomplete; wins over 3. 2: a plan and
a snapshot, two tenants, or snapshots of different halves. docs/diff.md says
which changes an approval does not cover.`,
		Example: `  gwbplan diff approved.json plan.json
  gwbplan diff monday.jsonl.gz friday.jsonl.gz --limit 0
  gwbplan diff approved.json plan.json --out changed`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			r, err := compareFiles(args[0], args[1])
			if err != nil {
				return err
			}
			if err := report.Difference(c.Out, r, f.options(c)); err != nil {
				return err
			}
			if err := c.writeComparison(f.out, report.DifferenceDocuments(r, report.Options{})); err != nil {
				return err
			}
			return comparisonOutcome(r.Complete, r.Approval != nil && r.Approval.Answer == diff.DoesNotHold)
		},
	}
	f.register(cmd)
	return cmd
}

// compareFiles compares two files of the same kind.
func compareFiles(old, new string) (*diff.Report, error) {
	var kinds [2]fileKind
	for i, path := range []string{old, new} {
		var err error
		if kinds[i], err = kindOf(path); err != nil {
			return nil, err
		}
	}
	if kinds[0] != kinds[1] {
		return nil, usageError{&diff.MismatchError{
			What: fmt.Sprintf("%s is a %s and %s is a %s", old, kinds[0], new, kinds[1]), Next: "give two plans, or two snapshots",
		}}
	}
	compare := compareSnapshots
	if kinds[0] == planKind {
		compare = comparePlans
	}
	r, err := compare(old, new)
	var mismatch *diff.MismatchError
	if errors.As(err, &mismatch) {
		return nil, usageError{err}
	}
	return r, err
}

// fileKind is what a file holds.
type fileKind string

const (
	planKind     fileKind = "plan"
	snapshotKind fileKind = "snapshot"
)

// kindOf tells a plan from a snapshot by how it begins.
func kindOf(path string) (fileKind, error) {
	r, err := snapfile.Open(path)
	if err != nil {
		return "", err
	}
	defer r.Close()
	d := json.NewDecoder(io.LimitReader(r, 1<<12)) // the first key and its value are there
	var first [3]any
	for i := range first {
		if first[i], err = d.Token(); err != nil {
			return "", notOurs(path)
		}
	}
	key, value := fmt.Sprint(first[1]), fmt.Sprint(first[2])
	switch {
	case first[0] != json.Delim('{'):
	case key == "type" && value == "header":
		return snapshotKind, nil
	case key == "schema" && strings.HasPrefix(value, "gwbplan/plan/"):
		return planKind, nil
	}
	return "", notOurs(path)
}

func notOurs(path string) error {
	return usagef("%s is neither a plan nor a snapshot; give files that gwbplan plan or gwbplan inventory wrote", path)
}

func comparePlans(old, new string) (*diff.Report, error) {
	// The two are most of the memory, and stay: see writeDocuments.
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	before, oldHash, err := openPlan(old)
	if err != nil {
		return nil, err
	}
	after, newHash, err := openPlan(new)
	if err != nil {
		return nil, err
	}
	return diff.Plans(before, after, diff.Side{File: old, SHA256: oldHash}, diff.Side{File: new, SHA256: newHash})
}

// openPlan reads a plan that may be compressed, and hashes its file.
func openPlan(path string) (*planner.Plan, string, error) {
	r, err := snapfile.Open(path)
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	plan, err := planner.ReadPlan(r)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	diff.Compact(plan)
	hash, err := hashOf(path)
	return plan, hash, err
}

func compareSnapshots(old, new string) (*diff.Report, error) {
	before, err := inventory.Merge(readSnapshot, old)
	if err != nil {
		return nil, err
	}
	after, err := inventory.Merge(readSnapshot, new)
	if err != nil {
		return nil, err
	}
	return diff.Snapshots(before, after, diff.Side{File: old}, diff.Side{File: new})
}

// readSnapshot reads a snapshot that may be compressed.
func readSnapshot(path string, put func(inventory.Record) error) (inventory.Header, error) {
	r, err := snapfile.Open(path)
	if err != nil {
		return inventory.Header{}, err
	}
	defer r.Close()
	return inventory.Read(bufio.NewReader(r), path, put)
}
