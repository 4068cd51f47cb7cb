package ad

import (
	"context"

	"gwbplan/inventory"
)

// Source is Active Directory as something to read from. It is used by one
// goroutine at a time; only this package makes one. An error means that reading could not go on (the sink
// refused a record, the context ended); what a server would not show is no
// error but an [inventory.Gap].
type Source interface {
	// Domains are the DNS names of the domains that the source shows, sorted; a
	// global catalog has none.
	Domains() []string
	// Collect reads the domains' own facts, the stamped groups, their
	// tombstones, the content of their containers and the groups that hold them.
	Collect(ctx context.Context, sink inventory.Sink) error
	// Lookup reads further objects and containers, of the source's domains
	// alone: what lies in another domain is left to that domain's source.
	Lookup(ctx context.Context, req LookupRequest, sink inventory.Sink) error
	// Between them [Link] finds what connects the domains.
	//
	// Finish hands over what Lookup could still have changed: groups known so
	// far without their members, and one domain record each, with everything
	// that Collect and Lookup covered. It is called exactly once.
	Finish(sink inventory.Sink) error
	// Close ends the source. It may be called at any time, and twice.
	Close() error

	parts() []*collector
}

// LookupRequest names objects and containers that only the cloud side made
// interesting.
type LookupRequest struct {
	// SIDs are objectSids that converted cloud groups carry.
	SIDs []inventory.SID
	// Containers are containers that a provisioning job writes to.
	Containers []inventory.DN
}
