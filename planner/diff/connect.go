package diff

import (
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// connect compares the Connect servers that both sides have.
func (s *snapshots) connect() {
	name := func(c *inventory.ConnectServer) string { return strings.ToLower(c.Name) }
	pairs(s.before.Connect, s.after.Connect, name, func(a, b *inventory.ConnectServer) {
		switch {
		case b == nil: // told among what is not known
		case a == nil:
			s.put(Entry{Section: SectionServers, Change: Added, ID: b.Name, Name: b.Name})
		default:
			s.server(a, b)
		}
	})
}

// server compares one server: its rules, connectors, features and settings one
// by one. When something ran, and what is going on now, changes all the time.
func (s *snapshots) server(a, b *inventory.ConnectServer) {
	s.changed(Entry{Section: SectionServers, Change: Changed, ID: b.Name, Name: b.Name,
		Fields: fields(a, b, "takenAt", "scheduler", "runs", "rules", "connectors", "features", "settings")})
	of := func(what string) string { return b.Name + ": " + what }
	list(s.comparison, SectionFeatures, a.Features, b.Features, func(f *inventory.ConnectFeature) string { return of(f.Name) }, func(f *inventory.ConnectFeature) string { return of(f.Name) })
	list(s.comparison, SectionSetup, a.Settings, b.Settings, func(f *inventory.ConnectSetting) string { return of(f.Name) }, func(f *inventory.ConnectSetting) string { return of(f.Name) })
	if a.ConnectorsRead && b.ConnectorsRead {
		list(s.comparison, SectionConnectors, a.Connectors, b.Connectors, func(c *inventory.SyncConnector) string { return of(c.Identifier) }, func(c *inventory.SyncConnector) string { return of(c.Name) })
	}
	if a.RulesRead && b.RulesRead {
		list(s.comparison, SectionRules, a.Rules, b.Rules, func(r *inventory.SyncRule) string { return of(r.Identifier) }, func(r *inventory.SyncRule) string { return of(r.Name) })
	}
}

// counts is the field of a list's length.
func counts(before, after int) []Field {
	return differing("members", strconv.Itoa(before), strconv.Itoa(after))
}
