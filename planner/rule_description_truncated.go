package planner

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// descriptionCap is how much of a description either engine writes (F41, F67).
const descriptionCap = 448

func ruleDescriptionTruncated() Rule {
	return Rule{
		ID: FindingDescriptionTruncated, Severities: []Severity{SeverityInfo},
		Title:  "the description is cut",
		When:   "The cloud group's description is longer than 448 characters.",
		Why:    "Cloud Sync writes the first 448 characters. What follows is not in AD.",
		Remedy: "Nothing to do, unless something in AD reads the end of the description: shorten it in the cloud then.",
		Facts:  []string{"F41", "F67"}, Waivable: true,
		Check: checkDescriptionTruncated,
	}
}

func checkDescriptionTruncated(c *Case) []Hit {
	n := len(utf16.Encode([]rune(strings.TrimSpace(c.Group.Description))))
	if !c.Bound() || n <= descriptionCap {
		return nil
	}
	return oneHit(fmt.Sprintf("the description has %d characters, %d of them are written", n, descriptionCap),
		entraEvidence("description", c.Group.Description))
}
