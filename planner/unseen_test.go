package planner

import (
	"testing"

	"gwbplan/inventory"
)

// Where part of a domain was not read, neither "no AD object" nor "no second
// one" is proven; a gap about one attribute hides no object.
func TestObjectsThatMayBeUnseen(t *testing.T) {
	for name, c := range map[string]struct {
		what    inventory.GapKind
		subject string
		unseen  bool
	}{
		"stamped groups":    {inventory.GapADGroups, "", true},
		"a subtree":         {inventory.GapADGroups, "OU=Far,DC=contoso,DC=com", true},
		"a container":       {inventory.GapADContainer, "OU=Groups,DC=contoso,DC=com", true},
		"one attribute":     {inventory.GapADGroups, "mail", false},
		"members of a list": {inventory.GapADMembers, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTenant(t)
			there, pending := adopted(b), b.security("Pending", flagTrue)
			b.partGap("ad:contoso.com", c.what, c.subject)
			got := b.decided(there)
			if has(got.Findings, FindingAbsenceUnproven) != c.unseen || (got.Readiness == Ready) == c.unseen {
				t.Errorf("group with an object: readiness %s, findings %v", got.Readiness, got.Findings)
			}
			if state := b.decided(pending).Writeback.State; c.unseen && state != StateUnknown {
				t.Errorf("group without one: state %s, want unknown", state)
			}
		})
	}
}
