package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gwbplan/fixtures"
	"gwbplan/inventory/ad"
	"gwbplan/planner"
)

func newDemo(c *command) *cobra.Command {
	var reports reportFlags
	var plan string
	out := "gwbplan-demo"
	cmd := &cobra.Command{
		Use:   "demo [--out DIR]",
		Short: "Run the whole assessment on an embedded tenant",
		Long: `Starts an embedded tenant in this process, a Graph server and two domain
controllers on loopback, runs the whole assessment against it over real HTTP and
LDAP, and leaves every report in DIR. Nothing outside DIR is touched. A
configuration given with --config replaces the demo's own choices.

With --carry-out PLAN it plays the cut-over of a plan of this tenant instead: the
anchors, the switch and the waves, by engines that do what is documented of v1
and of Cloud Sync. It leaves snapshots in DIR, of before, behind the switch and
behind each wave, to try gwbplan verify on.

The demo ends with exit code 0 when it ran to its end, and prints the exit code
that the plan itself would give.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.globals.asOf == "" {
				c.globals.asOf = fixtures.Day
			}
			if plan != "" {
				return c.carryOut(cmd.Context(), plan, out)
			}
			return c.demo(cmd.Context(), out, &reports)
		},
	}
	cmd.Flags().StringVar(&out, "out", out, "folder for the results")
	cmd.Flags().StringVar(&plan, "carry-out", "", "play the cut-over of this plan of the demo tenant, and leave snapshots")
	reports.register(cmd)
	return cmd
}

// demoSettings are the defaults, and one domain that stays on Connect Sync:
// the choice that only an organisation itself can make.
func demoSettings() planner.Settings {
	s := planner.DefaultSettings()
	s.StaysOnConnect = []string{"emea.contoso.com"}
	return s
}

func (c *command) demo(ctx context.Context, out string, r *reportFlags) error {
	return c.onDemoTenant(func(t *demoTenant) error {
		plan, err := c.assess(ctx, demoSources(t.Running), r, out, c.settings(demoSettings()))
		if err != nil {
			return err
		}
		fmt.Fprintf(c.Out, "\nThe reports are in %s; open %s.\nA plan like this one ends with exit code %d; the demo itself with 0.\n",
			out, filepath.Join(out, "report.html"), exitCode(outcomeOf(plan)))
		return nil
	})
}

// onDemoTenant does something with the embedded tenant up, by its clock and with
// its secrets.
func (c *command) onDemoTenant(do func(*demoTenant) error) error {
	temp, err := os.MkdirTemp("", "gwbplan-demo-")
	if err != nil {
		return fmt.Errorf("making a folder for the demo's certificates: %w", err)
	}
	defer os.RemoveAll(temp)
	t := demoTenant{Tenant: fixtures.Contoso()}
	if t.Running, err = fixtures.Start(t.Tenant, temp); err != nil {
		return err
	}
	defer t.Running.Close()
	c.Getenv = demoSecrets(c.Getenv)
	c.Now = demoNow
	return do(&t)
}

// demoNow is the demo's clock, so that what it prints is the same every day.
func demoNow() time.Time {
	day, err := time.Parse(time.DateOnly, fixtures.Day)
	if err != nil {
		panic(err) // a constant
	}
	return day.Add(9 * time.Hour)
}

func demoSources(s *fixtures.Running) *sourceFlags {
	return &sourceFlags{
		tenant: fixtures.TenantDomain, cloud: "public", auth: "token", graphURL: s.GraphURL, members: "needed", owners: "needed",
		ldapURLs: s.LDAPURLs, ldapCA: s.CAFile, ldapSignIn: ldapSignIn{ldapAuth: string(ad.AuthSimple), ldapUser: fixtures.LDAPUser},
		connectFacts: []string{s.ConnectFile, s.StandbyFile},
	}
}

// demoSecrets answers for the embedded tenant and for nothing else.
func demoSecrets(next func(string) string) func(string) string {
	return func(name string) string {
		switch name {
		case "GWBPLAN_GRAPH_TOKEN":
			return fixtures.GraphToken
		case envLDAPPassword:
			return fixtures.LDAPPassword
		}
		return next(name)
	}
}
