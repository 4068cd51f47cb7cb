// Package entra reads a tenant through Microsoft Graph into facts. It judges
// nothing and cannot change anything: the transport refuses every request that
// is not a read.
//
// What could not be read becomes an [inventory.Gap], never a shorter list. An
// error is returned only where going on makes no sense: the sign-in failed,
// Graph refused the token, nothing answered at all, the sink failed or the
// context ended.
//
// It is the only package that imports msgraph-sdk-go, kiota and azidentity.
package entra
