// Package inventory holds the facts that gwbplan decides on: what was read of a
// Microsoft Entra tenant, of Active Directory and of the Connect server, and the
// snapshot file that carries those facts between machines.
//
// To start, read snapshot files with [gwbplan/inventory/snapfile.Load] and walk
// the [Snapshot]: its groups, AD objects and gaps.
//
// It judges nothing. A value that could not be read is unread, never a default:
// see [Flag], [Feature] and [Reading]. What is missing is listed as a [Gap].
//
// Collectors (packages entra, ad and connect below this one) turn a source into
// [Record] values and hand them to a [Sink] as they are read. A [Writer] is a
// sink that writes a snapshot (package snapfile gives it a file); a [Builder] is a sink that keeps the facts
// in memory and ends in a [Snapshot].
package inventory
