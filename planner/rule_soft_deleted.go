package planner

import "time"

// keptDeleted is how long a deleted group can be restored (F114).
const keptDeleted = 30 * 24 * time.Hour

func ruleSoftDeleted() Rule {
	return Rule{
		ID: FindingSoftDeleted, Severities: []Severity{SeverityBlocker},
		Title:  "the cloud group is deleted",
		When:   "The cloud group is soft-deleted, and an AD object still claims it.",
		Why:    "The object is frozen until the group is deleted for good 30 days later; then it is removed from AD with its permissions, or left without a cloud group. After that nothing brings the old SID back.",
		Remedy: "Ask the owner before that day: restore the cloud group (Entra admin center, Groups, Deleted groups) and plan again, or move the permissions away and let the object go.",
		Facts:  []string{"F114", "F33", "F76"}, Unverified: true, Waivable: true,
		Check: checkSoftDeleted,
	}
}

func checkSoftDeleted(c *Case) []Hit {
	if !c.Deleted || c.Object == nil || c.Row != 3 {
		return nil
	}
	on := c.Group.DeletedDateTime.UTC()
	if on.IsZero() { // how a group is held that Graph called deleted without a date
		return oneHit("the cloud group is soft-deleted; the day of its hard deletion is not known",
			entraEvidence("deletedDateTime", "not read"), adEvidence(c.Object, "distinguishedName", string(c.Object.DN)))
	}
	gone := on.Add(keptDeleted)
	return oneHit("the cloud group is soft-deleted; hard deletion is due on "+gone.Format(time.DateOnly),
		entraEvidence("deletedDateTime", on.Format(time.RFC3339)),
		adEvidence(c.Object, "distinguishedName", string(c.Object.DN)))
}
