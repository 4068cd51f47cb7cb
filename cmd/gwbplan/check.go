package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
	"gwbplan/inventory/connect"
	"gwbplan/planner"
	"gwbplan/report"
)

func newCheck(c *command) *cobra.Command {
	var f sourceFlags
	var cost bool
	cmd := &cobra.Command{
		Use:   "check [source flags]",
		Short: "Tell what is missing before an inventory",
		Long: `Connects to each source given and tells, a line each thing, whether it is
reachable, who is signed in, and which permission, right, schema element or
prerequisite is present, missing or not provable, with what to do. It reads the
first row of each list and nothing else. With --cost it reads counts of Microsoft
Graph only, and prints how many requests and resource units an inventory costs by
each way to read members, and how long it takes under each of Graph's budgets.

Exit code 1: a source cannot be read at all. 4: what is missing would leave a
decision open.`,
		Example: `  gwbplan check --tenant contoso.com --ldap-url ldaps://dc1.contoso.com --ldap-user svc@contoso.com`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			if cost {
				return c.planCost(cmd.Context(), &f)
			}
			checks, err := c.checkSources(cmd.Context(), &f)
			if err != nil {
				return err
			}
			if err := report.Checks(c.Out, checks, report.Options{Colour: c.colour()}); err != nil {
				return err
			}
			return checkOutcome(checks)
		},
	}
	cmd.Flags().BoolVar(&cost, "cost", false, "count what is in the tenant and print what reading it costs")
	f.register(cmd)
	return cmd
}

// checkOutcome: a source that cannot be read outweighs a gap.
func checkOutcome(checks []inventory.Check) error {
	decides := func(c inventory.Check) bool {
		return c.Status == inventory.CheckMissing && c.Gap != "" && planner.GapDecides(c.Gap)
	}
	switch {
	case slices.ContainsFunc(checks, func(c inventory.Check) bool { return c.Fatal }):
		return outcome(exitFailed)
	case slices.ContainsFunc(checks, decides):
		return outcome(exitIncomplete)
	}
	return nil
}

// checkSources checks each source, whatever became of the one before. Its
// error is one of usage, or the end of the context.
func (c *command) checkSources(ctx context.Context, f *sourceFlags) ([]inventory.Check, error) {
	g := &gatherer{command: c, flags: f, cloudSide: newCloudWatch(), gaps: &gapWatch{}}
	var all []inventory.Check
	for _, check := range []func(context.Context) ([]inventory.Check, error){g.checkGraph, g.checkAD, g.checkLDIF, g.checkConnect} {
		found, err := check(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func (g *gatherer) checkGraph(ctx context.Context) ([]inventory.Check, error) {
	graph, err := g.openGraph()
	if err != nil || graph == nil {
		return nil, err
	}
	defer graph.Close()
	return graph.Check(ctx)
}

// checkAD checks each domain controller, and whether the forest has domains
// that none of them holds.
func (g *gatherer) checkAD(ctx context.Context) ([]inventory.Check, error) {
	servers, err := g.ldapConfigs()
	if err != nil || len(servers) == 0 {
		return nil, err
	}
	var all []inventory.Check
	var domains []inventory.ADDomain
	for _, server := range servers {
		found, domain, err := ad.Check(ctx, server)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
		if domain != nil {
			domains = append(domains, *domain)
		}
	}
	return append(all, forestChecks(domains)...), nil
}

// forestChecks names the domains of each forest that no source reads.
func forestChecks(domains []inventory.ADDomain) []inventory.Check {
	read := map[string]bool{}
	listed := map[string]bool{}
	for _, d := range domains {
		read[d.Name] = true
		for _, name := range d.ForestDomains {
			listed[name] = true
		}
	}
	var out []inventory.Check
	for _, name := range sortedKeys(listed) {
		c := inventory.Check{Source: "ad forest", What: "domain " + name, Status: inventory.CheckPresent, Detail: "its own controller is given"}
		if !read[name] {
			c.Status, c.Gap = inventory.CheckMissing, inventory.GapADForest
			c.Detail = "no source reads it: its written-back objects are unknown, and so are its groups that hold those of other domains"
			c.Remedy = "name one of its domain controllers with another --ldap-url"
		}
		out = append(out, c)
	}
	return out
}

// checkLDIF reads the files, since nothing less tells what they hold.
func (g *gatherer) checkLDIF(context.Context) ([]inventory.Check, error) {
	f := g.flags
	if len(f.ldif) == 0 {
		return nil, nil
	}
	s, err := ad.OpenLDIF(ad.LDIFConfig{Files: f.ldif, Scopes: dns(f.ldifScopes), Log: g.voice.log})
	if err != nil {
		return []inventory.Check{{Source: "ldif", What: "readable", Status: inventory.CheckMissing, Detail: err.Error(), Fatal: true}}, nil
	}
	defer s.Close()
	out := []inventory.Check{{Source: "ldif", What: "readable", Status: inventory.CheckPresent, Detail: fmt.Sprintf("domains: %s", strings.Join(s.Domains(), ", "))}}
	scope := inventory.Check{Source: "ldif", What: "--ldif-scope", Status: inventory.CheckPresent, Detail: strings.Join(f.ldifScopes, "; ")}
	if len(f.ldifScopes) == 0 {
		scope.Status, scope.Gap = inventory.CheckMissing, inventory.GapADGroups
		scope.Detail = "nothing says what the files hold completely, so no absence is proven"
		scope.Remedy = "give --ldif-scope DN for each subtree that they hold completely"
	}
	return append(out, scope), nil
}

func (g *gatherer) checkConnect(context.Context) ([]inventory.Check, error) {
	var all []inventory.Check
	for _, path := range g.flags.connectFacts {
		server, err := readConnectFacts(path)
		if err != nil {
			all = append(all, inventory.Check{Source: "connect", What: "readable", Status: inventory.CheckMissing, Detail: err.Error(),
				Remedy: "name the file that the script of gwbplan connect-script leaves; where it is broken, run the script on the server again", Fatal: true})
			continue
		}
		all = append(all, connect.Check(server)...)
	}
	return all, nil
}
