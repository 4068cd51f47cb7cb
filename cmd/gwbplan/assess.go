package main

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"gwbplan/planner"
)

func newAssess(c *command) *cobra.Command {
	var sources sourceFlags
	var reports reportFlags
	var out string
	cmd := &cobra.Command{
		Use:   "assess --out DIR [--resume] [source flags]",
		Short: "Inventory, plan and report in one run",
		Long: `Reads the sources, decides and writes every report to DIR, which also keeps the
snapshot and the plan. With --only, --split-by or
--redact the reports go to DIR/hand-out.

An assessment whose reading is interrupted leaves DIR/snapshot.jsonl.partial; the
same command with --resume goes on where it was, within 24 hours.

Exit code 3: a group is blocked or a gate fails. 4: something that decides could not be read.`,
		Example: `  gwbplan assess --tenant contoso.com --ldap-url ldaps://dc1.contoso.com --ldap-user svc@contoso.com --out assessment`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usagef("--out is missing; name the folder for the results")
			}
			if err := reports.check(); err != nil {
				return err
			}
			plan, err := c.assess(cmd.Context(), &sources, &reports, out, c.settings(planner.DefaultSettings()))
			if err != nil {
				return err
			}
			return outcomeOf(plan)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "folder for the snapshot, the plan and the reports")
	reports.register(cmd)
	sources.register(cmd)
	sources.registerResume(cmd)
	return cmd
}

// assess leaves snapshot.jsonl, plan.json and the reports in dir and prints
// the summary.
func (c *command) assess(ctx context.Context, f *sourceFlags, r *reportFlags, dir string, s planner.Settings) (*planner.Plan, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	snapshot := filepath.Join(dir, "snapshot.jsonl")
	if _, err := c.takeInventory(ctx, f, snapshot); err != nil {
		return nil, err
	}
	p, err := c.decide([]string{snapshot}, s)
	if err != nil {
		return nil, err
	}
	plan, err := writePlan(p, filepath.Join(dir, planFile))
	if err != nil {
		return nil, err
	}
	c.warn(plan)
	if err := c.printSummary(plan); err != nil { // before pseudonyms take its names' place
		return nil, err
	}
	reports := dir
	if r.partial() { // the whole plan keeps its place
		reports = filepath.Join(dir, "hand-out")
	}
	return plan, c.writeParts(plan, filepath.Join(dir, planFile), reports, r)
}
