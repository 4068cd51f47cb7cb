package planner

import "testing"

// FindingNoDescription is what the worked example of docs/adding-a-rule.md
// reports. The page repeats the parts of this file word for word; a rule of the
// product stands in a file of its own.
const FindingNoDescription FindingID = "no-description"

func ruleNoDescription() Rule {
	return Rule{
		ID: FindingNoDescription, Severities: []Severity{SeverityInfo},
		Title:  "the cloud group has no description",
		When:   "A group that Cloud Sync is to write has no description in the cloud.",
		Why:    "Cloud Sync writes the cloud's description to AD. Without one nobody can tell from AD what the group is for.",
		Remedy: "Write a description in the cloud before the group's wave.",
		Facts:  []string{"F67"}, Waivable: true,
		Check: checkNoDescription,
	}
}

func checkNoDescription(c *Case) []Hit {
	if !c.Bound() || c.Group.Description != "" {
		return nil
	}
	return oneHit("the cloud group has no description", entraEvidence("description", "(empty)"))
}

func descriptionCases() []ruleCase {
	return []ruleCase{
		{id: FindingNoDescription, name: "none", want: "info: the cloud group has no description", seen: "entra description = (empty)",
			build: func(b *tenant) *cloudRecord { return b.security("Sales", flagTrue) }},
		{id: FindingNoDescription, name: "one", build: func(b *tenant) *cloudRecord {
			return b.security("Sales", flagTrue, func(g *cloudRecord) { g.Description = "who may sell" })
		}},
		{id: FindingNoDescription, name: "v1 writes it", build: func(b *tenant) *cloudRecord { return b.m365("Team", flagTrue) }},
	}
}

// TestExampleRule runs the example as TestRules runs the rules of the product.
func TestExampleRule(t *testing.T) {
	for _, tc := range descriptionCases() {
		t.Run(tc.name, func(t *testing.T) {
			b := newTenant(t)
			got := ""
			for _, h := range ruleNoDescription().Check(b.caseOf(tc.build(b))) {
				got += string(ruleNoDescription().Severities[0]) + ": " + h.Message
				checkEvidence(t, h.Evidence, tc.seen)
			}
			if got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}
