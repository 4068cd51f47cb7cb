package main

import (
	"errors"

	"github.com/spf13/cobra"

	"gwbplan/planner"
	"gwbplan/report"
)

// listRules is the --rule that lists them all; no finding or gate is called so.
const listRules = "list"

func newExplain(c *command) *cobra.Command {
	rule := ""
	cmd := &cobra.Command{
		Use:   "explain PLAN GROUP | explain --rule ID [PLAN]",
		Short: "Show why one group is where it is, or what a rule or gate means",
		Long: `Shows the facts seen of one group, every rule that fired and what to do. GROUP
is an object id, a display name, a DN or a sAMAccountName.

--rule ID shows instead what a finding or a gate means: when it fires, why, what
to do, an example, and the facts it rests on with their sources and dates. With
PLAN it also shows which groups have the finding there, or how the gate stands.
--rule list lists the ids of all findings and gates.

Exit code: the plan's own, 3 where a group is blocked or a gate fails, 4 where it is incomplete;
0 without a plan.`,
		Example: `  gwbplan explain plan.json "Sales EMEA"
  gwbplan explain --rule anchor-mismatch
  gwbplan explain --rule anchor-mismatch plan.json
  gwbplan explain --rule list`,
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("rule") {
				return cobra.MaximumNArgs(1)(cmd, args)
			}
			return cobra.ExactArgs(2)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("rule") {
				return c.explainRule(rule, args)
			}
			return c.explainGroup(args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&rule, "rule", "", "explain this finding or gate; list for all ids")
	return cmd
}

func (c *command) explainGroup(path, group string) error {
	plan, err := readPlan(path)
	if err != nil {
		return err
	}
	err = report.Explain(c.Out, plan, group, report.Options{Colour: c.colour()})
	var missing *report.NotFoundError
	var several *report.AmbiguousError
	if errors.As(err, &missing) || errors.As(err, &several) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	return outcomeOf(plan)
}

// explainRule explains a finding or gate; args may name a plan.
func (c *command) explainRule(id string, args []string) error {
	var plan *planner.Plan
	if len(args) > 0 {
		var err error
		if plan, err = readPlan(args[0]); err != nil {
			return err
		}
	}
	o := report.Options{Colour: c.colour()}
	if id == listRules {
		if err := report.ListRules(c.Out, plan, o); err != nil {
			return err
		}
	} else if err := report.ExplainRule(c.Out, plan, id, o); err != nil {
		var unknown *report.UnknownRuleError
		if errors.As(err, &unknown) {
			return usageError{err}
		}
		return err
	}
	if plan == nil {
		return nil
	}
	return outcomeOf(plan)
}
