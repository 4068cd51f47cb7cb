package planner

import (
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// Identifiers of the rules that the published procedure creates, and of the
// one that deletes (P3, P4, F34).
const (
	idInboundRule  = "e4eae1c9-b9bc-4328-ade9-df871cdd3027"
	idOutboundRule = "419fda18-75bb-4e23-b947-8b06e7246551"
	idDeleteRule   = "cb871f2d-0f01-4c32-a333-ff809145b947"
	idEntra        = "b891884f-051e-4a83-95af-2544101c9083"
)

// wantedRule is what one of the two rules of the coexistence has to look like.
type wantedRule struct {
	name, id, direction, link string
	scope                     []inventory.FilterClause
	flow                      string // the attribute that it sets, "" for none
}

// inboundRule marks the cloud groups that Connect Sync must leave alone.
func inboundRule() wantedRule {
	return wantedRule{
		name: "inbound rule", id: idInboundRule, direction: "Inbound", link: "Join", flow: "cloudNoFlow",
		scope: []inventory.FilterClause{
			{Attribute: "cloudMastered", Operator: "EQUAL", Values: []string{"true"}},
			{Attribute: "mail", Operator: "ISNULL"},
		},
	}
}

// outboundRule keeps the marked groups' AD objects, one rule a forest (T9).
func outboundRule() wantedRule {
	return wantedRule{
		name: "outbound rule", id: idOutboundRule, direction: "Outbound", link: "JoinNoFlow",
		scope: []inventory.FilterClause{{Attribute: "cloudNoFlow", Operator: "EQUAL", Values: []string{"True"}}},
	}
}

// trouble says what is missing or wrong with the rule among those of a server:
// empty where one rule on the connector is right. The nearest candidate's
// faults are named.
func (w wantedRule) trouble(s *inventory.ConnectServer, onConnector func(*inventory.SyncRule) bool) string {
	var nearest []string
	for i := range s.Rules {
		r := &s.Rules[i]
		if !w.meant(r) {
			continue
		}
		faults := w.faults(r, onConnector)
		if len(faults) == 0 {
			return ""
		}
		if nearest == nil || len(faults) < len(nearest) {
			nearest = faults
		}
	}
	if nearest == nil {
		return "the " + w.name + " is missing"
	}
	return "the " + w.name + " is wrong: " + strings.Join(nearest, ", ")
}

// meant recognises the rule by its identifier, or by its scope where it was
// made by hand.
func (w wantedRule) meant(r *inventory.SyncRule) bool {
	return strings.EqualFold(strings.Trim(r.Identifier, "{}"), w.id) ||
		strings.EqualFold(r.Direction, w.direction) && mentions(r.Scope, w.scope[0].Attribute) &&
			(w.flow == "" || w.flows(r))
}

func (w wantedRule) faults(r *inventory.SyncRule, onConnector func(*inventory.SyncRule) bool) []string {
	var out []string
	check := func(ok bool, fault string) {
		if !ok {
			out = append(out, fault)
		}
	}
	check(!r.Disabled, "disabled")
	check(strings.EqualFold(r.Direction, w.direction), "direction "+quoted(r.Direction))
	check(onConnector(r), "on another connector")
	check(strings.EqualFold(r.LinkType, w.link), fmt.Sprintf("link type %s, want %s", quoted(r.LinkType), w.link))
	check(r.Precedence < 100, fmt.Sprintf("precedence %d, want below 100", r.Precedence))
	check(sameScope(r.Scope, w.scope), "another scope")
	check(w.flow == "" || w.flows(r), "no flow to "+w.flow)
	return out
}

func (w wantedRule) flows(r *inventory.SyncRule) bool {
	return slices.ContainsFunc(r.Flows, func(f inventory.RuleFlow) bool { return strings.EqualFold(f.Destination, w.flow) })
}

func mentions(scope [][]inventory.FilterClause, attribute string) bool {
	return slices.ContainsFunc(scope, func(group []inventory.FilterClause) bool {
		return slices.ContainsFunc(group, func(c inventory.FilterClause) bool { return strings.EqualFold(c.Attribute, attribute) })
	})
}

// sameScope: one group of clauses, the wanted ones in any order and no other.
func sameScope(scope [][]inventory.FilterClause, want []inventory.FilterClause) bool {
	if len(scope) != 1 || len(scope[0]) != len(want) {
		return false
	}
	for _, c := range want {
		if !slices.ContainsFunc(scope[0], func(have inventory.FilterClause) bool { return sameClause(have, c) }) {
			return false
		}
	}
	return true
}

func sameClause(a, b inventory.FilterClause) bool {
	return strings.EqualFold(a.Attribute, b.Attribute) && strings.EqualFold(a.Operator, b.Operator) &&
		(len(b.Values) == 0 || slices.EqualFunc(a.Values, b.Values, strings.EqualFold))
}

// deletesOutOfScope recognises the rule that turns "not written any more" into
// a deletion in AD (F34), by its identifier or by what it sets.
func deletesOutOfScope(r *inventory.SyncRule) bool {
	if r.Disabled {
		return false
	}
	return strings.EqualFold(strings.Trim(r.Identifier, "{}"), idDeleteRule) ||
		slices.ContainsFunc(r.Flows, func(f inventory.RuleFlow) bool {
			return strings.EqualFold(f.Destination, "reasonFiltered") &&
				strings.Contains(strings.Join(append(f.Source, f.Expression), " "), "DeleteThisGroupInAD")
		})
}

// entraConnector tells whether a rule stands on the connector to Entra ID.
func entraConnector(s *inventory.ConnectServer) func(*inventory.SyncRule) bool {
	return func(r *inventory.SyncRule) bool {
		if c := connectorOf(s, r.Connector); c != nil {
			return strings.EqualFold(c.Kind, "Entra")
		}
		return !s.ConnectorsRead || strings.EqualFold(strings.Trim(r.Connector, "{}"), idEntra)
	}
}

// holdingConnector tells whether a rule stands on the AD connector that has a
// partition with the object in it.
func holdingConnector(s *inventory.ConnectServer, dn inventory.DN) func(*inventory.SyncRule) bool {
	return func(r *inventory.SyncRule) bool {
		c := connectorOf(s, r.Connector)
		return !s.ConnectorsRead || c != nil && strings.EqualFold(c.Kind, "AD") && partitionOf(c, dn) != nil
	}
}

// connectorOf finds a connector by the identifier or name that a rule gives.
func connectorOf(s *inventory.ConnectServer, ref string) *inventory.SyncConnector {
	for i := range s.Connectors {
		c := &s.Connectors[i]
		if strings.EqualFold(strings.Trim(c.Identifier, "{}"), strings.Trim(ref, "{}")) || strings.EqualFold(c.Name, ref) {
			return c
		}
	}
	return nil
}

// partitionOf returns the connector's partition of the DN's own domain, nil for
// none: a child domain lies under its parent by name, and in no parent's partition.
func partitionOf(c *inventory.SyncConnector, dn inventory.DN) *inventory.ConnectorDomain {
	for i := range c.Partitions {
		if c.Partitions[i].DN.DNSName() == dn.DNSName() {
			return &c.Partitions[i]
		}
	}
	return nil
}

// outOfScope says why Connect Sync does not look at the DN; empty where it
// does, or where its OU filter is not known.
func outOfScope(s *inventory.ConnectServer, dn inventory.DN) string {
	if !s.ConnectorsRead {
		return ""
	}
	known := false
	for i := range s.Connectors {
		c := &s.Connectors[i]
		if !strings.EqualFold(c.Kind, "AD") {
			continue
		}
		known = true
		if p := partitionOf(c, dn); p != nil {
			switch {
			case p.Selected == inventory.FlagFalse:
				return "its domain is not selected in connector " + quoted(c.Name)
			case inFilter(p, dn):
				return ""
			}
			return "its OU is not in the scope of connector " + quoted(c.Name)
		}
	}
	if !known {
		return ""
	}
	return "no AD connector has its domain"
}

// inFilter: the deepest included or excluded container above the object
// decides. A partition that lists nothing tells nothing.
func inFilter(p *inventory.ConnectorDomain, dn inventory.DN) bool {
	if len(p.Included) == 0 {
		return true
	}
	return depthOf(p.Included, dn) > depthOf(p.Excluded, dn)
}

// depthOf is the length of the deepest of the containers that holds the DN.
func depthOf(containers []inventory.DN, dn inventory.DN) int {
	deepest := 0
	for _, c := range containers {
		if dn.Under(c) {
			deepest = max(deepest, len(c.Split()))
		}
	}
	return deepest
}
