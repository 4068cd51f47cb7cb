package planner

import (
	"slices"

	"gwbplan/inventory"
)

// survey is what must be known of all groups before the first of them can be
// written: the waves, and what the switch does until then. It decides on each
// group bound for Cloud Sync once and keeps a few bytes of it.
type survey struct {
	world    *World
	deciding ruleSet // the rules that the survey runs
	*schedule
	undecided int
	// frozenForGood are objects that the switch freezes and that no wave will
	// ever take up, such as those of soft-deleted groups.
	frozenForGood int
}

// surveyOf looks at every group once. It fails for wave settings that cannot
// be meant.
func surveyOf(p *Planner) (*survey, error) {
	settings := p.world.Settings.Waves
	settings.Pilot = min(settings.Pilot, settings.Size)
	if err := settings.valid(); err != nil {
		return nil, err
	}
	s := &survey{world: p.world, deciding: decidingRules(p.rules, &p.world.Settings)}
	var movers []mover
	var held []edge // by position in the snapshot
	listed := listedIn(&settings)
	for i := range p.world.Snap.Groups {
		b := p.world.base.at(i)
		bound := b.kind == KindSecurity && b.decide.disposition == MoveToCloudSync
		if !bound && !b.mayBeUndecided() {
			continue
		}
		c := p.world.caseOf(i)
		found := s.deciding
		findings, pins := examine(c, p.rules, &found)
		v := fold(c, findings, pins)
		if c.undecided(v.readiness, v.atSwitch) {
			s.undecided++
		}
		if !bound || !c.waiting() {
			if inPlan(c) && frozenNow(c, &v) {
				s.frozenForGood++
			}
			continue
		}
		movers = append(movers, mover{
			group: int32(i), members: int32(c.directMembers()), risk: riskOf(c, &v), stand: standOf(&v),
			listed: listed[c.Group.ID], frozen: frozenNow(c, &v), found: found,
		})
		for _, child := range p.world.nestedInAD(c) {
			held = append(held, edge{int32(i), child})
		}
	}
	s.schedule = newSchedule(movers, among(movers, held), settings.Size, settings.Pilot)
	return s, nil
}

// decidingRules are all but one that only informs, of nearly every group, at
// length.
func decidingRules(rules []Rule, s *Settings) ruleSet {
	all := allRules()
	for i := range rules {
		all.set(i, rules[i].ID != FindingMembersSyncedByConnect || s.counts(PinMembersSyncedByConnect))
	}
	return all
}

// rulesFor are the rules that can find something in a group: of those that the
// survey ran, the ones that did.
func (s *survey) rulesFor(group int) ruleSet {
	i, ok := moverAt(s.movers, int32(group))
	if !ok {
		return allRules()
	}
	found := s.movers[i].found
	for k := range found {
		found[k] |= ^s.deciding[k]
	}
	return found
}

// mayBeUndecided spares the groups of which [Case.undecided] knows by their
// kind and state alone.
func (b *baseFact) mayBeUndecided() bool {
	return b.row == 4 || b.kind == KindSecurity && b.state != StateOff && b.state != StatePending && b.state != StateOnCloudSync
}

func listedIn(s *WaveSettings) map[inventory.ObjectID]int8 {
	listed := map[inventory.ObjectID]int8{}
	for _, id := range s.Last {
		listed[id] = listedLast
	}
	for _, id := range s.First {
		listed[id] = listedFirst
	}
	return listed
}

// standOf: a group goes when nothing blocks it and Cloud Sync is to write it.
// One that stays frozen although nothing blocks it waits for a decision.
func standOf(v *verdict) stand {
	switch {
	case v.readiness == ReadinessUnknown:
		return standUnknown
	case v.readiness == Blocked, v.action != ActionAdopt && v.action != ActionCreate:
		return standBlocked
	}
	return standGoes
}

// frozenNow: from the switch on nobody updates the object, or nobody does
// already.
func frozenNow(c *Case, v *verdict) bool {
	return v.atSwitch == SwitchFrozen || c.State == StateFrozen
}

// nestedInAD are the cloud groups whose objects the group's object holds now,
// whether or not the cloud nests them too.
func (w *World) nestedInAD(c *Case) (out []int32) {
	for i := range c.Members.Cloud {
		if m := &c.Members.Cloud[i]; m.Group != nil && m.InAD == inventory.FlagTrue {
			out = append(out, int32(w.groupIndex(m.ID())))
		}
	}
	for _, m := range c.Members.Extra {
		if o := w.ObjectOf(m.Principal); o != nil {
			if i := w.objectIndex(o); i >= 0 && w.owner[i] >= 0 {
				out = append(out, w.owner[i])
			}
		}
	}
	return out
}

// among numbers the edges by movers and leaves out those to other groups:
// what never goes to Cloud Sync, or is there already, holds nobody up.
func among(movers []mover, held []edge) []edge {
	var out []edge
	for _, e := range held {
		from, _ := moverAt(movers, e.from)
		if to, ok := moverAt(movers, e.to); ok && to != from {
			out = append(out, edge{int32(from), int32(to)})
		}
	}
	return out
}

func moverAt(movers []mover, group int32) (int, bool) {
	return slices.BinarySearchFunc(movers, group, func(m mover, g int32) int { return int(m.group - g) })
}

// place puts a group's wave into its entry.
func (s *survey) place(group int, g *Group) {
	g.WaitsFor = []string{}
	i, ok := moverAt(s.movers, int32(group))
	if !ok {
		return
	}
	g.Wave = s.waveOf(i)
	for _, m := range s.waitsFor(i) {
		g.WaitsFor = append(g.WaitsFor, s.idOf(int(m)))
	}
}

func (s *survey) idOf(mover int) string {
	return s.world.Snap.Groups[s.movers[mover].group].ID.String()
}

// waitingGroups lists the movers without a wave, by id.
func (s *survey) waitingGroups(emit func(Waiting) error) error {
	for i := range s.movers {
		if s.waveOf(i) > 0 {
			continue
		}
		why := [...]WaitReason{standGoes: WaitsNested, standBlocked: WaitsBlocked, standUnknown: WaitsUnknown}[s.movers[i].stand]
		if err := emit(Waiting{ID: s.idOf(i), Why: why}); err != nil {
			return err
		}
	}
	return nil
}
