package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"gwbplan/planner/config"
	"gwbplan/report"
)

// globalFlags stand on every command.
type globalFlags struct {
	asOf      string
	quiet     bool
	verbose   bool
	logFormat string
	config    string
}

func (g *globalFlags) check() error {
	if g.asOf != "" {
		if _, err := time.Parse(time.DateOnly, g.asOf); err != nil {
			return usagef("--as-of %q is no date; write it as YYYY-MM-DD", g.asOf)
		}
	}
	if g.logFormat != "text" && g.logFormat != "json" {
		return usagef("--log-format %q is neither text nor json", g.logFormat)
	}
	if g.quiet && g.verbose {
		return usagef("--quiet and --verbose exclude each other")
	}
	return nil
}

// command is what every subcommand runs with.
type command struct {
	*streams
	globals *globalFlags
	voice   *voice
	// config is what --config names, nil without it. It is read before any
	// command runs, so that a mistake in it never comes after the work.
	config *config.File
}

// run is the whole program: it returns the exit code and ends nothing.
func run(s *streams, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &command{streams: s, globals: &globalFlags{}}
	root := newRoot(c)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	var o outcome
	if err != nil && !errors.As(err, &o) {
		fmt.Fprintln(s.Err, "gwbplan: error: "+report.Message(err.Error()))
		if hint := hintOf(err); hint != "" {
			fmt.Fprintln(s.Err, "gwbplan: hint: "+report.Message(hint))
		}
	}
	return exitCode(err)
}

func newRoot(c *command) *cobra.Command {
	root := &cobra.Command{
		Use:   "gwbplan",
		Short: "Plan the way from Group Writeback v2 to Cloud Sync",
		Long: `gwbplan reads the cloud groups of a Microsoft Entra tenant and the groups that
Entra Connect wrote back to Active Directory, decides for every group where it
goes when Group Writeback v2 is left behind, and writes what a change board needs.

It only ever reads: no call it makes can change Entra ID or Active Directory.

Try it without any tenant:  gwbplan demo`,
		SilenceErrors: true,
		SilenceUsage:  true,

		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("no command given; see: gwbplan --help, or try: gwbplan demo")
		},
		PersistentPreRunE: func(*cobra.Command, []string) error {
			c.voice = newVoice(c.Err, c.globals)
			if err := c.globals.check(); err != nil {
				return err
			}
			return c.readConfig()
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; see: %s --help", err, cmd.CommandPath())
	})
	f := root.PersistentFlags()
	f.StringVar(&c.globals.asOf, "as-of", "", "date the plan YYYY-MM-DD, UTC (default: the newest snapshot's day)")
	f.BoolVar(&c.globals.quiet, "quiet", false, "no progress on standard error; warnings and errors stay")
	f.BoolVar(&c.globals.verbose, "verbose", false, "log each step on standard error")
	f.StringVar(&c.globals.config, "config", "", "configuration file, see docs/configuration.md (default: documented defaults)")
	f.StringVar(&c.globals.logFormat, "log-format", "text", "format of the log: text or json")
	root.AddCommand(newDemo(c), newInventory(c), newPlan(c), newReport(c), newAssess(c), newFleet(c), newFleetTenant(c), newExplain(c), newCutover(c), newVerifyExport(c), newVerify(c), newDiff(c), newCheck(c), newConnectScript(c), newVersion(c))
	for _, sub := range root.Commands() {
		sub.Args = usageArgs(sub.Args)
	}
	root.Args = unknownCommand
	return root
}

// usageArgs makes an argument error one of usage, with the way out.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		check = cobra.NoArgs
	}
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usagef("%w: %s %s; see: %s --help", err, cmd.Root().Name(), cmd.Use, cmd.CommandPath())
		}
		return nil
	}
}

func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := fmt.Sprintf("unknown command %q", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		err += fmt.Sprintf("; did you mean %q?", near[0])
	}
	return usagef("%s; see: gwbplan --help", err)
}
