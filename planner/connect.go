package planner

import (
	"cmp"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// PlanServer is an Entra Connect Sync server as far as the cut-over needs it:
// rules live on each server, and so do the identifiers of connectors (F82).
type PlanServer struct {
	Name string `json:"name"`
	// Role is active for the one that exported before the cut-over began.
	Role ServerRole `json:"role"`
	// Build is the version of Connect Sync, left out where it was not read.
	Build            string         `json:"build,omitempty"`
	SyncCycleEnabled inventory.Flag `json:"syncCycleEnabled"`
	// Connectors are those to Entra ID and to AD, Entra ID first.
	Connectors []PlanConnector `json:"connectors"`
	// Rules are those of the coexistence (P3, P4), right or wrong, and those
	// that delete what is not written any more (F34).
	Rules []PlanSyncRule `json:"rules"`
	// Precedences are those below 100 that some rule has, ascending: each can
	// be given once.
	Precedences []int `json:"precedences"`
	// Unread are the parts that the lists above rest on and that were not read.
	Unread []inventory.ConnectUnread `json:"unread"`
}

// ServerRole is what a Connect server does.
type ServerRole string

// The roles of a Connect server.
const (
	ServerActive  ServerRole = "active"
	ServerStaging ServerRole = "staging"
	ServerUnknown ServerRole = "unknown"
)

// PlanConnector is a connector of a Connect server.
type PlanConnector struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
	// Kind is AD or Entra.
	Kind ConnectorKind `json:"kind"`
	// Forest and Domains, by DNS name, are those of an AD connector.
	Forest  string   `json:"forest,omitempty"`
	Domains []string `json:"domains"`
}

// ConnectorKind is the directory that a connector leads to.
type ConnectorKind string

// The kinds of connectors.
const (
	ConnectorAD    ConnectorKind = "AD"
	ConnectorEntra ConnectorKind = "Entra"
)

// PlanSyncRule is a synchronisation rule that matters to the cut-over.
type PlanSyncRule struct {
	Part       RulePart `json:"part"`
	Name       string   `json:"name"`
	Identifier string   `json:"identifier"`
	// Connector is the identifier of its connector.
	Connector  string `json:"connector"`
	Precedence int    `json:"precedence"`
	// Faults are what is wrong with it, empty for a rule that is right.
	Faults []string `json:"faults"`
}

// RulePart is what a rule is for.
type RulePart string

// The parts that rules have in the cut-over: P3, P4, and F34.
const (
	RuleInbound  RulePart = "inbound"
	RuleOutbound RulePart = "outbound"
	RuleDeletes  RulePart = "delete-out-of-scope"
)

// planServers lists the servers by name: those whose facts were read, and those
// that somebody attested and of which nothing is known.
func (w *World) planServers() []PlanServer {
	out := []PlanServer{}
	for i := range w.Snap.Connect {
		out = append(out, w.planServer(&w.Snap.Connect[i]))
	}
	missing, _ := w.serversMissing()
	for _, name := range missing {
		out = append(out, w.planServer(&inventory.ConnectServer{Name: name}))
	}
	slices.SortStableFunc(out, func(a, b PlanServer) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func (w *World) planServer(s *inventory.ConnectServer) PlanServer {
	return PlanServer{
		Name: s.Name, Role: w.roleOf(s), Build: s.Version, SyncCycleEnabled: s.SyncCycleEnabled,
		Connectors: planConnectors(s), Rules: w.planRules(s), Precedences: takenPrecedences(s), Unread: unreadOf(s),
	}
}

func (w *World) roleOf(s *inventory.ConnectServer) ServerRole {
	switch {
	case s.Staging == inventory.FlagFalse, s == w.ActiveServer():
		return ServerActive
	case s.Staging == inventory.FlagTrue:
		return ServerStaging
	}
	return ServerUnknown
}

func planConnectors(s *inventory.ConnectServer) []PlanConnector {
	out := []PlanConnector{}
	for i := range s.Connectors {
		c := &s.Connectors[i]
		p := PlanConnector{Name: c.Name, Identifier: c.Identifier, Forest: c.Forest, Domains: []string{}}
		switch {
		case strings.EqualFold(c.Kind, string(ConnectorAD)):
			p.Kind = ConnectorAD
		case strings.EqualFold(c.Kind, string(ConnectorEntra)):
			p.Kind = ConnectorEntra
		default:
			continue // to some other directory
		}
		for j := range c.Partitions {
			if name := c.Partitions[j].DN.DNSName(); name != "" && c.Partitions[j].Domain != inventory.FlagFalse {
				p.Domains = append(p.Domains, name)
			}
		}
		slices.Sort(p.Domains)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b PlanConnector) int {
		return cmp.Or(-cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Identifier, b.Identifier))
	})
	return out
}

// planRules lists a server's rules that matter, by part and precedence.
func (w *World) planRules(s *inventory.ConnectServer) []PlanSyncRule {
	out := []PlanSyncRule{}
	inbound, outbound := inboundRule(), outboundRule()
	for i := range s.Rules {
		r := &s.Rules[i]
		p := PlanSyncRule{Name: r.Name, Identifier: r.Identifier, Connector: r.Connector, Precedence: r.Precedence, Faults: []string{}}
		switch {
		case inbound.meant(r):
			p.Part, p.Faults = RuleInbound, append(p.Faults, inbound.faults(r, entraConnector(s))...)
		case outbound.meant(r):
			p.Part, p.Faults = RuleOutbound, append(p.Faults, outbound.faults(r, w.writingConnector(s))...)
		case deletesOutOfScope(r):
			p.Part = RuleDeletes
		default:
			continue
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b PlanSyncRule) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Precedence, b.Precedence), cmp.Compare(a.Identifier, b.Identifier))
	})
	return out
}

// writingConnector tells whether a rule stands on an AD connector that writes
// to a domain with written-back objects.
func (w *World) writingConnector(s *inventory.ConnectServer) func(*inventory.SyncRule) bool {
	domains := w.writtenDomains()
	return func(r *inventory.SyncRule) bool {
		return slices.ContainsFunc(domains, func(d string) bool { return holdingConnector(s, domainRoot(d))(r) })
	}
}

func takenPrecedences(s *inventory.ConnectServer) []int {
	out := []int{}
	for i := range s.Rules {
		if p := s.Rules[i].Precedence; p < 100 {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unreadOf lists the parts that were not read, with the reason where the facts
// give one.
func unreadOf(s *inventory.ConnectServer) []inventory.ConnectUnread {
	out := []inventory.ConnectUnread{}
	for _, part := range []struct {
		section inventory.ConnectSection
		read    bool
	}{
		{inventory.ConnectVersion, s.Version != ""}, {inventory.ConnectSchedule, s.Staging != inventory.FlagUnread},
		{inventory.ConnectConnectors, s.ConnectorsRead}, {inventory.ConnectRules, s.RulesRead},
	} {
		if !part.read {
			out = append(out, inventory.ConnectUnread{Section: part.section, Why: s.WhyUnread(part.section)})
		}
	}
	return out
}
