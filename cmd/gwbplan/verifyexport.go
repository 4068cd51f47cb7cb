package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
	"gwbplan/planner/pendingexport"
	"gwbplan/report"
)

// comparisonFlags shape what a comparison shows.
type comparisonFlags struct {
	out   string
	limit int
}

func (f *comparisonFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.out, "out", "", "folder to write the whole comparison to, as Markdown and JSON")
	cmd.Flags().IntVar(&f.limit, "limit", 20, "how many items to print in full, 0 for all")
}

// check refuses what cannot be meant.
func (f *comparisonFlags) check() error {
	if f.limit < 0 {
		return usagef("--limit %d is below 0; give the number of items, or 0 for all", f.limit)
	}
	return nil
}

func (f *comparisonFlags) options(c *command) report.Options {
	o := report.Options{Colour: c.colour(), Items: f.limit}
	if f.limit == 0 {
		o.Items = -1
	}
	return o
}

func newVerifyExport(c *command) *cobra.Command {
	var f comparisonFlags
	var domains []string
	cmd := &cobra.Command{
		Use:   "verify-export PLAN EXPORT...",
		Short: "Compare the pending exports of a staging server with the plan",
		Long: `Reads what a Connect server in staging mode would export, between the switch
(P5c) and the end of staging mode (P6), and compares it with the plan: every
deletion in AD, every addition, renaming and change of members that the plan does
not forecast, every change of a security group of v2, and the Microsoft 365
groups that appear against the numbers forecast and acknowledged.

EXPORT is what csexport "<AD connector>" export.xml /f:x wrote, or the CSV that
CSExportAnalyzer made of it. Give one file for each AD connector that groups are
written to. The Entra connector's file can be given too; it alone leaves open
what would happen in AD. docs/verify-export.md says what is expected of what.

Exit code 3: something is not expected. 4: something is not known; wins over 3.
2: a file of another connector, a redacted plan or an excerpt.`,
		Example: `  gwbplan verify-export plan.json export.xml
  gwbplan verify-export plan.json contoso.xml fabrikam.xml --out verified
  gwbplan verify-export plan.json nothing-pending.xml --domain contoso.com`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			r, err := comparePending(args[0], args[1:], domains)
			if err != nil {
				return err
			}
			if err := report.PendingExport(c.Out, r, f.options(c)); err != nil {
				return err
			}
			if err := c.writeComparison(f.out, report.PendingExportDocuments(r, report.Options{})); err != nil {
				return err
			}
			return comparisonOutcome(r.Complete, len(r.Unexpected) > 0)
		},
	}
	f.register(cmd)
	cmd.Flags().StringArrayVar(&domains, "domain", nil, "AD domain that the files are of, where nothing pending shows it; repeatable")
	return cmd
}

// comparePending reads the plan and the files one after the other.
func comparePending(planPath string, exports, domains []string) (*pendingexport.Report, error) {
	plan, hash, err := hashedPlan(planPath)
	if err != nil {
		return nil, err
	}
	c, err := pendingexport.New(plan, hash, domains)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", planPath, err)}
	}
	for _, path := range exports {
		if err := readPending(c, path); err != nil {
			return nil, err
		}
	}
	return c.Report(), nil
}

// hashedPlan reads a plan file and takes its SHA-256, which an approval names.
func hashedPlan(path string) (*planner.Plan, string, error) {
	plan, err := readPlan(path)
	if err != nil {
		return nil, "", err
	}
	hash, err := hashOf(path)
	return plan, hash, err
}

// readPending hands the pending exports of one file to the comparison.
func readPending(c *pendingexport.Comparison, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	c.Begin(filepath.Base(path))
	info, err := pending.Read(f, path, c.Add)
	if err == nil {
		err = c.End(info)
	}
	var format *pending.Error
	var connector *pendingexport.ConnectorError
	if errors.As(err, &format) || errors.As(err, &connector) {
		return usageError{err}
	}
	return err
}

// writeComparison writes the documents into a folder, where one is named.
func (c *command) writeComparison(dir string, docs []report.Document) error {
	if dir == "" {
		return nil
	}
	return c.writeAll(docs, dir)
}

// comparisonOutcome is how a comparison ends a run.
func comparisonOutcome(complete, bad bool) error {
	switch {
	case !complete:
		return outcome(exitIncomplete)
	case bad:
		return outcome(exitBlocked)
	}
	return nil
}
