package main

import (
	"os"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"gwbplan/fixtures"
	"gwbplan/fixtures/authsim"
	"gwbplan/fixtures/graphsim"
)

// The apps that the simulated sign-in service knows.
const (
	scriptDaemon = "11111111-0000-4000-8000-000000000001"
	scriptPeople = "22222222-0000-4000-8000-000000000002"
)

// authority [STAGE CODE ERROR]: starts a sign-in service, which the environment
// makes the program's proxy, and a Graph server that takes every token, for a tenant without groups. With
// arguments the service refuses at that stage. DAEMON, PEOPLE and GRAPH tell
// the ids and the address; app.pem and other.pem are a registered certificate
// and another one.
func startAuthority(ts *testscript.TestScript, _ bool, args []string) {
	registered, cert, err := authsim.NewCertificate()
	ts.Check(err)
	other, _, err := authsim.NewCertificate()
	ts.Check(err)
	sim := authsim.New(authsim.Tenant{
		ID: fixtures.TenantID, Domains: []string{fixtures.TenantDomain},
		Apps: []authsim.App{
			{ID: scriptDaemon, Name: "daemon", Secret: "right-secret", Certificate: cert, Roles: []string{"Group.Read.All"}},
			{ID: scriptPeople, Name: "people", Public: true, Redirect: "http://localhost", Scopes: []string{"Group.Read.All"}},
		},
		User:    authsim.User{ObjectID: scriptPeople, Name: "Ada", UPN: "ada@" + fixtures.TenantDomain},
		Machine: []authsim.ManagedIdentity{{ClientID: scriptDaemon, ObjectID: scriptDaemon}},
	})
	ts.Check(sim.Start())
	ts.Defer(sim.Close)
	if len(args) == 3 {
		code, err := strconv.Atoi(args[1])
		ts.Check(err)
		sim.Refuse(authsim.Stage(args[0]), authsim.Refusal{Code: code, Error: args[2], Text: "What Entra says."})
	}
	contoso := fixtures.Contoso().Graph
	graph := graphsim.New(&graphsim.Directory{Organization: contoso.Organization, Features: contoso.Features}, graphsim.Options{BetaWriteback: true})
	url, err := graph.Start()
	ts.Check(err)
	ts.Defer(func() { graph.Close() })
	for name, content := range map[string][]byte{"ca.pem": sim.CAPEM(), "app.pem": registered, "other.pem": other} {
		ts.Check(os.WriteFile(ts.MkAbs(name), content, 0o600))
	}
	for name, value := range map[string]string{
		"HTTPS_PROXY": sim.ProxyURL(), "HTTP_PROXY": sim.ProxyURL(), "SSL_CERT_FILE": ts.MkAbs("ca.pem"),
		"GRAPH": url, "DAEMON": scriptDaemon, "PEOPLE": scriptPeople, "TENANT": fixtures.TenantDomain,
	} {
		ts.Setenv(name, value)
	}
}
