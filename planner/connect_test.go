package planner

import (
	"fmt"
	"slices"
	"testing"

	"gwbplan/inventory"
)

// serversOf plans the good tenant, changed, and returns its servers.
func serversOf(t *testing.T, change func(b *tenant)) []PlanServer {
	t.Helper()
	b, _ := allGood(t)
	change(b)
	return b.plan().Connect
}

// without takes a Connect server away, and from what was attested.
func (b *tenant) without(server string) {
	b.rest = slices.DeleteFunc(b.rest, func(r inventory.Record) bool {
		s, ok := r.(*inventory.ConnectServer)
		return ok && s.Name == server
	})
	b.opt.Settings.Attest.ConnectServers = nil
}

func TestPlanServers(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *tenant)
		want   []string
	}{
		"both rules are right": {func(*tenant) {}, []string{
			"SYNC01 active 2.5.79.0 [88 89] unread []", "inbound 88 []", "outbound 89 []",
			"SYNC02 staging 2.5.79.0 [88 89] unread []", "inbound 88 []", "outbound 89 []",
		}},
		"connectors swapped": {func(b *tenant) {
			s := b.active()
			s.Rules[0].Connector, s.Rules[1].Connector = s.Rules[1].Connector, s.Rules[0].Connector
			b.without("SYNC02")
		}, []string{"SYNC01 active 2.5.79.0 [88 89] unread []", "inbound 88 [on another connector]", "outbound 89 [on another connector]"}},
		"a rule that deletes, and another precedence": {func(b *tenant) {
			s := b.active()
			s.Rules = append(s.Rules[2:], inventory.SyncRule{Identifier: idDeleteRule, Precedence: 7}, inventory.SyncRule{Identifier: "x", Precedence: 7})
			b.without("SYNC02")
		}, []string{"SYNC01 active 2.5.79.0 [7] unread []", "delete-out-of-scope 7 []"}},
		"nothing was read": {func(b *tenant) {
			b.without("SYNC02")
			*b.active() = inventory.ConnectServer{Name: "SYNC01", Unread: []inventory.ConnectUnread{{Section: inventory.ConnectRules, Why: "denied"}}}
		}, []string{"SYNC01 unknown  [] unread [{version } {scheduler } {connectors } {rules denied}]"}},
		"a server that somebody attested": {func(b *tenant) {
			b.without("SYNC02")
			b.active().Rules = nil
			b.opt.Settings.Attest.ConnectServers = &Attested[[]string]{[]string{"SYNC00", "sync01"}, "Ada", "2026-11-19"}
		}, []string{"SYNC00 unknown  [] unread [{version } {scheduler } {connectors } {rules }]", "SYNC01 active 2.5.79.0 [] unread []"}},
	} {
		var got []string
		for _, s := range serversOf(t, c.change) {
			got = append(got, fmt.Sprintf("%s %s %s %v unread %v", s.Name, s.Role, s.Build, s.Precedences, s.Unread))
			for _, r := range s.Rules {
				got = append(got, fmt.Sprintf("%s %d %v", r.Part, r.Precedence, r.Faults))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		}
	}
}

// TestPlanConnectors: both kinds are listed with the identifier that they have
// on this server (F82), and an AD connector with its domains alone.
func TestPlanConnectors(t *testing.T) {
	servers := serversOf(t, func(b *tenant) {
		s := b.active()
		ad := &s.Connectors[1]
		ad.Partitions = append(ad.Partitions, inventory.ConnectorDomain{DN: "DC=DomainDnsZones,DC=contoso,DC=com", Domain: flagFalse})
		s.Connectors = append(s.Connectors, inventory.SyncConnector{Name: "HR", Kind: "SQL"})
		slices.Reverse(s.Connectors)
	})
	var got []string
	for _, c := range servers[0].Connectors {
		got = append(got, fmt.Sprintf("%s %s %v", c.Kind, c.Name, c.Domains))
	}
	if want := []string{"Entra contoso.onmicrosoft.com - AAD []", "AD contoso.com [contoso.com]"}; !slices.Equal(got, want) {
		t.Errorf("connectors %q, want %q", got, want)
	}
}

// TestAdminDescriptionIsInThePlanWhereItTells: most objects have the group's
// stamp, and a plan of 100,000 groups need not repeat it.
func TestAdminDescriptionIsInThePlanWhereItTells(t *testing.T) {
	for value, want := range map[string]string{"": "", "notes of an admin": "notes of an admin", "TakenOver_Group_x": "TakenOver_Group_x"} {
		b := newTenant(t)
		o := b.written(b.security("Sales", flagTrue))
		o.Anchor = o.AdminDescription
		if value != "" {
			o.AdminDescription = value
		}
		if got := b.plan().Groups[0].ADObjects[0].AdminDescription; got != want {
			t.Errorf("%q: %q in the plan, want %q", value, got, want)
		}
	}
}

// TestComeAlong: a nested group that is not bound for Cloud Sync must come along
// where AD holds it now, and there alone.
func TestComeAlong(t *testing.T) {
	for name, c := range map[string]struct {
		build func(*tenant) *cloudRecord
		want  []string
	}{
		"in AD now":         {holding(nestedInAD), []string{"Child"}},
		"not in AD":         {holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.security("Child", flagFalse)) }), nil},
		"it goes by itself": {holding(func(b *tenant, g *cloudRecord, o *adRecord) { member(g, b.security("Child", flagTrue)) }), nil},
	} {
		b := newTenant(t)
		c.build(b)
		var got []string
		for _, m := range b.plan().Groups[0].Members.ComeAlong {
			got = append(got, m.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
