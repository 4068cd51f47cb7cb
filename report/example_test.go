package report_test

import (
	"fmt"
	"log"
	"strings"

	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
	"gwbplan/report"
)

// examplePlan decides on the snapshot of the examples.
func examplePlan() *planner.Plan {
	snapshot, err := snapfile.Load("../planner/testdata/contoso.jsonl")
	if err != nil {
		log.Fatal(err)
	}
	p, err := planner.New(snapshot, planner.Options{Settings: planner.DefaultSettings()})
	if err != nil {
		log.Fatal(err)
	}
	plan, err := p.Plan()
	if err != nil {
		log.Fatal(err)
	}
	return plan
}

// The whole way from a snapshot to a document, here its first lines.
func Example() {
	snapshot, err := snapfile.Load("../planner/testdata/contoso.jsonl")
	if err != nil {
		log.Fatal(err)
	}
	p, err := planner.New(snapshot, planner.Options{Settings: planner.DefaultSettings()})
	if err != nil {
		log.Fatal(err)
	}
	plan, err := p.Plan()
	if err != nil {
		log.Fatal(err)
	}
	var document strings.Builder
	if err := report.Markdown(&document, plan, report.Options{}); err != nil {
		log.Fatal(err)
	}
	lines := strings.SplitN(document.String(), "\n", 4)
	fmt.Println(strings.Join(lines[:3], "\n"))
	// Output:
	// # Leaving Group Writeback v2: plan for Contoso
	//
	// | As of | 2026-11-20 |
}

// Tell why one group is where it is, here the first lines.
func ExampleExplain() {
	plan := examplePlan()

	var why strings.Builder
	if err := report.Explain(&why, plan, "Contractors", report.Options{}); err != nil {
		log.Fatal(err)
	}
	lines := strings.SplitN(why.String(), "\n", 4)
	fmt.Println(strings.Join(lines[:3], "\n"))
	// Output:
	// Contractors
	// cloud security group, object id aaaaaaaa-0000-4000-8000-000000000004
	// fix first, moves to Cloud Sync
}

// Add up the plans of several tenants.
func ExampleNewFleet() {
	plan := examplePlan()

	fleet := report.NewFleet([]report.FleetTenant{
		{Name: "Contoso", Folder: report.TenantFolder("Contoso"), Status: report.FleetAssessed, Plan: report.FleetPlanOf(plan)},
		{Name: "Fabrikam", Folder: report.TenantFolder("Fabrikam"), Status: report.FleetFailed, Error: "the sign-in was refused"},
	})
	fmt.Println(fleet.Totals.Assessed, "of", fleet.Totals.Tenants, "tenants,", fleet.Totals.Counts.Groups, "groups; complete:", fleet.Complete)
	// Output: 1 of 2 tenants, 3 groups; complete: false
}
