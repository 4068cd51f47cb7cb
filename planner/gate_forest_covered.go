package planner

import (
	"slices"
	"strings"
)

func gateForestCovered() GateRule {
	return GateRule{
		ID: GateForestCovered, Phase: PhaseStamp,
		Title:   "Every domain of the forest was read",
		When:    "Each domain that the forests of the targets list was read whole, itself or through its forest's global catalog, so that anchors are known to be unique.",
		Why:     "Cloud Sync resolves groups by their anchor through the global catalog. A second object with the same anchor in a domain that nobody read is found only when it is too late.",
		Remedy:  "Read the domains that are missing: --ldap-url or --ldif for each, or --ldap-url with port 3268 or 3269 for the forest's global catalog.",
		FindOut: "Let the reading account see CN=Partitions of the configuration partition, which lists the forest's domains, and take the inventory again.",
		Facts:   []string{"F66", "F38", "T5"},
		Check:   checkForestCovered,
	}
}

func checkForestCovered(w *World, _ *census) ruling {
	var missing, unlisted []string
	var evidence []Evidence
	for _, f := range w.Forests() {
		if !w.targeted(&f) {
			continue
		}
		for _, d := range f.Domains {
			evidence = append(evidence, Evidence{SourceAD(d.Name), "anchors known", anchorsBy(&d)})
			if !d.Anchors {
				missing = append(missing, d.Name)
			}
			if !f.ListKnown {
				unlisted = append(unlisted, d.Name)
			}
		}
	}
	switch {
	case evidence == nil:
		return unknown("no AD domain was read", planEvidence("AD domains read", "none"))
	case len(missing) > 0:
		return fails("not read whole: "+strings.Join(missing, ", "), evidence...)
	case len(unlisted) > 0:
		return unknown("the list of the forest's domains was not read for "+strings.Join(unlisted, ", "), evidence...)
	}
	return passes("every domain of the forest was read", evidence...)
}

// targeted: a target lies in the forest.
func (w *World) targeted(f *ForestCoverage) bool {
	return slices.ContainsFunc(f.Domains, func(d DomainCoverage) bool {
		return slices.ContainsFunc(w.Targets, func(t Target) bool { return strings.EqualFold(t.Domain, d.Name) })
	})
}

// anchorsBy tells by what the anchors of a domain are all known.
func anchorsBy(d *DomainCoverage) string {
	switch {
	case d.Reading == DomainRead:
		return "yes, from the domain"
	case d.Anchors:
		return "yes, from the global catalog"
	case d.Reading == DomainInPart:
		return "no, the domain was read in part"
	}
	return "no, the domain was not read"
}
