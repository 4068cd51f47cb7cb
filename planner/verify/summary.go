package verify

// summaryOf counts the groups by status and part.
func summaryOf(groups []Group, waves int) Summary {
	s := Summary{Parts: make([]PartCounts, 0, waves+3)}
	for n := range waves {
		s.Parts = append(s.Parts, PartCounts{Part: PartWave, Wave: n + 1})
	}
	for _, p := range []Part{PartV1, PartStays, PartWaits} {
		s.Parts = append(s.Parts, PartCounts{Part: p})
	}
	for i := range groups {
		g := &groups[i]
		if g.Asked {
			s.Asked.add(g.Status)
		} else {
			s.Others.add(g.Status)
		}
		for k := range s.Parts {
			if p := &s.Parts[k]; p.Part == g.Part && p.Wave == g.Wave {
				p.add(g.Status)
			}
		}
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
