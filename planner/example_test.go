package planner_test

import (
	"fmt"
	"log"

	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
)

// Decide what becomes of every group of a snapshot.
func Example() {
	snapshot, err := snapfile.Load("testdata/contoso.jsonl")
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
	for _, g := range plan.Groups {
		fmt.Printf("%s: %s, %s, %s\n", g.DisplayName, g.Disposition, g.Action, g.Readiness)
		for _, f := range g.Findings {
			fmt.Printf("  %s (%s)\n", f.ID, f.Severity)
		}
	}
	for _, v := range plan.Verdict {
		fmt.Println(v.Point, v.Verdict)
	}
	// Output:
	// Sales: move-to-cloud-sync, adopt, ready
	// Contractors: move-to-cloud-sync, adopt, fix-first
	//   anchor-missing (fix)
	// All Company: keep-on-v1, create, ready
	//   m365-will-appear-in-ad (warning)
	// P5b no-go
	// P6 no-go
	// P7 no-go
}

// Look up what a finding means.
func ExampleRuleByID() {
	rule, known := planner.RuleByID(planner.FindingAnchorMissing)
	fmt.Println(known, rule.Waivable, rule.Severities)
	fmt.Println(rule.Title)
	// Output:
	// true false [fix]
	// the AD object has no anchor
}
