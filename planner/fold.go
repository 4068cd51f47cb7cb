package planner

import (
	"cmp"
	"slices"

	"gwbplan/inventory"
)

// verdict is what a group's row, findings and pins come to.
type verdict struct {
	disposition Disposition
	action      Action
	atSwitch    AtSwitch
	readiness   Readiness
	pins        []Pin
	findings    []Finding
}

// fold turns findings into disposition, action and readiness. It is the only
// place that does.
func fold(c *Case, findings []Finding, pins []Pin) verdict {
	v := verdict{disposition: c.BaseDisposition, action: foldAction(c, findings), findings: findings}
	c.World.markWaived(c, findings)
	v.pins = countingPins(c, pins)
	if c.pinnable() && len(v.pins) > 0 {
		v.disposition = SideBySide
	}
	v.atSwitch = atSwitch(c, findings)
	v.readiness = readinessOf(v.disposition, findings)
	return v
}

// foldAction: two objects for one group leave open which one Cloud Sync takes;
// an anchor that points elsewhere makes it write a second object beside the
// first (F66). A group that stays frozen is not written at all.
func foldAction(c *Case, findings []Finding) Action {
	takesOver := c.BaseAction == ActionAdopt || c.BaseAction == ActionCreate
	switch {
	case has(findings, FindingDuplicateADObject, FindingAnchorDuplicate):
		return ActionUnknown
	case !takesOver || !c.Bound():
		return c.BaseAction
	case c.anchorUnread(): // whether it points elsewhere is not known
		return ActionUnknown
	case has(findings, FindingAnchorMismatch, FindingADObjectInOtherDomain), has(findings, FindingClaimConflict) && c.claimedAway():
		return ActionDuplicate
	}
	return c.BaseAction
}

// pinnable: the group is one of rows 9 to 11, or one that only its flag, which
// was not read, keeps from being told to be of row 9 or 10.
func (c *Case) pinnable() bool {
	flagAlone := c.Row == 0 && c.Object != nil && c.CloudSync == inventory.FlagFalse
	return c.Bound() && (c.Row >= 9 || flagAlone)
}

// anchorUnread: the object was found by something else, and its anchor may be
// there unseen.
func (c *Case) anchorUnread() bool {
	return c.Object != nil && c.Object.Anchor == "" && c.World.attributeUnread(c.Object, anchorAttribute)
}

// claimedAway: an object's adminDescription names this group while its anchor
// names another: Cloud Sync will not find it for this one.
func (c *Case) claimedAway() bool {
	return slices.ContainsFunc(c.Matches, func(m Match) bool { return m.Conflicting })
}

func has(findings []Finding, ids ...FindingID) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return slices.Contains(ids, f.ID) })
}

// countingPins keeps each pin that counts once, in the order of the rules.
func countingPins(c *Case, pins []Pin) []Pin {
	out := []Pin{}
	for _, p := range pins {
		if c.World.Settings.counts(p.ID) && !slices.ContainsFunc(out, func(o Pin) bool { return o.ID == p.ID }) {
			out = append(out, p)
		}
	}
	return out
}

// readinessOf: the worst finding that nobody waived decides. A group outside
// the plan has a readiness only through findings of its own.
func readinessOf(d Disposition, findings []Finding) Readiness {
	worst := len(severities)
	for _, f := range findings {
		if !f.Waived {
			worst = min(worst, severityRank(f.Severity))
		}
	}
	switch {
	case worst == severityRank(SeverityBlocker):
		return Blocked
	case worst == severityRank(SeverityUnknown):
		return ReadinessUnknown
	case worst == severityRank(SeverityFix):
		return FixFirst
	case d == NotInPlan && len(findings) == 0:
		return ""
	}
	return Ready
}

var severities = [...]Severity{SeverityBlocker, SeverityUnknown, SeverityFix, SeverityWarning, SeverityInfo}

// severityRank orders severities, worst first.
func severityRank(s Severity) int {
	if i := slices.Index(severities[:], s); i >= 0 {
		return i
	}
	return len(severities)
}

// ruleSet is a set of rules, by their places in the list.
type ruleSet [2]uint64

// allRules are as many rules as there can be.
func allRules() ruleSet { return ruleSet{^uint64(0), ^uint64(0)} }

func (s *ruleSet) has(rule int) bool { return s[rule/64]>>(rule%64)&1 != 0 }

func (s *ruleSet) set(rule int, is bool) {
	s[rule/64] &^= 1 << (rule % 64)
	if is {
		s[rule/64] |= 1 << (rule % 64)
	}
}

// examine runs some of the rules over a case: findings by severity, then in the
// order of the rules, and all pins. Of the set it leaves those that found something.
func examine(c *Case, rules []Rule, among *ruleSet) ([]Finding, []Pin) {
	findings, pins := []Finding{}, []Pin{}
	for i := range rules {
		if !among.has(i) {
			continue
		}
		hits := rules[i].Check(c)
		among.set(i, len(hits) > 0)
		for _, h := range hits {
			findings = append(findings, findingOf(&rules[i], h))
			if h.Pin != nil {
				pins = append(pins, *h.Pin)
			}
		}
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Compare(severityRank(a.Severity), severityRank(b.Severity))
	})
	return findings, pins
}

// findingOf completes a hit with what the rule says in general.
func findingOf(r *Rule, h Hit) Finding {
	f := Finding{
		ID: r.ID, Severity: h.Severity, Message: h.Message, Evidence: h.Evidence,
		Remedy: cmp.Or(h.Remedy, r.Remedy), Facts: h.Facts, Unverified: r.Unverified || h.Unverified,
	}
	if f.Severity == "" && len(r.Severities) > 0 {
		f.Severity = r.Severities[0]
	}
	if f.Message == "" {
		f.Message = r.Title
	}
	if len(f.Facts) == 0 {
		f.Facts = r.Facts
	}
	f.Evidence, f.Facts = append([]Evidence{}, f.Evidence...), append([]string{}, f.Facts...)
	return f
}
