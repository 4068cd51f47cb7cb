package planner

import (
	"slices"

	"gwbplan/inventory"
)

func gateGlobalCatalog() GateRule {
	return GateRule{
		ID: GateGlobalCatalog, Phase: PhaseTakeOver,
		Title:   "A global catalog answers",
		When:    "The global catalog of every target's forest was read from here, or somebody attests that every agent's host reaches one. That it answers here does not prove that it answers there.",
		Why:     "Cloud Sync resolves members that are groups through the global catalog. Where the agent does not reach it, nested groups are dropped.",
		Remedy:  "Open TCP 3268 and 389 from every agent's host to the domain controllers, and check with Test-NetConnection <domain controller> -Port 3268.",
		FindOut: "Run Test-NetConnection <domain controller> -Port 3268 on every agent's host, or name the global catalog as an --ldap-url with port 3268 or 3269.",
		Attest:  "attest.globalCatalog",
		Facts:   []string{"F66", "F87"},
		Check:   checkGlobalCatalog,
	}
}

func checkGlobalCatalog(w *World, _ *census) ruling {
	var evidence []Evidence
	for i := range w.Snap.Catalogs {
		evidence = append(evidence, Evidence{"gc:" + w.Snap.Catalogs[i].ForestRoot.DNSName(), "global catalog", "answered from here"})
	}
	all := len(w.Targets) > 0 && !slices.ContainsFunc(w.Targets, func(t Target) bool { return !w.catalogOf(t.Domain) })
	if a := w.Settings.Attest.GlobalCatalog; a == nil && all {
		return passes("the global catalog answers from here; the agents' own reach is for their hosts to prove", append(evidence, saidEvidence("globalCatalog", a))...)
	}
	return said("globalCatalog", w.Settings.Attest.GlobalCatalog, true, "every agent's host reaches a global catalog, as attested",
		"an agent's host does not reach a global catalog, as attested", "no global catalog of every target's forest was read", evidence...)
}

// catalogOf: the global catalog of the domain's forest was read.
func (w *World) catalogOf(domain string) bool {
	f := w.forestOf(domain)
	return f != nil && f.root != "" && slices.ContainsFunc(w.Snap.Catalogs, func(c inventory.ADCatalog) bool { return f.root == c.ForestRoot.Key() })
}
