package planner

import "slices"

// VerdictWord is the answer for one point of no return.
type VerdictWord string

// The answers. Unknown is no go.
const (
	Go             VerdictWord = "go"
	NoGo           VerdictWord = "no-go"
	VerdictUnknown VerdictWord = "unknown"
)

// Verdict is the answer for one point of no return, with its reasons.
type Verdict struct {
	Point   Phase           `json:"point"`
	Verdict VerdictWord     `json:"verdict"`
	Reasons []VerdictReason `json:"reasons"`
}

// VerdictReason is why the answer is not go: a gate, or one of the ids below.
type VerdictReason struct {
	ID      string     `json:"id"`
	Status  GateStatus `json:"status"`
	Message string     `json:"message"`
}

// The reasons that are no gates.
const (
	ReasonFeaturesUnread  = "features-unread"
	ReasonAlreadySwitched = "already-switched"
)

// Points are the points of no return: the switch itself, the first export
// after it, and the start of Cloud Sync.
func Points() []Phase { return []Phase{PhaseSwitch, PhaseExport, PhaseTakeOver} }

func phases() []Phase { return []Phase{PhaseStamp, PhaseSwitch, PhaseExport, PhaseTakeOver} }

// verdicts answers for each point: what fails or is unknown in an earlier
// phase counts for the later ones too.
func (w *World) verdicts(gates []Gate) []Verdict {
	out := []Verdict{}
	for _, point := range Points() {
		v := Verdict{Point: point, Verdict: Go, Reasons: []VerdictReason{}}
		v.take(w.beforeAllGates(point)...)
		for i := range gates {
			g := &gates[i]
			if slices.Index(phases(), g.Phase) <= slices.Index(phases(), point) && (g.Status == GateFail || g.Status == GateUnknown) {
				v.take(VerdictReason{string(g.ID), g.Status, g.Message})
			}
		}
		slices.SortStableFunc(v.Reasons, func(a, b VerdictReason) int { return statusRank(a.Status) - statusRank(b.Status) })
		out = append(out, v)
	}
	return out
}

func (v *Verdict) take(reasons ...VerdictReason) {
	for _, r := range reasons {
		v.Reasons = append(v.Reasons, r)
		switch {
		case r.Status == GateFail:
			v.Verdict = NoGo
		case v.Verdict == Go:
			v.Verdict = VerdictUnknown
		}
	}
}

// beforeAllGates: whether the switch is still ahead decides what the whole
// plan means, so it cannot be left open; and what is behind cannot be done.
func (w *World) beforeAllGates(point Phase) []VerdictReason {
	switch {
	case !w.featuresKnown():
		return []VerdictReason{{ReasonFeaturesUnread, GateFail, "whether v1 and v2 are on was not read; the plan assumes that both are"}}
	case point == PhaseSwitch && !w.V2On():
		return []VerdictReason{{ReasonAlreadySwitched, GateFail, "v2 is off already: there is nothing left to switch"}}
	}
	return nil
}

// statusRank puts failures before what is unknown.
func statusRank(s GateStatus) int {
	return slices.Index([]GateStatus{GateFail, GateUnknown, GateNotApplicable, GatePass}, s)
}
