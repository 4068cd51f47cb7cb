package planner

import (
	"cmp"
	"fmt"
	"strings"

	"gwbplan/inventory"
)

func gateConnectBuild() GateRule {
	return GateRule{
		ID: GateConnectBuild, Phase: PhaseSwitch,
		Title:   "Connect Sync is new enough and in support",
		When:    "The build of every Connect server that was read reaches limits.connectFeatureFloor and limits.connectSupportFloor.",
		Why:     "Builds before 2.2.8.0 do not send onPremisesObjectIdentifier, without which Cloud Sync finds no synced member. A build out of support may stop synchronising without notice, in the middle of the way.",
		Remedy:  "Upgrade the servers, standby ones first, and take the facts again. On each check that the two rules of the coexistence are still there.",
		FindOut: "Look up the version on each server (Programs and Features, Microsoft Entra Connect Sync) and give its facts with --connect-facts. Set limits.connectSupportFloor to the oldest build that Microsoft's version history shows as supported today.",
		Facts:   []string{"F85", "F4", "F11", "C6"},
		Check:   checkConnectBuild,
	}
}

func checkConnectBuild(w *World, _ *census) ruling {
	l := w.Settings.Limits
	evidence := []Evidence{
		planEvidence("limits.connectFeatureFloor", string(l.ConnectFeatureFloor)),
		planEvidence("limits.connectSupportFloor", cmp.Or(string(l.ConnectSupportFloor), "none")),
	}
	var old, open []string
	for i := range w.Snap.Connect {
		s := &w.Snap.Connect[i]
		if s.Version == "" {
			evidence = append(evidence, unreadPart(s, inventory.ConnectVersion, "version"))
		} else {
			evidence = append(evidence, connectEvidence(s.Name, "version", s.Version))
		}
		o, u := buildFaults(s, l)
		old, open = append(old, o...), append(open, u...)
	}
	switch {
	case len(w.Snap.Connect) == 0:
		return w.noServer("version")
	case len(old) > 0:
		return fails(strings.Join(old, "; "), evidence...)
	case len(open) > 0:
		return unknown(strings.Join(open, "; "), evidence...)
	case l.ConnectSupportFloor == "":
		return unknown("the builds are new enough; whether they are in support is not known, as no limits.connectSupportFloor is given", evidence...)
	}
	return passes("every build that was read is new enough and in support", evidence...)
}

func buildFaults(s *inventory.ConnectServer, l Limits) (old, open []string) {
	for _, f := range []struct {
		floor Build
		what  string
	}{{l.ConnectFeatureFloor, "what Cloud Sync needs"}, {l.ConnectSupportFloor, "what is in support"}} {
		before, known := Build(s.Version).Before(f.floor)
		switch {
		case f.floor == "":
		case !known:
			open = []string{"the build of " + quoted(s.Name) + " is not known"}
		case before:
			old = append(old, fmt.Sprintf("%s has build %s, below %s for %s", quoted(s.Name), s.Version, f.floor, f.what))
		}
	}
	return old, open
}
