package planner

import "strings"

func ruleTakenOverMarker() Rule {
	return Rule{
		ID: FindingTakenOverMarker, Severities: []Severity{SeverityWarning},
		Title:  "the object carries a take-over marker",
		When:   "The AD object's adminDescription starts with TakenOver_.",
		Why:    "The marker has been seen on groups whose source of authority was moved to the cloud. Such an object was a normal AD group once: it may be in use in ways that a written-back group never was. Copying the marker to the anchor gives a value that Cloud Sync does not recognise.",
		Remedy: "Check with the owner that the object was converted on purpose, and make sure that the anchor is Group_<object id> without the prefix.",
		Facts:  []string{"F73", "T2"}, Unverified: true, Waivable: true,
		Check: checkTakenOverMarker,
	}
}

func checkTakenOverMarker(c *Case) []Hit {
	if !c.boundWithObject() {
		return nil
	}
	v := c.Object.AdminDescription
	if len(v) < len(takenOverPrefix) || !strings.EqualFold(v[:len(takenOverPrefix)], takenOverPrefix) {
		return nil
	}
	return oneHit("the AD object's adminDescription marks it as taken over", adEvidence(c.Object, "adminDescription", v))
}
