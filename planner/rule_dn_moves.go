package planner

import (
	"fmt"
	"strings"
)

func ruleDNMoves() Rule {
	return Rule{
		ID: FindingDNMoves, Severities: []Severity{SeverityWarning},
		Title:  "the AD object is moved",
		When:   "The container that Cloud Sync computes is not the one in which the AD object lies today.",
		Why:    "Cloud Sync moves the object when it takes it over: its DN changes, and with it the group policies, delegations and Connect Sync's OU filter that apply there.",
		Remedy: "Set the target container of the configuration to today's OU, by a constant or a Switch() expression, before it is enabled. If the move is wanted, check delegations and keep the new OU in Connect Sync's scope.",
		Facts:  []string{"F68", "F69", "T14"}, Unverified: true, Waivable: true,
		Check: checkDNMoves,
	}
}

func checkDNMoves(c *Case) []Hit {
	if !c.waiting() || c.Object == nil || !c.ParentKnown {
		return nil
	}
	today := c.Object.DN.Parent()
	// A target in another domain cannot move the object; that is a finding of its own.
	if c.NewParent.Equal(today) || !strings.EqualFold(c.NewParent.DNSName(), today.DNSName()) {
		return nil
	}
	return oneHit(fmt.Sprintf("Cloud Sync moves the AD object from %s to %s", quoted(string(today)), quoted(string(c.NewParent))),
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)), planEvidence("container", string(c.NewParent)))
}
