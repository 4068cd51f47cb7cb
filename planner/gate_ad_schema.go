package planner

import (
	"strings"

	"gwbplan/inventory"
)

func gateADSchema() GateRule {
	return GateRule{
		ID: GateADSchema, Phase: PhaseStamp,
		Title:   "AD knows the anchor attribute",
		When:    "The schema of every target's forest has msDS-ExternalDirectoryObjectId.",
		Why:     "The anchor is written to that attribute. A schema older than Windows Server 2016 lacks it.",
		Remedy:  "Extend the schema to Windows Server 2016 or newer (adprep /forestprep) and wait until every domain controller has it.",
		FindOut: "Look for CN=ms-DS-External-Directory-Object-Id in the schema partition, and take the inventory with an account that can read the schema.",
		Facts:   []string{"F86"},
		Check: func(w *World, _ *census) ruling {
			return w.eachTarget("msDS-ExternalDirectoryObjectId in the schema", func(d *inventory.ADDomain) inventory.Flag { return d.AnchorInSchema },
				"AD knows the anchor attribute", "the schema lacks the anchor attribute", "whether the schema has the anchor attribute was not read")
		},
	}
}

// eachTarget asks one fact of every target's domain.
func (w *World) eachTarget(attribute string, fact func(*inventory.ADDomain) inventory.Flag, good, bad, open string) ruling {
	var off, unread []string
	var evidence []Evidence
	for i := range w.Targets {
		name, is := w.Targets[i].Domain, inventory.FlagUnread
		if d := w.Domain(name); d != nil {
			is = fact(d)
		}
		switch is {
		case inventory.FlagTrue:
		case inventory.FlagFalse:
			off = append(off, name)
		default:
			unread = append(unread, name)
		}
		evidence = append(evidence, Evidence{SourceAD(name), attribute, is.String()})
	}
	switch {
	case len(evidence) == 0:
		return unknown("no target domain is known", planEvidence("targets", "none"))
	case len(off) > 0:
		return fails(bad+": "+strings.Join(off, ", "), evidence...)
	case len(unread) > 0:
		return unknown(open+": "+strings.Join(unread, ", "), evidence...)
	}
	return passes(good, evidence...)
}
