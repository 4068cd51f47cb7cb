package planner

import (
	"fmt"
	"strconv"
)

func ruleAccessGained() Rule {
	return Rule{
		ID: FindingAccessGained, Severities: []Severity{SeverityWarning},
		Title:  "people get access that AD does not give today",
		When:   "Cloud Sync will write members that the AD object does not hold now, or nested groups with such members.",
		Why:    "AD and cloud have drifted apart while writeback was frozen or hindered. The first run of Cloud Sync brings AD up to the cloud's membership, and these people get what the group grants in AD.",
		Remedy: "Show the owner the list of gained members before the group goes. Remove in the cloud whoever should not have the access.",
		Facts:  []string{"F52", "F56", "F58", "T13"}, Waivable: true,
		Check: checkAccessGained,
	}
}

func checkAccessGained(c *Case) []Hit {
	if !c.boundWithObject() {
		return nil
	}
	a := c.World.access
	n, unsure := int(a.gained[c.index]), a.unsure[c.index]
	gained := c.Members.Gained()
	if n == 0 && (!unsure || len(gained) == 0) {
		return nil
	}
	message := count(n, "person gets", "people get") + " access that AD does not give today"
	switch {
	case n == 0:
		message = "whether people get access that AD does not give today is not known: not all members on the way could be read"
	case unsure:
		message += ", as far as the members of all groups on the way could be read"
	}
	evidence := append([]Evidence{planEvidence("people", strconv.Itoa(n))}, memberEvidence(gained)...)
	return oneHit(message, append(evidence, growingGroups(c)...)...)
}

// growingGroups are the nested groups that AD holds already, in which people
// gain access of which this group gives a part.
func growingGroups(c *Case) []Evidence {
	return capped(c.Members.where(func(m *MemberFate) bool {
		return m.Group != nil && m.Reason == "" && c.World.access.gained[c.World.groupIndex(m.ID())] > 0
	}), func(m MemberFate) Evidence {
		n := int(c.World.access.gained[c.World.groupIndex(m.ID())])
		return planEvidence("nested group", fmt.Sprintf("%s: %s", cloudName(m.Group), count(n, "person gains", "people gain")+" access there"))
	})
}
