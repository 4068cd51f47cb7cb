package planner

import "strconv"

func ruleAdminProtected() Rule {
	return Rule{
		ID: FindingAdminProtected, Severities: []Severity{SeverityFix},
		Title:  "the agent has no rights on the object",
		When:   "The AD object has adminCount 1.",
		Why:    "AD gives such objects the permissions of AdminSDHolder and takes inherited ones away. The agent's account has no rights there, so Cloud Sync cannot update the object.",
		Remedy: "Take the object out of the protected group that it sits in, clear adminCount and turn inheritance of permissions on again. Check that the agent's account can write it before the switch.",
		Facts:  []string{"F89"}, Waivable: true,
		Check: checkAdminProtected,
	}
}

func checkAdminProtected(c *Case) []Hit {
	if !c.boundWithObject() || c.Object.AdminCount <= 0 {
		return nil
	}
	return []Hit{{
		Message: "the AD object has adminCount " + strconv.Itoa(c.Object.AdminCount) + ": the agent has no rights on it",
		Evidence: []Evidence{
			adEvidence(c.Object, "adminCount", strconv.Itoa(c.Object.AdminCount)),
			adEvidence(c.Object, "distinguishedName", string(c.Object.DN)),
		},
		Remedy: "Take the object out of the protected group that it sits in, run " + setADGroup(c.Object, "-Clear adminCount") +
			" and turn inheritance of permissions on again.",
	}}
}
