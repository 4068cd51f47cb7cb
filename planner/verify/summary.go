package verify

import "slices"

// summaryOf counts the groups by status and part.
func summaryOf(groups []Group, waves int) Summary {
	s := Summary{Parts: make([]PartCounts, 0, waves+3)}
	for n := range waves {
		s.Parts = append(s.Parts, PartCounts{Part: PartWave, Wave: n + 1})
	}
	others := []Part{PartV1, PartStays, PartWaits}
	for _, p := range others {
		s.Parts = append(s.Parts, PartCounts{Part: p})
	}
	for i := range groups {
		g := &groups[i]
		if g.Asked {
			s.Asked.add(g.Status)
		} else {
			s.Others.add(g.Status)
		}
		at := g.Wave - 1
		if g.Part != PartWave {
			at = waves + slices.Index(others, g.Part)
		}
		s.Parts[at].add(g.Status)
	}
	return s
}

func (c *Counts) add(s Status) {
	switch s {
	case Done:
		c.Done++
	case Pending:
		c.Pending++
	case Failed:
		c.Failed++
	case Unknown:
		c.Unknown++
	}
}

// Groups is how many groups were counted.
func (c Counts) Groups() int { return c.Done + c.Pending + c.Failed + c.Unknown }
