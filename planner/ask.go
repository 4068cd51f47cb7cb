package planner

import (
	"slices"

	"gwbplan/inventory"
)

// JobContainers are the containers that a provisioning job is seen to write
// to: a constant, or the constants of a Switch. AD has to be asked about them,
// since a name may be taken there.
func JobContainers(j *inventory.ProvisioningJob) []inventory.DN {
	if c, ok := constantOf(j.Container); ok && isDN(c) {
		return []inventory.DN{inventory.DN(c)}
	}
	e, err := parseExpression(j.Container.Expression)
	if err != nil {
		return nil
	}
	var out []inventory.DN
	e.texts(func(s string) {
		if isDN(s) && !slices.Contains(out, inventory.DN(s)) {
			out = append(out, inventory.DN(s))
		}
	})
	return out
}

// GapDecides reports whether a gap of this kind could change a group's
// decision, as far as one side alone can tell.
func GapDecides(kind inventory.GapKind) bool {
	return slices.ContainsFunc(gapWeights(), func(w gapWeight) bool { return w.kind == kind })
}

// texts visits every quoted text of the expression.
func (e *expression) texts(visit func(string)) {
	if e.op == "text" {
		visit(e.text)
	}
	for i := range e.args {
		e.args[i].texts(visit)
	}
}
