package planner

import (
	"cmp"
	"fmt"
	"strings"

	"gwbplan/inventory"
)

func gateLicense() GateRule {
	return GateRule{
		ID: GateLicense, Phase: PhaseSwitch,
		Title:   "The licences for Cloud Sync are there",
		When:    "The tenant has an enabled Entra ID P1 licence for up to two configurations, and one of Entra ID Governance for more; twenty are the most.",
		Why:     "Without the licence the configuration cannot be made, and after the switch the groups would stay frozen.",
		Remedy:  "Get the licences, or plan fewer configurations. Configurations from before the general availability stay on P1: attest it then.",
		FindOut: "Look at Entra admin center, Billing, Licenses, or read the tenant with LicenseAssignment.Read.All.",
		Attest:  "attest.licences",
		Facts:   []string{"F50", "F91"},
		Check:   checkLicense,
	}
}

func checkLicense(w *World, _ *census) ruling {
	a, n := w.Settings.Attest.Licences, len(w.Targets)
	evidence := []Evidence{planEvidence("Cloud Sync configurations", fmt.Sprint(n))}
	need := licenceOf(n)
	p1, governance := w.enabledPlans("AAD_PREMIUM"), w.enabledPlans("GOVERNANCE")
	for i := range w.Snap.Licences {
		l := &w.Snap.Licences[i]
		evidence = append(evidence, entraEvidence("subscribedSkus "+l.SKUPartNumber, fmt.Sprintf("%s, %d enabled, %d consumed", cmp.Or(l.CapabilityStatus, "no status"), l.Enabled, l.Consumed)))
	}
	evidence = cappedEvidence(evidence)
	switch {
	case need == LicenceNone:
		return fails(fmt.Sprintf("%d configurations are more than Cloud Sync allows", n), evidence...)
	case a != nil:
		return said("licences", a, true, "the licences are there, as attested", "licences are missing, as attested", "", evidence...)
	case w.Snap.Tenant == nil || w.HasGap(inventory.GapLicences):
		return unknown("the licences were not read", append(evidence, saidEvidence("licences", a))...)
	case !p1:
		return fails("no enabled Entra ID P1 licence", evidence...)
	case need == LicenceGovernance && !governance:
		return fails(fmt.Sprintf("%d configurations need Entra ID Governance, and no enabled licence of it is there", n), evidence...)
	}
	return passes("the licences are there for "+count(n, "configuration", "configurations"), evidence...)
}

// enabledPlans: an enabled subscription has a service plan with this in its
// name. P2 and the suites contain P1's plan by its own name.
func (w *World) enabledPlans(part string) bool {
	for i := range w.Snap.Licences {
		l := &w.Snap.Licences[i]
		if l.Enabled == 0 || !strings.EqualFold(l.CapabilityStatus, "Enabled") && !strings.EqualFold(l.CapabilityStatus, "Warning") {
			continue
		}
		for _, plan := range append([]string{l.SKUPartNumber}, l.ServicePlans...) {
			if strings.Contains(strings.ToUpper(plan), part) {
				return true
			}
		}
	}
	return false
}
