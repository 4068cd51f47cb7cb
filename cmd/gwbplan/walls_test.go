package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// wall keeps modules and packages out of a package, with the reason.
type wall struct {
	pkg, why string
	banned   []string
}

// walls are the house's inner walls; docs/architecture.md shows them.
func walls() []wall {
	const (
		graph = "github.com/microsoftgraph/"
		kiota = "github.com/microsoft/kiota-"
		azure = "github.com/Azure/azure-sdk-for-go/"
		ldap  = "github.com/go-ldap/ldap"
		cobra = "github.com/spf13/cobra"
		zip   = "github.com/klauspost/compress"
		yaml  = "go.yaml.in/"
		table = "github.com/olekukonko/tablewriter"
		excel = "github.com/xuri/excelize"
	)
	return []wall{
		{"gwbplan/inventory", "facts are read without a network", []string{graph, kiota, azure, ldap, cobra, "net/http"}},
		{"gwbplan/planner", "decisions are pure, and build in seconds", []string{graph, kiota, azure, ldap, cobra, zip, yaml, "net/http", "log/slog"}},
		{"gwbplan/planner/diff", "decisions are pure, and build in seconds", []string{graph, kiota, azure, ldap, cobra, zip, yaml, "net/http", "log/slog"}},
		{"gwbplan/planner/pendingexport", "decisions are pure, and build in seconds", []string{graph, kiota, azure, ldap, cobra, zip, yaml, "net/http", "log/slog"}},
		{"gwbplan/planner/verify", "a verification is as pure as a plan", []string{graph, kiota, azure, ldap, cobra, zip, yaml, "net/http", "log/slog"}},
		{"gwbplan/planner/config", "a file reader", []string{graph, kiota, azure, ldap, cobra, zip, "net/http"}},
		{"gwbplan/report", "a plan is all that a report needs, and it builds in seconds", []string{graph, kiota, azure, ldap, cobra, yaml, table, "net/http"}},
		{"gwbplan/report/cutover", "a plan is all that the kit needs", []string{graph, kiota, azure, ldap, cobra, yaml, table, "net/http"}},
		{"gwbplan/inventory/ad", "only inventory/entra pays for the Graph SDK", []string{graph, kiota, azure, cobra}},
		{"gwbplan/inventory/connect", "a file reader", []string{graph, kiota, azure, ldap, cobra, "net/http"}},
		{"gwbplan/inventory/connect/pending", "a file reader", []string{graph, kiota, azure, ldap, cobra, "net/http"}},
		{"gwbplan/inventory/entra", "Graph and LDAP do not know each other", []string{ldap, cobra}},
		{"gwbplan/inventory/entra/graphrow", "fuzzing it must not pay for the Graph SDK", []string{graph, kiota, azure, ldap, cobra, "net/http"}},
		{"gwbplan/fixtures/authsim", "a simulator must not share the client's code", []string{graph, kiota, azure, ldap, cobra, "gwbplan/"}},
		{"gwbplan/fixtures/graphsim", "a simulator must not share the client's code", []string{graph, kiota, azure, ldap, cobra, "gwbplan/"}},
		{"gwbplan/fixtures/cloudsync", "it plays the engines, and must not share the readers' code", []string{graph, kiota, azure, cobra, "gwbplan/inventory/"}},
		{"gwbplan/fixtures/ldapsim", "a simulator must not share the client's code", []string{graph, kiota, azure, cobra, "gwbplan/inventory/", "gwbplan/planner"}},
	}
}

// TestWalls holds the walls: who may import what, and why.
func TestWalls(t *testing.T) {
	for _, w := range walls() {
		out, err := exec.Command("go", "list", "-deps", w.pkg).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", w.pkg, err)
		}
		for _, dep := range strings.Fields(string(out)) {
			breach := func(banned string) bool { return strings.HasPrefix(dep, banned) }
			if dep != w.pkg && slices.ContainsFunc(w.banned, breach) {
				t.Errorf("%s reaches %s; it must not: %s", w.pkg, dep, w.why)
			}
		}
	}
}
