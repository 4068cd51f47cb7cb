package planner

import (
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// noServer is the judgement where the active Connect server's facts are missing.
func (w *World) noServer(part string) ruling {
	if len(w.Snap.Connect) == 0 {
		return unknown("no Connect server's facts were read", connectEvidence("", part, "not read"))
	}
	var names []Evidence
	for i := range w.Snap.Connect {
		s := &w.Snap.Connect[i]
		names = append(names, connectEvidence(s.Name, "Get-ADSyncScheduler StagingModeEnabled", s.Staging.String()))
	}
	if active := w.activeServers(); len(active) > 1 {
		r := unknown("which server writes is not known: "+bothActive(active), names...)
		r.remedy = twoActiveRemedy
		return r
	}
	r := unknown("of the Connect servers that were read none is known to be the active one", names...)
	r.remedy = noActiveRemedy
	return r
}

// bothActive names servers of which only one may be active (F82).
func bothActive(active []*inventory.ConnectServer) string {
	var names []string
	for _, s := range active {
		names = append(names, s.Name)
	}
	return "these Connect servers are active at the same time: " + quotedList(names)
}

const twoActiveRemedy = "One server alone may export. Put all but one into staging mode, then take the facts of every server again."

// noActiveRemedy: the procedure itself puts the active server into staging mode.
const noActiveRemedy = "Take the facts of the active server and give them with --connect-facts. In the middle of the procedure every server is in staging mode: " +
	"then say in the configuration file under attest.activeServer which one was active, with who and when."

// unreadPart is the evidence of a server's part that was not read.
func unreadPart(s *inventory.ConnectServer, section inventory.ConnectSection, part string) Evidence {
	why := "not read"
	if w := s.WhyUnread(section); w != "" {
		why += ": " + w
	}
	return connectEvidence(s.Name, part, why)
}

// activeRules judges the active server's rules, where they were read whole.
func (w *World) activeRules(judge func(*inventory.ConnectServer) ruling) ruling {
	s := w.ActiveServer()
	switch {
	case s == nil:
		return w.noServer("Get-ADSyncRule")
	case !s.RulesRead:
		return unknown("the rules of the active Connect server were not read whole", unreadPart(s, inventory.ConnectRules, "Get-ADSyncRule"))
	}
	return judge(s)
}

// writtenDomains are the AD domains whose objects the two rules protect.
func (w *World) writtenDomains() []string {
	var out []string
	for i := range w.Targets {
		out = append(out, w.Targets[i].Domain)
	}
	return out
}

// coexistenceFaults are what is missing or wrong with the two rules of a
// server: the inbound one, and the outbound one for each domain (T6, T9).
func (w *World) coexistenceFaults(s *inventory.ConnectServer) []string {
	var out []string
	if t := inboundRule().trouble(s, entraConnector(s)); t != "" {
		out = append(out, t)
	}
	for _, d := range w.writtenDomains() {
		if t := outboundRule().trouble(s, holdingConnector(s, domainRoot(d))); t != "" {
			out = append(out, fmt.Sprintf("for %s %s", d, t))
		}
	}
	return out
}

// domainRoot is the naming context of a domain by its DNS name.
func domainRoot(name string) inventory.DN {
	return inventory.DN("DC=" + strings.Join(strings.Split(name, "."), ",DC="))
}

// deletingRules are the rules of a server that delete what is not written any
// more (F34).
func deletingRules(s *inventory.ConnectServer) []string {
	var out []string
	for i := range s.Rules {
		if deletesOutOfScope(&s.Rules[i]) {
			out = append(out, s.Rules[i].Name)
		}
	}
	return out
}

// standardGroupRules are those that decide the type of a written-back group.
var standardGroupRules = []string{"In from AAD - Group SOAInAAD", "Out to AD - Group SOAInAAD", "Out to AD - Group SOAInAAD - Exchange"}

func isGroupRule(name string) bool {
	return slices.ContainsFunc(standardGroupRules, func(n string) bool { return strings.EqualFold(n, strings.TrimSpace(name)) })
}

// clonedFaults are the signs of F40: a copy of one of those rules, or the
// original switched off.
func clonedFaults(s *inventory.ConnectServer) []string {
	var out []string
	for i := range s.Rules {
		r := &s.Rules[i]
		original, isClone := r.CloneOf()
		switch {
		case isClone && isGroupRule(original) && !r.Disabled:
			out = append(out, "clone in force: "+r.Name)
		case isGroupRule(r.Name) && r.Disabled && r.Standard != inventory.FlagFalse:
			out = append(out, "original switched off: "+r.Name)
		}
	}
	return out
}

// ruleKey is what two servers must have alike of a rule. Connectors have an
// identifier of their own on each server (F82), so only their kind counts.
func ruleKey(s *inventory.ConnectServer, r *inventory.SyncRule) string {
	kind := ""
	if c := connectorOf(s, r.Connector); c != nil {
		kind = c.Kind
	}
	parts := []string{r.Name, r.Direction, kind, r.LinkType, fmt.Sprint(r.Precedence), fmt.Sprint(r.Disabled)}
	var clauses []string
	for _, group := range r.Scope {
		var texts []string
		for _, c := range group {
			texts = append(texts, strings.Join(append([]string{c.Attribute, c.Operator}, c.Values...), " "))
		}
		slices.Sort(texts)
		clauses = append(clauses, strings.Join(texts, " and "))
	}
	slices.Sort(clauses)
	var flows []string
	for _, f := range r.Flows {
		flows = append(flows, strings.Join(append([]string{f.Destination, f.FlowType, f.Expression}, f.Source...), " "))
	}
	slices.Sort(flows)
	return strings.ToLower(strings.Join(slices.Concat(parts, clauses, flows), "\x00"))
}

// isCustom: a rule of one's own. Where the server does not say, the precedence
// does: standard rules begin at 100.
func isCustom(r *inventory.SyncRule) bool {
	return r.Standard == inventory.FlagFalse || r.Standard != inventory.FlagTrue && r.Precedence < 100
}

// ruleDifferences names the custom rules that one of two servers has and the
// other has not, or has otherwise.
func ruleDifferences(a, b *inventory.ConnectServer) []string {
	var out []string
	missing := func(from, to *inventory.ConnectServer) {
		have := map[string]bool{}
		for i := range to.Rules {
			have[ruleKey(to, &to.Rules[i])] = true
		}
		for i := range from.Rules {
			if r := &from.Rules[i]; isCustom(r) && !have[ruleKey(from, r)] {
				out = append(out, fmt.Sprintf("%s of %s is not on %s, or otherwise", quoted(r.Name), from.Name, to.Name))
			}
		}
	}
	missing(a, b)
	missing(b, a)
	return out
}

// listEvidence shows each text of a list as a value of a server.
func listEvidence(s *inventory.ConnectServer, attribute string, list []string) []Evidence {
	return capped(list, func(v string) Evidence { return connectEvidence(s.Name, attribute, v) })
}
