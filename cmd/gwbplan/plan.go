package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"gwbplan/inventory/bom"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
	"gwbplan/report"
	"gwbplan/report/table"
)

func newPlan(c *command) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "plan SNAPSHOT... --out FILE",
		Short: "Merge snapshots and decide",
		Long: `Merges one or more snapshots, decides for every group, writes the plan to FILE
and prints the summary. Without --out the plan goes to standard output and the
summary to standard error.

Exit code 3: a group is blocked or a gate fails. 4: something that decides could not be read.`,
		Example: `  gwbplan plan cloud.jsonl.gz ad.jsonl.gz --out plan.json`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			// The snapshot is most of the memory, and stays; the rest lives as long
			// as a record or a group.
			defer debug.SetGCPercent(debug.SetGCPercent(20))
			p, err := c.decide(args, c.settings(planner.DefaultSettings()))
			if err != nil {
				return err
			}
			if out == "" {
				return c.planToStdout(p)
			}
			return c.planToFile(p, out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "plan file to write (default: standard output)")
	return cmd
}

// decide loads the snapshots and prepares the plan.
func (c *command) decide(snapshots []string, s planner.Settings) (*planner.Planner, error) {
	snap, err := snapfile.Load(snapshots...)
	if err != nil {
		return nil, err
	}
	p, err := planner.New(snap, planner.Options{AsOf: c.globals.asOf, Settings: s})
	return p, c.locate(err)
}

func (c *command) planToStdout(p *planner.Planner) error {
	plan, err := p.Plan()
	if err != nil {
		return err
	}
	if _, err := plan.WriteTo(c.Out); err != nil {
		return err
	}
	c.warn(plan)
	if !c.globals.quiet {
		if err := report.Summary(c.Err, plan, report.Options{Table: table.Write}); err != nil {
			return err
		}
	}
	return outcomeOf(plan)
}

func (c *command) planToFile(p *planner.Planner, out string) error {
	digest := report.NewDigest()
	plan, err := streamPlan(p, out, digest.Add)
	if err != nil {
		return err
	}
	c.warn(plan)
	if err := digest.Summary(c.Out, plan, c.summaryOptions()); err != nil {
		return err
	}
	c.voice.say("plan written to %s", out)
	return outcomeOf(plan)
}

func (c *command) printSummary(p *planner.Plan) error {
	return report.Summary(c.Out, p, c.summaryOptions())
}

func (c *command) summaryOptions() report.Options {
	return report.Options{Colour: c.colour(), Table: table.Write}
}

func outcomeOf(p *planner.Plan) error {
	return planOutcome(p.Result())
}

// writePlan writes the plan as a stream and reads back what stands in the file.
func writePlan(p *planner.Planner, path string) (*planner.Plan, error) {
	if _, err := streamPlan(p, path, func(*planner.Group) {}); err != nil {
		return nil, err
	}
	return readPlan(path)
}

// streamPlan writes the plan as a stream. The plan that it returns has no
// groups; each was shown to see.
func streamPlan(p *planner.Planner, path string, see func(*planner.Group)) (plan *planner.Plan, err error) {
	err = writeFile(path, func(w io.Writer) error {
		plan, err = p.Stream(w, see)
		return err
	})
	return plan, err
}

func readPlan(path string) (*planner.Plan, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := planner.ReadPlan(planText(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// planText reads a plan that PowerShell may have taken through ">": it decodes
// what a program writes with the console's code page, and writes it anew with a
// byte order mark. Plain ASCII survives that; of other names nobody can say.
func planText(f io.Reader) io.Reader {
	in, mark := bom.NewReader(f)
	if mark == bom.None {
		return in
	}
	return asciiAlone{in}
}

// asciiAlone refuses every character beyond ASCII.
type asciiAlone struct{ in io.Reader }

// Read implements [io.Reader].
func (a asciiAlone) Read(b []byte) (int, error) {
	n, err := a.in.Read(b)
	if slices.ContainsFunc(b[:n], func(c byte) bool { return c >= utf8.RuneSelf }) {
		return 0, errRewritten{}
	}
	return n, err
}

// errRewritten: names in the plan may not be what the directories hold.
type errRewritten struct{}

func (errRewritten) Error() string {
	return "it was written anew as text, with a byte order mark, and characters beyond ASCII may have changed on the way"
}

func (errRewritten) Hint() string {
	return "have the plan written with --out FILE, which no console's code page touches"
}
