package main

import (
	"errors"

	"github.com/spf13/cobra"

	"gwbplan/inventory/snapfile"
	"gwbplan/planner/verify"
	"gwbplan/report"
	"gwbplan/report/table"
)

// verifyFlags say what is verified, and where the documents go.
type verifyFlags struct {
	wave    int
	out     string
	profile string
	csvBOM  bool
}

func newVerify(c *command) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify PLAN SNAPSHOT...",
		Short: "Compare a new snapshot with the approved plan, object by object",
		Long: `Compares a snapshot that was taken during or after the cut-over with the approved
plan. Every group is done (as the plan forecast it), pending (its wave or the
switch is to come), failed (with the reason) or unknown (the snapshot cannot show
it). Compared are objectGUID and SID, anchor, name and container, type and scope,
members, duplicates and deletions.

Give the cloud side and AD together: without the cloud side members are compared
by number, and whether Cloud Sync has a group shows only where its object is renamed or
moved. --wave asks for the groups of one wave; the others are looked at for
damage all the same. docs/verification.md explains every reason.

--out writes verification.md, verification.json and groups.csv of the plan with
the column Status filled in.

Exit code 0: every group that was asked for is done. 3: a group failed, or one that was asked
for is pending. 4: one that was asked for is unknown. 2: the snapshot is of
another tenant or older than the plan.`,
		Example: `  gwbplan inventory --out after.jsonl.gz --tenant contoso.com --ldap-url ldaps://dc1.contoso.com --ldap-user svc@contoso.com
  gwbplan verify plan.json after.jsonl.gz --wave 1
  gwbplan verify plan.json cloud.jsonl.gz ad.jsonl.gz --out verification --csv-profile jira`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("wave") && f.wave < 1 {
				return usagef("--wave %d is no wave; they count from 1", f.wave)
			}
			return c.verify(args[0], args[1:], &f)
		},
	}
	cmd.Flags().IntVar(&f.wave, "wave", 0, "ask for the groups of this wave (default: the whole plan)")
	cmd.Flags().StringVar(&f.out, "out", "", "folder for verification.md, verification.json and groups.csv")
	cmd.Flags().StringVar(&f.profile, "csv-profile", "generic", "shape groups.csv for what reads it: generic, excel, jira, azure-devops, planner, project")
	cmd.Flags().BoolVar(&f.csvBOM, "csv-bom", false, "begin groups.csv with a byte order mark, for Excel")
	return cmd
}

func (c *command) verify(path string, snapshots []string, f *verifyFlags) error {
	profile, err := report.ParseProfile(f.profile)
	if err != nil {
		return usageError{err}
	}
	plan, err := readPlan(path)
	if err != nil {
		return err
	}
	hash, err := hashOf(path)
	if err != nil {
		return err
	}
	snap, err := snapfile.Load(snapshots...)
	if err != nil {
		return err
	}
	v, err := verify.Compare(plan, snap, verify.Options{Wave: f.wave, PlanHash: hash})
	var refused *verify.RefusedError
	if errors.As(err, &refused) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	o := report.Options{Colour: c.colour(), Table: table.Write, Profile: profile, BOM: f.csvBOM}
	if err := report.VerificationSummary(c.Out, v, o); err != nil {
		return err
	}
	if err := c.writeComparison(f.out, report.VerificationDocuments(plan, v, o)); err != nil {
		return err
	}
	return verifyOutcome(v.Result())
}

// verifyOutcome is how a verification ends a run.
func verifyOutcome(r verify.Result) error {
	return comparisonOutcome(r.Complete, r.AnyFailed || !r.AllDone)
}
