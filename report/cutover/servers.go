package cutover

import "gwbplan/planner"

// server is the first Connect server with a role, nil where the plan has none.
func (k *Kit) server(role planner.ServerRole) *planner.PlanServer {
	for i := range k.Plan.Connect {
		if k.Plan.Connect[i].Role == role {
			return &k.Plan.Connect[i]
		}
	}
	return nil
}

func roleWords(r planner.ServerRole) string {
	switch r {
	case planner.ServerActive:
		return "active"
	case planner.ServerStaging:
		return "standby, in staging mode"
	}
	return "role not read"
}

// active names the server that exports today.
func (k *Kit) active() text {
	if s := k.server(planner.ServerActive); s != nil {
		return say("the active Connect server {}", name(s.Name))
	}
	return say("the active Connect server (**which one that is was not read**)")
}

// everyServer names all of them.
func (k *Kit) everyServer() text {
	if len(k.Plan.Connect) == 0 {
		return say("every Connect server (**none was read: list them first**)")
	}
	return say("every Connect server, one after the other: {}", joined(k.serverNames(), ", "))
}

func (k *Kit) serverNames() []text {
	var out []text
	for _, s := range k.Plan.Connect {
		t := say("{} ({})", name(s.Name), roleWords(s.Role))
		if len(s.Unread) > 0 {
			t = t.and(say("**not wholly read**"))
		}
		out = append(out, t)
	}
	return out
}

func (k *Kit) gate(id planner.GateID) *planner.Gate {
	for i := range k.Plan.Gates {
		if k.Plan.Gates[i].ID == id {
			return &k.Plan.Gates[i]
		}
	}
	return nil
}
