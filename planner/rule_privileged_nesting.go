package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func rulePrivilegedNesting() Rule {
	return Rule{
		ID: FindingPrivilegedNesting, Severities: []Severity{SeverityBlocker},
		Title:  "it sits in a protected group",
		When:   "The AD object is, directly or over other groups, a member of a group that AdminSDHolder protects, or of one with adminCount 1.",
		Why:    "Whoever may edit this group's members in the cloud is in effect an administrator of AD. AD also takes the agent's rights on the object away, so Cloud Sync cannot update it.",
		Remedy: "Take the object out of the protected group, and give administrators a group that lives in AD alone. Do not grant the agent rights on protected objects.",
		Facts:  []string{"F89", "F20"}, Waivable: true,
		Check: checkPrivilegedNesting,
	}
}

func checkPrivilegedNesting(c *Case) []Hit {
	if !c.boundWithObject() {
		return nil
	}
	protected := protectedAbove(c.World, c.Object)
	if len(protected) == 0 {
		return nil
	}
	return oneHit("the AD object sits in "+count(len(protected), "protected group", "protected groups"),
		capped(protected, func(v string) Evidence { return adEvidence(c.Object, "memberOf", v) })...)
}

// protectedAbove names the protected ones of the AD groups that hold the
// object.
func protectedAbove(w *World, o *inventory.ADObject) []string {
	var out []string
	for _, p := range w.above(o) {
		at := w.ObjectOf(p)
		switch name := protectedName(sidOf(w, p)); {
		case name != "":
			out = append(out, fmt.Sprintf("%s (%s)", p.DN, name))
		case at != nil && at.AdminCount > 0:
			out = append(out, fmt.Sprintf("%s (adminCount %d)", p.DN, at.AdminCount))
		}
	}
	return out
}

// above walks the AD groups that hold the object, directly or over others, as
// far as they were read: the last ones on the way may not be. AD allows circles.
func (w *World) above(o *inventory.ADObject) []*inventory.ADPrincipal {
	var out []*inventory.ADPrincipal
	seen := map[string]bool{o.DN.Key(): true}
	for todo := w.Parents(o); len(todo) > 0; todo = todo[1:] {
		p := todo[0]
		if seen[p.DN.Key()] {
			continue
		}
		seen[p.DN.Key()] = true
		out = append(out, p)
		if at := w.ObjectOf(p); at != nil {
			todo = append(todo, w.Parents(at)...)
		}
	}
	return out
}

// protectedName names a group that AdminSDHolder protects, by its well-known
// SID (MS-ADTS 3.1.1.6.1.2); the key administrators came with Windows Server
// 2016. Empty for any other SID.
func protectedName(sid inventory.SID) string {
	switch sid {
	case "S-1-5-32-544":
		return "Administrators"
	case "S-1-5-32-548":
		return "Account Operators"
	case "S-1-5-32-549":
		return "Server Operators"
	case "S-1-5-32-550":
		return "Print Operators"
	case "S-1-5-32-551":
		return "Backup Operators"
	case "S-1-5-32-552":
		return "Replicator"
	}
	if sid.Domain() == "" {
		return ""
	}
	switch sid.RID() {
	case 512:
		return "Domain Admins"
	case 516:
		return "Domain Controllers"
	case 518:
		return "Schema Admins"
	case 519:
		return "Enterprise Admins"
	case 521:
		return "Read-only Domain Controllers"
	case 526:
		return "Key Admins"
	case 527:
		return "Enterprise Key Admins"
	}
	return ""
}
