package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"gwbplan/planner/config"
	"gwbplan/report"
)

// program is what a tenant runs as: this executable, under a name.
type program struct{ name string }

// processPatience is how long a process that was told to end may take.
const processPatience = 10 * time.Second

// process runs one tenant and returns its answer. What the process says on
// standard error goes on, each line with the tenant's name.
func (f *fleet) process(ctx context.Context, t *config.Tenant, dir, shown string) (fleetAnswer, error) {
	job, err := f.newJob(t, dir)
	if err != nil {
		return fleetAnswer{}, err
	}
	environment, err := f.environment(t)
	if err != nil {
		return fleetAnswer{}, err
	}
	input, err := json.Marshal(job)
	if err != nil {
		return fleetAnswer{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return fleetAnswer{}, fmt.Errorf("finding gwbplan's own file: %w", err)
	}
	said := &prefixed{to: f.Err, name: t.Name, json: f.voice.json}
	said.rename = func(line string) string { return line }
	if dir != "" { // messages name the folder where the files are in the end
		said.rename = strings.NewReplacer(dir, shown).Replace
	}
	var answer bytes.Buffer
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = append([]string{f.program.name}, f.tenantArgs()...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment, bytes.NewReader(input), &answer, said
	cmd.WaitDelay = processPatience
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	ended := cmd.Run()
	said.flush()
	a, err := readAnswer(answer.Bytes(), ended)
	a.Error, a.Hint = said.rename(a.Error), said.rename(a.Hint)
	return a, err
}

// interrupt lets the process end by itself, where that can be asked for.
func interrupt(p *os.Process) error {
	if runtime.GOOS == "windows" {
		return p.Kill()
	}
	return p.Signal(os.Interrupt)
}

// readAnswer: a process that ended without an answer crashed.
func readAnswer(text []byte, ended error) (fleetAnswer, error) {
	var a fleetAnswer
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err == nil && ended == nil {
		return a, nil
	}
	if ended == nil {
		ended = errors.New("its answer is not one")
	}
	return fleetAnswer{}, fmt.Errorf("the assessment crashed (%w); what it said last is on standard error", ended)
}

// tenantArgs pass on what stands on every command.
func (f *fleet) tenantArgs() []string {
	args := []string{"fleet-tenant", "--log-format", f.globals.logFormat}
	if f.globals.asOf != "" {
		args = append(args, "--as-of", f.globals.asOf)
	}
	if f.globals.quiet {
		args = append(args, "--quiet")
	}
	if f.globals.verbose {
		args = append(args, "--verbose")
	}
	return args
}

// newJob resolves the LDAP passwords that a tenant refers to.
func (f *fleet) newJob(t *config.Tenant, dir string) (*fleetJob, error) {
	job := &fleetJob{Tenant: *t, Passwords: []string{}, Dir: dir, Formats: f.reports.formats, CSVBOM: f.reports.csvBOM, Profile: f.reports.profile}
	for _, s := range t.LDAP {
		password, err := s.Password.Resolve(f.Getenv)
		if err != nil {
			return nil, err
		}
		job.Passwords = append(job.Passwords, password)
	}
	return job, nil
}

// environment is this process's without every credential, and with those of one
// tenant: azidentity reads the environment by itself.
func (f *fleet) environment(t *config.Tenant) ([]string, error) {
	referred := f.tenants.Variables()
	var out []string
	for _, variable := range f.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		named := func(other string) bool { return strings.EqualFold(name, other) }
		if !slices.ContainsFunc(referred, named) && (!isCredential(name) || ofMachine(name, t.Auth)) {
			out = append(out, variable)
		}
	}
	set := func(name, value string) {
		if value != "" {
			out = append(out, name+"="+value)
		}
	}
	if t.Graph() {
		set("AZURE_TENANT_ID", t.Tenant)
		set("AZURE_CLIENT_ID", t.ClientID)
		set("AZURE_CLIENT_CERTIFICATE_PATH", t.Certificate)
	}
	for _, s := range []struct {
		name string
		ref  config.SecretRef
	}{
		{"AZURE_CLIENT_SECRET", t.ClientSecret}, {"AZURE_CLIENT_CERTIFICATE_PASSWORD", t.CertificatePassword}, {"GWBPLAN_GRAPH_TOKEN", t.Token},
	} {
		secret, err := s.ref.Resolve(f.Getenv)
		if err != nil {
			return nil, err
		}
		set(s.name, secret)
	}
	return out, nil
}

// isCredential reports that a variable may hold a credential that gwbplan or a
// library of its own would find without being told.
func isCredential(name string) bool {
	name = strings.ToUpper(name)
	for _, prefix := range []string{"AZURE_", "ARM_", "GWBPLAN_", "MSI_", "IDENTITY_", "IMDS_", "KRB5CCNAME", "KRB5_KTNAME", "KRB5_CLIENT_KTNAME"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// ofMachine are the variables that lead to the identity of this machine and to
// the account of az login, for a tenant that signs in with them.
func ofMachine(name, auth string) bool {
	name = strings.ToUpper(name)
	switch {
	case name == "AZURE_CONFIG_DIR":
		return auth == "cli" || auth == "default"
	case strings.HasPrefix(name, "MSI_"), strings.HasPrefix(name, "IDENTITY_"), strings.HasPrefix(name, "IMDS_"):
		return auth == "managed-identity" || auth == "default"
	}
	return false
}

// tenant assesses one tenant and says what became of it. It never fails: what
// goes wrong is the tenant's.
func (f *fleet) tenant(ctx context.Context, t *config.Tenant) report.FleetTenant {
	row := report.FleetTenant{Name: t.Name, Folder: report.TenantFolder(t.Name), Status: report.FleetFailed, Origin: report.FromSources, ExitCode: exitFailed}
	if t.Plan != "" {
		row.Origin = report.FromPlan
	}
	if ctx.Err() != nil {
		row.Status, row.Error = report.FleetNotRun, ctx.Err().Error()
		return row
	}
	a, err := f.assessOrKeep(ctx, t, &row)
	switch {
	case row.Status == report.FleetNotRun:
		return row
	case err != nil:
		row.ExitCode, row.Error, row.Hint = exitCode(err), err.Error(), hintOf(err)
	case a.Plan == nil:
		row.ExitCode, row.Error, row.Hint = a.ExitCode, a.Error, a.Hint
	default:
		row.Status, row.ExitCode, row.Plan = report.FleetAssessed, a.ExitCode, a.Plan
	}
	f.tell(&row)
	return row
}

// tell says how a tenant ended, on a line of its own.
func (f *fleet) tell(row *report.FleetTenant) {
	said := &prefixed{to: f.Err, name: row.Name, json: f.voice.json, rename: func(line string) string { return line }}
	defer said.flush()
	v := newVoice(said, f.globals)
	if row.Status == report.FleetAssessed {
		v.say("done; exit code %d", row.ExitCode)
		return
	}
	fmt.Fprintln(said, "gwbplan: error: "+row.Error)
	if row.Hint != "" {
		fmt.Fprintln(said, "gwbplan: hint: "+row.Hint)
	}
}
