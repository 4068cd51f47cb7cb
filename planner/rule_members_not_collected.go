package planner

import "gwbplan/inventory"

func ruleMembersNotCollected() Rule {
	return Rule{
		ID: FindingMembersNotCollected, Severities: []Severity{SeverityUnknown},
		Title:  "members were not collected",
		When:   "The snapshot has no members for a group whose members matter, or none for its AD object.",
		Why:    "Nobody asked for them. Who keeps, loses or gets access cannot be told, nor whether the group is too large.",
		Remedy: "Take the inventory again with --members needed, naming the AD snapshot with --with where AD is read on another machine, or with --members all.",
		Facts:  []string{"F52", "F107"},
		Check:  checkMembersNotCollected,
	}
}

func checkMembersNotCollected(c *Case) []Hit {
	if !c.Bound() {
		return nil
	}
	var hits []Hit
	if c.Members.Reading == inventory.NotCollected {
		hits = append(hits, Hit{
			Message:  "the members of the cloud group were not collected",
			Evidence: []Evidence{entraEvidence("members", c.Members.Reading.String())},
		})
	}
	if c.Object != nil && c.Members.ADReading == inventory.NotCollected {
		hits = append(hits, Hit{
			Message:  "the members of the AD object were not collected",
			Evidence: []Evidence{adEvidence(c.Object, "member", c.Members.ADReading.String())},
			Remedy:   "Read the AD object again with its member attribute.",
		})
	}
	return hits
}
