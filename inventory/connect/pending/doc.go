// Package pending reads what a staging Connect server would export, before it
// does (F81): the XML that csexport writes with /f:x, and the CSV that
// CSExportAnalyzer makes of it.
//
// The XML is read as Microsoft's reference of the connector space export
// describes it: cs-objects, cs-object, unapplied-export, delta, attr, dn-attr.
// No file of a real server was at hand, so what that reference leaves open is
// unverified: that a renamed object's delta has newdn, and the header of the
// CSV, of which Microsoft explains OMODT and AMODT alone. Columns are found by
// their names, and a column that has no known name is told.
//
// A file is read object by object, whatever its size. No DTD is read and no
// entity of one is resolved.
package pending
