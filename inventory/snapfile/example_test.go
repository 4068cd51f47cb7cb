package snapfile_test

import (
	"fmt"
	"log"

	"gwbplan/inventory/snapfile"
)

// Read one or more snapshot files and count what is in them.
func ExampleLoad() {
	snapshot, err := snapfile.Load("../../planner/testdata/contoso.jsonl")
	if err != nil {
		log.Fatal(err)
	}
	flags := map[string]int{}
	for _, g := range snapshot.Groups {
		flags[g.WritebackEnabled.String()]++
	}
	fmt.Println(len(snapshot.Groups), "cloud groups, by their flag:", flags)
	fmt.Println(len(snapshot.Objects), "AD objects")
	for _, gap := range snapshot.Gaps {
		fmt.Println("not read:", gap.What, gap.Why)
	}
	// Output:
	// 3 cloud groups, by their flag: map[false:1 true:2]
	// 2 AD objects
}
