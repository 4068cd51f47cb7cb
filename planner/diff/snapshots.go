package diff

import (
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// Snapshots says what changed in each directory. Two tenants, and snapshots that
// hold different halves, are a [*MismatchError].
func Snapshots(before, after *inventory.Snapshot, old, new Side) (*Report, error) {
	for _, side := range []struct {
		to   *Side
		snap *inventory.Snapshot
	}{{&old, before}, {&new, after}} {
		side.to.Date, side.to.Gaps = side.snap.TakenDay(), len(side.snap.Gaps)
		side.to.Holds = parts(side.snap)
		if t := side.snap.Tenant; t != nil {
			side.to.Tenant = t.ID.String()
		}
	}
	if err := sameParts(before, after, old, new); err != nil {
		return nil, err
	}
	s := &snapshots{comparison: newComparison(OfSnapshots, old, new), before: before, after: after}
	s.unread()
	s.cloud()
	s.ad()
	s.connect()
	list(s.comparison, SectionGaps, before.Gaps, after.Gaps, gapKey, func(g *inventory.Gap) string { return g.Source + ": " + string(g.What) })
	return s.finish(), nil
}

// snapshots compares two snapshots.
type snapshots struct {
	*comparison
	before, after *inventory.Snapshot
}

// gapKey tells gaps apart: a source can have several of one kind, for different
// reasons.
func gapKey(g *inventory.Gap) string {
	return strings.Join([]string{g.Source, string(g.What), g.Subject, g.Why}, " | ")
}

// hasCloud tells whether the cloud side was read at all.
func hasCloud(s *inventory.Snapshot) bool {
	return s.Tenant != nil || len(s.Groups) > 0 || slices.ContainsFunc(s.Headers, func(h inventory.Header) bool {
		return slices.ContainsFunc(h.Sources, func(src inventory.Source) bool { return src.Kind == "graph" })
	})
}

// parts are what a snapshot is a reading of.
func parts(s *inventory.Snapshot) []string {
	out := []string{}
	if hasCloud(s) {
		out = append(out, "cloud")
	}
	for i := range s.Domains {
		out = append(out, "AD "+domainName(&s.Domains[i]))
	}
	for i := range s.Connect {
		out = append(out, "Connect "+s.Connect[i].Name)
	}
	return out
}

func domainName(d *inventory.ADDomain) string {
	if d.Name != "" {
		return strings.ToLower(d.Name)
	}
	return strings.ToLower(string(d.DN))
}

// sameParts refuses what would look like a directory that was emptied.
func sameParts(a, b *inventory.Snapshot, old, new Side) error {
	const next = "give two snapshots of the same tenant that hold the same sources"
	held := fmt.Sprintf("%s holds %s, and %s holds %s", old.File, inWords(old.Holds), new.File, inWords(new.Holds))
	switch {
	case hasCloud(a) != hasCloud(b), (len(a.Domains) > 0) != (len(b.Domains) > 0), len(a.Domains)+len(a.Connect) == 0 && !hasCloud(a):
		return &MismatchError{held, next}
	case a.Tenant != nil && b.Tenant != nil && a.Tenant.ID != b.Tenant.ID:
		return &MismatchError{fmt.Sprintf("they are of two tenants, %s and %s", a.Tenant.ID, b.Tenant.ID), next}
	case !hasCloud(a) && len(a.Domains) == 0 && len(b.Connect) == 0:
		return &MismatchError{held, next}
	case len(a.Domains) > 0 && len(common(a, b)) == 0:
		return &MismatchError{"they have no AD domain in common: " + held, next}
	}
	return nil
}

func inWords(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}

// common are the AD domains that both have.
func common(a, b *inventory.Snapshot) map[string]bool {
	out := map[string]bool{}
	for i := range a.Domains {
		name := domainName(&a.Domains[i])
		if slices.ContainsFunc(b.Domains, func(d inventory.ADDomain) bool { return domainName(&d) == name }) {
			out[name] = true
		}
	}
	return out
}

// unread says what of the old side the new one cannot show.
func (s *snapshots) unread() {
	both := common(s.before, s.after)
	for i := range s.before.Domains {
		if name := domainName(&s.before.Domains[i]); !both[name] {
			s.report.Unknowns = append(s.report.Unknowns, fmt.Sprintf("the AD domain %s is not in %s: what changed there is not known", name, s.report.New.File))
		}
	}
	for i := range s.before.Connect {
		name := s.before.Connect[i].Name
		if !slices.ContainsFunc(s.after.Connect, func(o inventory.ConnectServer) bool { return strings.EqualFold(o.Name, name) }) {
			s.report.Unknowns = append(s.report.Unknowns, fmt.Sprintf("the Connect server %s is not in %s: what changed there is not known", name, s.report.New.File))
		}
	}
	for i := range s.after.Gaps {
		g := &s.after.Gaps[i]
		of := g.Source + ": " + string(g.What)
		if g.Subject != "" {
			of += " of " + g.Subject
		}
		s.report.Unknowns = append(s.report.Unknowns, fmt.Sprintf("%s has a gap, %s, hides %s: %s", s.report.New.File, of, g.Hides, g.Why))
	}
}
