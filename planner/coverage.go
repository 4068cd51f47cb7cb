package planner

import (
	"cmp"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// Absence is evidence only where the reading was complete. This file knows
// how far it was.

type gapKey struct {
	source  string // in lower case; empty: any source
	what    inventory.GapKind
	subject string // the key of a DN or a name in lower case; empty: any
}

func (w *World) indexGaps() {
	w.gapped = map[gapKey]bool{}
	for i := range w.Snap.Gaps {
		g := &w.Snap.Gaps[i]
		source := strings.ToLower(g.Source)
		w.gapped[gapKey{source, g.What, ""}] = true
		w.gapped[gapKey{"", g.What, ""}] = true
		w.gapped[gapKey{source, g.What, subjectKey(g.Subject)}] = true
	}
}

// subjectKey makes two ways to write one DN or attribute equal.
func subjectKey(subject string) string { return inventory.DN(subject).Key() }

// gapOf reports whether a gap of an AD domain concerns just this subject.
func (w *World) gapOf(domain string, what inventory.GapKind, subject string) bool {
	return w.DomainGap(domain, what) && w.gapped[gapKey{strings.ToLower(SourceAD(domain)), what, subjectKey(subject)}]
}

// HasGap reports whether any of these parts is missing from any source.
func (w *World) HasGap(kinds ...inventory.GapKind) bool {
	return slices.ContainsFunc(kinds, func(k inventory.GapKind) bool { return w.gapped[gapKey{"", k, ""}] })
}

// DomainGap reports whether any of these parts of an AD domain is missing.
func (w *World) DomainGap(domain string, kinds ...inventory.GapKind) bool {
	source := strings.ToLower(SourceAD(domain))
	return slices.ContainsFunc(kinds, func(k inventory.GapKind) bool { return w.gapped[gapKey{source, k, ""}] })
}

// SourceAD names a domain as a source of gaps and evidence.
func SourceAD(domain string) string { return "ad:" + domain }

// SourceEntra and SourcePlan name the other sources of evidence.
const (
	SourceEntra = "entra"
	SourcePlan  = "plan"
)

// CloudWhole reports whether live and deleted cloud groups were read without a
// gap, so that "no such cloud group" is evidence.
func (w *World) CloudWhole() bool {
	return w.Snap.Tenant != nil && !w.HasGap(inventory.GapCloudGroups, inventory.GapDeletedGroups)
}

// DomainWhole reports whether all written-back groups of the AD domain were
// read: what was covered reaches up to the domain itself, without a gap.
func (w *World) DomainWhole(name string) bool {
	d := w.Domain(name)
	if d == nil || w.DomainGap(d.Name, inventory.GapADGroups, inventory.GapADDomain, inventory.GapADContainer) || w.stampsDenied(name) {
		return false
	}
	return slices.ContainsFunc(d.Covered, d.DN.Under)
}

// stampsDenied reports whether groups of the domain may carry a stamp that the
// account may not read: they drop out of a search silently. Where groups only
// look so, they were seen.
func (w *World) stampsDenied(domain string) bool {
	if !w.DomainGap(domain, inventory.GapADAttributes) {
		return false
	}
	return slices.ContainsFunc(w.Snap.Gaps, func(g inventory.Gap) bool {
		if g.What != inventory.GapADAttributes || !strings.EqualFold(g.Source, SourceAD(domain)) {
			return false
		}
		untested := g.Count == 0
		return untested || g.Subject == "adminDescription" || g.Subject == "msDS-ExternalDirectoryObjectId"
	})
}

// objectsUnseen reports whether the domain's stamped groups or a container of
// theirs could not be read to the end, so that objects may be there unseen. A
// gap about one attribute or one object that was found hides no other object.
func (w *World) objectsUnseen(domain string) bool {
	if w.stampsDenied(domain) {
		return true
	}
	if !w.DomainGap(domain, inventory.GapADGroups, inventory.GapADDomain, inventory.GapADContainer) {
		return false
	}
	return slices.ContainsFunc(w.Snap.Gaps, func(g inventory.Gap) bool {
		if !strings.EqualFold(g.Source, SourceAD(domain)) {
			return false
		}
		switch g.What {
		case inventory.GapADDomain, inventory.GapADContainer:
			return true
		case inventory.GapADGroups:
			o := w.Snap.ObjectByDN(inventory.DN(g.Subject))
			return g.Subject == "" || strings.Contains(g.Subject, "=") && (o == nil || !strings.EqualFold(o.ObjectClass, "group"))
		}
		return false
	})
}

// indexUnseen notes the domains that a source was asked for and whose objects
// it could not show to the end.
func (w *World) indexUnseen() {
	for i := range w.Snap.Gaps {
		domain, ok := strings.CutPrefix(w.Snap.Gaps[i].Source, SourceAD(""))
		if ok && !containsFold(w.unseen, domain) && w.objectsUnseen(domain) {
			w.unseen = append(w.unseen, domain)
		}
	}
}

// AbsenceProvenFor reports whether an object of this group would have been
// seen: every target domain was read whole, and for a converted group its SID
// was looked up or found. Where the settings name no targets, a domain with a
// hole may be one: its written-back objects would have told.
func (w *World) AbsenceProvenFor(g *inventory.CloudGroup) bool {
	if len(w.Targets) == 0 || len(w.Settings.Targets) == 0 && len(w.unseen) > 0 {
		return false
	}
	for i := range w.Targets {
		if !w.Targets[i].whole {
			return false
		}
	}
	return g.OnPremisesSyncEnabled == inventory.FlagTrue || w.SIDSettled(g.OnPremisesSecurityIdentifier)
}

// SIDSettled reports whether it is known if AD has an object with this SID:
// it was read, or looked up and found nowhere. No SID is settled too.
func (w *World) SIDSettled(sid inventory.SID) bool {
	if sid == "" || w.WithSID(sid) != nil {
		return true
	}
	_, found := slices.BinarySearchFunc(w.lookups, sid, func(a, b inventory.SID) int { return cmp.Compare(a, b) })
	return found
}

func (w *World) indexLookups() {
	for _, l := range w.Snap.SIDLookups {
		w.lookups = append(w.lookups, l.SID)
	}
	slices.Sort(w.lookups)
}

// ContainerRead reports whether all direct children of a container were read,
// so that a name that was not seen there is free.
func (w *World) ContainerRead(dn inventory.DN) bool {
	name := dn.DNSName()
	d := w.Domain(name)
	if d == nil || w.gapAt(name, inventory.GapADContainer, dn) {
		return false
	}
	return slices.ContainsFunc(d.Containers, dn.Equal)
}

// gapAt reports whether a gap of this kind concerns the subject or everything.
func (w *World) gapAt(domain string, what inventory.GapKind, subject inventory.DN) bool {
	if !w.DomainGap(domain, what) {
		return false
	}
	return slices.ContainsFunc(w.Snap.Gaps, func(g inventory.Gap) bool {
		return g.What == what && strings.EqualFold(g.Source, SourceAD(domain)) &&
			(g.Subject == "" || subject.Equal(inventory.DN(g.Subject)))
	})
}

// DeletedReadable reports whether deleted objects of the domain could be read,
// so that a tombstone that was not seen is not there.
func (w *World) DeletedReadable(domain string) bool {
	d := w.Domain(domain)
	return d != nil && d.DeletedReadable == inventory.FlagTrue && !w.DomainGap(domain, inventory.GapADDeleted)
}
