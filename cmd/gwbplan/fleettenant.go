package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gwbplan/planner"
	"gwbplan/planner/config"
	"gwbplan/report"
)

// fleetJob is what the process of one tenant is told on standard input, LDAP
// passwords with it. What Graph is signed in with is in its environment.
type fleetJob struct {
	Tenant config.Tenant `json:"tenant"`
	// Passwords are those of the LDAP servers, in their order.
	Passwords []string `json:"passwords"`
	// Dir is where its files go; nothing is written where it is empty.
	Dir     string `json:"dir"`
	Formats string `json:"formats"`
	CSVBOM  bool   `json:"csvBOM"`
	Profile string `json:"profile"`
}

// fleetAnswer is what the process says on standard output when it is done.
type fleetAnswer struct {
	ExitCode int               `json:"exitCode"`
	Error    string            `json:"error"`
	Hint     string            `json:"hint"`
	Plan     *report.FleetPlan `json:"plan"`
}

// newFleetTenant is the process of one tenant. It is no command for people.
func newFleetTenant(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "fleet-tenant", Hidden: true, Short: "Assess one tenant for fleet",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var job fleetJob
			if err := json.NewDecoder(c.In).Decode(&job); err != nil {
				return usagef("this command is started by fleet: %w", err)
			}
			c.voice.log = c.voice.log.With("tenant", job.Tenant.Name)
			out := c.Out
			c.Out = io.Discard // the summary of each tenant is in its reports
			plan, err := c.fleetPlan(cmd.Context(), &job)
			return json.NewEncoder(out).Encode(answerOf(plan, err))
		},
	}
}

func answerOf(plan *planner.Plan, err error) fleetAnswer {
	if err != nil {
		return fleetAnswer{ExitCode: exitCode(err), Error: err.Error(), Hint: hintOf(err)}
	}
	return fleetAnswer{ExitCode: exitCode(outcomeOf(plan)), Plan: report.FleetPlanOf(plan)}
}

// fleetPlan assesses the tenant, or takes the plan that it has.
func (c *command) fleetPlan(ctx context.Context, job *fleetJob) (*planner.Plan, error) {
	c.globals.config = job.Tenant.Config
	if err := c.readConfig(); err != nil {
		return nil, err
	}
	reports := &reportFlags{formats: job.Formats, csvBOM: job.CSVBOM, profile: job.Profile}
	if job.Tenant.Plan != "" {
		return c.takePlan(job, reports)
	}
	return c.assess(ctx, tenantSources(job), reports, job.Dir, c.settings(planner.DefaultSettings()))
}

// takePlan copies a finished plan and writes its reports.
func (c *command) takePlan(job *fleetJob, r *reportFlags) (*planner.Plan, error) {
	plan, err := readPlan(job.Tenant.Plan)
	if err != nil {
		return nil, err
	}
	if plan.Excerpt != nil {
		return nil, errors.New(job.Tenant.Plan + " shows a part of a plan, whose sums would be short; name the whole plan.json")
	}
	if job.Dir == "" {
		return plan, nil
	}
	copied := filepath.Join(job.Dir, planFile)
	err = writeFile(copied, func(w io.Writer) error {
		from, err := os.Open(job.Tenant.Plan)
		if err != nil {
			return err
		}
		defer from.Close()
		_, err = io.Copy(w, from)
		return err
	})
	if err != nil {
		return nil, err
	}
	return plan, c.writeParts(plan, copied, job.Dir, r)
}

// tenantSources are the flags that say the same as a tenant of the file.
func tenantSources(job *fleetJob) *sourceFlags {
	t := &job.Tenant
	f := &sourceFlags{
		tenant: t.Tenant, cloud: cmp.Or(t.Cloud, "public"), auth: t.Auth, clientID: t.ClientID, graphURL: t.GraphURL,
		members: cmp.Or(t.Members, "needed"), owners: cmp.Or(t.Owners, "needed"), with: t.With,
		ldif: t.LDIF, ldifScopes: t.LDIFScopes, connectFacts: t.ConnectFacts, once: true,
	}
	f.ldapAuth = "simple"
	for i, s := range t.LDAP {
		f.ldapURLs = append(f.ldapURLs, s.URL)
		f.ldapBases = append(f.ldapBases, s.Bases...)
		f.servers = append(f.servers, ldapServer{password: job.Passwords[i], sourceFlags: sourceFlags{
			ldapURLs: []string{s.URL}, ldapBases: s.Bases, ldapCA: s.CA, ldapStartTLS: s.StartTLS, ldapPlaintext: s.Plaintext,
			ldapSignIn: ldapSignIn{
				ldapAuth: s.Auth, ldapUser: s.User, ldapKeytab: s.Keytab, ldapCCache: s.CCache, ldapSPN: s.SPN, krb5: s.Krb5Conf,
				ldapCertFile: s.Certificate, ldapKeyFile: s.Key,
			},
		}})
	}
	return f
}
