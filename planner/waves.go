package planner

import (
	"fmt"
	"strconv"
	"time"
)

// Wave is a set of groups that Cloud Sync gets at the same time.
type Wave struct {
	// Number counts from 1, the pilot.
	Number int  `json:"number"`
	Pilot  bool `json:"pilot"`
	Groups int  `json:"groups"`
	// Members counts the groups' direct members in the cloud.
	Members int `json:"members"`
	// Window is the wave's change window; left out where none is configured.
	Window Window `json:"window,omitzero"`
	// Why says in a sentence how the wave came about.
	Why string `json:"why"`
}

// Waiting is a group on its way to Cloud Sync that has no wave.
type Waiting struct {
	ID string `json:"id"`
	// Why is blocked, unknown or, for a group that is ready itself, nested:
	// its waitsFor names the groups that it waits for.
	Why WaitReason `json:"why"`
}

// WaitReason says why a group has no wave.
type WaitReason string

// The reasons for which a group has no wave.
const (
	WaitsBlocked WaitReason = "blocked"
	WaitsUnknown WaitReason = "unknown"
	WaitsNested  WaitReason = "nested"
)

// valid refuses what cannot be meant: a size below one, windows that end
// before they begin or that stand out of order.
func (s *WaveSettings) valid() error {
	if s.Size < 1 || s.Pilot < 1 {
		return fmt.Errorf("waves: size %d and pilot %d must both be at least 1", s.Size, s.Pilot)
	}
	for i, w := range s.Windows {
		if !w.End.After(w.Start) {
			return fmt.Errorf("waves: window %d ends at %s, not after its start %s", i+1, w.End.Format(time.RFC3339), w.Start.Format(time.RFC3339))
		}
		if i > 0 && w.Start.Before(s.Windows[i-1].End) {
			return fmt.Errorf("waves: window %d starts at %s, before window %d ends: give the windows in their order", i+1, w.Start.Format(time.RFC3339), i)
		}
	}
	return nil
}

// window is the change window of a wave, the zero Window where there is none.
func (s *WaveSettings) window(number int) Window {
	if number > len(s.Windows) {
		return Window{}
	}
	w := s.Windows[number-1]
	return Window{w.Start.UTC(), w.End.UTC()}
}

// waves describes the waves of a schedule.
func (s *schedule) waves(settings *WaveSettings) []Wave {
	out := make([]Wave, s.count)
	sums := make([]waveSum, s.count)
	for i := range s.units {
		if u := &s.units[i]; u.wave > 0 {
			w := &out[u.wave-1]
			w.Groups += int(u.size)
			w.Members += int(u.members)
			sums[u.wave-1].add(u)
		}
	}
	for i := range s.movers {
		if n := s.waveOf(i); n > 0 {
			sums[n-1].listed[s.movers[i].listed+1]++
		}
	}
	for i := range out {
		w := &out[i]
		w.Number, w.Pilot, w.Window = i+1, i == 0, settings.window(i+1)
		w.Why = sums[i].why(w, settings)
	}
	if n := s.lateFirsts(); n > 0 {
		out[0].Why += "; " + count(n, "group", "groups") + " that the configuration puts first would be a risk to the pilot, or found no room in it"
	}
	return out
}

// lateFirsts counts the groups that are configured as first and go later.
func (s *schedule) lateFirsts() (n int) {
	for i := range s.movers {
		if s.movers[i].listed == listedFirst && s.waveOf(i) > 1 {
			n++
		}
	}
	return n
}

// waveSum is what a wave's reason tells of.
type waveSum struct {
	risk   risk
	cycle  int    // the largest cycle, 0 without one
	listed [3]int // groups that are configured as first, not at all, as last
}

func (s *waveSum) add(u *unit) {
	s.risk |= u.risk
	if u.size > 1 {
		s.cycle = max(s.cycle, int(u.size))
	}
}

func (s *waveSum) why(w *Wave, settings *WaveSettings) string {
	text := "the groups of the next lowest risk; a nested group comes no later than the groups that hold it"
	limit := settings.Size
	if w.Pilot {
		limit = settings.Pilot
		text = "the pilot: groups of the lowest risk there is, fewest members first; " + s.risk.pilot()
	}
	if n := s.listed[0]; n > 0 {
		text += "; " + count(n, "group stands", "groups stand") + " here because the configuration puts it first"
	}
	if n := s.listed[2]; n > 0 {
		text += "; " + count(n, "group stands", "groups stand") + " here because the configuration puts it last"
	}
	if w.Groups > limit {
		text += "; larger than " + strconv.Itoa(limit) + ", because a nesting cycle of " + strconv.Itoa(s.cycle) + " groups stays together"
	}
	return text
}
