package planner

import (
	"cmp"
	"slices"
	"strings"

	"gwbplan/inventory"
)

func gateTargetContainer() GateRule {
	return GateRule{
		ID: GateTargetContainer, Phase: PhaseTakeOver,
		Title:   "The target containers exist",
		When:    "Every container that the configurations name was seen in AD, or somebody attests that they exist; with keep, those that hold the objects today.",
		Why:     "Cloud Sync does not make containers. Where one is missing every new or moved group fails.",
		Remedy:  "Make the containers (New-ADOrganizationalUnit), give the agents' account its rights there, and keep them in Connect's scope.",
		FindOut: "Run Get-ADObject <container DN> for each container.",
		Attest:  "attest.targetContainers",
		Facts:   []string{"F68", "F69", "C10"},
		Check:   checkTargetContainer,
	}
}

func checkTargetContainer(w *World, c *census) ruling {
	var evidence []Evidence
	var open []string
	a := w.Settings.Attest.TargetContainers
	for i := range w.Targets {
		t := &w.Targets[i]
		containers := w.containersOf(t, c)
		if len(containers) == 0 {
			open = append(open, t.Domain+": which containers it writes to is not known")
			evidence = append(evidence, planEvidence(t.Domain, cmp.Or(t.Container, "not read")))
		}
		for _, dn := range containers {
			seen := w.containerSeen(dn, c)
			evidence = append(evidence, Evidence{SourceAD(t.Domain), "container", string(dn) + map[bool]string{true: ", seen", false: ", not seen"}[seen]})
			if !seen {
				open = append(open, quoted(string(dn))+" was not seen in AD")
			}
		}
	}
	switch {
	case len(evidence) == 0:
		return unknown("no target domain is known", planEvidence("targets", "none"))
	case len(open) > 0:
		return said("targetContainers", a, true, "the target containers exist, as attested", "a target container is missing, as attested",
			strings.Join(open, "; "), cappedEvidence(evidence)...)
	}
	return passes("every target container was seen in AD", cappedEvidence(evidence)...)
}

// containersOf are the containers that a target writes to, as far as they can
// be told: today's with keep, else the constants of its expression.
func (w *World) containersOf(t *Target, c *census) []inventory.DN {
	var out []inventory.DN
	if t.keep {
		for _, h := range c.homesIn(t.Domain) {
			if h.bound > 0 {
				out = append(out, h.dn)
			}
		}
		return out
	}
	if t.container != nil {
		t.container.texts(func(s string) {
			if isDN(s) && !slices.Contains(out, inventory.DN(s)) {
				out = append(out, inventory.DN(s))
			}
		})
	}
	return out
}

// containerSeen: the container was read, holds an object, or is one itself.
func (w *World) containerSeen(dn inventory.DN, c *census) bool {
	return c.homes[dn.Key()] != nil || w.ObjectAt(dn) != nil
}
