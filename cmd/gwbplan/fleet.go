package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"gwbplan/planner/config"
	"gwbplan/report"
	"gwbplan/report/table"
)

// mostParallel bounds --parallel: each tenant is a process with a plan in memory.
const mostParallel = 16

// fleet assesses the tenants of a file. Each runs in a process of its own, with
// an environment of its own: a tenant's crash ends nobody else, and no library
// can find a credential that is another tenant's.
type fleet struct {
	*command
	reports  reportFlags
	file     string
	out      string
	only     []string
	parallel int
	// program is what each tenant runs as: this executable.
	program program
	tenants *config.Tenants
}

func newFleet(c *command) *cobra.Command {
	f := &fleet{command: c, program: program{name: "gwbplan"}}
	cmd := &cobra.Command{
		Use:   "fleet --tenants FILE [--out DIR]",
		Short: "Assess many tenants, each by itself, with a roll-up",
		Long: `Assesses every tenant of FILE as assess does, each in a process and with
credentials of its own, into a folder of its own below DIR; a tenant that fails
leaves no files and does not disturb the others. The roll-up over all of them is
in fleet.html, fleet.md, fleet.csv and fleet.json, and printed. An entry of FILE
can also name a finished plan. docs/fleet.md describes the file.

With --tenant-only the others keep the plan that an earlier run left in DIR.

Exit code 3: a group is blocked or a gate fails in some tenant. 4: a tenant failed
or is not assessed, or a plan is incomplete. 1: no tenant has a plan.`,
		Example: `  gwbplan fleet --tenants tenants.yaml --out fleet --parallel 2
  gwbplan fleet --tenants tenants.yaml --out fleet --tenant-only Contoso`,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context()) },
	}
	p := cmd.Flags()
	p.StringVar(&f.file, "tenants", "", "the tenants and where each is read, see docs/fleet.md")
	p.StringVar(&f.out, "out", "gwbplan-fleet", "folder for the roll-up and a folder for each tenant")
	p.IntVar(&f.parallel, "parallel", 1, fmt.Sprintf("how many tenants are assessed at a time, at most %d", mostParallel))
	p.StringArrayVar(&f.only, "tenant-only", nil, "assess only the tenant with this name (repeatable)")
	f.reports.registerForm(cmd)
	return cmd
}

func (f *fleet) check() error {
	switch {
	case f.file == "":
		return usagef("--tenants is missing; name the file with the tenants, see docs/fleet.md")
	case f.globals.config != "":
		return usagef("--config is one tenant's: acknowledgements and decisions in it hold for no other; name it in the tenants file, under config")
	case f.parallel < 1 || f.parallel > mostParallel:
		return usagef("--parallel %d is not in 1 to %d", f.parallel, mostParallel)
	}
	return f.reports.check()
}

// load reads the tenants file, and refuses names that are not in it.
func (f *fleet) load() (err error) {
	if f.tenants, err = config.LoadTenants(f.file); err != nil {
		return usageError{err}
	}
	for _, name := range f.only {
		if !slices.ContainsFunc(f.tenants.Tenants, func(t config.Tenant) bool { return strings.EqualFold(t.Name, name) }) {
			return usagef("--tenant-only %q is no tenant of %s", name, f.file)
		}
	}
	return nil
}

func (f *fleet) run(ctx context.Context) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := f.load(); err != nil {
		return err
	}
	if err := makeDir(f.out); err != nil {
		return err
	}
	f.Err = &lockedWriter{w: f.Err}
	f.voice = newVoice(f.Err, f.globals)
	tenants := f.assessAll(ctx)
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("interrupted; tenants that were finished are in %s: %w", f.out, err)
	}
	rollUp := report.NewFleet(tenants)
	if err := f.writeRollUp(rollUp); err != nil {
		return err
	}
	err := report.FleetSummary(f.Out, rollUp, report.Options{Colour: f.colour(), Table: table.Write})
	if err != nil {
		return err
	}
	return fleetOutcome(rollUp)
}

// assessAll assesses the tenants, so many at a time. The order of what it
// returns is that of the file.
func (f *fleet) assessAll(ctx context.Context) []report.FleetTenant {
	out := make([]report.FleetTenant, len(f.tenants.Tenants))
	places := make(chan struct{}, f.parallel)
	var all sync.WaitGroup
	for i := range out {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			out[i] = f.tenant(ctx, &f.tenants.Tenants[i])
		})
	}
	all.Wait()
	return out
}

func (f *fleet) selected(t *config.Tenant) bool {
	return len(f.only) == 0 || slices.ContainsFunc(f.only, func(name string) bool { return strings.EqualFold(t.Name, name) })
}

// fleetOutcome is the worst of the tenants: a tenant without a plan makes the
// picture incomplete.
func fleetOutcome(f *report.Fleet) error {
	worst := exitDone
	for i := range f.Tenants {
		if f.Tenants[i].Plan != nil {
			worst = max(worst, f.Tenants[i].ExitCode)
		}
	}
	switch {
	case f.Totals.Assessed == 0:
		return outcome(exitFailed)
	case !f.Complete:
		return outcome(exitIncomplete)
	case worst != exitDone:
		return outcome(worst)
	}
	return nil
}

// writeRollUp writes the documents of the formats that are wanted.
func (f *fleet) writeRollUp(r *report.Fleet) error {
	formats, err := report.ParseFormats(f.reports.formats)
	if err != nil {
		return usageError{err}
	}
	links := slices.Contains(formats, report.FormatHTML)
	for _, d := range []report.Document{
		{Name: "fleet.json", Format: report.FormatJSON, Write: func(w io.Writer) error { return report.FleetJSON(w, r) }},
		{Name: "fleet.csv", Format: report.FormatCSV, Write: func(w io.Writer) error {
			return report.FleetCSV(w, r, report.Options{BOM: f.reports.csvBOM})
		}},
		{Name: "fleet.md", Format: report.FormatMarkdown, Write: func(w io.Writer) error { return report.FleetMarkdown(w, r) }},
		{Name: "fleet.html", Format: report.FormatHTML, Write: func(w io.Writer) error { return report.FleetHTML(w, r, links) }},
	} {
		if !slices.Contains(formats, d.Format) {
			continue
		}
		path := filepath.Join(f.out, d.Name)
		if err := writeFile(path, d.Write); err != nil {
			return err
		}
		f.voice.say("%s written", path)
	}
	return nil
}
