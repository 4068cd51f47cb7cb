package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"gwbplan/planner"
	"gwbplan/report"
)

// handoutFlags choose what part of a plan the reports show, and to whom.
type handoutFlags struct {
	only    []string
	splitBy string
}

func (f *handoutFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.only, "only", nil, "show only groups with KEY=VALUE: disposition, readiness, wave, owner (repeatable; one key's values are alternatives)")
	cmd.Flags().StringVar(&f.splitBy, "split-by", "", "write one folder for each owner, with an index: owner")
}

func (f *handoutFlags) check() error {
	if _, err := report.ParseOnly(f.only); err != nil {
		return usageError{err}
	}
	if f.splitBy != "" && f.splitBy != "owner" {
		return usagef("--split-by %q is not known; it takes owner", f.splitBy)
	}
	return nil
}

// partial reports that the reports do not show the plan as it is.
func (f *handoutFlags) partial() bool { return len(f.only) > 0 || f.splitBy != "" }

// part is what one folder shows of a plan.
type part struct {
	folder string // below the reports' folder; empty for that itself
	plan   *planner.Plan
}

// parts divides a plan as the flags want it; an index of the shares is nil
// where there are none.
func (f *handoutFlags) parts(p *planner.Plan) ([]part, []report.Share, error) {
	only, err := report.ParseOnly(f.only)
	if err != nil {
		return nil, nil, usageError{err}
	}
	groups, err := only.Groups(p)
	if err != nil {
		return nil, nil, usageError{err}
	}
	if f.splitBy == "" {
		if only.Empty() {
			return []part{{plan: p}}, nil, nil
		}
		return []part{{plan: p.ExcerptOf(groups, only.Asked())}}, nil, nil
	}
	var out []part
	shares := report.ByOwner(p, groups)
	for i := range shares {
		s := &shares[i]
		out = append(out, part{s.Folder, p.ExcerptOf(s.Groups, append(only.Asked(), s.Only()))})
	}
	return out, shares, nil
}

// writeParts writes each part into its folder, and the index beside them.
func (c *command) writeParts(p *planner.Plan, dir string, f *reportFlags) error {
	parts, shares, err := f.parts(p)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if err := c.writeDocuments(part.plan, filepath.Join(dir, part.folder), f); err != nil {
			return err
		}
	}
	if f.splitBy == "" {
		return nil
	}
	if err := makeDir(dir); err != nil {
		return err
	}
	index := filepath.Join(dir, "index.csv")
	err = writeFile(index, func(w io.Writer) error { return report.OwnersCSV(w, shares, report.Options{BOM: f.csvBOM}) })
	if err != nil {
		return fmt.Errorf("the index of the owners: %w", err)
	}
	c.voice.say("%s written", index)
	return nil
}
