package config

import (
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// root reads the whole file.
func (d *decoder) root(v value) {
	s := &d.settings
	v.object(fields{
		"targets": d.targets,
		"limits":  d.limits,
		"secNullIsWritten": func(v value) {
			if is, ok := v.boolean(); ok {
				s.SecNullIsWritten = is
				d.given(v)
			}
		},
		"sideBySide":  d.sideBySide,
		"acknowledge": d.acknowledge,
		"attest":      d.attest,
		"waves":       d.waves,
		"overrides":   d.overrides,
		"waivers":     d.waivers,
	})
}

// given notes that the file sets a key.
func (d *decoder) given(v value) { d.settings.Given[v.key] = true }

// set reads a value and keeps it where it is right.
func set[T any](to *T, read func(value) (T, bool)) func(value) {
	return func(v value) {
		if x, ok := read(v); ok {
			*to = x
			v.d.given(v)
		}
	}
}

// least reads whole numbers from a bound on.
func least(n int) func(value) (int, bool) {
	return func(v value) (int, bool) { return v.number(n) }
}

// oneOf reads one of these words.
func oneOf[W ~string](words ...W) func(value) (W, bool) {
	return func(v value) (W, bool) { return word(v, words...) }
}

func (d *decoder) targets(v value) {
	v.list(func(i int, v value) {
		t := d.target(v)
		same := func(o planner.TargetSettings) bool { return strings.EqualFold(o.Domain, t.Domain) }
		if t.Domain != "" && slices.ContainsFunc(d.settings.Targets, same) {
			v.bad("domain %s has a target already; keep one, Cloud Sync has one configuration a domain", t.Domain)
		}
		d.settings.Targets = append(d.settings.Targets, t)
	})
}

func (d *decoder) target(v value) planner.TargetSettings {
	var t planner.TargetSettings
	seen := v.object(fields{
		"domain":                  set(&t.Domain, value.domain),
		"container":               set(&t.Container, container),
		"cn":                      set(&t.CN, oneOf(planner.CNDisplayName, planner.CNGUID)),
		planner.KeyMembership:     set(&t.MembershipToOnPremisesUsers, value.boolean),
		planner.KeyProvisionUsers: set(&t.ProvisionUsers, value.boolean),
		"scopeMode":               set(&t.ScopeMode, oneOf(planner.ScopeSelected, planner.ScopeAll)),
	})
	v.need(seen, "domain")
	for _, k := range []string{planner.KeyMembership, planner.KeyProvisionUsers} {
		if !seen[k] {
			t.Open = append(t.Open, k)
		}
	}
	if dn := inventory.DN(t.Container); t.Domain != "" && t.Container != "" && t.Container != planner.ContainerKeep && !strings.EqualFold(dn.DNSName(), t.Domain) {
		v.bad("container %s does not lie in domain %s", t.Container, t.Domain)
	}
	return t
}

// container reads keep or a DN.
func container(v value) (string, bool) {
	s, ok := v.text()
	if !ok || s == planner.ContainerKeep {
		return s, ok
	}
	if !isDN(inventory.DN(s)) {
		v.bad("%q is neither keep nor a DN such as OU=Groups,DC=contoso,DC=com", s)
		return "", false
	}
	return s, true
}

// isDN: every part has an attribute and a value, and the last ones name a domain.
func isDN(dn inventory.DN) bool {
	parts := dn.Split()
	for _, p := range parts {
		if p.Attribute == "" || strings.TrimSpace(p.Value) == "" {
			return false
		}
	}
	return len(parts) > 1 && dn.DNSName() != ""
}

func (d *decoder) limits(v value) {
	l := &d.settings.Limits
	v.object(fields{
		"profile":             set(&l.Profile, oneOf(planner.Profile2026, planner.Profile2025)),
		"groupMembers":        set(&l.GroupMembers, least(1)),
		"v1MemberCap":         set(&l.V1MemberCap, least(1)),
		"m365WriteOut":        set(&l.M365WriteOut, least(0)),
		"agentFloor":          set(&l.AgentFloor, value.build),
		"connectFeatureFloor": set(&l.ConnectFeatureFloor, value.build),
		"connectSupportFloor": set(&l.ConnectSupportFloor, buildOrNone),
		"snapshotAgeDays":     set(&l.SnapshotAgeDays, least(1)),
	})
}

// buildOrNone reads a version, or the empty text for none.
func buildOrNone(v value) (planner.Build, bool) {
	if s, ok := v.scalar("a version"); !ok || s == "" {
		return "", ok
	}
	return v.build()
}

func (d *decoder) sideBySide(v value) {
	v.object(fields{
		"pins": d.pins,
		"staysOnConnect": func(v value) {
			d.given(v)
			v.list(func(_ int, v value) {
				if name, ok := v.domain(); ok {
					d.settings.StaysOnConnect = append(d.settings.StaysOnConnect, name)
				}
			})
		},
	})
}

// pins reads default, topology or a list of pins.
func (d *decoder) pins(v value) {
	d.given(v)
	switch v.node.Value {
	case "default":
		return
	case "topology":
		d.settings.Pins = planner.AllPins()
		return
	}
	if v.kind() != "a list" {
		v.bad("%s stands here; want default, topology or a list of pins", v.kind())
		return
	}
	all := planner.AllPins()
	var known []string
	for p := range all {
		known = append(known, string(p))
	}
	slices.Sort(known)
	d.settings.Pins = map[planner.PinID]bool{}
	v.list(func(_ int, v value) {
		if p, ok := word(v, known...); ok {
			d.settings.Pins[planner.PinID(p)] = true
		}
	})
}

func (d *decoder) waves(v value) {
	w := &d.settings.Waves
	v.object(fields{
		"size":    set(&w.Size, least(1)),
		"pilot":   set(&w.Pilot, least(1)),
		"first":   d.groups(&w.First),
		"last":    d.groups(&w.Last),
		"windows": d.windows,
	})
	if g := d.settings.Given; g["waves.size"] && g["waves.pilot"] && w.Pilot > w.Size {
		v.bad("pilot %d is more than size %d", w.Pilot, w.Size)
	}
	for i, id := range w.Last {
		if slices.Contains(w.First, id) {
			v.bad("group %s stands in first and in last[%d]; keep one", id, i)
		}
	}
}

func (d *decoder) groups(to *[]inventory.ObjectID) func(value) {
	return func(v value) {
		d.given(v)
		v.list(func(_ int, v value) {
			id, ok := v.group()
			switch {
			case ok && slices.Contains(*to, id):
				v.bad("group %s stands there twice; keep one", id)
			case ok:
				*to = append(*to, id)
			}
		})
	}
}

// windows reads the maintenance windows, which follow one another.
func (d *decoder) windows(v value) {
	d.given(v)
	var all []planner.Window
	v.list(func(i int, v value) {
		var w planner.Window
		seen := v.object(fields{"start": set(&w.Start, value.instant), "end": set(&w.End, value.instant)})
		v.need(seen, "start", "end")
		if w.Start.IsZero() || w.End.IsZero() {
			return
		}
		if !w.End.After(w.Start) {
			v.bad("the window ends before it begins")
			return
		}
		for j, o := range all {
			if w.Start.Before(o.End) && o.Start.Before(w.End) {
				v.bad("the window overlaps the one that begins at %s (number %d)", o.Start.Format("2006-01-02T15:04:05Z"), j+1)
			}
		}
		all = append(all, w)
	})
	slices.SortFunc(all, func(a, b planner.Window) int { return a.Start.Compare(b.Start) })
	d.settings.Waves.Windows = all
}

func (d *decoder) overrides(v value) {
	v.list(func(_ int, v value) {
		var o planner.Override
		seen := v.object(fields{
			"group":      set(&o.Group, value.group),
			"decision":   set(&o.Decision, oneOf(planner.OverrideMove, planner.OverrideCleanUp, planner.OverrideExclude)),
			"reason":     set(&o.Reason, value.text),
			"approvedBy": set(&o.ApprovedBy, value.text),
		})
		v.need(seen, "group", "decision", "reason", "approvedBy")
		same := func(p planner.Override) bool { return p.Group == o.Group && !o.Group.IsZero() }
		if slices.ContainsFunc(d.settings.Overrides, same) {
			v.bad("group %s has an override already; keep one", o.Group)
		}
		d.settings.Overrides = append(d.settings.Overrides, o)
	})
}

func (d *decoder) waivers(v value) {
	v.list(func(_ int, v value) {
		var w planner.Waiver
		seen := v.object(fields{
			"finding": set(&w.Finding, finding),
			"group":   set(&w.Group, value.group),
			"reason":  set(&w.Reason, value.text),
			"owner":   set(&w.Owner, value.text),
			"expires": set(&w.Expires, value.date),
		})
		v.need(seen, "finding", "group", "reason", "owner", "expires")
		same := func(p planner.Waiver) bool { return p.Finding == w.Finding && p.Group == w.Group && !w.Group.IsZero() }
		if slices.ContainsFunc(d.settings.Waivers, same) {
			v.bad("finding %s of group %s has a waiver already; keep one", w.Finding, w.Group)
		}
		d.settings.Waivers = append(d.settings.Waivers, w)
	})
}

// finding reads the id of a finding that a waiver can accept.
func finding(v value) (planner.FindingID, bool) {
	s, ok := v.text()
	if !ok {
		return "", false
	}
	switch r, known := planner.RuleByID(planner.FindingID(s)); {
	case !known:
		v.bad("%q is no finding; plan.json and report.md name those there are", s)
	case !r.Waivable:
		v.bad("finding %s cannot be waived: it decides whether the object keeps its SID, or it is not known; remove the waiver and follow the remedy", s)
	default:
		return r.ID, true
	}
	return "", false
}
