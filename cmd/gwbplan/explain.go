package main

import (
	"errors"

	"github.com/spf13/cobra"

	"gwbplan/report"
)

func newExplain(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "explain PLAN GROUP",
		Short: "Show why one group is where it is",
		Long: `Shows the facts seen of one group, every rule that fired and what to do. GROUP
is an object id, a display name, a DN or a sAMAccountName.

Exit code: the plan's own, 3 where a group is blocked or a gate fails, 4 where it is incomplete.`,
		Example: `  gwbplan explain plan.json "Sales EMEA"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			plan, err := readPlan(args[0])
			if err != nil {
				return err
			}
			err = report.Explain(c.Out, plan, args[1], report.Options{Colour: c.colour()})
			var missing *report.NotFoundError
			var several *report.AmbiguousError
			if errors.As(err, &missing) || errors.As(err, &several) {
				return usageError{err}
			}
			if err != nil {
				return err
			}
			return outcomeOf(plan)
		},
	}
}
