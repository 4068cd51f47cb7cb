package planner

import (
	"strings"

	"gwbplan/inventory"
)

func ruleExpressionUnevaluated() Rule {
	return Rule{
		ID: FindingExpressionUnevaluated, Severities: []Severity{SeverityUnknown},
		Title:  "a mapping expression could not be computed",
		When:   "The provisioning job's cn or container expression was not readable, uses something that gwbplan does not compute, or gives a cn that AD does not take (empty, longer than 64 characters, half a character at the end).",
		Why:    "The name or place that Cloud Sync gives the object is then not known: whether it is renamed or moved, or clashes with another object.",
		Remedy: "Provision this group on demand in the portal (Cloud Sync, the configuration, Provision on demand) and read the computed values there, or name cn and container in the configuration file. Reading the job's schema needs Synchronization.Read.All.",
		Facts:  []string{"F67", "F68", "F69", "F75"},
		Check:  checkExpressionUnevaluated,
	}
}

func checkExpressionUnevaluated(c *Case) []Hit {
	t := c.Target
	if !c.waiting() || t == nil {
		return nil
	}
	var what []string
	var evidence []Evidence
	note := func(attribute, text string) {
		what = append(what, attribute)
		if text == "" {
			text = "not read"
		}
		evidence = append(evidence, Evidence{Source: SourceEntra, Attribute: attribute + " mapping", Value: clipped(text)})
	}
	if !c.CNKnown {
		note("cn", t.CNText)
	}
	if !c.CNKnown && c.NewCN != "" {
		evidence = append(evidence, planEvidence("computed cn, which AD does not take", c.NewCN))
	}
	// To keep a container that does not exist yet is no question of expressions.
	keeps := t.Container == ContainerKeep && t.ContainerComputable()
	if !c.ParentKnown && !keeps {
		note("container", t.ContainerText)
	}
	if len(what) == 0 {
		return nil
	}
	if t.Job == nil {
		evidence = append(evidence, gapEvidence(c.World, SourceEntra, inventory.GapProvisioningJobs)...)
	}
	return oneHit("what Cloud Sync computes is not known: "+strings.Join(what, " and "), evidence...)
}
