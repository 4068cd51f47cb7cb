package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func ruleOtherForestMembers() Rule {
	return Rule{
		ID: FindingOtherForestMembers, Severities: []Severity{SeverityWarning},
		Title:  "members of another forest",
		When:   "Synced members come from a domain outside the forest that the configuration writes to.",
		Why:    "Cloud Sync resolves members in the target forest only and drops the others from the copy.",
		Remedy: "Give these people access in their own forest, for example with a group and a configuration there, or an account in the target forest.",
		Facts:  []string{"F53", "F44"}, Waivable: true,
		Check: checkOtherForestMembers,
	}
}

func checkOtherForestMembers(c *Case) []Hit {
	if !c.Bound() {
		return nil
	}
	members := c.byReason(ReasonOtherForest)
	if len(members) == 0 {
		return nil
	}
	return oneHit(count(len(members), "member comes", "members come")+" from a domain outside the target forest",
		capped(members, func(m MemberFate) Evidence {
			return entraEvidence("onPremisesDomainName", fmt.Sprintf("%s for %s (%s)", memberDomain(m), quoted(m.Name()), m.ID()))
		})...)
}

// memberDomain is the DNS name of the AD domain that a member is synced from.
func memberDomain(m MemberFate) string {
	switch {
	case m.Principal != nil:
		return m.Principal.OnPremisesDomainName
	case m.Group != nil:
		return m.Group.OnPremisesDomainName
	}
	return ""
}

// memberSynced tells whether AD owns the member and a sync engine brings it
// to the cloud.
func memberSynced(m MemberFate) bool {
	switch {
	case m.Principal != nil:
		return m.Principal.OnPremisesSyncEnabled == inventory.FlagTrue
	case m.Group != nil:
		return isSynced(m.Group)
	}
	return false
}
