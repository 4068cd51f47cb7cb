package planner

import (
	"cmp"

	"gwbplan/inventory"
)

func ruleMembersUnreadable() Rule {
	return Rule{
		ID: FindingMembersUnreadable, Severities: []Severity{SeverityUnknown},
		Title:  "members could not be read",
		When:   "Reading the members of the cloud group or of the AD object failed, members came without their properties, or members of AD are known by their DN alone and cannot be compared.",
		Why:    "Who keeps, loses or gets access cannot be told. What was read is a lower bound and not the list.",
		Remedy: "Read the group again with GroupMember.Read.All and User.Read.All; in AD with an account that may read member, over LDAP so that SID and objectGUID come with it.",
		Facts:  []string{"F107", "F106", "F111"},
		Check:  checkMembersUnreadable,
	}
}

func checkMembersUnreadable(c *Case) []Hit {
	if !c.Bound() {
		return nil
	}
	f := &c.Members
	var hits []Hit
	if f.Reading == inventory.ReadFailed {
		hits = append(hits, Hit{
			Message:  "the members of the cloud group could not be read to the end: " + count(len(f.Cloud), "was seen", "were seen"),
			Evidence: []Evidence{entraEvidence("members", cmp.Or(c.Group.MembersWhy, "the read failed"))},
		})
	}
	if f.ADReading == inventory.ReadFailed && c.Object != nil {
		hits = append(hits, Hit{
			Message:  "the members of the AD object could not be read to the end: " + count(f.ADCount, "was seen", "were seen"),
			Evidence: []Evidence{adEvidence(c.Object, "member", cmp.Or(c.Object.MembersWhy, "the read failed"))},
		})
	}
	if m := c.byReason(ReasonFactsUnread); len(m) > 0 {
		hits = append(hits, Hit{
			Message:  "the properties of " + count(len(m), "member", "members") + " that decide its place in AD were not readable",
			Evidence: memberEvidence(m),
		})
	}
	if m := withReference(f.Cloud, inventory.FlagUnread); len(m) > 0 && f.ADReading == inventory.ReadWhole {
		hits = append(hits, Hit{
			Message:  "for " + count(len(m), "member", "members") + " it cannot be told whether AD holds it now: SID or objectGUID is missing for a comparison with " + count(f.Uncomparable, "AD member", "AD members"),
			Evidence: memberEvidence(m),
		})
	}
	return hits
}
