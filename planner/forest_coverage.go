package planner

import (
	"cmp"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// DomainReading is how far one domain of a forest was read.
type DomainReading string

// The readings of a domain.
const (
	// DomainRead: every written-back group of it was read.
	DomainRead DomainReading = "read"
	// DomainInPart: it was read, and something may be there unseen.
	DomainInPart DomainReading = "in-part"
	// DomainUnread: no domain controller of it was asked.
	DomainUnread DomainReading = "unread"
)

// ForestCoverage is how far one forest was read: what decides whether an
// anchor is known to be unique in it (F66), and whether everything is known
// that holds a written-back group.
type ForestCoverage struct {
	// Root is the root domain's DNS name, empty where it is not known.
	Root string
	// ListKnown: the forest's own list of domains (crossRef) was read.
	ListKnown bool
	// Domains are in the order of their names.
	Domains []DomainCoverage
}

// DomainCoverage is one domain of a [ForestCoverage].
type DomainCoverage struct {
	Name    string
	Reading DomainReading
	// Anchors: all its anchored groups are known, from the domain or from the
	// global catalog.
	Anchors bool
	// NotAsked are the domains read beside it whose groups were not looked for
	// among the members of this one's.
	NotAsked []string
}

// Forests returns how far each forest was read, in the order of their roots.
func (w *World) Forests() []ForestCoverage {
	var out []ForestCoverage
	for i := range w.forests {
		f := &w.forests[i]
		c := ForestCoverage{Root: inventory.DN(f.root).DNSName(), ListKnown: f.whole}
		for name := range f.names {
			c.Domains = append(c.Domains, w.coverageOf(f, name))
		}
		slices.SortFunc(c.Domains, func(a, b DomainCoverage) int { return cmp.Compare(a.Name, b.Name) })
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b ForestCoverage) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Domains[0].Name, b.Domains[0].Name))
	})
	return out
}

func (w *World) coverageOf(f *forest, name string) DomainCoverage {
	c := DomainCoverage{Name: name, Reading: DomainUnread, Anchors: f.anchored[name], NotAsked: w.notAsked(f, name)}
	switch {
	case w.DomainWhole(name):
		c.Reading, c.Anchors = DomainRead, true
	case w.Domain(name) != nil:
		c.Reading = DomainInPart
	}
	return c
}

// notAsked are the other domains of the forest that were read and whose groups
// were not looked for in this one.
func (w *World) notAsked(f *forest, name string) []string {
	d := w.Domain(name)
	if d == nil {
		return nil
	}
	var out []string
	for other := range f.names {
		if other != name && w.Domain(other) != nil && !containsFold(d.HoldersOf, other) {
			out = append(out, other)
		}
	}
	slices.Sort(out)
	return out
}

// holdersUnknown are the domains, read beside this one, that may hold a group of
// it without anybody knowing: they were not asked, or could not answer. What a
// domain holds that nobody read is for the forest's coverage to say.
func (w *World) holdersUnknown(domain string) []string {
	f := w.forestOf(domain)
	if f == nil {
		return nil
	}
	var out []string
	for other := range f.names {
		if strings.EqualFold(other, domain) || w.Domain(other) == nil {
			continue
		}
		if containsFold(w.notAsked(f, other), domain) || w.gapOf(other, inventory.GapADParents, "") {
			out = append(out, other)
		}
	}
	slices.Sort(out)
	return out
}

// forestGaps are what the plan does not know because domains of a forest were
// not read, or not asked about each other's groups.
func (w *World) forestGaps() []inventory.Gap {
	var out []inventory.Gap
	for _, f := range w.Forests() {
		for _, d := range f.Domains {
			source := SourceAD(d.Name)
			target := slices.ContainsFunc(w.Targets, func(t Target) bool { return strings.EqualFold(t.Domain, d.Name) })
			switch {
			case d.Reading == DomainUnread && !target && d.Anchors:
				out = append(out, inventory.Gap{Source: source, What: inventory.GapADForest,
					Why:   "the domain of the forest was read from the global catalog alone",
					Hides: "its domain-local and global groups that hold written-back groups"})
			case d.Reading == DomainUnread && !target:
				out = append(out, inventory.Gap{Source: source, What: inventory.GapADForest,
					Why:   "the domain of the forest was not read",
					Hides: "whether an anchor stands on an object of it too, and its groups that hold written-back groups"})
			}
			for _, other := range d.NotAsked {
				out = append(out, inventory.Gap{Source: source, What: inventory.GapADParents, Subject: other,
					Why:   "the domain was read without being asked about the other domain's groups: read both in one run, or name the other's snapshot with --with",
					Hides: "which groups of this domain hold written-back groups of the other"})
			}
		}
	}
	return out
}
