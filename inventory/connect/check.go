package connect

import (
	"fmt"

	"gwbplan/inventory"
)

// Check tells for each part of a server's facts whether it was read. A fact
// that nobody read and for which no reason stands in the file counts as
// missing too: a file written by hand may leave anything out.
func Check(s *inventory.ConnectServer) []inventory.Check {
	source := "connect:" + s.Name
	out := []inventory.Check{{Source: source, What: "readable", Status: inventory.CheckPresent, Detail: taken(s)}}
	for _, section := range inventory.ConnectSections() {
		c := inventory.Check{Source: source, What: string(section), Status: inventory.CheckPresent}
		why := s.WhyUnread(section)
		if why == "" && !holds(s, section) {
			why = "the file says nothing of it"
		}
		if why != "" {
			c.Status, c.Detail, c.Gap = inventory.CheckMissing, "not read: "+why, inventory.GapConnect
			c.Remedy = "run the script that gwbplan connect-script prints on the server again, as a member of ADSyncAdmins"
		}
		out = append(out, c)
	}
	return out
}

func taken(s *inventory.ConnectServer) string {
	out := "no time is given"
	if s.TakenAt != nil {
		out = "read at " + s.TakenAt.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	switch s.Staging {
	case inventory.FlagTrue:
		out += ", in staging mode"
	case inventory.FlagFalse:
		out += ", the active server"
	}
	if s.Version != "" {
		out += fmt.Sprintf(", build %s", s.Version)
	}
	return out
}

// holds reports whether anything of a part is there.
func holds(s *inventory.ConnectServer, section inventory.ConnectSection) bool {
	switch section {
	case inventory.ConnectVersion:
		return s.Version != ""
	case inventory.ConnectService:
		return s.ServiceRunning != inventory.FlagUnread
	case inventory.ConnectSchedule:
		return s.Staging != inventory.FlagUnread
	case inventory.ConnectFeatures:
		return s.WritebackV1 != inventory.FeatureUnread && s.WritebackV2 != inventory.FeatureUnread
	case inventory.ConnectThreshold:
		return s.DeletionThreshold != nil
	case inventory.ConnectSettings:
		return len(s.Settings) > 0
	case inventory.ConnectAutoUpgrade:
		return s.AutoUpgrade != ""
	case inventory.ConnectRules:
		return s.RulesRead
	case inventory.ConnectConnectors:
		return s.ConnectorsRead
	case inventory.ConnectRuns:
		return s.RunsRead
	}
	return false
}
