package pendingexport

import (
	"fmt"
	"strings"

	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
)

// add judges an object that is to be added, and counts the write-out.
func (c *Comparison) add(s subject, ch *pending.Change) Outcome {
	if s.group == nil {
		s.group = c.claimed(ch)
	}
	g := s.group
	if isGroup(ch) && (g == nil || g.Kind == planner.KindMicrosoft365) && !c.seen[ch.DN.Key()] {
		c.seen[ch.DN.Key()] = true
		c.report.WriteOut.Pending++
	}
	if g != nil && inHeadline(g) {
		c.forecastAdd(s, ch)
		return AsForecast
	}
	i := c.about(UnexpectedAdd, s, ch)
	i.What = "an AD object is added"
	i.Facts = []string{"F81"}
	i.Remedy = stay + " Find out why Connect writes the object, synchronise and export again."
	switch {
	case !isGroup(ch):
		i.Why = "leaving Group Writeback v2 adds nothing but Microsoft 365 groups; this plan knows nothing of the object"
	case g == nil:
		i.Why = "the plan knows no cloud group that the object names: it is newer than the snapshots, or the file does not show whose it is" + c.near(ch)
		i.Remedy = stay + " Find its cloud group. If that is a new Microsoft 365 group, take new snapshots and plan again, so that the number is acknowledged."
	case g.Kind == planner.KindMicrosoft365:
		i.Why = fmt.Sprintf("the plan forecasts %q for this Microsoft 365 group and not a new object", string(g.Action))
		i.Facts = append(i.Facts, "F13")
	default:
		i.Kind = SecurityAdd
		i.Why = fmt.Sprintf("the plan forecasts %q at the switch for this %s group: Connect must not write it any more, and Cloud Sync would not find its object", string(g.AtSwitch), string(g.Kind))
		i.Remedy = rulesRemedy + " See too that v2 is off and that the full synchronisation after the switch has run."
		i.Facts = append(i.Facts, "F12", "F80")
	}
	c.item(i)
	return NotExpected
}

// inHeadline tells whether the headline number counts the group.
func inHeadline(g *planner.Group) bool {
	return g.Kind == planner.KindMicrosoft365 && g.Action == planner.ActionCreate
}

// forecastAdd is an addition that the plan forecasts: of a distribution group,
// once.
func (c *Comparison) forecastAdd(s subject, ch *pending.Change) {
	id := strings.ToLower(s.group.ID)
	if c.added[id] {
		i := c.about(UnexpectedAdd, s, ch)
		i.What, i.Why = "a second AD object is added for the same cloud group", "one object is expected for it"
		i.Remedy, i.Facts = stay+" Two files of the same connector show everything twice: give one.", []string{"F13"}
		c.item(i)
		return
	}
	c.added[id] = true
	c.report.WriteOut.AsForecast++
	if a := ch.Attribute("groupType"); a != nil && len(a.Added) == 1 && isSecurity(a.Added[0]) {
		c.attribute(TypeChange, s, ch, a, "v1 writes distribution groups; this one would be a security group, which can be given permissions", []string{"F12"})
	}
}

// writeOut sets the numbers against each other.
func (c *Comparison) writeOut() {
	w := &c.report.WriteOut
	for i := range c.plan.Groups {
		if g := &c.plan.Groups[i]; inHeadline(g) && !c.added[strings.ToLower(g.ID)] {
			w.Missing = append(w.Missing, GroupRef{g.ID, g.DisplayName})
		}
	}
	if w.Pending > w.Acknowledged {
		c.item(Item{
			Kind: OverAcknowledged, Name: "Microsoft 365 groups", What: fmt.Sprintf("%d groups appear in AD", w.Pending),
			Why:    fmt.Sprintf("%d were acknowledged (limits.m365WriteOut), the plan forecast %d", w.Acknowledged, w.Forecast),
			Remedy: stay + " Have the number accepted and set limits.m365WriteOut to it, or delete the Microsoft 365 groups that nobody needs; then plan again.",
			Facts:  []string{"F13"},
		})
	}
	if n := len(w.Missing); n > 0 && c.sawAD() {
		c.item(Item{
			Kind: WriteOutMissing, Name: "Microsoft 365 groups", What: fmt.Sprintf("%d of the %d Microsoft 365 groups that were to appear are not pending", n, w.Forecast),
			Why:    "the export is older than the switch, the full synchronisation after it has not run, or v1 leaves these groups out",
			Remedy: "See that v2 is off, run Start-ADSyncSyncCycle -PolicyType Initial (P5c) and export again. If they still are missing, the forecast was wrong: plan again before you go on.",
			Facts:  []string{"F13", "F81"},
		})
	}
}

// sawAD tells whether a file is of AD, or is said to be.
func (c *Comparison) sawAD() bool {
	for _, f := range c.report.Files {
		if f.Connector == pending.ActiveDirectory {
			return true
		}
	}
	return len(c.covered) > 0
}
