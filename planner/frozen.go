package planner

import (
	"math"
	"time"
)

// SwitchForecast is what switching v2 off (P5b) leaves behind, for the plan as
// a whole. It takes the writer from every v2 security group at once, whatever
// wave the group is in; until the group's wave nobody updates its object.
type SwitchForecast struct {
	// Done: v2 is off already, and what follows holds since then.
	Done bool `json:"done"`
	// Undecided is what the gate undecided-at-switch counts: groups whose object
	// the switch leaves without its writer or its security type, and that are
	// blocked or unknown without a decision. Whoever switches now leaves them so
	// with nobody knowing for how long.
	Undecided int `json:"undecided"`
	// Frozen counts the objects that nobody updates from the switch on,
	// WithoutWave those among them whose group has no wave to end that.
	Frozen      int          `json:"frozen"`
	WithoutWave int          `json:"withoutWave"`
	Waves       []FrozenWave `json:"waves"`
}

// FrozenWave is how long the objects of one wave stand still.
type FrozenWave struct {
	Wave   int `json:"wave"`
	Frozen int `json:"frozen"`
	// From is the start of the first window, in which the switch is expected,
	// To the end of the wave's own: at most Hours lie between. All three are
	// left out where windows do not tell, or v2 is off already.
	From  time.Time `json:"from,omitzero"`
	To    time.Time `json:"to,omitzero"`
	Hours int       `json:"hours,omitzero"`
	// Until says in words what ends it.
	Until string `json:"until"`
}

// freezing counts the frozen objects by wave.
func (s *survey) freezing() SwitchForecast {
	f := SwitchForecast{Done: !s.world.V2On(), Undecided: s.undecided, Frozen: s.frozenForGood, WithoutWave: s.frozenForGood, Waves: make([]FrozenWave, s.schedule.count)}
	for i := range f.Waves {
		f.Waves[i] = s.frozenWave(i+1, f.Done)
	}
	for i := range s.movers {
		if !s.movers[i].frozen {
			continue
		}
		f.Frozen++
		if n := s.waveOf(i); n > 0 {
			f.Waves[n-1].Frozen++
		} else {
			f.WithoutWave++
		}
	}
	return f
}

func (s *survey) frozenWave(number int, done bool) FrozenWave {
	w := FrozenWave{Wave: number, Until: "Cloud Sync's first cycle after the groups of this wave were put into its scope"}
	settings := &s.world.Settings.Waves
	if own := settings.window(number); !done && !own.End.IsZero() {
		w.From, w.To = settings.window(1).Start, own.End
		w.Hours = int(math.Ceil(w.To.Sub(w.From).Hours()))
		w.Until = "the end of the wave's window at the latest"
	}
	return w
}
