package cutover

import (
	"slices"
	"strings"

	"gwbplan/planner"
)

// server is a Connect server that the plan has the facts of.
type server struct {
	name name
	role string
}

// servers are the Connect servers of the plan, the active one first. The gate on
// the standby servers shows each with its staging mode.
func (k *Kit) servers() []server {
	var out []server
	g := k.gate(planner.GateStandbyServers)
	if g == nil {
		return nil
	}
	for _, e := range g.Evidence {
		host, isServer := strings.CutPrefix(e.Source, "connect:")
		if !isServer || host == "" || !strings.HasSuffix(e.Attribute, "StagingModeEnabled") {
			continue
		}
		s := server{name(host), "role not read"}
		switch {
		case strings.HasPrefix(e.Value, "false"):
			s.role = "active"
		case strings.HasPrefix(e.Value, "true"):
			s.role = "standby, in staging mode"
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b server) int { return one(a.role != "active") - one(b.role != "active") })
	return out
}

// active names the server that exports today.
func (k *Kit) active() text {
	if s := k.servers(); len(s) > 0 && s[0].role == "active" {
		return say("the active Connect server {}", s[0].name)
	}
	return say("the active Connect server (**which one that is was not read**)")
}

// everyServer names all of them.
func (k *Kit) everyServer() text {
	all := k.servers()
	if len(all) == 0 {
		return say("every Connect server (**none was read: list them first**)")
	}
	var names []text
	for _, s := range all {
		names = append(names, say("{} ({})", s.name, s.role))
	}
	return say("every Connect server, one after the other: {}", joined(names, ", "))
}

func (k *Kit) gate(id planner.GateID) *planner.Gate {
	for i := range k.Plan.Gates {
		if k.Plan.Gates[i].ID == id {
			return &k.Plan.Gates[i]
		}
	}
	return nil
}
