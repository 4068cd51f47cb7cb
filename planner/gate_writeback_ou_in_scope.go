package planner

import (
	"cmp"
	"fmt"
	"strings"

	"gwbplan/inventory"
)

func gateWritebackOUInScope() GateRule {
	return GateRule{
		ID: GateWritebackOUInScope, Phase: PhaseSwitch,
		Title:   "The containers of the written-back groups are in Connect's scope",
		When:    "Every container that holds an object of a cloud group lies in the OU filter of the active server, in a selected domain, and no pilot group filters its connector.",
		Why:     "An object that leaves Connect's scope loses what the two rules give it, and its members that are groups are not found any more.",
		Remedy:  "Add the containers to the OU filter of the active server and of every standby (Connect wizard, Customize synchronization options, Domain and OU filtering), and keep them there as long as Connect Sync runs.",
		FindOut: "Run Get-ADSyncConnector on the active server and give its facts with --connect-facts.",
		Facts:   []string{"F80", "F57"},
		Check:   checkWritebackOUInScope,
	}
}

func checkWritebackOUInScope(w *World, c *census) ruling {
	s := w.ActiveServer()
	switch {
	case s == nil:
		return w.noServer("Get-ADSyncConnector")
	case !s.ConnectorsRead:
		return unknown("the connectors of the active server were not read whole", unreadPart(s, inventory.ConnectConnectors, "Get-ADSyncConnector"))
	case len(c.homesIn("")) == 0:
		return c.ofAllObjects(w, skipped("no container holds an object of a cloud group", planEvidence("containers with written-back objects", "0")))
	}
	return c.ofAllObjects(w, scopeOf(s, c.homesIn("")))
}

func scopeOf(s *inventory.ConnectServer, homes []*home) ruling {
	var out []string
	var evidence []Evidence
	note := func(h *home, why string) {
		if why != "" {
			out = append(out, quoted(string(h.dn)))
		}
		evidence = append(evidence, connectEvidence(s.Name, string(h.dn), fmt.Sprintf("%s, %s", count(h.objects, "object", "objects"), cmp.Or(why, "in scope"))))
	}
	for _, h := range homes {
		note(h, homeFault(s, h))
	}
	evidence = cappedEvidence(evidence)
	if len(out) > 0 {
		return fails("not in the scope of the active server: "+strings.Join(out[:min(len(out), evidenceCap)], ", "), evidence...)
	}
	return passes(count(len(homes), "container with written-back objects is", "containers with written-back objects are")+" in the scope of the active server", evidence...)
}

// homeFault says why Connect Sync does not look at a container.
func homeFault(s *inventory.ConnectServer, h *home) string {
	if why := outOfScope(s, h.dn); why != "" {
		return why
	}
	for i := range s.Connectors {
		c := &s.Connectors[i]
		if c.GroupFilter != "" && partitionOf(c, h.dn) != nil {
			return "connector " + quoted(c.Name) + " takes only the members of " + quoted(string(c.GroupFilter))
		}
	}
	return ""
}

// cappedEvidence cuts a list of evidence and says how long it was.
func cappedEvidence(e []Evidence) []Evidence {
	return capped(e, func(v Evidence) Evidence { return v })
}
