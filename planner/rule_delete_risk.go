package planner

import (
	"strings"

	"gwbplan/inventory"
)

func ruleDeleteRisk() Rule {
	return Rule{
		ID: FindingDeleteRisk, Severities: []Severity{SeverityBlocker},
		Title:  "Connect Sync may delete the AD object",
		When:   "On the active Connect server the two rules of the coexistence are missing or wrong, the rule that deletes groups out of scope is there, or the object's OU is outside the server's scope. Reported only where the server's facts were read.",
		Why:    "At the switch the object loses what keeps it in Connect Sync's scope. Without the two rules it counts as left over, and the next export deletes it in AD. The threshold against accidental deletions is documented for exports to the cloud only.",
		Remedy: "Create or correct the inbound rule (Entra connector, Join, cloudMastered EQUAL true and mail ISNULL, cloudNoFlow True) and one outbound rule for each AD connector (JoinNoFlow, cloudNoFlow EQUAL True), both below precedence 100, on every Connect server. Disable the deleting rule, keep the writeback OU in scope, and look at the pending exports on a staging server before they run.",
		Facts:  []string{"F34", "F80", "F82", "F95", "T6", "T9"},
		Check:  checkDeleteRisk,
	}
}

func checkDeleteRisk(c *Case) []Hit {
	s := c.World.ActiveServer()
	// What Cloud Sync has already is in danger too, as long as v2 can be
	// switched off: Connect Sync goes on knowing the object.
	if s == nil || !c.endangered() || c.Object == nil || c.Row == 7 && !c.World.V2On() {
		return nil
	}
	var risks []string
	var evidence []Evidence
	note := func(attribute, risk string) {
		if risk != "" {
			risks = append(risks, risk)
			evidence = append(evidence, Evidence{Source: "connect:" + s.Name, Attribute: attribute, Value: clipped(risk)})
		}
	}
	if s.RulesRead {
		note("Get-ADSyncRule", inboundRule().trouble(s, entraConnector(s)))
		note("Get-ADSyncRule", outboundRule().trouble(s, holdingConnector(s, c.Object.DN)))
		note("Get-ADSyncRule", deletingRule(s))
	}
	note("Get-ADSyncConnector", outOfScope(s, c.Object.DN))
	if len(risks) == 0 {
		return nil
	}
	evidence = append(evidence, adEvidence(c.Object, "distinguishedName", string(c.Object.DN)))
	return oneHit("Connect Sync may delete the AD object: "+strings.Join(risks, "; "), evidence...)
}

func deletingRule(s *inventory.ConnectServer) string {
	for i := range s.Rules {
		if deletesOutOfScope(&s.Rules[i]) {
			return "the rule " + quoted(s.Rules[i].Name) + " deletes groups that are not written any more"
		}
	}
	return ""
}
