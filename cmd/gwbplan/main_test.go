package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
)

var update = flag.Bool("update", false, "renew the golden parts of the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gwbplan": main, "gwbplan-that-panics": func() { panic("as told") }})
}

// TestScripts runs the command line as a user does. `ends N gwbplan …` asserts
// the exit code; stdout and stderr are asserted as always. `tenant` starts the
// demo tenant and says in the environment where it is; `engine`,
// `ldapmodify` and `damage` change it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "1")
			e.Values[liveTenant] = &demoTenant{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"ends": ends, "tenant": startTenant, "authority": startAuthority, "mode": fileMode, "editplan": editPlan,
			"graph": graphFault, "engine": engine, "ldapmodify": ldapmodify, "damage": damage, "expand": expandFile, "folders": listFolder},
	})
}

// ends N COMMAND ARGS…: runs the command and asserts its exit code.
func ends(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || len(args) < 2 || err != nil {
		ts.Fatalf("usage: ends CODE COMMAND [ARG...]")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// tenant: starts the demo tenant; GRAPH, LDAP, LDAP_EMEA, CA, CONNECT and
// STANDBY tell where it is, the secrets are in the environment. CLIENT_CERT and
// CLIENT_KEY are a certificate of the same account.
func startTenant(ts *testscript.TestScript, _ bool, _ []string) {
	contoso := fixtures.Contoso()
	r, err := fixtures.Start(contoso, ts.MkAbs("."))
	ts.Check(err)
	ts.Defer(r.Close)
	live := ts.Value(liveTenant).(*demoTenant)
	live.Tenant, live.Running = contoso, r
	cert, key, err := r.LDAP[0].ClientCertificate(fixtures.LDAPUser)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("client.pem"), cert, 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("client.key"), key, 0o600))
	for name, value := range map[string]string{
		"GRAPH": r.GraphURL, "LDAP": r.LDAPURLs[0], "LDAP_EMEA": r.LDAPURLs[1], "CA": r.CAFile, "CONNECT": r.ConnectFile, "STANDBY": r.StandbyFile,
		"LDAP_USER": fixtures.LDAPUser, "GWBPLAN_LDAP_PASSWORD": fixtures.LDAPPassword, "GWBPLAN_GRAPH_TOKEN": fixtures.GraphToken,
		"CLIENT_CERT": ts.MkAbs("client.pem"), "CLIENT_KEY": ts.MkAbs("client.key"),
		"PLAIN_LDAP": strings.Replace(r.LDAP[0].URL(), "127.0.0.1", "127.0.0.1", 1),
	} {
		ts.Setenv(name, value)
	}
}

// graph refuses PATH: the tenant's Graph server refuses the token there. graph
// recovers: it does so no more. graph forgets: page and delta tokens handed out
// are good no more.
func graphFault(ts *testscript.TestScript, neg bool, args []string) {
	r := ts.Value(liveTenant).(*demoTenant).Running
	switch {
	case !neg && len(args) == 2 && args[0] == "refuses":
		r.Graph.Inject(graphsim.Fault{Path: args[1], Kind: graphsim.Unauthorized, Times: graphsim.Always})
	case !neg && len(args) == 1 && args[0] == "recovers":
		r.Graph.ClearFaults()
	case !neg && len(args) == 1 && args[0] == "forgets":
		r.Graph.ExpireTokens()
	default:
		ts.Fatalf("usage: graph refuses PATH, graph recovers, graph forgets")
	}
}

// mode PERMISSIONS FILE…: asserts the mode of files that hold directory data.
func fileMode(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[0] {
			ts.Fatalf("%s has mode %s, want %s", name, got, args[0])
		}
	}
}

// expand TEMPLATE FILE: writes the template with the variables of the script.
func expandFile(ts *testscript.TestScript, _ bool, args []string) {
	text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

// folders DIR NAME…: asserts the names of all that is in a folder.
func listFolder(ts *testscript.TestScript, _ bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got, want := strings.Join(names, " "), strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s has %s, want %s", args[0], got, want)
	}
}
