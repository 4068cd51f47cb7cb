package cutover

import (
	"slices"
	"strings"

	"gwbplan/planner/facts"
)

// basis names the facts of a step, and those among them that no page settles.
func basis(ids []string) text {
	if len(ids) == 0 {
		return nil
	}
	var open []string
	for _, id := range ids {
		if !confirmed(id) {
			open = append(open, id)
		}
	}
	out := say("Rests on {}.", strings.Join(ids, ", "))
	if len(open) > 0 {
		out = out.and(say("**Unverified: {}.** Microsoft's pages do not settle it; see what you find.", strings.Join(open, ", ")))
	}
	return out
}

// confirmed reports whether somebody published the whole fact.
func confirmed(id string) bool {
	f, known := facts.ByID(id)
	return known && !slices.ContainsFunc(f.Bases, func(b facts.Basis) bool {
		return b == facts.Inferred || b == facts.ToVerify || b == facts.Disputed
	})
}

// citedFacts are the facts of all steps, each once, in the order of the list of facts.
func (d *document) citedFacts() []facts.Fact {
	cited := map[string]bool{}
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if b.Step != nil {
				for _, id := range b.Step.Facts {
					cited[id] = true
				}
			}
		}
	}
	var out []facts.Fact
	for _, f := range facts.All() {
		if cited[f.ID] {
			out = append(out, f)
		}
	}
	return out
}
