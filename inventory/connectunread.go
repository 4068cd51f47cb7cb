package inventory

// ConnectUnread is a part of the facts that could not be read, and why.
type ConnectUnread struct {
	Section ConnectSection `json:"section"`
	Why     string         `json:"why"`
}

// ConnectSection names a part of the facts of a Connect server.
type ConnectSection string

// The parts that are read one by one, each from one source.
const (
	ConnectVersion     ConnectSection = "version"
	ConnectService     ConnectSection = "service"
	ConnectSchedule    ConnectSection = "scheduler"
	ConnectFeatures    ConnectSection = "features"
	ConnectThreshold   ConnectSection = "deletionThreshold"
	ConnectSettings    ConnectSection = "settings"
	ConnectAutoUpgrade ConnectSection = "autoUpgrade"
	ConnectRules       ConnectSection = "rules"
	ConnectConnectors  ConnectSection = "connectors"
	ConnectRuns        ConnectSection = "runs"
)

// ConnectSections lists the parts in the order in which they are read.
func ConnectSections() []ConnectSection {
	return []ConnectSection{
		ConnectService, ConnectSettings, ConnectVersion, ConnectSchedule, ConnectAutoUpgrade,
		ConnectFeatures, ConnectThreshold, ConnectConnectors, ConnectRules, ConnectRuns,
	}
}

// UnmarshalText reads a section's name.
func (s *ConnectSection) UnmarshalText(b []byte) error {
	sections := ConnectSections()
	names := make([]string, len(sections))
	for i, c := range sections {
		names[i] = string(c)
	}
	i, err := wireIndex(names, "section", string(b))
	if err == nil {
		*s = sections[i]
	}
	return err
}

// WhyUnread returns why a part could not be read; empty where the facts do not
// say so.
func (s *ConnectServer) WhyUnread(section ConnectSection) string {
	for _, u := range s.Unread {
		if u.Section == section {
			return u.Why
		}
	}
	return ""
}

// Gaps are the parts that could not be read, as gaps of the picture.
func (s *ConnectServer) Gaps() []Gap {
	var gaps []Gap
	for _, u := range s.Unread {
		gaps = append(gaps, Gap{
			Source: "connect:" + s.Name, What: GapConnect, Subject: string(u.Section), Why: u.Why, Hides: u.Section.hides(),
		})
	}
	return gaps
}

func (s ConnectSection) hides() string {
	switch s {
	case ConnectVersion:
		return "whether the build is new enough and still supported"
	case ConnectService:
		return "whether the synchronisation service runs"
	case ConnectSchedule:
		return "whether the server is in staging mode and when it synchronises"
	case ConnectFeatures:
		return "whether v1 and v2 are on, as this server sees it"
	case ConnectThreshold:
		return "how many deletions an export may hold"
	case ConnectSettings:
		return "the server's global settings"
	case ConnectAutoUpgrade:
		return "whether the server upgrades itself"
	case ConnectRules:
		return "whether the rules protect the AD objects at the switch"
	case ConnectConnectors:
		return "which containers are in the server's scope"
	case ConnectRuns:
		return "whether the last runs went well"
	}
	return ""
}
