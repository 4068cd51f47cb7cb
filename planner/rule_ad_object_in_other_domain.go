package planner

import (
	"fmt"
	"slices"
	"strings"
)

func ruleADObjectInOtherDomain() Rule {
	return Rule{
		ID: FindingADObjectInOtherDomain, Severities: []Severity{SeverityBlocker},
		Title:  "the AD object lies in another domain",
		When:   "The AD object lies outside the domain that the group's Cloud Sync configuration, or one more that has the group in scope, writes to.",
		Why:    "A configuration serves one AD domain and looks for its objects there. It does not find this one and creates a second object, with a new SID, in its own domain.",
		Remedy: "Assign the group to a Cloud Sync configuration of the object's own domain, adding one if there is none, or move the object's permissions to the target domain first.",
		Facts:  []string{"F50", "F66", "T4"},
		Check:  checkADObjectInOtherDomain,
	}
}

func checkADObjectInOtherDomain(c *Case) []Hit {
	if !c.boundWithObject() {
		return nil
	}
	targets := c.World.scopeDomains(c)
	switch {
	case c.Target != nil && !containsFold(targets, c.Target.Domain):
		targets = append(targets, c.Target.Domain)
	case c.Target == nil:
		for _, t := range c.World.Targets {
			targets = append(targets, t.Domain)
		}
		if containsFold(targets, c.Object.Domain) {
			return nil
		}
	}
	// A second configuration that has the group in scope does not find the
	// object either.
	targets = slices.DeleteFunc(targets, func(t string) bool { return strings.EqualFold(t, c.Object.Domain) })
	if len(targets) == 0 {
		return nil
	}
	where := strings.Join(targets, ", ")
	return oneHit(fmt.Sprintf("the AD object lies in %s, Cloud Sync writes to %s", quoted(c.Object.Domain), quoted(where)),
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)), planEvidence("target domain", where))
}

func containsFold(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}
