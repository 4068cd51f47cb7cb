// Package ad reads Active Directory: over LDAP ([Dial]) or from LDIF files
// ([OpenLDIF]). Both are a [Source] and go through the same collector, so that
// the same directory gives the same facts whichever way it was read.
//
// Nothing is ever written: over LDAP the only operations are bind, search,
// StartTLS and unbind, and [LDAP.WhoAmI] where somebody calls it. A part that
// could not be read becomes an [inventory.Gap]; what was read before the
// failure is kept.
//
// A [Source] is used in this order:
//
//	Collect   the domain, its stamped groups, what lives beside them, what holds them
//	Lookup    any number of times: objects by SID, further containers
//	Finish    once, always: the records that later steps could still have changed
//
// # LDIF
//
// The files are taken for what they are: text that somebody exported. They
// prove absence only below the scopes that the user vouches for, never beyond
// a domain's border, and not at all where a file shows that it is cut short
// (its last line, its search result, its own count of entries). An attribute
// that no group has counts as not exported unless the export was one of all
// attributes (instanceType is there, or ldapsearch's "# requesting: ALL").
package ad
