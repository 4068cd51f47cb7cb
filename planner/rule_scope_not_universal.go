package planner

import (
	"strconv"

	"gwbplan/inventory"
)

func ruleScopeNotUniversal() Rule {
	return Rule{
		ID: FindingScopeNotUniversal, Severities: []Severity{SeverityBlocker},
		Title:  "the AD group is not universal",
		When:   "The AD object's groupType lacks the universal bit.",
		Why:    "Cloud Sync writes universal groups only. An existing group of another scope fails with an error of its own, and its members are not updated.",
		Remedy: "Change the scope to universal. A global group must not sit in another global group, and a domain-local one must not hold domain-local ones: resolve that first.",
		Facts:  []string{"F49", "F24", "F93"},
		Check:  checkScopeNotUniversal,
	}
}

func checkScopeNotUniversal(c *Case) []Hit {
	// Not read is not absent: see absence-unproven.
	if !c.boundWithObject() || c.Object.GroupType == 0 || c.Object.GroupType&inventory.GroupTypeUniversal != 0 {
		return nil
	}
	return []Hit{{
		Message:  "the AD object is a " + scopeName(c.Object.GroupType) + " group, Cloud Sync needs a universal one",
		Evidence: []Evidence{groupTypeEvidence(c.Object)},
		Remedy: "Run " + setADGroup(c.Object, "-GroupScope Universal") +
			" after its nesting allows it: a global group must not sit in a global one, a domain-local one must not hold domain-local ones.",
	}}
}

func groupTypeEvidence(o *inventory.ADObject) Evidence {
	return adEvidence(o, "groupType", strconv.Itoa(int(o.GroupType)))
}

func scopeName(groupType int32) string {
	switch {
	case groupType&inventory.GroupTypeGlobal != 0:
		return "global"
	case groupType&inventory.GroupTypeDomainLocal != 0:
		return "domain-local"
	}
	return "scopeless"
}
