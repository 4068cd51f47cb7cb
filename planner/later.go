package planner

import (
	"slices"

	"gwbplan/inventory"
)

// This file is for who holds a plan beside a later snapshot: what the plan
// assumed is assumed again, and single objects of the snapshot are asked about.

// World is the snapshot as the planner understands it.
func (p *Planner) World() *World { return p.world }

// Gaps are what the planner knows to be missing: the snapshot's gaps, and those
// that show only when its halves are together.
func (p *Planner) Gaps() []inventory.Gap { return append([]inventory.Gap{}, p.gaps...) }

// Readings lists the readings of the snapshot as a plan does.
func (w *World) Readings() []PlanSnapshot { return w.readings() }

// Assumptions are the settings under which the plan forecast names and members,
// for a look at a later snapshot. A name that gwbplan could not compute stays open.
func (p *Plan) Assumptions() Settings {
	s := DefaultSettings()
	for i := range p.Targets {
		s.Targets = append(s.Targets, p.Targets[i].settings())
	}
	for _, o := range p.Decisions.Overrides {
		if id, err := inventory.ParseObjectID(o.Group); err == nil && o.Applied {
			s.Overrides = append(s.Overrides, Override{Group: id, Decision: o.Decision, Reason: o.Reason, ApprovedBy: o.ApprovedBy})
		}
	}
	s.SecNullIsWritten = slices.ContainsFunc(p.Settings, func(x Setting) bool { return x.Key == "secNullIsWritten" && x.Value == "true" })
	return s
}

func (t *PlanTarget) settings() TargetSettings {
	s := TargetSettings{
		Domain: t.Domain, CN: t.CN, Container: t.Container, MembershipToOnPremisesUsers: t.MembershipToOnPremisesUsers,
		ProvisionUsers: t.ProvisionUsers, ScopeMode: t.ScopeMode,
	}
	whole := Target{TargetSettings: s}
	if whole.compile() != nil {
		return s // the planner says what is wrong with it
	}
	if whole.cn == nil {
		s.CN = ""
	}
	if whole.container == nil && !whole.keep {
		s.Container = ""
	}
	return s
}

// ForecastAgainst compares the group's members with an AD object that the
// caller chose, whatever the group matches now. Not for several goroutines.
func (w *World) ForecastAgainst(g *inventory.CloudGroup, o *inventory.ADObject) Forecast {
	c := w.named(w.groupIndex(g.ID))
	c.Object = o
	f := Forecast{Reading: g.MembersReading, ADReading: inventory.ReadWhole, Cloud: make([]MemberFate, len(g.Members))}
	for i, r := range g.Members {
		f.Cloud[i] = w.fate(c, r)
	}
	if w.comparing == nil {
		w.comparing = newComparer(w)
	}
	w.comparing.compare(c, &f)
	return f
}

// MatchesOf returns the objects that match a group, which need not be in the
// snapshot's cloud side, see [Matcher.Matches].
func (w *World) MatchesOf(g *inventory.CloudGroup) []Match { return w.matcher.Matches(g) }

// Unread reports whether the source could not show an attribute of the object,
// so that it may have a value although none was read.
func (w *World) Unread(o *inventory.ADObject, attribute string) bool {
	return w.attributeUnread(o, attribute)
}

// ADMember names a member of an AD object as a plan does: by the cloud object
// that has its SID or GUID, else as far as AD shows it.
func (w *World) ADMember(p *inventory.ADPrincipal) Member { return adMemberOf(w, p) }

// Member names a member of the cloud group as a plan does.
func (m *MemberFate) Member() Member { return memberOf(m) }
