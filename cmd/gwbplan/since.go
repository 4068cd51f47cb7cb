package main

import (
	"fmt"

	"gwbplan/inventory"
	"gwbplan/inventory/entra"
	"gwbplan/inventory/snapfile"
)

// loadSince reads the snapshot that --since names.
func (g *gatherer) loadSince() error {
	path := g.flags.since
	if path == "" {
		return nil
	}
	old, err := snapfile.Load(path)
	if err != nil {
		return fmt.Errorf("--since: %w", err)
	}
	if old.Tenant == nil {
		return usagef("--since %s has no cloud side; name a snapshot of --tenant, or leave --since out", path)
	}
	if len(old.Domains) > 0 && len(g.flags.ldapURLs)+len(g.flags.ldif) == 0 {
		g.voice.warn("the AD side of %s is not taken over; read it again with --ldap-url or --ldif, here or into a snapshot of its own", path)
	}
	g.since = old
	return nil
}

// sameTenant is a sink that refuses another tenant than that of the earlier
// snapshot.
type sameTenant struct {
	old  *inventory.Snapshot
	path string
}

// Put looks at the tenant, which comes before anything is kept.
func (s sameTenant) Put(r inventory.Record) error {
	t, ok := r.(*inventory.Tenant)
	if !ok || s.old == nil || t.ID == s.old.Tenant.ID {
		return nil
	}
	return usagef("--since %s is of tenant %s, and the sign-in leads to tenant %s; name a snapshot of the same tenant, or leave --since out", s.path, s.old.Tenant.ID, t.ID)
}

// sayRefreshed tells what became of the earlier snapshot. That everything was
// read anew is said even with --quiet: it took the time of a whole reading.
func (g *gatherer) sayRefreshed(r entra.Refresh) {
	switch {
	case g.since == nil:
	case r.Whole != "":
		g.voice.warn("--since: everything was read anew, since nothing can be relied on: %s", r.Whole)
	default:
		g.voice.say("--since: %d lists of members have not changed, %d were read", r.Kept, r.Read)
	}
}
