package planner

import "strings"

func gateCloudAvailability() GateRule {
	return GateRule{
		ID: GateCloudAvailability, Phase: PhaseSwitch,
		Title:   "Cloud Sync provisions groups to AD in this cloud",
		When:    "The tenant is in the public cloud, or somebody attests that the feature is there in its cloud.",
		Why:     "Microsoft's pages say that only tenants of the public cloud are supported, and give values for other clouds all the same. In a cloud without it the switch leads nowhere.",
		Remedy:  "Stay on Connect Sync, and ask Microsoft when the feature comes to this cloud.",
		FindOut: "Look whether Entra admin center, Entra Connect, Cloud sync offers a configuration from Microsoft Entra ID to AD, and ask Microsoft's support for a written answer.",
		Attest:  "attest.cloudAvailable",
		Facts:   []string{"C11", "F116"},
		Check: func(w *World, _ *census) ruling {
			t := w.Snap.Tenant
			if t == nil || t.Cloud == "" {
				return unknown("in which cloud the tenant is was not read", entraEvidence("cloud", "not read"))
			}
			e := entraEvidence("cloud", t.Cloud)
			if strings.EqualFold(t.Cloud, "public") {
				return passes("the tenant is in the public cloud", e)
			}
			return said("cloudAvailable", w.Settings.Attest.CloudAvailable, true, "the feature is there in this cloud, as attested",
				"the feature is not there in this cloud, as attested", "not confirmed for the cloud "+quoted(t.Cloud), e)
		},
	}
}
