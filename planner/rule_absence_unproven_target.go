package planner

import (
	"strings"

	"gwbplan/inventory"
)

// unprovenTarget: a configuration of another domain that has the group in its
// scope makes a second object there (ad-object-in-other-domain). Whether one
// has cannot be told where its assignments, or the configurations themselves,
// were not read.
func unprovenTarget(c *Case) []Hit {
	w := c.World
	var evidence []Evidence
	for i := range w.Snap.Jobs {
		j := &w.Snap.Jobs[i]
		if j.AssignedReading != inventory.ReadWhole && !strings.EqualFold(w.jobDomains[i], c.Object.Domain) {
			evidence = append(evidence, entraEvidence("appRoleAssignedTo", "not read whole for job "+j.ID))
		}
	}
	if len(w.Snap.Domains) > 1 {
		evidence = append(evidence, gapEvidence(w, SourceEntra, inventory.GapProvisioningJobs)...)
	}
	if len(evidence) == 0 {
		return nil
	}
	return []Hit{{
		Message:  "it cannot be told whether a Cloud Sync configuration of another AD domain has the group in its scope, which would create a second object there",
		Evidence: append([]Evidence{adEvidence(c.Object, "distinguishedName", string(c.Object.DN))}, evidence[:min(len(evidence), evidenceCap-1)]...),
		Remedy:   "Read the provisioning jobs and their assignments with Synchronization.Read.All and Application.Read.All and plan again.",
		Facts:    []string{"F50", "F66"},
	}}
}
