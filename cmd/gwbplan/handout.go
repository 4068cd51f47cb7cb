package main

import (
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"gwbplan/planner"
	"gwbplan/report"
)

// handoutFlags choose what part of a plan the reports show, and to whom.
type handoutFlags struct {
	only    []string
	splitBy string
	redact  bool
	keyFile string
}

func (f *handoutFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.only, "only", nil, "show only groups with KEY=VALUE: disposition, readiness, wave, owner (repeatable; one key's values are alternatives)")
	cmd.Flags().StringVar(&f.splitBy, "split-by", "", "write one folder for each owner, with an index: owner")
	cmd.Flags().BoolVar(&f.redact, "redact", false, "put pseudonyms in the place of names and ids, and what they stand for into "+redactionKeyFile)
	cmd.Flags().StringVar(&f.keyFile, "redaction-key", "", "key file of an earlier run, for the same pseudonyms (default: the one in --out, else a new one)")
}

func (f *handoutFlags) check() error {
	if _, err := report.ParseOnly(f.only); err != nil {
		return usageError{err}
	}
	if f.splitBy != "" && f.splitBy != "owner" {
		return usagef("--split-by %q is not known; it takes owner", f.splitBy)
	}
	if f.keyFile != "" && !f.redact {
		return usagef("--redaction-key %s has no effect without --redact", f.keyFile)
	}
	return nil
}

// partial reports that the reports do not show the plan as it is.
func (f *handoutFlags) partial() bool { return len(f.only) > 0 || f.splitBy != "" || f.redact }

// selected is the plan with the groups that --only asks for.
func (f *handoutFlags) selected(p *planner.Plan) (*planner.Plan, error) {
	only, err := report.ParseOnly(f.only)
	if err != nil {
		return nil, usageError{err}
	}
	if only.Empty() {
		return p, nil
	}
	groups, err := only.Groups(p)
	if err != nil {
		return nil, usageError{err}
	}
	return p.ExcerptOf(groups, only.Asked()), nil
}

// keepApart refuses a folder where the reports would replace the plan that they
// are made from, or where documents with names would lie among redacted ones.
func (f *handoutFlags) keepApart(file, dir string) error {
	if !f.partial() {
		return nil
	}
	if plan, err := os.Stat(file); err == nil {
		if there, err := os.Stat(filepath.Join(dir, planFile)); err == nil && os.SameFile(plan, there) {
			return usagef("--out %s holds the plan itself, which the reports would replace; name another folder", dir)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, redactionKeyFile)); err == nil || !f.redact {
		return nil
	}
	if there, err := os.ReadDir(dir); err == nil && len(there) > 0 {
		return usagef("--out %s has files that may hold names; name an empty folder for redacted reports", dir)
	}
	return nil
}

// writeParts writes the plan of a file as the flags want it: some of its groups,
// under pseudonyms, in one folder or in one for each owner. Pseudonyms take the
// place of the names in p itself.
func (c *command) writeParts(p *planner.Plan, file, dir string, f *reportFlags) error {
	// The plan is most of the memory, and stays; the rest lives as long as a row.
	// Collecting it earlier costs little and saves as much as the plan is large.
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	if err := f.keepApart(file, dir); err != nil {
		return err
	}
	shown, err := f.selected(p)
	if err != nil {
		return err
	}
	hash, err := hashOf(file)
	if err != nil {
		return err
	}
	if f.redact {
		if err := c.redact(shown, p, dir, f.keyFile); err != nil {
			return err
		}
	}
	if f.splitBy == "" {
		return c.writeDocuments(shown, hash, dir, f)
	}
	return c.writeShares(shown, hash, dir, f)
}

// writeShares writes a folder for each owner, and the index beside them.
func (c *command) writeShares(p *planner.Plan, hash, dir string, f *reportFlags) error {
	every := make([]int, len(p.Groups))
	for i := range every {
		every[i] = i
	}
	shares := report.ByOwner(p, every)
	for i := range shares {
		s := &shares[i]
		if err := c.writeDocuments(p.ExcerptOf(s.Groups, []string{s.Only()}), hash, filepath.Join(dir, s.Folder), f); err != nil {
			return err
		}
	}
	if err := makeDir(dir); err != nil {
		return err
	}
	index := filepath.Join(dir, "index.csv")
	err := writeFile(index, func(w io.Writer) error { return report.OwnersCSV(w, shares, report.Options{BOM: f.csvBOM}) })
	if err != nil {
		return err
	}
	c.voice.say("%s written", index)
	return nil
}
